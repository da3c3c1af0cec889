"""Of near ties that are guessed in the wrong order none is lost, and whoever is surely below is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from strategies import profile_table, schools_table

from matcher.core.settings.combine import settings
from matcher.match.arrays import Positions
from matcher.match.build_arrays import build_arrays
from matcher.match.candidates import Block
from matcher.match.gates import Exclusions
from matcher.match.quick.guess import Singles
from matcher.match.quick.promising import Promising

ERROR = 0.001
# The second best is guessed at 0.5. Off by up to the error, one guessed at 0.4985 may stand above
# it, and one at 0.4975 may not; a gate stops the last.
NEAR_TIES = [0.9, 0.5, 0.4985, 0.4975, -1.0]
MAY_BE_SECOND = [0, 1, 2]


def promising(groups: list[int]) -> Promising:
    """Of lists of two: a school of each of these groups of phases."""
    rows = [{"urn": str(n), "x": 400_000, "y": 400_000} for n in range(len(groups))]
    arrays = build_arrays(schools_table(rows), profile_table(), settings(), Exclusions())
    return Promising(replace(arrays, phase_group=np.array(groups)), 2, ERROR)


def kept(pairs: Promising, seekers: list[int], guessed: Singles) -> list[int]:
    """The rows of those that may be in the list of the one partner, which is the last school."""
    partners = np.array([len(pairs.arrays.urn) - 1])
    nothing: Positions = np.array([], dtype=np.int64)
    levels = np.zeros(guessed.shape, dtype=np.int8)
    block = Block(np.array(seekers), partners, np.zeros(guessed.shape), levels, nothing)
    return sorted(pairs.of_partners(block, guessed).tolist())


def column(*standings: float) -> Singles:
    return np.array(standings, dtype=np.float32)[:, None]


def test_near_ties_in_the_list_of_a_seeker() -> None:
    other = [0.2, -1.0, -1.0, 0.1, -1.0]  # two pass, however far apart
    found = promising([0]).of_seekers(np.array([NEAR_TIES, other], dtype=np.float32))
    assert found.tolist() == [*MAY_BE_SECOND, 5, 8]


@pytest.mark.parametrize("beside", [[], [1, 1, 1]], ids=["one group", "another group beside"])
def test_near_ties_in_the_list_of_a_partner_by_group(beside: list[int]) -> None:
    pairs = promising([0] * 5 + beside + [0])
    guessed = column(*NEAR_TIES, *[0.3, 0.29, 0.299][: len(beside)])
    others = [5, 7] if beside else []  # held against each other alone
    assert kept(pairs, [*range(5 + len(beside))], guessed) == [*MAY_BE_SECOND, *others]


def test_near_ties_with_what_an_earlier_block_told_of_a_partner() -> None:
    pairs = promising([0] * 7 + [1, 0])
    assert kept(pairs, [0, 1, 2], column(0.9, 0.5, 0.1)) == [0, 1]
    assert kept(pairs, [3, 4, 5, 7], column(0.4985, 0.4975, -1.0, 0.1)) == [0, 3]
