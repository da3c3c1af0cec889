"""A run by an engine's travel times: what it writes, and what it gives again without the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from fake_engines import FakeEngine, Request, serving, true_seconds
from timed_runs import (
    ISLAND,
    MINUTES,
    OFF_M,
    OFF_ROAD,
    PARTNERS,
    SEEKERS,
    engine,
    point,
    timed,
    urn,
    write_list,
)

from matcher.cli.program import cli
from matcher.core import geo
from matcher.core.errors import FileError, OutputError, ServiceError, SettingError
from matcher.core.files.atomic import sha256
from matcher.core.settings.combine import settings
from matcher.jobs.matching.diff import diff
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.groups import groups
from matcher.jobs.matching.match import find
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.summary.lines import summary_lines
from matcher.jobs.matching.verify import verify
from matcher.jobs.sensitivity.sensitivity import sensitivity
from matcher.jobs.stages.reading import Sources
from matcher.jobs.travel.fill_in import FillIn
from matcher.show.run.manifest import sealed
from matcher.show.run.minutes import read_minutes_list, read_road_list

DAY = "2026-10-01"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("timed")


@pytest.fixture(scope="module")
def listed(folder: Path) -> Path:
    return write_list(folder / "schools.csv")


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeEngine]:
    with serving(engine()) as running:
        yield running


@pytest.fixture(scope="module")
def by_engine(folder: Path, listed: Path, fake: FakeEngine) -> Run:
    return timed(listed, fake.travel, folder / "run", travel_data=DAY)


def expected(one: int, other: int) -> float:
    """The minutes between two schools, worked out by hand."""
    ways = [
        np.round(true_seconds(*pair) / 60, 3)
        for pair in ((point(one), point(other)), (point(other), point(one)))
    ]
    return float(np.round(sum(ways) / 2, 3))


def test_the_record_says_who_told_the_minutes_and_what_became_of_the_pairs(by_engine: Run) -> None:
    told = by_engine.manifest["travel"]
    assert (told["engine"], told["data"], told["modes"], told["file"]) == ("osrm", DAY, ["car"], {})
    assert told["address"].startswith("http://127.0.0.1:")
    assert told["speed_bound_kmh"] == 140
    assert told["places_off_network"] == 1
    assert told["pairs_unreachable"] > 0
    assert told["breaches"] == told["no_answer"] == 0
    assert told["pairs_routed"] > 0
    assert told["could_reach"] > 0
    assert by_engine.manifest["gates"]["pairs"]["unreachable"] > 0
    assert by_engine.manifest["settings"]["max_minutes"] == MINUTES
    assert {"minutes.csv", "roads.csv"} <= {one["name"] for one in by_engine.manifest["outputs"]}


def test_every_pair_that_was_asked_stands_in_minutes_csv_as_the_engine_answered(
    by_engine: Run,
) -> None:
    asked = read_minutes_list(by_engine.folder / "minutes.csv")
    half = asked["minutes_by"] == ""
    pairs, told = asked[~half], by_engine.manifest["travel"]
    assert told["ways_asked"] >= 2 * told["pairs_routed"] + half.sum()
    parts = [told[f"pairs_{name}"] for name in ("routed", "estimated", "unreachable")]
    assert len(pairs) == sum(parts)
    for row in pairs.itertuples():
        one, other = int(row.seeker_urn) - 900_001, int(row.partner_urn) - 900_001
        if OFF_ROAD in (one, other):
            assert row.minutes_by == "estimate"
            assert np.isnan(row.minutes_there)
        elif ISLAND in (one, other):
            assert (row.minutes_by, row.minutes) == ("routed", np.inf)
        else:
            assert (row.minutes_by, row.minutes) == ("routed", expected(one, other))
    for row in asked[half].itertuples():
        ends = (int(urn) - 900_001 for urn in (row.seeker_urn, row.partner_urn))
        assert row.minutes_there == np.round(true_seconds(*map(point, ends)) / 60, 3)
    text = (by_engine.folder / "minutes.csv").read_text(encoding="utf-8-sig")
    assert "unreachable" in text
    assert f"car,osrm,{DAY}" in text


def test_nearness_is_that_of_the_minutes(by_engine: Run) -> None:
    matches = pd.read_csv(by_engine.folder / "matches.csv", dtype={"seeker_urn": str})
    inside = matches[matches["minutes_by"] == "routed"]
    assert len(inside) > 30
    assert np.allclose(inside["near"], np.exp2(-inside["minutes"] / 15), atol=1e-9)
    assert (inside["minutes"] <= MINUTES).all()
    mean = (inside["minutes_there"] + inside["minutes_back"]) / 2
    assert np.allclose(mean, inside["minutes"], atol=6e-4)
    off = matches[matches["seeker_urn"] == urn(OFF_ROAD)]
    assert len(off) > 0
    assert set(off["minutes_by"]) == {"estimate"}
    assert set(matches["seeker_urn"]).isdisjoint({urn(ISLAND)})


def test_who_mends_lists_hears_of_roads_that_are_far_off(by_engine: Run) -> None:
    found = {one.code: one for one in by_engine.found.log.problems}
    off = found["off_network"]
    assert off.row == OFF_ROAD + 2
    assert "2,346 m" in off.message or "2,345 m" in off.message
    assert "no way" in found["nobody_in_range"].message
    assert read_road_list(by_engine.folder / "roads.csv")[urn(OFF_ROAD)] == OFF_M


def test_only_who_may_meet_somebody_is_sent_to_an_engine(tmp_path: Path) -> None:
    """Schools far from all others are nobody's to know."""
    far = {"910001": (180_000, 40_000), "910002": (300_000, 700_000)}
    listed = write_list(tmp_path / "schools.csv")
    with listed.open("a", encoding="utf-8", newline="") as file:
        for one, (x, y) in far.items():
            file.write(f"{one},Far {one},Other independent school,secondary,{x},{y},partner,,\n")
    with serving(engine()) as asked:
        told = timed(listed, asked.travel, tmp_path / "out", max_minutes=0, max_km=15)
    sent = " ".join(asked.paths)
    for x, y in far.values():
        longitude, latitude = geo.to_degrees(np.array([float(x)]), np.array([float(y)]))
        assert f"{longitude[0]:.6f},{latitude[0]:.6f}" not in sent
    assert ",".join(f"{degrees:.6f}" for degrees in point(0)) in sent
    roads = read_road_list(told.folder / "roads.csv")
    assert set(far).isdisjoint(roads)
    assert verify(told.folder).faults == []


