"""Standings of all pairs of a block, nearly: in single precision, by one matrix product.

With what stands in for the unknown, needs covered come to (:mod:`matcher.match.terms`)

    s + Σ_t need_t / N · (strength_t − known_t · s)

with s the stand-in of the two kinds of institution. For seekers of one kind that is a product of
what each seeker brings (left) and what each partner does (right), for both directions, the
opportunity and s itself at once; where either says that it needs, or offers, nothing, no s
is brought. Nearness is added pair by pair.

Nothing of this is ever shown: it says which pairs are scored (:mod:`matcher.match.score`). It is
off by no more than ``Guess.error``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from matcher.core.settings.config import Config
from matcher.core.tables import KINDS
from matcher.match.arrays import Floats, Positions, SchoolArrays, TagDegrees
from matcher.match.candidates import Block
from matcher.match.narrowing import NOT_KNOWN, OUT
from matcher.match.quick.close_together import nearest_to_m
from matcher.match.terms import squared_distance
from matcher.match.weights import Weights

Singles = NDArray[np.float32]
# The kind of some seekers, which of all these they are, and a row of each.
Brought = list[tuple[int, Positions, Singles]]

_EPSILON = 2.0**-23
# What nearness counts at most is told with more to spare than rounding takes.
_ROUNDED = np.float32(1e-5)


class Guess:
    """Standings, nearly, of the pairs of a run."""

    def __init__(self, arrays: SchoolArrays, weights: Weights, config: Config) -> None:
        self.arrays, self.weights, self.config = arrays, weights, config
        self._partners = np.flatnonzero(arrays.is_partner)
        self._at = np.zeros(len(arrays.urn), dtype=np.int64)
        self._at[self._partners] = np.arange(len(self._partners))
        self._right: dict[int, Singles] = {}
        # A product of so many terms, none above a share of the score, nearness and a level beside
        # it: each step is off by half a unit in the last place of a sum of at most 8.
        self.error = 8.0 * _EPSILON * (3 * len(arrays.tags) + 2 * len(KINDS) + 16)

    def standings(self, block: Block) -> Singles:
        """Shape seekers × partners; -1 where a gate stops the pair."""
        found = self.without_nearness(self.brought(block.seekers), block.partners)
        found += self.nearness(block)
        if block.levels.max(initial=NOT_KNOWN) > NOT_KNOWN:
            found += np.float32(2.0) * block.levels
        found[block.levels == OUT] = -1.0
        return found

    def brought(self, seekers: Positions) -> Brought:
        """What seekers bring to the product: for each kind of them which they are, and their
        rows."""
        kind = self.arrays.kind[seekers]
        found = []
        for code in np.flatnonzero(np.bincount(kind, minlength=len(KINDS))).tolist():
            rows = np.flatnonzero(kind == code)
            found.append((code, rows, self._seekers(seekers[rows], code)))
        return found

    def without_nearness(self, brought: Brought, partners: Positions) -> Singles:
        """The scores of pairs but for what nearness counts; seekers × partners."""
        columns = self._at[partners]
        found = np.empty((sum(len(rows) for _, rows, _ in brought), len(partners)), np.float32)
        for code, rows, left in brought:
            right = self._of_kind(code)[columns]
            if len(rows) == len(found):
                np.matmul(left, right.T, out=found)
            else:
                found[rows] = left @ right.T
        return found

    def nearness(self, block: Block) -> Singles:
        """What nearness counts in each pair of a block."""
        away = block.squared_m if block.minutes is None else block.minutes
        if not (block.is_measured or self.arrays.travel):
            away = squared_distance(self.arrays, block.seekers, block.partners)
        return self.nearness_of(away)

    def most_nearness(self, block: Block) -> tuple[Singles, Singles]:
        """What nearness counts at most in the pairs of each seeker of a block, and in those of each
        partner."""
        if block.minutes is not None:
            nearest = [block.minutes.min(axis=1), block.minutes.min(axis=0)]
        else:
            ends = block.seekers, block.partners
            nearest = [nearest_to_m(self.arrays, *way) ** 2 for way in (ends, ends[::-1])]
        of_seekers, of_partners = (self.nearness_of(away) + _ROUNDED for away in nearest)
        return of_seekers, of_partners

    def nearness_of(self, away: Floats) -> Singles:
        """What nearness counts in pairs so far away: squared metres, or minutes in a run that asked
        for those."""
        if "near" not in self.weights.shares:
            return np.zeros(away.shape, dtype=np.float32)
        nearness = away.astype(np.float32)
        half = self.config.half_minutes
        if self.arrays.travel is None:
            np.sqrt(nearness, out=nearness)
            half = self.config.half_km * 1000.0
        nearness *= np.float32(-math.log(2.0) / half)
        np.exp(nearness, out=nearness)
        nearness *= np.float32(self.weights.shares["near"])
        return nearness

    def _seekers(self, seekers: Positions, kind: int) -> Singles:
        """What seekers of one kind bring to the product: a row for each."""
        parts = []
        for term, share in self.weights.shares.items():
            if term == "opportunity":
                value = self.arrays.opportunity[seekers][:, None]
                unknown = self._stand_in(term, kind)[None, :]
                parts.append(share * np.where(np.isnan(value), unknown, value))
            elif term == "gives":
                parts.append(share * self._shares_of_needs(seekers))
                parts.append(share * _may_exchange(self.arrays.needs, seekers))
            elif term == "gains":
                strengths = self.arrays.strengths
                parts.append(share * strengths.degree[seekers] / 100.0)
                may_give = share * _may_exchange(strengths, seekers)
                parts.append(may_give * self._known(seekers))
                parts.append(may_give)
        return self._features(parts, len(seekers))

    def _of_kind(self, kind: int) -> Singles:
        """What all partners bring to the product with seekers of this kind: a row for each."""
        if kind not in self._right:
            own = self._partners
            parts: list[Floats] = []
            for term in self.weights.shares:
                stand_in = self._stand_in(term, kind)[self.arrays.kind[own]][:, None]
                if term == "opportunity":
                    parts.append(self.arrays.kind[own][:, None] == np.arange(len(KINDS)))
                elif term == "gives":
                    stand_in = stand_in * _may_exchange(self.arrays.strengths, own)
                    known = self.arrays.strengths.tag_known(own)
                    parts.append(self.arrays.strengths.degree[own] / 100.0 - known * stand_in)
                    parts.append(stand_in)
                elif term == "gains":
                    stand_in = stand_in * _may_exchange(self.arrays.needs, own)
                    needs = self._shares_of_needs(own)
                    unknown = needs if self._by_tag else needs.sum(axis=1, keepdims=True)
                    parts += [needs, -unknown * stand_in, stand_in]
            self._right[kind] = self._features(parts, len(own))
        return self._right[kind]

    @property
    def _by_tag(self) -> bool:
        """Whether of some school one tag is known and another is not."""
        return self.arrays.strengths.known_by_tag is not None

    def _known(self, schools: Positions) -> Floats:
        """1 where what a school offers is known: by tag, or in one column for all tags."""
        if self._by_tag:
            return self.arrays.strengths.tag_known(schools)
        return self.arrays.strengths.known[schools].astype(float)[:, None]

    def _shares_of_needs(self, schools: Positions) -> Floats:
        """need / N of each tag; 0 where a school has no need."""
        total = self.arrays.need_total[schools][:, None]
        share: Floats = self.arrays.needs.degree[schools] / np.where(total > 0, total, 1.0)
        return share

    def _stand_in(self, term: str, kind: int) -> Floats:
        """What stands in for the unknown of a term, by the kind of the partner."""
        table = self.weights.stand_ins.get(term)
        return np.zeros(len(KINDS)) if table is None else table[kind]

    def _features(self, parts: list[Floats], many: int) -> Singles:
        if not parts:
            return np.zeros((many, 1), dtype=np.float32)
        return np.concatenate(parts, axis=1, dtype=np.float32, casting="unsafe")


def _may_exchange(side: TagDegrees, schools: Positions) -> Floats:
    """0 for each of these schools that is said to need, or to offer, nothing, else 1; a column."""
    may: Floats = (~side.says_none(schools)).astype(float)[:, None]
    return may
