"""The score of a pair, the one place where it is computed.

For a seeker i and a partner j, each term in [0, 1]:

near         2^(−d / half_km): halves every so many kilometres
opportunity  of the seeker: 1 in a priority area, 2^(−distance to it / half_area_km) near one
gives        Σ need_i · strength_j / Σ need_i: the share of the seeker's needs covered
gains        Σ need_j · strength_i / Σ need_j: what the partner gets back

score = Σ weight · term with weights that sum to 1. What is unknown of a term takes the
mean of what is known among the pairs of the same two kinds of institution that pass the
gates (what an average partner would bring): of a term that is known in part, as where
published figures tell of some strengths and not of others, the unknown part alone. A term
of which nothing is known in the whole run is left out.

``evidence`` is the share of the weight that rests on something known, each tag counted as
far as its source is sure of it.

Scores are rounded to 10 decimals, so that the last bit of a power or a sum, which differs
between processors, never decides a rank: equal scores are ordered by distance, then URN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.core.tables import KINDS
from matcher.match.arrays import Bools, Floats, Positions, Schools

SCORE_DECIMALS = 10


@dataclass(frozen=True, slots=True)
class Term:
    """One term of many pairs: what the known part of it comes to, 0 where nothing is
    known, and how great the known part is, from 0 to 1 (None: all of it, everywhere).
    Both have the shape of the pairs, or one that broadcasts to it."""

    value: Floats
    known: Floats | None = None

    def filled(self, stand_in: Floats) -> Floats:
        """The term with ``stand_in`` for the unknown part."""
        if self.known is None:
            return self.value
        found: Floats = self.value + (1.0 - self.known) * stand_in
        return found


Terms = Mapping[str, Term | None]


@dataclass(frozen=True, slots=True)
class Weighing:
    """What weighs what in this run.

    ``shares`` sum to 1 over the terms in use; ``left_out`` names the terms of which
    nothing is known; ``means`` holds for each term a kinds × kinds table (seeker's kind,
    partner's kind) of what stands in for an unknown value, where any value is unknown.
    """

    shares: Mapping[str, float]
    left_out: tuple[str, ...]
    means: Mapping[str, Floats]

    def stand_ins(self) -> dict[str, dict[str, float]]:
        """The means by term and pair of kinds, for the record of the run."""
        found: dict[str, dict[str, float]] = {}
        for term, table in sorted(self.means.items()):
            found[term] = {
                f"{KINDS[a]}-{KINDS[b]}": round(float(table[a, b]), SCORE_DECIMALS)
                for a in range(len(KINDS))
                for b in range(len(KINDS))
            }
        return found


def squared_distance(schools: Schools, seekers: Positions, partners: Positions) -> Floats:
    """Squared distance in m² of every seeker to every partner; exact for whole metres."""
    dx = schools.x[seekers][:, None] - schools.x[partners][None, :]
    dy = schools.y[seekers][:, None] - schools.y[partners][None, :]
    return dx * dx + dy * dy


def near(squared_m: Floats, half_km: float) -> Floats:
    """2^(−d / half_km) from squared metres."""
    halvings: Floats = np.sqrt(squared_m) / (half_km * 1000.0)
    return np.exp2(-halvings)


def covered(schools: Schools, needy: Positions, helpers: Positions) -> Term | None:
    """Σ need · strength / Σ need: the share of each needy school's needs that each helper
    covers, and the share of them that anything is known of; None where nothing is known.
    Shape needy × helpers.

    Whole hundredths make the sums exact in any order.
    """
    needs, strengths = schools.needs, schools.strengths
    total = needs.degree[needy].sum(axis=1)
    wants = total > 0  # no need at all cannot be covered
    offers = strengths.known[helpers]
    if not (wants.any() and offers.any()):
        return None
    per_need = np.where(wants, 1.0 / np.where(wants, total, 1.0), 0.0)[:, None]
    share: Floats = needs.degree[needy] @ strengths.degree[helpers].T
    share *= per_need / 100.0
    if strengths.partly is None:
        return Term(share, (wants[:, None] & offers[None, :]).astype(float))
    known: Floats = needs.degree[needy] @ strengths.told(helpers).T
    known *= per_need
    return Term(share, known)


def covered_pairwise(schools: Schools, needy: Positions, helpers: Positions) -> Term:
    """As :func:`covered` for single pairs: needy[n] with helpers[n]."""
    needs, strengths = schools.needs.degree[needy], schools.strengths.degree[helpers]
    total = needs.sum(axis=1)
    per_need = np.where(total > 0, 1.0 / np.where(total > 0, total, 1.0), 0.0)
    share: Floats = (needs * strengths).sum(axis=1) * (per_need / 100.0)
    known: Floats = (needs * schools.strengths.told(helpers)).sum(axis=1) * per_need
    return Term(share, known)


def surely_known(schools: Schools, needy: Positions, helpers: Positions) -> Floats:
    """How far the coverage of single pairs rests on something known, from 0 to 1: the
    share of the needs known of, each counted with the confidence in the need times that
    in the strength."""
    needs = schools.needs.degree[needy]
    total = needs.sum(axis=1)
    sure = needs * schools.needs.sure(needy) * schools.strengths.sure(helpers)
    found: Floats = np.where(total > 0, sure.sum(axis=1) / np.where(total > 0, total, 1.0), 0.0)
    return found


def terms(
    schools: Schools, seekers: Positions, partners: Positions, squared_m: Floats, half_km: float
) -> Terms:
    """Every term for every seeker with every partner, None where nothing is known of any.
    Shape seekers × partners."""
    gains = covered(schools, partners, seekers)
    return {
        "near": Term(near(squared_m, half_km)),
        "opportunity": _opportunity(schools.opportunity[seekers][:, None]),
        "gives": covered(schools, seekers, partners),
        "gains": None if gains is None else _turned(gains),
    }


def terms_pairwise(
    schools: Schools, seekers: Positions, partners: Positions, squared_m: Floats, half_km: float
) -> dict[str, Term]:
    """As :func:`terms` for single pairs: seekers[n] with partners[n]."""
    return {
        "near": Term(near(squared_m, half_km)),
        "opportunity": _opportunity(schools.opportunity[seekers]),
        "gives": covered_pairwise(schools, seekers, partners),
        "gains": covered_pairwise(schools, partners, seekers),
    }


def _opportunity(value: Floats) -> Term:
    unknown = np.isnan(value)
    if not unknown.any():
        return Term(value)
    return Term(np.where(unknown, 0.0, value), (~unknown).astype(float))


def _turned(term: Term) -> Term:
    return Term(term.value.T, None if term.known is None else term.known.T)


def score(
    values: Terms,
    weighing: Weighing,
    kinds: tuple[Positions, Positions],
    shape: tuple[int, ...],
) -> Floats:
    """The score of every pair from its terms; ``kinds`` are the codes of the seekers' and
    partners' kinds, ready to broadcast to ``shape``."""
    total = np.zeros(shape)
    for term, share in weighing.shares.items():
        value = values[term]
        if value is None:
            total += share * weighing.means[term][kinds]
        elif value.known is None:
            total += share * value.value
        else:
            total += share * value.filled(weighing.means[term][kinds])
    return np.clip(np.round(total, SCORE_DECIMALS), 0.0, 1.0)


def evidence(
    schools: Schools, values: Terms, weighing: Weighing, seekers: Positions, partners: Positions
) -> Floats:
    """The share of the weight that rests on something known, for single pairs."""
    total = np.zeros(len(seekers))
    for term, share in weighing.shares.items():
        value = values[term]
        if term == "gives":
            total += share * surely_known(schools, seekers, partners)
        elif term == "gains":
            total += share * surely_known(schools, partners, seekers)
        elif value is not None:
            total += share if value.known is None else share * value.known
    return np.clip(np.round(total, SCORE_DECIMALS), 0.0, 1.0)


class Means:
    """Sums of the known parts of the terms by pair of kinds, gathered block by block.

    Only pairs that pass the gates count. Distance is known for each of them.
    """

    def __init__(self) -> None:
        size = (len(KINDS), len(KINDS))
        self.sums = {term: np.zeros(size) for term in ("opportunity", "gives", "gains")}
        self.counts = {term: np.zeros(size) for term in self.sums}

    def add(
        self, values: Terms, passes: Bools, seeker_kind: Positions, partner_kind: Positions
    ) -> None:
        """Count in the pairs of one block that pass the gates."""
        kinds = np.arange(len(KINDS))
        seeker_is = (kinds[:, None] == seeker_kind).astype(float)  # kinds × seekers
        partner_is = (partner_kind[:, None] == kinds).astype(float)  # partners × kinds
        counted = passes.astype(float)
        for term in self.sums:
            value = values[term]
            if value is None:
                continue
            known = counted if value.known is None else counted * value.known
            self.sums[term] += seeker_is @ (counted * value.value) @ partner_is
            self.counts[term] += seeker_is @ known @ partner_is

    def weighing(self, shares: Mapping[str, float]) -> Weighing:
        """The weights with the terms left out of which nothing is known, made to sum to
        1 again; a pair of kinds of which nothing is known takes the mean of all pairs."""
        known = {
            term: share
            for term, share in shares.items()
            if share > 0 and (term == "near" or self.counts[term].sum() > 0)
        }
        left_out = tuple(term for term, share in shares.items() if share > 0 and term not in known)
        total = sum(known.values())
        means = {}
        for term in known.keys() & self.sums.keys():
            sums, counts = self.sums[term], self.counts[term]
            table = sums / np.where(counts > 0, counts, 1.0)
            means[term] = np.where(counts > 0, table, sums.sum() / counts.sum())
        return Weighing({term: share / total for term, share in known.items()}, left_out, means)
