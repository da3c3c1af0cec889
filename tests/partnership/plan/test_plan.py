"""From a partnership to the rows of its plan and its questions."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from makers.plans import PARTNER, SEEKER, both_ways, exchange, hostile_names, partnership

from matcher.partnership.plan.content.due_dates import due_date
from matcher.partnership.plan.content.indicators import (
    INDICATOR,
    LOGIC,
    PLAN,
    STAGES,
    indicators,
    plan_rows,
    unknown_activities,
    with_repeat,
)
from matcher.partnership.plan.content.placeholders import (
    PLACEHOLDERS,
    fill,
    one_line,
    placeholders_in,
)
from matcher.partnership.plan.content.question_bank import (
    QUESTIONS,
    is_taught,
    question_rows,
    questions,
    select_questions,
    times,
)
from matcher.partnership.plan.content.receiving_school import pupil_ages
from matcher.partnership.plan.content.stated_targets import target_notes
from matcher.partnership.plan.files.editable_csv import CsvContent, csv_bytes, merge_rows, parse_csv
from matcher.partnership.reference_tables import ACTIVITIES
from matcher.profile.vocabulary import load


@pytest.mark.parametrize(
    ("answer", "target"),
    [
        ("Attendance not below 80% by July 2027", "at least 80% by July 2027"),
        ("it never falls under 80%", "at least 80%"),
        ("no fewer than 80% swim", "at least 80%"),
        ("raise attendance by 5% to 95%", "at least 95%"),
        ("at least 85% swim (60% now)", "at least 85%"),
        ("fewer than 5% absent", "at most 5%"),
        ("not to rise above 5%", "at most 5%"),
        ("5% late", "5%"),  # which way is left to the plan
        ("up to 95%", "95%"),
        ("at no extra cost more than 85% swim", "85%"),
        ("absence falls by 10%", ""),  # a change is no target
        ("raise by at least 10 per cent", ""),
        ("Attendance up 5%", ""),
        ("10% more swim", ""),
        ("80-85% swim", ""),
    ],
)
def test_a_target_to_paste_says_what_the_answer_says(answer: str, target: str) -> None:
    (note,) = target_notes(replace(partnership(), objectives={"O13": answer}), ())
    if target:
        said = f"O13 states a target that the plan does not have: “{answer}”. Write “{target}” in"
        assert note.startswith(said)
    else:
        assert note.startswith("The plan sets no target yet")


def test_a_row_that_is_not_used_sets_no_target() -> None:
    found = replace(partnership(), objectives={"O13": "85% swim"})
    row = dict.fromkeys(PLAN.columns, "") | {"target": "at least 85%"}
    assert not list(target_notes(found, [row]))
    (note,) = target_notes(found, [row | {"use": "no"}])
    assert "O13 states a target that the plan does not have" in note


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
            of = pupil_ages(receiver[giver])
            assert figures == [
                one.id for one in indicators() if one.activity == activity and one.fits(of)
            ]
    for row in rows:
        assert set(row) == set(PLAN.columns)
        assert not placeholders_in("".join(row.values())) & PLACEHOLDERS
        assert "  " not in row["text"]


def test_names_subject_and_phase_are_filled_in() -> None:
    made = partnership(exchange("T3", "maths"), objectives={"O4": "Years 5\nand 6."})
    rows = plan_rows(made)
    text = " ".join(row["text"] + row["measure"] for row in rows)
    assert "Teachers of maths at Birchdale School" in text
    assert "the subject" not in text
    assert "by year group (Years 5 and 6)" in text
    open_ = plan_rows(partnership(exchange("T3", "maths"), objectives={"O4": "TBC"}))
    assert any("year groups to be agreed" in row["text"] for row in open_)
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
        one = by_id[row["indicator"]]
        assert bool(row["baseline_due"]) == (one.baseline_months is not None)
        first, then = (
            datetime.date.fromisoformat(row[name]) if row[name] else None
            for name in ("baseline_due", "follow_up_due")
        )
        assert then is not None
        assert first is None or first < then
        for day, months in ((first, one.baseline_months), (then, one.follow_up_months)):
            if day is None or months is None:
                continue
            # What is published follows the first full school year, and so do own records of it.
            yearly = one.source == "published" and months > 0
            since = datetime.date(start.year, 9, 1) if yearly else start
            away = (day.year - since.year) * 12 + day.month - since.month
            if row["source"] == "published":
                assert away == months
                tomorrow = day + datetime.timedelta(days=1)
                assert day.day == since.day or (tomorrow.day == 1 and day.day < since.day)
            elif day != start:  # a day that somebody chose stays
                assert day.weekday() < 5
                assert day.month != 8
                assert not (day.month == 12 and day.day > 23)
                assert not (day.month == 1 and day.day < 6)
                assert months <= away <= months + 2
            if row["source"] == "collected" and months < 0:
                assert datetime.timedelta(0) <= start - day <= datetime.timedelta(days=14)


@pytest.mark.parametrize(
    ("start", "baseline"),
    [
        ("2026-09-01", "2026-09-01"),  # two weeks before is August
        ("2026-09-14", "2026-09-01"),
        ("2027-01-11", "2027-01-06"),  # 28 December
        ("2027-06-14", "2027-05-31"),
        ("2026-08-03", "2026-07-20"),  # a holiday class
    ],
)
def test_a_baseline_does_not_fall_into_the_holidays(start: str, baseline: str) -> None:
    made = partnership(exchange("T3", "maths"))
    rows = plan_rows(made, datetime.date.fromisoformat(start))
    assert {r["baseline_due"] for r in rows if r["source"] == "collected"} == {baseline}


@pytest.mark.parametrize(
    ("start", "attainment", "destinations"),
    [
        ("2026-09-01", "2028-03-01", "2028-12-01"),
        ("2026-11-09", "2028-03-01", "2028-12-01"),  # still of that school year
        ("2027-01-11", "2029-03-01", "2029-12-01"),
        ("2027-06-14", "2029-03-01", "2029-12-01"),
    ],
)
def test_published_figures_follow_the_first_full_school_year(
    start: str, attainment: str, destinations: str
) -> None:
    made = partnership(exchange("X1"), exchange("T3", "maths"), phases=("Secondary", ""))
    rows = plan_rows(made, datetime.date.fromisoformat(start))
    due = {row["indicator"]: row["follow_up_due"] for row in rows}
    assert (due["T3-N1"], due["X1-N1"]) == (attainment, destinations)


def test_a_follow_up_that_is_not_the_only_one_says_so() -> None:
    rows = plan_rows(both_ways(), datetime.date(2026, 9, 1))
    for row in rows:
        if row["part"] != INDICATOR:
            assert with_repeat(row) == row
            continue
        day, _, again = with_repeat(row)["follow_up_due"].partition(" ")
        assert day == row["follow_up_due"]
        last = row["when"].split("; ")[-1]
        if again == "and each year after":
            assert last.endswith("then each year")
        elif again:
            assert again == "and at the end of each term"
            assert last == "follow-up at the end of each term"
        else:
            assert "each" not in last
    undated = next(row for row in plan_rows(both_ways()) if row["when"].endswith("each year"))
    assert with_repeat(undated)["follow_up_due"] == ""


def test_without_a_start_no_day_is_made_up() -> None:
    assert not any(row["baseline_due"] or row["follow_up_due"] for row in plan_rows(both_ways()))


def test_an_activity_that_there_is_not_is_named_and_one_twice_counts_once() -> None:
    made = partnership(exchange("T9"), exchange("L3"), exchange("L3"))
    assert unknown_activities(made) == ("T9",)
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
        ("ages 7 to 19", "independent", {"primary", "secondary", "sixth form"}),
        ("ages 4 to 11", "independent", {"primary"}),
        ("ages 11 to 16", "state", {"secondary"}),
        ("", "college", {"sixth form", "adult"}),
        ("Not applicable", "independent", {"primary", "secondary"}),
        ("", "university", {"adult"}),
    ],
)
def test_pupils_are_asked_in_words_of_their_age(phase: str, kind: str, ages: set[str]) -> None:
    made = partnership(exchange("C2", "Latin"), phases=(phase, ""), kinds=(kind, "independent"))
    own = [
        r for r in select_questions(question_rows(made), "pupils") if r["school"].startswith("Ash")
    ]
    assert {age for row in own for age in row["ages"].split(", ")} == ages


def test_nobody_is_asked_twice_unless_it_is_about_another_subject() -> None:
    one = question_rows(partnership(exchange("T3", "physics")))
    two = question_rows(partnership(exchange("T3", "physics"), exchange("T3", "maths")))
    more = {row["key"] for row in two} - {row["key"] for row in one}
    assert {row["subject"] for row in two if row["key"] in more} == {"maths"}
    assert {row["key"] for row in one} <= {row["key"] for row in two}
    texts = [(row["school"], row["who"], row["question"]) for row in two]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("subject", ["", "physics", "Early years", "maths"])
@pytest.mark.parametrize("phase", ["Primary", "Secondary", "All-through", "16 plus"])
def test_no_form_asks_one_thing_twice_or_about_a_subject_that_is_not_named(
    subject: str, phase: str
) -> None:
    made = partnership(
        *(exchange(a, subject, back=back) for a in ACTIVITIES for back in (False, True)),
        exchange("T2", "Maths"),
        exchange("T3"),
        phases=(phase, ""),
    )
    rows = question_rows(made)
    forms = [
        (row["school"], row["who"], age, time, row["question"].casefold())
        for row in rows
        for age in row["ages"].split(", ")
        for time in times(row)
    ]
    assert len(set(forms)) == len(forms)
    named = {(row["id"], row["school"]) for row in rows if row["subject"]}
    assert not named & {(row["id"], row["school"]) for row in rows if not row["subject"]}
    for row in rows:
        assert "this subject" not in row["question"]
        assert "  " not in row["question"]
        assert row["question"] == row["question"].strip()


@pytest.mark.parametrize("activity", ["T2", "C1", "C4"])
def test_without_a_subject_nothing_is_asked_that_needs_one(activity: str) -> None:
    needs = {one.id for one in questions() if "subject" in placeholders_in(one.text)}
    rows = question_rows(partnership(exchange(activity)))
    assert needs & {row["id"] for row in question_rows(partnership(exchange(activity, "art")))}
    assert not needs & {row["id"] for row in rows}
    assert {"Can you do your work when you try?"} <= {row["question"] for row in rows}


def test_what_is_no_subject_to_pupils_they_are_not_asked_about() -> None:
    rows = question_rows(partnership(exchange("T2", "early years")))
    assert {row["who"] for row in rows} == {"staff", "leads"}
    assert "I feel confident in my lessons in early years." in [row["question"] for row in rows]
    both = question_rows(partnership(exchange("T2", "early years"), exchange("T2", "maths")))
    pupils = select_questions(both, "pupils")
    assert pupils
    assert not [row for row in pupils if "early years" in row["question"]]
    seen = partnership(exchange("C3", "SEND"))  # what they do and see they can tell of
    assert "P07" in {row["id"] for row in select_questions(question_rows(seen), "pupils")}


def test_every_subject_of_the_vocabulary_is_one_to_pupils_or_not() -> None:
    names = {subject.name: subject.aliases for subject in load().subjects}
    assert {name for name in names if not is_taught(name)} == {
        "early years", "English as an additional language", "SEND",
        "relationships and sex education",
    }  # fmt: skip
    for name, aliases in names.items():
        assert {is_taught(alias) for alias in aliases} <= {is_taught(name)}, name
    for name in ("Safeguarding", "behaviour", "Phonics training", "well-being"):
        assert not is_taught(name)


def test_pupils_of_both_schools_are_asked_about_a_joint_class() -> None:
    for activity, both in (("C2", True), ("T3", False)):
        rows = select_questions(question_rows(partnership(exchange(activity, "Latin"))), "pupils")
        asked = {row["school"] for row in rows if row["subject"] == "Latin"}
        assert ("Birchdale School" in asked) == both
        assert "Ashmead Primary School" in asked


def test_the_partner_named_is_the_other_school() -> None:
    for row in question_rows(both_ways()):
        other = {"Ashmead Primary School": "Birchdale School",
                 "Birchdale School": "Ashmead Primary School"}[row["school"]]  # fmt: skip
        (bank,) = [one for one in questions() if one.id == row["id"]]
        assert ("{partner}" in bank.text) == (other in row["question"])
        assert not placeholders_in(row["question"])


def test_what_is_left_out_is_not_asked() -> None:
    rows = question_rows(partnership(exchange("L3")))
    rows[0]["use"] = " No "
    rows[1]["use"] = "yes"
    assert select_questions(rows) == rows[1:]
    assert {row["who"] for row in select_questions(rows, "staff")} == {"staff"}
    assert all("primary" in row["ages"] for row in select_questions(rows, age="primary"))
    rows[2]["when"] = ""  # of a person's own
    for time in ("before", "after"):
        asked = select_questions(rows, when=time)
        assert rows[2] in asked
        assert {row["when"] for row in asked} <= {"", time, "before and after"}
    assert len(select_questions(rows, when="before")) < len(select_questions(rows))


def test_two_schools_of_one_name_are_both_asked() -> None:
    exchanged = (exchange("C2", "Latin"), exchange("T2", back=True))
    rows = question_rows(partnership(*exchanged, names=("St Mary's", "St Mary's")))
    assert [row["key"] for row in rows if row["who"] == "leads"]
    apart = {row["key"] for row in question_rows(partnership(*exchanged))}
    assert {row["key"] for row in rows} == apart


# Hostile text ----------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(hostile_names, hostile_names)
@example("=1+1", "'=1+1")
@example("@SUM(A1)", "\u202egnp.exe")
def test_hundreds_of_hostile_names_arrive(one: str, other: str) -> None:
    made = partnership(exchange("C2", one), exchange("L3", back=True), names=(one, other))
    rows = plan_rows(made)
    text = csv_bytes(PLAN, merge_rows(PLAN, rows, CsvContent()).content).decode("utf-8-sig")
    back = parse_csv(text, "plan.csv", PLAN)
    said = one_line(one) or SEEKER
    assert {row["receiver"] for row in back.rows if row["activity"] == "C2"} == {said}
    assert {row["giver"] for row in back.rows if row["activity"] == "C2"} == {
        one_line(other) or PARTNER
    }
    assert merge_rows(PLAN, rows, back).kept == 0
    asked = question_rows(made)
    text = csv_bytes(QUESTIONS, merge_rows(QUESTIONS, asked, CsvContent()).content).decode(
        "utf-8-sig"
    )
    assert merge_rows(QUESTIONS, asked, parse_csv(text, "questions.csv", QUESTIONS)).kept == 0


def test_a_name_with_a_slot_in_it_fills_nothing() -> None:
    assert fill("{giver} helps {receiver}", {"giver": "{receiver}", "receiver": "B"}) == (
        "{receiver} helps B"
    )


def test_what_nobody_has_stated_is_marked_to_be_asked_and_a_plan_of_before_is_kept() -> None:
    believed = replace(exchange("L3"), strength_evidence="a public register: 2 halls")
    stated = replace(exchange("C2", "Latin"), strength_evidence="stated in a list: Latin")
    rows = plan_rows(partnership(believed, stated))
    assert believed.to_ask and not stated.to_ask
    assert {(row["activity"], row["to_ask"]) for row in rows} == {
        ("L3", believed.to_ask), ("C2", ""),
    }  # fmt: skip
    # A file of the version before, which had no such column.
    columns = tuple(name for name in PLAN.columns if name != "to_ask")
    old_form = replace(PLAN, columns=columns, later=())
    old_rows = [{name: row[name] for name in columns} for row in rows]
    old_rows[0]["note"] = "ours"
    old = merge_rows(old_form, old_rows, CsvContent()).content
    old = parse_csv(csv_bytes(old_form, old).decode("utf-8-sig"), "plan.csv", PLAN)
    again = merge_rows(PLAN, rows, old)
    assert (again.kept, again.added, again.dropped) == (0, 0, 0)
    held = again.content.rows
    assert [row["to_ask"] for row in held] == [row["to_ask"] for row in rows]
    assert held[0]["note"] == "ours"


@pytest.mark.parametrize(
    ("start", "agreed", "due"),
    [
        ("2026-11-30", "2026-11-30", "2026-11-30"),  # agreed and begun on one day
        ("2026-12-10", "2026-11-30", "2026-11-30"),  # agreed within the two weeks before
        ("2026-12-10", "2026-12-05", "2026-12-07"),  # on a Saturday
        ("2026-12-05", "2026-12-05", "2026-12-05"),  # never beyond a start that somebody chose
        ("2026-11-25", "2026-11-28", "2026-11-28"),  # agreed after the start: now
        ("2025-10-06", "2025-09-01", "2025-09-22"),
        ("2025-10-06", "2026-11-30", "2025-09-22"),  # put on record long after
    ],
)
def test_no_baseline_is_due_before_both_agreed(start: str, agreed: str, due: str) -> None:
    day = datetime.date.fromisoformat
    assert due_date(day(start), -1, published=False, agreed=day(agreed)) == due
    known = partnership(exchange("C4"), dates={"suggested": "2025-01-01", "agreed": agreed})
    rows = [row for row in plan_rows(known, day(start)) if row["part"] == INDICATOR]
    assert due in {row["baseline_due"] for row in rows}
