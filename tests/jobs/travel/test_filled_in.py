"""Pairs that a run did not ask about: left out, or asked for now and written down."""

from __future__ import annotations

import csv
import datetime
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from fake_engines import FakeEngine, serving
from timed_runs import ISLAND, PARTNERS, SEEKERS, engine, places, point, timed, urn, write_list

from matcher.core.allocation.settings import PlanSettings
from matcher.core.errors import OutputError, SettingError
from matcher.jobs.allocation.allocate import allocate
from matcher.jobs.allocation.diff import what_if
from matcher.jobs.allocation.summary import summary_lines
from matcher.jobs.allocation.verify.verify_plan import verify_plan
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.groups import groups
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.verify import verify
from matcher.jobs.partnership.from_plan import new_of_plan
from matcher.jobs.partnership.pair_reasons import ranks_in_lists
from matcher.jobs.sensitivity.sensitivity import sensitivity
from matcher.jobs.travel.fill_in import FillIn, reopened
from matcher.show.kit.reach import FREE_FLOW
from matcher.show.run.minutes import read_minutes_list

DAY = "2026-10-01"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sparse")


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeEngine]:
    """Roads everywhere: nothing has to be estimated, so little is asked."""
    roads = engine()
    roads.snap, roads.nearest = (lambda one: 5.0), None
    with serving(roads) as running:
        yield running


@pytest.fixture(scope="module")
def sparse(folder: Path, fake: FakeEngine) -> Run:
    """The best of each school alone: many pairs in reach are never asked about."""
    listed = write_list(folder / "schools.csv")
    return timed(listed, fake.travel, folder / "run", travel_data=DAY, k=1, worth_asking=0)


@pytest.fixture(scope="module")
def unasked(sparse: Run, folder: Path, fake: FakeEngine) -> tuple[str, str]:
    """A pair that the run did not ask about and that a plan may use, pinned by a decision; the
    plan of all pairs is in ``folder`` / "full"."""
    full = folder / "first"
    allocate(sparse.folder, PlanSettings(), full, fill_in=FillIn(fake.travel, DAY))
    new = read_minutes_list(full / "minutes.csv")
    near = new[new["minutes"] <= 45]
    return str(near["seeker_urn"].iloc[0]), str(near["partner_urn"].iloc[0])


def test_a_plan_chooses_among_what_is_known_and_says_how_much_that_leaves_out(
    sparse: Run, folder: Path
) -> None:
    bare = allocate(sparse.folder, PlanSettings(), folder / "bare")
    told = bare.record["travel"]
    assert told["left_out"] > 50
    assert (told["engine"], told["pairs_asked"]) == ("", 0)
    assert any(f"Left out: {told['left_out']:,} pairs" in note for note in bare.notes)
    assert verify_plan(folder / "bare").faults == []
    alone = bare.found.unserved.set_index("seeker_urn")["what_helps"]
    assert "there is no way" in alone[urn(ISLAND)]
    assert not alone.drop(urn(ISLAND)).str.contains("no way").any()
    assert sum("OpenStreetMap" in line for line in bare.record["attribution"]) == 1
    pairs, many = bare.found.pairs, len(bare.found.pairs)
    assert (pairs["minutes"] <= 50).all()
    assert set(pairs["minutes_by"]) == {"routed"}
    said = f"Travel times by car of {many} pairs, 0 of them estimated. {FREE_FLOW}."
    for name in ("summary.html", "map.html"):
        assert said in (folder / "bare" / name).read_text(encoding="utf-8")
    page = (folder / "bare" / "summary.html").read_text(encoding="utf-8")
    assert "the mean score and median distance and travel time of their pairs" in page
    assert "Minutes<" in page
    assert f"  {said.removesuffix('.')}" in list(summary_lines(bare.found))
    book = openpyxl.load_workbook(folder / "bare" / "plan.xlsx")
    assert said in [row[0].value for row in book["About"].iter_rows()]
    heads = [cell.value for cell in book["Plan"][3]]
    assert heads[heads.index("Distance (km)") + 1] == "Travel time (minutes)"
    with (folder / "bare" / "fairness.csv").open(encoding="utf-8-sig", newline="") as file:
        everybody = next(csv.DictReader(file))
    assert float(everybody["median_minutes"]) == pytest.approx(pairs["minutes"].median())
    assert not (folder / "bare" / "minutes.csv").exists()


