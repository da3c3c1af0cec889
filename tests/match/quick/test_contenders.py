"""Of near ties that are guessed in the wrong order none is lost, and whoever is surely below is."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.match.quick import contenders
from matcher.match.quick.contenders import Contenders, Guessed

ERROR = 0.001
# The second best is guessed at 0.5. Off by up to the error, one guessed at 0.4985 may stand above
# it, and one at 0.4975 may not.
NEAR_TIES = [0.9, 0.5, 0.4985, 0.4975]
MAY_BE_SECOND = [0, 1, 2]


def pairs(*guessed: float, first: int = 0) -> Guessed:
    """Pairs of which each seeker is told by its number from ``first`` on."""
    number, nothing = np.arange(len(guessed)) + first, np.zeros(len(guessed))
    values = np.array(guessed, dtype=np.float32)
    return Guessed(number, number, nothing, nothing.astype(np.int8), values)


def kept(lists: Contenders) -> list[int]:
    found = lists.kept()
    return [] if found is None else sorted(found.seekers.tolist())


def test_near_ties_are_kept() -> None:
    lists = Contenders(1, 2, ERROR)
    lists.add(np.zeros(4, dtype=np.int64), pairs(*NEAR_TIES))
    assert kept(lists) == MAY_BE_SECOND


def test_a_list_that_is_not_full_keeps_all() -> None:
    lists = Contenders(2, 2, ERROR)
    lists.add(np.array([0, 1, 1, 1]), pairs(0.1, 0.9, 0.8, 0.1))
    assert kept(lists) == [0, 1, 2]


@pytest.mark.parametrize("fewest", [0, 1_000])
def test_pairs_that_come_one_after_the_other(fewest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contenders, "_FOR_EACH", 0)
    monkeypatch.setattr(contenders, "_FEWEST", fewest)
    lists = Contenders(2, 2, ERROR)
    for number, guess in enumerate([0.4975, 0.4985, 0.9, 0.5]):
        lists.add(np.array([1]), pairs(guess, first=number))
    lists.add(np.array([0, 1]), pairs(0.1, 0.4975, first=4))
    assert kept(lists) == [1, 2, 3, 4]
    lists.add(np.array([1, 1]), pairs(0.4985, 0.4975, first=6))
    assert kept(lists) == [1, 2, 3, 4, 6]


def test_what_a_list_learns_of_a_column_of_guesses() -> None:
    lists = Contenders(2, 2, ERROR)
    row = np.array([[0.4, -1.0, 0.5, 0.9], [0.2, -1.0, -1.0, -1.0]], dtype=np.float32)
    assert lists.untold(np.array([0, 1]))
    lists.raise_floors(np.array([0, 1]), row.T)
    assert not lists.untold(np.array([0, 1]))
    lists.add(np.zeros(4, dtype=np.int64), pairs(*NEAR_TIES))
    lists.add(np.ones(1, dtype=np.int64), pairs(0.0, first=4))  # one passes, and it is another
    assert kept(lists) == [*MAY_BE_SECOND, 4]
    lists = Contenders(1, 2, ERROR)
    lists.raise_floors(np.array([0]), row[:1].T)
    lists.add(np.zeros(1, dtype=np.int64), pairs(0.4975))
    assert kept(lists) == []


def test_of_many_guesses_no_list_learns_too_much() -> None:
    rng = np.random.default_rng(3)
    many = rng.random((1_003, 40), dtype=np.float32)
    many[::2, 20:] = -1.0
    lists = Contenders(40, 5, ERROR)
    lists.raise_floors(np.arange(40), many)
    below = np.sort(many, axis=0)[-5] - lists.floors
    assert (below >= 2 * ERROR - 1e-6).all()
    assert below.max() < 0.05
