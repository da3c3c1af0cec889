"""Gates: what keeps a school, or a pair, out of the ranking altogether.

A gate is not a weight: no score can outweigh it. Each has a code, so that "why not?" has
an answer. School gates come first, then pair gates in the order below; a pair is counted
at the first gate that stops it. A new gate has its code and words in :data:`SCHOOL_GATES` or
:data:`PAIR_GATES` and its test in :func:`school_gates` or :class:`PairGates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.core.columns.columns import AnyTable, columns_of
from matcher.core.phase_groups import SPECIAL_SCHOOLS
from matcher.core.settings.config import Config
from matcher.core.tables import KINDS
from matcher.match.arrays import Bools, Positions, SchoolArrays
from matcher.match.narrowing import (
    OUT,
    PHASE_AGES,
    Levels,
    combined,
    is_narrowed,
    pair_levels,
)

SCHOOL_GATES: Mapping[str, str] = MappingProxyType(
    {
        "closed": "closed, or not open yet",
        "not_open": "not open to contact",
        "contact_unclear": "not clear whether open to contact",
        "unplaced": "not placed",
        "excluded": "in the office's own list of exclusions",
    }
)
PAIR_GATES: Mapping[str, str] = MappingProxyType(
    {
        "beyond": "farther apart than the limit",
        "unreachable": "without a way between them",
        "same": "the same establishment",
        "same_trust": "in the same trust",
        "existing": "already partners",
        "excluded": "in the office's own list of exclusions",
        "declined": "declined lately",
        "phase": "pupils' ages too far apart",
        "exam_years": "the partner is known to teach nobody to 16",
        "unrelated": "neither gives the other what this run was narrowed to",
        "one_sided": "one side is known to gain nothing",
        "needs_nothing": "the school is said to need nothing",
        "gives_nothing": "the partner is known to cover none of the needs that are known or likely",
    }
)


# Why a school without a role takes no part: it is an independent special school; of a kind that has
# a role only where a list gives it one, or of no known kind, also because the register of the run
# does not have it; by its list, or the settings.
SPECIAL, NOT_FOUND, OTHER_KIND, NO_PART = "special", "not_found", "other_kind", "no_part"
WITHOUT_ROLE: Mapping[str, str] = MappingProxyType(
    {
        SPECIAL: "an independent special school, which takes no part unless a list gives it a role "
        "or the run includes them (--include-special)",
        NOT_FOUND: "not found in the register: it takes no part unless a list gives its URN, or a "
        "role (a column Role)",
        OTHER_KIND: "of a kind that takes part only where a list gives it a role, or of none known",
        NO_PART: "takes no part in this run, by its role or the run's settings",
    }
)


# Examination years: a secondary school, which begins at 10 or later and teaches to 16, looks for
# people who teach what its years 10 and 11 need. A preparatory school, which ends at 13 or before,
# has nobody who does. State-funded partners and colleges are let be: their special schools,
# primary schools and hubs give what is asked of them at any age, and sixth forms begin at 16.
_SECONDARY_FROM, _EXAM_AGE = 10, 16
_INDEPENDENT = KINDS.index("independent")

# Those that stop what the run was narrowed past.
NARROWING_GATES = ("unrelated", "one_sided", "needs_nothing", "gives_nothing")


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What an office rules out: pairs that are partners already, pairs and schools it
    excludes, pairs that declined lately. Pairs hold in both directions."""

    existing: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    excluded_pairs: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    excluded_schools: frozenset[str] = field(default_factory=frozenset)
    declined: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def as_dict(self) -> dict[str, list[Any]]:
        """What is ruled out as plain data, for ``run.json``."""
        return {
            "existing": sorted(map(list, self.existing)),
            "excluded_pairs": sorted(map(list, self.excluded_pairs)),
            "excluded_schools": sorted(self.excluded_schools),
            "declined": sorted(map(list, self.declined)),
        }

    def positions(
        self, which: Iterable[tuple[str, str]], index: Mapping[str, int]
    ) -> NDArray[np.int64]:
        """The pairs as positions of schools, both ways round: shape (n, 2)."""
        both = [
            (index[one], index[other])
            for a, b in which
            for one, other in ((a, b), (b, a))
            if one in index and other in index
        ]
        return np.array(sorted(set(both)), dtype=np.int64).reshape(-1, 2)


