"""The commands about needs and strengths: vocabulary and profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from program import result_of, rows_of

from matcher.profile.vocabulary import load


def test_the_vocabulary_in_three_forms() -> None:
    words = load()
    text = result_of("vocabulary")
    assert text.startswith(f"Vocabulary of {words.version}")
    assert "  L3  " in text
    assert "* physics" in text
    assert "* art" not in text
    rows = rows_of(result_of("vocabulary", "--format", "csv"))
    assert [row["id"] for row in rows if row["id"]] == [a.id for a in words.activities]
    assert [row["name"] for row in rows if not row["id"]] == [s.name for s in words.subjects]
    assert {row["shortage"] for row in rows if not row["id"]} == {"yes", "no"}
    assert json.loads(result_of("vocabulary", "--format", "json")) == rows


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(
        "URN,Name,Needs,Strengths\n100000,Ash,T3 physics=0.5; kindness,L3\n100001,Elm,,none\n",
        encoding="utf-8",
    )
    return path


def test_a_profile_is_printed_or_written(office: Path) -> None:
    printed = result_of("profile", office)
    rows = rows_of(printed)
    assert [(r["urn"], r["activity"], r["subject"], r["need"], r["strength"]) for r in rows] == [
        ("100000", "L3", "", "", "1"),
        ("100000", "T3", "physics", "0.5", ""),
        ("100001", "none", "", "", "0"),
    ]
    assert {row["source"] for row in rows} == {"stated", "partly"}
    out = office.with_name("profile.csv")
    result_of("profile", office, "--out", out)
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").replace("\r\n", "\n") == printed


@pytest.fixture
def prose(tmp_path: Path) -> Path:
    path = tmp_path / "prose.csv"
    path.write_text(
        "URN,Name,Needs,Notes\n"
        "100000,Ash,we cannot recruit a physics teacher,Happy to open our swimming pool to others\n"
        "100001,Elm,L3,No shortage of maths teachers\n",
        encoding="utf-8",
    )
    return path


def test_a_profile_tells_the_words_and_how_sure_it_is(prose: Path) -> None:
    rows = rows_of(result_of("profile", prose))
    assert [(r["urn"], r["activity"], r["subject"], r["source"], r["evidence"]) for r in rows] == [
        ("100000", "C3", "pool", "wording", "Happy to open our swimming pool to others"),
        ("100000", "T3", "physics", "wording", "we cannot recruit a physics teacher"),
        ("100001", "L3", "", "stated", "L3"),
    ]
    assert all(0.5 <= float(row["confidence"]) <= 1 for row in rows)
    plain = rows_of(result_of("profile", prose, "--no-wording"))
    assert [row["urn"] for row in plain] == ["100001"]


def test_a_profile_from_figures_and_priorities(tmp_path: Path) -> None:
    schools = tmp_path / "schools.csv"
    table = tmp_path / "2018-2019_england_ks2final.csv"
    rows = ["URN,Name,Type,Phase,Region,Needs,Pupils"]
    figures = ["RECTYPE,URN,SCHNAME,READPROG,MATPROG,TELIG"]
    for number in range(40):
        stated = "T2 maths=0.9" if number == 0 else ""
        rows.append(f"{100000 + number},S{number},Academy,Primary,North West,{stated},200")
        figures.append(f"1,{100000 + number},S{number},{number - 20},{number - 20},30")
    figures.append("4,,England,SUPP,SUPP,")
    schools.write_text("\n".join(rows), encoding="utf-8")
    table.write_text("\n".join(figures), encoding="utf-8")
    wanted = tmp_path / "wanted.csv"
    wanted.write_text("Level,Name,Priority\nregion,North West,L2\n", encoding="utf-8")
    printed = result_of("profile", schools, "--performance", table, "--priorities", wanted)
    found = {(r["urn"], r["activity"], r["subject"]): r for r in rows_of(printed)}
    assert found["100000", "T2", "maths"]["source"] == "stated"
    assert found["100000", "T2", "literacy"]["source"] == "measured"
    assert float(found["100000", "T2", "literacy"]["need"]) > 0.2
    assert "reading" in found["100000", "T2", "literacy"]["evidence"]
    assert "2018/19" in found["100000", "T2", "literacy"]["evidence"]
    assert float(found["100039", "T2", "maths"]["strength"]) > 0.2
    assert found["100020", "L2", ""]["source"] == "priority"
    narrowed = result_of("profile", schools, "--performance", table, "--subject", "maths")
    subjects = {r["subject"] for r in rows_of(narrowed)}
    assert subjects == {"maths"}
    own = tmp_path / "rules.toml"
    own.write_text('off = ["ks2-maths"]\n', encoding="utf-8")
    without = result_of("profile", schools, "--performance", table, "--rules", own)
    assert "maths" not in {r["subject"] for r in rows_of(without) if r["source"] == "measured"}
