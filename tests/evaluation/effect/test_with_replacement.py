"""Matching with replacement against R's Matching 4.10-15, the paper's formula written out, and
simulated worlds. ``REPLACEMENT_WORLDS=2000`` runs as many as the measured results tell of."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from matcher.core.errors import SettingError
from matcher.evaluation.effect.effect import difference
from matcher.evaluation.effect.with_replacement import abadie_imbens
from matcher.evaluation.matching.distance import matching_coordinates
from matcher.evaluation.matching.nearest_neighbours import match
from matcher.evaluation.matching.units import Floats, Units

# ratio, whether corrected for bias, neighbours; effect and standard error of R 4.2.2 with
# Matching 4.10-15: Match(Y, Tr, X, Z, M, estimand="ATT", BiasAdjust, Var.calc=neighbours).
REFERENCE = [
    (1, False, 1, 2.1053669422, 1.1278094801),
    (1, False, 4, 2.1053669422, 1.2736620453),
    (1, True, 4, 1.4527693815, 1.1973898457),
    (3, False, 4, 2.1239013910, 1.1181050175),
    (3, True, 1, 1.3942832207, 0.9034602623),
    (3, True, 4, 1.3942832207, 1.0124332189),
]


def world(
    seed: int, schools: int, treated: int, effect: float, bend: float = 0.5
) -> tuple[Units, Floats]:
    """Schools of which those with high figures take part; their outcome rises with these, the
    faster the more with a ``bend``."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=schools), rng.gamma(2.0, 1.0, schools)
    liking = x + 0.3 * z + rng.gumbel(size=schools)
    chosen = np.zeros(schools, dtype=np.int64)
    chosen[liking.argsort()[::-1][:treated]] = 1
    outcome = (
        x + bend * z**2 + (bend == 0) * z + rng.normal(size=schools) * (1 + z) + effect * chosen
    )
    frame = pd.DataFrame(
        {"unit": [f"u{at}" for at in range(schools)], "treated": chosen, "x": x, "z": z}
    )
    return Units.of(frame, ["x", "z"]), outcome


@pytest.mark.parametrize(("ratio", "adjust", "neighbours", "effect", "se"), REFERENCE)
def test_the_same_as_the_reference(
    ratio: int, adjust: bool, neighbours: int, effect: float, se: float
) -> None:
    units, outcome = world(2006, 120, 30, 0.4)
    matched = match(units, replace=True, ratio=ratio)
    found = abadie_imbens(
        units, matched, outcome, adjust=adjust, neighbours=neighbours, slopes_known=True
    )
    assert found.effect == pytest.approx(effect, abs=1e-9)
    # The reference, made for many schools, has n where a sample has n - 1.
    assert found.se * np.sqrt(29 / 30) == pytest.approx(se, abs=1e-9)
    assert found.df == 29


def test_sets_of_several_sizes_by_the_formula_written_out() -> None:
    """A caliper leaves some schools fewer than three. Theorem 7 of Abadie and Imbens (2006), with
    1/M the share of a control in its own set."""
    units, outcome = world(7, 90, 20, 0.0)
    matched = match(units, replace=True, ratio=3, caliper=0.5)
    sizes = matched.pairs["treated"].value_counts()
    assert set(sizes) == {1, 2, 3}
    at = {urn: place for place, urn in enumerate(units.unit)}
    gaps, service = [], {urn: [0.0, 0.0] for urn in units.unit}
    for urn, own in matched.pairs.groupby("treated"):
        gaps.append(outcome[at[urn]] - np.mean([outcome[at[c]] for c in own["control"]]))
        for control in own["control"]:
            service[control][0] += 1 / len(own)
            service[control][1] += 1 / len(own) ** 2
    where = matching_coordinates(units)
    controls = np.flatnonzero(~units.treated)
    total = sum((gap - np.mean(gaps)) ** 2 for gap in gaps)
    for urn, (share, squared) in service.items():
        far = sorted((float(np.linalg.norm(where[c] - where[at[urn]])), c) for c in controls)
        like = [c for _, c in far if c != at[urn]][:4]
        total += (share**2 - squared) * np.var(outcome[[at[urn], *like]], ddof=1)
    found = abadie_imbens(units, matched, outcome)
    assert found.effect == pytest.approx(np.mean(gaps))
    count = len(gaps)
    assert found.se == pytest.approx(np.sqrt(total / count / (count - 1)))


