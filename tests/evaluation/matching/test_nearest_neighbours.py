"""Matching against an independent brute force, and its properties."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.core.errors import SettingError
from matcher.evaluation.matching.distance import propensity
from matcher.evaluation.matching.exchange import exchange
from matcher.evaluation.matching.nearest_neighbours import candidates_of, match
from matcher.evaluation.matching.units import Units


def some_units(seed: int, count: int = 24, treated: int = 6, lattice: bool = False) -> Units:
    """Random units; on a ``lattice`` many stand at the same place."""
    rng = np.random.default_rng(seed)
    sides = np.zeros(count, dtype=np.int64)
    sides[rng.choice(count, treated, replace=False)] = 1
    x = rng.integers(0, 3, count).astype(float) if lattice else rng.normal(size=count)
    y = rng.integers(0, 2, count).astype(float) if lattice else rng.normal(size=count) + x
    frame = pd.DataFrame(
        {
            "unit": [f"u{at}" for at in range(count)],
            "treated": sides,
            "x": x,
            "y": y,
            "kind": rng.choice(["a", "b"], count),
        }
    )
    return Units.of(frame, ["x", "y", "kind"])


def mixed(value: int) -> int:
    """One step of splitmix64, in whole numbers of Python."""
    value = (value + 0x9E3779B97F4A7C15) % 2**64
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
    return value ^ value >> 31


def name_hash(urn: str) -> int:
    digest = hashlib.blake2b(urn.encode(), digest_size=8, key=b"matcher: ties").digest()
    return int.from_bytes(digest, "little")


def brute(
    units: Units, replace: bool, ratio: int, exact: bool, caliper: float | None, ties: int | None
) -> list[tuple[str, str, int]]:
    """Greedy matching, written down plainly: no vectors, no whitening."""

    def serving(t: int) -> int:
        name = name_hash(units.unit[t])
        return t if ties is None else mixed(name ^ mixed(ties)) if ties else name

    def tie(t: int, c: int) -> int:
        return c if ties is None else mixed(serving(t) ^ mixed(name_hash(units.unit[c])))

    numbers = np.column_stack(
        [
            units.covariates["x"],
            units.covariates["y"],
            (units.covariates["kind"] == "b").astype(float),
        ]
    )
    groups = [numbers[units.treated], numbers[~units.treated]]
    scatter = sum((len(g) - 1) * np.cov(g, rowvar=False) for g in groups)
    inverse = np.linalg.pinv(scatter / (len(numbers) - 2), hermitian=True)
    kinds = list(units.covariates["kind"])
    used: set[int] = set()
    mine: dict[int, list[int]] = {}
    pairs = []
    for _ in range(ratio):
        for t in sorted(map(int, np.flatnonzero(units.treated)), key=serving):
            best: tuple[float, int, int] | None = None
            for c in np.flatnonzero(~units.treated):
                if (not replace and c in used) or c in mine.get(t, []):
                    continue
                if exact and kinds[t] != kinds[c]:
                    continue
                gap = numbers[t] - numbers[c]
                away = round(float(np.sqrt(max(gap @ inverse @ gap, 0.0))), 8)
                if caliper is not None and away > caliper:
                    continue
                own = (away, tie(t, int(c)), int(c))
                best = own if best is None else min(best, own)
            if best:
                used.add(best[2])
                mine.setdefault(t, []).append(best[2])
                pairs.append((units.unit[t], units.unit[best[2]], len(mine[t])))
    return sorted(pairs)


OPTIONS = st.fixed_dictionaries(
    {
        "replace": st.booleans(),
        "ratio": st.integers(1, 3),
        "exact": st.booleans(),
        "caliper": st.sampled_from([None, 0.3, 1.0]),
        "ties": st.sampled_from([None, 0, 7]),
    }
)


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10_000), lattice=st.booleans(), options=OPTIONS)
def test_the_same_as_brute_force(seed: int, lattice: bool, options: dict[str, Any]) -> None:
    units = some_units(seed, lattice=lattice)
    expected = brute(units, **options)
    asked = options | {"exact": ("kind",) if options["exact"] else ()}
    if not expected:
        with pytest.raises(SettingError, match="no treated school finds a match"):
            match(units, **asked)
        return
    found = match(units, **asked).pairs
    ours = sorted(zip(found["treated"], found["control"], found["k"], strict=True))
    assert ours == expected


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    distance=st.sampled_from(["mahalanobis", "propensity"]),
    order=st.sampled_from(["any", "largest"]),
    options=OPTIONS,
)
def test_what_always_holds(seed: int, distance: Any, order: Any, options: dict[str, Any]) -> None:
    units = some_units(seed)
    exact = ("kind",) if options["exact"] else ()
    try:
        matched = match(units, distance, order=order, **options | {"exact": exact})
    except SettingError:
        return
    pairs = matched.pairs
    side = dict(zip(units.unit, units.treated, strict=True))
    kind = dict(zip(units.unit, units.covariates["kind"], strict=True))
    assert all(side[one] for one in pairs["treated"])
    assert not any(side[one] for one in pairs["control"])
    assert not pairs.duplicated(["treated", "control"]).any()
    assert options["replace"] or pairs["control"].is_unique
    for _, own in pairs.groupby("treated"):
        assert own["k"].tolist() == list(range(1, len(own) + 1))
        assert len(own) <= options["ratio"]
    if exact:
        assert (pairs["treated"].map(kind) == pairs["control"].map(kind)).all()
    if options["caliper"] is not None:
        assert (pairs["distance"] <= options["caliper"]).all()
    everyone = {one for one in units.unit if side[one]}
    assert {*pairs["treated"], *matched.unmatched} == everyone
    assert not set(pairs["treated"]) & set(matched.unmatched)
    weights = dict(zip(units.unit, matched.weights, strict=True))
    assert {one for one, weight in weights.items() if weight > 0} == {
        *pairs["treated"],
        *pairs["control"],
    }
    assert sum(weights[one] for one in set(pairs["control"])) == pytest.approx(
        pairs["control"].nunique()
    )


def test_the_nearest_neighbours_of_scikit_learn() -> None:
    from sklearn.neighbors import NearestNeighbors

    units = some_units(3, count=300, treated=40)
    values = units.design(every_level=False).values
    groups = [values[units.treated], values[~units.treated]]
    scatter = sum((len(g) - 1) * np.cov(g, rowvar=False) for g in groups)
    search = NearestNeighbors(
        n_neighbors=3,
        metric="mahalanobis",
        metric_params={"VI": np.linalg.inv(scatter / (len(values) - 2))},
        algorithm="brute",
    ).fit(groups[1])
    expected, _ = search.kneighbors(groups[0])
    found = match(units, replace=True, ratio=3).pairs["distance"].to_numpy().reshape(-1, 3)
    np.testing.assert_allclose(found, expected, atol=1e-8)


def test_ties_in_the_order_of_the_data_go_to_the_first() -> None:
    frame = pd.DataFrame(
        {
            "unit": ["t1", "t2", "c1", "c2", "c3"],
            "treated": [1, 1, 0, 0, 0],
            "x": [1.0, 1.0, 1.0, 1.0, 9.0],
        }
    )
    pairs = match(Units.of(frame, ["x"]), ties=None).pairs
    assert pairs["control"].tolist() == ["c1", "c2"]
    turned = match(Units.of(frame.iloc[[1, 0, 3, 2, 4]], ["x"]), ties=None).pairs
    assert turned["treated"].tolist() == ["t2", "t1"]
    assert turned["control"].tolist() == ["c2", "c1"]


def test_the_largest_propensity_is_served_first() -> None:
    frame = pd.DataFrame(
        {
            "unit": ["t1", "t2", "c1", "c2", "c3", "c4"],
            "treated": [1, 1, 0, 0, 0, 0],
            "x": [2.0, 3.0, 2.6, 1.0, 0.0, 3.5],
        }
    )
    units = Units.of(frame, ["x"])
    first = match(units, "propensity", order="largest").pairs.set_index("treated")["control"]
    data = match(units, "propensity", ties=None).pairs.set_index("treated")["control"]
    assert first["t2"] == "c1" and first["t1"] != "c1"
    assert data["t1"] == "c1" and data["t2"] != "c1"


def test_groups_that_nothing_joins_are_refused() -> None:
    frame = pd.DataFrame(
        {"unit": list("abcdefgh"), "treated": [1] * 3 + [0] * 5, "x": [9.0, 8, 7, 1, 2, 3, 2, 1]}
    )
    with pytest.raises(SettingError, match="without fail"):
        match(Units.of(frame, ["x"]), "propensity")


def test_the_propensity_is_the_maximum_of_the_likelihood() -> None:
    """There the score, X'(t - p), is 0."""
    units = some_units(9, count=200, treated=30)
    left = units.treated - propensity(units)
    values = np.column_stack([np.ones(200), units.design(every_level=False).values])
    np.testing.assert_allclose(values.T @ left, 0.0, atol=1e-6)


