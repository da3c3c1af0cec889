"""Files of the form of Discover Uni about universities that there are not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

Rows = Iterable[tuple[str, ...]]

# Ashmere teaches physics in two modes, drama with music, and trains teachers; a far campus and a
# partner college teach too; one course has no place.
NAMES: Rows = [
    ("90000001", "90000001", "The University of Ashmere", "", "Ashmere Uni###UoA", "XF"),
    ("90000002", "90000002", "Elmford College", "", "", "XF"),
    ("90000002", "90000001", "Elmford College", "", "", "XF"),
    ("90000003", "90000003", "Oakhaven University London", "", "", "XF"),
    ("90000004", "90000004", "Glen University", "", "", "XH"),
]
PLACES: Rows = [
    ("90000001", "A", "Main", "51.5000", "-0.1000", "", "XF"),
    ("90000001", "B", "Coast", "50.8000", "-0.1000", "90000001", "XF"),
    ("90000001", "C", "Elmford", "51.5400", "-0.1000", "90000002", "XF"),
    ("90000003", "A", "Oakhaven", "51.6000", "-0.3000", "", "XF"),
    ("90000004", "A", "Glen", "57.0000", "-3.0000", "", "XH"),
]
COURSES: Rows = [
    ("90000001", "90000001", "P1", "01", "A"),
    ("90000001", "90000001", "P1", "02", "A"),
    ("90000001", "90000001", "D1", "01", "A"),
    ("90000001", "90000001", "T1", "01", "A"),
    ("90000001", "90000001", "S1", "01", "B"),
    ("90000002", "90000001", "F1", "01", "C"),
    ("90000001", "90000001", "F2", "01", "C"),
    ("90000001", "90000001", "X1", "01", ""),
    ("90000003", "90000003", "M1", "01", "A"),
]
SUBJECTS: Rows = [
    ("90000001", "90000001", "P1", "01", "CAH07-01-01"),
    ("90000001", "90000001", "P1", "02", "CAH07-01-01"),
    ("90000001", "90000001", "D1", "01", "CAH25-02-03"),
    ("90000001", "90000001", "D1", "01", "CAH25-02-02"),
    ("90000001", "90000001", "T1", "01", "CAH22-01-02"),
    ("90000001", "90000001", "S1", "01", "CAH26-01-06"),
    ("90000002", "90000001", "F1", "01", "CAH03-01-06"),
    ("90000001", "90000001", "F2", "01", "CAH01-01-02"),
    ("90000001", "90000001", "X1", "01", "CAH16-01-01"),
    ("90000003", "90000003", "M1", "01", "CAH09-01-01"),
]
HEADERS = {
    "INSTITUTION": "PUBUKPRN,UKPRN,LEGAL_NAME,FIRST_TRADING_NAME,OTHER_NAMES,COUNTRY",
    "LOCATION": "UKPRN,LOCID,LOCNAME,LATITUDE,LONGITUDE,LOCUKPRN,LOCCOUNTRY",
    "COURSELOCATION": "PUBUKPRN,UKPRN,KISCOURSEID,KISMODE,LOCID",
    "SBJ": "PUBUKPRN,UKPRN,KISCOURSEID,KISMODE,SBJ",
}
TABLES = {"INSTITUTION": NAMES, "LOCATION": PLACES, "COURSELOCATION": COURSES, "SBJ": SUBJECTS}


def text_of(part: str, rows: Rows | None = None) -> str:
    """One file of the dataset, with these rows or its own."""
    rows = TABLES[part] if rows is None else rows
    return "\n".join([HEADERS[part], *map(",".join, rows)]) + "\n"


def write(folder: Path, **tables: Rows) -> Path:
    """All four files in a folder, some with other rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in HEADERS:
        (folder / f"{part}.csv").write_text(text_of(part, tables.get(part)), encoding="cp1252")
    return folder
