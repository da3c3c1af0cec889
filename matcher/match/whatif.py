"""What would change the place of a pair in its seeker's list: one thing at a time.

Each answer changes one fact, leaves all others and all stand-ins as they are, and counts
again who stands above.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matcher.match.scorer import SCORE_DECIMALS
from matcher.match.why import Asked, Part, Why

RankAt = Callable[[float, float], int]  # score and squared metres → place in the list

MOST = 3  # tags named for each side, those that would change most


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change the score, and the rank it would then have.

    ``what``: "offer" (the partner has all of this tag), "return" (the seeker has), "nearer"
    (``km`` is how near it would have to be to pass whoever is above), "known_best" and
    "known_worst" (all, or nothing, of ``term`` that is unknown turns out to be covered).
    """

    what: str
    score: float
    rank: int
    activity: str = ""
    subject: str = ""
    term: str = ""
    km: float = math.nan


def changes(asked: Asked, why: Why) -> list[Change]:
    """What would change the rank of a pair that no gate stops; empty for any other."""
    if why.gate or why.in_seekers_list is None:
        return []
    i, j = asked.index[why.seeker], asked.index[why.partner]
    others, scores, squared = asked.list_of(i, by_seeker=True)
    own = others == j
    rivals = list(zip(-scores[~own], squared[~own], others[~own], strict=True))

    def rank_at(score: float, square: float) -> int:
        return 1 + sum(rival < (-score, square, j) for rival in rivals)

    here = float(squared[own][0])
    parts = {part.term: part for part in why.parts}
    found = []
    for what, term, needy, helper in (
        ("offer", "gives", why.seeker, why.partner),
        ("return", "gains", why.partner, why.seeker),
    ):
        if term in parts:
            found += _by_tag(asked, why, what, parts[term], needy, helper, here, rank_at)
            found += _by_knowing(why, parts[term], here, rank_at)
    above = why.in_seekers_list.above
    if above is not None and "near" in parts:
        found += _by_distance(asked, why, parts["near"], above, rank_at)
    return found


def _by_tag(
    asked: Asked,
    why: Why,
    what: str,
    part: Part,
    needy: str,
    helper: str,
    here: float,
    rank_at: RankAt,
) -> list[Change]:
    """The tags whose full cover would bring most."""
    gains = []
    for tag in asked.covers(needy, helper):
        has = part.stand_in if math.isnan(tag.strength) else tag.strength
        more = part.weight * tag.share * (1.0 - has)
        if more > 0:
            gains.append((-more, tag.activity, tag.subject))
    return [
        Change(what, score, rank_at(score, here), activity, subject)
        for less, activity, subject in sorted(gains)[:MOST]
        for score in [round(min(why.score - less, 1.0), SCORE_DECIMALS)]
    ]


def _by_knowing(why: Why, part: Part, here: float, rank_at: RankAt) -> list[Change]:
    """The best and the worst that the unknown part of a term may turn out to be."""
    unknown = 1.0 - part.known
    if unknown <= 0:
        return []
    found = []
    for what, value in (("known_best", 1.0), ("known_worst", 0.0)):
        score = why.score + part.weight * unknown * (value - part.stand_in)
        score = round(float(np.clip(score, 0.0, 1.0)), SCORE_DECIMALS)
        found.append(Change(what, score, rank_at(score, here), term=part.term))
    return found


def _by_distance(asked: Asked, why: Why, part: Part, above: float, rank_at: RankAt) -> list[Change]:
    """How near the partner would have to be to score as much as whoever is above."""
    near = part.value + (above - why.score) / part.weight
    if not 0 < near <= 1:
        return []
    km = -asked.config.half_km * math.log2(near)
    # Down to a tenth, so that what is shown suffices.
    km = math.floor(km * 10) / 10
    score = why.score + part.weight * (2.0 ** (-km / asked.config.half_km) - part.value)
    score = round(min(score, 1.0), SCORE_DECIMALS)
    return [Change("nearer", score, rank_at(score, (km * 1000.0) ** 2), km=km)]
