"""The chain of places: given, register, postcode, outward code, none."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from place_lists import listed, national

from matcher.core.problems import ProblemLog
from matcher.core.tables import SCHOOLS
from matcher.intake.lists import list_schools, read_records
from matcher.place.locate import locate

TRURO = {"easting": "182500", "northing": "44900", "postcode": "TR1 2AA"}


@pytest.fixture
def postcode_file(tmp_path: Path) -> Path:
    path = tmp_path / "postcodes.csv"
    path.write_text(
        "postcode,easting,northing,district_code,lsoa_code\n"
        "AL10 0AA,522000,208000,E07000241,E01023914\n"
        "AL10 0AB,522600,208800,E07000241,\n"
        "SO23 9AA,448000,129000,E07000094,E01023230\n"
        "TR1 2AA,182500,44900,E06000052,E01018980\n"
        "ZZ1 1AA,,,,\n"
    )
    return path


def _codes(log: ProblemLog) -> list[str]:
    return sorted(problem.code for problem in log.problems)


def test_each_link_of_the_chain(postcode_file: Path) -> None:
    log = ProblemLog()
    schools = locate(
        listed(
            {"easting": "522001", "northing": "208001", "coordinates_from": "register"},
            {"easting": "522001.25", "northing": "208001", "coordinates_from": "given"},
            {"longitude": "-0.2279", "latitude": "51.7635"},
            {"postcode": "al100aa"},
            {"postcode": "AL10 9ZZ"},
            {"postcode": "XX1 1AA"},
        ),
        log,
        postcodes=postcode_file,
    )
    SCHOOLS.check(schools)
    assert schools.crs.to_epsg() == 27700
    assert schools["located_by"].tolist() == [
        "register", "given", "given", "postcode", "outcode", "",
    ]  # fmt: skip
    assert (schools.geometry[0].x, schools.geometry[0].y) == (522_001.0, 208_001.0)
    assert schools.geometry[1].x == 522_001.25
    assert np.hypot(schools.geometry[2].x - 522_389, schools.geometry[2].y - 208_580) < 200
    assert (schools.geometry[3].x, schools["postcode"][3]) == (522_000.0, "AL10 0AA")
    assert (schools.geometry[4].x, schools.geometry[4].y) == (522_300.0, 208_400.0)
    assert schools["precision_m"].tolist()[:5] == [100.0, 100.0, 100.0, 100.0, 500.0]
    assert schools.geometry[5] is None
    assert np.isnan(schools["precision_m"][5])
    assert _codes(log) == ["no_place", "unknown_postcode", "unknown_postcode"]


def test_blank_codes_are_filled_from_the_postcode_file_and_given_ones_kept(
    postcode_file: Path,
) -> None:
    schools = locate(
        listed(
            {"postcode": "AL10 0AA"},
            {"postcode": "AL10 0AA", "district_code": "E07000099", "lsoa_code": "E01000001"},
            {"district_code": "E07000099", "district_name": "North Herts"},
            {"district_code": "E06000010"},
            {"district_code": "E07000187"},
            {"district_name": "GUILDFORD  Borough"},
            {"district_name": "Old Harbour"},
            {"district_name": "old  harbour District"},
            {"district_name": "OLD HARBOUR"},
            {"district_name": "Old Harbour"},
        ),
        ProblemLog(),
        postcodes=postcode_file,
    )
    assert schools["district_code"].tolist()[:2] == ["E07000241", "E07000099"]
    assert schools["lsoa_code"].tolist()[:2] == ["E01023914", "E01000001"]
    assert schools["district_name"].tolist() == [
        "Welwyn Hatfield", "North Hertfordshire", "North Herts", "Kingston upon Hull, City of", "",
        "Guildford", *["Old Harbour"] * 4,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"easting": "in town", "northing": "208000"}, "bad_coordinates"),
        ({"easting": "522000", "northing": ""}, "bad_coordinates"),
        ({"easting": "inf", "northing": "208000"}, "bad_coordinates"),
        ({"easting": "1200000", "northing": "440000"}, "swapped_axes"),
        ({"easting": "900000", "northing": "1000000"}, "outside_gb"),
        ({"easting": "-5000", "northing": "200000"}, "outside_gb"),
        ({"easting": "-0.2279", "northing": "51.7635"}, "wrong_units"),
        ({"longitude": "51.7635", "latitude": "-0.2279"}, "swapped_axes"),
        ({"longitude": "522000", "latitude": "208000"}, "wrong_units"),
        ({"longitude": "2.35", "latitude": "48.85"}, "outside_gb"),
        ({"longitude": "abc", "latitude": "51"}, "bad_coordinates"),
    ],
)
def test_refused_coordinates_are_said_and_the_postcode_used(
    row: dict[str, object], code: str, postcode_file: Path
) -> None:
    log = ProblemLog()
    schools = locate(listed(row | {"postcode": "AL10 0AA"}), log, postcodes=postcode_file)
    (problem,) = log.problems
    assert (problem.code, problem.severity, problem.row) == (code, "warning", 2)
    assert problem.hint
    assert problem.message
    assert schools["located_by"][0] == "postcode"


def test_axes_swapped_inside_the_rectangle_are_told_by_the_postcode(postcode_file: Path) -> None:
    row = {"easting": "129010", "northing": "448010", "postcode": "SO23 9AA"}
    log = ProblemLog()
    schools = locate(listed(row), log, postcodes=postcode_file)
    assert _codes(log) == ["swapped_axes"]
    assert (schools["located_by"][0], schools.geometry[0].x) == ("postcode", 448_000.0)


def test_zero_is_unknown_and_counted_once(postcode_file: Path) -> None:
    zero = {"easting": "0", "northing": "0.0", "postcode": "AL10 0AA"}
    log = ProblemLog()
    schools = locate(listed(zero, zero), log, postcodes=postcode_file)
    assert schools["located_by"].tolist() == ["postcode", "postcode"]
    (problem,) = log.problems
    assert (problem.code, problem.severity, problem.value) == ("zero_coordinates", "note", "2")


def test_refused_grid_falls_to_the_degrees_of_the_same_row() -> None:
    row = {"easting": "x", "northing": "y", "longitude": "-0.2279", "latitude": "51.7635"}
    schools = locate(listed(row), ProblemLog())
    assert schools["located_by"].tolist() == ["given"]


def test_far_from_its_postcode_is_said_and_kept(postcode_file: Path) -> None:
    log = ProblemLog()
    row = {"easting": "522000", "northing": "210500", "postcode": "AL10 0AA"}
    schools = locate(listed(row), log, postcodes=postcode_file)
    (problem,) = log.problems
    assert problem.code == "far_from_postcode"
    assert "2.5 km" in problem.message
    assert schools.geometry[0].y == 210_500.0
    assert schools["precision_m"].tolist() == [2_500.0]


def test_near_its_postcode_coordinates_are_as_fine_as_they_say(postcode_file: Path) -> None:
    row = {"easting": "522000", "northing": "209000", "postcode": "AL10 0AA"}
    assert locate(listed(row), ProblemLog(), postcodes=postcode_file)["precision_m"][0] == 100.0


def test_problems_of_the_postcode_itself(postcode_file: Path) -> None:
    log = ProblemLog()
    schools = locate(
        listed(
            TRURO | {"postcode": "TR9 9ZZ"},
            TRURO | {"postcode": "n/a"},
            TRURO | {"postcode": "TR1"},
            TRURO | {"postcode": "TR99"},
        ),
        log,
        postcodes=postcode_file,
    )
    assert [(p.code, p.row, p.severity) for p in log.problems] == [
        ("unknown_postcode", 2, "note"),
        ("unknown_postcode", 5, "note"),
        ("no_district_codes", 0, "note"),
    ]
    assert schools["postcode"].tolist() == ["TR9 9ZZ", "n/a", "TR1", "TR99"]


def test_an_outward_code_alone_places_in_its_middle(postcode_file: Path) -> None:
    log = ProblemLog()
    schools = locate(
        listed({"postcode": "AL10"}, {"postcode": "AL10 0AB"}, {"postcode": "AL99"}),
        log,
        postcodes=postcode_file,
    )
    SCHOOLS.check(schools)
    assert schools["located_by"].tolist() == ["outcode", "postcode", ""]
    assert (schools.geometry[0].x, schools.geometry[0].y) == (522_300.0, 208_400.0)
    assert schools["precision_m"].tolist()[0] == 500.0
    assert _codes(log) == ["no_place", "unknown_postcode"]


def test_unknown_postcodes_are_not_said_without_a_postcode_file() -> None:
    log = ProblemLog()
    locate(listed(TRURO, {"postcode": "AL10 0AA"}), log)
    assert _codes(log) == ["no_place"]
    assert "postcode file" in log.problems[0].hint


def test_schools_of_the_register_alone_are_not_reported(postcode_file: Path) -> None:
    log = ProblemLog()
    silent = {"listed": 0}
    schools = locate(
        listed(
            silent | {"easting": "x", "northing": "1"},
            silent | {"easting": "0", "northing": "0", "postcode": "??"},
        ),
        log,
        postcodes=postcode_file,
    )
    assert len(schools) == 2
    assert log.problems == []


def test_an_empty_list_stays_empty() -> None:
    schools = locate(listed({}).iloc[:0], ProblemLog())
    SCHOOLS.check(schools)
    assert len(schools) == 0


_NETWORK = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from place_lists import listed
from matcher.core.problems import ProblemLog
from matcher.place.locate import locate
rows = [{"longitude": str(-3 + n / 10), "latitude": str(51 + n / 10)} for n in range(30)]
points = locate(listed(*rows), ProblemLog()).geometry
assert points.notna().all()
print(hashlib.sha256(b"".join(points.to_wkb())).hexdigest())
"""


