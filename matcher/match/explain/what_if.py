"""What would change the place of a pair in its seeker's list: one thing at a time.

Each answer changes one fact about one school in a copy of the arrays, leaves all other
facts and all stand-ins as they are, and asks the ranking again: whatever else that fact
would change (the same strength of a seeker may serve its other partners too) is counted in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from matcher.core.figures.surety import SAID
from matcher.match.arrays import Exchange, Positions, SchoolArrays, TagDegrees
from matcher.match.explain.finished_ranking import FinishedRanking, ListRank
from matcher.match.explain.score_breakdown import PairExplanation, ScorePart
from matcher.match.narrowing import level_of, score_of
from matcher.match.strengths.cover import effective_strengths
from matcher.match.terms import SCORE_DECIMALS, Term, squared_distance

MOST_TAGS = 3  # tags named for each side, those that would change most
_STEP_KM = 0.1  # distances are shown to a tenth of a kilometre, times to a minute


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change the score, and the rank it would then have.

    ``what``: "offer" (the partner has all of this tag), "return" (the seeker has), "nearer"
    (the partner is ``km`` away, the farthest tenth at which it passes whoever is above; or, where
    travel times count, ``minutes`` away),
    "known_best" and "known_worst" (whoever is to cover the needs of ``term`` has all, or
    nothing, of those tags of which it is not known).
    """

    what: str
    score: float
    rank: int
    activity: str = ""
    subject: str = ""
    term: str = ""
    km: float = math.nan
    minutes: float = math.nan


def possible_changes(ranking: FinishedRanking, explanation: PairExplanation) -> list[Change]:
    """What would change the rank of a pair that no gate stops; empty for any other."""
    if explanation.gate or explanation.in_seekers_list is None:
        return []
    parts = {part.term: part for part in explanation.parts}
    found = []
    for what, term, needy, helper in (
        ("offer", "gives", explanation.seeker, explanation.partner),
        ("return", "gains", explanation.partner, explanation.seeker),
    ):
        if term in parts:
            found += _by_tag(ranking, explanation, what, parts[term], needy, helper)
            found += _by_knowing(ranking, explanation, parts[term], needy, helper)
    if "near" in parts:
        found += _by_distance(ranking, explanation, parts["near"], explanation.in_seekers_list)
    return found


def _by_tag(
    ranking: FinishedRanking,
    explanation: PairExplanation,
    what: str,
    part: ScorePart,
    needy: str,
    helper: str,
) -> list[Change]:
    """The tags that would bring most, were all of one offered: whatever else it covers counts."""
    exchange, at = ranking.arrays.exchange, ranking.index[helper]
    needs = exchange.needs.degree[ranking.index[needy]]

    def met(strengths: TagDegrees) -> float:
        known = strengths.tag_known(np.array([0]))[0] > 0
        return float(needs @ np.where(known, strengths.degree[0] / 100.0, part.stand_in))

    gains, now = [], met(exchange.strengths.of_school(at))
    for tag in np.flatnonzero(needs).tolist():
        offering = _own_known(exchange, at, np.array([tag]), 1)
        more = round(
            met(effective_strengths(offering, exchange.cover, exchange.full_claims)) - now,
            SCORE_DECIMALS,
        )
        if more > 0:
            gains.append((-more, *exchange.tags[tag]))
    found = []
    for _, activity, subject in sorted(gains)[:MOST_TAGS]:
        tags = np.array([exchange.tags.index((activity, subject))])
        changed = _with_strength(ranking.arrays, at, tags, 1)
        if (then := _rank_after(ranking, explanation, changed)) is not None:
            found.append(Change(what, *then, activity, subject))
    return found


def _by_knowing(
    ranking: FinishedRanking, explanation: PairExplanation, part: ScorePart, needy: str, helper: str
) -> list[Change]:
    """The best and the worst that comes of what is not known of the helper. Of needs that
    nobody knows there is nothing to ask."""
    at = ranking.index[helper]
    known_tags = ranking.arrays.strengths.tag_known(np.array([at]))[0]
    needs = ranking.arrays.needs.degree[ranking.index[needy]]
    unknown = np.flatnonzero((needs > 0) & (known_tags == 0))
    if not len(unknown):
        return []
    found = []
    for what, strength in (("known_best", 1), ("known_worst", 0)):
        changed = _with_strength(ranking.arrays, at, unknown, strength)
        if (then := _rank_after(ranking, explanation, changed)) is not None:
            found.append(Change(what, *then, term=part.term))
    return found


