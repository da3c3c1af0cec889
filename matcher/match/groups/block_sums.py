"""What the pairs of one block add to each group and partner.

Sums over the seekers of a group are matrix products, one row of 0 and 1 for each group. All that is
added is whole: counts below 2²⁴ in single precision, scores as whole 10⁻¹⁰ and distances as whole
millimetres in double, no sum near 2⁵³. So none depends on the order of adding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.core.figures.surety import SAID, SUGGESTED
from matcher.core.travel.times import DECIMALS
from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.candidates import Block
from matcher.match.groups.seekers import SeekerGroups
from matcher.match.terms import SCORE_DECIMALS
from matcher.match.travel.pair_times import PairTimes

# In which score and distance are added: 10⁻¹⁰, and millimetres of metres.
SCORE_UNIT, MM_IN_M = 10.0**SCORE_DECIMALS, 1e3
FIGURES = ("schools", "helped", "suggested", "unsure", "no_need", "score", "mm")
TIMES = ("estimated", "minutes")  # of a run with travel times, the latter in whole thousandths

Singles = NDArray[np.float32]
Rows = tuple[Sequence[Positions], Sequence[NDArray[np.floating]]]  # a key and its figures


class BlockGroups(NamedTuple):
    """The groups that have a seeker in a block; ``member``: groups × seekers, 1 for a seeker of
    the group; ``passes``: seekers × partners, 1 for a pair that no gate stops."""

    groups: Positions
    member: Singles
    passes: Singles


class NamedTags(NamedTuple):
    """Schools × tags: the needs and the strengths (as they meet needs) that are named where people
    read of them. What figures alone put too low to name counts in the score, and is no help."""

    needs: Bools
    strengths: Bools

    @classmethod
    def of(cls, arrays: SchoolArrays, surety: int = SUGGESTED) -> NamedTags:
        """Those of all schools that are as sure as that."""
        every = slice(None)
        return cls(arrays.needs.named(every, surety), arrays.strengths.named(every, surety))


class ToldTags(NamedTuple):
    """The tags that are named, and those of them that somebody has said."""

    named: NamedTags
    said: NamedTags

    @classmethod
    def of(cls, arrays: SchoolArrays) -> ToldTags:
        """Those of all schools."""
        return cls(NamedTags.of(arrays), NamedTags.of(arrays, SAID))


def groups_of(block: Block, group: SeekerGroups) -> BlockGroups:
    """The groups that have a seeker in a block."""
    of = group.of[block.seekers]
    groups = np.unique(of[of >= 0])
    member = (groups[:, None] == of[None, :]).astype(np.float32)
    return BlockGroups(groups, member, block.passes.astype(np.float32))


def sums_of(
    arrays: SchoolArrays, told: ToldTags, block: Block, own: BlockGroups, scores: Floats
) -> Rows:
    """group, partner; :data:`FIGURES` summed over the pairs of the block, and with travel times
    :data:`TIMES`. ``scores`` are written over."""
    sums: list[NDArray[np.floating]] = [*_counts(arrays, told, block, own)]
    row, column = np.nonzero(sums[0])
    exact, passes = own.member.astype(np.float64), own.passes.astype(np.float64)
    sums.append(exact @ _whole(scores, SCORE_UNIT, passes))
    sums.append(exact @ _whole(np.sqrt(block.squared_m), MM_IN_M, passes))
    if arrays.travel is not None:
        sums += [exact @ figure for figure in _times(arrays.travel, block)]
    key = own.groups[row], block.partners[column]
    return key, [figure[row, column] for figure in sums]


def _whole(figure: Floats, unit: float, passes: Floats) -> Floats:
    """``figure``, which is written over, in whole units, 0 for a pair that a gate stops."""
    figure *= unit
    np.rint(figure, out=figure)
    figure *= passes  # to set what is stopped takes three times as long
    return figure


def _times(travel: PairTimes, block: Block) -> Iterator[Floats]:
    """Seekers × partners: whether the travel time of a pair that passes is an estimate, and the
    time in whole thousandths of a minute."""
    row, column = np.nonzero(block.passes)
    times = travel.of_pairs(block.seekers[row], block.partners[column])
    for values in (times.estimated, np.rint(times.minutes * 10.0**DECIMALS)):
        figure = np.zeros(block.passes.shape)
        figure[row, column] = values
        yield figure


def _counts(
    arrays: SchoolArrays, told: ToldTags, block: Block, own: BlockGroups
) -> tuple[Singles, ...]:
    """Groups × partners: how many seekers pass; of how many of them the partner is known or likely
    to cover a need; of how many of these that is no more than suggested; of how many others
    something that is not known could make it so: what the partner has of a known need, or, of a
    seeker with no known need, what it needs; and of how many of these others something was looked
    at, and no need stands out."""
    needs = told.named.needs[block.seekers]
    some = needs.any(axis=1)
    unknown = (arrays.needs.tag_known(block.seekers) == 0).any(axis=1)
    unknown |= ~arrays.needs.known[block.seekers]
    # One product for all: to go through the pairs takes the time.
    no_need = unknown & ~some & arrays.needs.known[block.seekers]
    each = (own.member, own.member * (unknown & ~some), own.member * no_need)
    schools, unsure, nothing = np.split(np.concatenate(each, dtype=np.float32) @ own.passes, 3)
    asking = np.flatnonzero(some)  # of many seekers no need is known
    if not len(asking):
        return schools, np.zeros_like(unsure), np.zeros_like(unsure), unsure, nothing
    wanted = needs[asking].astype(np.float32)
    has = told.named.strengths[block.partners].astype(np.float32)
    may_have = (arrays.strengths.tag_known(block.partners) == 0).astype(np.float32)
    met, may_help = wanted @ has.T > 0, wanted @ may_have.T > 0
    said = told.said.needs[block.seekers][asking].astype(np.float32)
    is_said = said @ told.said.strengths[block.partners].T.astype(np.float32) > 0
    passes, member = own.passes[asking], own.member[:, asking]
    helped = member @ (passes * met)
    suggested = member @ (passes * (met & ~is_said))
    return schools, helped, suggested, unsure + member @ (passes * (may_help & ~met)), nothing


def tags_of(told: ToldTags, block: Block, own: BlockGroups) -> Iterator[Rows]:
    """group, partner, tag; how many schools of the group need what the partner has, and of how many
    of them that is no more than suggested."""
    needs, has = told.named.needs[block.seekers], told.named.strengths[block.partners]
    # Of all tags few are both needed and offered here.
    tags = np.flatnonzero(needs.any(axis=0) & has.any(axis=0))
    if not len(tags):
        return
    wanted, has = needs[:, tags].astype(np.float32), has[:, tags]
    stated = told.said.needs[block.seekers][:, tags].astype(np.float32)
    offers = told.said.strengths[block.partners][:, tags]
    wants = wanted.any(axis=1)
    for group, member in zip(own.groups.tolist(), own.member > 0, strict=True):
        rows = np.flatnonzero(member & wants)
        if len(rows):
            passes = own.passes[rows].T
            met, said = passes @ wanted[rows] * has, passes @ stated[rows] * offers  # by partner
            at, tag = np.divmod(np.flatnonzero(met), len(tags))
            key = np.full(len(at), group), block.partners[at], tags[tag]
            yield key, (met[at, tag], (met - said)[at, tag])
