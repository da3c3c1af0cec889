"""The public registers of offers that are known here, and which of them a file is of."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.intake.offers.active_places import ACTIVE_PLACES
from matcher.intake.offers.dataset import Dataset, Part, normal
from matcher.intake.offers.discover_uni.discover_uni import DISCOVER_UNI
from matcher.intake.offers.subject_entries.register import SUBJECT_ENTRIES
from matcher.intake.offers.teaching_school_hubs import TEACHING_SCHOOL_HUBS
from matcher.intake.sheet import Row, Sheet, Table, first_header, table_of

DATASETS: tuple[Dataset, ...] = (
    ACTIVE_PLACES,
    DISCOVER_UNI,
    TEACHING_SCHOOL_HUBS,
    SUBJECT_ENTRIES,
)

# The dataset, its part and the header, each cell as :func:`normal` writes it.
Layout = tuple[Dataset, Part, tuple[str, ...]]


def recognise_part(row: Sequence[str]) -> Layout | None:
    """Of which part of which register a file is whose header is ``row``; None: of none."""
    header = tuple(normal(cell) for cell in row)
    columns = {*header} - {""}
    for dataset in DATASETS:
        for part in dataset.parts:
            if part.fits(columns):
                return dataset, part, header
    return None


def find_part(sheet: Sheet, top: Sequence[Row]) -> Table[Layout] | None:
    """The table of a public register that a sheet holds, whose rows ``top`` were taken from it
    already; None where it holds none."""
    return table_of(sheet, top, first_header(recognise_part))


def known_in_words() -> str:
    """All the registers with their parts, for a message."""
    return "; ".join(
        dataset.name
        + (f" ({', '.join(part.name for part in dataset.parts)})" if len(dataset.parts) > 1 else "")
        for dataset in DATASETS
    )
