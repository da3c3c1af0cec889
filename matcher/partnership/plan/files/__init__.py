"""The files of a plan: CSV that people write in, Markdown, a workbook, forms."""
