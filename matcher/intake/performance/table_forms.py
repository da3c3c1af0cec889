"""Which of the published tables a file is, in which of its forms.

The tables are those of the Department for Education: of *Find and compare schools in England*
(``england_ks2final`` and its like, one row for each school), and since 2023 of *Explore
education statistics*, one row for each school and group of pupils.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from matcher.core.errors import FileError
from matcher.intake.headers.people import is_personal
from matcher.intake.performance.column_names import Place, find_place
from matcher.intake.sheet import Sheet, Table, first_header, is_blank, table_of, top_rows

URN_COLUMNS = ("URN", "SCHOOL_URN")
DFE_NUMBER_COLUMNS = ("SCHOOL_LAESTAB", "LAESTAB")
YEAR_COLUMN = "TIME_PERIOD"

# Each table and what a person calls it.
TABLES = {
    "ks2": "key stage 2",
    "ks4": "key stage 4",
    "ks5": "16 to 18",
    "destinations": "destinations after key stage 4",
    "census": "school census",
    "workforce": "school workforce",
    "absence": "absence",
    "suspensions": "suspensions and exclusions",
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a table: of each of the groups ``marks`` it has a column, and none of
    ``without``."""

    table: str
    marks: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()


# The first that fits counts: key stage 2 and 4 tables carry figures of the census too.
FORMS = (
    Form("ks2", (("READPROG", "WRITPROG", "MATPROG", "PTRWM_EXP"),)),
    Form("ks4", (("P8MEA", "ATT8SCR", "P8_BANDING", "AVG_KS2_SCALEDSCORE"),)),
    Form("ks5", (("TALLPPE_ALEV_1618", "VA_INS_ALEV", "TALLPPE_ACAD_1618"),)),
    Form("destinations", (("OVERALL_DESTPER",),)),
    Form("census", (("PNUMFSMEVER", "PNUMEAL", "NUMFSM"),)),
    Form("workforce", (("PUPIL: TEACHER RATIO",),)),
    Form("absence", (("PERCTOT", "PPERSABS10"),)),
    Form("ks2", (("SUBJECT",), ("EXPECTED_STANDARD_PUPIL_PERCENT", "PROGRESS_MEASURE_SCORE"))),
    Form("ks4", (("ATTAINMENT8_AVERAGE", "AVG_ATT8", "AVG_P8SCORE", "PROGRESS8_AVERAGE"),)),
    Form("ks5", (("EXAM_COHORT",), ("APS_PER_ENTRY", "VALUE_ADDED"))),
    # Those after 16 to 18 go on to higher education too.
    Form("destinations", (("OVERALL",), ("EDUCATION",), ("APPREN",)), ("HE", "COHORT_LEVEL")),
    Form("census", (("% OF PUPILS KNOWN TO BE ELIGIBLE FOR FREE SCHOOL MEALS",),)),
    Form("census", (("TOTAL PUPILS",), ("SEN SUPPORT",), ("EHC PLAN",))),
    Form(
        "workforce",
        (("PUPIL_TO_QUAL_UNQUAL_TEACHER_RATIO", "PUPIL_TO_QUAL_TEACHER_RATIO"),),
    ),
    Form("absence", (("SESS_OVERALL_PERCENT", "ENROLMENTS_PA_10_EXACT_PERCENT"),)),
    Form("suspensions", (("SUSP_RATE", "PERM_EXCL_RATE", "FIXED_EXCL_RATE"),)),
)

