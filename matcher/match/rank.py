"""The true best few of every school, in both directions.

Exact: every pair that passes the gates is scored, and the best k are kept by one total
order: score (highest first), then distance (nearest first), then a hash of the pair. The
50 nearest re-ranked would not do: on a realistic England that gets only a third of the
lists right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from matcher.core.settings.config import Config
from matcher.core.tables import MATCHES, PROFILE, SCHOOLS
from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.build_arrays import build_arrays
from matcher.match.candidates import Block, candidate_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.narrowing import (
    OUT,
    WORDS,
    NarrowingTally,
    is_narrowed,
    level_of,
    score_of,
    standing,
)
from matcher.match.score import block_scores, evidence
from matcher.match.stand_ins import Weights, weigh_terms
from matcher.match.terms import SCORE_DECIMALS, Term, squared_distance, terms_pairwise
from matcher.match.top_k import TopK

Progress = Callable[[str, float], None]


class PartnersInRange(NamedTuple):
    """Partners that some seeker may meet: how many there are, and how many of them say
    something of what they offer."""

    partners: int
    offers_known: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """What matching found.

    ``matches``: MATCHES without its reasons, in the order seeker, rank. ``pairs_stopped``: how
    many pairs each pair gate stopped; ``schools_stopped``: how many schools with a role each
    school gate kept out; ``seekers``, ``partners``: how many took part;
    ``narrowing``: what is known of what the run was narrowed to, None where to nothing;
    ``in_range``: the partners that a seeker may meet, and of how many of those any offer is known;
    ``without_partner``: URNs of seekers with nobody within the limit; ``participants``: URNs
    of all seekers and partners.
    """

    matches: pd.DataFrame
    weights: Weights
    pairs_stopped: Mapping[str, int]
    schools_stopped: Mapping[str, int]
    seekers: int
    partners: int
    in_range: PartnersInRange
    narrowing: NarrowingTally | None
    without_partner: tuple[str, ...]
    participants: tuple[str, ...]


def rank_pairs(
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    config: Config,
    *,
    exclusions: Exclusions | None = None,
    whole: pd.DataFrame | None = None,
    cover: pd.DataFrame | None = None,
    progress: Progress = lambda stage, share: None,
) -> Ranking:
    """Each seeker's best k partners and each partner's best k seekers.

    ``schools``: SCHOOLS; ``profile``: PROFILE, narrowed to what the run asks about, by which the
    pairs are scored; ``whole``: all of it, by which both sides may gain, the same if None;
    ``cover``: COVER, how far one tag meets the need for another, not at all if None.
    ``progress`` is told the share done, 0 to 1.
    Raises :class:`SettingError` where none of the weighted terms is known for anybody.
    """
    SCHOOLS.check(schools)
    PROFILE.check(profile)
    # The products of a block are small: threads would cost more than they bring, and one
    # thread adds in one order on every machine.
    with threadpool_limits(limits=1, user_api="blas"):
        arrays = build_arrays(schools, profile, config, exclusions or Exclusions(), whole, cover)
        return _rank_pairs(schools, arrays, config, exclusions or Exclusions(), progress)


def _rank_pairs(
    schools: gpd.GeoDataFrame,
    arrays: SchoolArrays,
    config: Config,
    exclusions: Exclusions,
    progress: Progress,
) -> Ranking:
    weights = weigh_terms(arrays, config, exclusions)
    gates = PairGates(arrays, config, exclusions)
    total = max(int(np.count_nonzero(arrays.is_seeker)), 1)
    seeker_lists = TopK(arrays, config.k, by_seeker=True)
    partner_lists = TopK(arrays, config.k, by_seeker=False)
    found_nobody, done, tally = [], 0, NarrowingTally()
    for block in candidate_blocks(arrays, config, gates):
        scores = _scores(arrays, block, weights, config)
        seeker_lists.add_block(block, scores)
        partner_lists.add_block(block, scores)
        tally.add_pairs(block.levels)
        found_nobody.append(block.without_partner)
        done += len(block.seekers)
        progress("ranking", done / total)
    without_partner = (
        np.sort(np.concatenate(found_nobody)) if found_nobody else np.array([], dtype=np.int64)
    )
    without_partner = without_partner[arrays.listed[without_partner]]
    pairs = _join(arrays, seeker_lists.ranked_pairs(), partner_lists.ranked_pairs())
    pairs["beyond"] = 0
    tally.add_schools(arrays, gates.meets_somebody)
    far = nearest_beyond_limit(arrays, without_partner, weights, config, exclusions)
    pairs = pd.concat([pairs, far], ignore_index=True) if len(far) else pairs
    matches = _match_table(arrays, pairs, weights, config)
    MATCHES.check(matches)
    return Ranking(
        matches=matches,
        weights=weights,
        pairs_stopped=gates.pairs_stopped,
        schools_stopped=_schools_stopped(schools, arrays),
        seekers=int(np.count_nonzero(arrays.is_seeker)),
        partners=int(np.count_nonzero(arrays.is_partner)),
        in_range=_partners_in_range(arrays, gates),
        narrowing=tally if is_narrowed(config) else None,
        without_partner=tuple(arrays.urn[without_partner]),
        participants=tuple(arrays.urn[arrays.is_seeker | arrays.is_partner]),
    )


def _partners_in_range(arrays: SchoolArrays, gates: PairGates) -> PartnersInRange:
    near = arrays.is_partner & gates.meets_a_seeker
    offering = near & arrays.everything.strengths.known
    return PartnersInRange(int(np.count_nonzero(near)), int(np.count_nonzero(offering)))


def _scores(arrays: SchoolArrays, block: Block, weights: Weights, config: Config) -> Floats:
    """What the pairs of a block are ordered by (:func:`matcher.match.narrowing.standing`)."""
    return standing(block_scores(arrays, block, weights, config.half_km), block.levels)


def _join(arrays: SchoolArrays, by_seeker: pd.DataFrame, by_partner: pd.DataFrame) -> pd.DataFrame:
    """The pairs in the list of a listed school, with their place in either list."""
    pairs = by_seeker.rename(columns={"place": "rank"}).merge(
        by_partner.rename(columns={"place": "partner_rank"}),
        on=["i", "j", "score", "squared_m"],
        how="outer",
    )
    pairs[["i", "j"]] = pairs[["i", "j"]].astype(np.int64)
    in_a_list = (pairs["rank"].notna() & arrays.listed[pairs["i"]]) | (
        pairs["partner_rank"].notna() & arrays.listed[pairs["j"]]
    )
    return pairs[in_a_list].reset_index(drop=True)


def nearest_beyond_limit(
    arrays: SchoolArrays,
    without_partner: Positions,
    weights: Weights,
    config: Config,
    exclusions: Exclusions,
) -> pd.DataFrame:
    """For seekers with nobody within the limit, their nearest few beyond it, ranked."""
    partners = np.flatnonzero(arrays.is_partner)
    rows = []
    gates = PairGates(arrays, config, exclusions)
    for seeker in without_partner:
        own = np.array([seeker])
        squared = squared_distance(arrays, own, partners)
        everybody = np.ones_like(squared, dtype=bool)
        levels = gates.levels(own, partners, gates.may_meet(own, partners, everybody))
        passes = levels[0] > OUT
        ties = arrays.tie_order(own, partners)
        nearest = np.lexsort((ties, np.where(passes, squared[0], np.inf)))[: config.beyond]
        nearest = np.sort(nearest[passes[nearest]])
        block = Block(own, partners[nearest], squared[:, nearest], levels[:, nearest], own)
        best = TopK(arrays, config.k, by_seeker=True)
        best.add_block(block, _scores(arrays, block, weights, config))
        rows.append(best.ranked_pairs())
    if not rows:
        return pd.DataFrame()
    far = pd.concat(rows, ignore_index=True).rename(columns={"place": "rank"})
    return far.assign(partner_rank=np.nan, beyond=1)


def _match_table(
    arrays: SchoolArrays, pairs: pd.DataFrame, weights: Weights, config: Config
) -> pd.DataFrame:
    """MATCHES from ranked pairs: every term of each, evidence and what is shared."""
    i = pairs["i"].to_numpy(np.int64)
    j = pairs["j"].to_numpy(np.int64)
    standings = pairs["score"].to_numpy(float)
    values = terms_pairwise(arrays, i, j, pairs["squared_m"].to_numpy(float), config.half_km)
    kinds = (arrays.kind[i], arrays.kind[j])
    frame = pd.DataFrame(
        {
            "seeker_urn": pd.Series(arrays.urn[i], dtype="str"),
            "partner_urn": pd.Series(arrays.urn[j], dtype="str"),
            "rank": pairs["rank"].to_numpy(float),
            "partner_rank": pairs["partner_rank"].to_numpy(float),
            "score": score_of(standings),
            "distance_km": np.round(np.sqrt(pairs["squared_m"].to_numpy(float)) / 1000, 3),
            "minutes": np.nan,
            **{
                name: _term_column(value, weights.stand_ins.get(name), kinds)
                for name, value in values.items()
            },
            "evidence": evidence(arrays, values, weights, i, j),
            "beyond": pairs["beyond"].to_numpy(np.int64),
            "fit": _fit_column(standings, config),
            "shared": pd.Series(_shared_tags(arrays, i, j), dtype="str"),
            "reasons": pd.Series([""] * len(i), dtype="str"),
        }
    )
    rank_order = frame["rank"].fillna(np.inf).to_numpy()
    order = np.lexsort((j, frame["partner_rank"].fillna(np.inf).to_numpy(), rank_order, i))
    return frame.iloc[order].reset_index(drop=True)


def _fit_column(standings: Floats, config: Config) -> pd.Series:
    """How far each pair is known to fit what the run was narrowed to, "" where to nothing."""
    levels = level_of(standings).tolist()
    words = [WORDS[int(level)] if is_narrowed(config) else "" for level in levels]
    return pd.Series(words, dtype="str")


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
    if not arrays.tags:
        return [""] * len(i)
    gets = _tags_met(arrays, i, j)
    returns = _tags_met(arrays, j, i)
    return [
        f"{one} | {other}" if one or other else "" for one, other in zip(gets, returns, strict=True)
    ]


def _tags_met(arrays: SchoolArrays, needy: Positions, helpers: Positions) -> list[str]:
    """For each pair, the tags of the needy school that the helper covers."""
    names = [" ".join(filter(None, tag)) for tag in arrays.tags]
    texts: list[list[str]] = [[] for _ in needy]
    met = arrays.needs.degree[needy] * arrays.strengths.degree[helpers]
    pair, tag = np.nonzero(met)
    order = np.lexsort((tag, -met[pair, tag], pair))
    for place, name in zip(pair[order].tolist(), tag[order].tolist(), strict=True):
        texts[place].append(names[name])
    return ["; ".join(found) for found in texts]


def _schools_stopped(schools: gpd.GeoDataFrame, arrays: SchoolArrays) -> dict[str, int]:
    """How many listed schools that have a role each school gate kept out."""
    roles = schools.set_index("urn")["role"].reindex(arrays.urn).to_numpy()
    counts: dict[str, int] = {}
    for code, role, listed in zip(arrays.gate, roles, arrays.listed, strict=True):
        if code and role and listed:
            counts[code] = counts.get(code, 0) + 1
    return dict(sorted(counts.items()))
