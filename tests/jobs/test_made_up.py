"""A list of 400 made-up schools that all state needs and strengths, scored once more by hand."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from program import rows_of

from matcher.core.settings.combine import settings
from matcher.jobs.matching.match import run
from matcher.jobs.stages.reading import Sources

TAGS = ("T1", "T2", "T3 physics", "T3 mathematics", "C2 Latin", "C2 French", "C3 chemistry",
        "C4", "L1", "L2", "L3", "X1", "R1")  # fmt: skip
WEIGHTS = {"near": 3 / 9, "gives": 4 / 9, "gains": 2 / 9}


def made_up(seed: int) -> list[dict[str, str]]:
    rng = random.Random(seed)
    rows = []
    for number in range(400):
        sides = {}
        for side in ("Needs", "Strengths"):
            chosen = rng.sample(TAGS, rng.randint(1, 5))
            sides[side] = {tag: rng.choice([1.0, 1.0, 0.5, 0.25, 0.8]) for tag in chosen}
        rows.append(
            {
                "URN": str(200_000 + number * 3),
                "Name": f"Made-up school {number}",
                "Type": rng.choice(["Academy converter"] * 3 + ["Other independent school"]),
                "Easting": str(rng.randint(300_000, 600_000)),
                "Northing": str(rng.randint(150_000, 450_000)),
                **{
                    side: "; ".join(
                        tag if degree == 1 else f"{tag}={degree}" for tag, degree in tags.items()
                    )
                    for side, tags in sides.items()
                },
                "_needs": sides["Needs"],  # type: ignore[dict-item]
                "_strengths": sides["Strengths"],  # type: ignore[dict-item]
            }
        )
    return rows


# Coaching and the support of leaders meet each other's need in part.
IN_PART = {"L2": ("L3", 0.3), "L3": ("L2", 0.3)}
FULL_CLAIMS = FEWEST_NEEDS = 3


def offered(says: dict[str, float], tag: str) -> float:
    """What a school has of a tag: long claims count in part, what is near it in part."""

    def hundredths(name: str) -> float:
        degree = round(100 * says.get(name, 0.0))
        claims = sum(round(100 * one) for one in says.values())
        return round(degree * FULL_CLAIMS * 100 / max(claims, FULL_CLAIMS * 100))

    near_by, share = IN_PART.get(tag, ("", 0.0))
    return max(hundredths(tag), round(hundredths(near_by) * share)) / 100


def covered(wants: dict[str, float], has: dict[str, float]) -> tuple[float, float]:
    """The share of needs met, and the share of them that are named."""
    total = max(sum(wants.values()), FEWEST_NEEDS * max(wants.values()))
    met = sum(degree * offered(has, tag) for tag, degree in wants.items())
    return met / total, sum(wants.values()) / total


def with_mean(terms: dict[tuple[str, str], tuple[float, float]]) -> dict[tuple[str, str], float]:
    """Each term, with the mean of what is named for what is not."""
    mean = sum(met for met, _ in terms.values()) / sum(named for _, named in terms.values())
    return {pair: met + (1 - named) * mean for pair, (met, named) in terms.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_scores_and_order_equal_the_description_of_the_score(tmp_path: Path, seed: int) -> None:
    schools = made_up(seed)
    path = tmp_path / "made-up.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(
            handle, [k for k in schools[0] if not k.startswith("_")], extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(schools)
    config = settings(weights="near=3,gives=4,gains=2,opportunity=0", max_km=500, k=5)
    made = run(Sources((path,)), config, tmp_path / "out")
    text = (made.folder / "matches.csv").read_bytes().decode("utf-8-sig")
    got: dict[str, list[tuple[str, float]]] = {}
    back: dict[str, list[tuple[int, str]]] = {}
    for row in rows_of(text):
        if row["rank"]:
            got.setdefault(row["seeker_urn"], []).append((row["partner_urn"], float(row["score"])))
            assert int(row["rank"]) == len(got[row["seeker_urn"]])
        if row["partner_rank"]:
            back.setdefault(row["partner_urn"], []).append(
                (int(row["partner_rank"]), row["seeker_urn"])
            )
    seekers = [s for s in schools if s["Type"].startswith("Academy")]
    partners = [s for s in schools if s["Type"].startswith("Other")]
    pairs = [(i, j) for i in seekers for j in partners]
    gives = with_mean(
        {(i["URN"], j["URN"]): covered(i["_needs"], j["_strengths"]) for i, j in pairs}
    )  # type: ignore[arg-type]
    gains = with_mean(
        {(i["URN"], j["URN"]): covered(j["_needs"], i["_strengths"]) for i, j in pairs}
    )  # type: ignore[arg-type]
    score: dict[tuple[str, str], float] = {}
    for i in seekers:
        for j in partners:
            km = (
                (int(i["Easting"]) - int(j["Easting"])) ** 2
                + (int(i["Northing"]) - int(j["Northing"])) ** 2
            ) ** 0.5 / 1000
            score[i["URN"], j["URN"]] = (
                WEIGHTS["near"] * 2 ** (-km / 10)
                + WEIGHTS["gives"] * gives[i["URN"], j["URN"]]
                + WEIGHTS["gains"] * gains[i["URN"], j["URN"]]
            )
    for i in seekers:
        best = sorted((-score[i["URN"], j["URN"]], int(j["URN"])) for j in partners)[:5]
        assert [urn for urn, _ in got[i["URN"]]] == [str(urn) for _, urn in best]
        for (_, mine), (theirs, _) in zip(got[i["URN"]], best, strict=True):
            assert mine == pytest.approx(-theirs, abs=1e-9)
    for j in partners:
        best = sorted((-score[i["URN"], j["URN"]], int(i["URN"])) for i in seekers)[:5]
        assert [urn for _, urn in sorted(back[j["URN"]])] == [str(urn) for _, urn in best]
    # The lists give no ages and no trusts: each of these two gates has nothing to go by.
    assert made.manifest["problems"] == {"gate_without_facts": 2}
