"""The plan of a partnership, made, written in and made again."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.partnerships import partnerships
from makers.plans import exchange, partnership

from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.files.names import PARTNERSHIP_FILES
from matcher.jobs.matching.results import Run
from matcher.jobs.partnership.monitor import add
from matcher.jobs.partnership.mou import agreement, write
from matcher.jobs.partnership.plan import make, make_from_run, questions
from matcher.jobs.partnership.plan_progress import progress
from matcher.partnership.record.file import RECORD, read_record, write_record
from matcher.partnership.record.partnership import Partnership
from matcher.partnership.record.status_transitions import with_status
from matcher.partnership.reference_tables import ACTIVITIES

DAY = datetime.date(2027, 6, 30)
CSVS = ("plan.csv", "questions.csv", "checklist.csv", "data-plan.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = partnership(exchange("C2", "Latin"), exchange("L3", back=True))
    write_record(tmp_path / "p", made)
    make(tmp_path / "p")
    return tmp_path / "p"


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def save(folder: Path, name: str, held: list[dict[str, str]], **how: str) -> None:
    """Save rows as a spreadsheet would that has its own ideas."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(held[0]), delimiter=how.get("delimiter", ","))
    writer.writeheader()
    writer.writerows(held)
    (folder / name).write_bytes(out.getvalue().encode(how.get("encoding", "utf-8")))


def test_its_files_are_known_to_be_ours(folder: Path) -> None:
    assert {*content(folder)} == {RECORD, *CSVS, "plan.md", "plan.xlsx"}
    assert {*content(folder)} <= PARTNERSHIP_FILES.keys()


def test_made_twice_the_same_bytes(folder: Path) -> None:
    once = content(folder)
    made = make(folder)
    assert content(folder) == once
    assert not [note for note in made.notes if " row" in note]


def test_what_people_wrote_is_kept_in_every_file_and_told_in_page_and_workbook(
    folder: Path,
) -> None:
    edits = {
        "plan.csv": {"baseline": "31 %", "text": "Our own words; with a semicolon"},
        "questions.csv": {"use": "no", "question": "Wie heißt du – und warum?"},
        "checklist.csv": {"answer": "Yes, “both”", "by": "lead", "due": "01/09/2026"},
        "data-plan.csv": {"answer": "public task", "note": "=1+1"},
    }
    for name, edit in edits.items():
        held = rows(folder, name)
        held[3] |= edit
        held.append(dict.fromkeys(held[0], "") | {list(held[0])[-2]: f"of our own, {name}"})
        save(folder, name, held, delimiter=";", encoding="cp1252")
    made = make(folder, start="2027-01-11")
    for name, edit in edits.items():
        held = rows(folder, name)
        shown = {k: ("'=1+1" if v == "=1+1" else v) for k, v in edit.items()}
        assert held[3].items() >= shown.items(), name
        assert held[-1][list(held[0])[-2]] == f"of our own, {name}"
    assert "Our own words; with a semicolon" in (folder / "plan.md").read_text("utf-8")
    assert "of our own, checklist.csv" not in "".join(made.notes)
    assert any("plan.csv: 1 row whose text somebody changed was" in note for note in made.notes)
    figures = [row for row in rows(folder, "plan.csv") if row["part"] == "indicator"]
    assert {row["baseline_due"] for row in figures} >= {"2027-01-06"}
    once = content(folder)
    make(folder)
    assert content(folder) == once  # the start is remembered, too


def test_an_exchange_that_is_gone_leaves_what_was_written(folder: Path) -> None:
    held = rows(folder, "plan.csv")
    (at,) = [n for n, row in enumerate(held) if row["indicator"] == "L3-N1"]
    held[at]["baseline"] = "4"
    save(folder, "plan.csv", held)
    write_record(folder, partnership(exchange("C2", "Latin")))
    make(folder)
    left = [row for row in rows(folder, "plan.csv") if row["activity"] == "L3"]
    assert [row["indicator"] for row in left] == ["L3-N1"]
    assert left[0]["baseline"] == "4"


@pytest.mark.parametrize("name", ["plan.md", "plan.xlsx"])
def test_a_page_or_workbook_that_was_changed_is_not_written_over(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes() + b"x")
    if name == "plan.xlsx":
        import openpyxl

        book = openpyxl.load_workbook(folder / name)
        book["Checklist"]["E4"] = "an answer"
        book.save(folder / name)
    once = content(folder)
    with pytest.raises(OutputError, match="changed since it was made"):
        make(folder, start="2027-01-11")
    assert content(folder) == once
    make(folder, start="2027-01-11", force=True)
    assert content(folder)[name] != once[name]


