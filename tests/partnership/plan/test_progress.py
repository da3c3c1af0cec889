"""The checklist, the data plan, and what is open of them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.plans import both_ways, exchange, partnership

from matcher.partnership.plan.answers import (
    DONE,
    NO,
    OPEN,
    UNCLEAR,
    YES_OR_NO,
    row_state,
    unknown_status,
)
from matcher.partnership.plan.content.checklist import CHECKLIST, checklist_rows
from matcher.partnership.plan.content.data_plan import (
    DATA_PLAN,
    data_plan_rows,
    impact_assessment_needed,
)
from matcher.partnership.plan.content.indicators import INDICATOR, plan_rows
from matcher.partnership.plan.content.question_bank import question_rows
from matcher.partnership.plan.files.editable_csv import Row
from matcher.partnership.plan.progress import Progress, plan_progress
from matcher.partnership.plan.text import lines

DAY = datetime.date(2027, 6, 30)


def test_the_checklist_has_its_23_questions_unanswered() -> None:
    rows = checklist_rows()
    assert [row["number"] for row in rows] == [str(n) for n in range(1, 24)]
    assert {row_state(row) for row in rows} == {OPEN}
    assert all(set(row) == set(CHECKLIST.columns) for row in rows)


@pytest.mark.parametrize(
    ("answer", "status", "done"),
    [
        ("", "", False),
        ("We agreed in May", "", True),
        ("None", "", True),
        ("n/a", "", True),
        ("TBC.", "", False),
        (" ? ", "", False),
        ("not known", "", False),
        ("We agreed in May", "open", False),
        ("", " Answered ", True),
        ("", "Not applicable", True),
        ("", "done", True),
        ("We agreed", "nearly", True),
        ("", "nearly", False),
        ("Not yet", "", False),
        ("not yet, ask in May", "", False),
        ("ask Bedales", "", False),
        ("Asked both heads: agreed", "", True),
        ("to be decided by the heads", "", False),
        ("Will be done in May", "", False),
        ("maybe", "", False),
        ("Maybe in May", "", False),
        ("in progress", "", False),
        ("Started…", "", False),
        ("To do", "", False),
        ("TBD (May)", "", False),
        ("???", "", False),
        ("–", "", False),
        ("don't know", "", False),
        ("Not every class takes part", "", True),
        ("We agreed in May", "in progress", False),
        ("We agreed in May", "Started", False),
        ("We agreed in May", "partly", False),
        ("We agreed in May", "to do", False),
        ("We agreed in May", "no", False),
        ("", "Yes", True),
        ("", "Done ✓", True),
        ("", "✔", True),
        ("", "complete", True),
        ("", "Completed.", True),
        ("", "finished", True),
        ("", "n/a", True),
        ("", "not needed", True),
        ("", "No need", True),
        ("not yet", "done", True),
    ],
)
def test_what_counts_as_answered(answer: str, status: str, done: bool) -> None:
    row = checklist_rows()[0] | {"answer": answer, "status": status}
    assert (row_state(row) == DONE) is done
    assert unknown_status(row) == ("nearly" if status == "nearly" else "")


@pytest.mark.parametrize(
    ("answer", "status", "consent", "screening"),
    [
        ("Yes, forms of 3 May", "", DONE, DONE),
        ("no", "", NO, DONE),
        ("No: year 5 was not asked", "", NO, DONE),
        ("No", "done", NO, DONE),
        ("no", "not needed", DONE, DONE),
        ("no", "open", OPEN, OPEN),
        ("n/a", "", DONE, DONE),
        ("", "done", DONE, DONE),
        ("", "", OPEN, OPEN),
        ("Not yet", "", OPEN, OPEN),
        ("maybe", "", OPEN, OPEN),
        ("no idea", "", OPEN, OPEN),
        ("Most parents", "", UNCLEAR, UNCLEAR),
        ("Yesterday's letter", "", UNCLEAR, UNCLEAR),
    ],
)
def test_consent_needs_a_yes_and_the_screening_yes_or_no(
    answer: str, status: str, consent: str, screening: str
) -> None:
    for kind, said in (("yes", consent), ("yes or no", screening)):
        assert row_state({"answer": answer, "status": status, "kind": kind}) == said, kind


def data(made: object = None) -> list[Row]:
    one = both_ways() if made is None else made
    return data_plan_rows(one, plan_rows(one), question_rows(one))  # type: ignore[arg-type]


def test_everybody_who_is_asked_is_asked_for_consent_and_informed() -> None:
    made = partnership(exchange("X1"), phases=("Secondary", ""), keep_until="2030-01-01")
    rows = data(made)
    asked = {(row["school"], row["who"]) for row in question_rows(made)}
    for part in ("consent", "information"):
        own = [row["question"] for row in rows if row["part"] == part]
        for school, who in asked:
            assert any(school in text and f"have {who} " in text for text in own), (part, who)
    assert len({row["key"] for row in rows}) == len(rows)
    assert all(set(row) == set(DATA_PLAN.columns) for row in rows)
    # Pupils of the giver are asked nothing here, so that nobody asks their parents.
    parents = [row["school"] for row in rows if "parents or carers" in row["question"]]
    assert parents == ["Ashmead Primary School"]
    assert any("kept until 2030-01-01" in row["help"] for row in rows if row["part"] == "retention")


def test_no_parents_are_asked_about_students_of_a_university() -> None:
    made = partnership(exchange("C2", "Latin"), kinds=("state", "university"))
    parents = [row["school"] for row in data(made) if "parents or carers" in row["question"]]
    assert parents == ["Ashmead Primary School"]


def test_what_is_answered_no_where_a_yes_is_needed_stands_apart() -> None:
    own = data()
    row = next(row for row in own if row["part"] == "consent")
    row |= {"answer": "No", "by": "lead"}
    (found,) = [part for part in told([], [], own).parts if part.name == "data plan"]
    assert (found.done, [one.id for one in found.no]) == (0, [row["key"]])
    assert row["key"] not in {one.id for one in found.open}
    text = lines(told([], [], own))
    at = text.index("  Answered no: to be mended before any data are collected")
    assert row["key"] in text[at + 1]
    assert text[at + 2] == "  Open"
    assert any("; 1 answered no" in line for line in text)


@pytest.mark.parametrize(
    ("number", "answer", "how"),
    [
        (18, "no", NO),
        (18, "Yes, of both heads", DONE),
        (18, "Both heads", UNCLEAR),
        (19, "No: the officers have not looked", NO),
        (20, "no", NO),
        (21, "No", NO),
        (1, "No", NO),
        (2, "We agreed in May", DONE),
        (11, "no", DONE),
        (15, "no", DONE),
    ],
)
def test_a_no_to_the_checklist_is_named_where_it_must_be_mended(
    number: int, answer: str, how: str
) -> None:
    rows = checklist_rows()
    rows[number - 1]["answer"] = answer
    found = told([], rows, [])
    part = found.parts[0]
    assert (part.done, len(part.no), len(part.open)) == {
        DONE: (1, 0, 22), NO: (0, 1, 22), UNCLEAR: (0, 0, 23),
    }[how]  # fmt: skip
    assert [one.id for one in part.no] == ([str(number)] if how == NO else [])
    assert any("begin the answer with yes or no" in line for line in found.not_understood) == (
        how == UNCLEAR
    )


def test_a_status_that_is_not_understood_tells_the_words_there_are() -> None:
    checklist = checklist_rows()
    checklist[0]["status"] = checklist[1]["status"] = "nearly"
    odd = told([], checklist, []).not_understood
    assert odd[:2] == ("checklist.csv, 1: status 'nearly'", "checklist.csv, 2: status 'nearly'")
    assert len(odd) == 3
    assert "done, yes, complete, finished" in odd[2]
    own = data()
    next(row for row in own if row["kind"] == "yes")["answer"] = "Most parents"
    (only,) = told([], [], own).not_understood
    assert only.endswith("'Most parents': begin the answer with yes or no")


@pytest.mark.parametrize(
    ("number", "words", "cell"),
    [
        (True, True, "12"),
        (False, True, "two thirds"),
        (False, False, "not yet"),
        (False, False, "SUPP"),
        (False, False, "ask Bedales on 1 May"),
    ],
)
def test_what_counts_as_a_baseline(number: bool, words: bool, cell: str) -> None:
    plan = [row for row in plan_rows(partnership(exchange("L3"))) if row["part"] == INDICATOR]
    for row in plan:
        row["baseline"] = cell
    (part,) = [part for part in told(plan, [], []).parts if part.name == "baselines"]
    open_ = {one.id for one in part.open}
    assert ("L3-N1" in open_, "L3-W1" in open_) == (not number, not words)


def test_no_day_to_keep_it_until_is_said() -> None:
    (first, *_) = [row for row in data() if row["part"] == "retention"]
    assert "says no day" in first["help"]


@pytest.mark.parametrize(
    ("answers", "needed"),
    [
        ([], "not known"),
        (["no"] * 6, "no"),
        (["No: nothing is joined"] * 6, "no"),
        (["no"] * 5, "not known"),
        (["no"] * 5 + ["not sure"], "not known"),
        (["no"] * 5 + ["no idea"], "not known"),
        (["no", "Yes, results with answers"], "yes"),
        (["yesterday"], "not known"),
    ],
)
def test_the_screening(answers: list[str], needed: str) -> None:
    rows = data()
    screening = [row for row in rows if row["kind"] == YES_OR_NO]
    assert len(screening) == 6
    for row, answer in zip(screening, answers, strict=False):
        row["answer"] = answer
    assert impact_assessment_needed(rows) == needed


def told(plan: list[Row], checklist: list[Row], own: list[Row], **objectives: str) -> Progress:
    return plan_progress(
        "A and B", DAY, {f"O{n}": (f"Q{n}", objectives.get(f"O{n}", "")) for n in range(1, 14)},
        plan, checklist, own,
    )  # fmt: skip


def test_what_is_open_and_overdue() -> None:
    checklist, own = checklist_rows(), data()
    plan = plan_rows(partnership(exchange("L3")), datetime.date(2027, 3, 1))
    checklist[0]["answer"] = "both"
    checklist[1]["due"] = "29/06/2027"
    checklist[2]["due"] = "2027-06-30"
    checklist[3]["due"] = "soon"
    checklist[4] |= {"due": "2027-01-01", "answer": "termly", "by": "leads"}
    figures = [row for row in plan if row["part"] == INDICATOR]
    figures[0]["baseline"] = "12"
    figures[1]["baseline"] = "SUPP"  # suppressed is not known
    figures[2]["use"] = "no"
    found = told(plan, checklist, own, O1="aims", O2="tbc")
    parts = {part.name: part for part in found.parts}
    assert (parts["checklist"].of, parts["checklist"].done) == (23, 2)
    assert [one.id for one in parts["checklist"].overdue] == ["2"]
    assert (parts["objectives"].of, parts["objectives"].done) == (13, 1)
    # What goals pairs reached there is nothing to tell of before they are formed: L3-W2.
    assert (parts["baselines"].of, parts["baselines"].done) == (2, 1)
    assert [one.id for one in parts["baselines"].open] == ["L3-N2"]
    assert [one.id for one in parts["baselines"].overdue] == ["L3-N2"]
    assert (parts["follow-ups"].of, parts["follow-ups"].done) == (3, 0)
    assert found.not_understood == ("checklist.csv, 4: due 'soon' is no day like 2026-09-01",)
    text = "\n".join(lines(found))
    assert "Checklist: 2 of 23 done; 21 open, 1 of them overdue" in text
    assert "(OVERDUE)" in text
    assert "not known yet" in text
    assert "Not understood" in text


@pytest.mark.parametrize(
    ("days", "open_"),
    [
        ((), ["baselines", "follow-ups"]),
        (("2027-03-01",), ["follow-ups"]),
        (("2027-03-01", "2027-05-01"), ["follow-ups"]),
        (("2027-06-01",), ["baselines"]),  # the follow-up is due on 1 July
        (("2027-03-01", "2027-06-01"), []),
        (("2027-03-01", "2027-07-09"), ["follow-ups"]),  # that day is still to come
    ],
)
def test_figures_kept_from_monitoring_count(days: tuple[str, ...], open_: list[str]) -> None:
    plan = plan_rows(partnership(exchange("L3")), datetime.date(2027, 3, 1))
    (row,) = [row for row in plan if row["indicator"] == "L3-N1"]
    assert row["follow_up_due"] == "2027-07-01"
    kept = [datetime.date.fromisoformat(day) for day in days]
    for name in ("L3-N1", row["key"]):
        found = plan_progress("A and B", DAY, {}, [row], [], [], {name: kept})
        assert [part.name for part in found.parts if part.open] == open_


def test_without_a_day_the_first_figure_kept_is_the_baseline() -> None:
    (row,) = [row for row in plan_rows(partnership(exchange("L3"))) if row["indicator"] == "L3-N1"]
    for count, open_ in ((1, ["follow-ups"]), (2, [])):
        found = plan_progress("A and B", DAY, {}, [row], [], [], {"L3-N1": [DAY] * count})
        assert [part.name for part in found.parts if part.open] == open_


def test_without_a_baseline_the_first_figure_kept_is_the_follow_up() -> None:
    (row,) = [row for row in plan_rows(partnership(exchange("L3"))) if row["indicator"] == "L3-W2"]
    found = plan_progress("A and B", DAY, {}, [row], [], [], {"L3-W2": [DAY]})
    assert [(part.of, part.done) for part in found.parts[2:4]] == [(0, 0), (1, 1)]


PLAN_ROWS, DATA_ROWS = plan_rows(both_ways()), data()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 22), st.text(max_size=5)), max_size=30))
def test_done_and_open_are_all(answers: list[tuple[int, str]]) -> None:
    checklist = checklist_rows()
    for number, answer in answers:
        checklist[number]["answer"] = answer
    for part in told(PLAN_ROWS, checklist, DATA_ROWS).parts:
        assert part.done + len(part.open) + len(part.no) == part.of
        assert part.of > 0
