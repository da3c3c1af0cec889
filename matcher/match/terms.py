"""The terms of the score: how near, where it matters, what each side gives the other.

For a seeker i and a partner j, each term in [0, 1]:

near         2^(−d / half_km): halves every so many kilometres
opportunity  of the seeker: 1 in a priority area, 2^(−distance to it / half_area_km) near one
gives        Σ need_i · strength_j / Σ need_i: the share of the seeker's needs covered
gains        Σ need_j · strength_i / Σ need_j: what the partner gets back

A term says what its known part comes to and how great that part is; what stands in for the
rest is said by :mod:`matcher.match.stand_ins`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.match.arrays import Floats, Positions, SchoolArrays

# Scores and terms are rounded to so many decimals: see matcher/match/score.py.
SCORE_DECIMALS = 10


@dataclass(frozen=True, slots=True)
class Term:
    """One term of many pairs: what the known part of it comes to, 0 where nothing is
    known, and how great the known part is, from 0 to 1 (None: all of it, everywhere).
    Both have the shape of the pairs, or one that broadcasts to it."""

    value: Floats
    known: Floats | None = None

    def with_stand_in(self, stand_in: Floats) -> Floats:
        """The term with ``stand_in`` for the unknown part."""
        if self.known is None:
            return self.value
        filled: Floats = self.value + (1.0 - self.known) * stand_in
        return filled


Terms = Mapping[str, Term | None]


def squared_distance(schools: SchoolArrays, seekers: Positions, partners: Positions) -> Floats:
    """Squared distance in m² of every seeker to every partner; exact for whole metres."""
    dx = schools.x[seekers][:, None] - schools.x[partners][None, :]
    dy = schools.y[seekers][:, None] - schools.y[partners][None, :]
    return dx * dx + dy * dy


def near(squared_m: Floats, half_km: float) -> Floats:
    """2^(−d / half_km) from squared metres."""
    halvings: Floats = np.sqrt(squared_m) / (half_km * 1000.0)
    return np.exp2(-halvings)


def opportunity(area_km: Floats, half_area_km: float) -> Floats:
    """1 in a priority area, 2^(−distance / half distance) outside it, NaN where unknown."""
    return np.exp2(-area_km / half_area_km)


def coverage(schools: SchoolArrays, needy: Positions, helpers: Positions) -> Term | None:
    """Σ need · strength / Σ need: the share of each needy school's needs that each helper
    covers, and the share of them that anything is known of; None where nothing is known.
    Shape needy × helpers.

    Whole hundredths make the sums exact in any order.
    """
    needs, strengths = schools.needs, schools.strengths
    total = needs.degree[needy].sum(axis=1)
    has_need = total > 0  # no need at all cannot be covered
    has_known_strength = strengths.known[helpers]
    if not (has_need.any() and has_known_strength.any()):
        return None
    per_need = np.where(has_need, 1.0 / np.where(has_need, total, 1.0), 0.0)[:, None]
    share: Floats = needs.degree[needy] @ strengths.degree[helpers].T
    share *= per_need / 100.0
    if strengths.known_by_tag is None:
        return Term(share, (has_need[:, None] & has_known_strength[None, :]).astype(float))
    known: Floats = needs.degree[needy] @ strengths.tag_known(helpers).T
    known *= per_need
    return Term(share, known)


def coverage_pairwise(schools: SchoolArrays, needy: Positions, helpers: Positions) -> Term:
    """As :func:`coverage` for single pairs: needy[n] with helpers[n]."""
    needs, strengths = schools.needs.degree[needy], schools.strengths.degree[helpers]
    total = needs.sum(axis=1)
    per_need = np.where(total > 0, 1.0 / np.where(total > 0, total, 1.0), 0.0)
    share: Floats = (needs * strengths).sum(axis=1) * (per_need / 100.0)
    known: Floats = (needs * schools.strengths.tag_known(helpers)).sum(axis=1) * per_need
    return Term(share, known)


def coverage_confidence(schools: SchoolArrays, needy: Positions, helpers: Positions) -> Floats:
    """How far the coverage of single pairs rests on something known, from 0 to 1: the
    share of the needs known of, each counted with the confidence in the need times that
    in the strength."""
    needs = schools.needs.degree[needy]
    total = needs.sum(axis=1)
    confident = needs * schools.needs.tag_confidence(needy)
    confident *= schools.strengths.tag_confidence(helpers)
    share: Floats = confident.sum(axis=1) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, share, 0.0)


def terms(
    schools: SchoolArrays,
    seekers: Positions,
    partners: Positions,
    squared_m: Floats,
    half_km: float,
) -> Terms:
    """Every term for every seeker with every partner, None where nothing is known of any.
    Shape seekers × partners."""
    gains = coverage(schools, partners, seekers)
    return {
        "near": Term(near(squared_m, half_km)),
        "opportunity": _opportunity(schools.opportunity[seekers][:, None]),
        "gives": coverage(schools, seekers, partners),
        "gains": None if gains is None else _transposed(gains),
    }


def terms_pairwise(
    schools: SchoolArrays,
    seekers: Positions,
    partners: Positions,
    squared_m: Floats,
    half_km: float,
) -> dict[str, Term]:
    """As :func:`terms` for single pairs: seekers[n] with partners[n]."""
    return {
        "near": Term(near(squared_m, half_km)),
        "opportunity": _opportunity(schools.opportunity[seekers]),
        "gives": coverage_pairwise(schools, seekers, partners),
        "gains": coverage_pairwise(schools, partners, seekers),
    }


def _opportunity(value: Floats) -> Term:
    unknown = np.isnan(value)
    if not unknown.any():
        return Term(value)
    return Term(np.where(unknown, 0.0, value), (~unknown).astype(float))


def _transposed(term: Term) -> Term:
    return Term(term.value.T, None if term.known is None else term.known.T)
