"""What each partner could do for each group of seekers, both ranked.

Exact: every pair that passes the gates is scored, as in the ranking, and added up. Where one
partner or one group is asked about, only what its lists depend on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from matcher.core.schema import as_list
from matcher.core.settings.config import Config
from matcher.core.tie_order import Hashes, name_hashes, pair_hashes
from matcher.core.travel.times import DECIMALS
from matcher.match.arrays import Positions, SchoolArrays
from matcher.match.candidates import Block, Reachable, candidate_blocks, seeker_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.groups.added import Added
from matcher.match.groups.block_sums import (
    FIGURES,
    SCORE_UNIT,
    TIMES,
    ToldTags,
    groups_of,
    sums_of,
    tags_of,
)
from matcher.match.groups.seekers import SeekerGroups
from matcher.match.lists.partner_lists import PartnerLists
from matcher.match.narrowing import standing
from matcher.match.quick.nearest_first import groups_of_seekers, pieces
from matcher.match.score import block_scores
from matcher.match.terms import SCORE_DECIMALS
from matcher.match.weights import Weights

_MM_IN_KM = 1e6


@dataclass(frozen=True, slots=True)
class GroupHelp:
    """What each partner could do for each group that has a seeker it may meet.

    ``pairs``: group, partner (position in the arrays), schools (seekers of the group that pass
    every gate with the partner), helped (those with a need that it is known or likely to cover),
    suggested (those of them of which it is only likely), unsure (those of which that is not known),
    no_need (those of these of which no need stands out), score (summed), mean_km (straight line),
    rank (of the partner for the group), group_rank (of the group for the partner), best_of_phase
    (how many of the schools are among the partner's best k of their phase), estimated (of how many
    of the schools the travel time is an estimate), mean_minutes (NaN without travel times); in the
    order group, rank. Both ranks: more schools helped, then the summed score, then more schools,
    then a hash of the group's name and the partner (:mod:`matcher.core.tie_order`).

    ``tags``: group, partner, tag (place in ``arrays.tags``), schools (how many of them need
    it, where the partner has it), suggested (of how many of these that is only likely).

    ``with_partner``: how many groups have a seeker that some partner may meet.
    ``of_partners``: of groups in the pairs, how many partners each has; ``of_groups``: of
    partners, how many groups.
    """

    pairs: pd.DataFrame
    tags: pd.DataFrame
    with_partner: int
    of_partners: Mapping[int, int]
    of_groups: Mapping[int, int]


class GroupRanking:
    """The seekers of a run in groups, and what there is to rank partners for them by. ``listed``:
    who is in the partners' lists of each phase (positions of seekers, and of the partners), None
    where these lists are still to be made. Help is what reasons name
    (:class:`matcher.match.groups.block_sums.ToldTags`)."""

    def __init__(
        self,
        arrays: SchoolArrays,
        group: SeekerGroups,
        weights: Weights,
        config: Config,
        exclusions: Exclusions,
        listed: tuple[Positions, Positions] | None = None,
    ) -> None:
        self.arrays, self.group, self.listed = arrays, group, listed
        self.told = ToldTags.of(arrays)
        self.weights, self.config, self.exclusions = weights, config, exclusions

    def everybody(self) -> GroupHelp:
        """What every partner could do for every group."""
        pairs, tags = self._help(self.arrays)
        of_partners, of_groups = (Counter(as_list(pairs[one])) for one in ("group", "partner"))
        return GroupHelp(pairs, tags, len(of_partners), of_partners, of_groups)

    def asked(self, partner: int | None, group: int | None, top: int) -> GroupHelp:
        """The same of the ``top`` groups of one partner (its position), of the ``top`` partners of
        one group (its place), or of that one pair where both are given. A rank is among all: all
        partners are ranked for a group, and all groups for a partner, but no others."""
        if group is not None:
            pairs, tags = self._help(self._of_groups([group]), with_lists=False)
            best = pairs["partner"][pairs["rank"] <= top] if partner is None else [partner]
            others, _ = self._help(self._of_partners(as_list(pd.Series(best, dtype=np.int64))))
        else:
            others, _ = self._help(self._of_partners([partner or 0]))
            best = others["group"][others["group_rank"] <= top]
            pairs, tags = self._help(self._of_groups(as_list(best)), with_lists=False)
        both = pairs.drop(columns=["group_rank", "best_of_phase"]).merge(
            others[["group", "partner", "group_rank", "best_of_phase"]], on=["group", "partner"]
        )
        return GroupHelp(
            both.sort_values(["group", "rank"], ignore_index=True)[pairs.columns],
            tags,
            self._with_partner(),
            Counter(as_list(pairs["group"])),
            Counter(as_list(others["partner"])),
        )

    def _of_groups(self, groups: list[int]) -> SchoolArrays:
        """The schools, those of these groups alone as seekers."""
        return replace(self.arrays, is_seeker=np.isin(self.group.of, groups))

    def _of_partners(self, partners: list[int]) -> SchoolArrays:
        """The schools, these alone as partners."""
        offers = np.zeros_like(self.arrays.is_partner)
        offers[partners] = True
        return replace(self.arrays, is_partner=offers)

    def _with_partner(self) -> int:
        """How many groups have a seeker that some partner may meet. Of most the first seekers that
        are looked at tell."""
        met = np.zeros(len(self.group.names), dtype=bool)

        def waiting() -> Iterator[Positions]:
            for block in seeker_blocks(self.arrays):
                inside = block[self.group.of[block] >= 0]
                left = inside[~met[self.group.of[inside]]]
                if len(left):
                    yield left

        gates = PairGates(self.arrays, self.config, self.exclusions)
        for block in candidate_blocks(self.arrays, self.config, gates, of=waiting()):
            met[self.group.of[block.seekers[block.passes.any(axis=1)]]] = True
        return int(np.count_nonzero(met))

    def _help(
        self, arrays: SchoolArrays, *, with_lists: bool = True
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The pairs and tags of :class:`GroupHelp` of the seekers and partners of ``arrays``;
        without lists, ``best_of_phase`` is 0 but where the run told it (``listed``)."""
        key = {"group": len(self.group.names), "partner": len(arrays.urn)}
        sums = Added(key, FIGURES if arrays.travel is None else (*FIGURES, *TIMES))
        tags = Added({**key, "tag": len(arrays.tags)}, ["schools", "suggested"])
        lists = PartnerLists(arrays, self.config.k) if with_lists and not self.listed else None
        with threadpool_limits(limits=1, user_api="blas"):
            for block in self._blocks(arrays):
                scores = block_scores(arrays, block, self.weights, self.config)
                if lists is not None:
                    lists.add_block(block, standing(scores, block.levels))
                own = groups_of(block, self.group)
                if len(own.groups):
                    sums.add(*sums_of(arrays, self.told, block, own, scores))
                    for rows in tags_of(self.told, block, own):
                        tags.add(*rows)
        added = sums.table()
        of_groups = name_hashes(name.casefold() for name in self.group.names)
        ties = pair_hashes(of_groups[added["group"]], arrays.tie.all()[added["partner"]])
        listed = self.listed if lists is None else _in_phase_lists(lists)
        return _with_best_of_phase(_ranked(added, ties), listed, self.group), tags.table()

    def _blocks(self, arrays: SchoolArrays) -> Iterator[Block]:
        """Every pair in reach, in blocks of seekers that stand close together: few others are in
        them then, and few groups."""
        gates = PairGates(arrays, self.config, self.exclusions)
        reachable = Reachable(arrays, self.config, gates)
        for seekers in groups_of_seekers(arrays, seeker_blocks(arrays)):
            yield from pieces(reachable, seekers, distances=True)