def test_many_schools_without_a_road_are_one_row(tmp_path: Path) -> None:
    """A map that ends in the middle of the schools is one fault, not one of each."""
    listed, east = write_list(tmp_path / "schools.csv"), point(0)[0]
    kept = FakeEngine("osrm", snap=lambda one: 5.0 if one[0] <= east else 300_000.0)
    kept.nearest = kept.snap
    with serving(kept):
        told = timed(listed, kept.travel, tmp_path / "out", travel_data=DAY)
    off = [one.message for one in told.found.log.problems if one.code == "off_network"]
    assert len(off) == 1
    many = sum(point(place)[0] > east for place in range(SEEKERS + PARTNERS))
    assert off[0].startswith(f"{many} of {SEEKERS + PARTNERS} schools lie outside")


def test_the_run_is_asked_again_without_the_engine(by_engine: Run) -> None:
    matches = pd.read_csv(by_engine.folder / "matches.csv", dtype=str).set_index(
        ["seeker_urn", "partner_urn"]
    )
    pair = next(pair for pair, row in matches.iterrows() if row["rank"] == "1")
    said = explain(by_engine.folder, pair).as_dict()
    assert said["score"] == pytest.approx(float(matches.loc[pair, "score"]), abs=1e-9)
    assert said["rank"] == 1
    island = explain(by_engine.folder, (urn(ISLAND), urn(SEEKERS))).as_dict()
    assert island["gate"] in ("unreachable", "beyond")
    school = explain(by_engine.folder, (urn(0),)).as_dict()
    mine = matches.xs(urn(0), level="seeker_urn")
    ranked = mine[mine["rank"].notna()].sort_values("rank")
    assert [one["urn"] for one in school["partners"]] == list(ranked.index)
    assert groups(by_engine.folder, "la").about.seekers == SEEKERS
    assert verify(by_engine.folder).faults == []
    assert verify(by_engine.folder).recomputed


def test_how_sure_its_lists_are_rests_on_the_same_minutes(by_engine: Run, folder: Path) -> None:
    found = sensitivity(by_engine.folder, folder / "sure", draws=5, seed=1, concentration=50.0)
    assert found.record["settings"]["half_minutes"] == 15
    text = found.lines()
    assert "15, 7.5 and 30 minutes" in text[0]
    assert any(line.startswith("  the weight of travel time: ") for line in text)
    assert any("the travel time at which nearness counts half: " in line for line in text)
    assert "distance" not in "\n".join(text)
    draws = pd.read_csv(folder / "sure" / "draws.csv")
    assert "half_km" not in draws
    assert draws["half_minutes"].tolist()[:3] == [15, 7.5, 30]
    assert {"near", "half_minutes"} <= {*draws["setting"].dropna()}
    assert verify(folder / "sure").faults == []


