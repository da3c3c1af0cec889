"""The intake of an office's list as a person meets it: check, its copy, pulled data, services."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from fake_postcodes_io import FakeService, serving
from program import invoke, matcher

REGISTER = """\
URN,EstablishmentName,Postcode,TypeOfEstablishment (name),EstablishmentStatus (name),Easting,\
Northing
100000,Ash Primary School,AL10 0AA,Community school,Open,522000,208000
100001,Elm College,AL10 0AB,Other independent school,Open,522600,208800
"""
LIST = """\
School name,Post code,Head teacher,Needs,Role
Ash Primary,AL10 0AA,CANARY-PERSON,T3 physics; kindness,seeker
,AL10 0AB,CANARY-PERSON,L3,perhaps
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "schools.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    return tmp_path


def test_check_writes_a_copy_with_the_problems(office: Path) -> None:
    done = matcher("check", "schools.csv", "--register", "register.csv", "--strict", cwd=office)
    assert done.returncode == 3, done.stderr
    assert b"2 rows read = 1 used + 1 rejected" in done.stdout
    copy = office / "schools-checked.xlsx"
    book = openpyxl.load_workbook(copy)
    sheet = book["List"]
    assert [cell.value for cell in sheet[1]][-1] == "CHECK RESULT"
    assert "no activity of the vocabulary" in sheet["D2"].comment.text
    assert "taken to be URN 100000" in sheet["F2"].value
    assert "Row not used" in sheet["F3"].value
    assert "Row not used" in sheet["A3"].comment.text
    everything = b"".join(
        str(cell.value).encode() for s in book.worksheets for row in s.iter_rows() for cell in row
    )
    assert b"CANARY" not in everything + done.stdout + done.stderr


def test_mend_the_copy_and_check_again(office: Path) -> None:
    matcher("check", "schools.csv", "--register", "register.csv", cwd=office)
    copy = office / "schools-checked.xlsx"
    first = copy.read_bytes()
    # Checking again replaces a copy that nobody touched, with the same bytes.
    matcher("check", "schools.csv", "--register", "register.csv", cwd=office)
    assert copy.read_bytes() == first
    assert not (office / "schools-checked-2.xlsx").exists()
    book = openpyxl.load_workbook(copy)
    book["List"]["A3"], book["List"]["D2"], book["List"]["E3"] = "Elm College", "T3 physics", ""
    book.save(copy)
    mended = copy.read_bytes()
    # A copy that somebody mended is never overwritten.
    matcher("check", "schools.csv", "--register", "register.csv", cwd=office)
    assert copy.read_bytes() == mended
    assert (office / "schools-checked-2.xlsx").exists()
    done = matcher("check", copy.name, "--register", "register.csv", "--strict", cwd=office)
    assert done.returncode == 0, done.stdout
    assert b"2 rows read = 2 used" in done.stdout
    assert copy.read_bytes() == mended
    assert not list(office.glob("*checked-checked*"))
    newest = openpyxl.load_workbook(office / "schools-checked-2.xlsx")["List"]
    assert [cell.value for cell in newest[1]].count("CHECK RESULT") == 1
    found = matcher("match", copy.name, "--register", "register.csv", "--out", "-", cwd=office)
    assert b"Ash Primary" in found.stdout
    assert b"Elm College" in found.stdout
    # Copies are no lists of a folder.
    (office / "lists").mkdir()
    for name in ("schools.csv", "schools-checked.xlsx", "schools-checked-2.xlsx"):
        (office / name).rename(office / "lists" / name)
    done = matcher("check", "lists", "--out", "out", cwd=office)
    assert b"checked" not in done.stdout
    assert (office / "out" / "schools-checked.xlsx").exists()


def test_nothing_is_written_where_that_is_asked(office: Path) -> None:
    before = set(office.iterdir())
    matcher("check", "schools.csv", "--out", "-", cwd=office)
    assert set(office.iterdir()) == before
    matcher("check", "schools.csv", "--out", "problems.csv", cwd=office)
    assert {path.name for path in set(office.iterdir()) - before} == {"problems.csv"}
    done = matcher("check", "-", cwd=office, stdin=LIST.encode())
    assert b"no copy of standard input" in done.stderr


