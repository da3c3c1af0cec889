"""Why, or why not, this pair: the score taken apart, the gate, and the place in each list.

Everything is worked out anew from the tables that were ranked, with the code that ranked
them, so that what is explained is what was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from matcher.core.config import TERMS, Config
from matcher.core.tables import KINDS
from matcher.match.arrays import Floats, Positions, Schools, arrays, narrowed, urn_order
from matcher.match.candidates import PairGates
from matcher.match.gates import Barred
from matcher.match.rank import beyond_limit, weigh
from matcher.match.score import (
    SCORE_DECIMALS,
    Term,
    Weighing,
    evidence,
    score,
    squared_distance,
    surely_known,
    terms_pairwise,
)

# What keeps a pair apart before any gate: who takes part, and on which side.
FILTERED = "filtered"
NO_PART, NO_SEEKER, NO_PARTNER = "no_part", "not_a_seeker", "not_a_partner"
BOTH_FROM_REGISTER = "nobody_asked"
ROLE_GATES: Mapping[str, str] = MappingProxyType(
    {
        FILTERED: "not among those this run was narrowed to",
        NO_PART: "takes no part in this run, by its role or the run's settings",
        NO_SEEKER: "the seeker does not seek in this run, by its role or the run's settings",
        NO_PARTNER: "the partner offers nothing in this run, by its role or the run's settings",
        BOTH_FROM_REGISTER: "known only from the register: no list asks about either",
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one term brings to a score: ``weight`` (the weights sum to 1) times ``value``.
    ``known``: how much of the value rests on something known, the rest being
    ``stand_in``; ``sure``: the same, each tag counted as far as its source is sure."""

    term: str
    weight: float
    value: float
    known: float
    sure: float
    stand_in: float

    @property
    def points(self) -> float:
        """What it adds to the score."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a ranked list: ``rank`` among ``of`` who pass the gates; the score of
    whoever stands just above, None for the first."""

    rank: int
    of: int
    above: float | None


@dataclass(frozen=True, slots=True)
class Why:
    """A pair explained. ``gate``: the code of what keeps it apart, "" where nothing does;
    the place in the seeker's and in the partner's list, None where a gate stops it.
    ``beyond``: the rank of a pair that is shown although it is beyond the limit, because
    nobody is within it; else 0. Distance and score are NaN where one is not placed."""

    seeker: str
    partner: str
    gate: str
    beyond: int
    distance_km: float
    score: float
    evidence: float
    parts: tuple[Part, ...]
    in_seekers_list: Place | None
    in_partners_list: Place | None


@dataclass(frozen=True, slots=True)
class Covered:
    """A tag that one side needs: how much, what the other side has of it (NaN: not known)
    and the share of all needs that it is."""

    activity: str
    subject: str
    need: float
    strength: float
    share: float