# Never read, whoever asks for it: columns about people, where a telephone number would
# pass for a figure.
_NEVER = re.compile(
    r"TELNUM|\bTEL\b|PHONE|FAX|MAIL|ADDRESS|STREET|TOWN|LOCALITY|POST ?CODE|PCODE|NAME|WEB|"
    r"HEAD(?! ?COUNT)|CONTACT|SURNAME|TITLE"
)
_SHOWN = 12  # columns of a file that is no table, in a message


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
    headers counts, and none about people. ``urn`` and ``dfe_number``: where those of the school
    stand, -1: nowhere."""

    table: str
    header: tuple[str, ...]
    at: dict[str, int] = field(default_factory=dict)
    urn: int = -1
    dfe_number: int = -1

    @classmethod
    def of(cls, table: str, header: tuple[str, ...]) -> TableLayout:
        """The layout of a table of such a header."""
        at: dict[str, int] = {}
        for position, column in enumerate(header):
            # A column without a header is none of the names that are looked up.
            if column and not is_personal(column):
                at.setdefault(column, position)
        return cls(table, header, at, _first(at, URN_COLUMNS), _first(at, DFE_NUMBER_COLUMNS))

    @property
    def is_of_statistics(self) -> bool:
        """Whether it is of *Explore education statistics*, whose tables say so by columns that
        nobody else's have."""
        return "GEOGRAPHIC_LEVEL" in self.at or "TIME_IDENTIFIER" in self.at

    def cell(self, row: Sequence[str], column: str) -> str:
        """The cell of a column, "" where the table has none such."""
        at = self.at.get(column)
        return "" if at is None else row[at].strip()

    def cell_at(self, row: Sequence[str], at: int) -> str:
        """The cell at a position, "" at -1."""
        return row[at].strip() if at >= 0 else ""

    def find(self, column: str) -> Place | None:
        """Where a figure is (:func:`.column_names.find_place`); None where the table has none
        such, or where nobody may read it."""
        place = find_place(self.table, self.at, column)
        return place if place is not None and may_be_read(self.header[place.at]) else None


def _first(at: dict[str, int], names: Iterable[str]) -> int:
    return next((at[name] for name in names if name in at), -1)


def recognise_table(row: Sequence[str]) -> TableLayout | None:
    """The layout of a table whose header ``row`` is, None where it is no such header."""
    header = tuple(normal(cell) for cell in row)
    columns = set(header)
    if columns.isdisjoint(URN_COLUMNS + DFE_NUMBER_COLUMNS):
        return None
    for form in FORMS:
        if not _missing(form, columns) and columns.isdisjoint(form.without):
            return TableLayout.of(form.table, header)
    return None


def find_table(sheet: Sheet) -> Table[TableLayout]:
    """The table that a sheet holds. Raises :class:`FileError` where it is none of them, naming
    the columns that it has and what the nearest form of a table has besides."""
    top = top_rows(sheet.rows)
    table = table_of(sheet, top, first_header(recognise_table))
    if table is None:
        header = _like_a_header([row for _, row in top if not is_blank(row)])
        raise FileError(
            "this is no performance table that is known here" + _columns_shown(header),
            where=sheet.list,
            hint=f"{_nearest(header)}. Give a table of the Department for Education as it was "
            f"downloaded. Known are those of {', '.join(TABLES.values())}",
        )
    return table


def _missing(form: Form, columns: Iterable[str]) -> list[tuple[str, ...]]:
    return [names for names in form.marks if set(names).isdisjoint(columns)]


def _like_a_header(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The first row of several words and no number: where there is none, nothing of the file
    is shown, for its cells may be anybody's."""
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) > 1 and not any(re.fullmatch(r"[\d.,%£ -]+", cell) for cell in cells):
            return row
    return ()


def _columns_shown(row: Sequence[str]) -> str:
    names = [" ".join(cell.split())[:80] for cell in row if cell.strip()]
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return f"; its columns: {', '.join(names[:_SHOWN])}{more}" if names else ""


def _nearest(row: Sequence[str]) -> str:
    """What is missing for the form of a table that a header comes nearest to."""
    columns = {normal(cell) for cell in row}
    form = max(FORMS, key=lambda one: 1 - len(_missing(one, columns)) / len(one.marks))
    if len(_missing(form, columns)) == len(form.marks):
        # Nothing in common: what is missing of any one table would say nothing.
        return "It has no column that one of these tables is known by"
    lacks = [" or ".join(names) for names in _missing(form, columns)]
    if columns.isdisjoint(URN_COLUMNS + DFE_NUMBER_COLUMNS):
        lacks.append("a column with the URN of each school (URN, school_urn or school_laestab)")
    elif not lacks:
        return (
            f"It is like {TABLES[form.table]}, but has {' and '.join(form.without)}, so it is "
            "another table"
        )
    return f"For {TABLES[form.table]} it lacks {'; and '.join(lacks)}"
