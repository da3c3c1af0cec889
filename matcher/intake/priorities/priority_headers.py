"""Which header of a file of priorities means which column, and what offices call each level
of place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.core import cells
from matcher.intake.headers.people import headers_about_people, is_personal
from matcher.intake.headers.synonyms import SYNONYMS
from matcher.intake.headers.wording import printable, words

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
LEVEL_OF = {word: level for level, texts in LEVELS.items() for word in texts}

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
    words(text): (column, place)
    for column, texts in reversed(_HEADERS.items())
    for place, text in reversed(list(enumerate(texts)))
}


@dataclass(frozen=True, slots=True)
class PriorityLayout:
    """The texts of a header row, and where each column of ours stands."""

    header: tuple[str, ...]
    at: dict[str, int]

    @property
    def width(self) -> int:
        """Number of fields up to the last header that is not blank."""
        return max(i + 1 for i, text in enumerate(self.header) if text.strip())

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers that are not used, but for columns about people."""
        return tuple(printable(text) for text in self._rest() if not is_personal(text))

    @property
    def people(self) -> tuple[str, ...]:
        """The headers of columns about people."""
        return headers_about_people(self._rest())

    def _rest(self) -> list[str]:
        used = set(self.at.values())
        return [text for i, text in enumerate(self.header) if text.strip() and i not in used]

    def columns(self) -> dict[str, str]:
        """The header of each column of ours."""
        return {column: self.printable(column) for column in self.at}

    def printable(self, column: str) -> str:
        """The header of a column of ours as it may be printed; "" where there is none."""
        return printable(self.header[self.at[column]]) if column in self.at else ""


def recognise_priorities(row: Sequence[str]) -> PriorityLayout | None:
    """The layout that a header row gives: a priority, and a level and a name or a column for a
    level; None for a row that has not got them."""
    found: dict[str, tuple[int, int]] = {}
    for at, text in enumerate(row):
        column, place = _COLUMN.get(words(cells.clean(text)[0]), ("", 0))
        if column:
            found[column] = min(found.get(column, (place, at)), (place, at))
    placed = {"level", "name"} <= found.keys() or found.keys() & LEVELS.keys()
    if "priority" not in found or not placed:
        return None
    ours = {column: found[column][1] for column in _HEADERS if column in found}
    return PriorityLayout(tuple(row), ours)
