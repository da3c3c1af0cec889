"""The lists of one school of a finished run: ranked, within the phase, and worth asking."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.phase_groups import PHASE_GROUPS
from matcher.jobs.matching.reopen import ReopenedRun

if TYPE_CHECKING:
    from matcher.match.arrays import Floats, Positions
    from matcher.show.explain.facts import ListEntry, PhaseList


def beside_the_lists(
    run: ReopenedRun, seeker: str, partner: str, *, in_lists: bool, beyond: bool
) -> dict[str, Any]:
    """The place of a pair within the phase, whether the partner is worth asking, and what a
    partner of which nothing is known is to be asked."""
    asked = run.ranking
    i, j = asked.index[seeker], asked.index[partner]
    phase = asked.rank_in_phase(i, j) if in_lists else None
    worth = asked.worth_asking(i)[1].tolist() if in_lists else []
    place = worth.index(j) + 1 if j in worth else 0
    ask = (in_lists or beyond) and to_be_asked(run, seeker, [partner])
    return {
        "phase_group": PHASE_GROUPS[asked.arrays.phase_group[i]] if phase else "",
        "phase_rank": phase.rank if phase else 0,
        "of_phase": phase.of if phase else 0,
        "worth_asking": place,
        "question": question(run, seeker) if ask else "",
    }


def to_be_asked(run: ReopenedRun, seeker: str, partners: Sequence[str]) -> tuple[str, ...]:
    """Those of these partners that a seeker is to ask what they offer."""
    from matcher.show.explain import asking

    profile, whole = run.ranking.profile_columns, run.tables.profile_columns
    ask = asking.to_be_asked([seeker] * len(partners), partners, profile, whole)
    return tuple(urn for urn, one in zip(partners, ask, strict=True) if one)


def question(run: ReopenedRun, seeker: str) -> str:
    """What to ask a partner of which nothing is known, for a seeker by its URN."""
    from matcher.profile.vocabulary import load
    from matcher.show.explain.asking import question_to_ask
    from matcher.show.explain.narrowing import tags_asked

    about = tags_asked(run.config)
    return question_to_ask(run.ranking.profile_columns, seeker, load().words, asked=about)


def ranked_list(run: ReopenedRun, at: int, *, by_seeker: bool) -> list[ListEntry]:
    """Everybody in the list of a school, the best first."""
    from matcher.match.narrowing import score_of

    others, standings, squared = run.ranking.ranked(at, by_seeker=by_seeker)
    return _listed(run, at, others, score_of(standings), squared, by_seeker=by_seeker)


def by_phase(run: ReopenedRun, at: int) -> tuple[PhaseList, ...]:
    """The best of a partner's list within each group of phases, where there are several."""
    from matcher.match.narrowing import score_of
    from matcher.show.explain.facts import PhaseList

    asked = run.ranking
    others, standings, squared = asked.ranked(at, by_seeker=False)
    group = asked.arrays.phase_group[others]
    if len(set(group.tolist())) < 2:
        return ()
    lists = []
    for code, name in enumerate(PHASE_GROUPS):
        own = np.flatnonzero(group == code)
        best = own[: run.config.k]
        scores = score_of(standings[best])
        shown = _listed(run, at, others[best], scores, squared[best], by_seeker=False)
        if len(own):
            lists.append(PhaseList(name, tuple(shown), len(own)))
    return tuple(lists)


def worth_asking(run: ReopenedRun, at: int) -> tuple[ListEntry, ...]:
    """The partners worth asking of a seeker, in their order."""
    from matcher.match.narrowing import score_of

    if not run.ranking.arrays.is_seeker[at]:
        return ()
    _, others, standings, squared, _ = run.ranking.worth_asking(at)
    return tuple(_listed(run, at, others, score_of(standings), squared))


def beyond(run: ReopenedRun, at: int) -> tuple[ListEntry, ...]:
    """The nearest few of a seeker with nobody within the limit."""
    from matcher.match.narrowing import score_of

    _, others, standings, squared, _ = run.ranking.beyond(at)
    return tuple(_listed(run, at, others, score_of(standings), squared))


def _listed(
    run: ReopenedRun,
    at: int,
    others: Positions,
    scores: Floats,
    squared: Floats,
    *,
    by_seeker: bool = True,
) -> list[ListEntry]:
    """The lines of the list of the school ``at``, given the best first."""
    from matcher.show.explain.facts import ListEntry

    urns = [str(urn) for urn in run.ranking.arrays.urn[others]]
    kilometres = (round(math.sqrt(square) / 1000.0, 3) for square in squared)
    told = _travel(run, at, others, by_seeker=by_seeker)
    return [
        ListEntry(rank, urn, run.school_rows.one("name", urn), float(score), km, travel=way)
        for rank, (urn, score, km, way) in enumerate(
            zip(urns, scores, kilometres, told, strict=True), 1
        )
    ]


def _travel(run: ReopenedRun, at: int, others: Positions, *, by_seeker: bool) -> list[str]:
    """How long the way to each of these takes, in words."""
    travel, mine = run.ranking.arrays.travel, np.full(len(others), at)
    if travel is None:
        return [""] * len(others)
    seekers, partners = (mine, others) if by_seeker else (others, mine)
    times = travel.of_pairs(seekers, partners)
    by = travel.rests_on(seekers, partners, times.estimated)
    return [run.reach.minutes(*one) for one in zip(times.minutes.tolist(), by, strict=True)]
