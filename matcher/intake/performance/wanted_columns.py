"""The columns that somebody wants of a performance table, and where the table has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from matcher.intake.performance.column_names import Place, same_figure
from matcher.intake.performance.table_forms import TableLayout, normal


class WantedColumn(Protocol):
    """One column that somebody wants of one table (``table_forms.TABLES``)."""

    @property
    def table(self) -> str:
        """The table, such as "ks2"."""

    @property
    def column(self) -> str:
        """The column, in capitals."""

    @property
    def pupils(self) -> Sequence[str]:
        """Columns that say how many pupils the figure rests on; the first present counts."""

    @property
    def words(self) -> Mapping[str, float]:
        """Numbers for words, such as bands; case does not count."""

    @property
    def percent(self) -> bool:
        """Whether it is a percentage, which a spreadsheet may hand on as a share of 1."""


# How the tables name the confidence limits of a figure: what in its name becomes what in
# those of its limits. READPROG has READPROG_LOWER, P8MEA P8CILOW, P8MEAENG P8MEAENG_CILOW,
# SCIVAMEA_PTQ_EE SCIVALOW_PTQ_EE, VA_INS_ALEV LCI_INS_ALEV.
_LIMITS = (
    (re.compile(r"$"), "_LOWER", "_UPPER"),
    (re.compile(r"$"), "_CILOW", "_CIUPP"),
    (re.compile(r"(?<=^P8)MEA"), "CILOW", "CIUPP"),
    (re.compile(r"(?<=VA)MEA"), "LOW", "UPP"),
    (re.compile(r"^VA(?=_INS_)"), "LCI", "UCI"),
)


@dataclass(slots=True)
class FoundColumn:
    """A wanted column that the table has, and what was read of it."""

    name: str
    place: Place
    pupils: Place | None  # None: the table does not say
    limits: tuple[Place, Place] | None  # lower and upper
    words: dict[str, float]
    percent: bool
    unread: dict[str, int] = field(default_factory=dict)  # words that mean nothing here
    first_unread: int = 0


def find_columns(layout: TableLayout, wants: Iterable[WantedColumn]) -> list[FoundColumn]:
    """Of what is wanted, what the table has; each column once, in order of their names.

    Of several names of one figure counts the one that the table writes, or else the first."""
    found: dict[str, FoundColumn] = {}
    names: dict[Place, str] = {}
    for want in wants:
        name = normal(want.column)
        place = layout.find(name)
        if want.table != layout.table or place is None:
            continue
        if names.setdefault(place, name) != name:
            if name not in layout.at:
                continue
            found.pop(names[place], None)
            names[place] = name
        one = found.setdefault(
            name, FoundColumn(name, place, None, _limits(layout, name), {}, False)
        )
        one.words |= {word.strip().casefold(): number for word, number in want.words.items()}
        one.percent = one.percent or want.percent
        for column in map(normal, want.pupils):
            one.pupils = one.pupils or layout.find(column)
    return [found[name] for name in sorted(found)]


def _limits(layout: TableLayout, column: str) -> tuple[Place, Place] | None:
    """Where the confidence limits of a figure are, None where the table has none."""
    for name in same_figure(column):
        for part, *ends in _LIMITS:
            if part.search(name):
                low, high = (layout.find(part.sub(end, name, count=1)) for end in ends)
                if low is not None and high is not None:
                    return low, high
    return None
