#!/usr/bin/env bash
# XlsxWriter 3.3.1: a table costs memory for each cell that it covers, before any is written.
#
# A table is a range with a name and headings: one would expect add_table() to note its corners. Seen:
# it puts every cell of the range into a dictionary, to look for tables that overlap: 200 MB for
# 100,000 rows of 20 columns on an empty sheet. (In constant_memory mode a sheet takes no table.)
#
# What to do about it: allow about 100 bytes a cell for a large table, and no table where memory is short.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check xlsxwriter==3.3.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import tracemalloc
from importlib.metadata import version

import xlsxwriter

print("xlsxwriter", version("xlsxwriter"))
sheet = xlsxwriter.Workbook("table.xlsx").add_worksheet()
for rows in (1_000, 100_000):
    tracemalloc.start()
    assert sheet.add_table(rows, 30 * (rows > 1_000), 2 * rows - 1, 30 * (rows > 1_000) + 19, {"header_row": False}) == 0
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print(f"{rows:,} rows of 20 columns: {kept / 1e6:.1f} MB")
assert kept > 100e6
PY
