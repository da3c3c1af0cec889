"""From a partnership to the rows of its plan and its questions."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cases import PARTNER, SEEKER, both_ways, exchange, hostile_names, partnership

from matcher.partnership.plan.bank import ACTIVITIES, STAGES, indicators, questions
from matcher.partnership.plan.plan import INDICATOR, LOGIC, PLAN, plan_rows, unknown
from matcher.partnership.plan.questions import QUESTIONS, of, question_rows
from matcher.partnership.plan.receivers import ages
from matcher.partnership.plan.slots import SLOTS, fill, plain, used
from matcher.partnership.plan.table import Held, merge, parse, to_bytes


def test_everything_exchanged_has_a_whole_plan_in_both_directions() -> None:
    made = both_ways()
    rows = plan_rows(made)
    assert len({row["key"] for row in rows}) == len(rows)
    receiver = dict(zip(("Birchdale School", "Ashmead Primary School"), made.parties, strict=True))
    for activity in ACTIVITIES:
        for giver in ("Ashmead Primary School", "Birchdale School"):
            own = [r for r in rows if (r["activity"], r["giver"]) == (activity, giver)]
            assert [*dict.fromkeys(r["stage"] for r in own if r["part"] == LOGIC)] == list(STAGES)
            figures = [r["indicator"] for r in own if r["part"] == INDICATOR]
            of = ages(receiver[giver])
            assert figures == [
                one.id for one in indicators() if one.activity == activity and one.fits(of)
            ]
    for row in rows:
        assert set(row) == set(PLAN.columns)
        assert not used("".join(row.values())) & SLOTS
        assert "  " not in row["text"]


def test_names_subject_and_phase_are_filled_in() -> None:
    made = partnership(exchange("T3", "maths"), objectives={"O4": "Years 5\nand 6."})
    rows = plan_rows(made)
    text = " ".join(row["text"] + row["measure"] for row in rows)
    assert "Teachers of maths at Birchdale School" in text
    assert "the subject" not in text
    assert "by year group (Years 5 and 6)" in text
    assert "key stage 2 results in maths" in text
    later = plan_rows(partnership(exchange("T3"), phases=("16 plus", ""), kinds=("college", "")))
    text = " ".join(row["text"] + row["measure"] for row in later)
    assert "the subject" in text
    assert "A level" in text
    assert "Students" in text
    unknown_phase = plan_rows(partnership(exchange("T3"), phases=("", "")))
    text = " ".join(row["text"] + row["measure"] for row in unknown_phase)
    assert "year groups to be agreed" in text
    assert "the school's own assessment, and its published results where it has any" in text


def test_a_maths_school_is_about_maths() -> None:
    asked = {row["question"] for row in question_rows(partnership(exchange("R3")))}
    assert "Do you like maths?" in asked


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2090, 1, 1)))
def test_baselines_lie_before_follow_ups_and_what_is_collected_while_schools_are_open(
    start: datetime.date,
) -> None:
    by_id = {one.id: one for one in indicators()}
    for row in plan_rows(both_ways(), start):
        if row["part"] != INDICATOR:
            continue
        first, then = (
            datetime.date.fromisoformat(row[name]) for name in ("baseline_due", "follow_up_due")
        )
        assert first < then
        one = by_id[row["indicator"]]
        for day, months in ((first, one.baseline_months), (then, one.follow_up_months)):
            away = (day.year - start.year) * 12 + day.month - start.month
            if row["source"] == "published":
                assert away == months
                tomorrow = day + datetime.timedelta(days=1)
                assert day.day == start.day or (tomorrow.day == 1 and day.day < start.day)
            elif day != start:  # a day that somebody chose stays
                assert day.weekday() < 5
                assert day.month != 8
                assert not (day.month == 12 and day.day > 23)
                assert not (day.month == 1 and day.day < 3)
                assert months <= away <= months + 2
            if row["source"] == "collected" and months < 0:
                assert datetime.timedelta(0) <= start - day <= datetime.timedelta(days=14)


@pytest.mark.parametrize(
    ("start", "baseline"),
    [
        ("2026-09-01", "2026-09-01"),  # two weeks before is August
        ("2026-09-14", "2026-09-01"),
        ("2027-01-11", "2027-01-04"),  # 28 December
        ("2027-06-14", "2027-05-31"),
        ("2026-08-03", "2026-07-20"),  # a holiday class
    ],
)
def test_a_baseline_does_not_fall_into_the_holidays(start: str, baseline: str) -> None:
    made = partnership(exchange("T3", "maths"))
    rows = plan_rows(made, datetime.date.fromisoformat(start))
    assert {r["baseline_due"] for r in rows if r["source"] == "collected"} == {baseline}


def test_without_a_start_no_day_is_made_up() -> None:
    assert not any(row["baseline_due"] or row["follow_up_due"] for row in plan_rows(both_ways()))


def test_an_activity_that_there_is_not_is_named_and_one_twice_counts_once() -> None:
    made = partnership(exchange("T9"), exchange("L3"), exchange("L3"))
    assert unknown(made) == ("T9",)
    assert plan_rows(made) == plan_rows(partnership(exchange("L3")))


def test_the_order_of_the_record_does_not_matter() -> None:
    given_ = both_ways()
    turned = partnership(*reversed(given_.exchanges))
    assert plan_rows(turned) == plan_rows(given_)
    assert [r["key"] for r in question_rows(turned)] == [r["key"] for r in question_rows(given_)]


def test_a_corrected_name_keeps_every_key() -> None:
    old, new = both_ways(), partnership(*both_ways().exchanges, names=("Ash", "Birch"))
    assert [r["key"] for r in plan_rows(old)] == [r["key"] for r in plan_rows(new)]
    assert [r["key"] for r in question_rows(old)] == [r["key"] for r in question_rows(new)]


# Questions -------------------------------------------------------------------------------


def test_the_questions_are_those_of_the_bank_for_what_is_exchanged() -> None:
    made = partnership(exchange("X1"), phases=("Secondary", ""))
    rows = question_rows(made)
    ages = {"secondary", "sixth form"}
    expected = {
        (one.id, school)
        for one in questions()
        if "X1" in one.activities.split("|")
        and (one.who != "pupils" or {*one.ages.split("|")} & ages)
        for school in {
            "receiver": ["Ashmead Primary School"],
            "giver": ["Birchdale School"],
            "both": ["Ashmead Primary School", "Birchdale School"],
        }[one.side]
    }
    assert {(row["id"], row["school"]) for row in rows} == expected
    assert len(rows) == len(expected)


@pytest.mark.parametrize(
    ("phase", "kind", "ages"),
    [
        ("Primary", "state", {"primary"}),
        ("Nursery", "state", {"primary"}),
        ("Middle deemed primary", "state", {"primary", "secondary"}),
        ("Middle deemed secondary", "state", {"primary", "secondary"}),
        ("Secondary", "state", {"secondary", "sixth form"}),
        ("All-through", "state", {"primary", "secondary", "sixth form"}),
        ("16 plus", "state", {"sixth form"}),
        ("", "college", {"sixth form", "adult"}),
        ("Not applicable", "independent", {"primary", "secondary", "sixth form"}),
        ("", "university", {"adult"}),
    ],
)
def test_pupils_are_asked_in_words_of_their_age(phase: str, kind: str, ages: set[str]) -> None:
    made = partnership(exchange("C2", "Latin"), phases=(phase, ""), kinds=(kind, "independent"))
    own = [r for r in of(question_rows(made), "pupils") if r["school"].startswith("Ash")]
    assert {age for row in own for age in row["ages"].split(", ")} == ages


def test_nobody_is_asked_twice_unless_it_is_about_another_subject() -> None:
    one = question_rows(partnership(exchange("T3", "physics")))
    two = question_rows(partnership(exchange("T3", "physics"), exchange("T3", "maths")))
    more = {row["key"] for row in two} - {row["key"] for row in one}
    assert {row["subject"] for row in two if row["key"] in more} == {"maths"}
    assert {row["key"] for row in one} <= {row["key"] for row in two}
    texts = [(row["school"], row["who"], row["question"]) for row in two]
    assert len(set(texts)) == len(texts)


def test_the_partner_named_is_the_other_school() -> None:
    for row in question_rows(both_ways()):
        other = {"Ashmead Primary School": "Birchdale School",
                 "Birchdale School": "Ashmead Primary School"}[row["school"]]  # fmt: skip
        (bank,) = [one for one in questions() if one.id == row["id"]]
        assert ("{partner}" in bank.text) == (other in row["question"])
        assert not used(row["question"])


def test_what_is_left_out_is_not_asked() -> None:
    rows = question_rows(partnership(exchange("L3")))
    rows[0]["use"] = " No "
    rows[1]["use"] = "yes"
    assert of(rows) == rows[1:]
    assert {row["who"] for row in of(rows, "staff")} == {"staff"}
    assert all("primary" in row["ages"] for row in of(rows, age="primary"))
    rows[2]["when"] = ""  # of a person's own
    for time in ("before", "after"):
        asked = of(rows, when=time)
        assert rows[2] in asked
        assert {row["when"] for row in asked} <= {"", time, "before and after"}
    assert len(of(rows, when="before")) < len(of(rows))


# Hostile text ----------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(hostile_names, hostile_names)
def test_a_thousand_hostile_names_arrive(one: str, other: str) -> None:
    made = partnership(exchange("C2", one), exchange("L3", back=True), names=(one, other))
    rows = plan_rows(made)
    text = to_bytes(PLAN, merge(PLAN, rows, Held()).held).decode("utf-8-sig")
    back = parse(text, "plan.csv", PLAN)
    said = plain(one) or SEEKER
    assert {row["receiver"] for row in back.rows if row["activity"] == "C2"} == {said}
    assert {row["giver"] for row in back.rows if row["activity"] == "C2"} == {
        plain(other) or PARTNER
    }
    assert merge(PLAN, rows, back).kept == 0
    asked = question_rows(made)
    text = to_bytes(QUESTIONS, merge(QUESTIONS, asked, Held()).held).decode("utf-8-sig")
    assert merge(QUESTIONS, asked, parse(text, "questions.csv", QUESTIONS)).kept == 0


def test_a_name_with_a_slot_in_it_fills_nothing() -> None:
    assert fill("{giver} helps {receiver}", {"giver": "{receiver}", "receiver": "B"}) == (
        "{receiver} helps B"
    )
