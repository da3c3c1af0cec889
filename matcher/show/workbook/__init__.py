"""Workbooks as XLSX and ODS: ``columns`` (headings in words), ``sheets`` (what a workbook holds),
``layout`` (its cells, as both kinds of file have them), ``xlsx`` and ``ods`` (the files)."""
