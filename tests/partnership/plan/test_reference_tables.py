"""The tables that plans are made of: everything that the guide names is served, and a table
that is not whole is refused."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from matcher.core.errors import FileError
from matcher.partnership import reference_tables
from matcher.partnership.plan.content import placeholders
from matcher.partnership.plan.content.checklist import checklist
from matcher.partnership.plan.content.data_plan import prompts
from matcher.partnership.plan.content.indicators import indicators, logic, routes
from matcher.partnership.plan.content.question_bank import questions
from matcher.partnership.reference_tables import ACTIVITIES
from matcher.profile.vocabulary import load

FOLDER = ("data", "reference", "partnership")
LOADERS = {
    "logic.csv": logic,
    "indicators.csv": indicators,
    "questions.csv": questions,
    "checklist.csv": checklist,
    "routes.csv": routes,
    "data_plan.csv": prompts,
}


def test_the_activities_are_those_of_the_vocabulary() -> None:
    assert [activity.id for activity in load().activities] == list(ACTIVITIES)


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_every_activity_and_route_is_served(activity: str) -> None:
    stages = [one.stage for one in logic() if one.activity == activity]
    assert list(dict.fromkeys(stages)) == [
        "inputs", "activities", "outputs", "short", "intermediate", "long",
    ]  # fmt: skip
    own = [one for one in indicators() if one.activity == activity]
    for kind in ("quantitative", "qualitative"):
        assert sum(one.kind == kind for one in own) >= 2, kind
    for one in own:
        assert one.id.startswith(f"{activity}-")
        assert "baseline" in one.when
        assert "follow-up" in one.when
        assert one.by
        assert one.groups
        if one.baseline_months is None:
            assert one.when.startswith("no baseline")
        else:
            assert not one.when.startswith("no baseline")
            assert one.baseline_months < one.follow_up_months
    for who in ("pupils", "staff", "leads"):
        asked = [q for q in questions() if q.who == who and activity in q.activities.split("|")]
        times = {q.when for q in asked}
        assert "both" in times or {"before", "after"} <= times, who
        if who == "pupils":
            ages = {age for q in asked for age in q.ages.split("|")}
            assert {"primary", "secondary", "sixth form"} <= ages


def test_pupils_are_told_of_by_every_group_of_the_guide() -> None:
    named = {tuple(one.groups.split("|")) for one in indicators() if "free" in one.groups}
    assert named == {
        ("free school meals", "ethnicity", "disability", "parental education",
         "parental occupation", "area of residence")
    }  # fmt: skip


def test_what_the_guide_asks_to_be_measured_is_measured() -> None:
    words = {
        kind: " ".join(f"{o.indicator} {o.measure}" for o in indicators() if o.kind == kind)
        for kind in ("quantitative", "qualitative")
    }
    assert "Attainment" in words["quantitative"]
    assert "Applications to university" in words["quantitative"]
    assert "Interest in" in words["qualitative"]
    assert "Confidence in applying" in words["qualitative"]


def test_the_question_bank_is_large_and_holds_what_makes_partnerships_work() -> None:
    assert len(questions()) >= 80
    wanted = {
        *("interest", "confidence", "knowledge", "applying", "workload"),
        *("clear objectives", "shared values", "leadership support", "proximity"),
        "communication",
    }
    assert wanted <= {one.theme for one in questions()}
    for theme in ("clear objectives", "shared values", "leadership support", "proximity",
                  "communication"):  # fmt: skip
        served = {
            activity
            for one in questions()
            if one.theme == theme and one.who == "leads"
            for activity in one.activities.split("|")
        }
        assert served == {*ACTIVITIES}, theme


def test_answers_fit_the_age() -> None:
    for one in questions():
        choices = one.answers.split("|")
        if len(choices) > 1:
            assert len(choices) == (3 if one.ages == "primary" else 5), one.id
        else:
            assert one.answers in ("own words", "a number")
        if one.who != "pupils":
            assert one.ages == "adult"
        if "primary" in one.ages:
            assert one.ages == "primary"  # worded for that age alone
            assert len(one.text.split()) <= 14


def test_no_question_stands_twice() -> None:
    texts = [(one.who, one.text) for one in questions()]
    assert len(set(texts)) == len(texts)


def test_subjects_are_named_only_where_an_activity_takes_one() -> None:
    takes = {a.id for a in load().activities if a.takes_subject} | {"R3"}
    of_subject = {"subject", "subject_", "in_subject"}
    for one in (*logic(), *indicators()):
        texts = [
            getattr(one, name) for name in ("text", "indicator", "measure") if hasattr(one, name)
        ]
        if placeholders.placeholders_in(" ".join(texts)) & of_subject:
            assert one.activity in takes, one
    for asked in questions():
        if placeholders.placeholders_in(asked.text) & of_subject:
            assert {*asked.activities.split("|")} <= takes, asked.id


def test_the_23_questions_and_nestas_levels() -> None:
    items = checklist()
    assert [one.number for one in items] == list(range(1, 24))
    groups = [one.group for one in items]
    assert list(dict.fromkeys(groups)) == [
        "rationale", "timing and resources", "feasibility", "standards", "ethics", "consent",
        "sharing",
    ]  # fmt: skip
    assert [groups.count(group) for group in dict.fromkeys(groups)] == [2, 5, 5, 4, 3, 2, 2]
    levels = items[15].help
    for number, word in enumerate(
        ("account", "correlation", "causation", "replication", "scaled"), start=1
    ):
        assert f"Level {number}, {word}" in levels
    assert "without the partnership" in items[13].help


def test_what_can_be_told_only_of_the_work_has_no_baseline() -> None:
    without = {one.id for one in indicators() if one.baseline_months is None}
    assert without >= {"T4-W2", "X1-W2", "L3-W2", "T1-W2", "C3-W2", "X2-W1", "C4-N2"}
    assert not without & {"T3-W1", "T3-N1", "X1-N1", "L1-N1"}


def test_published_figures_of_a_school_year_are_waited_for() -> None:
    months = {one.id: one.follow_up_months for one in indicators()}
    assert months["X1-N1"] >= 27  # published in the autumn of the year after they left
    published = [one for one in indicators() if one.source == "published"]
    assert all(one.follow_up_months >= 18 for one in published)  # final in January or February


def test_where_a_no_must_be_mended_the_checklist_says_so() -> None:
    kinds = {kind: [one.number for one in checklist() if one.kind == kind]
             for kind in ("yes", "not no")}  # fmt: skip
    assert kinds == {"yes": [18, 19, 20, 21], "not no": [1, 2]}
    for one in checklist():
        assert ("Begin the answer with yes or no" in one.help) == (one.kind == "yes")


def test_routes_and_hubs_say_what_is_current_and_when() -> None:
    for one in routes():
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", one.dated)
    said = {one.id: f"{one.current} {one.next}" for one in routes()}
    assert "regional director" in said["R1"]
    assert "New Schools Network" in said["R2"]
    assert "closed" in said["R2"]
    hubs = " ".join(one.text for one in logic() if one.activity == "X2")
    assert "87 hubs" in hubs
    assert "ended in August 2021" in hubs


def test_the_data_plan_covers_what_it_must() -> None:
    parts = {one.part for one in prompts()}
    assert parts >= {
        "consent", "information", "lawful basis", "minimisation", "sharing", "security",
        "retention", "impact assessment",
    }  # fmt: skip
    assert sum(one.kind == "yes or no" for one in prompts()) >= 5


# A logic model may say a thing twice, and the prompts of the data plan are no fixed list.
NO_FAULT = {("logic.csv", "twice"), ("data_plan.csv", "gone")}
FAULTS = [
    (name, fault)
    for name in LOADERS
    for fault in ("blank", "slot", "column", "gone", "word", "twice")
    if (name, fault) not in NO_FAULT
]


@pytest.mark.parametrize(("name", "fault"), FAULTS)
def test_a_table_that_is_not_whole_is_refused(
    name: str, fault: str, tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path.joinpath(*FOLDER)
    folder.mkdir(parents=True)
    with repository.joinpath(*FOLDER, name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    if fault == "blank":
        rows[1][1] = ""
    elif fault == "slot":
        rows[1][-1 if name != "indicators.csv" else 2] += " {nobody}"
    elif fault == "column":
        header[-1] = "other"
    elif fault == "word" and name in ("logic.csv", "questions.csv", "data_plan.csv"):
        rows[1][1 if name != "data_plan.csv" else 2] = "T9"
    elif fault == "word" and name == "checklist.csv":
        rows[0][2] = "maybe"
    elif fault == "word" and name == "routes.csv":
        rows[0][0] = "R9"
    elif fault == "word":
        rows[1][-1] = "many"
    elif fault == "twice":
        rows.append(list(rows[0]))
    elif fault == "gone" and name == "questions.csv":
        rows = [row for row in rows if row[3] != "leads"]
    else:
        rows = [row for row in rows if row[0] != rows[-1][0]]
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    monkeypatch.setattr(reference_tables, "resource", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(FileError, match=name):
        LOADERS[name].__wrapped__()


def test_what_is_lent_is_asked_about_as_what_is_taught_with_it() -> None:
    words = load()
    lent = {subject.name for subject in words.subjects if subject.only}
    assert set(placeholders.TAUGHT_IN) == lent
    for name, taught in placeholders.TAUGHT_IN.items():
        own = {place.subject for place in words.facilities if place.lent_as == name}
        assert taught in own
        assert placeholders.subject_words("C3", name, "the subject")["in_subject"] == (
            f" in {taught}" if taught else ""
        )
