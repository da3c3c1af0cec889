"""The columns that somebody wants of a performance table, and where the table has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from matcher.intake.performance.table_forms import TableLayout, may_be_read, normal


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
    at: int
    pupils_at: int  # -1: the table does not say
    limits_at: tuple[int, int]  # lower and upper, -1: the table does not say
    words: dict[str, float]
    percent: bool
    unread: dict[str, int] = field(default_factory=dict)  # words that mean nothing here
    first_unread: int = 0


def find_columns(layout: TableLayout, wants: Iterable[WantedColumn]) -> list[FoundColumn]:
    """Of what is wanted, what the table has; each column once, in order of their names."""
    found: dict[str, FoundColumn] = {}
    for want in wants:
        name = normal(want.column)
        at = layout.at.get(name, -1)
        if want.table != layout.table or at < 0 or not may_be_read(name):
            continue
        one = found.setdefault(name, FoundColumn(name, at, -1, _limits(layout, name), {}, False))
        one.words |= {word.strip().casefold(): number for word, number in want.words.items()}
        one.percent = one.percent or want.percent
        for column in map(normal, want.pupils):
            if one.pupils_at < 0 and may_be_read(column):
                one.pupils_at = layout.at.get(column, -1)
    return [found[name] for name in sorted(found)]


def _limits(layout: TableLayout, column: str) -> tuple[int, int]:
    """Where the confidence limits of a column are, (-1, -1) where the table has none."""
    for part, low, high in _LIMITS:
        if part.search(column):
            at = [layout.at.get(part.sub(word, column, count=1), -1) for word in (low, high)]
            if min(at) >= 0:
                return at[0], at[1]
    return -1, -1
