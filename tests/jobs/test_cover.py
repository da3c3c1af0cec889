"""What a partner offers near what is needed counts in part, and is said to."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcher.cli.main import cli

# Each seeker stands beside one partner and far from the others.
PAIRS = [
    ("T3 science", "T3 physics", "science teaching in part (physics teaching)",
     "physics teaching covers half of this need, as physics is one of three sciences"),
    ("T2", "T2 maths", "professional development in part (maths professional development)",
     "covers half of this need, as the need names no subject, and maths is one"),
    ("C3 PE", "C3 pool", "PE facilities in part (use of a pool)",
     "use of a pool covers a part of this need, as a pool is a small part of what PE takes"),
    ("C3 science labs", "C3 science labs", "use of science labs", "offers it (strength 1"),
    ("E1 physics", "E1", "physics masterclasses in part (masterclasses and Saturday schools)",
     "as the offer names no subject, and physics may be meant"),
]  # fmt: skip


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def matched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("cover")
    lines = ["URN,Name,Type,Role,Local authority,Latitude,Longitude,Needs,Strengths"]
    for number, (need, offer, *_) in enumerate(PAIRS):
        place = f"East Sussex,50.86,{0.5 + number / 5:.2f}"
        lines.append(f"{910000 + number},Seeker {number},Community school,seeker,{place},{need},")
        lines.append(
            f"{920000 + number},Partner {number},Academy converter,partner,{place},,{offer}"
        )
    (top / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    run("match", top / "list.csv", "--out", top / "run", "--register", "none", "--postcodes",
        "none", "--max-km", "5")  # fmt: skip
    return top / "run"


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_a_need_met_in_part_counts_and_is_told(matched: Path, number: int) -> None:
    _, _, reason, why = PAIRS[number]
    with (matched / "matches.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = [r for r in csv.DictReader(file) if r["seeker_urn"] == str(910000 + number)]
    assert f"covers your one need: {reason}" in row["reasons"]
    assert row["shared"]
    assert float(row["gives"]) > 0
    assert why in run("explain", matched, row["seeker_urn"], row["partner_urn"])