@pytest.mark.parametrize("name", CSVS)
def test_a_file_that_cannot_be_read_is_not_written_over(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b'key,number\n"torn')
    once = content(folder)
    with pytest.raises(FileError, match=name):
        make(folder, start="2027-01-11")
    assert content(folder) == once


def test_faults_are_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="no day"):
        make(folder, start="soon")
    with pytest.raises(FileError, match="no partnership"):
        make(tmp_path)
    (folder / "questions.csv").unlink()
    with pytest.raises(FileError, match="it has no plan yet"):
        questions(folder)
    (folder / "plan.csv").unlink()
    with pytest.raises(FileError, match="it has no plan yet"):
        progress(folder, DAY)


def test_the_start_is_the_day_on_which_it_runs(tmp_path: Path) -> None:
    made = partnership(exchange("L3"), status="running", dates={"running": "2027-01-31"})
    write_record(tmp_path, made)
    assert not make(tmp_path).notes
    held = rows(tmp_path, "plan.csv")
    assert {row["baseline_due"] for row in held} == {
        *("", "2026-12-31"),  # published
        *("2027-01-18", "2027-03-01"),  # two weeks before, and a month after, on a weekday
    }


def test_the_start_is_kept_with_the_record(folder: Path) -> None:
    """Set once, it dates the plan whenever it is made again, and what somebody wrote stays."""
    record = folder / RECORD
    noted = record.read_text(encoding="utf-8").replace("[match]", "# Ours to keep.\n[match]")
    record.write_text(noted, encoding="utf-8")
    assert "No day for the start is known" in " ".join(make(folder).notes)
    make(folder, start="11/01/2027")
    dated = [(row["key"], row["baseline_due"]) for row in rows(folder, "plan.csv")]
    assert any(day == "2027-01-06" for _, day in dated)
    assert "starts = 2027-01-11" in record.read_text(encoding="utf-8")
    assert record.read_text(encoding="utf-8").replace("starts = 2027-01-11\n", "") == noted
    moved = with_status(read_record(folder), "agreed", datetime.date(2026, 10, 1))
    write_record(folder, with_status(moved, "running", datetime.date(2026, 11, 2)))
    assert not any("start is known" in note for note in make(folder).notes)
    assert [(row["key"], row["baseline_due"]) for row in rows(folder, "plan.csv")] == dated
    assert read_record(folder).start == datetime.date(2027, 1, 11)


def test_a_plan_of_several_places_tells_them_apart(tmp_path: Path) -> None:
    likely = dataclasses.replace(exchange("C3"), strength_evidence="published figures: “844”")
    given = (exchange("C3", "pool"), exchange("C3", "sports hall"), likely)
    write_record(tmp_path / "p", partnership(*given))
    assert any("To be asked first" in note for note in make(tmp_path / "p").notes)
    held = rows(tmp_path / "p", "plan.csv")
    texts = {row["text"] for row in held if row["stage"] == "short"}
    assert len(texts) == 3 and any(
        text.startswith("With the pool, pupils do in PE") for text in texts
    )
    for row in held:
        row["use"] = "no" if row["key"].endswith(likely.mark) else ""
    save(tmp_path / "p", "plan.csv", held)
    # What is left out nobody has to ask for.
    assert not any("To be asked first" in note for note in make(tmp_path / "p").notes)
    page = (tmp_path / "p" / "plan.md").read_text("utf-8")
    keys = [row["key"] for row in held if row["indicator"] == "C3-N1" and not row["use"]]
    assert len(keys) == 2 and all(f"| {key} |" in page for key in keys)
    (tmp_path / "v.csv").write_text("indicator,date,value\nC3-N1,2027-01-11,64%\n")
    shown = {one.id for part in progress(tmp_path / "p", DAY).about.parts for one in part.open}
    assert {*keys} <= shown and "C3-N1" not in shown
    (problem,) = add(tmp_path / "p", tmp_path / "v.csv", DAY).problems
    assert f"{keys[0]} (Use of the pool, for Ashmead Primary School)" in problem.hint


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"O13": "Fun; 85% of Year 6 swim 25 metres by July 2027"}, "“at least 85% by July 2027”"),
        ({"O6": "Absence falls from 9 per cent to 6.5 per cent"}, "“at most 6.5%”"),
        ({"O13": "a better pool", "O6": "TBC"}, "the record says under O13"),
        ({"O13": "40% of them"}, ""),
        ({"O13": "TBC"}, ""),
    ],
)
def test_a_target_that_an_answer_states_is_said_in_words_that_the_plan_reads(
    folder: Path, answers: dict[str, str], said: str
) -> None:
    write_record(folder, dataclasses.replace(read_record(folder), objectives=answers))
    held = rows(folder, "plan.csv")
    at = next(row for row in held if row["indicator"])
    at["target"] = "at least 40 %" if "40%" in answers["O13" if "O13" in answers else "O6"] else ""
    save(folder, "plan.csv", held)
    notes = [note for note in make(folder).notes if "target" in note]
    assert len(notes) == bool(said) and said in "".join(notes)
    if "“at" in said:  # what is to be pasted is understood, and then no longer said
        at["target"] = said.strip("“”")
        save(folder, "plan.csv", held)
        assert not [note for note in make(folder).notes if "target" in note]
        assert progress(folder, DAY).about.not_understood == ()


