"""The terms of the score: how near, where it matters, what each side gives the other.

For a seeker i and a partner j, each term in [0, 1]:

near         2^(−d / half_km): halves every so many kilometres; where travel times were asked
             for, 2^(−minutes / half_minutes)
opportunity  of the seeker: 1 in a priority area, 2^(−distance to it / half_area_km) near one
gives        Σ need_i · strength_j / N_i: the share of the seeker's needs covered
gains        Σ need_j · strength_i / N_j: what the partner gets back

N is the sum of a school's needs, and at least ``fewest_needs`` times its greatest: a school is
taken to have a few needs at least, and of those that it does not name nothing is known. So one need
met out of one is no stronger evidence than three out of four, and a short list of needs wins
nothing. This shrinks a share that rests on few needs towards the mean of the run, as an
empirical Bayes estimate does, and does not change with the scale of the degrees.

Who is said to offer nothing covers none of whatever the other needs, and who is said to need
nothing gains nothing: the term is then 0, and known.

A term says what its known part comes to and how great that part is; what stands in for the
rest is said by :mod:`matcher.match.stand_ins`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Floats, Positions, SchoolArrays

# Scores and terms are rounded to so many decimals: see matcher/match/score.py.
SCORE_DECIMALS = 10
_CONFIDENT_AT_ONCE = 512
# The sum over so many tags of a product of two degrees, 10,000 at most, is below 2²⁴.
_SINGLE_TAGS = 1_600


class Term(NamedTuple):
    """One term of many pairs: what the known part of it comes to, 0 where nothing is
    known, and how great the known part is, from 0 to 1 (None: all of it, everywhere).
    Both have the shape of the pairs, or one that broadcasts to it.
    ``named``: of single pairs, what each counts in the mean that stands in: the product of the two;
    None: as much as is known of it. ``sure``: how far a value that counts in full is
    evidence, as an estimate is not; None: wholly."""

    value: Floats
    known: Floats | None = None
    named: tuple[Floats, Floats] | None = None
    sure: Floats | None = None

    def with_stand_in(self, stand_in: Floats) -> Floats:
        """The term with ``stand_in`` for the unknown part."""
        if self.known is None:
            return self.value
        filled: Floats = self.value + (1.0 - self.known) * stand_in
        return filled


Terms = Mapping[str, Term | None]


def squared_distance(schools: SchoolArrays, seekers: Positions, partners: Positions) -> Floats:
    """Squared distance in m² of every seeker to every partner; exact for whole metres."""
    squared = schools.x[seekers][:, None] - schools.x[partners][None, :]
    dy = schools.y[seekers][:, None] - schools.y[partners][None, :]
    # In place: large blocks would spend more on fresh memory than on the sums.
    squared *= squared
    dy *= dy
    squared += dy
    return squared


def squared_pairwise(schools: SchoolArrays, seekers: Positions, partners: Positions) -> Floats:
    """As :func:`squared_distance` for single pairs: seekers[n] with partners[n]."""
    dx = schools.x[seekers] - schools.x[partners]
    dy = schools.y[seekers] - schools.y[partners]
    squared: Floats = dx * dx + dy * dy
    return squared


def squared_apart(
    schools: SchoolArrays, own: Positions, others: Positions, row: Positions, column: Positions
) -> Floats:
    """As :func:`squared_distance` for some pairs of own × others: own[row[n]], others[column[n]].
    Quicker where the pairs are many and the schools few."""
    dx = schools.x[own][row] - schools.x[others][column]
    dy = schools.y[own][row] - schools.y[others][column]
    squared: Floats = dx * dx + dy * dy
    return squared


def near(squared_m: Floats, half_km: float) -> Floats:
    """2^(−d / half_km) from squared metres."""
    nearness: Floats = np.sqrt(squared_m)
    # In place, as the distances are.
    nearness /= -(half_km * 1000.0)
    return np.exp2(nearness, out=nearness)


def near_pairwise(
    schools: SchoolArrays,
    seekers: Positions,
    partners: Positions,
    squared_m: Floats,
    config: Config,
) -> Term:
    """How near single pairs are, seekers[n] with partners[n]: by their minutes where those were
    asked for, the least possible where nobody knows them, which is no evidence, nor is an estimate.
    """
    if schools.travel is None:
        return Term(near(squared_m, config.half_km))
    times, known = schools.travel.at_least(seekers, partners)
    sure = (known & ~times.estimated).astype(float)
    return Term(near_in_time(times.minutes, config.half_minutes), sure=sure)


def near_in_time(minutes: Floats, half_minutes: float) -> Floats:
    """2^(−minutes / half_minutes); 0 where there is no way."""
    return np.exp2(-minutes / half_minutes)


def opportunity(area_km: Floats, half_area_km: float) -> Floats:
    """1 in a priority area, 2^(−distance / half distance) outside it, NaN where unknown."""
    return np.exp2(-area_km / half_area_km)


def need_total(needs: Floats, fewest_needs: int) -> Floats:
    """N of each school from its needs (schools × tags, whole hundredths); 0 where it has none."""
    greatest = needs.max(axis=1, initial=0.0)
    total: Floats = np.maximum(needs.sum(axis=1), fewest_needs * greatest)
    return total


def coverage(schools: SchoolArrays, needy: Positions, helpers: Positions) -> Term | None:
    """Σ need · strength / N: the share of each needy school's needs that each helper covers, and
    the share of them that anything is known of; None where nothing is known. Shape needy × helpers.

    Whole hundredths make the sums exact in any order, and in single precision while they stay
    below 2²⁴, as 1,600 tags do.
    """
    needs, strengths = schools.needs, schools.strengths
    by_need = per_need(schools, needy)
    has_known_strength = strengths.known[helpers].astype(float)
    needs_none, offers_none = needs.says_none(needy), strengths.says_none(helpers)
    is_shared = by_need.any() and has_known_strength.any()
    if not (is_shared or needs_none.any() or offers_none.any()):
        return None
    exact = exact_type(schools)
    met = needs.degree[needy].astype(exact) @ strengths.degree[helpers].astype(exact).T
    share: Floats = met.astype(np.float64)
    share *= by_need[:, None] / 100.0
    named = named_share(schools, needy)
    if strengths.known_by_tag is None:
        known = named[:, None] * has_known_strength[None, :]
    else:
        known = needs.degree[needy] @ strengths.tag_known(helpers).T
        known *= by_need[:, None]
    known[needs_none] = 1.0
    known[:, offers_none] = 1.0
    return Term(share, known)


def coverage_pairwise(schools: SchoolArrays, needy: Positions, helpers: Positions) -> Term:
    """As :func:`coverage` for single pairs: needy[n] with helpers[n]."""
    strengths, many = schools.strengths, len(needy)
    by_need = per_need(schools, needy)
    helper_known = schools.offers_known[helpers].astype(float)
    none = schools.needs.says_none(needy) | strengths.says_none(helpers)
    if not by_need.any():  # as of most schools, where few have stated what they need
        return Term(np.zeros(many), none.astype(float), (np.zeros(many), helper_known))
    # Few of all tags are needed by anybody: only those are looked at.
    pair, tag = needed_tags(schools, needy)
    need, helper = schools.needs.degree[needy[pair], tag], helpers[pair]
    met = np.bincount(pair, need * strengths.degree[helper, tag], many)
    if strengths.known_by_tag is None:
        is_known = strengths.known[helper].astype(float)
    else:
        is_known = strengths.known_by_tag[helper, tag]
    share: Floats = met * (by_need / 100.0)
    known: Floats = np.bincount(pair, need * is_known, many) * by_need
    known[none] = 1.0
    return Term(share, known, (named_share(schools, needy), helper_known))


def needed_tags(schools: SchoolArrays, needy: Positions) -> tuple[Positions, Positions]:
    """The tags that these schools need, one row for each: its place in ``needy``, and the tag;
    both ascending."""
    own, at = np.unique(needy, return_inverse=True)
    row, tag = np.nonzero(schools.needs.degree[own])
    first = np.searchsorted(row, np.arange(len(own) + 1))
    many = np.diff(first)[at]
    place = np.repeat(np.arange(len(needy)), many)
    before = np.cumsum(many) - many
    return place, tag[np.arange(len(place)) + np.repeat(first[at] - before, many)]


def coverage_confidence(schools: SchoolArrays, needy: Positions, helpers: Positions) -> Floats:
    """How far the coverage of single pairs rests on something known, from 0 to 1: the
    share of the needs known of, each counted with the confidence in the need times that
    in the strength; of who is said to need, or to offer, nothing, how sure that is."""
    share = np.zeros(len(needy))
    with_need = np.flatnonzero(schools.need_total[needy] > 0)
    # Confidences are no whole numbers: all tags are added in the order of their columns, some
    # pairs at a time, so that they stay in the processor's cache.
    for start in range(0, len(with_need), _CONFIDENT_AT_ONCE):
        here = with_need[start : start + _CONFIDENT_AT_ONCE]
        confident = schools.needs.degree[needy[here]] * schools.needs.tag_confidence(needy[here])
        confident *= schools.strengths.tag_confidence(helpers[here])
        share[here] = confident.sum(axis=1)
    share *= per_need(schools, needy)
    for side, own in ((schools.needs, needy), (schools.strengths, helpers)):
        none = np.flatnonzero(side.says_none(own))
        sure = side.tag_confidence(own[none]).max(axis=1, initial=0.0)
        share[none] = np.maximum(share[none], sure)
    return share


def named_share(schools: SchoolArrays, needy: Positions) -> Floats:
    """Σ need / N: how much of what each of these schools is taken to need it names itself."""
    share: Floats = schools.exchange.need_sum[needy] * per_need(schools, needy)
    return share


def exact_type(schools: SchoolArrays) -> Any:
    """The type in which sums of products of degrees are exact."""
    return np.float32 if len(schools.tags) <= _SINGLE_TAGS else np.float64


def per_need(schools: SchoolArrays, needy: Positions) -> Floats:
    """1 / N of each of these schools, 0 where it has no need."""
    total = schools.need_total[needy]
    return np.where(total > 0, 1.0 / np.where(total > 0, total, 1.0), 0.0)


def terms(
    schools: SchoolArrays, seekers: Positions, partners: Positions, nearness: Floats
) -> Terms:
    """Every term for every seeker with every partner, None where nothing is known of any.
    Shape seekers × partners. ``nearness``: the first of them
    (:meth:`matcher.match.candidates.Block.near`)."""
    gains = coverage(schools, partners, seekers)
    return {
        "near": Term(nearness),
        "opportunity": _opportunity(schools.opportunity[seekers][:, None]),
        "gives": coverage(schools, seekers, partners),
        "gains": None if gains is None else _transposed(gains),
    }


def terms_pairwise(
    schools: SchoolArrays, seekers: Positions, partners: Positions, nearness: Term
) -> dict[str, Term]:
    """As :func:`terms` for single pairs: seekers[n] with partners[n]."""
    others = ("opportunity", "gives", "gains")
    found = {term: term_pairwise(term, schools, seekers, partners) for term in others}
    return {"near": nearness, **found}


def term_pairwise(
    term: str, schools: SchoolArrays, seekers: Positions, partners: Positions
) -> Term:
    """One of these terms, nearness aside."""
    if term == "opportunity":
        return _opportunity(schools.opportunity[seekers])
    ends = (seekers, partners) if term == "gives" else (partners, seekers)
    return coverage_pairwise(schools, *ends)


def _opportunity(value: Floats) -> Term:
    unknown = np.isnan(value)
    if not unknown.any():
        return Term(value)
    return Term(np.where(unknown, 0.0, value), (~unknown).astype(float))


def _transposed(term: Term) -> Term:
    return Term(term.value.T, None if term.known is None else term.known.T)