def _with_strength(arrays: SchoolArrays, at: int, tags: Positions, strength: int) -> SchoolArrays:
    """The arrays with these tags known of one school: all of each, or nothing."""
    changed = _tags_known(arrays.exchange, at, tags, strength)
    everything = changed
    if arrays.everything is not arrays.exchange:
        among = [arrays.everything.tags.index(arrays.tags[tag]) for tag in tags.tolist()]
        everything = _tags_known(arrays.everything, at, np.array(among), strength)
    return replace(arrays, exchange=changed, everything=everything)


def _tags_known(exchange: Exchange, at: int, tags: Positions, strength: int) -> Exchange:
    """The exchange with these tags of one school known, by what it meets through them: no list
    reads what it offers alone, which stays as it was."""
    own = _own_known(exchange, at, tags, strength)
    met = effective_strengths(own, exchange.cover, exchange.full_claims)
    return replace(exchange, strengths=exchange.strengths.with_school(at, met))


def _own_known(exchange: Exchange, at: int, tags: Positions, strength: int) -> TagDegrees:
    """What the school of this position offers, alone, with these tags known."""
    own = exchange.own.of_school(at)
    known_tags = own.tag_known(np.array([0]))
    before = own.degree[0, tags]
    own.degree[0, tags], own.confidence[0, tags], known_tags[0, tags] = strength * 100.0, 1.0, 1.0
    own.surety[0, tags] = SAID
    if own.silent is not None:
        own.silent[0, tags] = False
    if own.recorded is not None and own.claims is not None:  # it would say so itself
        beyond = np.maximum(np.array([before, own.degree[0, tags]]) - own.recorded[0, tags], 0.0)
        own.claims[0] += round(float((beyond[1] - beyond[0]).sum()))
    return replace(own, known=np.array([True]), known_by_tag=known_tags)


def _rank_after(
    ranking: FinishedRanking, explanation: PairExplanation, changed: SchoolArrays
) -> tuple[float, int] | None:
    """Score and rank of the pair in the changed arrays; None where it would then be known not
    to fit what the run was narrowed to."""
    after = ranking.with_arrays(changed)
    i, j = ranking.index[explanation.seeker], ranking.index[explanation.partner]
    others, standings, _ = after.list_of(i, by_seeker=True)
    if j not in others:
        return None
    return float(score_of(standings[others == j])[0]), after.rank_in_list(i, j, by_seeker=True).rank


def _by_distance(
    ranking: FinishedRanking, explanation: PairExplanation, part: ScorePart, now: ListRank
) -> list[Change]:
    """How near the partner would have to be to pass whoever is above."""
    i, j = ranking.index[explanation.seeker], ranking.index[explanation.partner]
    if now.above is None:
        return []
    others, standings, squared = ranking.list_of(i, by_seeker=True)
    own = others == j
    # No distance lifts a pair above those of a higher level.
    lift = 2.0 * float(level_of(standings[own])[0])
    near = part.value + (now.above - lift - explanation.score) / part.weight
    if not 0 < near <= 1:
        return []
    ties = ranking.arrays.tie_order(np.array([i]), others)
    rivals = list(zip(-standings[~own], squared[~own], ties[~own], strict=True))
    is_timed = not math.isnan(explanation.minutes)
    half = ranking.config.half_minutes if is_timed else ranking.config.half_km
    step, a_unit = (1.0, 1) if is_timed else (_STEP_KM, 10)
    present = explanation.minutes if is_timed else math.sqrt(float(squared[own][0])) / 1000.0
    # As it is shown: "if they were 28.9 km apart" says nothing of two that are.
    present = present if is_timed else round(present, 1)
    # Down to a step, so that what is shown suffices; where scores tie there, one nearer.
    steps = math.floor(-half * math.log2(near) / step)
    for far in (steps / a_unit, (steps - 1) / a_unit):
        if 0 <= far < present:
            near = 2.0 ** (-far / half)
            if is_timed:  # round minutes tie often, so to the last decimal
                score = _score_with(ranking, i, j, near)
            else:
                score = explanation.score + part.weight * (near - part.value)
                score = round(min(score, 1.0), SCORE_DECIMALS)
            # Of equal scores the nearer in a straight line goes first, and a time moves no school.
            then = float(squared[own][0]) if is_timed else (far * 1000.0) ** 2
            passed = (-(score + lift), then, ties[own][0])
            rank = 1 + sum(bool(rival < passed) for rival in rivals)
            if rank < now.rank:
                km, minutes = (math.nan, far) if is_timed else (far, math.nan)
                return [Change("nearer", score, rank, km=km, minutes=minutes)]
    return []


def _score_with(ranking: FinishedRanking, i: int, j: int, near: float) -> float:
    """The score of a pair, were it so near."""
    one, other = np.array([i]), np.array([j])
    values = ranking.terms(one, other, squared_distance(ranking.arrays, one, other)[0])
    changed = {**values, "near": Term(np.array([near]))}
    return float(ranking.scores(changed, one, other)[0])