def test_nothing_exchanged_and_activities_that_there_are_not_are_said(tmp_path: Path) -> None:
    record = tmp_path / "a" / "partnership.toml"
    write_record(record.parent, partnership())
    (note,) = (note for note in make(record.parent).notes if "nothing that is exchanged" in note)
    assert f"write what one gives the other into {record}, an [[exchange]]" in note
    # As the last lines of the record show: nothing but each # is taken away.
    text = record.read_text(encoding="utf-8")
    above, mark, example = text.partition("# [[exchange]]")
    written = above + (mark + example).replace("# ", "")
    record.write_text(written, encoding="utf-8")
    assert not any("nothing that is" in note for note in make(record.parent).notes)
    (given,) = read_record(record.parent).exchanges
    assert (given.by, given.to) == ("900002", "900001")
    assert {row["activity"] for row in rows(record.parent, "plan.csv")} == {"T3"}
    write_record(tmp_path / "b", partnership(exchange("T9")))
    assert any("T9" in note for note in make(tmp_path / "b").notes)
    assert len(rows(tmp_path / "b", "checklist.csv")) == 23


def test_progress_and_questions_read_what_people_wrote(folder: Path) -> None:
    held = rows(folder, "checklist.csv")
    held[0]["answer"] = "agreed"
    held[1]["due"] = "2027-01-01"
    save(folder, "checklist.csv", held)
    told = progress(folder, DAY).as_dict()
    assert told["parts"]["checklist"]["done"] == 1
    assert [o["id"] for o in told["parts"]["checklist"]["open"] if o["overdue"]] == ["2"]
    assert told["parts"]["objectives"]["of"] == 13
    assert told["impact_assessment_needed"] == "not known"
    asked = rows(folder, "questions.csv")
    first = next(row for row in asked if row["who"] == "pupils")
    first["question"] = "Changed?"
    save(folder, "questions.csv", asked)
    assert "Changed?" in [row["question"] for row in questions(folder, "pupils")]
    assert not questions(folder, "staff", "primary")


def test_one_row_is_one_row(folder: Path) -> None:
    held = rows(folder, "checklist.csv")
    own = dict.fromkeys(held[0], "")
    save(folder, "checklist.csv", [*held, own | {"answer": "mine"}])
    (note,) = [note for note in make(folder).notes if note.startswith("checklist.csv")]
    assert note == (
        "checklist.csv: 1 row of your own, or no longer needed but written in, stays at the end"
    )
    save(folder, "checklist.csv", [*held, own | {"answer": "mine"}, own | {"answer": "too"}])
    (note,) = [note for note in make(folder).notes if note.startswith("checklist.csv")]
    assert "2 rows of your own" in note
    assert note.endswith("stay at the end")


def test_progress_tells_what_monitoring_does_not_understand(folder: Path) -> None:
    from matcher.partnership.monitor.plan_reader import read_plan

    held = rows(folder, "plan.csv")
    next(row for row in held if row["indicator"] == "L3-N1")["baseline"] = "two thirds"
    save(folder, "plan.csv", held)
    told = progress(folder, DAY).as_dict()
    faults = read_plan(folder).faults
    assert any("two thirds" in fault for fault in faults)
    assert {*faults} <= {*told["not_understood"]}
    assert "L3-N1" in {one["id"] for one in told["parts"]["baselines"]["open"]}


