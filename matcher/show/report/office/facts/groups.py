"""Coverage by group: how many of its schools are served, beside all of them.

A rate of few schools moves by chance. A group is told apart from all schools only where its rate
lies outside the 99.8 % limits of a funnel plot, the control limits of Spiegelhalter (2005),
"Funnel plots for comparing institutional performance", Statistics in Medicine 24 (8): of 150
authorities that are alike, one is outside by chance in three reports. The interval is that of
Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of
the American Statistical Association 22 (158), which holds for small groups too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matcher.core.phase_groups import PHASE_GROUPS
from matcher.core.schema import as_list
from matcher.core.tables import NO_TRUST, NOT_KNOWN
from matcher.show.allocation.facts import FEW
from matcher.show.allocation.seekers.groupings import FREE_MEALS, IN_NONE, IN_ONE, RURAL, URBAN
from matcher.show.report.office.facts.coverage import MET, NEEDY, NOBODY, NOT_MATCHED

Z = 3.0902  # of 99.8 %, two-sided
SMALL_TRUSTS = f"trusts of fewer than {FEW} of these schools"
LOWER, HIGHER, ALIKE = "lower", "higher", ""


@dataclass(frozen=True, slots=True)
class Rate:
    """``part`` of ``of`` schools."""

    part: int
    of: int

    @property
    def share(self) -> float:
        """From 0 to 1; NaN of nobody."""
        return self.part / self.of if self.of else math.nan

    def beside(self, all_of_them: Rate) -> str:
        """Whether the rate is :data:`LOWER` or :data:`HIGHER` than that of all, ``ALIKE`` where it
        may be chance or either is of nobody."""
        if not (self.of and all_of_them.of):
            return ALIKE
        low, high = wilson(self.part, self.of)
        return LOWER if high < all_of_them.share else HIGHER if low > all_of_them.share else ALIKE


def wilson(part: int, of: int, z: float = Z) -> tuple[float, float]:
    """The interval of Wilson (1927) for a share, ``of`` > 0."""
    share, square = part / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    # At the ends it reaches the end itself, which sums of floats may miss by a last bit.
    return middle - half if part else 0.0, middle + half if part < of else 1.0


@dataclass(frozen=True, slots=True)
class GroupCoverage:
    """One group of schools that look for partners. ``reached``: those with a partner within the
    limit whom they may meet; ``met``: of those reached whose needs are known, those with a partner
    in their list that is known to meet one; ``choice``: the median number of partners in reach;
    ``first_km``: the median distance of the first of their lists, NaN where none has one."""

    name: str
    reached: Rate
    met: Rate
    choice: float
    first_km: float

    @property
    def seekers(self) -> int:
        """How many schools."""
        return self.reached.of

    @property
    def without(self) -> int:
        """How many have nobody."""
        return self.reached.of - self.reached.part

    @property
    def few(self) -> bool:
        """Whether there are too few of them to say much."""
        return self.seekers < FEW


@dataclass(frozen=True, slots=True)
class Split:
    """One way to tell schools apart: its name in words, the column of COVERAGE, and the groups in
    their order, "not known" last; ``cure``: how to get to know it where that is not known."""

    title: str
    column: str
    groups: tuple[GroupCoverage, ...]
    cure: str = ""

    @property
    def not_known(self) -> int:
        """Of how many schools the group is not known."""
        return sum(one.seekers for one in self.groups if one.name == NOT_KNOWN)

    @property
    def is_known(self) -> bool:
        """Whether of any school the group is known."""
        return any(one.name != NOT_KNOWN for one in self.groups)


# Name in words, column, groups in their order (None: by name), and how to get to know it.
_SPLITS: tuple[tuple[str, str, tuple[str, ...] | None, str], ...] = (
    ("Region", "region", None, "add a column Region to your list"),
    ("Phase", "phase", PHASE_GROUPS, "add a column Phase to your list, or give the register"),
    ("Priority area", "priority", (IN_ONE, IN_NONE), "add postcodes, so that schools are placed"),
    ("Free school meals", "free_meals", FREE_MEALS,
     "give the register, or where that is blank, as for colleges and new schools, add a column of "
     "the share of pupils who have them"),
    ("Deprivation of the neighbourhood", "deprivation", None,
     "give a file of the English indices of deprivation by LSOA to this command: --deprivation"),
    ("Rural or urban", "place", (RURAL, URBAN),
     "give a register that has UrbanRural (name): the full extract of the Department's register"),
    ("Local authority", "la", None, "add a column Local authority to your list"),
    ("Trust or federation", "trust", None,
     "add a column Trust to your list, or give the register's file of groups: --groups"),
)  # fmt: skip


def whole(coverage: pd.DataFrame, name: str = "all") -> GroupCoverage:
    """The schools of COVERAGE, or of rows of it, as one group."""
    states = coverage["state"]
    known = states.isin(NEEDY)
    km = coverage["first_km"].dropna().to_numpy()
    return GroupCoverage(
        name,
        Rate(int((~states.isin([NOBODY, NOT_MATCHED])).sum()), len(states)),
        Rate(int(states.isin(MET).sum()), int(known.sum())),
        float(np.median(coverage["in_reach"])) if len(states) else math.nan,
        float(np.median(km)) if len(km) else math.nan,
    )


def _larger(trusts: pd.Series) -> pd.Series:
    """The trust of each school; one name for those of few schools."""
    many = trusts.map(trusts.value_counts())
    return trusts.where((many >= FEW) | trusts.isin([NO_TRUST, NOT_KNOWN]), SMALL_TRUSTS)


def splits(coverage: pd.DataFrame, deprivation: Sequence[str] = ()) -> tuple[Split, ...]:
    """Coverage by region, phase, priority area, free school meals, deprivation, rural or urban,
    authority and trust, those trusts together of which there are fewer than FEW schools. Groups
    stand in the order that is theirs, else by name; none is ranked by its rate.
    ``deprivation``: the groups of it in their order."""
    found = []
    for title, column, order, cure in _SPLITS:
        if column == "trust":
            coverage = coverage.assign(trust=_larger(coverage["trust"]))
        names = {*as_list(coverage[column])} - {NOT_KNOWN}
        ordered = deprivation if column == "deprivation" else order
        listed = [name for name in ordered if name in names] if ordered else sorted(names)
        rows = dict(iter(coverage.groupby(column, sort=False)))
        groups = tuple(whole(rows[name], name) for name in (*listed, NOT_KNOWN) if name in rows)
        found.append(Split(title, column, groups, cure))
    return tuple(found)
