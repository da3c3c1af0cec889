"""The problem of a plan, from a finished run: who may work with whom, worth what, how many times.

Everything is in one canonical order, by the hash of the URN that settles ties in the lists too. So
the same schools make the same plan, whatever the order in which they were listed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.allocation.settings import PlanSettings, bounds
from matcher.core.errors import SettingError
from matcher.core.schema import as_list
from matcher.core.tables import WHOLE
from matcher.jobs.allocation.capacities import Capacity, capacities, partnerships
from matcher.jobs.allocation.changes import Changes

if TYPE_CHECKING:
    from matcher.allocate.problem import Problem
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.arrays import Bools, Floats, Positions
    from matcher.match.lists.permitted_pairs import PermittedPairs


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs (seeker, partner) that people have decided about: to be in the plan, or never.
    ``accepted``: those of ``pinned`` to which both schools said yes."""

    pinned: frozenset[tuple[str, str]] = frozenset()
    banned: frozenset[tuple[str, str]] = frozenset()
    accepted: frozenset[tuple[str, str]] = frozenset()

    def as_dict(self) -> dict[str, list[Any]]:
        """The same as plain data, for the record of the plan."""
        names = ("pinned", "banned", "accepted")
        return {name: sorted(map(list, getattr(self, name))) for name in names}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked, ready to be solved.

    ``seekers``, ``partners``: positions of schools in the arrays of the run, in canonical order;
    ``pairs``: all that the run permits between them, by positions in these two, in the order of
    ``problem``; ``scores`` (0 to 1), ``squared_m`` and ``standings`` of each; ``in_reach``: how
    many partners each seeker may meet, whatever the score; ``refused``: how many of them score
    high enough and were refused or banned; ``best``: the best score of each seeker among the
    others (NaN: none); ``meeting``: how many seekers each partner may meet, whatever the
    score; ``places``: the capacity of each partner.
    """

    run: ReopenedRun
    settings: PlanSettings
    changes: Changes
    decided: Decided
    seekers: Positions
    partners: Positions
    scores: Floats
    squared_m: Floats
    standings: Floats
    in_reach: Positions
    refused: Positions
    best: Floats
    meeting: Positions
    places: tuple[Capacity, ...]
    problem: Problem

    @property
    def already(self) -> frozenset[str]:
        """The URNs of the seekers that have a partner already, beside the plan."""
        return frozenset(self.problem.seekers[~self.problem.to_serve].tolist())

    @property
    def limited(self) -> list[bool]:
        """Which partners have more places than ``each_partner`` lets a plan fill."""
        _, most = bounds(self.settings.each_partner)
        return [one.left > most for one in self.places]


def all_pairs(run: ReopenedRun) -> PermittedPairs:
    """Every pair that the run permits, scored; of one with travel times, of those that are known,
    or that somebody tells now."""
    from matcher.match.lists.permitted_pairs import permitted_pairs

    ranking = run.ranking
    ranking.ask_all()
    return permitted_pairs(ranking.arrays, run.config, ranking.exclusions, ranking.weights)


def build_problem(
    run: ReopenedRun,
    pairs: PermittedPairs,
    settings: PlanSettings,
    changes: Changes | None = None,
    decided: Decided | None = None,
) -> Asked:
    """The problem of a plan over ``pairs`` (:func:`all_pairs`). Raises :class:`SettingError` where
    a pair that is pinned may not be."""
    from matcher.allocate.problem import Problem, whole_values

    changes, decided = changes or Changes(), decided or Decided()
    arrays = run.ranking.arrays
    present = ~np.isin(arrays.urn, list(changes.absent))
    seeking = arrays.is_seeker & present
    if changes.seekers is not None:
        seeking &= np.isin(arrays.urn, list(changes.seekers))
    offering = arrays.is_partner & present
    kept = seeking[pairs.seekers] & offering[pairs.partners]
    # A school that only the register knows and that may meet nobody is nobody's question.
    named = arrays.listed.copy()
    named[pairs.seekers[kept]] = named[pairs.partners[kept]] = True
    order = np.lexsort((np.arange(len(arrays.urn)), arrays.tie.all()))
    seekers, partners = (order[(side & named)[order]] for side in (seeking, offering))
    seeker, partner = (
        _places_of(own, len(arrays.urn))[end[kept]]
        for own, end in ((seekers, pairs.seekers), (partners, pairs.partners))
    )
    scores = _scores(pairs.standings[kept])
    wanted = scores >= settings.min_score
    either_way = decided.banned | {pair[::-1] for pair in decided.banned}
    banned = _are(either_way, seeker, partner, arrays.urn[seekers], arrays.urn[partners])
    refused = np.bincount(seeker[wanted & banned], minlength=len(seekers))
    best = np.full(len(seekers), np.nan)
    np.fmax.at(best, seeker[~banned], scores[~banned])
    wanted &= ~banned
    in_order = np.argsort(seeker[wanted] * max(len(partners), 1) + partner[wanted])
    seeker_now, partner_now = seeker[wanted][in_order], partner[wanted][in_order]
    chosen = np.flatnonzero(kept)[wanted][in_order]
    as_seeker, as_partner = partnerships(run, changes)
    found = capacities(
        run.tables.flat, arrays.urn[partners], settings, as_partner, changes, _offer_nothing(run)
    )
    places = tuple(found[urn] for urn in arrays.urn[partners])
    least, most = bounds(settings.each_partner)
    free = np.minimum(np.array([one.left for one in places], dtype=np.int64), most)
    pinned = _are(
        decided.pinned, seeker_now, partner_now, arrays.urn[seekers], arrays.urn[partners]
    )
    _refuse_lost_pins(run, decided, seeker_now, partner_now, pinned, seekers, partners)
    own = bounds(settings.each_seeker)
    has_already = np.array([as_seeker[urn] for urn in arrays.urn[seekers]], dtype=np.int64)
    problem = Problem(
        seekers=arrays.urn[seekers],
        partners=arrays.urn[partners],
        seeker=seeker_now.astype(np.int32),
        partner=partner_now.astype(np.int32),
        value=whole_values(pairs.standings[chosen]),
        seeker_least=np.maximum(own[0] - has_already, 0),
        seeker_most=np.maximum(own[1] - has_already, 0),
        # Who has no place takes part in nothing, and no floor changes that.
        partner_least=np.minimum(free, least),
        partner_most=free,
        priority=_in_areas(run, arrays.urn[seekers]),
        pinned=np.flatnonzero(pinned).astype(np.int64),
        objective=settings.objectives,
        partnered=has_already > 0,
    )
    return Asked(
        run=run,
        settings=settings,
        changes=changes,
        decided=decided,
        seekers=seekers,
        partners=partners,
        scores=_scores(pairs.standings[chosen]),
        squared_m=pairs.squared_m[chosen],
        standings=pairs.standings[chosen],
        in_reach=np.bincount(seeker, minlength=len(seekers)),
        refused=refused,
        best=best,
        meeting=np.bincount(partner, minlength=len(partners)),
        places=places,
        problem=problem,
    )


def _offer_nothing(run: ReopenedRun) -> set[str]:
    """Who says outright that it offers nothing."""
    profile = run.tables.profile_columns
    says = profile.texts("activity").is_text("none") & (profile.figures("strength") == 0)
    return {urn for urn, source in profile.take(says).rows("urn", "source") if source in WHOLE}


def _places_of(own: Positions, many: int) -> Positions:
    """The place of each school among ``own``, -1 where it is none of them."""
    at = np.full(many, -1, dtype=np.int64)
    at[own] = np.arange(len(own))
    return at


def _scores(standings: Floats) -> Floats:
    from matcher.match.narrowing import score_of

    return score_of(standings)


def _in_areas(run: ReopenedRun, urns: Collection[str]) -> Bools:
    """Which of these schools are in a priority area."""
    schools = run.tables.flat
    inside = dict(zip(as_list(schools["urn"]), as_list(schools["area"]), strict=True))
    return np.array([bool(inside[urn]) for urn in urns], dtype=bool)


def _are(
    which: Collection[tuple[str, str]],
    seeker: Positions,
    partner: Positions,
    seekers: Any,
    partners: Any,
) -> Bools:
    """Which of the pairs are among ``which`` (seeker's URN, partner's URN)."""
    if not which:
        return np.zeros(len(seeker), dtype=bool)
    at = {urn: place for place, urn in enumerate(seekers)}
    to = {urn: place for place, urn in enumerate(partners)}
    keys = [at[a] * len(to) + to[b] for a, b in which if a in at and b in to]
    found: Bools = np.isin(seeker * max(len(to), 1) + partner, np.array(keys, dtype=np.int64))
    return found


def _refuse_lost_pins(
    run: ReopenedRun,
    decided: Decided,
    seeker: Positions,
    partner: Positions,
    pinned: Bools,
    seekers: Positions,
    partners: Positions,
) -> None:
    urn = run.ranking.arrays.urn
    kept = {
        (str(urn[seekers[a]]), str(urn[partners[b]]))
        for a, b in zip(seeker[pinned].tolist(), partner[pinned].tolist(), strict=True)
    }
    lost = sorted(decided.pinned - kept)
    if lost:
        told = "; ".join(f"{a} with {b}" for a, b in lost[:5])
        raise SettingError(
            f"{len(lost):,} pinned pairs may not be in this plan: {told}",
            where="decisions",
            hint="matcher explain RUN URN URN says what keeps a pair apart",
        )