@pytest.mark.parametrize(
    "options",
    [
        {"ratio": 0},
        {"caliper": 0.0},
        {"caliper": float("nan")},
        {"distance": "euclid"},
        {"order": "random"},
        {"exact": ("nothing",)},
        {"side": "below"},
    ],
)
def test_an_option_without_meaning_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        match(some_units(1), **options)


@pytest.mark.parametrize(
    ("options", "how"),
    [
        ({}, "1 nearest by Mahalanobis distance, without replacement, served by a hash of the "
             "URNs, ties too"),
        ({"ratio": 2, "replace": True, "exact": ("kind",), "caliper": 5.0, "ties": None},
         "2 nearest by Mahalanobis distance, with replacement, equal in kind of school, within 5, "
         "served in the order of the data, ties too"),
        ({"distance": "propensity", "order": "largest", "caliper": 5.0, "ties": None},
         "1 nearest by propensity (logistic), without replacement, within 5 standard deviations, "
         "the largest propensity first, ties in the order of the data"),
        ({"distance": "propensity", "side": "below", "ties": None},
         "1 nearest by propensity (logistic), without replacement, served in the order of the "
         "data, from below, as MatchIt 4.5.1"),
    ],
)  # fmt: skip
def test_the_method_is_told_as_it_was_asked_for(options: dict[str, Any], how: str) -> None:
    assert match(some_units(3), **options).how == how


