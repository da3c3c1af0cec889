"""What becomes of every row of a list: used, rejected, blank, or a heading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal

from matcher.core import cells
from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.core.text.late_pattern import late_pattern
from matcher.intake import cell_values
from matcher.intake.accounts import ListAccount
from matcher.intake.columns import footnotes
from matcher.intake.columns.split_fields import SplitFields
from matcher.intake.headers.recognise import Layout
from matcher.intake.sheet import Row, Sheet, Table

Outcome = Literal["used", "rejected", "blank", "headings"]

_PERHAPS_A_SCHOOL = 3  # cells that are filled
_SIX_DIGITS = re.compile(r"[0-9]{6}\Z")
_TOTAL = late_pattern(
    r"(?:(?:grand|sub|la|lea|overall|national|regional|england|county|district|local authority|"
    r"all schools|all)[ -]*)*(?:totals?|averages?|mean|median|sum|england|national|"
    r"(?:totals?|sum|count|(?:total )?(?:number|no\.?)) (?:of )?(?:all )?(?:the )?"
    r"(?:schools|colleges|institutions|partners|pupils|rows|responses|replies|returns))"
    r"(?:\s*[:=(-].{0,40})?|.{0,40}\s(?:totals?|averages?)",
    re.I,
)


@dataclass(slots=True)
class UsedRows:
    """The rows of a file that are used: their ``numbers`` in it, and their cells in
    ``columns``, by the position of each column that is read."""

    numbers: list[int] = field(default_factory=list)
    columns: dict[int, Sequence[str]] = field(default_factory=dict)


def select_rows(
    table: Table[Layout], account: ListAccount, log: ProblemLog, also: Collection[int] = ()
) -> UsedRows:
    """The rows that are used; ``account`` counts every row above and below the header, and
    those rejected or ragged go to ``log``. ``also``: positions of columns not read whose cells are
    wanted too."""
    layout, sheet = table.layout, table.sheet
    account.count_above(table.above)
    _report_rows_above(table.above, sheet, log)
    positions = sorted({*(i for at in layout.used.values() for i in at), *layout.tags, *also})
    # With one position alone itemgetter would give the cell, not a tuple of it.
    pick = itemgetter(*positions, positions[0])
    rule = _RowRule(layout)
    split = SplitFields(layout, sheet.delimiter)
    mended: list[int] = []
    width = layout.width
    added = layout.added
    numbers: list[int] = []
    picked: list[tuple[str, ...]] = []
    names: list[str] = []
    alone: list[bool] = []
    notes: list[int] = []
    long: list[int] = []
    short: list[int] = []
    for number, row in account.count(table.below):
        given = len(row)
        if given == width and not added and rule.is_plain(row):
            account.used += 1
            numbers.append(number)
            picked.append(pick(row))
            names.append(row[rule.name_at])
            alone.append(False)
            continue
        if given > width:
            row = split.as_read(row)
            if len(row) == width:
                given = width
                mended.append(number)
        if given < width:
            row = row + [""] * (width - given)
        for at in added:
            row[at] = ""
        outcome = rule.outcome(row)
        if outcome == "blank":
            account.blank += 1
        elif outcome == "headings":
            account.headings += 1
            if rule.is_other_header(row):
                _report_other_header(number, sheet, log)
            elif rule.is_note(row):
                notes.append(number)
        elif outcome == "rejected" and (words := rule.lone_words(row)):
            account.headings += 1
            _report_section(number, words, layout.printable(rule.key), sheet, log)
        elif outcome == "rejected":
            account.rejected += 1
            _report_rejected(number, layout.printable(rule.key), sheet, log)
        else:
            account.used += 1
            numbers.append(number)
            picked.append(pick(row))
            names.append(rule.name(row))
            alone.append(rule.fills_name_alone(row))
            if given < width:
                short.append(number)
            elif given > width and any(cell.strip() for cell in row[width:]):
                long.append(number)
    if count := footnotes.trailing_notes(names, alone):
        notes += numbers[-count:]
        account.used -= count
        account.headings += count
        del numbers[-count:], picked[-count:], names[-count:], alone[-count:]
    heads = footnotes.section_headings(numbers, names, alone)
    for at in heads:
        _report_section(numbers[at], names[at].strip(), layout.printable(rule.name_at), sheet, log)
    for at in reversed(heads):
        del numbers[at], picked[at]
    account.used -= len(heads)
    account.headings += len(heads)
    _report_notes(notes, layout.printable(rule.key), sheet, log)
    _report_ragged(mended, long, short, sheet, log)
    columns = zip(*picked, strict=True) if picked else ((),) * len(positions)
    # Where one position is picked twice its column comes twice.
    return UsedRows(numbers, dict(zip(positions, columns, strict=False)))


class _RowRule:
    """Says what becomes of a row; most rows are settled by their URN and name."""

    def __init__(self, layout: Layout) -> None:
        self._width = layout.width
        self._urn = layout.used.get("urn", (-1,))[0]
        self.name_at = layout.used.get("name", (-1,))[0]
        self.key = self._urn if self._urn >= 0 else self.name_at
        self._header = layout.header[self.key].strip().casefold()
        self._all = [text.strip().casefold() for text in layout.header if text.strip()]

    def is_plain(self, row: Sequence[str]) -> bool:
        """Whether a row is used beyond doubt, and fills more than the cell of the name; few are
        not."""
        if self._urn < 0 or self.name_at < 0 or self._urn == self.name_at:
            return False
        return _SIX_DIGITS.match(row[self._urn]) is not None and bool(row[self.name_at].strip())

    def is_other_header(self, row: Sequence[str]) -> bool:
        """Whether a header row repeated below the first names other columns."""
        plain = [cell.strip().casefold() for cell in row if cell.strip()]
        return row[self.key].strip().casefold() == self._header and plain != self._all

    def name(self, row: Sequence[str]) -> str:
        """What a row has for the name of a school."""
        return row[self.name_at].strip() if self.name_at >= 0 else ""

    def fills_name_alone(self, row: Sequence[str]) -> bool:
        """Whether a row fills the cell of the name and no other."""
        return bool(self.name(row)) and len(self._filled(row)) == 1

    def lone_words(self, row: Sequence[str]) -> str:
        """The heading of rows below that stands below URN and fills that cell alone, or ""."""
        alone = row[self.key].strip() if len(self._filled(row)) == 1 else ""
        return cells.clean(alone)[0] if footnotes.names_places(alone) else ""

    def _filled(self, row: Sequence[str]) -> list[str]:
        """What is in the cells that have a header."""
        return [cell.strip() for cell in row[: self._width] if cell.strip()]

    def is_note(self, row: Sequence[str]) -> bool:
        """Whether a row without a URN is about the list."""
        if self._urn >= 0 and re.search(r"\d", row[self._urn]):
            return False
        filled = self._filled(row)
        return bool(filled) and footnotes.is_footnote(cells.clean(filled[0])[0], len(filled))

    def outcome(self, row: Sequence[str]) -> Outcome:
        urn = row[self._urn].strip() if self._urn >= 0 else ""
        name = row[self.name_at].strip() if self.name_at >= 0 else ""
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
        has_urn = cell_values.urn(urn)[1] != "none" and bool(name or re.search(r"\d", urn))
        counted = len(urn) != 6  # "Total" beside a count, not beside a URN
        if _TOTAL.fullmatch(first[:100]) and (first == urn or counted or not (has_urn and name)):
            return "headings"
        if self.is_note(row):
            return "headings"
        return "used" if has_urn or name else "rejected"


def _report_rows_above(above: Iterable[Row], sheet: Sheet, log: ProblemLog) -> None:
    """Rows above the header that might be schools."""
    full = [
        number
        for number, row in above
        if sum(bool(cell.strip()) for cell in row) >= _PERHAPS_A_SCHOOL
    ]
    # The row just above a header may well be headings over groups of columns.
    if numbers := full[:-1]:
        log.add(
            "rows_above",
            f"{counted(len(numbers), 'row was', 'rows were')} taken for titles above the header "
            "row and not used, with several cells each",
            list=sheet.list,
            sheet=sheet.sheet,
            row=numbers[0],
            hint="put the header row above every school",
        )


def _report_other_header(row: int, sheet: Sheet, log: ProblemLog) -> None:
    log.add(
        "second_header",
        "a second header row with other columns; the rows below it were read by the first",
        list=sheet.list,
        sheet=sheet.sheet,
        row=row,
        hint="put the second table on a sheet of its own",
    )


def _report_notes(rows: Sequence[int], column: str, sheet: Sheet, log: ProblemLog) -> None:
    for row in rows:
        log.add(
            "footnote",
            "the row reads like a note about the list and was not used",
            list=sheet.list,
            sheet=sheet.sheet,
            row=row,
            column=column,
            severity="note",
            hint="if it is a school, give it a URN or a postcode",
        )


def _report_section(row: int, text: str, column: str, sheet: Sheet, log: ProblemLog) -> None:
    log.add(
        "section_heading",
        "the row reads like a heading of the rows below it and was not used",
        list=sheet.list,
        sheet=sheet.sheet,
        row=row,
        column=column,
        value=text,
        severity="warning",
        hint="if it is a school, give it a URN or a postcode",
    )


def _report_rejected(row: int, column: str, sheet: Sheet, log: ProblemLog) -> None:
    log.add(
        "no_urn_or_name",
        "the row has neither a URN nor a name and was not used",
        list=sheet.list,
        sheet=sheet.sheet,
        row=row,
        column=column,
        severity="rejected",
        hint="fill in the URN or the school's name, or delete the row",
    )


def _report_ragged(
    mended: Sequence[int],
    long: Sequence[int],
    short: Sequence[int],
    sheet: Sheet,
    log: ProblemLog,
) -> None:
    for code, numbers, what, hint in (
        ("split_cell", mended, "a cell that holds the delimiter; it was put together again",
         "put such a cell in quotation marks, or save the list as a workbook"),
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
