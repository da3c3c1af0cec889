"""The true best few of every school, in both directions.

Exact: every pair that passes the gates is scored, and the best k are kept by one total
order: score (highest first), then distance (nearest first), then URN (lowest first). The
50 nearest re-ranked would not do: on a realistic England that gets only a third of the
lists right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from matcher.core.config import Config
from matcher.core.errors import SettingError
from matcher.core.tables import MATCHES, PROFILE, SCHOOLS
from matcher.match.arrays import Floats, Positions, Schools, arrays
from matcher.match.candidates import Block, PairGates, blocks
from matcher.match.gates import Barred
from matcher.match.score import (
    SCORE_DECIMALS,
    Means,
    Term,
    Weighing,
    evidence,
    score,
    squared_distance,
    terms,
    terms_pairwise,
)
from matcher.match.top_k import Best

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What matching found.

    ``matches``: MATCHES without its reasons, in the order seeker, rank. ``stopped``: how
    many pairs each pair gate stopped; ``kept_out``: how many schools with a role each
    school gate kept out; ``seekers``, ``partners``: how many took part; ``alone``: URNs of
    seekers with nobody within the limit; ``took_part``: URNs of all seekers and partners.
    """

    matches: pd.DataFrame
    weighing: Weighing
    stopped: Mapping[str, int]
    kept_out: Mapping[str, int]
    seekers: int
    partners: int
    alone: tuple[str, ...]
    took_part: tuple[str, ...]


def rank(
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    config: Config,
    *,
    barred: Barred | None = None,
    progress: Progress = lambda stage, share: None,
) -> Ranking:
    """Each seeker's best k partners and each partner's best k seekers.

    ``schools``: SCHOOLS; ``profile``: PROFILE. ``progress`` is told the share done, 0 to 1.
    Raises :class:`SettingError` where none of the weighted terms is known for anybody.
    """
    SCHOOLS.check(schools)
    PROFILE.check(profile)
    # The products of a block are small: threads would cost more than they bring, and one
    # thread adds in one order on every machine.
    with threadpool_limits(limits=1, user_api="blas"):
        return _rank(schools, profile, config, barred or Barred(), progress)


def _rank(
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    config: Config,
    barred: Barred,
    progress: Progress,
) -> Ranking:
    field = arrays(schools, profile, config, barred)
    weighing = weigh(field, config, barred)
    gates = PairGates(field, config, barred)
    total = max(int(np.count_nonzero(field.seeks)), 1)
    seeker_lists, partner_lists = Best(config.k, by_seeker=True), Best(config.k, by_seeker=False)
    alone, done = [], 0
    for block in blocks(field, config, gates):
        scores = _scores(field, block, weighing, config)
        seeker_lists.offer(block, scores)
        partner_lists.offer(block, scores)
        alone.append(block.alone)
        done += len(block.seekers)
        progress("ranking", done / total)
    lonely = np.sort(np.concatenate(alone)) if alone else np.array([], dtype=np.int64)
    lonely = lonely[field.listed[lonely]]
    pairs = _join(field, seeker_lists.ranked(), partner_lists.ranked())
    pairs["beyond"] = 0
    far = beyond_limit(field, lonely, weighing, config, barred)
    pairs = pd.concat([pairs, far], ignore_index=True) if len(far) else pairs
    matches = _described(field, pairs, weighing, config)
    MATCHES.check(matches)
    return Ranking(
        matches=matches,
        weighing=weighing,
        stopped=gates.stopped,
        kept_out=_kept_out(schools, field),
        seekers=int(np.count_nonzero(field.seeks)),
        partners=int(np.count_nonzero(field.offers)),
        alone=tuple(field.urn[lonely]),
        took_part=tuple(field.urn[field.seeks | field.offers]),
    )


def weigh(field: Schools, config: Config, barred: Barred) -> Weighing:
    """Which terms are known, and what stands in for what is not: a pass of its own.

    Raises :class:`SettingError` where none of the weighted terms is known for anybody.
    """
    means, all_known = Means(), _all_known(field)
    if all_known:
        means.counts["opportunity"] += 1
    else:
        for block in blocks(field, config, PairGates(field, config, barred)):
            values = terms(field, block.seekers, block.partners, block.squared_m, config.half_km)
            kinds = field.kind[block.seekers], field.kind[block.partners]
            means.add(values, block.passes, *kinds)
    weighing = means.weighing(config.shares())
    if not weighing.shares:
        listed = ", ".join(weighing.left_out)
        raise SettingError(
            f"nothing is known of any term that has a weight ({listed})",
            where="weights",
            hint="give near a weight, or lists that state needs and strengths",
        )
    return replace(weighing, means={}) if all_known else weighing


def _all_known(field: Schools) -> bool:
    """Whether distance and areas are all there is to know, and are known."""
    exchange = field.needs.known.any() and field.strengths.known.any()
    seeking = field.opportunity[field.seeks]
    return bool(len(seeking)) and not exchange and not np.isnan(seeking).any()


def _scores(field: Schools, block: Block, weighing: Weighing, config: Config) -> Floats:
    values = terms(field, block.seekers, block.partners, block.squared_m, config.half_km)
    kinds = (field.kind[block.seekers][:, None], field.kind[block.partners][None, :])
    scores = score(values, weighing, kinds, block.squared_m.shape)
    return np.where(block.passes, scores, -1.0)


