"""The sentences that say why pairs of a run were matched, for their records."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from matcher.jobs.matching.reopen import ReopenedRun

if TYPE_CHECKING:
    from matcher.show.explain.facts import ExplainedPair

_FIGURES = ("distance_km", "minutes", "beyond", "rank")


def pair_reasons(reopened: ReopenedRun, pairs: Sequence[ExplainedPair]) -> list[str]:
    """The sentence that matches.csv has, or would have, for each of the pairs. All of them at once,
    as what every school needs and offers is gone through each time."""
    from matcher.core.columns.columns import Columns
    from matcher.match.strengths.claims import counted_profile
    from matcher.profile.vocabulary import load
    from matcher.show.explain.narrowing import tags_asked
    from matcher.show.explain.reasons import reasons

    schools, config = reopened.tables.school_columns, reopened.config
    sentences: list[str] = [""] * len(pairs)
    profile, whole = reopened.ranking.profile_columns, reopened.tables.profile_columns
    counted = counted_profile(profile, config.full_claims, whole)
    # Of a run all pairs have the same reach and the same question, but for what a file fills in.
    for reach, asked in dict.fromkeys((pair.reach, pair.asked) for pair in pairs):
        places = [at for at, one in enumerate(pairs) if (one.reach, one.asked) == (reach, asked)]
        alike = [pairs[at] for at in places]
        urns = [urn for one in alike for urn in (one.seeker.urn, one.partner.urn)]
        rows = [_row(one, config.k) for one in alike]
        said = reasons(
            Columns.of_lists({name: [row[name] for row in rows] for name in rows[0]}, _FIGURES),
            schools.take(np.array(reopened.school_rows.of(*urns))),
            counted,
            words=load().words,
            cover=reopened.ranking.cover,
            area_title=reopened.area_title,
            reach=reach,
            asked=asked,
            about=tags_asked(config),
            whole=whole,
        )
        for at, one, sentence in zip(places, alike, said, strict=True):
            sentences[at] = _kept_apart(one, sentence)
    return sentences


def _row(pair: ExplainedPair, most: int) -> dict[str, object]:
    """A pair as MATCHES has it, ``most`` of a list shown."""
    far = pair.distance_km
    return {
        "seeker_urn": pair.seeker.urn,
        "partner_urn": pair.partner.urn,
        "distance_km": 0.0 if math.isnan(far) else far,
        "minutes": pair.minutes,
        "minutes_by": pair.minutes_by,
        "beyond": int(pair.beyond > 0),
        "fit": pair.fit,
        "rank": float(pair.beyond or (pair.rank if pair.rank <= most else 0) or math.nan),
    }


def _kept_apart(pair: ExplainedPair, sentence: str) -> str:
    """The sentence, with what a list has no words for."""
    if math.isnan(pair.distance_km):  # a distance comes first in the sentence
        _, parted, rest = sentence.partition("; ")
        sentence = f"how far apart is not known{parted}{rest}"
    if pair.gate and not pair.beyond:
        sentence += f"; kept apart in the run: {pair.gate_words}"
    return sentence