class Asked:
    """A run asked again.

    ``schools`` is SCHOOLS of everybody who took part, ``profile`` their PROFILE; with
    ``config`` and ``barred`` as they were. Raises what :func:`matcher.match.rank.rank` does.
    """

    def __init__(
        self,
        schools: gpd.GeoDataFrame,
        profile: pd.DataFrame,
        config: Config,
        barred: Barred | None = None,
    ) -> None:
        self.config = config
        self.barred = barred or Barred()
        self.field: Schools = arrays(schools, profile, config, self.barred)
        with threadpool_limits(limits=1, user_api="blas"):
            self.weighing: Weighing = _told(weigh(self.field, config, self.barred))
        self.index: Mapping[str, int] = self.field.index
        ordered = schools.iloc[urn_order(schools["urn"])]
        # By its role alone a school seeks, or offers; and the run was not narrowed past it.
        self._has_role = tuple(
            ordered["role"].isin([side, "both"]).to_numpy() for side in ("seeker", "partner")
        )
        self._asked_for = narrowed(ordered, config)

    def after(self, changed: Schools) -> Asked:
        """The same question of other arrays of the same schools; weights and stand-ins as
        they are."""
        found = copy(self)
        found.field = changed
        return found

    def pair(self, seeker: str, partner: str) -> Why:
        """Why, or why not, this pair, by URN; KeyError for a school that is not here."""
        i, j = self.index[seeker], self.index[partner]
        one, other = np.array([i]), np.array([j])
        squared = squared_distance(self.field, one, other)[0]
        values = self._terms(one, other, squared)
        total = self._score(values, one, other)
        gate = self.gate(seeker, partner)
        return Why(
            seeker,
            partner,
            gate,
            self._rank_beyond(i, j) if gate == "beyond" else 0,
            round(float(np.sqrt(squared[0])) / 1000.0, 3),
            float(total[0]),
            float(evidence(self.field, values, self.weighing, one, other)[0]),
            self._parts(values, i, j),
            None if gate else self.place(i, j, by_seeker=True),
            None if gate else self.place(i, j, by_seeker=False),
        )

    def gate(self, seeker: str, partner: str) -> str:
        """The code of the first thing that keeps a pair apart, "" where nothing does:
        gates of the schools, who takes part on which side, gates of the pair."""
        f, i, j = self.field, self.index[seeker], self.index[partner]
        for school in (i, j):
            if f.gate[school]:
                return str(f.gate[school])
        if i == j:
            return "same"
        for side, school, takes_part, code in (
            (0, i, f.seeks[i], NO_SEEKER),
            (1, j, f.offers[j], NO_PARTNER),
        ):
            if not takes_part:
                narrowed_out = FILTERED if self._filtered(school, side) else ""
                return self.kept_out(school) or narrowed_out or code
        gates = PairGates(f, self.config, self.barred)
        one, other = np.array([i]), np.array([j])
        squared = squared_distance(f, one, other)
        if squared[0, 0] > (self.config.max_km * 1000.0) ** 2:
            return "beyond"
        if not gates.passes(one, other, np.ones((1, 1), dtype=bool))[0, 0]:
            return next(code for code, count in gates.stopped.items() if count)
        return "" if f.listed[i] or f.listed[j] else BOTH_FROM_REGISTER

    def kept_out(self, at: int) -> str:
        """The code of what keeps the school of this position out of every list, "" where
        nothing does."""
        if self.field.gate[at]:
            return str(self.field.gate[at])
        if self.field.seeks[at] or self.field.offers[at]:
            return ""
        return FILTERED if self._filtered(at, 0) or self._filtered(at, 1) else NO_PART

    def _filtered(self, at: int, side: int) -> bool:
        """Whether what the run was narrowed to keeps a school from seeking (0), or offering
        (1)."""
        return bool(self._has_role[side][at] and not self._asked_for[side][at])

    def beyond(self, i: int) -> pd.DataFrame:
        """What the seeker of this position is shown beyond the limit because nobody is
        within it: j, score, squared_m and rank; empty for any other school."""
        f = self.field
        alone = f.seeks[i] and f.listed[i] and not len(self.list_of(i, by_seeker=True)[0])
        lonely = np.array([i] if alone else [], dtype=np.int64)
        return beyond_limit(f, lonely, self.weighing, self.config, self.barred)

    def _rank_beyond(self, i: int, j: int) -> int:
        shown = self.beyond(i)
        return int(shown.loc[shown["j"] == j, "rank"].sum()) if len(shown) else 0

    def place(self, i: int, j: int, *, by_seeker: bool) -> Place:
        """Where the pair of these positions stands in the list of its seeker, or partner."""
        own = i if by_seeker else j
        others, scores, squared = self.list_of(own, by_seeker=by_seeker)
        order = np.lexsort((others, squared, -scores))
        at = int(np.flatnonzero(others[order] == (j if by_seeker else i))[0])
        above = float(scores[order][at - 1]) if at else None
        return Place(at + 1, len(others), above)

    def list_of(self, own: int, *, by_seeker: bool) -> tuple[Positions, Floats, Floats]:
        """Everybody on the other side who passes the gates with this school: positions,
        scores and squared metres."""
        f = self.field
        mine = np.array([own])
        others = np.flatnonzero(f.offers if by_seeker else f.seeks)
        ends = (mine, others) if by_seeker else (others, mine)
        squared = squared_distance(f, *ends)
        in_range = squared <= (self.config.max_km * 1000.0) ** 2
        in_range &= f.listed[ends[0]][:, None] | f.listed[ends[1]][None, :]
        gates = PairGates(f, self.config, self.barred)
        passes = gates.passes(ends[0], ends[1], in_range).ravel()
        there, squared = others[passes], squared.ravel()[passes]
        pairs = np.full(len(there), own)
        one, other = (pairs, there) if by_seeker else (there, pairs)
        return there, self._score(self._terms(one, other, squared), one, other), squared

    def covers(self, needy: str, helper: str) -> list[Covered]:
        """Each need of one school and what the other has of it, the greatest need first."""
        f, i, j = self.field, self.index[needy], self.index[helper]
        needs = f.needs.degree[i]
        told = f.strengths.told(np.array([j]))[0]
        found = [
            Covered(
                *f.tags[tag],
                need=needs[tag] / 100.0,
                strength=f.strengths.degree[j, tag] / 100.0 if told[tag] else float("nan"),
                share=float(needs[tag] / needs.sum()),
            )
            for tag in np.flatnonzero(needs)
        ]
        return sorted(found, key=lambda c: (-c.need, c.activity, c.subject))

    def _terms(self, one: Positions, other: Positions, squared: Floats) -> dict[str, Term]:
        return terms_pairwise(self.field, one, other, squared, self.config.half_km)

    def _score(self, values: dict[str, Term], one: Positions, other: Positions) -> Floats:
        kinds = self.field.kind[one], self.field.kind[other]
        return score(values, self.weighing, kinds, one.shape)

    def _parts(self, values: dict[str, Term], i: int, j: int) -> tuple[Part, ...]:
        """The terms in use, in their order."""
        one, other = np.array([i]), np.array([j])
        kinds = self.field.kind[i], self.field.kind[j]
        sure = {
            "gives": float(surely_known(self.field, one, other)[0]),
            "gains": float(surely_known(self.field, other, one)[0]),
        }
        parts = []
        for term in (t for t in TERMS if t in self.weighing.shares):
            value = values[term]
            table = self.weighing.means.get(term)
            stand_in = float(table[kinds]) if table is not None else 0.0
            known = 1.0 if value.known is None else float(value.known[0])
            filled = float(value.filled(np.array([stand_in]))[0])
            parts.append(
                Part(
                    term,
                    self.weighing.shares[term],
                    round(filled, SCORE_DECIMALS),
                    round(known, SCORE_DECIMALS),
                    round(sure.get(term, known), SCORE_DECIMALS),
                    round(stand_in, SCORE_DECIMALS),
                )
            )
        return tuple(parts)


def _told(weighing: Weighing) -> Weighing:
    """The weighing with a table for each term that may be unknown. Where all is known of
    everybody who is ranked there is none: of a school that is not, the term, and the score,
    then stay unknown."""
    nothing = np.full((len(KINDS), len(KINDS)), np.nan)
    tables = {term: nothing for term in weighing.shares if term != "near"}
    return replace(weighing, means={**tables, **weighing.means})
