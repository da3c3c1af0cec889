"""The true best few of every school, in both directions, and partners worth asking.

Exact: the lists are those that there would be if every pair that passes the gates were scored, and
the best k kept by one total order: score (highest first), then distance (nearest first), then a
hash of the pair. Scored are the pairs that may be among these. All others are left out by a guess
in single precision, of which it is known by how much it can be off at most
(:mod:`matcher.match.quick`). The 50 nearest re-ranked would not do: on a realistic England that
gets only a third of the lists right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from matcher.core.settings.config import Config
from matcher.core.tables import MATCHES, PROFILE, SCHOOLS
from matcher.core.travel.times import TravelFound, TravelTimes
from matcher.match.arrays import Bools, SchoolArrays
from matcher.match.build_arrays import build_arrays
from matcher.match.candidates import seeker_blocks
from matcher.match.gates import Exclusions
from matcher.match.lists.beyond_limit import nearest_beyond_limit
from matcher.match.lists.match_table import match_table
from matcher.match.lists.of_blocks import PartialLists, lists_of_blocks, put_together
from matcher.match.lists.partner_lists import partner_table
from matcher.match.lists.top_k import list_table
from matcher.match.narrowing import NarrowingTally, is_narrowed
from matcher.match.stand_ins import weigh_terms
from matcher.match.weights import Weights

# Travel times and clusters are loaded where they are asked for: few runs ask.
if TYPE_CHECKING:
    from matcher.match.parts.divided import Cluster

Progress = Callable[[str, float], None]


class PartnersInRange(NamedTuple):
    """Partners that some seeker may meet: how many there are, and how many of them say
    something of what they offer."""

    partners: int
    offers_known: int


class Ranking(NamedTuple):
    """What matching found.

    ``matches``: MATCHES without its reasons, in the order seeker, rank. ``pairs_stopped``: how
    many pairs each pair gate stopped; ``schools_stopped``: how many schools with a role each
    school gate kept out; ``seekers``, ``partners``: how many took part;
    ``narrowing``: what is known of what the run was narrowed to, None where to nothing;
    ``in_range``: the partners that a seeker may meet, and of how many of those any offer is known;
    ``without_partner``: URNs of seekers with nobody within the limit; ``participants``: URNs
    of all seekers and partners, ``seeking`` and ``giving`` of those on each side, of which a
    narrowed run has fewer than their roles say; ``in_reach``: of the seekers and of the partners
    that one of them may meet; ``seekers_in_reach``: of the seekers that may meet a partner,
    ``partners_in_reach`` of the partners that may meet a seeker;
    ``travel``: what was learned of travel times, None where nobody asked for any.
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
    seeking: tuple[str, ...]
    giving: tuple[str, ...]
    in_reach: tuple[str, ...] = ()
    seekers_in_reach: tuple[str, ...] = ()
    partners_in_reach: tuple[str, ...] = ()
    travel: TravelFound | None = None


def rank_pairs(
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    config: Config,
    *,
    exclusions: Exclusions | None = None,
    whole: pd.DataFrame | None = None,
    cover: pd.DataFrame | None = None,
    travel: TravelTimes | None = None,
    cluster: Cluster | None = None,
    progress: Progress = lambda stage, share: None,
) -> Ranking:
    """Each seeker's best k partners and each partner's best k seekers.

    ``schools``: SCHOOLS; ``profile``: PROFILE, narrowed to what the run asks about, by which the
    pairs are scored; ``whole``: all of it, by which both sides may gain, the same if None;
    ``cover``: COVER, how far one tag meets the need for another, not at all if None.
    ``travel``: who knows how long it takes between the schools, in the order of their URNs; None:
    pairs are ranked by their distance. ``cluster``: who works out the blocks where nobody asked for
    travel times, with the same result; None: this process. ``progress`` is told the share done, 0
    to 1. Raises :class:`SettingError` where none of the weighted terms is known for anybody.
    """
    SCHOOLS.check(schools)
    PROFILE.check(profile)
    # The products of a block are small: threads would cost more than they bring, and one
    # thread adds in one order on every machine.
    with threadpool_limits(limits=1, user_api="blas"):
        barred = exclusions or Exclusions()
        arrays = build_arrays(schools, profile, config, barred, whole, cover)
        if travel is not None:
            from matcher.match.travel.asking import with_travel

            arrays = with_travel(arrays, travel, config, barred)
        return _rank_pairs(schools, arrays, config, barred, cluster, progress)


