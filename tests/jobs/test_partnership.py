"""Partnerships of real runs: made from a pair, filed, minded by the next match, listed, drawn
and purged."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from gate_cases import CASES, Case
from makers.partnerships import plain, same
from strategies import HOSTILE, VALUE

from matcher.core.columns.columns import columns_of
from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.problems import ProblemLog
from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.match import find, run
from matcher.jobs.matching.reopen import ReopenedRun
from matcher.jobs.matching.results import Run
from matcher.jobs.partnership.from_plan import FiledPlan
from matcher.jobs.partnership.listing import list_partnerships, list_with_places
from matcher.jobs.partnership.mou import agreement, write
from matcher.jobs.partnership.partnership import (
    NOTHING_KNOWN,
    NewPartnership,
    change_status,
    from_run,
    name_to_sign,
    new,
)
from matcher.jobs.partnership.purge import purge
from matcher.jobs.stages.existing_pairs import existing_pairs
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.match.explain.score_breakdown import explain_score
from matcher.partnership.record.file import RECORD, read_record, write_record
from matcher.partnership.record.partnership import Partnership
from matcher.partnership.record.status_transitions import STATUSES
from matcher.partnership.record.text import lines
from matcher.show.explain.facts import ExplainedPair
from matcher.show.run.read_back import RunTables
from matcher.show.run.table import school_list

DAY = datetime.date(2026, 9, 1)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def pairs(demo_run: Run) -> list[dict[str, str]]:
    return table(demo_run.folder / "matches.csv")


def test_a_partnership_says_what_the_run_said_of_the_pair(
    demo_run: Run, pairs: list[dict[str, str]]
) -> None:
    schools = {row["urn"]: row for row in table(demo_run.folder / "schools.csv")}
    both_ways = 0
    for row in pairs[::9]:
        seeker, partner = row["seeker_urn"], row["partner_urn"]
        made = from_run(demo_run.folder, seeker, partner, DAY)
        assert made.pair == (seeker, partner)
        for party, side in zip(made.parties, ("seeker", "partner"), strict=True):
            known = schools[party.urn]
            assert party.side == side
            assert (party.name, party.kind, party.la_name) == tuple(
                known[n] for n in ("name", "kind", "la_name")
            )
            ages = "ages {age_low} to {age_high}".format_map(known) if known["age_low"] else ""
            assert party.phase == (known["phase"] or ages)
            assert (party.lead, party.signs) == ("", "")
        assert made.reasons == row["reasons"]
        assert made.score == pytest.approx(float(row["score"]), abs=1e-10)
        assert made.distance_km == float(row["distance_km"])
        gets, _, gives = row["shared"].partition(" | ")
        for by, to, shared in ((partner, seeker, gets), (seeker, partner, gives)):
            planned = [e for e in made.planned if e.by == by]
            tags = {" ".join(filter(None, (e.activity, e.subject))) for e in planned}
            assert tags == set(filter(None, shared.split("; ")))
            # Asked is who is known to give nothing, and only for what somebody stated.
            asked = [e for e in made.gives(by) if e.is_question]
            assert [*made.gives(by)] == planned + asked and not (planned and asked)
            assert len(asked) <= 3
            assert all(e.need_evidence.startswith("stated in") for e in asked)
            assert all((e.by, e.to) == (by, to) for e in made.gives(by))
            assert all(e.need_evidence and e.strength_evidence for e in made.gives(by))
        both_ways += bool(gives.strip() and gets.strip())
        area = schools[seeker]["area"]
        assert made.area == (f"former {area} opportunity area" if area else "")
        assert (made.status, made.dates) == ("suggested", {"suggested": "2026-09-01"})
        assert (made.keep_until, made.declined) == ("2029-09-01", "")
    assert both_ways  # both directions were seen


def test_either_school_may_come_first(demo_run: Run, pairs: list[dict[str, str]]) -> None:
    for row in pairs[:4]:
        urns = row["seeker_urn"], row["partner_urn"]
        about = explain(demo_run.folder, urns[::-1]).about
        assert isinstance(about, ExplainedPair)
        made = from_run(demo_run.folder, *urns[::-1], DAY)
        assert made.pair == (about.seeker.urn, about.partner.urn)


def test_a_pair_that_the_run_kept_apart_says_so(demo_run: Run, tmp_path: Path) -> None:
    schools = table(demo_run.folder / "schools.csv")
    shut = next(r for r in schools if r["open_to_contact"] == "no" and r["role"] == "seeker")
    lost = next(r for r in schools if not r["easting"] and r["role"] == "seeker")
    partner = next(
        r
        for r in schools
        if r["role"] == "partner" and r["easting"] and r["open_to_contact"] != "no"
    )
    made = from_run(demo_run.folder, shut["urn"], partner["urn"], DAY)
    assert made.reasons.endswith("; kept apart in the run: not open to contact")
    late = datetime.date(2026, 10, 2)
    filed = new(demo_run.folder, shut["urn"], partner["urn"], tmp_path, DAY, 1, late)
    assert filed.warnings[0] == "the run kept the two apart: not open to contact"
    assert "kept until 1 October 2026, which is past" in filed.warnings[-1]
    assert read_record(filed.folder).keep_until == "2026-10-01"
    made = from_run(demo_run.folder, partner["urn"], lost["urn"], DAY)
    assert made.pair == (lost["urn"], partner["urn"])
    assert made.reasons.startswith("how far apart is not known")
    assert "nan" not in made.reasons
    assert made.distance_km != made.distance_km


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_every_gate_is_told(case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    schools, profile, config, barred = case.run()
    record = {"areas": {"title": "opportunity area"}, "attribution": []}
    again = ReopenedRun(
        RunTables(tmp_path, record, columns_of(school_list(schools)), columns_of(profile)),
        config,
        FinishedRanking(schools, profile, config, barred),
    )
    monkeypatch.setattr("matcher.jobs.partnership.partnership.reopen_run", lambda folder: again)
    if case.pair[0] == case.pair[1]:
        with pytest.raises(SettingError, match="two schools"):
            from_run(tmp_path, *case.pair, DAY)
        return
    made = from_run(tmp_path, *case.pair, DAY)
    about = explain_score(again.ranking, *made.pair)
    assert ("kept apart in the run: " in made.reasons) == bool(about.gate and not about.beyond)
    filed = new(tmp_path, *case.pair, tmp_path / "all", DAY, today=DAY)
    assert same(read_record(filed.folder), made)
    apart = [line for line in filed.warnings if "kept the two apart" in line or "limit" in line]
    assert len(apart) == bool(about.gate)


def test_parties_are_called_as_the_register_calls_them(demo_run: Run) -> None:
    """A list's own name for a school is not what governors sign."""
    schools = demo_run.found.schools.set_index("urn")
    other = schools[schools["register_name"] != ""].query("name != register_name")
    urn = "900011"
    assert list(other.index) == [urn]
    made = from_run(demo_run.folder, urn, "900059", datetime.date(2026, 9, 1))
    assert made.party(urn).name == schools.loc[urn, "register_name"] != schools.loc[urn, "name"]
    assert made.party("900059").name == schools.loc["900059", "name"]