def test_the_chance_in_slopes_by_the_weights_of_a_sum() -> None:
    """The effect is a sum of outcomes; how much each counts, found by nudging it, gives what its
    chance adds."""
    units, outcome = world(7, 90, 20, 0.0)
    matched = match(units, replace=True, ratio=2)
    found = abadie_imbens(units, matched, outcome, adjust=True)
    known = abadie_imbens(units, matched, outcome, adjust=True, slopes_known=True)
    assert found.effect == known.effect and found.se > known.se
    counts = matched.pairs["control"].value_counts()
    where = matching_coordinates(units)
    controls = np.flatnonzero(~units.treated)
    more = 0.0
    for at in controls:
        nudged = outcome.copy()
        nudged[at] += 1.0
        weight = 20 * (abadie_imbens(units, matched, nudged, adjust=True).effect - found.effect)
        far = sorted((float(np.linalg.norm(where[c] - where[at])), c) for c in controls)
        like = [c for _, c in far if c != at][:4]
        once = counts.get(units.unit[at], 0) / 2
        more += (weight**2 - once**2) * np.var(outcome[[at, *like]], ddof=1)
    assert found.se**2 - known.se**2 == pytest.approx(more / 20 / 19)


def test_without_repeats_it_is_the_paired_t_test() -> None:
    units, outcome = world(3, 300, 15, 0.0)
    matched = match(units)
    found = abadie_imbens(units, matched, outcome)
    value = dict(zip(units.unit, outcome, strict=True))
    gaps = matched.pairs["treated"].map(value) - matched.pairs["control"].map(value)
    assert (found.effect, found.se) == pytest.approx((gaps.mean(), gaps.std() / 15**0.5))


def test_intervals_hold_the_truth() -> None:
    """Forty of 160 schools, so that many serve again and again; corrected for bias. By sets and
    schools alone, without it, the effect is off."""
    draws = int(os.environ.get("REPLACEMENT_WORLDS", "60"))
    inside = {"corrected": 0, "slopes known": 0, "plain": 0, "by sets and schools": 0}
    errors = dict.fromkeys(inside, 0.0)
    for seed in range(draws):
        units, outcome = world(seed, 160, 40, 0.5, bend=0.0)
        matched = match(units, replace=True, ratio=2)
        for name, one in (
            ("corrected", abadie_imbens(units, matched, outcome, adjust=True)),
            (
                "slopes known",
                abadie_imbens(units, matched, outcome, adjust=True, slopes_known=True),
            ),
            ("plain", abadie_imbens(units, matched, outcome)),
            ("by sets and schools", difference(units, matched, outcome)),
        ):
            inside[name] += one.low <= 0.5 <= one.high
            errors[name] += (one.effect - 0.5) / draws
    for name, count in inside.items():
        print(f"\n{name}: covers {count / draws:.1%} of {draws}, bias {errors[name]:+.3f}", end="")
    assert inside["corrected"] / draws > 0.89
    assert inside["slopes known"] <= inside["corrected"]
    assert abs(errors["corrected"]) < errors["plain"]


def test_what_cannot_be_told_is_refused() -> None:
    units, outcome = world(3, 60, 5, 0.0)
    matched = match(units, replace=True)
    unknown = outcome.copy()
    unknown[matched.weights > 0] = np.nan
    with pytest.raises(SettingError, match="not known"):
        abadie_imbens(units, matched, unknown)
    alone, outcome = world(3, 60, 1, 0.0)
    with pytest.raises(SettingError, match="one set"):
        abadie_imbens(alone, match(alone), outcome)
