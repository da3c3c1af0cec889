#!/usr/bin/env bash
# python-calamine 0.9.1: a cell with an error reads as an empty one.
#
# A spreadsheet's lookup that found nothing leaves #N/A, a division #DIV/0!. One would expect an error,
# or its text, as openpyxl gives. Seen: to_python() answers "", the same as for a cell that nobody
# filled in: a figure that could not be worked out looks like one that was never asked for.
#
# What to do about it: look for t="e" in the sheet's own XML where the two must be told apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5 xlsxwriter==3.3.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import openpyxl
import xlsxwriter
from python_calamine import load_workbook

with xlsxwriter.Workbook("errors.xlsx") as book:
    sheet = book.add_worksheet()
    for row, cell in enumerate(("share", "=1/0", '=VLOOKUP(1,C1:D1,2,FALSE)', "", "x")):
        if cell.startswith("="):
            sheet.write_formula(row, 0, cell, None, "#DIV/0!" if "/" in cell else "#N/A")
        elif cell:
            sheet.write_string(row, 0, cell)

print("python-calamine", version("python-calamine"))
read = load_workbook("errors.xlsx").get_sheet_by_index(0).to_python()
other = openpyxl.load_workbook("errors.xlsx", data_only=True).active
shown = [row[0].value for row in other.iter_rows()]
print("calamine:", [row[0] for row in read])
print("openpyxl:", shown)
assert [row[0] for row in read] == ["share", "", "", "", "x"]
assert shown == ["share", "#DIV/0!", "#N/A", None, "x"]
PY