def test_a_figure_that_monitoring_does_not_use_is_none(folder: Path) -> None:
    held = rows(folder, "plan.csv")
    figures = {row["indicator"]: row for row in held if row["part"] == "indicator"}
    figures["C2-W1"]["baseline"] = "120%"
    figures["C2-W2"]["baseline"] = "6 were shy at first"
    figures["C2-N2"]["baseline"] = "14 pupils"
    figures["C2-N2"]["follow_up"] = "120%"
    group = dict(figures["C2-N2"]) | {"key": "mine", "baseline": "many 3"}
    own = [row | {"group": ""} for row in held] + [group | {"group": "fsm", "follow_up": "6"}]
    save(folder, "plan.csv", own)
    told = progress(folder, DAY)
    faults = " ".join(told.as_dict()["not_understood"])
    for fault in ("baseline of C2-W1 is", "follow_up of C2-N2 is", "baseline of C2-N2, pupils"):
        assert fault in faults
    baselines, follow_ups = told.about.parts[2:4]
    assert baselines.done == 2  # C2-W2 in words, C2-N2 of all
    assert {"C2-W1", "C2-N2"} <= {one.id for one in baselines.open}
    assert follow_ups.done == 1  # of the group


def test_a_baseline_that_is_no_longer_due_has_no_day(folder: Path) -> None:
    from matcher.partnership.plan.content.indicators import PLAN
    from matcher.partnership.plan.files.editable_csv import row_digest

    make(folder, start="2027-01-11")
    held = rows(folder, "plan.csv")
    row = next(row for row in held if row["indicator"] == "L3-W2")
    assert not row["baseline_due"]
    row["baseline_due"] = "2027-01-06"  # as it was made before
    row["made"] = row_digest(PLAN, row)
    save(folder, "plan.csv", held)
    make(folder, start="2027-01-11")
    again = next(row for row in rows(folder, "plan.csv") if row["indicator"] == "L3-W2")
    assert (again["baseline_due"], again["follow_up_due"]) == ("", row["follow_up_due"])


def test_progress_counts_what_was_measured(folder: Path, tmp_path: Path) -> None:
    told = progress(folder, DAY).as_dict()["parts"]
    before = {one["id"] for one in told["baselines"]["open"]}
    values = "indicator,date,group,value,pupils\nC2-W1,2026-09-01,all,{},40\n"
    (tmp_path / "values.csv").write_text(values.format("SUPP") + "C2-W2,2026-09-01,fsm,3,40\n")
    add(folder, tmp_path / "values.csv")
    assert progress(folder, DAY).as_dict()["parts"] == told  # not known, and not of all
    (tmp_path / "values.csv").write_text(values.format("3.1"))
    add(folder, tmp_path / "values.csv")
    after = {one["id"] for one in progress(folder, DAY).as_dict()["parts"]["baselines"]["open"]}
    assert before - after == {"C2-W1"}


def test_progress_counts_what_the_agreement_settles(folder: Path) -> None:
    def settled() -> list[str]:
        open_ = progress(folder, DAY).as_dict()["parts"]["objectives"]["open"]
        return [f"O{n}" for n in range(1, 14) if f"O{n}" not in [one["id"] for one in open_]]

    file = folder / "mou.md"
    write({file: agreement(read_record(folder), ("md",))["md"]})
    text = file.read_text(encoding="utf-8")
    assert settled() == []  # what the match filled in nobody has agreed yet
    years = "[to fill in: which year groups or classes take part]"
    assert text.count(years) == 1
    file.write_text(text.replace(years, "Years 5 and 6"), encoding="utf-8")
    assert settled() == ["O4"]
    notes = progress(folder, DAY).as_dict()["parts"]["objectives"]["notes"]
    assert notes[0] == "Settled in mou.md: O4" and notes[1].startswith("mou.md proposes an answer")
    filled = re.sub(r"\[to fill in: .*?\]", "Yes, on 1 May 2027", text)
    file.write_text(filled, encoding="utf-8")
    assert settled() == [f"O{n}" for n in range(1, 14)]
    (folder / "mou.docx").write_bytes(b"no document")
    told = progress(folder, DAY).as_dict()
    assert told["parts"]["objectives"]["done"] == 0
    assert "mou.docx cannot be read" in told["not_understood"][-1]


