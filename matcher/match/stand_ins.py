"""What stands in for what is unknown, and which terms a run can weigh at all.

An unknown part of a term takes the mean among the pairs of the same two kinds of institution
that pass the gates: what an average partner would bring, so that nobody wins or loses by having no
data. Of needs covered it is the mean over the needs that are named and the helpers of which
something is known, and what nobody knows of such a helper counts as nothing: what is published
tells what somebody has, hardly ever what it has not. Were only what is known counted, the mean
would be that of hits alone, near 1, and silence would beat a known average helper.

A helper that is said to offer nothing counts in it as any other of which something is known: it is
one of those that an unknown one may turn out to be. A school that is said to need nothing does not:
it names no need that anybody could cover, and says nothing of how the needs of others fare.

Where a run has a limit in minutes, the pairs counted are those that the greatest speed would bring
within it in a straight line (:mod:`matcher.match.travel.bound`): what stands in may not depend on
which pairs were asked about.

A term of which nothing is known in the whole run is left out, and the other weights sum to 1 again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from matcher.core.errors import SettingError
from matcher.core.settings.config import Config
from matcher.core.tables import KINDS
from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.candidates import Reachable, seeker_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.terms import named_share, per_need
from matcher.match.weights import Weights

# The terms of which something may be unknown.
MAY_BE_UNKNOWN = ("opportunity", "gives", "gains")


# Of one block: for each term the sums of its known part and what counts in the mean, by pair of
# kinds.
SumsOfBlock = Mapping[str, tuple[Floats, Floats]]


class StandInSums:
    """Sums of the known parts of the terms by pair of kinds, gathered block by block, in the order
    of the blocks: in another order their last bits would differ.

    Only pairs that pass the gates count. Distance is known for each of them. They do not depend
    on the weights. ``all_known``: nothing needs to stand in, as distance and areas are all there
    is to know and are known.
    """

    def __init__(self, *, all_known: bool = False) -> None:
        size = (len(KINDS), len(KINDS))
        self.sums = {term: np.zeros(size) for term in MAY_BE_UNKNOWN}
        self.counts = {term: np.zeros(size) for term in self.sums}
        self.all_known = all_known
        if all_known:
            self.counts["opportunity"] += 1

    def add(self, block: SumsOfBlock) -> None:
        """Add what one block comes to."""
        for term, (sums, counts) in block.items():
            self.sums[term] += sums
            self.counts[term] += counts

    def weights(self, shares: Mapping[str, float]) -> Weights:
        """The weights with the terms left out of which nothing is known, made to sum to
        1 again; a pair of kinds of which nothing is known takes the mean of all pairs.

        Raises :class:`SettingError` where none of the weighted terms is known for anybody.
        """
        known = {
            term: share
            for term, share in shares.items()
            if share > 0 and (term == "near" or self.counts[term].sum() > 0)
        }
        left_out = tuple(term for term, share in shares.items() if share > 0 and term not in known)
        if not known:
            raise SettingError(
                f"nothing is known of any term that has a weight ({', '.join(left_out)})",
                where="weights",
                hint="give near a weight, or lists that state needs and strengths",
            )
        total = sum(known.values())
        stand_ins = {}
        for term in () if self.all_known else sorted(known.keys() & self.sums.keys()):
            sums, counts = self.sums[term], self.counts[term]
            table = sums / np.where(counts > 0, counts, 1.0)
            stand_ins[term] = np.where(counts > 0, table, sums.sum() / counts.sum())
        weighed = {term: share / total for term, share in known.items()}
        return Weights(weighed, left_out, stand_ins)


def weigh_terms(
    arrays: SchoolArrays,
    config: Config,
    exclusions: Exclusions,
    of_blocks: Callable[[], Iterable[SumsOfBlock]] | None = None,
) -> Weights:
    """Which terms are known, and what stands in for what is not: a pass of its own.
    ``of_blocks``: who works out what all blocks come to, in their order; None: it is done here.

    Raises :class:`SettingError` where none of the weighted terms is known for anybody.
    """
    return stand_in_sums(arrays, config, exclusions, of_blocks).weights(config.shares())


def stand_in_sums(
    arrays: SchoolArrays,
    config: Config,
    exclusions: Exclusions,
    of_blocks: Callable[[], Iterable[SumsOfBlock]] | None = None,
) -> StandInSums:
    """What is known of each term, whatever its weight and the half distance of nearness."""
    sums = StandInSums(all_known=_all_known(arrays))
    if not sums.all_known:
        blocks = seeker_blocks(arrays)
        found = of_blocks() if of_blocks else sums_of_blocks(arrays, config, exclusions, blocks)
        for block in found:
            sums.add(block)
    return sums


def sums_of_blocks(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, blocks: Sequence[Positions]
) -> Iterator[SumsOfBlock]:
    """What some of :func:`matcher.match.candidates.seeker_blocks` come to, each by itself."""
    gates = PairGates(arrays, config, exclusions)
    pairs = _PairSums(arrays, Reachable(arrays, config, gates, in_straight_line=True))
    for seekers in blocks:
        yield pairs.of_block(seekers)


_AT_ONCE = 512  # partners: what is worked out of their pairs stays in the processor's cache


class _PairSums:
    """What the pairs of blocks that pass the gates come to.

    The sum of need · strength / N over the pairs of a needy school is its needs, over N, times the
    sums of the strengths of those it may meet: whole numbers, and so the same bits in any order.
    """

    def __init__(self, arrays: SchoolArrays, reachable: Reachable) -> None:
        self._arrays, self._reachable = arrays, reachable
        self._needed = np.flatnonzero(arrays.needs.degree.any(axis=0))
        every = np.arange(len(arrays.urn))
        self._per_need, self._named = per_need(arrays, every), named_share(arrays, every)
        partners = np.flatnonzero(arrays.is_partner)
        self._brought_by = np.zeros(len(arrays.urn), dtype=np.int64)
        self._brought_by[partners] = np.arange(len(partners))
        self._brought = self._brings(partners)

    def of_block(self, seekers: Positions) -> SumsOfBlock:
        """The sums of one block."""
        kind, partners = self._arrays.kind, self._reachable.partners_of(seekers)
        kinds = np.unique(kind[seekers]).tolist(), np.unique(kind[partners]).tolist()
        brings = self._brings(seekers)
        # Of each school, for each kind of those it may meet: what they bring, added up.
        to_seekers = np.zeros((len(kinds[1]), len(seekers), brings.shape[1]))
        to_partners = np.zeros((len(kinds[0]), len(partners), brings.shape[1]))
        rows_of = [_which(kind[seekers], code) for code in kinds[0]]
        gives, gains = self._may_help(partners, seekers), self._may_help(seekers, partners)
        for some in self._reachable.nearest_first(seekers, partners, _AT_ONCE):
            passes = self._reachable.block(seekers, some, distances=False).passes
            brought, at = self._brought[self._brought_by[some]], np.searchsorted(partners, some)
            add = _added if passes.all() else np.matmul
            met, bring = passes.astype(brought.dtype), slice(None if gives else -1, None)
            for place, code in enumerate(kinds[1]):
                columns = _which(kind[some], code)
                to_seekers[place, :, bring] += add(met[:, columns], brought[columns, bring])
            for place, rows in enumerate(rows_of if gains else []):
                to_partners[place, at] = add(met[rows].T, brings[rows])
        found = self._areas(seekers, kinds, to_seekers[:, :, -1])
        if gives:
            share, many = self._covered(seekers, to_seekers)
            of = self._is(seekers, kinds[0])
            found["gives"] = of @ share.T, of @ many.T
        if gains:
            share, many = self._covered(partners, to_partners)
            of = self._is(partners, kinds[1]).T
            found["gains"] = share @ of, many @ of
        return {term: (_whole(sums, kinds), _whole(counts, kinds))
                for term, (sums, counts) in found.items()}  # fmt: skip

    def _may_help(self, helpers: Positions, needy: Positions) -> bool:
        """Whether anything is known of what some cover of others' needs."""
        known = self._arrays.strengths.known[helpers].any()
        return bool(known and self._per_need[needy].any())

    def _brings(self, own: Positions) -> Any:
        """What schools bring to those they meet: each strength that anybody needs, whether
        anything is known of what they offer, and themselves. Whole numbers, single as sums over
        so few are exact so."""
        strengths = self._arrays.strengths.degree[own][:, self._needed]
        offers = self._arrays.offers_known[own]
        return np.column_stack((strengths, offers, np.ones(len(own)))).astype(np.float32)

    def _is(self, own: Positions, kinds: list[int]) -> Floats:
        """1 where a school is of a kind; kinds × schools."""
        of: Floats = (np.array(kinds).reshape(-1, 1) == self._arrays.kind[own]).astype(float)
        return of

    def _areas(
        self, seekers: Positions, kinds: tuple[list[int], list[int]], met: Floats
    ) -> dict[str, tuple[Floats, Floats]]:
        """The sums of the opportunity, by how many each seeker met of each kind."""
        area, of = self._arrays.opportunity[seekers], self._is(seekers, kinds[0])
        unknown = np.isnan(area)
        sums = (of * np.where(unknown, 0.0, area)) @ met.T
        return {"opportunity": (sums, (of * ~unknown) @ met.T)}

    def _covered(self, needy: Positions, met: Floats) -> tuple[Floats, Floats]:
        """The shares of needs covered of each of these schools, added up over those it may meet,
        and what counts in their mean; kinds × schools."""
        needs = self._arrays.needs.degree[needy][:, self._needed]
        covered = np.einsum("kst,st->ks", met[:, :, :-2], needs)
        return covered * (self._per_need[needy] / 100.0), met[:, :, -2] * self._named[needy]


def _added(passes: Any, brought: Any) -> Any:
    """The product of the two where every pair passes: the same for each school."""
    return brought.sum(axis=0, dtype=float)


def _which(kind: Positions, code: int) -> Positions | slice:
    """Which schools are of a kind: a slice where all are, which is not copied."""
    own = kind == code
    return slice(None) if own.all() else np.flatnonzero(own)


def _whole(found: Floats, kinds: tuple[list[int], list[int]]) -> Floats:
    """What is known for some kinds, for all kinds of seekers × all of partners."""
    whole = np.zeros((len(KINDS), len(KINDS)))
    whole[np.ix_(*kinds)] = found
    return whole


def _all_known(arrays: SchoolArrays) -> bool:
    """Whether distance and areas are all there is to know, and are known."""
    exchange = arrays.needs.known.any() and arrays.strengths.known.any()
    seeking = arrays.opportunity[arrays.is_seeker]
    return bool(len(seeking)) and not exchange and not np.isnan(seeking).any()