def test_a_plan_that_asks_writes_down_what_it_was_told(
    sparse: Run, folder: Path, fake: FakeEngine, unasked: tuple[str, str]
) -> None:
    decisions = folder / "decisions.csv"
    with decisions.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("seeker_urn", "partner_urn", "decision"))
        rows.writerow((*unasked, "pinned"))
    out = folder / "pinned"
    plan = allocate(sparse.folder, PlanSettings(), out, decisions=decisions,
                    fill_in=FillIn(fake.travel, DAY))  # fmt: skip
    told = plan.record["travel"]
    assert (told["engine"], told["data"], told["left_out"]) == ("osrm", DAY, 0)
    assert told["pairs_estimated"] == 0
    assert f"Travel times filled in: of {told['pairs_asked']:,} pairs" in plan.notes
    assert len(read_minutes_list(out / "minutes.csv")) == told["pairs_asked"] > 50
    pairs = set(zip(plan.found.pairs["seeker_urn"], plan.found.pairs["partner_urn"], strict=True))
    assert unasked in pairs
    # All that rests on the plan does without the engine.
    assert verify_plan(out).faults == []
    filed = new_of_plan(out, folder / "partnerships", datetime.date(2026, 11, 29))
    assert len(filed.made) == len(pairs)
    assert not any("kept" in warning for one in filed.made for warning in one.warnings)
    with pytest.raises(OutputError, match="--travel was osrm, now none"):
        allocate(sparse.folder, PlanSettings(), out, decisions=decisions)
    # A file that lacks them fills them in with estimates, and the plan says so.
    guessed = allocate(sparse.folder, PlanSettings(), folder / "guessed",
                       fill_in=FillIn(sparse.folder / "minutes.csv"))  # fmt: skip
    assert guessed.record["travel"]["pairs_estimated"] > 50
    assert any("of them estimated" in note for note in guessed.notes)
    own = read_minutes_list(folder / "guessed" / "minutes.csv")
    assert set(own["minutes_by"]) <= {"estimate", "routed"}
    # One that has them is named as what it is, pair by pair.
    read = allocate(sparse.folder, PlanSettings(), folder / "read",
                    fill_in=FillIn(out / "minutes.csv"))  # fmt: skip
    assert set(read_minutes_list(folder / "read" / "minutes.csv")["minutes_by"]) == {"file"}
    assert read.record["travel"]["pairs_estimated"] == 0
    assert verify_plan(folder / "read").faults == []
    assert verify_plan(folder / "guessed").faults == []
    lines = what_if(sparse.folder, PlanSettings(), [f"without:{unasked[1]}"],
                    fill_in=FillIn(fake.travel, DAY))  # fmt: skip
    assert any("Seekers served" in line for line in lines)


def test_explain_says_that_a_pair_was_not_asked_about_or_asks(
    sparse: Run, fake: FakeEngine, unasked: tuple[str, str]
) -> None:
    without = explain(sparse.folder, unasked).as_dict()
    assert without["gate"] == "not_routed"
    asked = explain(sparse.folder, unasked, fill_in=FillIn(fake.travel, DAY)).as_dict()
    assert asked["gate"] == ""
    assert asked["rank"] > 1  # it could stand in no list of one
    assert asked["minutes"] <= 45
    assert (asked["minutes_by"], asked["told_by"]) == ("routed", "routed")
    school = explain(sparse.folder, unasked[:1]).as_dict()
    more = explain(sparse.folder, unasked[:1], fill_in=FillIn(fake.travel, DAY)).as_dict()
    assert school["partners"] == more["partners"]  # the list of the run stays what it is
    assert school["of_partners"] < more["of_partners"]


def test_what_a_file_fills_in_is_told_as_a_files(
    sparse: Run, folder: Path, unasked: tuple[str, str]
) -> None:
    more = folder / "more.csv"
    line = "{},{},33,{},our planner,2026-11-02\n".format
    head = "seeker_urn,partner_urn,minutes,mode,source,date\n"
    more.write_text(head + line(*unasked, "car"), encoding="utf-8")
    answer = explain(sparse.folder, unasked, fill_in=FillIn(more))
    assert (answer.as_dict()["minutes_by"], answer.as_dict()["minutes"]) == ("file", 33.0)
    assert any(one.startswith("Way: 33 minutes by car, as the file") for one in answer.lines())
    assert FREE_FLOW not in answer.lines()  # nobody says how our planner reckons
    assert any("of them estimated, as nobody knows" in note for note in answer.notes)
    listed = explain(
        sparse.folder, [urn(0), unasked[1]], fill_in=FillIn(sparse.folder / "minutes.csv")
    )
    assert listed.as_dict()["minutes_by"] in ("routed", "estimate")
    assert any(
        "estimated" in one for one in groups(sparse.folder, "la", fill_in=FillIn(more)).notes
    )
    assert any("osrm" in note and "come from our planner" in note for note in answer.notes)
    more.write_text(head + "{},{},0.5,car,Valhalla,\n".format(*unasked), encoding="utf-8")
    with pytest.raises(SettingError, match="times of valhalla are not like them"):
        explain(sparse.folder, unasked, fill_in=FillIn(more))
    one, other = (places()[int(own) - 900_001] for own in unasked)
    quick = (math.dist(one, other) / 1000.0 - 1.0) * 60.0 / 140.0  # by a kilometre of road too few
    more.write_text(head + "{},{},{},,,\n".format(*unasked, quick), encoding="utf-8")
    notes = explain(sparse.folder, unasked, fill_in=FillIn(more)).notes
    assert any("(140 km/h): 1 of these times. Its lists" in note for note in notes)
    more.write_text(head + "{},{},0,,,\n".format(*unasked), encoding="utf-8")
    notes = explain(sparse.folder, unasked, fill_in=FillIn(more)).notes
    assert any("row 2: 0 minutes between" in note for note in notes)
    more.write_text(head + line(*unasked, "bus"), encoding="utf-8")
    with pytest.raises(SettingError, match="by car, and those of the file are by bus"):
        explain(sparse.folder, unasked, fill_in=FillIn(more))


