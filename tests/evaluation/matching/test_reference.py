"""The reference: R 4.2.2 with MatchIt 4.5.1 on the LaLonde data, its own results read from
files, and those of further specifications, run once in the same R, as figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from matcher.evaluation.effect.effect import difference
from matcher.evaluation.matching.balance import balance
from matcher.evaluation.matching.nearest_neighbours import match
from matcher.evaluation.matching.prepare import Options, match_units
from matcher.evaluation.matching.units import Units

pytestmark = pytest.mark.real

COVARIATES = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]
# As MatchIt 4.5.1 has it: it compares distances rounded down to 0, so that of the nearest
# below and the nearest above it always takes the one below.
PROPENSITY: dict[str, Any] = {"distance": "propensity", "order": "largest", "side": "below"}
REFERENCE: dict[str, tuple[dict[str, Any], float, float]] = {
    "mahalanobis_replace": ({"replace": True}, 625.76, 544.25),
    "mahalanobis_noreplace_data_order": ({}, 516.64, 1235.11),
    "propensity_noreplace_largest": (PROPENSITY, 770.39, 1307.01),
}
# options, pairs, raw and adjusted difference
FURTHER: list[tuple[dict[str, Any], int, float, float]] = [
    ({"ratio": 2}, 370, -177.5513, 1443.775),
    ({"ratio": 2, "replace": True}, 370, 852.9273, 802.7404),
    ({"exact": ("race",)}, 116, 349.3452, 681.301),
    (PROPENSITY | {"replace": True}, 185, 1379.277, 1188.081),
    (PROPENSITY | {"ratio": 2}, 370, 220.2886, 1395.651),
    (PROPENSITY | {"exact": ("race",)}, 116, 1395.756, 1221.584),
]


@pytest.fixture(scope="module")
def frame(shared_data: Path) -> pd.DataFrame:
    path = shared_data / "evaluation" / "lalonde-matchit-614.csv"
    return pd.read_csv(path).rename(columns={"rownames": "unit", "treat": "treated"})


@pytest.fixture(scope="module")
def units(frame: pd.DataFrame) -> Units:
    return Units.of(frame, COVARIATES)


@pytest.mark.parametrize("name", REFERENCE)
def test_the_same_pairs_balance_and_differences(
    name: str, frame: pd.DataFrame, units: Units, shared_data: Path
) -> None:
    options, raw, adjusted = REFERENCE[name]
    folder = shared_data / "evaluation" / "matchit"
    matched = match(units, ties=None, **options)
    theirs = pd.read_csv(folder / f"{name}-pairs.csv")
    key = ["treated", "k", "control"]
    ours = matched.pairs[key].sort_values(key).reset_index(drop=True)
    pd.testing.assert_frame_equal(
        ours, theirs[key].sort_values(key).reset_index(drop=True), check_dtype=False
    )

    table = balance(units, matched).table.set_index("covariate")
    expected = pd.read_csv(folder / f"{name}-balance.csv").set_index("covariate")
    assert set(table.index) == set(expected.index)
    for column in ("smd_before", "smd_after", "vr_before", "vr_after"):
        np.testing.assert_allclose(table.loc[expected.index, column], expected[column], atol=1e-6)

    outcome = frame["re78"].to_numpy(dtype=float)
    assert difference(units, matched, outcome).effect == pytest.approx(raw, abs=0.01)
    assert difference(units, matched, outcome, adjust=True).effect == pytest.approx(
        adjusted, abs=0.01
    )


@pytest.mark.parametrize(("options", "pairs", "raw", "adjusted"), FURTHER)
def test_other_specifications_work_the_same_way(
    options: dict[str, Any],
    pairs: int,
    raw: float,
    adjusted: float,
    frame: pd.DataFrame,
    units: Units,
) -> None:
    matched = match(units, ties=None, **options)
    outcome = frame["re78"].to_numpy(dtype=float)
    assert len(matched.pairs) == pairs
    assert difference(units, matched, outcome).effect == pytest.approx(raw, abs=0.01)
    assert difference(units, matched, outcome, adjust=True).effect == pytest.approx(
        adjusted, abs=0.01
    )


@pytest.mark.parametrize(
    ("covariates", "first", "raw", "adjusted"),
    [
        (COVARIATES, "PSID66 PSID46 PSID179 PSID238 PSID6", 1395.756293, 1221.583566),
        # matchit(treat ~ all but race, exact = ~race): race is in no propensity.
        ([*COVARIATES[:2], *COVARIATES[3:]], "PSID66 PSID179 PSID408 PSID15 PSID231", 992.4671884,
         1195.235462),
    ],
)  # fmt: skip
def test_what_must_be_equal_is_in_the_distance_only_where_it_is_named(
    covariates: list[str], first: str, raw: float, adjusted: float, frame: pd.DataFrame,
    units: Units,
) -> None:  # fmt: skip
    options = Options(tuple(covariates), exact=("race",), ratio=1, distance="propensity",
                      like_matchit=True)  # fmt: skip
    matched = match_units(units, options)
    outcome = frame["re78"].to_numpy(dtype=float)
    assert len(matched.pairs) == 116 and " ".join(matched.pairs["control"][:5]) == first
    assert difference(units, matched, outcome).effect == pytest.approx(raw, abs=0.01)
    assert difference(units, matched, outcome, adjust=True).effect == pytest.approx(
        adjusted, abs=0.01
    )


def test_the_nearest_on_either_side_is_nearer_than_the_reference(units: Units) -> None:
    """Without the reference's slip no pair of the first round is farther."""
    below = match(units, **PROPENSITY | {"replace": True}).pairs.set_index("treated")["distance"]
    either = match(units, "propensity", order="largest", replace=True)
    nearest = either.pairs.set_index("treated")["distance"]
    assert (nearest <= below.loc[nearest.index]).all()
    assert (nearest < below.loc[nearest.index]).any()


@pytest.mark.parametrize("caliper", [0.2, 0.05])
@pytest.mark.parametrize("replace", [False, True])
def test_a_caliper_holds(units: Units, caliper: float, replace: bool) -> None:
    """By its property: the reference lets pairs beyond it stand (its issue 236)."""
    whole = match(units, "propensity", order="largest", replace=replace)
    matched = match(units, "propensity", order="largest", replace=replace, caliper=caliper)
    spread = np.std(matched.score, ddof=1)
    score = dict(zip(units.unit, matched.score, strict=True))
    apart = [
        abs(score[t] - score[c]) / spread
        for t, c in zip(matched.pairs["treated"], matched.pairs["control"], strict=True)
    ]
    assert max(apart) <= caliper + 1e-9
    assert matched.pairs["treated"].nunique() + len(matched.unmatched) == 185
    if not replace:
        assert matched.unmatched  # both leave some of the 185 without a match
        assert str(len(matched.unmatched)) in matched.estimand
    assert whole.estimand == "the effect on the treated (ATT)"
