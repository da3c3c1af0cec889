"""The stable plan: nobody would both rather, the same plan whoever proposes, and a referee."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sharing_out import named, parts, problem_of

from matcher.allocate.certificate import check
from matcher.allocate.problem import Problem, Wholes, tie_values
from matcher.allocate.stable import blocking_pairs, deferred_acceptance, stable
from matcher.core.errors import SettingError

GAMES = 600


def each_takes_the_best_left(problem: Problem) -> list[int]:
    """The greedy plan, pair by pair."""
    ties = tie_values(problem).tolist()
    left = [problem.seeker_most.tolist(), problem.partner_most.tolist()]
    chosen = set(problem.pinned.tolist())
    for pair in chosen:
        left[0][problem.seeker[pair]] -= 1
        left[1][problem.partner[pair]] -= 1
    for pair in sorted(range(len(ties)), key=lambda one: (-problem.value[one], ties[one])):
        one, other = problem.seeker[pair], problem.partner[pair]
        if pair not in chosen and left[0][one] > 0 and left[1][other] > 0:
            chosen.add(pair)
            left[0][one] -= 1
            left[1][other] -= 1
    return sorted(chosen)


def test_no_pair_blocks_and_it_makes_no_difference_who_proposes() -> None:
    random = np.random.default_rng(11)
    for _ in range(GAMES):
        problem = problem_of(**parts(random))
        plan = stable(problem)
        assert check(problem, plan).feasible
        assert not len(blocking_pairs(problem, plan))
        assert plan.pairs.tolist() == stable(problem, "partners").pairs.tolist()
        assert plan.pairs.tolist() == each_takes_the_best_left(problem)


def blocking_by_hand(problem: Problem, inside: set[int]) -> list[int]:
    """The definition, pair by pair: would both take it, giving up one of their own or none?"""
    ties = tie_values(problem).tolist()
    pinned, found = set(problem.pinned.tolist()), []
    for pair in range(len(ties)):
        if pair in inside:
            continue
        wanted = []
        for side, most in (
            (problem.seeker, problem.seeker_most),
            (problem.partner, problem.partner_most),
        ):
            own = [one for one in inside if side[one] == side[pair]]
            worse = [
                one
                for one in own
                if one not in pinned
                and (problem.value[one], -ties[one]) < (problem.value[pair], -ties[pair])
            ]
            wanted.append(len(own) < most[side[pair]] or bool(worse))
        if all(wanted):
            found.append(pair)
    return found


def test_the_auditor_finds_what_blocks_a_plan_that_is_not_stable() -> None:
    random, blocked = np.random.default_rng(12), 0
    for _ in range(300):
        problem = problem_of(**parts(random))
        plan = stable(problem)
        kept = random.random(len(plan.pairs)) < 0.7
        kept |= np.isin(plan.pairs, problem.pinned)
        spoilt = replace(plan, pairs=plan.pairs[kept])
        found = blocking_pairs(problem, spoilt).tolist()
        assert found == blocking_by_hand(problem, set(spoilt.pairs.tolist()))
        assert set(plan.pairs[~kept].tolist()) <= set(found)
        blocked += bool(found)
    assert blocked > 100


def test_a_package_for_such_games_comes_to_the_same() -> None:
    """Hospitals and residents with wishes of their own on either side, and lists with gaps. The
    referee takes no empty list and no capacity of 0, so it is given none."""
    from matching.games import HospitalResident

    random, differ = np.random.default_rng(13), 0
    for _ in range(150):
        n, m = int(random.integers(2, 9)), int(random.integers(2, 5))
        open_ = random.random((n, m)) < 0.8
        open_[np.arange(n), random.integers(0, m, n)] = True
        open_[random.integers(0, n, m), np.arange(m)] = True
        one, other = np.nonzero(open_)
        place, other_place = random.permutation(len(one)), random.permutation(len(one))
        most = random.integers(1, 4, m)
        wishes = _wishes(one, other, place, other_place)
        played, single = [], np.ones(n, dtype=np.int64)
        for optimal, ours in (
            (
                "resident",
                deferred_acceptance(one, place, single, other, other_place, most),
            ),
            (
                "hospital",
                deferred_acceptance(other, other_place, most, one, place, single),
            ),
        ):
            game = HospitalResident.create_from_dictionaries(
                *wishes, {at: int(most[at]) for at in range(m)}
            )
            theirs = {
                (resident.name, hospital.name)
                for hospital, residents in game.solve(optimal=optimal).items()
                for resident in residents
            }
            assert theirs == {(int(one[k]), int(other[k])) for k in ours[0]}
            played.append(theirs)
        differ += played[0] != played[1]
    assert differ > 5  # here it does make a difference who proposes


def _wishes(
    one: Wholes, other: Wholes, one_place: Wholes, other_place: Wholes
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """The lists of both sides of a game, best first."""
    lists: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for own, near, far, place in ((lists[0], one, other, one_place),
                                  (lists[1], other, one, other_place)):  # fmt: skip
        for pair in np.argsort(place).tolist():
            own.setdefault(int(near[pair]), []).append(int(far[pair]))
    return lists


def test_floors_are_refused() -> None:
    problem = problem_of(["1"], ["2"], {("1", "2"): 5}, seeker_least={"1": 1})
    with pytest.raises(SettingError, match="cannot promise"):
        stable(problem)


def test_it_may_serve_fewer_than_the_best_plan() -> None:
    worth = {("1", "7"): 9, ("1", "8"): 8, ("2", "7"): 8}
    problem = problem_of(["1", "2"], ["7", "8"], worth)
    assert named(problem, stable(problem)) == {("1", "7")}
