"""Findings of folders: one paper each, and a site of all that may be told."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from makers.monitoring import running, write_folder
from makers.partnerships import plain

from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.page.pages_folder import write_pages
from matcher.jobs.partnership import findings
from matcher.partnership.record.file import RECORD, write_record
from matcher.partnership.record.partnership import Exchange

DAY = datetime.date(2026, 11, 23)
EVALUATION = {
    "comparison_schools": 30,
    "matched": 12,
    "balanced": True,
    "effect": {"low": 0.1, "high": 0.3},
    "verdict": {"nesta": 3, "headline": "It did."},
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Partnerships of every status, one of them broken."""
    home = tmp_path / "office"
    write_folder(home / "a")
    one, other = running("7", "8").parties
    named = (replace(one, lead="Robin Sparrow"), replace(other, name="../../<b>Elm"))
    write_folder(
        home / "b",
        running("../x", "8", parties=(replace(named[0], urn="../x"), named[1])),
        lessons=[{"what": "Robin Sparrow did it: robin@elm.org", "worked": "yes"}],
    )
    for number, status in enumerate(("suggested", "contacted", "agreed", "declined")):
        write_record(home / status, plain(f"20{number}", f"30{number}", status))
    (home / "broken").mkdir()
    (home / "broken" / RECORD).write_text("status = 3", encoding="utf-8")
    return home


def test_an_evaluation_lies_in_the_folder_or_is_named(office: Path, tmp_path: Path) -> None:
    assert b"Level 2 of 5" in findings.findings(office / "a", "public", DAY).data("md")
    path = tmp_path / "e.json"
    path.write_text(json.dumps(EVALUATION), encoding="utf-8")
    assert b"Level 3 of 5" in findings.findings(office / "a", "public", DAY, path).data()
    (office / "a" / "evaluation.json").write_bytes(path.read_bytes())
    assert b"Level 3 of 5" in findings.findings(office / "a", "public", DAY).data("md")
    with pytest.raises(FileError):
        findings.findings(office / "a", "public", DAY, tmp_path / "none.json")


@pytest.mark.parametrize("form", ["", "md", "html", "docx"])
def test_the_same_folder_gives_the_same_bytes(office: Path, form: str) -> None:
    told = findings.findings(office / "a", "funders", DAY)
    assert told.data(form) == findings.findings(office / "a", "funders", DAY).data(form)
    assert told.data("") == told.data("docx")


def test_a_site_tells_of_those_that_run_or_ended_and_of_nobody_else(office: Path) -> None:
    out = office.parent / "site"
    done = findings.site(office, out, DAY)
    assert (done.published, done.left_out) == (2, 4)
    assert [one.code for one in done.problems] == ["broken_partnership"]
    files = {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}
    pages = {name: text for name, text in files.items() if name.endswith(".html")}
    assert len(pages) == 3
    assert (office.parent / "site").is_dir()
    links = re.findall(r'href="([^"]+)"', pages["index.html"])
    assert set(links) == set(pages) - {"index.html"}
    for name, text in pages.items():
        assert re.fullmatch(r"[0-9A-Za-z-]+\.html", name)
        assert "<script" not in text
        for private in ("Sparrow", "robin@", "<b>Elm", "2.25", "free school meals", "School 200"):
            assert private not in text, (name, private)


def test_a_site_written_again_takes_away_what_is_told_of_no_more(office: Path) -> None:
    out = office.parent / "site"
    findings.site(office, out, DAY)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    findings.site(office, out, DAY)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first
    (out / "logo.svg").write_text("<svg/>", encoding="utf-8")
    write_record(office / "a", replace(running(), status="agreed"))
    done = findings.site(office, out, DAY)
    assert done.removed == ("100001-100002.html",)
    assert not (out / "100001-100002.html").exists()
    assert (out / "logo.svg").exists()


@pytest.mark.parametrize("keeps_own", [False, True])
def test_pages_that_cannot_be_written_leave_those_of_before(
    tmp_path: Path, keeps_own: bool
) -> None:
    """Also those that would go: an index names them."""
    out = tmp_path / "site"
    write_pages(out, {"a.html": b"a", "b.html": b"b"}, command="findings site")
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert {*first} == {"a.html", "b.html", "pages.txt"}
    for folder in (out, tmp_path / "new"):
        with pytest.raises(OutputError, match="cannot be written"):
            write_pages(folder, {"a.html": b"new", "nowhere/b.html": b""}, command="x",
                        keeps_own=keeps_own)  # fmt: skip
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first
    assert not list((tmp_path / "new").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"site", "new"}


def test_a_site_of_another_folder_is_replaced_on_demand_alone_and_kept(office: Path) -> None:
    out, other = office.parent / "site", office.parent / "other"
    findings.site(office, out, DAY)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    other.mkdir()
    for nobody_there in (other, office / "agreed"):
        with pytest.raises(OutputError, match="no page would stay"):
            findings.site(nobody_there, out, DAY)
        assert {path.name: path.read_bytes() for path in out.iterdir()} == first
    done = findings.site(other, out, DAY, force=True)
    assert done.kept is not None and done.kept.parent == out.parent
    kept = {path.name: path.read_bytes() for path in done.kept.iterdir()}
    assert kept == {name: first[name] for name in first if name.endswith(".html")}
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "pages.txt"]


def test_a_page_of_somebody_else_is_not_written_over(office: Path) -> None:
    out = office.parent / "web"
    out.mkdir()
    (out / "index.html").write_text("ours", encoding="utf-8")
    with pytest.raises(OutputError, match="not written here"):
        findings.site(office, out, DAY)
    assert [path.name for path in out.iterdir()] == ["index.html"]
    (out / "pages.txt").write_text("../office/a/lessons.csv\n../secret.html\n", encoding="utf-8")
    with pytest.raises(OutputError):
        findings.site(office, out, DAY)
    assert (office / "a" / "lessons.csv").exists()