def test_from_a_run_to_a_plan(demo_run: Run, tmp_path: Path) -> None:
    pairs = [
        (row.seeker_urn, row.partner_urn)
        for row in demo_run.found.matches.itertuples()
        if all(side.strip() for side in str(row.shared).split("|"))
    ]
    assert pairs
    seeker, partner = pairs[0]
    out = tmp_path / "p"
    made = make_from_run(demo_run.folder, (partner, seeker), DAY, out)
    record = read_record(out)
    assert record.pair == (seeker, partner)
    assert record.dates == {"suggested": "2027-06-30"}
    held = rows(out, "plan.csv")
    assert {row["activity"] for row in held} == {one.activity for one in record.exchanges}
    assert {row["giver"] for row in held} == {party.name for party in record.parties}
    assert dict(made.files)["plan.csv"] == len(held)
    once = content(out)
    make_from_run(demo_run.folder, (seeker, partner), DAY + datetime.timedelta(9), out)
    assert content(out) == once  # the record that is there counts
    other = next(pair for pair in pairs if {*pair} != {seeker, partner})
    with pytest.raises(OutputError, match="is the partnership of"):
        make_from_run(demo_run.folder, other, DAY, out)
    with pytest.raises(OutputError, match="is no partnership"):
        make_from_run(demo_run.folder, other, DAY, demo_run.folder)
    with pytest.raises(SettingError, match="two schools"):
        make_from_run(demo_run.folder, (seeker,), DAY, tmp_path / "q")
    with pytest.raises(SettingError, match="no day"):
        make_from_run(demo_run.folder, other, DAY, tmp_path / "q", start="soon")
    assert not (tmp_path / "q").exists()


def test_what_nobody_knows_is_asked_and_not_planned(demo_run: Run, tmp_path: Path) -> None:
    out = tmp_path / "p"
    made = make_from_run(demo_run.folder, ("900003", "900029"), DAY, out)
    record = read_record(out)
    assert record.exchanges and not record.planned and not rows(out, "plan.csv")
    first, *_ = record.exchanges
    assert (first.by, first.to) == ("900003", "900029")
    asked = [note for note in made.notes if note.startswith("To be asked first of")]
    assert len(asked) == len(record.exchanges) and first.words in asked[0]
    assert "once partnership.toml says who says so" in asked[0]
    text = agreement(record, ("md",))["md"].decode()
    assert f"| To be asked: {first.words} | stated in the list" in text
    assert "It has not said so; nobody knows yet whether it can." in text
    # Whoever is asked says yes: then it is planned.
    said = dataclasses.replace(first, strength_evidence="its head said so on 3 May")
    write_record(out, dataclasses.replace(record, exchanges=(said,)))
    assert not any("To be asked" in note for note in make(out).notes)
    assert {row["activity"] for row in rows(out, "plan.csv")} == {first.activity}


def test_hostile_names_reach_every_file(tmp_path: Path) -> None:
    from strategies import HOSTILE, VALUE

    for number, name in enumerate((*HOSTILE, "=1+1", "@SUM(A1)", "a\x00b\x07")):
        out = tmp_path / str(number)
        write_record(out, partnership(exchange("L3"), names=(name, f"{name} too")))
        make(out)
        said = " ".join("".join(c for c in name if c >= " " or c == "\n").split())
        receivers = {row["receiver"] for row in rows(out, "plan.csv")}
        assert receivers == {f"'{said}" if said[0] in "=@" else said}
        once = content(out)
        assert VALUE.encode() not in b"".join(once.values())
        make(out)
        assert content(out) == once


@settings(max_examples=40, deadline=None)
@given(partnerships(), st.lists(st.sampled_from(ACTIVITIES), max_size=3))
def test_any_record_has_a_plan_that_is_the_same_when_made_again(
    made: Partnership, activities: list[str]
) -> None:
    exchanges = [
        dataclasses.replace(one, activity=activity)
        for one, activity in zip(made.exchanges, activities, strict=False)
    ]
    made = dataclasses.replace(
        made, exchanges=(*exchanges, *made.exchanges[len(exchanges) :]), dates={}
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_record(folder, made)
        make(folder)
        once = content(folder)
        again = make(folder)
        assert content(folder) == once
        assert not [note for note in again.notes if " row" in note]
        assert {row["activity"] for row in rows(folder, "plan.csv")} == {
            one.activity for one in exchanges
        } | {one.activity for one in made.exchanges if one.activity in ACTIVITIES}
        assert len(progress(folder, DAY).about.parts) == 5
