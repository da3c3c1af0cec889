"""Files of a run without what says where a row stood in its list: all else must be the same,
in the same order, however the rows of the lists were shuffled."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

from matcher.core.files.names import TABLES_FILE
from matcher.show.run.kept.array_file import open_arrays

_ROWS = re.compile(r"\brows? \d+(, \d+)*( and \d+)?( …)?")


def masked(path: Path) -> Any:
    """What a file says, its numbers of rows left out."""
    if path.suffix == ".csv":
        return _table(list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")))))
    if path.suffix == ".xlsx":
        return _workbook(path)
    if path.suffix == ".geojson":
        text = path.read_text(encoding="utf-8")
        return re.sub(r'"row": \d+', '"row": 0', text)
    if path.name == TABLES_FILE:
        return _kept(path)
    if path.name == "run.json":
        return _record(json.loads(path.read_text(encoding="utf-8")))
    return path.read_bytes()


def _table(rows: list[list[str]]) -> list[list[str]]:
    heads = [head.casefold() for head in rows[0]]  # "Row" in a workbook
    where = heads.index("row") if "row" in heads else -1
    return [
        ["#" if at == where and number else _ROWS.sub("row #", cell) for at, cell in enumerate(row)]
        for number, row in enumerate(rows)
    ]


def _kept(path: Path) -> dict[str, Any]:
    """The tables of the program's own file, and what else it tells."""
    if (kept := open_arrays(path)) is None:
        return {}
    tables = {}
    for name in kept.columns:
        frame = kept.table(name).frame().drop(columns="row", errors="ignore")
        tables[name] = [[_ROWS.sub("row #", str(cell)) for cell in row] for row in frame.values]
    return {**kept.facts, "tables": tables}


def _workbook(path: Path) -> dict[str, list[list[str]]]:
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheets = {}
    for sheet in book:
        rows = [["" if v is None else str(v) for v in row] for row in sheet.values]
        sheets[sheet.title] = _table(rows[2:] if sheet.title != "About" else rows)
    return sheets


def _record(record: dict[str, Any]) -> str:
    """The record in its own order; fingerprints follow from the bytes of the lists."""
    del record["digest"]
    for part in ("inputs", "outputs"):
        record[part] = [entry["name"] for entry in record[part]]
    return json.dumps(record)
