"""Whatever stands in a cell of a URN, postcode, address, type or number, a list is read,
identified and placed, and every row is accounted for."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.core.problems import ProblemLog
from matcher.core.tables import LISTED, SCHOOLS
from matcher.intake.lists import list_schools, read_records
from matcher.jobs.stages import reading
from matcher.place.locate import locate

REGISTER = (
    "URN,LA (code),EstablishmentNumber,PreviousLA (code),PreviousEstablishmentNumber,"
    "EstablishmentName,Town,Postcode,TypeOfEstablishment (name),EstablishmentStatus (name),"
    "Easting,Northing\n"
    "100000,850,2000,909,3100,Alder Primary School,Hatfield,AL10 0AA,Community school,Open,522000,"
    "208000\n"
    "100001,850,2001,,,Birch High School,Hatfield,AL10 0AB,Academy converter,Open,522600,208800\n"
    "100002,851,2000,,,Alder Primary School,Winchester,SO23 9AA,Community school,Open,448000,"
    "129000\n"
    "20115,850,,,,Alder Sure Start,Hatfield,AL10 0AA,Children's Centre,Open,,\n"
    "100003,850,2003,,,Cedar School,Hatfield,AL10 or AL10 0AB,Community school,Closed,,\n"
)
POSTCODES = (
    "postcode,easting,northing\nAL10 0AA,522000,208000\nAL10 0AB,522600,208800\n"
    "SO23 9AA,448000,129000\nGIR 0AA,,\n"
)
HEADER = ("URN", "School name", "Postcode", "Address 1", "Address 2", "Town", "Type of school",
          "DfE number", "Easting", "Northing", "Local authority")  # fmt: skip
PIECES = (
    "AL10", "0AA", "AL10 0AA", "al100ab", "AL1O OAA", "SO23 9", "BD9 6AL", "GIR 0AA", "or", "see",
    "100000", "20115", "100001.0", "1.00001E+05", "'", "URN", "(was 850/2000)", "/", "850/2000",
    "9093100", "Alder", "Primary School", "Sure Start", "Children's Centre", "Birch High School",
    "\t", "\n", "\x00", "\u00a0", "ß", "ſ", "０", "١", "\u202e", "�", "=1+1", "-", "n/a", "0", "∞",
    "1e999", "-1", "٣", ",", ";", '"', "x12ab34cd", "{{ 6007 * 7001 }}", "<b>", "a" * 300,
    "9" * 300,
)  # fmt: skip
CELL = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    st.text(max_size=12).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cells")
    (folder / "gias.csv").write_text(REGISTER, encoding="utf-8")
    (folder / "postcodes.csv").write_text(POSTCODES, encoding="utf-8")
    return folder


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELL, min_size=len(HEADER), max_size=len(HEADER)), max_size=6),
       st.booleans())  # fmt: skip
def test_no_cell_ends_a_run(folder: Path, rows: list[list[str]], with_register: bool) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    path = folder / "list.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    log = ProblemLog()
    lists = read_records([path], log)
    assert all(account.balances for account in lists.accounts)
    known = read_records([folder / "gias.csv"], log, source="register") if with_register else None
    postcodes = folder / "postcodes.csv"
    table = list_schools(lists, known, log, positions=partial(reading._positions, postcodes))
    LISTED.check(table)
    SCHOOLS.check(locate(table, log, postcodes=postcodes))
    log.frame()
