"""Rows of monitoring values in, checked values out, with an account of every row.

Nothing that is wrong is guessed at: such a row is rejected with its reason. A word for
"suppressed" is unknown, never 0.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from matcher.core.cells import neutralise
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog, RowAccount
from matcher.partnership.csv_files import clean_cell, read_table, rows_by_name
from matcher.partnership.monitor.indicators import Indicator, Plan
from matcher.partnership.monitor.values.cell_parser import RejectedCell
from matcher.partnership.monitor.values.file import COLUMNS, VALUES, OwnColumns, own_columns
from matcher.partnership.monitor.values.row_checks import CheckedRow, check_row
from matcher.partnership.monitor.values.store import Key, Value, merge_values

HEADER_WITHIN = 40  # rows that are not blank
# What offices call each column, as lower-case words, best first.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator", "indicator id", "id", "measure", "what"),
    "date": ("date", "day", "on", "collected", "collected on", "date collected", "measured on"),
    "group": ("group", "pupil group", "characteristic", "who", "groups"),
    "value": ("value", "figure", "result", "score", "percentage", "per cent", "%"),
    "unit": ("unit", "units", "unit of measure"),
    "pupils": ("pupils", "number of pupils", "n", "base", "rests on", "responses", "respondents",
               "people", "number of people", "how many"),
    "things": ("things",),  # of a share of them, as values.csv keeps it
    "note": ("note", "notes", "comment", "comments", "remark"),
}  # fmt: skip
_NEEDED = {"indicator", "date", "value"}
_NO_UNIT = RejectedCell(
    "no_unit", "value", "",
    "no unit is known, so it may be a number of people and is guarded as one",
    "write 4 points, 14 pupils, 12 hours or 53%",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValuesAccount(RowAccount):
    """What became of every row of a file. ``read`` counts the rows but the header row;
    ``headings`` are title rows above it and headers repeated below; ``repeated`` of those
    used have the indicator, date and group of another row; ``ignored`` are headers not used,
    ``others`` the other sheets of the workbook."""

    list: str
    sheet: str
    read: int
    used: int
    rejected: int
    blank: int
    headings: int
    repeated: int = 0
    ignored: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def line(self) -> str:
        """The account in one sentence."""
        where = f"{self.list}, sheet {self.sheet}" if self.sheet else self.list
        text = f"{where}: {self.sum()}"
        if self.repeated:
            text += f"; {self.repeated:,} of those used repeat another row"
        if self.ignored:
            text += f"; columns not used: {', '.join(self.ignored)}"
        if self.others:
            text += f"; other sheets not read: {', '.join(self.others)}"
        return text


@dataclass(frozen=True, slots=True)
class ReadValues:
    """The values of a file, each key once, ordered; the account of its rows; and the key of
    each row that is used, by its number."""

    values: tuple[Value, ...]
    account: ValuesAccount
    keys: Mapping[int, Key] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredValues:
    """The values kept in a partnership's folder, and what people added to their file."""

    values: tuple[Value, ...] = ()
    own: OwnColumns = field(default_factory=OwnColumns)