def test_a_list_may_say_more_of_a_name_only_by_the_place() -> None:
    in_register = "Royal Grammar School"
    for own, name in (
        (f"{in_register} Newcastle", f"{in_register} Newcastle"),
        (f"{in_register}, Newcastle upon Tyne", f"{in_register}, Newcastle upon Tyne"),
        (f"{in_register} Jane Roe", in_register),
        (f"{in_register} *", in_register),
        ("RGS Newcastle", in_register),
    ):
        assert name_to_sign(in_register, own, "Newcastle upon Tyne") == name
    assert name_to_sign("", "RGS", "") == "RGS"


def test_what_is_open_is_told_when_a_partnership_is_agreed(demo_run: Run, tmp_path: Path) -> None:
    folder = new(demo_run.folder, "900001", "900025", tmp_path, DAY, today=DAY).folder
    assert change_status(folder, "contacted", DAY)[1] == []
    made = read_record(folder)
    assert "Why: " in "\n".join(lines(replace(made, status="suggested")))
    assert "Why, as the match had it on 1 September 2026: " in "\n".join(lines(made))
    write(dict.fromkeys([folder / "mou.md"], agreement(made, ("md",))["md"]))
    (no_day, blanks) = change_status(folder, "agreed", DAY)[1]
    assert "no day on which both governing bodies agreed" in no_day
    assert re.match(r"\d+ blanks are open in mou.md: matcher mou check ", blanks)
    write_record(folder, replace(made, objectives={"O12": "1 and 3 September 2026"}))
    (blanks,) = change_status(folder, "agreed", DAY)[1]
    assert "blanks are open" in blanks


