"""MATCHES from ranked pairs: every term of each, evidence, and what is shared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matcher.core.settings.config import Config
from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.narrowing import fit_words, level_of, score_of
from matcher.match.score import evidence, needs_known
from matcher.match.terms import SCORE_DECIMALS, Term, near_pairwise, needed_tags, terms_pairwise
from matcher.match.weights import Weights

# The places by which the pairs of one seeker are ordered, the last one first.
ORDER = ("phase_rank", "partner_rank", "worth_asking", "rank")


def match_table(
    arrays: SchoolArrays, pairs: pd.DataFrame, weights: Weights, config: Config
) -> pd.DataFrame:
    """MATCHES from ranked pairs: every term of each, evidence and what is shared."""
    i = pairs["i"].to_numpy(np.int64)
    j = pairs["j"].to_numpy(np.int64)
    standings = pairs["score"].to_numpy(float)
    nearness = near_pairwise(arrays, i, j, pairs["squared_m"].to_numpy(float), config)
    values = terms_pairwise(arrays, i, j, nearness)
    times = _time_columns(arrays, i, j)
    kinds = (arrays.kind[i], arrays.kind[j])
    known = needs_known(arrays, i, j)
    frame = pd.DataFrame(
        {
            "seeker_urn": pd.Series(arrays.urn[i], dtype="str"),
            "partner_urn": pd.Series(arrays.urn[j], dtype="str"),
            "rank": pairs["rank"].to_numpy(float),
            "partner_rank": pairs["partner_rank"].to_numpy(float),
            "score": score_of(standings),
            "distance_km": np.round(np.sqrt(pairs["squared_m"].to_numpy(float)) / 1000, 3),
            "minutes": times.pop("minutes"),
            **{
                name: _term_column(value, weights.stand_ins.get(name), kinds)
                for name, value in values.items()
            },
            "evidence": evidence(values, weights, known),
            "beyond": pairs["beyond"].to_numpy(np.int64),
            "fit": _fit_column(standings, config),
            "shared": pd.Series(_shared_tags(arrays, i, j), dtype="str"),
            "reasons": pd.Series([""] * len(i), dtype="str"),
            "phase_rank": pairs["phase_rank"].to_numpy(float),
            "worth_asking": pairs["worth_asking"].to_numpy(float),
            "basis": pd.Series([""] * len(i), dtype="str"),
            **times,
            **{f"{term}_known": np.round(of, SCORE_DECIMALS) for term, of in known.items()},
        }
    )
    # By seeker: its list, those worth asking beside it, then those in a partner's list alone.
    places = (frame[name].fillna(np.inf).to_numpy() for name in ORDER)
    order = np.lexsort((j, *places, i))
    return frame.iloc[order].reset_index(drop=True)


def _time_columns(arrays: SchoolArrays, i: Positions, j: Positions) -> dict[str, Any]:
    """The minutes of each pair and what they rest on; NaN and "" where nobody asked for any."""
    if arrays.travel is None:
        nothing = np.full(len(i), np.nan)
        by, times = [""] * len(i), (nothing, nothing, nothing)
    else:
        found = arrays.travel.of_pairs(i, j)
        times = found.minutes, found.there, found.back
        by = arrays.travel.rests_on(i, j, found.estimated)
    columns = dict(zip(("minutes", "minutes_there", "minutes_back"), times, strict=True))
    return {**columns, "minutes_by": pd.Series(by, dtype="str")}


def _fit_column(standings: Floats, config: Config) -> pd.Series:
    """How far each pair is known to fit what the run was narrowed to
    (:func:`matcher.match.narrowing.fit_words`)."""
    words = fit_words(config)
    return pd.Series([words[int(level)] for level in level_of(standings).tolist()], dtype="str")


def _term_column(value: Term, means: Floats | None, kinds: tuple[Positions, Positions]) -> Floats:
    """A term as it counts in the score, NaN where nothing of it is known."""
    if value.known is None:
        return np.round(value.value, SCORE_DECIMALS)
    stand_in = np.zeros_like(value.value) if means is None else means[kinds]
    return np.where(
        value.known > 0, np.round(value.with_stand_in(stand_in), SCORE_DECIMALS), np.nan
    )


def _shared_tags(arrays: SchoolArrays, i: Positions, j: Positions) -> list[str]:
    """The tags met: "what the seeker gets | what the partner gets", the fullest first."""
    texts = [""] * len(i)
    gets, returns = _tags_met(arrays, i, j), _tags_met(arrays, j, i)
    for pair in gets.keys() | returns.keys():
        texts[pair] = f"{gets.get(pair, '')} | {returns.get(pair, '')}"
    return texts


def _tags_met(arrays: SchoolArrays, needy: Positions, helpers: Positions) -> dict[int, str]:
    """The tags of the needy school that the helper covers, by the place of the pair; of the other
    pairs nothing."""
    pair, tag = needed_tags(arrays, needy)
    met = arrays.needs.degree[needy[pair], tag] * arrays.strengths.degree[helpers[pair], tag]
    pair, tag, met = pair[met > 0], tag[met > 0], met[met > 0]
    order = np.lexsort((tag, -met, pair))
    pair = pair[order]
    names = [" ".join(filter(None, name)) for name in arrays.tags]
    told = [names[at] for at in tag[order].tolist()]
    first = np.flatnonzero(np.diff(pair, prepend=-1)).tolist()
    texts = {}
    for place, start, end in zip(pair[first].tolist(), first, [*first, len(told)][1:], strict=True):
        texts[place] = told[start] if end == start + 1 else "; ".join(told[start:end])
    return texts