def test_a_rank_that_times_filled_in_change_is_theirs(sparse: Run, folder: Path) -> None:
    """Not the one that the run wrote down before anybody knew them."""
    more, at = folder / "quick.csv", {urn(place): where for place, where in enumerate(places())}
    known = read_minutes_list(sparse.folder / "minutes.csv")
    asked = set(zip(known["seeker_urn"], known["partner_urn"], strict=True))
    lines = [
        f"{one},{other},{(math.dist(at[one], at[other]) / 1000.0 - 1.0) * 60.0 / 140.0}\n"
        for one in map(urn, range(SEEKERS))
        for other in map(urn, range(SEEKERS, SEEKERS + PARTNERS))
        if (one, other) not in asked and math.dist(at[one], at[other]) > 3000.0
    ]
    more.write_text("".join(["seeker_urn,partner_urn,minutes\n", *lines]), encoding="utf-8")
    with reopened(sparse.folder, FillIn(more)) as run:
        index, ranking = run.ranking.index, run.ranking
        meet = [(one, other) for one in index for other in index if not ranking.gate(one, other)]
        places_now = [
            ranking.rank_in_list(index[one], index[other], by_seeker=True).rank
            for one, other in meet
        ]
        assert ranks_in_lists(run, meet) == [rank if rank <= 1 else 0 for rank in places_now]
        before = replace(run, kept_pairs=run.tables.pairs)
        assert ranks_in_lists(before, meet) != ranks_in_lists(run, meet)


def test_an_engine_that_dies_while_it_fills_in_is_told(sparse: Run, folder: Path) -> None:
    roads = engine()
    roads.snap, roads.nearest, roads.cells = (lambda one: 5.0), None, 40
    roads.fault = lambda request: (
        len(roads.tables) > 3 and (request.say(503, {"code": "gone"}, Retry_After="0") or True)
    )
    with serving(roads):
        told = groups(sparse.folder, "la", fill_in=FillIn(roads.travel, "2026-10-02")).notes
    assert any(note.startswith("The engine was not asked to the end: ") for note in told)


def test_a_place_that_it_says_nothing_about_while_it_fills_in_is_told(sparse: Run) -> None:
    roads, silent = engine(), point(0)
    roads.place_fault = lambda request: (
        silent in request.asked[1] and (request.say(200, b"<html>busy") or True)
    )
    with serving(roads):
        told = groups(sparse.folder, "la", fill_in=FillIn(roads.travel, "2026-10-02")).notes
    assert any(note.startswith("The engine said nothing about 1 place: ") for note in told)


def test_groups_leave_out_what_nobody_knows_and_say_so(sparse: Run, fake: FakeEngine) -> None:
    bare = groups(sparse.folder, "la")
    assert any("Left out" in note for note in bare.notes)
    asked = groups(sparse.folder, "la", fill_in=FillIn(fake.travel, DAY))
    assert len(asked.notes) == 1
    assert asked.notes[0].startswith("Travel times filled in: of ")
    assert "estimated" not in asked.notes[0]
    assert FREE_FLOW in asked.lines()
    assert FREE_FLOW in asked.page()


def test_what_was_not_asked_counts_by_an_estimate_in_how_sure_lists_are(
    sparse: Run, folder: Path
) -> None:
    found = sensitivity(sparse.folder, folder / "sure", draws=5, seed=1, concentration=50.0)
    assert found.record["settings"]["estimates_unasked"]
    assert any("are estimated here" in line for line in found.lines())
    assert verify(folder / "sure").faults == []
