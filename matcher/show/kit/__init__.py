"""What several outputs share: figures and lines, CSV, workbooks, sketch maps, whose data it is."""
