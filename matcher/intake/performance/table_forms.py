"""Which of the published tables a file is and of which school year, and with whom each of
its rows is compared.

The tables are those of the Department for Education's *Find and compare schools in
England* (``england_ks2final`` and its like, national or of one authority, final or
provisional) and its key stage 4 file for 2023/24, which names its columns otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.core.errors import FileError
from matcher.intake.sheet import Sheet, Table, first_header, table_of, top_rows

URN_COLUMNS = ("URN", "SCHOOL_URN")
YEAR_COLUMN = "TIME_PERIOD"

# A table is known by its name for a person and by columns that no table before it in this
# order has. (Key stage 2 and 4 tables carry figures of the census too.)
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "ks2": ("key stage 2", ("READPROG", "WRITPROG", "MATPROG", "PTRWM_EXP")),
    "ks4": ("key stage 4", ("P8MEA", "ATT8SCR", "P8_BANDING", "AVG_KS2_SCALEDSCORE")),
    "ks5": ("16 to 18", ("TALLPPE_ALEV_1618", "VA_INS_ALEV", "TALLPPE_ACAD_1618")),
    "destinations": ("destinations after key stage 4", ("OVERALL_DESTPER",)),
    "census": ("school census", ("PNUMFSMEVER", "PNUMEAL", "NUMFSM")),
    "workforce": ("school workforce", ("PUPIL: TEACHER RATIO",)),
}
_MIXED = ("census", "workforce")  # tables of all phases, which are compared phase by phase

# Columns that say what a school is, the plainest first.
_TYPES = (
    "NFTYPE",
    "NFTYPE/FESITYPE",
    "SCHOOLTYPE",
    "SCHTYPE",
    "ESTABLISHMENT_TYPE_GROUP",
    "SCHOOL PHASE",
)
# The tables' own short codes (column NFTYPE) that are not mainstream state-funded schools;
# of special schools the column RECTYPE says it too, as 2.
_CODES = {
    **dict.fromkeys(("cys", "fds", "acs", "accs", "fs", "nmss", "indspec"), "special"),
    **dict.fromkeys(("fesi", "fe", "sfc", "tert", "agric"), "college"),
    **dict.fromkeys(("pru", "ap", "acap", "fap"), "alternative provision"),
    # From 14 on: the Department says that Progress 8 is not made for them.
    **dict.fromkeys(("utc", "futc", "ss", "fss"), "technical"),
    "ind": "independent",
}
_WORDS = (
    (re.compile(r"special"), "special"),
    (re.compile(r"independent"), "independent"),
    (re.compile(r"pupil referral|alternative provision"), "alternative provision"),
    (re.compile(r"technical college|studio"), "technical"),
    (re.compile(r"(?<!technology )colleges?\b"), "college"),
)
_PHASES = re.compile(r"primary|secondary|nursery|all[ -]through|16 plus")

# 2016-2017, 2018-19, 2018_19, 202324, 20182019; no part of a longer number or of a date.
_YEARS = re.compile(r"(?<!\d)(20\d\d)[-_/ ]?(?:20)?(\d\d)(?!\d|[-/]\d)")

# Never read, whoever asks for it: columns about people, where a telephone number would
# pass for a figure.
_NEVER = re.compile(
    r"TELNUM|\bTEL\b|PHONE|FAX|MAIL|ADDRESS|STREET|TOWN|LOCALITY|POST ?CODE|PCODE|NAME|WEB|"
    r"HEAD(?! ?COUNT)|CONTACT|SURNAME|TITLE"
)


def normal(header: str) -> str:
    """A header in capitals, parted by single spaces: "Pupil:     Teacher Ratio" is
    "PUPIL: TEACHER RATIO"."""
    return " ".join(header.split()).upper()


def may_be_read(column: str) -> bool:
    """Whether a column (:func:`normal`) can be of figures, not of names or addresses."""
    return not _NEVER.search(column)


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where a table has which column: ``header`` as :func:`normal`, the first of equal
    headers counts."""

    table: str
    header: tuple[str, ...]
    at: dict[str, int]

    @property
    def urn(self) -> int:
        """The position of the URN."""
        return next(self.at[name] for name in URN_COLUMNS if name in self.at)

    def cell(self, row: Sequence[str], column: str) -> str:
        """The cell of a column, "" where the table has none such."""
        at = self.at.get(column)
        return "" if at is None else row[at].strip()

    def like(self, row: Sequence[str]) -> str:
        """With whom the school of a row is compared: like with like.

        "mainstream", "special", "independent", "college", "technical" (university technical
        colleges and studio schools) or "alternative provision"; in tables of several phases
        mainstream schools by phase ("primary mainstream").
        """
        kind = next(filter(None, (self.cell(row, column) for column in _TYPES)), "")
        kind = " ".join(kind.split()).casefold()
        if self.cell(row, "RECTYPE") == "2":
            return "special"
        found = _CODES.get(kind) or next((is_ for p, is_ in _WORDS if p.search(kind)), "mainstream")
        if found == "mainstream" and self.table in _MIXED:
            phase = _PHASES.search(kind)
            return f"{phase[0].replace(' t', '-t')} mainstream" if phase else found
        return found


def recognise_table(row: Sequence[str]) -> TableLayout | None:
    """The layout of a table whose header ``row`` is, None where it is no such header."""
    header = tuple(normal(cell) for cell in row)
    if not any(name in header for name in URN_COLUMNS):
        return None
    for table, (_, marks) in TABLES.items():
        if any(mark in header for mark in marks):
            at: dict[str, int] = {}
            for position, column in enumerate(header):
                at.setdefault(column, position)
            return TableLayout(table, header, at)
    return None


def find_table(sheet: Sheet) -> Table[TableLayout]:
    """The table that a sheet holds. Raises :class:`FileError` where it is none of them."""
    table = table_of(sheet, top_rows(sheet.rows), first_header(recognise_table))
    if table is None:
        known = "; ".join(f"{words} ({marks[0]})" for words, marks in TABLES.values())
        raise FileError(
            "this is no performance table that is known here",
            where=sheet.list,
            hint="give a file of Find and compare schools in England as it was downloaded, with "
            f"a column URN. Known tables, and a column each is known by: {known}",
        )
    return table


def year_in(text: str) -> str:
    """The first school year that ``text`` names, such as "2018/19"; "" where none does.

    Two years count only where one follows the other: 201819 does, 201825 does not.
    """
    for first, second in _YEARS.findall(text):
        if (int(first) + 1) % 100 == int(second):
            return f"{first}/{second}"
    return ""


def year_of(path: Path | None, name: str) -> str:
    """The school year in a file's name, or else in the name of its folder where that is
    nothing but a year, as the downloads unpack ("2018-2019/england_census.csv")."""
    if found := year_in(name):
        return found
    folder = path.resolve().parent.name if path is not None else ""
    return year_in(folder) if re.fullmatch(r"[\d_ -]+", folder) else ""
