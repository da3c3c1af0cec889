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
    in_lists = [(one.seeker.urn, one.partner.urn) for one in pairs if not one.gate]
    ranks = dict(zip(in_lists, ranks_in_lists(reopened, in_lists), strict=True))
    # Of a run all pairs have the same reach and the same question, but for what a file fills in.
    for reach, asked in dict.fromkeys((pair.reach, pair.asked) for pair in pairs):
        places = [at for at, one in enumerate(pairs) if (one.reach, one.asked) == (reach, asked)]
        alike = [pairs[at] for at in places]
        urns = [urn for one in alike for urn in (one.seeker.urn, one.partner.urn)]
        rows = [_row(one, ranks.get((one.seeker.urn, one.partner.urn), 0)) for one in alike]
        said = reasons(
            Columns.of_lists({name: [row[name] for row in rows] for name in rows[0]}, _FIGURES),
            schools.take(np.array(reopened.school_rows.of(*urns))),
            counted,
            words=load().words,
            cover=reopened.ranking.cover,
            area_title=reopened.area_title,
            half_area_km=config.half_area_km,
            reach=reach,
            asked=asked,
            about=tags_asked(config),
            whole=whole,
        )
        for at, one, sentence in zip(places, alike, said, strict=True):
            sentences[at] = _kept_apart(one, sentence)
    return sentences


def _row(pair: ExplainedPair, rank: int) -> dict[str, object]:
    """A pair as MATCHES has it, of this ``rank`` in a list, 0 where the list does not show it."""
    far = pair.distance_km
    return {
        "seeker_urn": pair.seeker.urn,
        "partner_urn": pair.partner.urn,
        "distance_km": 0.0 if math.isnan(far) else far,
        "minutes": pair.minutes,
        "minutes_by": pair.minutes_by,
        "beyond": int(pair.beyond > 0),
        "fit": pair.fit,
        "rank": float(pair.beyond or rank or math.nan),
    }


def _kept_apart(pair: ExplainedPair, sentence: str) -> str:
    """The sentence, with what a list has no words for."""
    if math.isnan(pair.distance_km):  # a distance comes first in the sentence
        _, parted, rest = sentence.partition("; ")
        sentence = f"how far apart is not known{parted}{rest}"
    if pair.gate and not pair.beyond:
        sentence += f"; kept apart in the run: {pair.gate_words}"
    return sentence


def ranks_in_lists(run: ReopenedRun, pairs: Sequence[tuple[str, str]]) -> list[int]:
    """The rank of each pair in the list of its seeker, who stands first; 0 where it is not among
    the best k. ``pairs``: by URN, which no gate stops."""
    ranks, index = _shown(run, pairs), run.ranking.index
    # Whoever is on a list is shown a list of the best k: where a pair is not in it, it has no rank.
    listed = (
        run.ranking.arrays.listed
        if run.kept_pairs is not None
        else np.zeros(len(index), dtype=bool)
    )
    return [
        ranks[pair] if pair in ranks else 0 if listed[index[pair[0]]] else _worked_out(run, *pair)
        for pair in pairs
    ]


def _shown(run: ReopenedRun, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ranks of those of the pairs that the run shows in the list of their seeker."""
    kept, rows = run.kept_pairs, run.school_rows
    if kept is None:
        return {}
    many = len(run.tables.school_columns)
    seekers, partners = (kept.figures(side).astype(np.int64) for side in ("seeker", "partner"))
    keys, ranks = seekers * many + partners, kept.figures("rank")
    asked = {rows.of(one)[0] * many + rows.of(other)[0]: (one, other) for one, other in pairs}
    found = np.flatnonzero(np.isin(keys, np.array([*asked], dtype=np.int64)) & ~np.isnan(ranks))
    return {
        asked[key]: int(rank)
        for key, rank in zip(keys[found].tolist(), ranks[found].tolist(), strict=True)
    }


def _worked_out(run: ReopenedRun, seeker: str, partner: str) -> int:
    i, j = (run.ranking.index[urn] for urn in (seeker, partner))
    rank = run.ranking.rank_in_list(i, j, by_seeker=True).rank
    return rank if rank <= run.config.k else 0