def test_a_file_of_the_same_minutes_gives_the_same_minutes(
    by_engine: Run, folder: Path, listed: Path
) -> None:
    again = timed(listed, by_engine.folder / "minutes.csv", folder / "of-file")
    told = again.manifest["travel"]
    assert (told["engine"], told["speed_bound_kmh"]) == ("", None)
    assert (told["file"]["name"], told["modes"]) == ("minutes.csv", ["car"])
    account = next(one for one in again.manifest["references"] if one["kind"] == "minutes")
    assert account["read"] == account["used"] > 0
    key = ["seeker_urn", "partner_urn"]
    old, new = (
        pd.read_csv(one.folder / "matches.csv", dtype=str).set_index(key)["minutes"]
        for one in (by_engine, again)
    )
    both = old.index.intersection(new.index)
    assert len(both) > 30
    assert (old[both] == new[both]).all()
    assert {one["name"] for one in again.manifest["outputs"]} >= {"minutes.csv"}
    assert not (again.folder / "roads.csv").exists()
    for one in (by_engine, again):  # a file that an engine's run wrote, too
        assert sum("© OpenStreetMap" in line for line in one.manifest["attribution"]) == 1
    assert verify(again.folder).faults == []
    told = {(row.what, row.before) for row in diff(by_engine.folder, again.folder).changes
            .itertuples()}  # fmt: skip
    assert ("travel_engine", "osrm") in told
    moved = folder / "office.csv"
    moved.write_bytes((by_engine.folder / "minutes.csv").read_bytes())
    with pytest.raises(OutputError, match=r"now office.csv; its --travel was osrm, now no engine"):
        timed(listed, moved, by_engine.folder)


def resealed(run: Path, copy: Path, name: str, old: str, new: str) -> Path:
    """A copy of a run with a text changed in one file, and a record that was made to fit."""
    copy.mkdir()
    for path in run.iterdir():
        if path.is_file() and not path.name.startswith("."):
            (copy / path.name).write_bytes(path.read_bytes())
    text = (copy / name).read_text(encoding="utf-8-sig")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8-sig", newline="")
    record = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    record["outputs"] = [
        {"name": one["name"], "sha256": sha256(copy / one["name"])} for one in record["outputs"]
    ]
    del record["digest"]
    (copy / "run.json").write_text(json.dumps(sealed(record)), encoding="utf-8")
    return copy


def test_minutes_that_somebody_changed_are_found(by_engine: Run, folder: Path) -> None:
    first = pd.read_csv(by_engine.folder / "matches.csv", dtype=str).iloc[0]
    pair = f"{first['seeker_urn']},{first['partner_urn']},"
    row = next(
        line
        for line in (by_engine.folder / "minutes.csv").read_text("utf-8-sig").splitlines()
        if line.startswith(pair)
    )
    told = f"{pair}1.5,1.5,1.5,routed,car,osrm,{DAY}"
    spoilt = resealed(by_engine.folder, folder / "quicker", "minutes.csv", row, told)
    faults = verify(spoilt).faults
    assert any(fault.startswith("matches.csv: minutes of ") for fault in faults)
    assert any("near of " in fault or "score of " in fault for fault in faults)
    spoilt = resealed(by_engine.folder, folder / "odd", "minutes.csv", row, f"{pair}soon,,,,,,")
    with pytest.raises(FileError, match=r"minutes.csv.*no number"):
        explain(spoilt, (urn(0),))
    spoilt = resealed(by_engine.folder, folder / "road", "roads.csv", str(OFF_M), "a mile")
    with pytest.raises(FileError, match=r"roads.csv.*no number"):
        explain(spoilt, (urn(0),))


@pytest.mark.parametrize(
    ("name", "value"),
    [("speeds", {"0-2": 1}), ("speed_bound_kmh", "fast"), ("engine", 5), ("pairs_routed", -1)],
)
def test_a_record_of_travel_times_that_is_none_is_refused(
    by_engine: Run, tmp_path: Path, name: str, value: object
) -> None:
    copy = resealed(by_engine.folder, tmp_path / "copy", "roads.csv", "urn", "urn")
    record = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    record["travel"][name] = value
    del record["digest"]
    (copy / "run.json").write_text(json.dumps(sealed(record)), encoding="utf-8")
    with pytest.raises(FileError, match="record of travel times cannot be used"):
        explain(copy, (urn(0),))
    assert verify(copy).faults


