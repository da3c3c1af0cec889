"""Pairs that a finished run does not show, told as it tells those that it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.show.explain.reasons import LISTED

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.matching.reopen import ReopenedRun


def told_pairs(run: ReopenedRun, pairs: pd.DataFrame, for_nearness: str = LISTED) -> pd.DataFrame:
    """The rows of MATCHES about ``pairs``, with their reasons and what their offers rest on.

    ``pairs``: positions ``i``, ``j`` in the arrays of the run, ``score``, what lists are ordered
    by, and ``squared_m``, with their places (``rank``, ``partner_rank``, ``phase_rank``,
    ``worth_asking``); nobody is beyond the limit. ``for_nearness``: as
    :func:`matcher.show.explain.reasons.reasons` has it.
    """
    from matcher.match.lists.match_table import match_table
    from matcher.match.strengths.claims import counted_profile
    from matcher.profile.vocabulary import load
    from matcher.show.explain.basis import exchange_columns
    from matcher.show.explain.narrowing import narrowed_to, tags_asked
    from matcher.show.explain.reasons import reasons
    from matcher.show.explain.score.named import known_columns

    ranking, words, whole = run.ranking, load().words, run.tables.profile
    weights, cover = ranking.weights, ranking.cover
    matches = match_table(ranking.arrays, pairs.assign(beyond=0), weights, run.config)
    counted = counted_profile(ranking.profile_columns, run.config.full_claims, whole)
    said = reasons(
        matches,
        run.tables.flat,
        counted,
        words=words,
        cover=cover,
        area_title=run.area_title,
        half_area_km=run.config.half_area_km,
        reach=run.reach,
        asked=narrowed_to(run.config),
        about=tags_asked(run.config),
        whole=whole,
        for_nearness=for_nearness,
    )
    return matches.assign(
        reasons=said,
        **exchange_columns(matches, counted, cover, whole),
        **known_columns(matches, counted, cover, words, weights.shares),
    ).astype({"reasons": "str"})
