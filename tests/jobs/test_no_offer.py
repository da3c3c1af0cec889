"""A school that a list says to offer, or to need, nothing is told so wherever it is told of, and is
asked for nothing."""

from __future__ import annotations

from pathlib import Path

from program import output_of, table

LIST = """URN,Name,Type,Phase,Easting,Northing,Role,Needs,Strengths,Capacity
900001,Ash School,Community school,Secondary,500000,200000,seeker,T3 physics; X1,C2 Latin,
900002,Birch College,Other independent school,Secondary,501000,200000,partner,,none,0
900003,Cedar College,Other independent school,Secondary,502000,200000,partner,,T3 physics,2
900004,Elm College,Other independent school,Secondary,503000,200000,partner,,,
900005,Oak School,Community school,Secondary,500000,200100,seeker,T3 physics,none,
"""


def test_it_is_told_and_asked_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    none = ("--register", "none", "--postcodes", "none")
    made = output_of("match", tmp_path / "list.csv", *none, "--out", tmp_path / "run")
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
    asked = words.partition("<bdi>Whom to ask what")[2].partition("What you need, and")[0]
    assert "Birch College" not in asked and "Elm College" in asked
    # Of a school that seeks, too, what it could give is known, and nobody is asked what it needs.
    assert "gets back, of which nothing is known but that some are said to need, or to" in made
    told = output_of("explain", tmp_path / "run", "900005", "900003")
    assert "Known: how near they are, priority area, how far the partner's needs are" in told
    assert "Offers: Oak School is said to offer nothing" in told
    assert "Not counted, as nothing else is known of it in this run: partner's needs" in told
    for side, urn, said in (
        ("--school", "900005", "You are said to offer nothing. Partnerships last"),
        ("--partner", "900003", "It is said to offer nothing. Partnerships last"),
    ):
        output_of("report", tmp_path / "run", side, urn, "--out", page, "--force")
        words = page.read_text(encoding="utf-8")
        assert said in words and said.partition(" Partner")[0] in words.partition("</table>")[0]
    output_of("report", tmp_path / "run", "--school", "900005", "--out", page, "--force")
    words = page.read_text(encoding="utf-8")
    assert "not known: what you could" not in words and "Known: distance, what you" in words
    assert "sk what it needs" not in words and "each of them needs" not in words
