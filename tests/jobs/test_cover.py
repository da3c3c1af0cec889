"""What a partner offers near what is needed counts in part, and is said to."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcher.cli.program import cli

# Each seeker stands beside one partner and far from the others.
PAIRS = [
    ("T3 science", "T3 physics", "science teaching in part (physics teaching)",
     "physics teaching covers half of this need, as physics is one of three sciences"),
    ("T2", "T2 maths", "professional development in part (maths professional development)",
     "covers half of this need, as the need names no subject, and maths is one"),
    ("C3 PE", "C3 pool", "PE facilities in part (use of a pool)",
     "use of a pool covers a part of this need, as a pool is a small part of what PE takes"),
    ("C3 science labs", "C3 science labs", "use of science labs", "offers it (in full"),
    ("E1 physics", "E1", "physics masterclasses in part (masterclasses and Saturday "
     "schools, wider offer)",
     "as the offer names no subject, and physics may be meant"),
]  # fmt: skip


OWN = {3: "labs for science = 0.5"}  # what the seeker of that number offers itself
# The last: nobody has said that what is offered is what is needed.
VERBS = ("covers",) * 4 + ("may cover",)

# What a person asks for whose pair is the one of that number.
ASKED = [
    (("--subject", "science"), 0),
    (("--activity", "T2"), 1),
    (("--subject", "PE"), 2),
    (("--activity", "E1", "--subject", "physics"), 4),
]


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
        urn, own = 910000 + number, OWN.get(number, "")
        lines.append(f"{urn},Seeker {number},Community school,seeker,{place},{need},{own}")
        lines.append(
            f"{920000 + number},Partner {number},Academy converter,partner,{place},,{offer}"
        )
    (top / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    match(top / "list.csv", top / "run")
    return top / "run"


def match(listed: Path, out: Path, *asked: str) -> None:
    run("match", listed, "--out", out, "--register", "none", "--postcodes", "none", "--max-km",
        "5", *asked)  # fmt: skip


def pair(folder: Path, number: int) -> dict[str, str]:
    """The row of a pair by its number in PAIRS."""
    with (folder / "matches.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = [r for r in csv.DictReader(file) if r["seeker_urn"] == str(910000 + number)]
    return row


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_a_need_met_in_part_counts_and_is_told(matched: Path, number: int) -> None:
    _, _, reason, why = PAIRS[number]
    row = pair(matched, number)
    assert f"{VERBS[number]} your one need: {reason}" in row["reasons"]
    assert row["shared"]
    assert float(row["gives"]) > 0
    assert why in run("explain", matched, row["seeker_urn"], row["partner_urn"])


@pytest.mark.parametrize(("asked", "number"), ASKED)
def test_a_narrowed_run_counts_what_meets_such_a_need_in_part(
    matched: Path, tmp_path: Path, asked: tuple[str, ...], number: int
) -> None:
    match(matched.parent / "list.csv", tmp_path / "run", *asked)
    whole, row = pair(matched, number), pair(tmp_path / "run", number)
    known = VERBS[number] == "covers"
    assert row["fit"] == ("known" if known else "likely")
    assert float(row["gives"]) > 0
    assert [row[name] for name in ("shared", "basis")] == [
        whole[name] for name in ("shared", "basis")
    ]
    assert f"{VERBS[number]} your one need: {PAIRS[number][2]}" in row["reasons"]
    shown = run("explain", tmp_path / "run", row["seeker_urn"], row["partner_urn"])
    assert PAIRS[number][3] in shown
    assert f"It {'is known to' if known else 'may'} fit what this run was narrowed to" in shown
    groups = run("groups", tmp_path / "run", "--by", "la")
    assert f"Partner {number} (92000{number})" in groups
    assert f"{'could' if known else 'may'} help the one school" in groups


def test_a_wider_offer_is_asked_about_and_given_by_no_agreement(
    matched: Path, tmp_path: Path
) -> None:
    own = run("explain", matched, "910003", "920003")
    assert "use of science labs (in full, stated in a list: “C3 science labs”)" in own
    both = ("910004", "920004")
    told = run("explain", matched, *both)
    assert "(0 of 1 met, 1 may be)" in told
    assert "in part or not for sure: how far the seeker's needs are covered" in told
    assert "offers masterclasses and Saturday schools; ask whether that includes this" in told
    run("report", matched, "--school", both[0], "--out", tmp_path / "page.html")
    text = " ".join((tmp_path / "page.html").read_text(encoding="utf-8").split())
    assert "ask whether it would offer physics masterclasses (what is offered is wider" in text
    assert "once it is settled that this includes physics masterclasses" in text
    assert "it may meet a need of yours" in text.lower()
    words = run("mou", "write", matched, *both, "--format", "md", "--out", "-")
    assert "has not said yet what it gives" in words
    assert "what it offers is wider, and may not include it" in words


def test_a_need_for_the_whole_is_none_for_a_part(matched: Path, tmp_path: Path) -> None:
    match(matched.parent / "list.csv", tmp_path / "run", "--subject", "chemistry")
    assert ",known," not in (tmp_path / "run" / "matches.csv").read_text(encoding="utf-8-sig")
