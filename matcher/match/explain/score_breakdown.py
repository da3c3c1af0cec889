"""A pair explained: its score taken apart term by term, and the needs of either side.

The parts of the score add up to it: each is a weight times a value, with how much of the
value is known and what stands in for the rest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.core.settings.weights import TERMS
from matcher.core.travel.table import who_says
from matcher.match.arrays import Floats
from matcher.match.explain.finished_ranking import FinishedRanking, ListRank
from matcher.match.score import evidence, needs_known
from matcher.match.terms import SCORE_DECIMALS, Term, squared_distance


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one term brings to a score: ``weight`` (the weights sum to 1) times ``value``.
    ``known``: how much of the value rests on something known, the rest being
    ``stand_in``; ``sure``: the same, each tag counted as far as its source is sure; ``named``: of
    the needs that a school is taken to have at least, the share that this one names."""

    term: str
    weight: float
    value: float
    known: float
    sure: float
    stand_in: float
    named: float = 1.0

    @property
    def points(self) -> float:
        """What it adds to the score."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class PairExplanation:
    """A pair explained. ``gate``: the code of what keeps it apart, "" where nothing does;
    the place in the seeker's and in the partner's list, None where a gate stops it.
    ``fit``: whether it is known to fit what the run was narrowed to, "" where that says
    nothing (:func:`matcher.match.narrowing.fit_words`) or a gate stops it. ``beyond``: the rank of
    a pair that is shown although it is beyond the limit, because nobody is within it; else 0.
    Distance and score are NaN where one is not placed.
    ``minutes``: the mean of there and back (infinity: no way), resting on ``minutes_by``; NaN where
    nobody asked. ``told_by``: who tells them, or did not, of an estimate too ("routed" or "file").
    ``least_minutes``: what they come to at least then, NaN in a run without travel times."""

    seeker: str
    partner: str
    gate: str
    fit: str
    beyond: int
    distance_km: float
    score: float
    evidence: float
    parts: tuple[ScorePart, ...]
    in_seekers_list: ListRank | None
    in_partners_list: ListRank | None
    minutes: float = math.nan
    minutes_there: float = math.nan
    minutes_back: float = math.nan
    minutes_by: str = ""
    told_by: str = ""
    least_minutes: float = math.nan


@dataclass(frozen=True, slots=True)
class NeedCoverage:
    """A tag that one side needs: how much, and what the other side has of it (NaN: not
    known). ``through``: the other tag by which the other side meets
    it in part, ``degree`` of it; None and 1 where by the tag itself, or by nothing known."""

    activity: str
    subject: str
    need: float
    strength: float
    through: tuple[str, str] | None = None
    degree: float = 1.0


def explain_score(
    ranking: FinishedRanking, seeker: str, partner: str, *, in_full: bool = True
) -> PairExplanation:
    """Why, or why not, this pair, by URN. Not ``in_full``: without the parts of its score, how much
    of it is known, and its places in the lists. KeyError for a school that is not here."""
    i, j = ranking.index[seeker], ranking.index[partner]
    one, other = np.array([i]), np.array([j])
    gate = ranking.gate(seeker, partner)  # before the terms, for it may ask for the travel time
    squared = squared_distance(ranking.arrays, one, other)[0]
    values = ranking.terms(one, other, squared)
    total = ranking.scores(values, one, other)
    sure = needs_known(ranking.arrays, one, other) if in_full else {}
    return PairExplanation(
        seeker,
        partner,
        gate,
        "" if gate else ranking.fit(i, j),
        ranking.rank_beyond(i, j) if gate == "beyond" else 0,
        round(float(np.sqrt(squared[0])) / 1000.0, 3),
        float(total[0]),
        float(evidence(values, ranking.weights, sure)[0]) if in_full else math.nan,
        _parts(ranking, values, sure, i, j) if in_full else (),
        ranking.rank_in_list(i, j, by_seeker=True) if in_full and not gate else None,
        ranking.rank_in_list(i, j, by_seeker=False) if in_full and not gate else None,
        **travel_time(ranking, i, j),
    )


def travel_time(ranking: FinishedRanking, i: int, j: int) -> dict[str, Any]:
    """How long it takes between the schools of these positions, as :class:`PairExplanation` names
    it; nothing in a run without travel times."""
    travel = ranking.arrays.travel
    if travel is None:
        return {}
    pair = np.array([i]), np.array([j])
    times, known = travel.at_least(*pair)
    if not known[0]:
        there = travel.one_way.of_pairs(*pair)[1].there[0]
        return {"least_minutes": float(times.minutes[0]), "minutes_there": float(there)}
    return {
        "minutes": float(times.minutes[0]),
        "minutes_there": float(times.there[0]),
        "minutes_back": float(times.back[0]),
        "minutes_by": travel.rests_on(*pair, times.estimated)[0],
        "told_by": str(who_says(travel.travel, *pair)[0]),
    }


def need_coverage(ranking: FinishedRanking, needy: str, helper: str) -> list[NeedCoverage]:
    """Each need of one school and what the other has of it, the greatest need first."""
    f, i, j = ranking.arrays, ranking.index[needy], ranking.index[helper]
    needs = f.needs.degree[i]
    known_tags = f.strengths.tag_known(np.array([j]))[0]
    found = []
    for tag in np.flatnonzero(needs).tolist():
        through, degree = f.exchange.met_through(j, tag)
        found.append(
            NeedCoverage(
                *f.tags[tag],
                need=needs[tag] / 100.0,
                strength=f.strengths.degree[j, tag] / 100.0 if known_tags[tag] else float("nan"),
                through=through,
                degree=degree,
            )
        )
    return sorted(found, key=lambda c: (-c.need, c.activity, c.subject))


def _parts(
    ranking: FinishedRanking,
    values: dict[str, Term],
    of_needs: Mapping[str, Floats],
    i: int,
    j: int,
) -> tuple[ScorePart, ...]:
    """The terms in use, in their order."""
    kinds = ranking.arrays.kind[i], ranking.arrays.kind[j]
    sure = {term: float(of[0]) for term, of in of_needs.items()}
    parts = []
    for term in (t for t in TERMS if t in ranking.weights.shares):
        value = values[term]
        table = ranking.weights.stand_ins.get(term)
        stand_in = float(table[kinds]) if table is not None else 0.0
        known = 1.0 if value.known is None else float(value.known[0])
        with_stand_in = float(value.with_stand_in(np.array([stand_in]))[0])
        parts.append(
            ScorePart(
                term,
                ranking.weights.shares[term],
                round(with_stand_in, SCORE_DECIMALS),
                round(known, SCORE_DECIMALS),
                round(sure.get(term, known), SCORE_DECIMALS),
                round(stand_in, SCORE_DECIMALS),
                round(float(value.named[0][0]), SCORE_DECIMALS) if value.named else 1.0,
            )
        )
    return tuple(parts)