def test_proj_network_changes_nothing(repository: Path) -> None:
    hashes = set()
    for network in ("ON", "OFF"):
        ran = subprocess.run(
            [sys.executable, "-c", _NETWORK, str(Path(__file__).parent)],
            env=os.environ | {"PROJ_NETWORK": network, "PYTHONPATH": str(repository)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        hashes.add(ran.stdout.strip())
    assert len(hashes) == 1
    assert len(hashes.pop()) == len(hashlib.sha256().hexdigest())


@pytest.mark.real
def test_the_national_register(shared_data: Path) -> None:
    log = ProblemLog()
    source = shared_data / "postcodes" / "codepo_gb-2025-11.zip"
    schools = locate(national(shared_data), log, postcodes=source)
    SCHOOLS.check(schools)
    # The truths of data/README.md: 619 without coordinates (88 of them 0, 0), 164 schools
    # over 1 km from their own postcode, 78 postcodes that are no longer in use.
    assert log.counts() == {
        "far_from_postcode": 164,
        "no_place": 619,
        "unknown_postcode": 78,
        "zero_coordinates": 1,
    }
    (zero,) = (p for p in log.problems if p.code == "zero_coordinates")
    assert zero.value == "88"
    assert (schools["located_by"] == "register").sum() == 26_534


@pytest.mark.real
@pytest.mark.slow
def test_the_national_register_by_postcode_alone(
    shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = shared_data / "gias" / "register-2025-05-24.csv"
    source = shared_data / "postcodes" / "codepo_gb-2025-11.zip"
    known = list_schools(read_records([register], ProblemLog()), None, ProblemLog())
    log = ProblemLog()
    bare = known.assign(easting="", northing="", coordinates_from="")
    placed = locate(bare, log, postcodes=source)
    truth = locate(known, ProblemLog())
    assert len(placed) == len(known) == 27_153  # none is lost
    counts = placed["located_by"].value_counts().to_dict()
    assert counts == {"postcode": 23_555, "": 3_520, "outcode": 78}
    assert log.counts()["unknown_postcode"] == 78
    both = (truth["located_by"] != "") & (placed["postcode"] != "")
    assert both.sum() == 23_633
    away = placed[both].distance(truth[both]).to_numpy()
    near = np.count_nonzero(away <= 1_000)
    graded = (placed[both]["located_by"] == "outcode").to_numpy()
    assert np.median(away[~graded]) < 100
    assert (away[~graded] > 1_000).sum() == 164
    # A graded fallback says how far off it may be, and mostly keeps to it.
    precision = placed[both]["precision_m"].to_numpy()
    assert graded.sum() == 78
    assert (precision[graded] > 100).all()
    assert np.mean(away[graded] <= 2 * precision[graded]) > 0.9
    assert near / 23_633 >= 0.989
    with capsys.disabled():
        print(f"\n{near:,} of 23,633 within 1 km of their point ({near / 23_633:.2%}); "
              f"{(away[~graded] > 1_000).sum()} over 1 km from their own postcode; "
              f"{graded.sum()} by their outward code, for the postcode is not known")  # fmt: skip
