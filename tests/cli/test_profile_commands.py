"""The commands about needs and strengths: vocabulary and profile."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcher.cli.main import cli
from matcher.profile.vocabulary import load


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_vocabulary_in_three_forms() -> None:
    words = load()
    text = run("vocabulary")
    assert text.startswith(f"Vocabulary of {words.version}")
    assert "  L3  " in text
    assert "* physics" in text
    assert "* art" not in text
    rows = list(csv.DictReader(io.StringIO(run("vocabulary", "--format", "csv"))))
    assert [row["id"] for row in rows if row["id"]] == [a.id for a in words.activities]
    assert [row["name"] for row in rows if not row["id"]] == [s.name for s in words.subjects]
    assert {row["shortage"] for row in rows if not row["id"]} == {"yes", "no"}
    assert json.loads(run("vocabulary", "--format", "json")) == rows


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(
        "URN,Name,Needs,Strengths\n100000,Ash,T3 physics=0.5; kindness,L3\n100001,Elm,,none\n",
        encoding="utf-8",
    )
    return path


def test_a_profile_is_printed_or_written(office: Path) -> None:
    printed = run("profile", office)
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [(r["urn"], r["activity"], r["subject"], r["need"], r["strength"]) for r in rows] == [
        ("100000", "L3", "", "", "1"),
        ("100000", "T3", "physics", "0.5", ""),
        ("100001", "none", "", "", "0"),
    ]
    assert {row["source"] for row in rows} == {"stated"}
    out = office.with_name("profile.csv")
    run("profile", office, "--out", out)
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").replace("\r\n", "\n") == printed
