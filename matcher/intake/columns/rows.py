"""What becomes of every row: used, rejected, blank, or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from matcher.core import cells
from matcher.core.problems import ProblemLog
from matcher.intake.clean import values
from matcher.intake.columns.headers import Layout
from matcher.intake.open.delimited import Row, Sheet

_PERHAPS_A_SCHOOL = 3  # cells that are filled
_TOTAL = re.compile(
    r"(?:(?:grand|sub|la|lea|overall|national|regional|england|county|district|local authority|"
    r"all schools|all)[ -]*)*(?:totals?|averages?|mean|median|sum|england|national)"
    r"(?:\s*[:=(-].{0,40})?|.{0,40}\s(?:totals?|averages?)",
    re.I,
)


@dataclass(slots=True)
class Sifted:
    """The rows of a file that are used, as columns by their position in the file, and
    how many rows met each fate. Only positions that the layout uses are kept."""

    numbers: list[int] = field(default_factory=list)
    columns: dict[int, Sequence[str]] = field(default_factory=dict)
    used: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0


def sift(
    above: Iterable[Row], below: Iterable[Row], layout: Layout, sheet: Sheet, log: ProblemLog
) -> Sifted:
    """Sort the rows ``above`` and ``below`` the header row; rejected and ragged ones go
    to ``log``."""
    done = Sifted()
    full: list[int] = []
    for number, row in above:
        if filled := sum(bool(cell.strip()) for cell in row):
            done.headings += 1
            full += [number] if filled >= _PERHAPS_A_SCHOOL else []
        else:
            done.blank += 1
    # The row just above a header may well be headings over groups of columns.
    _rows_above(full[:-1], sheet, log)
    positions = sorted({*(i for at in layout.used.values() for i in at), *layout.wide})
    # With one position alone itemgetter would give the cell, not a tuple of it.
    pick = itemgetter(*positions, positions[0])
    judge = _Judge(layout)
    width = layout.width
    picked: list[tuple[str, ...]] = []
    long: list[int] = []
    short: list[int] = []
    for number, row in below:
        given = len(row)
        if given < width:
            row = row + [""] * (width - given)
        fate = judge.fate(row)
        if fate == "blank":
            done.blank += 1
        elif fate == "headings":
            done.headings += 1
            if judge.is_other_header(row):
                _other_header(number, sheet, log)
        elif fate == "rejected":
            done.rejected += 1
            _reject(number, layout.shown(judge.key), sheet, log)
        else:
            done.used += 1
            done.numbers.append(number)
            picked.append(pick(row))
            if given < width:
                short.append(number)
            elif given > width and any(cell.strip() for cell in row[width:]):
                long.append(number)
    done.columns = dict(zip(positions, zip(*picked, strict=True), strict=False))
    if not picked:
        done.columns = dict.fromkeys(positions, ())
    _ragged(long, short, sheet, log)
    return done


class _Judge:
    """Says what becomes of a row; most rows are settled by the first digit of their URN."""

    def __init__(self, layout: Layout) -> None:
        self._urn = layout.used.get("urn", (-1,))[0]
        self._name = layout.used.get("name", (-1,))[0]
        self.key = self._urn if self._urn >= 0 else self._name
        self._header = layout.header[self.key].strip().casefold()
        self._all = [text.strip().casefold() for text in layout.header if text.strip()]

    def is_other_header(self, row: Sequence[str]) -> bool:
        """Whether a header row repeated below the first names other columns."""
        plain = [cell.strip().casefold() for cell in row if cell.strip()]
        return row[self.key].strip().casefold() == self._header and plain != self._all

    def fate(self, row: Sequence[str]) -> str:
        urn = row[self._urn].strip() if self._urn >= 0 else ""
        name = row[self._name].strip() if self._name >= 0 else ""
        if name and urn[:1].isdigit() and (len(urn) == 6 or not _TOTAL.fullmatch(name[:100])):
            return "used"
        first = next((cell.strip() for cell in row if cell.strip()), "")
        if not first:
            return "blank"
        if row[self.key].strip().casefold() == self._header:
            return "headings"
        name = cells.clean(name)[0]
        urn = cells.clean(cells.restore(urn))[0]
        # A word alone in the URN's column is a footnote ("Notes"); beside a name it may
        # be somebody's own key.
        has_urn = values.urn(urn)[1] != "none" and bool(name or re.search(r"\d", urn))
        counted = len(urn) != 6  # "Total" beside a count, not beside a URN
        if _TOTAL.fullmatch(first[:100]) and (first == urn or counted or not (has_urn and name)):
            return "headings"
        return "used" if has_urn or name else "rejected"


def _rows_above(numbers: Sequence[int], sheet: Sheet, log: ProblemLog) -> None:
    if numbers:
        log.add(
            "rows_above",
            f"{len(numbers):,} rows above the header row hold several cells each; they were taken "
            "for titles and not used",
            list=sheet.list,
            sheet=sheet.sheet,
            row=numbers[0],
            hint="put the header row above every school",
        )


def _other_header(row: int, sheet: Sheet, log: ProblemLog) -> None:
    log.add(
        "second_header",
        "a second header row with other columns; the rows below it were read by the first",
        list=sheet.list,
        sheet=sheet.sheet,
        row=row,
        hint="put the second table on a sheet of its own",
    )


def _reject(row: int, column: str, sheet: Sheet, log: ProblemLog) -> None:
    log.add(
        "no_urn_or_name",
        "the row has neither a URN nor a name and was not used",
        list=sheet.list,
        sheet=sheet.sheet,
        row=row,
        column=column,
        severity="rejected",
        hint="fill in the URN (six digits) or the school's name, or delete the row",
    )


def _ragged(long: Sequence[int], short: Sequence[int], sheet: Sheet, log: ProblemLog) -> None:
    for code, numbers, what, hint in (
        ("ragged_long", long, "more fields than the header; what lies beyond was not read",
         "give every column a header, and quote text that holds the delimiter"),
        ("ragged_short", short, "fewer fields than the header; the rest counts as blank",
         "save the file again from a spreadsheet"),
    ):  # fmt: skip
        if numbers:
            some = ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")
            rows, have, at = ("rows", "have", "rows") if len(numbers) > 1 else ("row", "has", "row")
            log.add(
                code,
                f"{len(numbers):,} {rows} {have} {what} ({at} {some})",
                list=sheet.list,
                sheet=sheet.sheet,
                row=numbers[0],
                severity="note",
                hint=hint,
            )
