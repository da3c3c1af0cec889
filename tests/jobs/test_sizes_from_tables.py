"""What published tables tell of a school's ages and roll, all the way: gates, strengths, words."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from entry_tables import A_LEVEL_CSV, a_level, write
from program import table

from matcher.core.settings.combine import settings
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.match import run
from matcher.jobs.stages.reading import Sources
from matcher.show.explain.text import lines

LIST = (
    "URN,Name,Type,Phase,Easting,Northing,Role,Number of pupils,Ages\n"
    "900001,Ash Primary,Community school,Primary,500000,200000,seeker,210,4-11\n"
    "900002,Elm College,Other independent school,Not applicable,500500,200000,partner,,\n"
    "900003,Oak Prep,Other independent school,Not applicable,500700,200000,partner,,\n"
    "900004,Yew House,Other independent school,Not applicable,500900,200000,partner,640,\n"
)
KS4 = (
    "RECTYPE,URN,SCHNAME,SCHOOLTYPE,AGERANGE,TOTPUPS,P8MEA\n"
    "1,900002,Elm,independent,17-19,420,z\n1,900003,Oak,independent,3-16,82,z\n"
    "1,900004,Yew,independent,,12,z\n"
)


@pytest.fixture
def given(tmp_path: Path) -> Sources:
    schools, tables = tmp_path / "list.csv", tmp_path / "2018-2019_england_ks4final.csv"
    schools.write_text(LIST, encoding="utf-8")
    tables.write_text(KS4, encoding="utf-8")
    entries = [a_level("900004", name, 12) for name in ("Latin", "Physics")]
    offers = write(tmp_path / "entries.csv", A_LEVEL_CSV, entries)
    return Sources((schools,), performance=(tables,), offers=(offers,))


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_gates_strengths_and_words_see_them(given: Sources, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run(given, settings(), out)
    known = {row["urn"]: row for row in table(out / "schools.csv")}
    assert [known["900003"][name] for name in ("age_low", "age_high", "pupils")] == [
        "3",
        "16",
        "82",
    ]
    # What the list says stands, whatever the table has; the entries tell the rest.
    assert [known["900004"][name] for name in ("age_high", "pupils")] == ["18", "640"]
    matches = {row["partner_urn"]: row for row in table(out / "matches.csv")}
    assert set(matches) == {"900003", "900004"}  # to 11 and from 17 on cannot meet
    assert "the partner is small, 82 on roll" in matches["900003"]["reasons"]
    assert "small" not in matches["900004"]["reasons"]
    rows = table(out / "profile.csv")
    rows = table(out / "profile.csv")
    profile = {(row["urn"], row["activity"], row["subject"]): row for row in rows}
    size = profile["900002", "C3", ""]
    assert size["evidence"] == "pupils on roll: 420, key stage 4 table of 2018/19"
    assert profile["900004", "C3", ""]["evidence"] == "pupils on roll: 640"
    assert profile["900004", "X1", ""]["evidence"] == (
        "oldest age taught: 18, A-level entries of 2024/25"
    )
    assert float(profile["900004", "T3", "physics"]["strength"]) > 0
    notes = [row for row in read(out / "problems.csv") if row["code"] == "filled_from_table"]
    both = "the ages of 2 schools and the pupils on roll of 2 schools"
    assert {row["list"]: row["message"].split(",")[0] for row in notes} == {
        "2018-2019_england_ks4final.csv": both,
        "entries.csv": "the ages of 1 school",
    }
    # A run that is read again knows what it was made with.
    told = lines(explain(out, ["900001", "900002"]).about)
    assert any("phase" in line for line in told)
    told = lines(explain(out, ["900001", "900003"]).about)
    assert (
        "Size: Oak Prep is small, with 82 pupils on roll: it may have little to share, whatever "
        "the score says" in told
    )
    told = lines(explain(out, ["900001", "900004"]).about)
    assert not any(line.startswith("Size") for line in told)