def read_values(
    rows: Iterable[tuple[int, Sequence[str]]],
    plan: Plan,
    log: ProblemLog,
    name: str,
    sheet: str = "",
    today: datetime.date = datetime.date.max,
) -> ReadValues:
    """Read the rows of a file called ``name`` (their number, 1 the first line, and cells).

    The header is the first row of forty that names an indicator, a date and a value. Of
    several rows for one indicator, date and group the later wins, and a note says so; a row
    that says nothing replaces nothing. Rejected are percentages without a sign that may be
    shares of 1, and days after ``today``. What is wrong with a row goes to ``log``. Raises
    :class:`FileError` where there is no header.
    """
    at: dict[str, int] = {}
    header: Sequence[str] = ()
    checked: list[CheckedRow] = []
    total = blank = headings = 0

    def report_problem(row: int, why: RejectedCell, severity: str = "rejected") -> None:
        log.add(
            why.code, why.message, list=name, sheet=sheet, row=row, column=why.column,
            value=why.value, severity="rejected" if severity == "rejected" else "note",
            hint=why.hint,
        )  # fmt: skip

    for number, cells in rows:
        total += 1
        if not any(cell.strip() for cell in cells):
            blank += 1
        elif not at and (found := _columns(cells)).keys() >= _NEEDED:
            at, header = found, cells
            total -= 1  # the header itself is not counted
        elif not at or _columns(cells) == at:
            headings += 1
            if not at and headings > HEADER_WITHIN:
                break
        else:
            try:
                one = check_row(number, cells, at, plan, today)
            except RejectedCell as why:
                report_problem(number, why)
                continue
            checked.append(one)
            if one.value.unit == "" and one.value.value.is_integer():
                report_problem(number, _NO_UNIT, "note")
    if not at:
        raise FileError(
            "no header row was found",
            where=f"{name}, sheet {sheet}" if sheet else name,
            hint="it needs columns indicator, date and value; group, pupils and note are useful",
        )
    first: dict[Key, int] = {}
    repeated = 0
    for one in checked:
        if one.value.key in first:
            repeated += 1
            wins = "this row counts" if not one.value.is_empty else "this one says nothing"
            report_problem(one.row, RejectedCell(
                "repeated_value", "indicator", one.value.indicator,
                f"row {first[one.value.key]} has the same indicator, date and group; {wins}",
                "take one of them away"), "note")  # fmt: skip
        first[one.value.key] = one.row
    values = merge_values((), (one.value for one in checked))[0]
    ours = set(at.values())
    return ReadValues(
        values,
        ValuesAccount(
            list=name,
            sheet=sheet,
            read=total,
            used=len(checked),
            rejected=total - len(checked) - blank - headings,
            blank=blank,
            headings=headings,
            repeated=repeated,
            ignored=tuple(
                clean_cell(text)[:80]
                for i, text in enumerate(header)
                if text.strip() and i not in ours
            ),
        ),
        {one.row: one.value.key for one in checked},
    )


def has_header(rows: Iterable[tuple[int, Sequence[str]]]) -> bool:
    """Whether one of the first rows names an indicator, a date and a value."""
    filled = (cells for _, cells in rows if any(cell.strip() for cell in cells))
    return any(_columns(cells).keys() >= _NEEDED for cells in islice(filled, HEADER_WITHIN + 1))


def read_stored_values(folder: Path, plan: Plan) -> tuple[Value, ...]:
    """The values of :func:`read_values_file` alone."""
    return read_values_file(folder, plan).values


def read_values_file(folder: Path, plan: Plan) -> StoredValues:
    """The values kept in a partnership's folder; none where there is no such file yet. They are
    in the units that they were kept in, whatever the plan says now; one without a unit is in
    that of the plan's bare figures.

    Raises :class:`FileError` where a row of it is not as it should be: our own file is
    mended, not passed over.
    """
    path = folder / VALUES
    if not path.exists():
        return StoredValues()
    stored = read_table(path)
    rows = rows_by_name(stored, str(path), tuple(sorted(_NEEDED)))
    # What was planned once may be planned no more: an id of the file itself is known.
    known = Plan({row["indicator"]: Indicator(row["indicator"], "") for row in rows})
    table: list[tuple[int, Sequence[str]]] = [(1, COLUMNS)]
    table += [
        (int(row["row"]), [neutralise(row.get(name, "")) for name in COLUMNS]) for row in rows
    ]
    log = ProblemLog()
    read = read_values(table, known, log, VALUES)
    wrong = [problem for problem in log.problems if problem.severity == "rejected"]
    if wrong:
        raise FileError(
            "; ".join(f"row {one.row}: {one.message}" for one in wrong[:5]),
            where=str(path),
            hint="mend it in a spreadsheet, or take it away and add the values again",
        )
    values = (
        one if one.unit else replace(one, unit=plan.default_unit(one.indicator))
        for one in read.values
    )
    return StoredValues(tuple(values), own_columns(stored, read.keys))


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where each column of ours stands, if this row is a header; the best name wins."""
    words = [" ".join(clean_cell(cell).replace("_", " ").casefold().split()) for cell in cells]
    found = {}
    for column, names in HEADERS.items():
        places = [words.index(one) for one in names if one in words]
        if places:
            found[column] = places[0]
    return found
