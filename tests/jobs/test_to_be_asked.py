"""A partner of which nothing is known is told so, with the question, wherever it stands."""

from __future__ import annotations

import io

import openpyxl
import pytest
from program import table

from matcher.core.settings.combine import settings
from matcher.core.tables import NOT_KNOWN
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.groups import groups
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.stages.reading import Sources

UNKNOWN = "nothing is known of what it offers"
QUESTION = f"{UNKNOWN}; ask whether it could give"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two schools with needs and three partners: one says what it offers, one says that it
    offers nothing, one is silent. All of them stand in the lists."""
    folder = tmp_path_factory.mktemp("office")
    path = folder / "mine.csv"
    path.write_text(
        "URN,Name,Type,Phase,LA,Easting,Northing,Needs,Offers\n"
        "990200,Ash School,Community school,Secondary,Wold,430000,230000,T3 physics; L3,\n"
        "990201,Birch School,Community school,Primary,Wold,430500,230000,,L3\n"
        "990202,Cedar School,Community school,Primary,Wold,431500,230000,none,\n"
        "990210,Elm College,Other independent school,,Wold,431000,230000,,T3 physics\n"
        "990211,Fir College,Other independent school,,Wold,432000,230000,,none\n"
        "990212,Gorse College,Other independent school,,Wold,430100,230000,L3,\n",
        encoding="utf-8",
    )
    return run(Sources((path,)), settings(from_register="none"), folder / "run")


def test_the_lists_say_it_and_mark_it(office: Run) -> None:
    rows = {(r["seeker_urn"], r["partner_urn"]): r for r in table(office.folder / "matches.csv")}
    asked = rows["990200", "990212"]
    assert QUESTION in asked["reasons"]
    assert asked["rank"] and asked["basis"] == f"{NOT_KNOWN} | "
    assert "covers none" in rows["990200", "990211"]["reasons"]
    assert rows["990200", "990211"]["basis"] == ""
    assert rows["990200", "990210"]["basis"] == "T3 physics: stated | "
    # Of the one nobody knows what it needs, the other needs nothing: neither has anything to ask.
    for seeker in ("990201", "990202"):
        assert "ask" not in rows[seeker, "990212"]["reasons"]
    assert UNKNOWN in rows["990202", "990212"]["reasons"]
    assert "you could give its one need" in rows["990201", "990212"]["reasons"]


def test_the_workbook_marks_the_row(office: Run) -> None:
    data = (office.folder / "matches.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Matches"]
    header = [cell.value for cell in sheet[3]]
    found = table(office.folder / "matches.csv")
    rows = {(row["seeker_urn"], row["partner_urn"]): row for row in found}
    for cells in sheet.iter_rows(min_row=4):
        row = {head: cell.value for head, cell in zip(header, cells, strict=True)}
        pair = rows[str(row["Seeker URN"]), str(row["Partner URN"])]
        silent = pair["basis"].startswith(NOT_KNOWN)
        said = "Worth asking" if pair["worth_asking"] else "To ask" if silent else "Match"
        if not (pair["rank"] or pair["partner_rank"] or pair["worth_asking"]):
            said += f", number {pair['phase_rank']} of its phase in the partner's list"
        assert row["What this row is"] == said
        assert {cell.font.italic or cell.fill.patternType for cell in cells} == {None}


def test_explain_says_it_of_the_pair_and_of_the_school(office: Run) -> None:
    told = "\n".join(explain(office.folder, ["990200", "990212"]).lines())
    assert f"To be asked: {QUESTION}" in told
    assert "To be asked" not in "\n".join(explain(office.folder, ["990200", "990210"]).lines())
    school = "\n".join(explain(office.folder, ["990200"]).lines())
    assert f"In the list, to be asked: Gorse College (990212); {QUESTION}" in school
    assert "to be asked" not in "\n".join(explain(office.folder, ["990202"]).lines())


def test_groups_say_it(office: Run) -> None:
    found = groups(office.folder, by="la")
    told = "\n".join(found.lines())
    assert told.count(f"{UNKNOWN}; ask what it could give") == 2
