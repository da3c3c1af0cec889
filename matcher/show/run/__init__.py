"""The files of a run: tables, workbook, geographic files and the record; read back too."""
