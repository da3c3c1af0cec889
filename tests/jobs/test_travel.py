"""A file of minutes from an engine: every pair that may meet, and nothing made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from fake_engines import FakeEngine, Point, Request, serving

from matcher.core.errors import MatcherError, ServiceError
from matcher.core.problems import ProblemLog
from matcher.core.settings.combine import settings
from matcher.intake.minutes.reader import read_minutes
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.groups import groups
from matcher.jobs.matching.match import run as match
from matcher.jobs.matching.summary.lines import summary_lines
from matcher.jobs.stages.reading import Sources
from matcher.jobs.travel.travel import travel
from matcher.show.kit.reach import FREE_FLOW

LIST = """urn,name,kind,role,easting,northing,needs,strengths
100001,Ash School,state,seeker,400000,300000,T3 physics,
100002,Elm School,state,seeker,404000,300000,T3 maths,
100003,Fir School,state,seeker,460000,300000,T3 maths,
100011,Oak College,independent,partner,402000,303000,,T3 physics
100012,Yew College,independent,partner,409000,300000,,T3 maths
100013,Box College,independent,partner,411000,310000,,T3 maths
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schools.csv").write_text(LIST, encoding="utf-8")
    sources = Sources((tmp_path / "schools.csv",))
    match(sources, settings(max_km=20, k=1), tmp_path / "run")
    return tmp_path


def test_every_pair_that_may_meet_is_asked_once_and_the_file_is_read_again(folder: Path) -> None:
    with serving(FakeEngine("osrm")) as engine:
        found = travel(folder / "run", engine.travel, "2026-10-01")
        asked = engine.cells_asked
        again = travel(folder / "run", engine.travel, "2026-10-01")
        assert engine.cells_asked == asked  # all of it was kept
    pd.testing.assert_frame_equal(found.table, again.table)
    pairs = set(zip(found.table["seeker_urn"], found.table["partner_urn"], strict=True))
    assert pairs == {(s, p) for s in ("100001", "100002") for p in ("100011", "100012", "100013")}
    assert (found.routed, found.unreachable, found.unknown) == (6, 0, 0)
    assert found.lines()[0].startswith("6 pairs may meet within 20 km: 6 routed")
    assert found.lines()[1] == "Car times are without traffic"
    assert "© OpenStreetMap contributors" in found.lines()[2]
    assert set(found.table["minutes_by"]) == {"routed"}
    assert set(found.table["date"]) == {"2026-10-01"}
    path = folder / "minutes.csv"
    found.table.to_csv(path, index=False)
    read = read_minutes(path, ["100001", "100011"], ProblemLog())
    own = read.pairs[~read.pairs["turned"]].iloc[0]
    told = found.table.iloc[0]
    assert (own["minutes"], own["minutes_there"]) == (
        float(told["minutes"]), float(told["minutes_there"]))  # fmt: skip


def test_other_limits_no_way_and_no_road(folder: Path) -> None:
    def is_box(point: tuple[float, float]) -> bool:
        return point[1] > 52.65

    engine = FakeEngine(
        "osrm", island=lambda point: int(is_box(point)),
        snap=lambda point: 4000.0 if point[0] > -1.88 and not is_box(point) else 5.0,
    )  # fmt: skip
    with serving(engine):
        found = travel(folder / "run", engine.travel, max_km=13)
    assert "within 13 km" in found.lines()[0]
    by_pair = found.table.set_index(["seeker_urn", "partner_urn"])["minutes"]
    assert by_pair[("100002", "100012")] == ""  # Yew College is far from any road
    assert (found.unreachable, found.unknown) == (1, 2)
    assert by_pair[("100002", "100013")] == "unreachable"
    assert found.lines()[1] == (
        "1 school is more than 1,000 m from any road that the engine knows, so no time of theirs "
        "is known: Yew College (4,000 m). Give the engine a larger extract, or look whether they "
        "stand where they should"
    )
    with serving(engine):
        sources = Sources((folder / "schools.csv",), travel=engine.travel)
        done = match(sources, settings(max_km=13), folder / "by-road")
    told = [line for line in explain(done.folder, ["100002", "100012"]).lines() if "Way:" in line]
    assert "as Yew College is 4,000 m from the nearest road that the engine knows" in told[0]


def test_an_engine_that_stops_leaves_no_file_with_blanks(folder: Path) -> None:
    def gone(request: Request) -> bool:
        request.close_connection = True
        return True

    with serving(FakeEngine("osrm", fault=gone, cells=1)) as engine, pytest.raises(ServiceError):
        travel(folder / "run", engine.travel)