def _rank_pairs(
    schools: gpd.GeoDataFrame,
    arrays: SchoolArrays,
    config: Config,
    exclusions: Exclusions,
    cluster: Cluster | None,
    progress: Progress,
) -> Ranking:
    blocks = seeker_blocks(arrays)
    divided = None
    if cluster is not None and arrays.travel is None:
        from matcher.match.parts.divided import Divided

        divided = Divided(cluster, arrays, config, exclusions, blocks)
    weights = weigh_terms(arrays, config, exclusions, None if divided is None else divided.sums)
    times, may_reach = arrays.travel, None
    if times is not None and not times.is_complete:
        from matcher.match.travel.search import search

        may_reach = search(arrays, times, weights, config, exclusions, progress)
    told = _Told(max(int(np.count_nonzero(arrays.is_seeker)), 1), progress)
    if divided is not None:
        parts = divided.lists(weights, told.of)
    else:
        parts = [lists_of_blocks(arrays, weights, config, exclusions, blocks, told.of)]
    found = put_together(arrays, weights, config, parts)
    without_partner = np.sort(found.without_partner)
    without_partner = without_partner[arrays.listed[without_partner]]
    pairs = _join(arrays, config, found)
    pairs["beyond"] = 0
    found.narrowing.add_schools(arrays, found.meets_somebody)
    far = nearest_beyond_limit(arrays, without_partner, weights, config, exclusions)
    pairs = pd.concat([pairs, far], ignore_index=True) if len(far) else pairs
    matches = match_table(arrays, pairs, weights, config)
    MATCHES.check(matches)
    return Ranking(
        matches=matches,
        weights=weights,
        pairs_stopped=found.pairs_stopped,
        schools_stopped=_schools_stopped(schools, arrays),
        seekers=int(np.count_nonzero(arrays.is_seeker)),
        partners=int(np.count_nonzero(arrays.is_partner)),
        in_range=_partners_in_range(arrays, found.meets_a_seeker),
        narrowing=found.narrowing if is_narrowed(config) else None,
        without_partner=tuple(arrays.urn[without_partner]),
        participants=tuple(arrays.urn[arrays.is_seeker | arrays.is_partner]),
        seeking=tuple(arrays.urn[arrays.is_seeker]),
        giving=tuple(arrays.urn[arrays.is_partner]),
        in_reach=tuple(arrays.urn[arrays.is_seeker | (arrays.is_partner & found.meets_a_seeker)]),
        seekers_in_reach=tuple(arrays.urn[arrays.is_seeker & found.meets_somebody]),
        partners_in_reach=tuple(arrays.urn[arrays.is_partner & found.meets_a_seeker]),
        travel=None if times is None else found.travel.found(arrays, times, may_reach),
    )


class _Told:
    """Tells how many of all seekers are done."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def of(self, seekers: int) -> None:
        self._done += seekers
        words = f"ranking: {self._done:,} of {self._total:,} seekers"
        self._progress(words, self._done / self._total)


def _partners_in_range(arrays: SchoolArrays, meets_a_seeker: Bools) -> PartnersInRange:
    near = arrays.is_partner & meets_a_seeker
    offering = near & arrays.offers_known
    return PartnersInRange(int(np.count_nonzero(near)), int(np.count_nonzero(offering)))


def _join(arrays: SchoolArrays, config: Config, found: PartialLists) -> pd.DataFrame:
    """The pairs in the list of a listed school or worth asking, with their place in each."""
    lists = (
        list_table(found.by_seeker, "rank", by_seeker=True),
        partner_table(config.k, found.by_partner),
        list_table(found.worth_asking, "worth_asking", by_seeker=True),
    )
    columns = ("i", "j", "score", "squared_m")
    i, j, score, squared = (np.concatenate([one[name].to_numpy() for one in lists])
                            for name in columns)  # fmt: skip
    # A pair is one number, and stands once, with its place in each list.
    _, first, at = np.unique(i * len(arrays.urn) + j, return_index=True, return_inverse=True)
    pairs = pd.DataFrame(dict(zip(columns, (i[first], j[first], score[first], squared[first]),
                                  strict=True)))  # fmt: skip
    start = 0
    for one in lists:
        for name in one.columns.drop(list(columns)):
            place = np.full(len(pairs), np.nan)
            place[at[start : start + len(one)]] = one[name].to_numpy()
            pairs[name] = place
        start += len(one)
    of_partner = pairs["partner_rank"].notna() | pairs["phase_rank"].notna()
    in_a_list = (pairs["rank"].notna() & arrays.listed[pairs["i"]]) | (
        of_partner & arrays.listed[pairs["j"]]
    )
    return pairs[in_a_list | pairs["worth_asking"].notna()].reset_index(drop=True)


def _schools_stopped(schools: gpd.GeoDataFrame, arrays: SchoolArrays) -> dict[str, int]:
    """How many schools that have a role each school gate kept out: those of the lists, and those
    of the register that answered that nobody may get in touch."""
    roles = schools.set_index("urn")["role"].reindex(arrays.urn).to_numpy()
    counts: dict[str, int] = {}
    for code, role, listed in zip(arrays.gate, roles, arrays.listed, strict=True):
        if code and role and (listed or code in ("not_open", "contact_unclear")):
            counts[code] = counts.get(code, 0) + 1
    return dict(sorted(counts.items()))