def test_a_warning_of_several_partnerships_of_a_plan_is_given_once(tmp_path: Path) -> None:
    apart = "the run kept the two apart: too far"
    made = [
        NewPartnership(tmp_path / name, (NOTHING_KNOWN, *more))
        for name, more in (
            ("1-2", ()),
            ("3-4", ("the run kept the two apart: too far",)),
            ("5-6", ()),
        )
    ]
    assert FiledPlan((*made, NewPartnership(tmp_path / "7-8", ())), ()).warnings() == [
        f"3 of 4 partnerships: {NOTHING_KNOWN}. Ask both first, or plan again from a run of "
        "matcher match --must-give. 1-2, 3-4, 5-6",
        f"3-4: {apart}",
    ]
    many = [NewPartnership(tmp_path / f"900{n}-901{n}", (apart,)) for n in range(150, 300)]
    (warning,) = FiledPlan(tuple(many), ()).warnings()
    first, *names = warning.split("\n")
    assert first == f"150 of 150 partnerships: {apart}."
    assert max(map(len, names)) <= 78
    assert "".join(names).replace(" ", "").split(",") == [one.folder.name for one in many]


def test_what_is_no_pair_of_a_run_is_refused(demo_run: Run, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="two schools"):
        from_run(demo_run.folder, "900001", "900001", DAY)
    with pytest.raises(SettingError, match="no school 123 is in the lists"):
        from_run(demo_run.folder, "900001", "123", DAY)
    with pytest.raises(FileError):
        from_run(tmp_path, "900001", "900025", DAY)
    with pytest.raises(SettingError, match="beyond the calendar"):
        from_run(demo_run.folder, "900001", "900025", DAY, 12 * 9000)


def test_a_partnership_is_filed_once_and_moved_on(demo_run: Run, tmp_path: Path) -> None:
    filed = new(demo_run.folder, "900001", "900025", tmp_path / "all", DAY, 24, DAY)
    folder = filed.folder
    assert filed == NewPartnership(tmp_path / "all" / "900001-900025", ())
    made = from_run(demo_run.folder, "900001", "900025", DAY, 24)
    assert same(read_record(folder), made)
    assert made.keep_until == "2028-09-01"
    moved, _ = change_status(folder, "declined", datetime.date(2026, 10, 1), "timing")
    assert same(read_record(folder), moved)
    with pytest.raises(SettingError):
        change_status(folder, "running", datetime.date(2026, 11, 1))
    assert same(read_record(folder), moved)
    with pytest.raises(OutputError, match="is there already"):
        new(demo_run.folder, "900025", "900001", tmp_path / "all", DAY)
    folder.rename(tmp_path / "all" / "moved")  # called otherwise by a person
    with pytest.raises(OutputError, match="moved: is there already"):
        new(demo_run.folder, "900001", "900025", tmp_path / "all", DAY)
    for inside in (demo_run.folder, demo_run.folder / "below" / "it"):
        with pytest.raises(OutputError, match="stays as it was written"):
            new(demo_run.folder, "900001", "900054", inside, DAY)
    assert not (demo_run.folder / "below").exists()


def file(top: Path, made: Partnership) -> Path:
    write_record(top / made.id, made)
    return top / made.id


@pytest.mark.parametrize("status", STATUSES)
def test_a_match_minds_partners_and_leaves_the_unwilling_alone(
    status: str, tmp_path: Path, pairs: list[dict[str, str]]
) -> None:
    row = next(r for r in pairs if r["rank"] == "1")
    pair = (row["seeker_urn"], row["partner_urn"])
    # Which of the two seeks makes no difference.
    file(tmp_path, plain(*pair[::-1], status, dates={status: "2026-03-10"}))
    for day, free in (
        ("2026-09-01", status in ("suggested", "ended")),
        ("2027-03-09", status in ("suggested", "ended")),
        ("2027-03-10", status in ("suggested", "ended", "declined")),
    ):
        config = settings(from_register="both", as_of=day)
        found = find(replace(sources(), existing=tmp_path), config)
        matched = found.matches[["seeker_urn", "partner_urn"]].itertuples(index=False, name=None)
        assert (pair in set(matched)) == free
        assert bool(found.ruled_out.existing) == (status in ("contacted", "agreed", "running"))
        assert found.ruled_out.declined == (
            {pair[::-1]} if status == "declined" and not free else set()
        )
        assert found.ruled_out.excluded_pairs == frozenset()


def test_one_partnership_will_do_and_so_do_its_exclusions(
    tmp_path: Path, pairs: list[dict[str, str]]
) -> None:
    one, other = pairs[0], pairs[5]
    folder = file(tmp_path, plain(one["seeker_urn"], one["partner_urn"], "declined"))
    out = tmp_path / "exclude.csv"
    out.write_text(f"URN,Partner URN\n{other['seeker_urn']},{other['partner_urn']}\n")
    given = replace(sources(), existing=folder, exclude=out)
    found = find(given, settings(from_register="both", as_of="2026-09-02"))
    assert found.ruled_out.declined == {(one["seeker_urn"], one["partner_urn"])}
    assert found.ruled_out.excluded_pairs == {(other["seeker_urn"], other["partner_urn"])}


