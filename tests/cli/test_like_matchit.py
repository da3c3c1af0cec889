"""The reference through the front door: the LaLonde data of R's MatchIt 4.5.1 as a panel and a
register, and the pairs that it gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from program import invoke

pytestmark = pytest.mark.real

# The columns of the reference, by names that a panel of schools may have.
FIGURES = {"age": "a", "educ": "b", "married": "c", "nodegree": "d", "re74": "e", "re75": "f"}
WAYS = {
    "mahalanobis_noreplace_data_order": ([], 516.64),
    "mahalanobis_replace": (["--replace"], 625.76),
    "propensity_noreplace_largest": (["--distance", "propensity"], 770.39),
}


@pytest.fixture(scope="module")
def lalonde(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """register.csv and panel.csv, and treated.csv; the outcome before is 0 for all, so that the
    difference in differences is the difference."""
    folder = tmp_path_factory.mktemp("lalonde")
    rows = pd.read_csv(shared_data / "evaluation" / "lalonde-matchit-614.csv")
    rows["urn"] = [str(100_000 + at) for at in range(len(rows))]
    files = {part: folder / f"{part}.csv" for part in ("register", "panel", "treated")}
    register = pd.DataFrame({"URN": rows["urn"], "EstablishmentName": rows["rownames"]})
    for column, value in (
        ("EstablishmentTypeGroup (name)", "Academies"),
        ("TypeOfEstablishment (name)", "Community school"),
        ("EstablishmentStatus (name)", "Open"),
        ("PhaseOfEducation (name)", "Primary"),
        ("GOR (name)", rows["race"]),
    ):
        register[column] = value
    register.to_csv(files["register"], index=False)
    figures = rows[["urn", *FIGURES]].rename(columns=FIGURES)
    years = [
        figures.assign(year_starting=2017, outcome=0.0),
        figures.assign(year_starting=2018, outcome=rows["re78"]),
    ]
    # In no order at all, which must not matter.
    pd.concat(years).sample(frac=1, random_state=1).to_csv(files["panel"], index=False)
    chosen = rows.loc[rows["treat"] == 1, ["urn"]].sample(frac=1, random_state=2)
    chosen.to_csv(files["treated"], index=False)
    rows[["urn", "rownames"]].to_csv(folder / "names.csv", index=False)
    return files | {"names": folder / "names.csv"}


def run(lalonde: dict[str, Path], *more: str) -> Result:
    files = [f"--{part}={lalonde[part]}" for part in ("panel", "register", "treated")]
    return invoke(
        "evaluate", *files, "--outcome", "outcome", "--before", "2017", "--after", "2018",
        "--covariates", ",".join([*FIGURES.values(), "region"]), "--like-matchit", *more,
        "--format", "json",
    )  # fmt: skip


def ask(lalonde: dict[str, Path], *more: str) -> dict[str, Any]:
    done = run(lalonde, *more)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("name", WAYS)
def test_the_pairs_are_those_of_the_reference(
    name: str, lalonde: dict[str, Path], shared_data: Path
) -> None:
    more, raw = WAYS[name]
    told = ask(lalonde, *more)
    called = pd.read_csv(lalonde["names"], dtype=str).set_index("urn")["rownames"].to_dict()
    ours = {(called[p["treated"]], p["k"], called[p["control"]]) for p in told["pairs"]}
    theirs = pd.read_csv(shared_data / "evaluation" / "matchit" / f"{name}-pairs.csv")
    assert ours == set(zip(theirs["treated"], theirs["k"], theirs["control"], strict=True))
    assert told["raw"]["effect"] == pytest.approx(raw, abs=0.01)
    gaps = {year["year"]: year["treated"] - year["comparison"] for year in told["years"]}
    assert gaps[2018] - gaps[2017] == pytest.approx(raw, abs=0.01)


@pytest.mark.parametrize(
    ("more", "how"),
    [
        (["--ratio", "2", "--exact", "region"],
         "2 nearest by Mahalanobis distance, without replacement, equal in region, served in the "
         "order of the data, ties too"),
        (["--distance", "propensity", "--no-exchange"],
         "1 nearest by propensity (logistic), without replacement, the largest propensity first, "
         "from below, as MatchIt 4.5.1"),
    ],
)  # fmt: skip
def test_what_is_asked_for_beside_it_holds(
    more: list[str], how: str, lalonde: dict[str, Path]
) -> None:
    assert ask(lalonde, *more)["how"] == how


def test_what_must_be_equal_is_no_part_of_the_distance(lalonde: dict[str, Path]) -> None:
    """matchit(treat ~ age + ..., exact = ~race, distance = "glm", m.order = "largest")"""
    told = ask(lalonde, "--covariates", ",".join(FIGURES.values()), "--exact", "region",
               "--distance", "propensity")  # fmt: skip
    assert told["matched"] == 116
    assert told["raw"]["effect"] == pytest.approx(992.4671884, abs=0.01)


def test_it_exchanges_nothing(lalonde: dict[str, Path]) -> None:
    done = run(lalonde, "--exchange")
    assert done.exit_code == 2 and "--like-matchit exchanges nothing" in done.stderr