def _join(field: Schools, by_seeker: pd.DataFrame, by_partner: pd.DataFrame) -> pd.DataFrame:
    """The pairs in the list of a listed school, with their place in either list."""
    pairs = by_seeker.rename(columns={"place": "rank"}).merge(
        by_partner.rename(columns={"place": "partner_rank"}),
        on=["i", "j", "score", "squared_m"],
        how="outer",
    )
    pairs[["i", "j"]] = pairs[["i", "j"]].astype(np.int64)
    asked = (pairs["rank"].notna() & field.listed[pairs["i"]]) | (
        pairs["partner_rank"].notna() & field.listed[pairs["j"]]
    )
    return pairs[asked].reset_index(drop=True)


def beyond_limit(
    field: Schools, lonely: Positions, weighing: Weighing, config: Config, barred: Barred
) -> pd.DataFrame:
    """For seekers with nobody within the limit, their nearest few beyond it, ranked."""
    partners = np.flatnonzero(field.offers)
    rows = []
    gates = PairGates(field, config, barred)
    for seeker in lonely:
        own = np.array([seeker])
        squared = squared_distance(field, own, partners)
        passes = gates.passes(own, partners, np.ones_like(squared, dtype=bool))[0]
        nearest = np.lexsort((partners, np.where(passes, squared[0], np.inf)))[: config.beyond]
        nearest = np.sort(nearest[passes[nearest]])
        block = Block(own, partners[nearest], squared[:, nearest], passes[None, nearest], own)
        best = Best(config.k, by_seeker=True)
        best.offer(block, _scores(field, block, weighing, config))
        rows.append(best.ranked())
    if not rows:
        return pd.DataFrame()
    far = pd.concat(rows, ignore_index=True).rename(columns={"place": "rank"})
    return far.assign(partner_rank=np.nan, beyond=1)


def _described(
    field: Schools, pairs: pd.DataFrame, weighing: Weighing, config: Config
) -> pd.DataFrame:
    """MATCHES from ranked pairs: every term of each, evidence and what is shared."""
    i = pairs["i"].to_numpy(np.int64)
    j = pairs["j"].to_numpy(np.int64)
    values = terms_pairwise(field, i, j, pairs["squared_m"].to_numpy(float), config.half_km)
    kinds = (field.kind[i], field.kind[j])
    frame = pd.DataFrame(
        {
            "seeker_urn": pd.Series(field.urn[i], dtype="str"),
            "partner_urn": pd.Series(field.urn[j], dtype="str"),
            "rank": pairs["rank"].to_numpy(float),
            "partner_rank": pairs["partner_rank"].to_numpy(float),
            "score": pairs["score"].to_numpy(float),
            "distance_km": np.round(np.sqrt(pairs["squared_m"].to_numpy(float)) / 1000, 3),
            "minutes": np.nan,
            **{
                name: _shown(value, weighing.means.get(name), kinds)
                for name, value in values.items()
            },
            "evidence": evidence(field, values, weighing, i, j),
            "beyond": pairs["beyond"].to_numpy(np.int64),
            "shared": pd.Series(_shared(field, i, j), dtype="str"),
            "reasons": pd.Series([""] * len(i), dtype="str"),
        }
    )
    rank_order = frame["rank"].fillna(np.inf).to_numpy()
    order = np.lexsort((j, frame["partner_rank"].fillna(np.inf).to_numpy(), rank_order, i))
    return frame.iloc[order].reset_index(drop=True)


def _shown(value: Term, means: Floats | None, kinds: tuple[Positions, Positions]) -> Floats:
    """A term as it counts in the score, NaN where nothing of it is known."""
    if value.known is None:
        return np.round(value.value, SCORE_DECIMALS)
    stand_in = np.zeros_like(value.value) if means is None else means[kinds]
    return np.where(value.known > 0, np.round(value.filled(stand_in), SCORE_DECIMALS), np.nan)


def _shared(field: Schools, i: Positions, j: Positions) -> list[str]:
    """The tags met: "what the seeker gets | what the partner gets", the fullest first."""
    if not field.tags:
        return [""] * len(i)
    gets = _met(field, i, j)
    returns = _met(field, j, i)
    return [
        f"{one} | {other}" if one or other else "" for one, other in zip(gets, returns, strict=True)
    ]


def _met(field: Schools, needy: Positions, helpers: Positions) -> list[str]:
    """For each pair, the tags of the needy school that the helper covers."""
    names = [" ".join(filter(None, tag)) for tag in field.tags]
    texts: list[list[str]] = [[] for _ in needy]
    met = field.needs.degree[needy] * field.strengths.degree[helpers]
    pair, tag = np.nonzero(met)
    order = np.lexsort((tag, -met[pair, tag], pair))
    for place, name in zip(pair[order].tolist(), tag[order].tolist(), strict=True):
        texts[place].append(names[name])
    return ["; ".join(found) for found in texts]


def _kept_out(schools: gpd.GeoDataFrame, field: Schools) -> dict[str, int]:
    """How many listed schools that have a role each school gate kept out."""
    roles = schools.set_index("urn")["role"].reindex(field.urn).to_numpy()
    counts: dict[str, int] = {}
    for code, role, listed in zip(field.gate, roles, field.listed, strict=True):
        if code and role and listed:
            counts[code] = counts.get(code, 0) + 1
    return dict(sorted(counts.items()))
