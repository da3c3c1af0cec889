"""What a plan says of every kind of receiver is true of schools, colleges and universities in
England: no figure is called published that nobody publishes."""

from __future__ import annotations

from itertools import product

import pytest
from makers.plans import exchange, partnership

from matcher.partnership.plan.content import receiving_school
from matcher.partnership.plan.content.indicators import INDICATOR, has_baseline, plan_rows
from matcher.partnership.plan.files.editable_csv import Row
from matcher.partnership.record.partnership import Party
from matcher.partnership.reference_tables import ACTIVITIES
from matcher.profile.vocabulary import load

KINDS = {
    "nursery": ("state", "Nursery", "Elm Nursery School"),
    "infant": ("state", "primary", "Elm Infant School"),
    "primary": ("state", "Primary", "Elm Infant and Junior School"),
    "middle": ("state", "Middle deemed secondary", "Elm Middle School"),
    "secondary": ("state", "Secondary", "Elm Academy"),
    "all-through": ("state", "All-through", "Elm School"),
    "16 plus": ("state", "16 plus", "Elm Sixth Form"),
    "special": ("state", "", "Elm Special School"),
    "independent": ("independent", "", "Elm Hall"),
    "independent primary": ("independent", "Primary", "Elm Preparatory School"),
    "college": ("college", "16 plus", "Elm College"),
    "university": ("university", "", "University of Elm"),
    "other": ("other", "Secondary", "Elm Institution"),
}
SUBJECTS = {one.id: one.takes_subject for one in load().activities}


def rows(of: str, activity: str, subject: str = "") -> list[Row]:
    kind, phase, name = KINDS[of]
    made = partnership(
        exchange(activity, subject),
        names=(name, "Birchdale School"),
        kinds=(kind, "independent"),
        phases=(phase, ""),
    )
    return [row for row in plan_rows(made) if row["part"] == INDICATOR]


def one(of: str, id: str, subject: str = "") -> Row:
    (found,) = [row for row in rows(of, id[:2], subject) if row["indicator"] == id]
    return found


@pytest.mark.parametrize("of", KINDS)
def test_every_kind_of_receiver_and_every_activity(of: str) -> None:
    kind, _, _ = KINDS[of]
    primary = of in ("nursery", "infant", "primary", "independent primary")
    for activity, subject in product(ACTIVITIES, ("", "maths", "Latin", "physics")):
        if subject and not SUBJECTS[activity]:
            continue
        own = rows(of, activity, subject)
        assert {row["kind"] for row in own} == {"quantitative", "qualitative"}, activity
        for row in own:
            text = f"{row['text']}: {row['measure']}"
            said = f"{row['indicator']}: {text}; {row['by']}; {row['groups']}"
            if row["source"] == "collected":
                assert "publish" not in row["when"], said
            assert ("no baseline" in row["when"]) != has_baseline(row), said
            if "school workforce census" in text:
                assert kind == "state" and of != "16 plus", said
                assert row["source"] == "published", said
                assert primary or not subject, said
            if "own staff records" in text or "records of leavers: " in text:
                assert row["source"] == "collected", said
            if "key stage 2" in text:
                assert of in ("primary", "middle", "all-through"), said
                assert subject not in ("Latin", "physics"), said
            if "GCSE" in text:
                assert of in ("secondary", "all-through"), said
            if "A level results" in text:
                assert of in ("16 plus", "college"), said
            if "Attainment" in row["text"] and activity[0] != "R" and activity != "X3":
                assert (row["source"] == "collected") == (
                    "own " in text.replace("its own data", "")
                ), said
            if "Questionnaire to pupils" in text and activity != "X1":
                assert ("faces" in text) == ("primary" in receiving_school.pupil_ages(party(of))), (
                    said
                )
            if "share of the best" in text or "mean" in text.casefold().split():
                assert "counted 1 to" in text or row["indicator"] == "C4-N1", said
            if primary:
                assert "next stage" not in text, said
                assert "1 to 5" not in text or "Questionnaire to pupils" not in text, said
                assert "sixth-form" not in said, said
                assert "Applications" not in text, said
            if kind in ("independent", "university") and activity[0] != "R":
                assert "eligible for free" not in text, said
                assert not row["groups"].startswith("free school meals and"), said
            if kind == "university":
                assert "upil" not in text or activity in ("X3", "R1", "R3"), said
                assert not row["by"].startswith("head of University"), said


