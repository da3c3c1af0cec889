"""The chain of places with a service at its end: asked last, and only where it is needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fake_postcodes_io import FakeService
from place_lists import listed

from matcher.core.problems import ProblemLog
from matcher.core.tables import SCHOOLS
from matcher.place.locate import Service, locate
from matcher.place.postcode_file.lookup import empty_lookup
from matcher.place.postcode_service.service import OUTCODE_PRECISION_M, ask_service

HERE = {"easting": "522001", "northing": "208001"}


@pytest.fixture
def service(fake: FakeService) -> Service:
    return lambda wanted: ask_service(wanted, base=fake.base, cache=None)


@pytest.fixture
def postcode_file(tmp_path: Path) -> Path:
    path = tmp_path / "postcodes.csv"
    path.write_text(
        "postcode,easting,northing,district_code,lsoa_code\n"
        "AL10 0AA,522005,208005,E07000099,E01000001\n"
        "AL10 0AD,522605,208005,E07000099,E01000001\n"
        "AL10 0AB,,,E07000099,\n"
    )
    return path


def _said(log: ProblemLog) -> list[tuple[str, int, str]]:
    return sorted((problem.code, problem.row, problem.severity) for problem in log.problems)


def test_each_link_by_the_service_alone(service: Service, fake: FakeService) -> None:
    log = ProblemLog()
    schools = locate(
        listed(
            HERE | {"postcode": "AL10 0AB"},
            {"postcode": "al100aa"},
            {"postcode": "AL10 0ZZ"},
            {"postcode": "AL10 9ZZ"},
            {"postcode": "XX1 1AA"},
            {"postcode": "BT1 1AA"},
            {"postcode": "AL10"},
            {"postcode": ""},
            {"postcode": "AL10 0AB", "listed": 0},
        ),
        log,
        service=service,
    )
    SCHOOLS.check(schools)
    assert schools["located_by"].tolist() == [
        "given", "postcode", "postcode", "outcode", "", "", "outcode", "", "",
    ]  # fmt: skip
    assert (schools.geometry[1].x, schools.geometry[1].y) == (522_000.0, 208_000.0)
    assert np.hypot(schools.geometry[2].x - 522_300, schools.geometry[2].y - 208_400) < 10
    assert (schools.geometry[3].x, schools.geometry[3].y) == (522_300.0, 208_400.0)
    assert schools["precision_m"].tolist()[:4] == [100.0, 100.0, 100.0, OUTCODE_PRECISION_M]
    assert schools["district_code"].tolist()[1] == "E07000241"
    assert schools["lsoa_code"].tolist()[1] == "E01023914"
    assert schools["district_code"].tolist()[5] == "N09000003"
    assert _said(log) == [
        ("no_place", 6, "warning"),
        ("no_place", 7, "warning"),
        ("no_place", 9, "warning"),
        ("terminated_postcode", 4, "note"),
        ("unknown_postcode", 5, "warning"),
        ("unknown_postcode", 6, "warning"),
    ]
    messages = {p.message for p in log.problems if p.code == "unknown_postcode"}
    assert messages == {"the postcode service does not have this postcode"}
    # Neither a school with coordinates of its own nor one of the register alone is asked for.
    assert fake.posts() == [["AL10 0AA", "AL10 0ZZ", "AL10 9ZZ", "BT1 1AA", "XX1 1AA"]]


def test_the_file_comes_first(service: Service, fake: FakeService, postcode_file: Path) -> None:
    log = ProblemLog()
    schools = locate(
        listed(
            {"postcode": "AL10 0AA"},  # the file places it, five metres off the service's place
            {"postcode": "AL10 0AB"},  # the file has it without a place
            {"postcode": "AL10 0ZZ"},  # the service alone has it
            {"postcode": "AL10 9ZZ"},  # neither has it: the file's outward code, with its spread
        ),
        log,
        postcodes=postcode_file,
        service=service,
    )
    assert fake.posts() == [["AL10 0AB", "AL10 0ZZ", "AL10 9ZZ"]]
    assert schools["located_by"].tolist() == ["postcode", "postcode", "postcode", "outcode"]
    assert schools.geometry[0].x == 522_005.0
    assert schools.geometry[1].x == 522_600.0
    assert schools["district_code"].tolist() == ["E07000099", "E07000241", "", ""]
    assert schools.geometry[3].x == 522_305.0
    assert schools["precision_m"][3] == 300.0
    assert _said(log) == [
        ("terminated_postcode", 4, "note"),
        ("unknown_postcode", 5, "warning"),
    ]


def test_a_service_that_is_not_needed_is_not_asked(postcode_file: Path) -> None:
    def never(wanted: list[str]) -> tuple[pd.DataFrame, dict[str, str]]:
        raise AssertionError(wanted)

    rows = (HERE | {"postcode": "XX1 1AA"}, {"postcode": "AL10 0AA"}, {"postcode": "?"})
    schools = locate(listed(*rows), ProblemLog(), postcodes=postcode_file, service=never)
    assert schools["located_by"].tolist() == ["given", "postcode", ""]
    locate(listed({}).iloc[:0], ProblemLog(), service=never)


def test_no_answer_is_not_no_such_postcode(postcode_file: Path) -> None:
    """Mixed: one row answered, one unknown, two without an answer, each told for what it is."""

    def half(wanted: list[str]) -> tuple[pd.DataFrame, dict[str, str]]:
        assert wanted == ["AL10 9ZZ", "XX1 1AA", "XX1 1AB"]
        return empty_lookup(), {"AL10 9ZZ": "it hung", "XX1 1AB": "it broke"}

    log = ProblemLog()
    schools = locate(
        listed(
            {"postcode": "AL10 0AA"},
            {"postcode": "XX1 1AA"},
            {"postcode": "XX1 1AB"},
            {"postcode": "AL10 9ZZ"},
            HERE | {"postcode": "XX1 1AB"},
        ),
        log,
        postcodes=postcode_file,
        service=half,
    )
    assert schools["located_by"].tolist() == ["postcode", "", "", "outcode", "given"]
    assert _said(log) == [
        ("no_place", 3, "warning"),
        ("no_place", 4, "warning"),
        ("not_geocoded", 4, "warning"),
        ("not_geocoded", 5, "warning"),
        ("unknown_postcode", 3, "warning"),
        ("unknown_postcode", 6, "note"),
    ]
    told = {p.row: p.message for p in log.problems if p.code == "not_geocoded"}
    assert told == {4: "not geocoded: it broke", 5: "not geocoded: it hung"}


def test_a_withdrawn_postcode_of_the_file_is_said_too(tmp_path: Path) -> None:
    path = tmp_path / "onspd.csv"
    path.write_text(
        "pcds,doterm,oslaua,oseast1m,osnrth1m,osgrdind,lsoa11\n"
        "YO11 1AB,201901,E06000065,504200,0488000,1,\n"
    )
    log = ProblemLog()
    rows = ({"postcode": "YO11 1AB"}, HERE | {"postcode": "YO11 1AB"})
    locate(listed(*rows), log, postcodes=path)
    assert [p.row for p in log.problems if p.code == "terminated_postcode"] == [2]