def school_gates(schools: AnyTable, exclusions: Exclusions) -> NDArray[np.object_]:
    """The code of the gate that stops each school, "" where none does.

    Unknown status counts as open and an unanswered "open to contact?" as yes: nobody is
    kept out by a blank cell. An answer that is neither yes nor no is no consent.
    """
    own = columns_of(schools)
    gate = np.full(len(own), "", dtype=object)
    if exclusions.excluded_schools:
        gate[own.texts("urn").is_in(exclusions.excluded_schools)] = "excluded"
    gate[np.isnan(own.figures("easting"))] = "unplaced"
    gate[own.texts("open_to_contact").is_text("no")] = "not_open"
    gate[own.texts("open_to_contact").is_text("unclear")] = "contact_unclear"
    gate[own.texts("status").is_in(("closed", "proposed"))] = "closed"
    return gate


def without_role(schools: AnyTable, config: Config) -> NDArray[np.object_]:
    """Why each school has no role in a run (a code of :data:`WITHOUT_ROLE`), "" where it has;
    ``schools``: all of the run, as a register was read where one of them stands in it."""
    own = columns_of(schools)
    by_type = own.texts("kind").is_text("independent") & own.texts("phase").is_text(SPECIAL_SCHOOLS)
    by_type &= not config.include_special and config.between != "all"
    unknown = own.texts("register_name").is_text("")
    unfound = unknown if not unknown.all() else ~unknown
    other = np.where(unfound, NOT_FOUND, OTHER_KIND)
    other = np.where(own.texts("kind").is_text("other"), other, NO_PART)
    codes = np.where(by_type, SPECIAL, other).astype(object)
    codes[~own.texts("role").is_text("")] = ""
    return codes


