"""The rows of a file of priorities: which columns it has, and what each row says."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher.core import cells
from matcher.core.problems import ProblemLog, Severity
from matcher.intake.clean import values
from matcher.intake.clean.derive import date
from matcher.intake.columns import headers
from matcher.intake.columns.records import MAX_CELL
from matcher.intake.columns.synonyms import SYNONYMS
from matcher.intake.open.delimited import Sheet

# What offices call each level, as lower-case words.
LEVELS = {
    "region": ("region", "rsc region", "dfe region", "government office region", "gor"),
    "authority": ("authority", "local authority", "la", "local education authority", "lea",
                  "council", "county", "county council", "borough", "unitary authority"),
    "trust": ("trust", "mat", "multi academy trust", "academy trust", "school group"),
    "area": ("area", "opportunity area", "oa", "priority area", "education investment area",
             "eia", "priority education investment area", "peia"),
    "school": ("school", "urn", "academy", "institution", "establishment"),
}  # fmt: skip
_LEVEL = {word: level for level, words in LEVELS.items() for word in words}

# What offices call each column, best first. A column named after a level holds the places of
# that level.
_HEADERS = {
    "level": ("level", "scope", "applies to", "level of place", "kind of place"),
    "name": ("name", "name or code", "place", "place name", "name of place", "code"),
    "priority": ("priority", "priorities", "improvement priority", "improvement priorities",
                 "delivery plan priority", "delivery plan priorities", "need", "needs", "tag",
                 "tags", "activity and subject"),
    "phase": (*SYNONYMS["phase"], "phases"),
    "from": ("from", "valid from", "from date", "date from", "start", "starts", "start date"),
    "until": ("until", "till", "to", "valid until", "valid to", "until date", "date until",
              "to date", "date to", "end", "ends", "end date"),
    "region": (*LEVELS["region"], *SYNONYMS["region"]),
    "authority": (*LEVELS["authority"], *SYNONYMS["la_name"], *SYNONYMS["la_code"]),
    "trust": (*LEVELS["trust"], *SYNONYMS["trust"]),
    "area": LEVELS["area"],
    "school": (*SYNONYMS["urn"], "school"),
}  # fmt: skip
_COLUMN = {
    headers.words(text): (column, place)
    for column, texts in reversed(_HEADERS.items())
    for place, text in reversed(list(enumerate(texts)))
}


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


@dataclass(frozen=True, slots=True)
class Layout:
    """The header row: its number, its texts, and where each column of ours stands."""

    row: int
    header: tuple[str, ...]
    at: dict[str, int]

    @property
    def width(self) -> int:
        """Number of fields up to the last header that is not blank."""
        return max(i + 1 for i, text in enumerate(self.header) if text.strip())

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers that are not used, but for columns about people."""
        used = set(self.at.values())
        rest = (text for i, text in enumerate(self.header) if text.strip() and i not in used)
        return tuple(headers.shown(text) for text in rest if not headers.is_personal(text))

    def shown(self, column: str) -> str:
        """The header of a column of ours as it may be printed; "" where there is none."""
        return headers.shown(self.header[self.at[column]]) if column in self.at else ""


