"""The guess is within its error of every standing; what is scored singly is scored the same."""

from __future__ import annotations

import numpy as np
import pytest
from strategies import random_cover, random_england

from matcher.core.settings.combine import settings
from matcher.match.build_arrays import build_arrays
from matcher.match.candidates import candidate_blocks, seeker_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.of_blocks import PartialLists, lists_of_blocks, put_together
from matcher.match.quick.guess import Guess
from matcher.match.score import block_standings, standings_of
from matcher.match.stand_ins import weigh_terms

NOBODY = Exclusions()


@pytest.mark.parametrize("asked", [{}, {"reciprocal": True}, {"weights": "gives=1"}])
@pytest.mark.parametrize(("known", "measured"), [(1.0, 0.0), (0.7, 0.0), (0.6, 0.5)])
def test_guess_and_single_scores_agree_with_the_score(
    known: float, measured: float, asked: dict[str, object]
) -> None:
    schools, profile = random_england(160, seed=5, known=known, size_km=60, measured=measured)
    config = settings(**{"max_km": 40, "k": 3, **asked})  # type: ignore[arg-type]
    arrays = build_arrays(schools, profile, config, NOBODY, cover=random_cover(5))
    weights = weigh_terms(arrays, config, NOBODY)
    guess, pairs = Guess(arrays, weights, config), 0
    for block in candidate_blocks(arrays, config, PairGates(arrays, config, NOBODY)):
        true = block_standings(arrays, block, weights, config)
        assert (np.abs(guess.standings(block) - true) <= guess.error).all()
        row, column = np.nonzero(true > -2)
        one, other = block.seekers[row], block.partners[column]
        nearness, levels = block.near(config)[row, column], block.levels[row, column]
        single = standings_of(arrays, one, other, nearness, levels, weights, config)
        assert np.array_equal(single, true[row, column])
        pairs += len(row)
    assert pairs > 1_000
    assert guess.error < 1e-3


def same(one: PartialLists, other: PartialLists) -> bool:
    lists = [(one.by_seeker, other.by_seeker), (one.worth_asking, other.worth_asking)]
    assert one.by_partner.keys() == other.by_partner.keys()
    lists += [(one.by_partner[code], other.by_partner[code]) for code in one.by_partner]
    arrays = [pair for both in lists for pair in zip(*both, strict=True)]
    arrays += [(one.meets_somebody, other.meets_somebody)]
    arrays += [(one.meets_a_seeker, other.meets_a_seeker)]
    arrays += [(np.sort(one.without_partner), np.sort(other.without_partner))]
    counts = one.pairs_stopped == other.pairs_stopped
    return counts and one.narrowing == other.narrowing and all(np.array_equal(*p) for p in arrays)


def test_lists_are_the_same_however_the_blocks_are_divided() -> None:
    schools, profile = random_england(300, seed=6, known=0.6, size_km=150)
    config = settings(max_km=50, k=3, must_give=True)
    arrays = build_arrays(schools, profile, config, NOBODY)
    weights = weigh_terms(arrays, config, NOBODY)
    blocks = seeker_blocks(arrays)
    whole = lists_of_blocks(arrays, weights, config, NOBODY, blocks)
    for parts in ([blocks[:9], blocks[9:]], [[block] for block in seeker_blocks(arrays, 3)]):
        made = [lists_of_blocks(arrays, weights, config, NOBODY, part) for part in parts]
        assert same(whole, put_together(arrays, weights, config, made))
