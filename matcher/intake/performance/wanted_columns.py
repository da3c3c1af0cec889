"""The columns that somebody wants of a performance table, where the table has them, and
between which bounds their figures must lie: a code for "missing" such as 999 passes for a
number, and one of them would hide every school that does stand out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from matcher.intake.performance.column_names import Place, same_figure
from matcher.intake.performance.table_forms import TableLayout, normal

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


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


# What no school's figure can be, by the older name of the figure; the first that fits counts.
_ANY = (-math.inf, math.inf)
_POSSIBLE = (
    # Marks of groups, not figures of a school.
    (re.compile(r"BAND|DESCR|COV"), _ANY),
    # Attainment 8 is ten slots of grades up to 9 (Secondary accountability measures, Department
    # for Education).
    (re.compile(r"^ATT8SCR"), (0.0, 90.0)),
    # Progress 8 is in grades, and Attainment 8 less what pupils alike reach: the published
    # figures of 2015/16 to 2023/24 lie between -3.7 and 2.4, and 6 is well beyond them.
    (re.compile(r"^(DIFFN_)?P8(MEA|CI)"), (-6.0, 6.0)),
    # Value added of EBacc subjects and of A levels, in grades; 9 and 6 of them are there.
    (re.compile(r"^(SCI|HUM|LAN)VA"), (-9.0, 9.0)),
    (re.compile(r"^(VA|LCI|UCI)_INS_"), (-6.0, 6.0)),
    # A* is 60 points.
    (re.compile(r"^TALLPPE_"), (0.0, 60.0)),
    # In points of scaled scores, which go from 80 to 120; published are -22.7 to 18.3.
    (re.compile(r"^(READ|WRIT|MAT)PROG"), (-25.0, 25.0)),
    (re.compile(r"^(READ|MAT|GPS)_AVERAGE"), (80.0, 120.0)),
    (re.compile(r"RATIO"), (0.0, 100.0)),
    (re.compile(r"^PT|^PNUM|^PSEN|^PERC|^PPERS|PER$|PERCENT|^% "), (0.0, 100.0)),
)


@lru_cache(maxsize=4096)
def possible_figures(column: str, *, percent: bool = False) -> tuple[float, float]:
    """The least and the most that a figure of a column (:func:`.table_forms.normal`) can be, in
    its own unit; infinite where nothing is known of it."""
    name = same_figure(column)[0]
    found = next((bounds for pattern, bounds in _POSSIBLE if pattern.search(name)), None)
    return found or ((0.0, 100.0) if percent else _ANY)


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
    impossible: dict[float, int] = field(default_factory=dict)  # figures that no school can have
    first_impossible: int = 0

    def can_be(self, figures: Numbers) -> Flags:
        """Which figures a school can have."""
        least, most = possible_figures(self.name, percent=self.percent)
        return (least <= figures) & (figures <= most)

    def can_be_limits(self, low: Numbers, high: Numbers) -> Flags:
        """Which confidence limits can be so: of few pupils they reach beyond the bounds, but
        never by as much as these are apart."""
        least, most = possible_figures(self.name, percent=self.percent)
        apart = most - least
        if apart == math.inf:
            return np.full(len(low), True)
        return (least - apart <= low) & (high <= most + apart)


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
