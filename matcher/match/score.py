"""The score of a pair, the one place where it is computed.

score = Σ weight · term, over the terms of :mod:`matcher.match.terms`, with weights that sum to
1. What is unknown of a term takes the mean of what is known
(:mod:`matcher.match.stand_ins`): of a term that is known in part, as where published
figures tell of some strengths and not of others, the unknown part alone.

``evidence`` is the share of the weight that rests on something known, each tag counted as
far as its source is sure of it.

Scores are rounded to 10 decimals, so that the last bit of a power or a sum, which differs
between processors, never decides a rank: equal scores are ordered by distance, in a straight
line even where minutes were asked for, then by a hash of the pair.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.candidates import Block
from matcher.match.narrowing import Levels, standing
from matcher.match.terms import (
    SCORE_DECIMALS,
    Term,
    Terms,
    coverage_confidence,
    term_pairwise,
    terms,
)
from matcher.match.weights import Weights


def score(
    values: Terms,
    weights: Weights,
    kinds: tuple[Positions, Positions],
    shape: tuple[int, ...],
) -> Floats:
    """The score of every pair from its terms; ``kinds`` are the codes of the seekers' and
    partners' kinds, ready to broadcast to ``shape``."""
    return weighted_sum(filled_terms(values, weights, kinds), weights.shares, shape)


def filled_terms(
    values: Terms, weights: Weights, kinds: tuple[Positions, Positions]
) -> dict[str, Floats]:
    """The terms in use with what stands in for what is unknown of them: what a weight multiplies,
    whatever the weight. The shape of the pairs, or one that broadcasts to it."""
    filled = {}
    for term in weights.shares:
        value = values[term]
        if value is None:
            filled[term] = weights.stand_ins[term][kinds]
        elif value.known is None:
            filled[term] = value.value
        else:
            filled[term] = value.with_stand_in(weights.stand_ins[term][kinds])
    return filled


def weighted_sum(
    filled: Mapping[str, Floats], shares: Mapping[str, float], shape: tuple[int, ...]
) -> Floats:
    """The score of every pair from its terms as :func:`filled_terms` gives them."""
    total = np.zeros(shape)
    for term, share in shares.items():
        total += share * filled[term]
    np.round(total, SCORE_DECIMALS, out=total)
    return np.clip(total, 0.0, 1.0, out=total)


def block_scores(arrays: SchoolArrays, block: Block, weights: Weights, config: Config) -> Floats:
    """The score of every pair of a block, gates apart. Shape seekers × partners."""
    return weighted_sum(
        block_terms(arrays, block, weights, config), weights.shares, block.squared_m.shape
    )


def block_terms(
    arrays: SchoolArrays, block: Block, weights: Weights, config: Config
) -> dict[str, Floats]:
    """The terms in use of every pair of a block (:func:`filled_terms`)."""
    values = terms(arrays, block.seekers, block.partners, block.near(config))
    kinds = (arrays.kind[block.seekers][:, None], arrays.kind[block.partners][None, :])
    return filled_terms(values, weights, kinds)


def block_standings(arrays: SchoolArrays, block: Block, weights: Weights, config: Config) -> Floats:
    """What the pairs of a block are ordered by (:func:`matcher.match.narrowing.standing`)."""
    return standing(block_scores(arrays, block, weights, config), block.levels)


def standings_of(
    arrays: SchoolArrays,
    seekers: Positions,
    partners: Positions,
    nearness: Floats,
    levels: Levels,
    weights: Weights,
    config: Config,
) -> Floats:
    """What single pairs of blocks are ordered by, seekers[n] with partners[n]: bit for bit what
    :func:`block_standings` has there, as every step is one of single pairs, and the sums over tags
    are of whole numbers."""
    values: dict[str, Term] = {
        term: Term(nearness) if term == "near" else term_pairwise(term, arrays, seekers, partners)
        for term in weights.shares
    }
    kinds = arrays.kind[seekers], arrays.kind[partners]
    total = weighted_sum(filled_terms(values, weights, kinds), weights.shares, seekers.shape)
    return standing(total, levels)


def needs_known(
    schools: SchoolArrays, seekers: Positions, partners: Positions
) -> dict[str, Floats]:
    """How far what the partner gives, and what it gains, rests on something known, for single
    pairs: from 0 to 1."""
    return {
        "gives": coverage_confidence(schools, seekers, partners),
        "gains": coverage_confidence(schools, partners, seekers),
    }


def evidence(values: Terms, weights: Weights, of_needs: Mapping[str, Floats]) -> Floats:
    """The share of the weight that rests on something known, for single pairs; ``of_needs``:
    :func:`needs_known` of them."""
    total = np.zeros(len(of_needs["gives"]))
    for term, share in weights.shares.items():
        value = values[term]
        if term in of_needs:
            total += share * of_needs[term]
        elif value is not None:
            known = value.known if value.sure is None else value.sure
            total += share if known is None else share * known
    return np.clip(np.round(total, SCORE_DECIMALS), 0.0, 1.0)