def recognise(number: int, row: Sequence[str]) -> Layout | None:
    """The layout that a header row gives: a priority, and a level and a name or a column for a
    level; None for a row that has not got them."""
    found: dict[str, tuple[int, int]] = {}
    for at, text in enumerate(row):
        column, place = _COLUMN.get(headers.words(cells.clean(text)[0]), ("", 0))
        if column:
            found[column] = min(found.get(column, (place, at)), (place, at))
    placed = {"level", "name"} <= found.keys() or found.keys() & LEVELS.keys()
    if "priority" not in found or not placed:
        return None
    ours = {column: found[column][1] for column in _HEADERS if column in found}
    return Layout(number, tuple(row), ours)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a row is not used: its column and the words there, what is wrong, what to do."""

    column: str
    value: str
    message: str
    hint: str
    code: str = "unread_priority"


_LONG = _Refusal(
    "", "", "the row has more fields than the header; it was not used",
    "quote text that holds the delimiter, or part tags by semicolons", "ragged_long",
)  # fmt: skip


@dataclass(slots=True)
class Rows:
    """Takes the rows one by one; counts what becomes of them and keeps the priorities that
    hold on the day ``today``. What is wrong with a row goes to ``log``."""

    layout: Layout
    sheet: Sheet
    log: ProblemLog
    today: datetime.date
    priorities: list[Priority] = field(default_factory=list)
    used: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0

    def above(self, row: Sequence[str]) -> None:
        """Take a row above the header."""
        if any(cell.strip() for cell in row):
            self.headings += 1
        else:
            self.blank += 1

    def below(self, number: int, row: Sequence[str]) -> None:
        """Take a row below the header; ``number`` is its row in the file."""
        filled = [cell.strip().casefold() for cell in row if cell.strip()]
        if not filled:
            self.blank += 1
        elif filled == [text.strip().casefold() for text in self.layout.header if text.strip()]:
            self.headings += 1
        elif any(cell.strip() for cell in row[self.layout.width :]):
            self._refuse(number, _LONG)
        else:
            said = {column: self._text(number, column, row) for column in self.layout.at}
            place = _place(said)
            if isinstance(place, _Refusal):
                self._refuse(number, place)
            else:
                self.used += 1
                self._use(number, place, said)

    def _text(self, number: int, column: str, row: Sequence[str]) -> str:
        """A cell without control characters, outer blanks and, in text files, without the
        apostrophe that keeps a spreadsheet from running it."""
        at = self.layout.at[column]
        text = row[at].strip() if at < len(row) else ""
        text = cells.clean(text if self.sheet.sheet else cells.restore(text))[0]
        if len(text) > MAX_CELL:
            said = f"the cell holds {len(text):,} characters; it was cut to {MAX_CELL:,}"
            self._add(number, "long_cell", column, "", "note", said)
        return text[:MAX_CELL]

    def _use(self, number: int, place: tuple[str, str], said: dict[str, str]) -> None:
        begins, ends = (self._day(number, column, said) for column in ("from", "until"))
        if begins and begins > self.today:
            state = f"begins on {begins.day} {begins:%B %Y}"
        elif ends and ends < self.today:
            state = f"ended on {ends.day} {ends:%B %Y}"
        else:
            level, name = place
            phase = values.known(said.get("phase", ""))
            sheet = self.sheet
            self.priorities.append(
                Priority(level, name, said["priority"], phase, sheet.list, sheet.sheet, number)
            )
            return
        message = f"this priority {state}; it was left out"
        hint = "mend the date if it holds today"
        self._add(
            number, "priority_not_in_force", "priority", said["priority"], "note", message, hint
        )

    def _day(self, number: int, column: str, said: dict[str, str]) -> datetime.date | None:
        text = values.known(said.get(column, ""))
        day = date(text) if text else None
        if text and day is None:
            self._add(number, "not_a_date", column, text, "warning",
                      "this is not a date; it counts as not known",
                      "write it like 31/08/2027 (day first) or 2027-08-31")  # fmt: skip
        return day

    def _refuse(self, number: int, why: _Refusal) -> None:
        self.rejected += 1
        self._add(number, why.code, why.column, why.value, "rejected", why.message, why.hint)

    def _add(
        self, row: int, code: str, column: str, value: str, severity: Severity, message: str,
        hint: str = "",
    ) -> None:  # fmt: skip
        self.log.add(
            code, message, list=self.sheet.list, sheet=self.sheet.sheet, row=row,
            column=self.layout.shown(column), value=value, severity=severity, hint=hint,
        )  # fmt: skip


def _place(said: dict[str, str]) -> tuple[str, str] | _Refusal:
    """The level and the name of the one place that a row with a priority is about."""
    if not said["priority"]:
        return _Refusal("priority", "", "the row gives no priority",
                        'write tags, such as "T3 physics; L2"')  # fmt: skip
    places = [(level, said[level]) for level in LEVELS if values.known(said.get(level, ""))]
    name, written = said.get("name", ""), values.known(said.get("level", ""))
    level = _LEVEL.get(values.plain(written), "")
    if name and not level:
        return _Refusal("level", written, "the row does not say what its name is the name of",
                        "write region, authority, trust, area or school")  # fmt: skip
    if name:
        places.append((level, name))
    if not places:
        return _Refusal("name", "", "the row names no place", "write the name or code of the place")
    if len(places) > 1 or (written and level != places[0][0]):
        return _Refusal(
            "", "; ".join(filter(None, (written, *(text for _, text in places)))),
            "the row names several places, or a place that is not of its level",
            "name one place a row: a region, an authority, a trust, an area or a school",
        )  # fmt: skip
    level, name = places[0]
    if level == "school":
        urn, _ = values.urn(name)
        if not urn:
            return _Refusal("name" if said.get("name") else "school", name,
                            "a school is named by its URN, and this is none",
                            "write the six digits of the URN")  # fmt: skip
        name = urn
    return level, name