def test_the_order_of_folders_does_not_matter(office: Path) -> None:
    findings.site(office, office.parent / "one", DAY)
    (office / "a").rename(office / "z")
    findings.site(office, office.parent / "two", DAY)
    one, two = ({path.name: path.read_bytes() for path in (office.parent / name).iterdir()}
                for name in ("one", "two"))  # fmt: skip
    assert one == two


def test_who_is_told_of_what_has_not_begun(office: Path) -> None:
    for status in ("suggested", "contacted"):
        told = findings.findings(office / status, "governors", DAY).data("md").decode()
        assert "the work has not begun" in told
        for audience in ("public", "funders", "ofsted", "access-plan"):
            with pytest.raises(SettingError, match=f"is only {status}") as caught:
                findings.findings(office / status, audience, DAY)
            assert "matcher partnership status FOLDER agreed" in caught.value.hint
    assert b"School 302" in findings.findings(office / "agreed", "public", DAY).data("md")
    for audience in ("public", "governors"):
        with pytest.raises(SettingError, match="was declined"):
            findings.findings(office / "declined", audience, DAY)


def test_a_paper_has_the_day_it_is_as_at_and_what_was_not_used(office: Path) -> None:
    (office / "a" / "lessons.csv").write_text("what,worked,cost\nDr Who came,perhaps,9\n")
    found = findings.findings(office / "a", "public", DAY)
    assert found.data("md") == findings.findings(office / "a", "public", DAY).data("md")
    later = findings.findings(office / "a", "public", datetime.date(2026, 12, 1))
    assert b"As at 1 December 2026." in later.data("html")
    assert b"2026-" not in later.data("html")
    unused, unread, named = found.notes
    assert unused == "lessons.csv: not used: the column “cost”"
    assert "the answer “perhaps”" in unread
    assert "“Dr Who” may be a person’s name, under What worked, what did not" in named
    assert findings.findings(office / "a", "governors", DAY).notes == found.notes
    done = findings.site(office, office.parent / "web", DAY)
    assert [note.partition(": ")[0] for note in done.notes] == ["100001-100002.html"] * 3
    index = (office.parent / "web" / "index.html").read_text(encoding="utf-8")
    assert "As at 23 November 2026." in index
    assert "written by those who run the partnerships" in index


def test_pages_whose_names_differ_in_capitals_alone_are_not_one(tmp_path: Path) -> None:
    """Windows and macOS would keep the second alone."""
    for number, urn in enumerate(("A1", "a1")):
        write_folder(tmp_path / "all" / str(number), running(seeker=urn))
    done = findings.site(tmp_path / "all", tmp_path / "site", DAY)
    pages = [path.name for path in (tmp_path / "site").glob("*-*.html")]
    assert len(pages) == len({name.casefold() for name in pages}) == 1
    assert any("another folder" in line for line in (*done.notes, *done.lines()))


def test_what_nobody_has_told_of_stands_apart_as_planned(tmp_path: Path) -> None:
    """A partnership that runs and has neither lessons nor figures from after its start did nothing
    that anybody told."""
    write_folder(tmp_path / "all" / "told", running("7", "8"))
    likely = "suggested by a public register: a hall is listed"
    gives = Exchange("100002", "100001", "C4", "", "holiday classes", "", likely)
    begun = running(exchanges=(gives, replace(gives, activity="E5", words="sport",
                                              strength_evidence="the bursar said so")))  # fmt: skip
    write_folder(tmp_path / "all" / "begun", begun, values=[], lessons=[])
    done = findings.site(tmp_path / "all", tmp_path / "web", DAY)
    assert (done.published, done.untold) == (2, 1) and "1 of them stands apart" in done.lines()[1]
    index = (tmp_path / "web" / "index.html").read_text(encoding="utf-8")
    records, planned = index.split("<h2>Planned, nothing told yet</h2>")
    assert "7-8.html" in records and "Level 2 of 5" in records and "Level" not in planned
    assert "100001-100002.html" in planned and "sport" in planned
    page = (tmp_path / "web" / "100001-100002.html").read_text(encoding="utf-8")
    assert "Nobody has told yet what was done." in page and "written by those" not in page
    assert "No level of 5 is reached" in page and "account of what was done" not in page
    # What the match suggests nobody has planned, and what a plan leaves out is told to nobody.
    assert "holiday classes" not in page + index

    def told() -> str:
        return findings.findings(tmp_path / "all" / "begun", "funders", DAY).data("md").decode()

    assert "School 100002 could give School 100001: holiday classes" in told()
    no = f"key,use,part,indicator,text\nC4-N1-{gives.mark},no,indicator,C4-N1,Days\n"
    (tmp_path / "all" / "begun" / "plan.csv").write_text(no)
    assert "holiday classes" not in told() and "sport" in told()
    assert "School 100002 is to give School 100001: sport" in page
    (tmp_path / "all" / "begun" / "lessons.csv").write_text("what,worked\nA club,yes\n")
    assert findings.site(tmp_path / "all", tmp_path / "web", DAY).untold == 0
    page = (tmp_path / "web" / "100001-100002.html").read_text(encoding="utf-8")
    assert "Level 1 of 5" in page and "gives School 100001: sport" in page
    early = findings.findings(tmp_path / "all" / "told", "governors", datetime.date(2025, 8, 1))
    assert "By its record the work has not begun." in early.paper.lead
