"""Matches made visible: lists, workbook, map, reasons and the record of the run."""
