"""Headers about people: the kind is recognised, and what only looks like it is left alone."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.intake.headers.people import headers_about_people, is_personal
from matcher.intake.headers.recognise import recognise_header

SAMPLES = Path(__file__).parents[2] / "samples"
# Of public registers, searches, performance tables and lists of names of facilities. The last
# two are made up.
ABOUT_PEOPLE = {
    "HeadTitle (name)", "HeadFirstName", "HeadLastName", "HeadPreferredJobTitle", "PropsName",
    "TelephoneNum", "TELNUM", "telnum", "Contact notes", "Head says",
}  # fmt: skip


def lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


def withheld(headers: list[str]) -> list[str]:
    return [text for text in headers if recognise_header([text], guess=True).personal == (0,)]


def test_headers_of_offices_about_people_are_withheld() -> None:
    headers = lines(SAMPLES / "headers-about-people.txt")
    assert len(headers) > 500
    assert sorted(set(headers) - set(withheld(headers))) == []


def test_headers_about_nobody_are_left() -> None:
    headers = lines(SAMPLES / "headers-about-nobody.txt")
    assert len(headers) > 120
    assert withheld(headers) == []


@pytest.mark.parametrize("write", [str.upper, str.lower, str.title, "  {}: ".format, "{}*".format])
def test_however_they_are_written(write) -> None:
    headers = lines(SAMPLES / "headers-about-people.txt")
    other = [write(text) for text in headers]
    assert len(withheld(other)) >= 0.98 * len(headers)


@pytest.mark.parametrize(
    ("header", "slips"),
    [("Headteacher", ["Hdteacher", "Haedteacher", "Headtecher"]),
     ("Contact", ["Contcat", "Cotact"]),
     ("Governors", ["Govenors", "Governers"]), ("Secretary", ["Secratary", "Secretery"]),
     ("Telephone", ["Telphone", "Telepone"])],
)  # fmt: skip
def test_slips_of_the_pen(header: str, slips: list[str]) -> None:
    assert is_personal(header)
    assert [text for text in slips if not is_personal(text)] == []


@pytest.mark.parametrize(
    "header", ["Contract", "Principles", "Coordinates", "Directory", "Managed"]
)
def test_words_that_are_spelt_almost_alike(header: str) -> None:
    assert not is_personal(header)


def test_a_need_may_be_of_people_and_never_of_their_telephones() -> None:
    layout = recognise_header(["Need: L1 governors", "Need: mentors", "Need: contact telephone"])
    assert (set(layout.tags), layout.personal) == ({0, 1}, (2,))
    layout = recognise_header(["Needs", "Needs lead", "Offers co-ordinator", "Need: leads"])
    assert (layout.used, set(layout.tags), layout.personal) == ({"needs": (0,)}, {3}, (1, 2))


@pytest.mark.parametrize(
    ("header", "is_withheld"),
    [("Support for new heads", False), ("Support for contact e-mail", True),
     ("Needs discussed with a partner", False), ("Needs discussed with", True),
     ("Strengths as seen by Ofsted", False), ("Seen by (initials)", True),
     ("Logged by and date", True), ("Visited by pupils", False), ("Last contact", False),
     ("Last contacted", False), ("Last contact name", True), ("Head: last contact", True)],
)  # fmt: skip
def test_what_is_wanted_for_somebody_is_about_nobody(header: str, is_withheld: bool) -> None:
    assert is_personal(header) is is_withheld


def test_of_a_header_those_about_people_are_named() -> None:
    header = ["URN", "", "Head\x07", " DSL ", "Needs", "Who rang?"]
    assert headers_about_people(header) == ("Head", "DSL", "Who rang?")


def test_the_shared_list_of_headers(shared_data: Path) -> None:
    path = shared_data.parent / "cases" / "personal-headers.txt"
    if not path.exists():
        pytest.skip("the shared list of headers is not here")
    headers = lines(path)
    assert len(withheld(headers)) >= 0.98 * len(headers)


def first_rows(folder: Path) -> Iterator[list[str]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".csv", ".gz") or "geojson" in path.name:
            continue
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            data = stream.read(60_000)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
        delimiter = max(",;\t|", key=text.split("\n", 1)[0].count)
        yield next(csv.reader(io.StringIO(text), delimiter=delimiter), [])


@pytest.mark.real
def test_no_false_alarm_on_the_headers_of_public_files(shared_data: Path) -> None:
    headers = {
        text.strip() for row in first_rows(shared_data.parent) for text in row if text.strip()
    }
    assert len(headers) > 1_000
    assert set(withheld(sorted(headers))) <= ABOUT_PEOPLE
