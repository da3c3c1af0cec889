"""The score of a pair, the one place where it is computed.

For a seeker i and a partner j, each term in [0, 1]:

near         2^(−d / half_km): halves every so many kilometres
opportunity  of the seeker: 1 in a priority area, 2^(−distance to it / half_area_km) near one
gives        Σ need_i · strength_j / Σ need_i: the share of the seeker's needs covered
gains        Σ need_j · strength_i / Σ need_j: what the partner gets back

score = Σ weight · term with weights that sum to 1. An unknown term takes the mean of the
known ones among the pairs of the same two kinds of institution that pass the gates (what
an average partner would bring), and lowers ``evidence``, the share of the weight that
rests on something known. A term of which nothing is known in the whole run is left out.

Scores are rounded to 10 decimals, so that the last bit of a power or a sum, which differs
between processors, never decides a rank: equal scores are ordered by distance, then URN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.core.tables import KINDS
from matcher.match.sides import Bools, Floats, Positions, Schools

SCORE_DECIMALS = 10


Terms = Mapping[str, Floats | None]


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


def covered(schools: Schools, needy: Positions, helpers: Positions) -> Floats | None:
    """Σ need · strength / Σ need: the share of each needy school's needs that each helper
    covers, NaN where either is unknown, None where nothing is known. Shape needy × helpers.

    Whole hundredths make the sums exact in any order.
    """
    total = schools.need[needy].sum(axis=1)
    wants = schools.knows_need[needy] & (total > 0)  # no need at all cannot be covered
    offers = schools.knows_strength[helpers]
    if not (wants.any() and offers.any()):
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = schools.need[needy] @ schools.strength[helpers].T
        share /= 100.0 * total[:, None]
    share[~wants, :] = np.nan
    share[:, ~offers] = np.nan
    return share


def covered_pairwise(schools: Schools, needy: Positions, helpers: Positions) -> Floats:
    """As :func:`covered` for single pairs: needy[n] with helpers[n], NaN where unknown."""
    total = schools.need[needy].sum(axis=1)
    known = schools.knows_need[needy] & (total > 0) & schools.knows_strength[helpers]
    share = np.full(len(needy), np.nan)
    met = (schools.need[needy[known]] * schools.strength[helpers[known]]).sum(axis=1)
    share[known] = met / (100.0 * total[known])
    return share


def terms(
    schools: Schools, seekers: Positions, partners: Positions, squared_m: Floats, half_km: float
) -> Terms:
    """Every term for every seeker with every partner: NaN where unknown, None where
    unknown for all of them. Shape seekers × partners."""
    gains = covered(schools, partners, seekers)
    return {
        "near": near(squared_m, half_km),
        "opportunity": np.broadcast_to(schools.opportunity[seekers][:, None], squared_m.shape),
        "gives": covered(schools, seekers, partners),
        "gains": None if gains is None else gains.T,
    }


def terms_pairwise(
    schools: Schools, seekers: Positions, partners: Positions, squared_m: Floats, half_km: float
) -> Terms:
    """As :func:`terms` for single pairs: seekers[n] with partners[n]."""
    return {
        "near": near(squared_m, half_km),
        "opportunity": schools.opportunity[seekers],
        "gives": covered_pairwise(schools, seekers, partners),
        "gains": covered_pairwise(schools, partners, seekers),
    }


def score(
    values: Terms,
    weighing: Weighing,
    kinds: tuple[Positions, Positions],
    shape: tuple[int, ...],
) -> tuple[Floats, Floats]:
    """Score and evidence of every pair from its terms; ``kinds`` are the codes of the
    seekers' and partners' kinds, ready to broadcast to ``shape``."""
    total = np.zeros(shape)
    evidence = np.zeros(shape)
    for term, share in weighing.shares.items():
        value = values[term]
        if value is None:
            total += share * weighing.means[term][kinds]
            continue
        unknown = np.isnan(value)
        if unknown.any():
            value = np.where(unknown, weighing.means[term][kinds], value)
            evidence += share * ~unknown
        else:
            evidence += share
        total += share * value
    return (
        np.clip(np.round(total, SCORE_DECIMALS), 0.0, 1.0),
        np.clip(np.round(evidence, SCORE_DECIMALS), 0.0, 1.0),
    )


class Means:
    """Sums of the known terms by pair of kinds, gathered block by block.

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
        for term in self.sums:
            value = values[term]
            if value is None:
                continue
            known = passes & ~np.isnan(value)
            self.sums[term] += seeker_is @ np.where(known, value, 0.0) @ partner_is
            self.counts[term] += seeker_is @ known.astype(float) @ partner_is

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
            table = sums / np.maximum(counts, 1)
            means[term] = np.where(counts > 0, table, sums.sum() / counts.sum())
        return Weighing({term: share / total for term, share in known.items()}, left_out, means)