def test_a_declined_pair_without_a_day_is_left_alone(tmp_path: Path) -> None:
    file(tmp_path, plain(status="declined", dates={}))
    existing, apart = existing_pairs(tmp_path, datetime.date(2090, 1, 1), ProblemLog())
    assert (existing, apart) == (frozenset(), {("100001", "100002")})


def test_partners_of_a_closed_school_are_those_of_its_successor(tmp_path: Path) -> None:
    file(tmp_path, plain("900142", "900025", "running"))  # the sample's links lead to 900001
    found = find(
        replace(sources(), existing=tmp_path), settings(from_register="both", as_of="2026-09-02")
    )
    assert found.ruled_out.existing == {("900001", "900025")}
    one_school = {"1": "2"}
    write_record(tmp_path / "x", plain("1", "2", "running"))
    existing, _ = existing_pairs(
        tmp_path / "x", DAY, ProblemLog(), lambda urn: one_school.get(urn, urn)
    )
    assert existing == frozenset()


def test_a_broken_record_is_a_problem_of_the_run(tmp_path: Path) -> None:
    top = tmp_path / "all"
    file(top, plain("900001", "900025", "running"))
    (top / "bad").mkdir()
    (top / "bad" / RECORD).write_text("status =")
    made = run(
        replace(sources(), existing=top),
        settings(from_register="both", as_of="2026-09-02"),
        tmp_path / "run",
        fictional=True,
    )
    rows = [
        r for r in table(tmp_path / "run" / "problems.csv") if r["code"] == "broken_partnership"
    ]
    assert [(r["list"], r["severity"]) for r in rows] == [(f"all/bad/{RECORD}", "rejected")]
    assert made.manifest["barred"]["existing"] == [["900001", "900025"]]
    about = explain(tmp_path / "run", ["900001", "900025"]).about
    assert isinstance(about, ExplainedPair)
    assert about.gate == "existing"
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match="holds no partnership"):
        find(replace(sources(), existing=tmp_path / "empty"), settings())


@pytest.fixture
def office(demo_run: Run, pairs: list[dict[str, str]], tmp_path: Path) -> Path:
    """A register of six, one of each status, and a record that cannot be read."""
    for row, status in zip(pairs[::12], STATUSES, strict=False):
        made = from_run(demo_run.folder, row["seeker_urn"], row["partner_urn"], DAY)
        code = "funding" if status == "declined" else ""
        file(
            tmp_path / "all",
            replace(made, status=status, declined=code, dates={**made.dates, status: "2026-10-01"}),
        )
    (tmp_path / "all" / "bad").mkdir()
    (tmp_path / "all" / "bad" / RECORD).write_text("status = 'x'")
    return tmp_path / "all"


def test_the_register_has_every_partnership_in_every_form(office: Path) -> None:
    found = list_partnerships(office)
    entries = found.about.entries
    assert len(entries) == 6
    assert Counter(one.status for one in entries) == dict.fromkeys(STATUSES, 1)
    text, frame, plain_data = "\n".join(found.lines()), found.table(), found.as_dict()
    assert json.loads(json.dumps(plain_data, allow_nan=False)) == plain_data
    assert len(frame) == len(plain_data["partnerships"]) == 6
    assert "1 could not be read" in text
    assert len(plain_data["problems"]) == 1
    for one, row in zip(entries, plain_data["partnerships"], strict=True):
        record = read_record(Path(one.folder))
        assert (row["seeker_urn"], row["partner_urn"]) == record.pair
        assert row["since"] == "2026-10-01"
        assert row["score"] == record.score
        assert row["seeker_gets"] == "; ".join(e.words for e in record.gives(one.partner_urn))
        assert one.seeker_name in text
    again = list_partnerships(office)
    assert again.as_dict() == plain_data
    # One that runs is told of from the day on which its activities begin.
    (running,) = (Path(one.folder) for one in entries if one.status == "running")
    for starts, told in (("2026-09-07", "since 7 September"), ("2027-01-11", "from 11 January")):
        write_record(running, replace(read_record(running), starts=starts))
        assert told in "\n".join(list_partnerships(office).lines())