def test_who_fills_in_must_be_like_the_run(
    by_engine: Run, folder: Path, listed: Path, fake: FakeEngine
) -> None:
    with serving(engine("valhalla")) as other, pytest.raises(SettingError, match="asked osrm"):
        explain(by_engine.folder, (urn(0),), fill_in=FillIn(other.travel))
    later = explain(by_engine.folder, (urn(0),), fill_in=FillIn(fake.travel, "2026-11-01"))
    assert any(DAY in note and "2026-11-01" in note for note in later.notes)
    plain = timed(listed, None, folder / "plain", max_minutes=0)  # type: ignore[arg-type]
    assert plain.manifest["travel"] == {}
    with pytest.raises(SettingError, match="ranked by distance"):
        explain(plain.folder, (urn(0),), fill_in=FillIn(fake.travel))
    assert not (plain.folder / "minutes.csv").exists()
    matches = pd.read_csv(plain.folder / "matches.csv", dtype=str, keep_default_na=False)
    columns = ["minutes_there", "minutes_back", "minutes", "minutes_by"]
    assert (matches[columns] == "").all(axis=None)
    assert list(matches.columns[-6:]) == [*columns, "gives_known", "gains_known"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"max_minutes": 45}, "a limit in minutes needs travel times"),
        ({"travel_data": DAY}, "no engine"),
        ({"travel": "valhalla=http://127.0.0.1:1", "travel_data": DAY}, "no engine"),
        ({"travel": "http://127.0.0.1:5000"}, "of which engine"),
        ({"travel": "localhost:5000"}, "of which engine"),
        ({"travel": "osrm=http://user:secret@host"}, "not the address"),
        ({"travel": "osrm="}, "not the address"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_work(given: dict[str, str], told: str) -> None:
    config = settings(max_minutes=given.pop("max_minutes", 0))
    with pytest.raises(SettingError, match=told) as caught:
        find(Sources((Path("nowhere.csv"),), **given), config)
    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_what_was_answered_before_it_was_interrupted_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "cache"))
    listed = write_list(tmp_path / "schools.csv")
    config = settings(max_minutes=MINUTES, k=3, exam_years=False)

    def stop(stage: str, share: float) -> None:
        if stage.startswith("routing"):
            raise KeyboardInterrupt

    with serving(engine()) as fake:
        sources = Sources((listed,), travel=fake.travel, travel_data=DAY)
        with pytest.raises(KeyboardInterrupt) as caught:
            find(sources, config, progress=stop)
        assert any("goes on from there" in note for note in caught.value.__notes__)
        before = fake.cells_asked
        assert before > 0
        find(sources, config)
        whole = fake.cells_asked
        find(sources, config)
        assert fake.cells_asked == whole
    with serving(engine()) as fresh:
        monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "other"))
        find(Sources((listed,), travel=fresh.travel, travel_data=DAY), config)
        assert fresh.cells_asked == whole


def test_an_engine_that_dies_leaves_a_labelled_answer_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "first"))
    listed = write_list(tmp_path / "schools.csv")

    with serving(engine()) as fake:

        def dies(request: Request) -> bool:
            if len(fake.tables) < lives:
                return False
            request.say(503, {"code": "gone"}, Retry_After="0")
            return True

        fake.cells, lives = 40, 10_000
        timed(listed, fake.travel, tmp_path / "whole", travel_data=DAY)
        lives = len(fake.tables) - 4  # all but the last of what a run asks
        fake.tables.clear()
        fake.fault = dies
        monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "cache"))
        dying = timed(listed, fake.travel, tmp_path / "run", travel_data=DAY)
        told = dying.manifest["travel"]
        assert told["gave_up"]
        assert told["no_answer"] > 0
        assert {"engine_gave_up", "no_answer"} <= dying.manifest["problems"].keys()
        matches = pd.read_csv(dying.folder / "matches.csv", dtype=str)
        assert (matches["minutes_by"] == "estimate").any()
        first = summary_lines(dying.found)[0]
        assert first.startswith("The engine was not asked to the end: ")
        command = ["match", str(listed), "--travel", fake.travel, "--travel-data", DAY, "-k", "3"]
        command += ["--max-minutes", str(MINUTES), "--no-exam-years", "--out", str(tmp_path / "on")]
        fake.tables.clear()
        monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "command"))
        assert CliRunner().invoke(cli, [*command, "--strict"]).exit_code == 3
        lives = 0
        monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "nothing"))
        with pytest.raises(ServiceError, match=r"gave no time between .*503") as caught:
            timed(listed, fake.travel, tmp_path / "none", travel_data=DAY)
        assert "engine runs" in caught.value.hint
        assert not (tmp_path / "none" / "run.json").exists()


def test_the_order_of_the_rows_makes_no_difference(
    by_engine: Run, folder: Path, fake: FakeEngine
) -> None:
    shuffled = folder / "shuffled" / "schools.csv"
    shuffled.parent.mkdir()
    head, *rows = (folder / "schools.csv").read_text(encoding="utf-8").splitlines()
    order = np.random.default_rng(3).permutation(len(rows))
    shuffled.write_text("\n".join([head, *(rows[at] for at in order), ""]), encoding="utf-8")
    again = timed(shuffled, fake.travel, folder / "again", travel_data=DAY)
    for name in ("matches.csv", "minutes.csv", "roads.csv"):
        assert (again.folder / name).read_bytes() == (by_engine.folder / name).read_bytes(), name
    assert again.manifest["travel"] == by_engine.manifest["travel"]
    assert again.found.ranking.partners == PARTNERS