def test_a_school_of_a_kind_that_no_control_is_of_stays_without_a_match() -> None:
    units = some_units(3)
    alone = next(at for at, one in enumerate(units.treated) if one)
    kinds = ["a" if kind == "b" else kind for kind in units.covariates["kind"]]
    kinds[alone] = "b"
    frame = units.covariates.assign(kind=kinds, treated=units.treated.astype(int), unit=units.unit)
    made = Units.of(frame, ["x", "y", "kind"])
    assert match(made, exact=("kind",)).unmatched == (units.unit[alone],)


@pytest.mark.parametrize("replace", [False, True])
def test_more_than_there_are_takes_all_there_are_and_says_so(replace: bool) -> None:
    """Without a round for each that is asked for: a billion of them would never end."""
    units = some_units(3, 60, 8)
    found = match(units, ratio=10**9, replace=replace)
    most = 52 if replace else -(-52 // 8)
    assert found.how.startswith(f"{most} (of 1000000000 asked for; there are no more) nearest")
    assert len(found.pairs) == (8 * 52 if replace else 52) and not found.tied
    assert found.pairs["control"].nunique() == 52
    # Where all serve, there is nothing to exchange.
    known = candidates_of(units, "mahalanobis", (), None, "any")
    assert exchange(units, found, known) is found