def ages(schools: AnyTable) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Youngest and oldest age of each school in years, NaN where unknown.

    Ages of the list, else the usual ages of the phase. Universities have none: they work
    with pupils of any age.
    """
    columns = columns_of(schools)
    phases, unknown = columns.texts("phase"), (np.nan, np.nan)
    usual = [PHASE_AGES.get(phase.strip().casefold(), unknown) for phase in phases.distinct]
    usual_ages = np.array([*usual, unknown], dtype=float)[phases.codes]
    anyone = columns.texts("kind").is_text("university")
    low, high = (
        np.where(np.isnan(own := columns.figures(name)), usual_ages[:, side], own)
        for side, name in enumerate(("age_low", "age_high"))
    )
    return np.where(anyone, np.nan, low), np.where(anyone, np.nan, high)


def age_spans(
    low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[Positions, NDArray[np.float64]]:
    """The spans of ages that schools have, and which of them each school has: rows of youngest and
    oldest age, NaN where unknown."""
    (_, lows), (found, highs) = (np.unique(age, return_inverse=True) for age in (low, high))
    key = lows * len(found) + highs
    _, first, span = np.unique(key, return_index=True, return_inverse=True)
    return span, np.column_stack((low, high))[first]


class PairGates:
    """The gates between two schools, with a count of the pairs each one stopped.
    ``meets_somebody``: the schools that may meet another, whatever the run was narrowed to;
    ``meets_a_seeker``: those among them that may as partners."""

    def __init__(self, schools: SchoolArrays, config: Config, exclusions: Exclusions) -> None:
        self.schools = schools
        self.config = config
        codes = [code for code in PAIR_GATES if code != "unreachable" or schools.travel is not None]
        self.pairs_stopped = dict.fromkeys(codes, 0)
        self.meets_somebody = np.zeros(len(schools.urn), dtype=bool)
        self.meets_a_seeker = np.zeros(len(schools.urn), dtype=bool)
        self._some_are_both = bool((schools.is_seeker & schools.is_partner).any())
        self._apart: Bools | None = None
        named = exclusions.existing, exclusions.excluded_pairs, exclusions.declined
        index = schools.index if any(named) else {}  # a list asked for alone is soon found
        self._named = {
            "existing": exclusions.positions(exclusions.existing, index),
            "excluded": exclusions.positions(exclusions.excluded_pairs, index),
            "declined": exclusions.positions(exclusions.declined, index),
        }

    def passes(self, seekers: Positions, partners: Positions, in_range: Bools) -> Bools:
        """Which pairs pass every gate; each pair stopped is counted once."""
        return self.levels(seekers, partners, self.may_meet(seekers, partners, in_range)) > OUT

    def may_meet(self, seekers: Positions, partners: Positions, in_range: Bools) -> Bools:
        """Which pairs pass the gates that hold in every run."""
        passing = self._passing(in_range, self._stopped_by_gate(seekers, partners))
        self.meets_somebody[seekers[passing.any(axis=1)]] = True
        self.meets_a_seeker[partners[passing.any(axis=0)]] = True
        self.meets_somebody |= self.meets_a_seeker
        return passing

    def levels(self, seekers: Positions, partners: Positions, passing: Bools) -> Levels:
        """How far each of the ``passing`` pairs is known to fit what the run was narrowed to;
        0 in a run narrowed to nothing; -1 for a pair that is known not to, and for every other."""
        if not is_narrowed(self.config):
            levels: Levels = passing.astype(np.int8) + np.int8(OUT)
            return levels
        asked = list(pair_levels(self.schools, seekers, partners, self.config))
        left = self._passing(passing, ((code, level == OUT) for code, level in asked))
        level = combined([level for _, level in asked], self.schools, seekers, partners)
        return np.where(left, level, OUT).astype(np.int8)

    def first_stops(self, seekers: Positions, partners: Positions) -> NDArray[np.object_]:
        """The code of the first gate that stops each pair, distance apart; "" where none does. Both
        sides ascending; shape seekers × partners."""
        codes = np.full((len(seekers), len(partners)), "", dtype=object)
        for code, bar in self._stopped_by_gate(seekers, partners):
            codes[(codes == "") & bar] = code
        for code, level in pair_levels(self.schools, seekers, partners, self.config):
            codes[(codes == "") & (level == OUT)] = code
        return codes

    def _spans_apart(self) -> Bools:
        """Which spans of ages are too far apart. Many schools are of the same ages."""
        low, high = self.schools.spans.T
        gap = np.maximum(low[:, None], low[None, :]) - np.minimum(high[:, None], high[None, :])
        with np.errstate(invalid="ignore"):
            apart: Bools = gap > self.config.max_phase_gap_years  # unknown ages pass
        return apart

    def _passing(self, pairs: Bools, stopped_by_gate: Iterator[tuple[str, Bools]]) -> Bools:
        passing = pairs.copy()
        for code, bar in stopped_by_gate:
            stopped = passing & bar
            self.pairs_stopped[code] += int(np.count_nonzero(stopped))
            passing ^= stopped
        return passing

    def _stopped_by_gate(
        self, seekers: Positions, partners: Positions
    ) -> Iterator[tuple[str, Bools]]:
        s = self.schools
        # Few are both, and few partners are in a trust: whole tables would be made for nothing.
        if self._some_are_both:
            yield "same", seekers[:, None] == partners[None, :]
        of_partners = s.trust[partners]
        in_trust = np.flatnonzero(of_partners >= 0)
        if len(in_trust):
            same = np.zeros((len(seekers), len(partners)), dtype=bool)
            same[:, in_trust] = s.trust[seekers][:, None] == of_partners[in_trust][None, :]
            yield "same_trust", same
        for code, pairs in self._named.items():
            if len(pairs):
                yield code, cells_of(pairs, seekers, partners)
        if self._apart is None:
            self._apart = self._spans_apart()
        spans = _spans_of(s, seekers)
        of_seekers = self._apart[spans]
        if of_seekers[:, _spans_of(s, partners)].any():  # of most pairs none are
            # Few spans against every partner, and then a row for each seeker: rows are soon copied.
            row = np.searchsorted(np.flatnonzero(spans), s.age_span[seekers])
            yield "phase", of_seekers[:, s.age_span[partners]][row]
        if self.config.exam_years and self.config.between != "all":
            examined = s.age_low[seekers] >= _SECONDARY_FROM
            examined &= s.age_high[seekers] >= _EXAM_AGE
            without = (s.kind[partners] == _INDEPENDENT) & (s.age_high[partners] < _EXAM_AGE)
            if examined.any() and without.any():
                yield "exam_years", examined[:, None] & without[None, :]


def _spans_of(schools: SchoolArrays, own: Positions) -> Bools:
    """Which spans of ages some of these schools have."""
    there = np.zeros(len(schools.spans), dtype=bool)
    there[schools.age_span[own]] = True
    return there


def cells_of(pairs: Positions, seekers: Positions, partners: Positions) -> Bools:
    """Which cells of seekers × partners are among ``pairs``; both sides ascending."""
    mask = np.zeros((len(seekers), len(partners)), dtype=bool)
    if not (len(seekers) and len(partners)):
        return mask
    row = np.minimum(np.searchsorted(seekers, pairs[:, 0]), len(seekers) - 1)
    column = np.minimum(np.searchsorted(partners, pairs[:, 1]), len(partners) - 1)
    here = (seekers[row] == pairs[:, 0]) & (partners[column] == pairs[:, 1])
    mask[row[here], column[here]] = True
    return mask