def test_places_that_got_no_answer_are_told_and_leave_no_file_with_blanks(folder: Path) -> None:
    def busy(request: Request) -> bool:
        points = request.asked[1]
        gone.update(points[:1] if not gone else [])
        return bool(gone & {*points}) and (request.say(200, b"<html>busy") or True)

    gone: set[Point] = set()
    with serving(FakeEngine("osrm", place_fault=busy)) as engine:
        sources = Sources((folder / "schools.csv",), travel=engine.travel)
        done = match(sources, settings(max_km=20), folder / "busy")
        with pytest.raises(ServiceError, match="of 1 place it did not say where"):
            travel(folder / "run", engine.travel)
        gone = {(0.0, 0.0)}
        assert travel(folder / "run", engine.travel).unknown == 0
    assert done.manifest["travel"]["places_unanswered"] == 1
    (told,) = [one for one in done.found.log.problems if one.code == "places_unanswered"]
    assert told.severity == "warning"
    assert any("said nothing about 1 place" in line for line in summary_lines(done.found))


@pytest.mark.parametrize("named", [None, "minutes.csv", "http://127.0.0.1:5000"])
def test_what_is_no_engine_is_refused(folder: Path, named: str | None) -> None:
    (folder / "minutes.csv").write_text("seeker_urn,partner_urn,minutes\n", encoding="utf-8")
    with pytest.raises(MatcherError):
        travel(folder / "run", named)


def test_car_times_are_said_to_be_without_traffic_wherever_they_are_shown(folder: Path) -> None:
    with serving(FakeEngine("valhalla")) as engine:
        sources = Sources((folder / "schools.csv",), travel=engine.travel)
        done = match(sources, settings(max_km=20), folder / "by-road")
    assert FREE_FLOW in summary_lines(done.found)
    page = (done.folder / "map.html").read_text(encoding="utf-8")
    assert f" nearer. {FREE_FLOW}</bdi>" in page
    about = openpyxl.load_workbook(done.folder / "matches.xlsx")["About"]
    assert any(str(row[0].value).endswith(f"{FREE_FLOW}.") for row in about.iter_rows())
    answer = explain(done.folder, ["100001", "100011"])
    assert FREE_FLOW in answer.lines()
    assert FREE_FLOW in answer.page()


def test_car_times_of_a_file_say_who_told_them(folder: Path) -> None:
    line = "100001,100011,{},car,osrm <b>9</b>,2026-10-01\n"
    path = folder / "theirs.csv"
    path.write_text("seeker_urn,partner_urn,minutes,mode,source,date\n" + line.format(17))
    done = match(
        Sources((folder / "schools.csv",), travel=path), settings(max_km=20), folder / "by-file"
    )
    note = f"{FREE_FLOW} (they come from osrm <b>9</b>)"
    lines = summary_lines(done.found)
    assert "Travel times by car: from theirs.csv (osrm <b>9</b>), 1 October 2026" in lines
    assert note in lines
    page = (done.folder / "map.html").read_text(encoding="utf-8")
    assert FREE_FLOW in page
    assert "<b>9</b>" not in page
    about = openpyxl.load_workbook(done.folder / "matches.xlsx")["About"]
    assert any(str(row[0].value).endswith(f"{note}.") for row in about.iter_rows())
    answer = explain(done.folder, ["100001", "100011"])
    assert note in answer.lines()
    assert FREE_FLOW in answer.page()
    assert "<b>9</b>" not in answer.page()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"fault": lambda request: request.say(501, b"") or True}, "the service answered 501"),
        ({"spoil": lambda body: {**body, "durations": None}}, "shape that is documented"),
    ],
)
def test_an_engine_that_says_nothing_that_counts_is_told_from_one_that_knows_no_way(
    folder: Path, more: dict[str, Any], why: str
) -> None:
    with serving(FakeEngine("osrm", **more)) as engine:
        sources = Sources((folder / "schools.csv",), travel=engine.travel)
        with pytest.raises(ServiceError, match=f"gave no time between any two schools: .*{why}"):
            match(sources, settings(max_minutes=45), folder / "by-road")
    assert not (folder / "by-road").exists()


def test_groups_say_how_long_it_takes_and_of_how_many_schools_that_is_an_estimate(
    folder: Path,
) -> None:
    rows = [line.split(",") for line in LIST.splitlines()]
    trusts = ["trust", *["Wood Trust"] * 3, *["none"] * 3]
    told = [",".join([*row, trust]) for row, trust in zip(rows, trusts, strict=True)]
    (folder / "trust.csv").write_text("\n".join(told) + "\n", encoding="utf-8")
    minutes = folder / "ours.csv"
    minutes.write_text("seeker_urn,partner_urn,minutes\n100001,100011,8\n", encoding="utf-8")
    done = match(Sources((folder / "trust.csv",), travel=minutes), settings(max_km=20),
                 folder / "by-file")  # fmt: skip
    found = groups(done.folder, "trust", "100011").table().iloc[0]
    assert (found["schools"], found["schools_estimated"]) == (2, 1)
    # 3.606 km in 8 minutes: the other, as far away, is estimated by that speed.
    assert found["mean_minutes"] == pytest.approx(8.0, abs=0.001)
    assert "minutes away on average (estimated for 1 of the 2)" in found["reasons"]
    by_km = match(Sources((folder / "trust.csv",)), settings(max_km=20), folder / "by-km")
    bare = groups(by_km.folder, "trust", "100011").table().iloc[0]
    assert bare[["mean_minutes", "schools_estimated"]].isna().all()
    assert "minute" not in bare["reasons"]
