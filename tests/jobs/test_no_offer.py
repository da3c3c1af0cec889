"""A partner that a list says to offer nothing is told so wherever it is told of, and is asked for
nothing."""

from __future__ import annotations

from pathlib import Path

from program import output_of, table

LIST = """URN,Name,Type,Phase,Easting,Northing,Role,Needs,Strengths,Capacity
900001,Ash School,Community school,Secondary,500000,200000,seeker,T3 physics; X1,C2 Latin,
900002,Birch College,Other independent school,Secondary,501000,200000,partner,,none,0
900003,Cedar College,Other independent school,Secondary,502000,200000,partner,L3,T3 physics,2
900004,Elm College,Other independent school,Secondary,503000,200000,partner,,,
"""


def test_it_is_told_and_asked_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    none = ("--register", "none", "--postcodes", "none")
    output_of("match", tmp_path / "list.csv", *none, "--out", tmp_path / "run")
    said = {
        row["partner_urn"]: "it is said to offer nothing" in row["reasons"].split("; ")
        for row in table(tmp_path / "run" / "matches.csv")
    }
    assert said == {"900002": True, "900003": False, "900004": False}
    told = output_of("explain", tmp_path / "run", "900001", "900002")
    assert "Offers: Birch College is said to offer nothing" in told
    assert "Places: the list gives Birch College none" in told
    assert "said to offer" not in output_of("explain", tmp_path / "run", "900001", "900003")
    page = tmp_path / "page.html"
    output_of("report", tmp_path / "run", "--school", "900001", "--out", page)
    words = page.read_text(encoding="utf-8")
    assert "the list gives it no places" in words and "t is said to offer nothing" in words
    asked = words.partition("Whom to ask what")[2].partition("What you need, and")[0]
    assert "Birch College" not in asked and "Elm College" in asked
