"""Hubs against every group that there is, by hand and on random maps."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from matcher.allocate.hubs import Hub, HubProblem, Hubs, check_hubs, find_hubs


def problem(
    seekers: list[tuple[float, float]],
    partners: list[tuple[float, float]],
    gain: list[list[int]],
    *,
    hubs: int = 1,
    sizes: tuple[int, int] = (2, 3),
    km: float = 10,
) -> HubProblem:
    """A map in kilometres, every pair permitted; a gain below 0: it is not."""
    table = np.array(gain, dtype=np.int64).reshape(len(seekers), len(partners))
    seeker, partner = np.nonzero(table >= 0)
    return HubProblem(
        seeker=seeker.astype(np.int64),
        partner=partner.astype(np.int64),
        gain=table[seeker, partner],
        seeker_xy=np.array(seekers, dtype=float).reshape(-1, 2) * 1000,
        partner_xy=np.array(partners, dtype=float).reshape(-1, 2) * 1000,
        hubs=hubs,
        least=sizes[0],
        most=sizes[1],
        most_metres=km * 1000,
    )


def best_by_force(given: HubProblem) -> int:
    """The most that hubs can gain: every partner with every group, in every choice."""
    table = {
        (i, j): g
        for i, j, g in zip(
            given.seeker.tolist(), given.partner.tolist(), given.gain.tolist(), strict=True
        )
    }
    options: list[list[tuple[frozenset[int], int]]] = []
    for j in range(len(given.partner_xy)):
        own = [i for i in range(len(given.seeker_xy)) if (i, j) in table]
        groups: list[tuple[frozenset[int], int]] = [(frozenset(), 0)]
        for size in range(given.least, given.most + 1):
            for group in combinations(own, size):
                points = [given.partner_xy[j], *given.seeker_xy[list(group)]]
                apart = [np.hypot(*(a - b)) for a, b in combinations(points, 2)]
                if max(apart) <= given.most_metres:
                    groups.append((frozenset(group), sum(table[i, j] for i in group)))
        options.append(groups)
    best = 0
    for choice in product(*options):
        taken = [group for group, _ in choice if group]
        if len(taken) <= given.hubs and len(frozenset().union(*taken)) == sum(map(len, taken)):
            best = max(best, sum(gain for _, gain in choice))
    return best


def test_a_hub_is_compact_and_not_only_round_its_partner() -> None:
    # Both outer schools are within 10 km of the partner, but 18 km from each other.
    given = problem([(-9, 0), (9, 0), (8, 1)], [(0, 0)], [[90], [50], [30]])
    found = find_hubs(given)
    assert found.hubs == (Hub(0, (1, 2), 80, found.hubs[0].widest_m),)
    assert found.hubs[0].widest_m == pytest.approx(9000)
    assert (found.gain, found.bound, found.proven) == (80, 80, True)


def test_among_equals_more_schools_and_then_nearer_ones() -> None:
    far_and_near = [(0, 1), (0, 2), (0, 6), (0, 3)]
    found = find_hubs(problem(far_and_near, [(0, 0)], [[0], [0], [0], [0]]))
    assert [hub.seekers for hub in found.hubs] == [(0, 1, 3)]


def test_where_no_group_is_large_enough_there_is_no_hub() -> None:
    assert find_hubs(problem([(0, 1)], [(0, 0)], [[90]])) == Hubs((), 0, 0, True)
    apart = problem([(0, 9), (0, -9)], [(0, 0)], [[90], [90]])
    assert find_hubs(apart).hubs == ()


@pytest.mark.parametrize("seed", range(40))
def test_hubs_are_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 7)), int(rng.integers(1, 4))
    given = problem(
        [tuple(point) for point in rng.integers(0, 15, (n, 2)).tolist()],
        [tuple(point) for point in rng.integers(0, 15, (m, 2)).tolist()],
        rng.integers(-20, 100, (n, m)).tolist(),
        hubs=int(rng.integers(1, 3)),
        sizes=(int(rng.integers(1, 3)), int(rng.integers(2, 5))),
    )
    found = find_hubs(given)
    assert check_hubs(given, found) == []
    assert found.proven
    assert found.gain == best_by_force(given)


def test_a_check_finds_what_is_wrong() -> None:
    given = problem([(0, 1), (0, 2), (0, 30)], [(0, 0)], [[1], [2], [3]])
    for wrong in (
        Hub(0, (0,), 1, 1000.0),
        Hub(0, (0, 2), 4, 30000.0),
        Hub(0, (0, 1), 4, 2000.0),
        Hub(0, (0, 0), 2, 1000.0),
    ):
        assert check_hubs(given, Hubs((wrong,), wrong.gain, 99, True))
    right = Hub(0, (0, 1), 3, 2000.0)
    assert check_hubs(given, Hubs((right,), 3, 3, True)) == []
    assert check_hubs(given, Hubs((right,), 3, 2, True))
