"""The rows of a file of priorities: what each says, and why one is rejected or left out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher.core import cells
from matcher.core.problems import ProblemLog, Severity
from matcher.intake import cell_values
from matcher.intake.accounts import PrioritiesAccount
from matcher.intake.cell_values import MAX_CELL
from matcher.intake.priorities.priority_headers import LEVEL_OF, LEVELS, PriorityLayout
from matcher.intake.sheet import Table


@dataclass(frozen=True, slots=True)
class Priority:
    """One priority in force. ``level`` is one of :data:`LEVELS`; ``name`` the place as written
    (a URN as its digits alone); ``tag_text`` a cell of needs; ``phase`` as written, "" for
    schools of any phase; ``list``, ``sheet`` and ``row`` where it stands."""

    level: str
    name: str
    tag_text: str
    phase: str
    list: str
    sheet: str
    row: int


def read_rows(
    table: Table[PriorityLayout], account: PrioritiesAccount, log: ProblemLog, today: datetime.date
) -> list[Priority]:
    """The priorities of a table that hold on the day ``today``; ``account`` counts every row,
    and what is wrong with one goes to ``log``."""
    account.count_above(table.above)
    reader = _RowReader(table, account, log, today)
    for number, row in account.count(table.below):
        reader.read(number, row)
    account.not_in_force = account.used - len(reader.priorities)
    return reader.priorities


@dataclass(frozen=True, slots=True)
class _Rejection:
    """Why a row is not used: its column and the words there, what is wrong, what to do."""

    column: str
    value: str
    message: str
    hint: str
    code: str = "unread_priority"


_LONG = _Rejection(
    "", "", "the row has more fields than the header; it was not used",
    "quote text that holds the delimiter, or part tags by semicolons", "ragged_long",
)  # fmt: skip


@dataclass(slots=True)
class _RowReader:
    """Reads the rows below the header one by one."""

    table: Table[PriorityLayout]
    account: PrioritiesAccount
    log: ProblemLog
    today: datetime.date
    priorities: list[Priority] = field(default_factory=list)

    def read(self, number: int, row: Sequence[str]) -> None:
        """Read one row; ``number`` is its row in the file."""
        layout = self.table.layout
        filled = [cell.strip().casefold() for cell in row if cell.strip()]
        if not filled:
            self.account.blank += 1
        elif filled == [text.strip().casefold() for text in layout.header if text.strip()]:
            self.account.headings += 1
        elif any(cell.strip() for cell in row[layout.width :]):
            self._reject(number, _LONG)
        else:
            texts = {column: self._text(number, column, row) for column in layout.at}
            place = _place(texts)
            if isinstance(place, _Rejection):
                self._reject(number, place)
            else:
                self.account.used += 1
                self._use(number, place, texts)

    def _text(self, number: int, column: str, row: Sequence[str]) -> str:
        """A cell without control characters, outer blanks and, in text files, without the
        apostrophe that keeps a spreadsheet from running it."""
        at = self.table.layout.at[column]
        text = row[at].strip() if at < len(row) else ""
        text = cells.clean(text if self.table.sheet.sheet else cells.restore(text))[0]
        if len(text) > MAX_CELL:
            said = f"the cell holds {len(text):,} characters; it was cut to {MAX_CELL:,}"
            self._report(number, "long_cell", column, "", "note", said)
        return text[:MAX_CELL]

    def _use(self, number: int, place: tuple[str, str], texts: dict[str, str]) -> None:
        begins, ends = (self._day(number, column, texts) for column in ("from", "until"))
        if begins and begins > self.today:
            state = f"begins on {begins.day} {begins:%B %Y}"
        elif ends and ends < self.today:
            state = f"ended on {ends.day} {ends:%B %Y}"
        else:
            level, name = place
            phase = cell_values.known_text(texts.get("phase", ""))
            sheet = self.table.sheet
            self.priorities.append(
                Priority(level, name, texts["priority"], phase, sheet.list, sheet.sheet, number)
            )
            return
        message = f"this priority {state}; it was left out"
        hint = "mend the date if it holds today"
        self._report(
            number, "priority_not_in_force", "priority", texts["priority"], "note", message, hint
        )

    def _day(self, number: int, column: str, texts: dict[str, str]) -> datetime.date | None:
        text = cell_values.known_text(texts.get(column, ""))
        day = cell_values.date(text) if text else None
        if text and day is None:
            self._report(number, "not_a_date", column, text, "warning",
                      "this is not a date; it counts as not known",
                      "write it like 31/08/2027 (day first) or 2027-08-31")  # fmt: skip
        return day

    def _reject(self, number: int, why: _Rejection) -> None:
        self.account.rejected += 1
        self._report(number, why.code, why.column, why.value, "rejected", why.message, why.hint)

    def _report(
        self, row: int, code: str, column: str, value: str, severity: Severity, message: str,
        hint: str = "",
    ) -> None:  # fmt: skip
        self.log.add(
            code, message, list=self.table.sheet.list, sheet=self.table.sheet.sheet, row=row,
            column=self.table.layout.printable(column), value=value, severity=severity, hint=hint,
        )  # fmt: skip


def _place(texts: dict[str, str]) -> tuple[str, str] | _Rejection:
    """The level and the name of the one place that a row with a priority is about."""
    if not texts["priority"]:
        return _Rejection("priority", "", "the row gives no priority",
                        'write tags, such as "T3 physics; L2"')  # fmt: skip
    places = [
        (level, texts[level]) for level in LEVELS if cell_values.known_text(texts.get(level, ""))
    ]
    name, written = texts.get("name", ""), cell_values.known_text(texts.get("level", ""))
    level = LEVEL_OF.get(cell_values.plain(written), "")
    if name and not level:
        return _Rejection("level", written, "the row does not say what its name is the name of",
                        "write region, authority, trust, area or school")  # fmt: skip
    if name:
        places.append((level, name))
    if not places:
        return _Rejection(
            "name", "", "the row names no place", "write the name or code of the place"
        )
    if len(places) > 1 or (written and level != places[0][0]):
        return _Rejection(
            "", "; ".join(filter(None, (written, *(text for _, text in places)))),
            "the row names several places, or a place that is not of its level",
            "name one place a row: a region, an authority, a trust, an area or a school",
        )  # fmt: skip
    level, name = places[0]
    if level == "school":
        urn, _ = cell_values.urn(name)
        if not urn:
            return _Rejection("name" if texts.get("name") else "school", name,
                            "a school is named by its URN, and this is none",
                            "write the digits of the URN")  # fmt: skip
        name = urn
    return level, name
