"""A list as it was written, cell by cell, with what its columns were taken for: for the
copy in which problems stand beside their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.core.cells import clean
from matcher.core.problems import ProblemLog
from matcher.intake.columns import headers
from matcher.intake.read import HEADER_WITHIN, open_sheet


@dataclass(frozen=True, slots=True)
class AsWritten:
    """``rows`` with their numbers (1 is the first line), cells without control characters;
    ``header_row``, or 0 where none was found; ``places``: positions from 0 of each header
    as shown and each column of ours; ``personal``: positions of columns about people."""

    list: str
    sheet: str
    rows: Sequence[tuple[int, Sequence[str]]]
    header_row: int
    places: Mapping[str, tuple[int, ...]]
    personal: frozenset[int]


def as_written(path: Path, name: str) -> AsWritten:
    """The list at ``path``, which :func:`matcher.intake.read.read` calls ``name``. Raises
    :class:`FileError`."""
    sheet = open_sheet(path, name, ProblemLog())
    rows = [(number, [clean(cell)[0] for cell in row]) for number, row in sheet.rows]
    found = headers.find([row for _, row in rows[:200]], among=HEADER_WITHIN)
    if found is None:
        return AsWritten(name, sheet.sheet, rows, 0, {}, frozenset())
    at, layout = found
    places: dict[str, tuple[int, ...]] = {}
    for column, positions in layout.places.items():
        places[column] = positions
        places["; ".join(layout.shown(i) for i in positions)] = positions
    for i in range(len(layout.header)):
        places.setdefault(layout.shown(i), (i,))
    places.pop("", None)
    return AsWritten(name, sheet.sheet, rows, rows[at][0], places, frozenset(layout.personal))