def test_unknown_figures_are_blank_and_null(tmp_path: Path) -> None:
    file(tmp_path, plain())
    found = list_partnerships(tmp_path)
    (row,) = found.as_dict()["partnerships"]
    assert (row["score"], row["distance_km"]) == (None, None)
    assert "nan" not in "\n".join(found.lines()) + list_with_places(tmp_path).page()
    assert list(found.table()["score"].isna()) == [True]
    (tmp_path / "none").mkdir()
    empty = list_partnerships(tmp_path / "none")
    assert empty.lines() == ["0 partnerships"]
    assert len(empty.table()) == 0
    assert "0 partnerships" in empty.page()


def test_the_map_draws_each_partnership_where_its_schools_are(office: Path, demo_run: Run) -> None:
    schools = {row["urn"]: row for row in table(demo_run.folder / "schools.csv")}
    found = list_with_places(office)
    for one in found.about.entries:
        for urn, at in ((one.seeker_urn, one.seeker_at), (one.partner_urn, one.partner_at)):
            assert at == (float(schools[urn]["easting"]), float(schools[urn]["northing"]))
    page = found.page()
    assert page.count("<line ") == 6 + 6  # on the map and in the key
    assert "Fictional schools" in page
    assert "Not on the map" not in page
    assert page == list_with_places(office).page()
    # The same places from a list, and from the run named outright.
    samples = sources()
    assert samples.register
    for places in ([demo_run.folder], [samples.register, demo_run.folder]):
        by_name = list_with_places(office, places)
        assert all(one.seeker_at and one.partner_at for one in by_name.about.entries)


def test_where_no_run_is_left_the_page_says_what_is_not_on_the_map(
    office: Path, demo_run: Run, tmp_path: Path
) -> None:
    gone = tmp_path / "copy"
    shutil.copytree(office, gone)
    for folder in gone.iterdir():
        text = (folder / RECORD).read_text(encoding="utf-8")
        (folder / RECORD).write_text(text.replace(demo_run.folder.as_posix(), "nowhere"))
    found = list_with_places(gone)
    assert any("nowhere" in note and "--places" in note for note in found.notes)
    page = found.page()
    assert "<svg role" not in page
    assert "it is not known where a school is: 1, 2, 3, 4, 5, 6" in page
    with pytest.raises(FileError):
        list_with_places(gone, [tmp_path / "nothing.csv"])


def test_hostile_names_come_to_the_page_escaped(tmp_path: Path) -> None:
    for number, text in enumerate(HOSTILE):
        made = plain(str(2 * number), str(2 * number + 1))
        one, other = made.parties
        file(tmp_path, replace(made, parties=(replace(one, name=text), other), area=text))
    page = list_with_places(tmp_path).page()
    for part in ("<script", "<img", "<b>", "onerror=alert(6007*7001)>", VALUE):
        assert part not in page
    names = {row["seeker_name"] for row in list_partnerships(tmp_path).as_dict()["partnerships"]}
    assert names == set(HOSTILE)


def test_a_purge_looks_first_and_deletes_when_told(office: Path, tmp_path: Path) -> None:
    day = datetime.date(2030, 1, 1)
    assert purge(office, DAY).due == ()
    before = sorted(path.name for path in office.iterdir())
    dry = purge(office, day)
    assert sorted(path.name for path in office.iterdir()) == before
    assert dry.lines()[-1] == "Nothing was deleted: give --yes to do it"
    assert "4 to be deleted, 2 due but kept" in dry.lines()
    assert len(dry.unread) == 1
    done = purge(office, day, yes=True)
    assert [one.filed.folder for one in done.due] == [one.filed.folder for one in dry.due]
    assert "4 deleted, 2 due but kept" in done.lines()
    left = {one.status for one in list_partnerships(office).about.entries}
    assert left == {"agreed", "running"}
    assert (office / "bad" / RECORD).exists()


@pytest.mark.real
@pytest.mark.slow
def test_partnerships_of_the_national_register(national: Run, tmp_path: Path) -> None:
    rows = table(national.folder / "matches.csv")
    for row in rows[:: len(rows) // 3]:
        made = from_run(national.folder, row["partner_urn"], row["seeker_urn"], DAY)
        assert set(made.pair) == {row["seeker_urn"], row["partner_urn"]}
        if made.pair == (row["seeker_urn"], row["partner_urn"]):
            assert made.reasons == row["reasons"]
        file(tmp_path, made)
    found = list_with_places(tmp_path)
    assert all(one.seeker_at and one.partner_at for one in found.about.entries)
    assert any("Get Information about Schools" in line for line in found.attribution)


def test_existing_may_still_be_a_table(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("URN,Partner URN\n900001,900025\n")
    found = find(
        replace(sources(), existing=path), settings(from_register="both", as_of="2026-09-02")
    )
    assert found.ruled_out.existing == {("900001", "900025")}
    assert found.ruled_out.excluded_pairs == frozenset()
