"""The file that keeps the values of a partnership, with the columns that people added to it.

``values.csv`` is ours, and people open it: they add a column "measured by", move one, or name
ours with a capital letter. What they added stays, in its place and beside its value, whenever
the file is written again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from matcher.core.cells import restore
from matcher.partnership.csv_files import CsvTable, clean_cell, csv_bytes
from matcher.partnership.monitor.values.store import Key, Value, sort_values

VALUES = "values.csv"
COLUMNS = ("indicator", "date", "group", "value", "unit", "pupils", "things", "note")


@dataclass(frozen=True, slots=True)
class OwnColumns:
    """The columns of a file as people left them: the ``header``, for each column which of
    :data:`COLUMNS` it is ("": one of theirs), and for each value the cells of its row."""

    header: tuple[str, ...] = COLUMNS
    ours: tuple[str, ...] = COLUMNS
    cells: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)


def own_columns(table: CsvTable, keys: Mapping[int, Key]) -> OwnColumns:
    """The columns of a file; ``keys`` says of which value each row is. Of several rows of one
    value all that was written in columns of theirs is kept, in one cell."""
    names = table.names()
    last = {name: at for at, name in enumerate(names)}  # of two alike the last one is read
    ours = tuple(
        name if name in COLUMNS and last[name] == at else "" for at, name in enumerate(names)
    )
    missing = tuple(name for name in COLUMNS if name not in ours)
    cells: dict[Key, tuple[str, ...]] = {}
    for line, row in table.rows:
        if line in keys:
            plain = tuple(map(restore, row))
            before = cells.get(keys[line], ("",) * len(plain))
            cells[keys[line]] = tuple(map(_both, before, plain))
    return OwnColumns((*map(restore, table.header), *missing), (*ours, *missing), cells)


def write_values(values: Iterable[Value], own: OwnColumns | None = None) -> bytes:
    """``values.csv``: the columns :data:`COLUMNS` and those that people added, dates ISO,
    unknown blank; UTF-8 with a BOM and CRLF, as Excel opens it, formulas neutralised."""
    own = own or OwnColumns()
    rows: list[Sequence[str]] = [own.header]
    for value in sort_values(values):
        made = _cells(value)
        kept = own.cells.get(value.key, ())
        kept += ("",) * (len(own.header) - len(kept))
        # A cell that says the same stays as it was typed.
        rows.append([
            cell if not name or clean_cell(cell) == made[name] else made[name]
            for name, cell in zip(own.ours, kept, strict=True)
        ])  # fmt: skip
    return csv_bytes(rows)


def _cells(value: Value) -> dict[str, str]:
    found = {
        "indicator": value.indicator,
        "date": value.date.isoformat(),
        "group": value.group,
        "value": "" if math.isnan(value.value) else repr(value.value).removesuffix(".0"),
        "unit": value.unit,
        "pupils": "" if value.pupils is None else str(value.pupils),
        "things": "" if value.of is None else str(value.of),
        "note": value.note,
    }
    return {name: clean_cell(cell) for name, cell in found.items()}


def _both(one: str, other: str) -> str:
    """What stands in either of two cells."""
    return "; ".join(dict.fromkeys(filter(None, (one, other))))