def _in_phase_lists(lists: PartnerLists) -> tuple[Positions, Positions]:
    """The seekers and the partners of the pairs in partners' lists of a phase."""
    pairs = lists.ranked_pairs()
    best = pairs[pairs["phase_rank"].notna()]
    return best["i"].to_numpy(np.int64), best["j"].to_numpy(np.int64)


def _with_best_of_phase(
    pairs: pd.DataFrame, listed: tuple[Positions, Positions] | None, group: SeekerGroups
) -> pd.DataFrame:
    """The pairs with how many schools of the group are among the partner's best k of their
    phase."""
    if listed is None:
        return pairs.assign(best_of_phase=0)
    of = group.of[listed[0]]
    key = pd.DataFrame({"group": of, "partner": listed[1]})
    counts = key[of >= 0].value_counts().reset_index(name="best_of_phase")
    both = pairs.merge(counts, on=["group", "partner"], how="left")
    return both.fillna({"best_of_phase": 0}).astype({"best_of_phase": np.int64})


def _ranked(sums: pd.DataFrame, ties: Hashes) -> pd.DataFrame:
    """The pairs of :class:`GroupHelp` from whole sums and what settles ties."""
    group, partner = sums["group"].to_numpy(), sums["partner"].to_numpy()
    best_first = (
        -sums["schools"].to_numpy(),
        -sums["score"].to_numpy(),
        -sums["helped"].to_numpy(),
    )
    for own, other, place in ((partner, group, "group_rank"), (group, partner, "rank")):
        order = np.lexsort((other, ties, *best_first, own))
        ranks = np.empty(len(sums), dtype=np.int64)
        ranks[order] = pd.Series(own[order]).groupby(own[order]).cumcount().to_numpy() + 1
        sums[place] = ranks
    many = np.maximum(sums["schools"].to_numpy(), 1)
    pairs = sums.assign(
        score=np.round(sums["score"].to_numpy() / SCORE_UNIT, SCORE_DECIMALS),
        mean_km=np.round(sums["mm"].to_numpy() / many / _MM_IN_KM, 3),
    )
    if "minutes" in sums:
        minutes = sums["minutes"].to_numpy() / many / 10.0**DECIMALS
        pairs["mean_minutes"] = np.round(minutes, DECIMALS)
    else:
        pairs["estimated"], pairs["mean_minutes"] = 0, np.nan
    columns = ["group", "partner", "schools", "helped", "suggested", "unsure", "no_need", "score",
               "mean_km", "rank", "group_rank", "estimated", "mean_minutes"]  # fmt: skip
    return pairs.sort_values(["group", "rank"], ignore_index=True)[columns]