def party(of: str) -> Party:
    kind, phase, name = KINDS[of]
    return Party("1", name, kind, "seeker", phase)


@pytest.mark.parametrize(
    ("of", "subject", "source", "words"),
    [
        ("primary", "maths", "published", "scaled score"),
        ("primary", "science", "published", "teacher assessment in science"),
        ("primary", "Latin", "collected", "the school's own assessment in Latin"),
        ("primary", "French", "collected", "the school's own assessment in French"),
        ("infant", "literacy", "collected", "phonics screening check in year 1"),
        ("infant", "maths", "collected", "the school's own assessment in maths"),
        ("nursery", "maths", "collected", "the school's own assessment in maths"),
        ("middle", "maths", "published", "key stage 2 results in maths"),
        ("secondary", "physics", "published", "GCSE results in physics"),
        ("secondary", "PSHE", "collected", "the school's own assessment in PSHE"),
        ("all-through", "maths", "published", "maths (scaled score, share at the expected standard)"
         " and GCSE results in maths"),
        ("all-through", "Latin", "published", "by GCSE results in Latin"),
        ("16 plus", "further maths", "published", "A level results in further maths"),
        ("college", "Latin", "published", "A level results in Latin"),
        ("independent", "Latin", "collected", "the school's own results in Latin"),
        ("university", "physics", "collected", "the university's own results in physics"),
        ("special", "maths", "collected", "the school's own assessment in maths"),
    ],
)  # fmt: skip
def test_attainment_is_told_by_what_there_is(
    of: str, subject: str, source: str, words: str
) -> None:
    row = one(of, "T3-N1", subject)
    assert words in row["measure"]
    assert row["source"] == source


def test_no_science_has_a_scaled_score_at_key_stage_2() -> None:
    for subject in load().subjects:
        measure = one("primary", "T3-N1", subject.name)["measure"]
        assert ("scaled score" in measure) == (
            subject.name in ("maths", "numeracy", "English", "literacy")
        ), subject.name


def test_the_lists_of_examinations_are_of_the_vocabulary() -> None:
    names = {subject.name.casefold() for subject in load().subjects}
    assert names >= receiving_school._GCSES
    assert names >= receiving_school._A_LEVELS


def test_groups_are_told_in_words() -> None:
    others = "; where counts allow: ethnicity, disability, parental education, "
    others += "parental occupation, area of residence"
    assert one("primary", "T3-N1")["groups"] == f"free school meals and their peers{others}"
    assert (
        one("independent", "T3-N1")["groups"] == f"means-tested bursaries and their peers{others}"
    )
    assert one("primary", "L3-N2")["groups"] == "whole institution"


def test_a_person_to_do_it_that_there_is() -> None:
    assert one("secondary", "X1-N4")["by"] == "sixth-form lead at Elm Academy"
    assert one("primary", "X1-N4")["by"].startswith("project lead")
    assert one("university", "L2-N1")["by"] == "head of department of University of Elm"


@pytest.mark.parametrize(
    ("kind", "phase", "name", "ages"),
    [
        ("independent", "Not applicable", "Elm Preparatory School", "primary"),
        ("independent", "Not applicable", "Elm College Prep", "primary"),
        ("independent", "", "Elm Pre-Prep", "primary"),
        ("independent", "Preparatory", "Elm House", "primary"),
        ("independent", "All-through", "Elm Junior School", "primary"),
        ("state", "", "Elm Infants' School", "primary"),
        ("independent", "", "Elm Senior and Preparatory School", "primary, secondary"),
        ("independent", "", "Elm Hall", "primary, secondary"),
        ("independent", "", "Elm College", "primary, secondary, sixth form"),
        ("independent", "", "Elm School and Sixth Form", "primary, secondary, sixth form"),
        ("independent", "Secondary", "Elm Hall", "secondary, sixth form"),
        ("state", "Not applicable", "Elm Special School", "primary, secondary, sixth form"),
        ("college", "", "Elm Preparatory College", "sixth form, adult"),
    ],
)
def test_how_old_pupils_are(kind: str, phase: str, name: str, ages: str) -> None:
    assert ", ".join(receiving_school.pupil_ages(Party("1", name, kind, "seeker", phase))) == ages
