"""A list as it was written, cell by cell, with what its columns were taken for: for the
copy in which problems stand beside their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.core.cells import clean, restore
from matcher.core.problems import ProblemLog
from matcher.intake.columns.people_cells import withhold_people
from matcher.intake.columns.split_fields import SplitFields
from matcher.intake.headers.find_header import find_header_row
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping
from matcher.intake.headers.recognise import Layout
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.sheet import top_rows


@dataclass(frozen=True, slots=True)
class OriginalList:
    """``rows`` with their numbers (1 is the first line), as they were read: torn ones whole,
    cells without control characters and without the apostrophe that text files have before "=";
    ``header_row``, or 0 where none was found; ``places``: positions from 0 of each header
    as it may be printed and each column of ours; ``personal``: positions of columns about
    people; ``title_row``: the row of titles that belongs to the header, 0 where there is none."""

    list: str
    sheet: str
    rows: Sequence[tuple[int, Sequence[str]]]
    header_row: int
    places: Mapping[str, tuple[int, ...]]
    personal: frozenset[int]
    title_row: int = 0


def read_original(path: Path, name: str, mapping: ColumnMapping = UNMAPPED) -> OriginalList:
    """The list at ``path``, which messages call ``name``, its columns mapped as
    when it was read. Raises :class:`FileError`."""
    sheet = open_sheet(path, name, ProblemLog(), mapping)
    is_text = not sheet.sheet
    rows = [
        (number, [clean(restore(cell) if is_text else cell)[0] for cell in row])
        for number, row in sheet.rows
    ]
    found = find_header_row([row for _, row in top_rows(rows)], mapping)
    if found is None:
        return OriginalList(name, sheet.sheet, rows, 0, {}, frozenset())
    at, layout = found
    layout, _, _ = withhold_people(layout, iter(rows[at + 1 :]), mapping)
    personal = frozenset(layout.personal)
    split = SplitFields(layout, sheet.delimiter)
    rows[at + 1 :] = [
        (number, split.as_read(row) if len(row) > layout.width else row)
        for number, row in rows[at + 1 :]
    ]
    return OriginalList(
        name, sheet.sheet, rows, rows[at][0], _places(layout), personal,
        rows[at - 1][0] if layout.has_titles else 0,
    )  # fmt: skip


def _places(layout: Layout) -> dict[str, tuple[int, ...]]:
    """Positions by the names that a problem may call a column: our own, and its header."""
    places: dict[str, tuple[int, ...]] = {}
    for column, positions in layout.places.items():
        places[column] = positions
        places["; ".join(layout.printable(at) for at in positions)] = positions
    for at in range(len(layout.header)):
        places.setdefault(layout.printable(at), (at,))
    places.pop("", None)
    return places