def test_which_list_is_right(office: Path) -> None:
    (office / "a.csv").write_text("URN,Name,Trust\n100000,Ash,North Trust\n", encoding="utf-8")
    (office / "b.csv").write_text("URN,Name,Trust\n100000,Ash,South Trust\n", encoding="utf-8")
    later = matcher("geocode", "a.csv", "b.csv", cwd=office)
    assert b"South Trust" in later.stdout
    assert b"North Trust" not in later.stdout
    earlier = matcher("geocode", "a.csv", "b.csv", "--prefer", "earlier", cwd=office)
    assert b"North Trust" in earlier.stdout
    told = matcher("check", "a.csv", "b.csv", "--out", "-", cwd=office).stdout
    assert b"b.csv row 2 is used; a.csv row 2 says \xe2\x80\x9cNorth Trust\xe2\x80\x9d" in told


def test_pulled_data_are_used_where_no_file_is_named(office: Path) -> None:
    store = str(office / "store")
    (office / "downloads").mkdir()
    rows = "".join(
        f"{200000 + n},Far School {n},,Community school,Open,{200000 + n},300000\n"
        for n in range(1000)
    )
    (office / "downloads" / "edubasealldata20250524.csv").write_text(REGISTER + rows)
    pulled = matcher(
        "data", "pull", "gias", "--from", "downloads", cwd=office, MATCHER_DATA_DIR=store
    )
    assert pulled.returncode == 0, pulled.stderr
    done = matcher("check", "schools.csv", "--out", "-", cwd=office, MATCHER_DATA_DIR=store)
    assert b"Using the register pulled on this machine, of 2025-05-24" in done.stderr
    assert b"taken to be URN 100000" in done.stdout
    alone = matcher(
        *("check", "schools.csv", "--out", "-", "--register", "none"),
        cwd=office,
        MATCHER_DATA_DIR=store,
    )
    assert b"Using" not in alone.stderr
    assert b"no URN" in alone.stdout


def test_a_service_is_asked_only_by_name(office: Path) -> None:
    fake = FakeService()
    (office / "bare.csv").write_text("Name,Postcode\nAsh,AL10 0AA\n", encoding="utf-8")
    with serving(fake):
        silent = matcher("geocode", "bare.csv", cwd=office)
        assert fake.asked == []
        assert b",522000" not in silent.stdout
        cache = str(office / "cache")
        arguments = ("geocode", "bare.csv", "--geocoder", fake.base)
        asked = matcher(*arguments, cwd=office, MATCHER_CACHE_DIR=cache)
        assert b"522000" in asked.stdout, asked.stderr
        assert fake.posts() == [["AL10 0AA"]]
        again = matcher(*arguments, cwd=office, MATCHER_CACHE_DIR=cache)
        assert again.stdout == asked.stdout
        assert len(fake.posts()) == 1
    wrong = matcher("geocode", "bare.csv", "--geocoder", "ftp://nowhere", cwd=office)
    assert wrong.returncode == 2
    assert b"Traceback" not in wrong.stderr


def test_a_sheet_by_name(office: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "North"
    book.active.append(["URN", "Name"])
    book.active.append([100000, "Ash"])
    book.create_sheet("South").append(["URN", "Name"])
    book["South"].append([100001, "Elm"])
    book.save(office / "two.xlsx")
    done = matcher("check", "two.xlsx", "--out", "-", cwd=office)
    assert b"sheet South looks like a list too" in done.stdout
    done = matcher("check", "two.xlsx#south", "--out", ".", cwd=office)
    assert b"sheet South" in done.stdout
    assert (office / "two-south-checked.xlsx").exists()


def test_copies_of_lists_whose_names_differ_in_capitals_alone_are_two(tmp_path: Path) -> None:
    """Windows and macOS would write the second over the first."""
    for folder, name in (("a", "Schools.csv"), ("b", "schools.csv")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text("Name,URN\nAlpha,1\n", encoding="utf-8")
    lists = [tmp_path / "a" / "Schools.csv", tmp_path / "b" / "schools.csv"]
    (tmp_path / "out").mkdir()
    assert invoke("check", *lists, "--out", tmp_path / "out").exit_code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["Schools-checked.xlsx", "schools-checked-2.xlsx"]
