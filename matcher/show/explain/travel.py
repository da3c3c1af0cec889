"""How long the way between two schools takes, as an explanation tells it: there, back, what the
minutes rest on, and how nearness counts by them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from matcher.core.travel.times import ESTIMATE, FROM_FILE, NEXT_DOOR_KM, ROUTED
from matcher.show.explain.facts import ExplainedPair, OffRoad
from matcher.show.kit.text_format import kilometres

# What each term of the score is called.
TERM_WORDS = {
    "near": "how near they are",
    "opportunity": "priority area",
    "gives": "seeker's needs covered",
    "gains": "partner's needs covered",
}
_BASIS = {
    ROUTED: "as a routing engine found it",
    FROM_FILE: "as the file of minutes has it",
    ESTIMATE: "an estimate by the speed of this run's other pairs",
}
_WORTH_TELLING_M = 100.0  # from a school to its road: a minute or two on foot
# Why it is one.
_NO_ANSWER = "the engine gave no answer"
_NOT_IN_FILE = "the file of minutes does not tell it otherwise"


def alone(weighed: Iterable[str], *, by_time: bool) -> str:
    """By what alone a score puts in order that counts these terms and leaves out what both sides
    need and offer; "" for one that counts that. ``by_time``: nearness is of travel times."""
    called = {"near": "travel time" if by_time else "distance", "opportunity": "priority area"}
    counted = [*weighed]
    if not counted or not called.keys() >= {*counted}:
        return ""
    return f"by {' and '.join(called[term] for term in counted)} alone"


def is_estimated(pair: ExplainedPair) -> bool:
    """Whether the minutes of a pair, and so its nearness, are an estimate."""
    return pair.minutes_by == ESTIMATE


def term_words(term: str, pair: ExplainedPair) -> str:
    """What a term is called; nearness with the minutes, or kilometres, that it counts by."""
    if term != "near" or not math.isfinite(pair.minutes):
        return TERM_WORDS[term]
    return f"{TERM_WORDS[term]}, {pair.reach.minutes(pair.minutes)}"


def near_basis(pair: ExplainedPair) -> str:
    """What the value of nearness rests on."""
    if is_estimated(pair):
        return "an estimate, which counts as nothing known"
    return "known" if math.isnan(pair.least_minutes) else "at the least time that is possible"


def travel_sentences(pair: ExplainedPair) -> list[str]:
    """How long the way takes, both ways; nothing where that is not known."""
    if math.isnan(pair.minutes):
        return _not_asked(pair)
    straight = kilometres(pair.distance_km, pair.miles)
    if math.isinf(pair.minutes):
        none = f"Way: there is none, {_BASIS.get(pair.minutes_by, '')}".removesuffix(", ")
        return [none, *([_cut(straight)] if may_be_cut(pair) else [])]
    told = pair.reach.minutes(pair.minutes)
    ways = pair.minutes_there, pair.minutes_back
    if not any(map(math.isnan, ways)) and round(pair.minutes):
        there, back = (f"{one:.0f}" if round(one) else "under 1" for one in ways)
        told += f", the mean of {there} there and {back} back"
    basis = _BASIS.get(pair.minutes_by, "given")
    if is_estimated(pair):
        why = _NOT_IN_FILE if pair.told_by == FROM_FILE else _no_answer(pair)
        basis += f", as {why}"
        if math.isnan(ways[0]) != math.isnan(ways[1]):
            basis = "an estimate: one way alone is known, and the other is taken to be as long"
    said = [f"Way: {told}, {basis}; {straight} in a straight line"]
    return [*said, *_ways_to_roads(pair), *([pair.reach.note] if pair.reach.note else [])]


def may_be_cut(pair: ExplainedPair) -> bool:
    """Whether an engine says of two schools that are near one another that there is no way."""
    is_near = pair.distance_km < NEXT_DOOR_KM
    return is_near and math.isinf(pair.minutes) and pair.minutes_by == ROUTED


def _cut(straight: str) -> str:
    return (
        f"The two are only {straight} apart in a straight line: the engine's map may be cut there; "
        "a larger extract would tell"
    )


def _ways_to_roads(pair: ExplainedPair) -> Iterator[str]:
    """What a routed time leaves out: an engine goes from road to road."""
    if pair.minutes_by != ROUTED:
        return
    for school, metres in zip((pair.seeker, pair.partner), pair.road_m, strict=True):
        if _WORTH_TELLING_M < metres < math.inf:
            yield (
                f"The nearest road is {metres:,.0f} m from {school.name}; that way is not in the "
                "time"
            )


def _no_answer(pair: ExplainedPair) -> str:
    """Why an engine told no time: which of the two is how far from any road, or that it said
    nothing."""
    return " and ".join(map(off_road_words, pair.off_road)) or _NO_ANSWER


def off_road_words(one: OffRoad) -> str:
    """How far from any road a school is, for the engine that was asked."""
    if math.isinf(one.metres):
        return f"the engine knows no road near {one.name}"
    return f"{one.name} is {one.metres:,.0f} m from the nearest road that the engine knows"


def _not_asked(pair: ExplainedPair) -> list[str]:
    """What is known of a way that nobody asked about."""
    if math.isnan(pair.least_minutes):
        return []
    least = pair.reach.minutes(pair.least_minutes)
    if not math.isnan(pair.minutes_there):
        there = pair.reach.minutes(pair.minutes_there)
        return [f"Way: {there} there; the way back was not asked for, as the mean of the two is at "
                f"least {least} at the greatest speed of the run"]  # fmt: skip
    return [f"Way: not asked for; at the greatest speed of the run it takes at least {least}"]
