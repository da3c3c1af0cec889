"""The vocabulary: what it holds, how a sentence says it, and that no word means two things."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from matcher.core.errors import ContractError
from matcher.profile.vocabulary import Activity, Vocabulary, key, load

VOCABULARY = load()


def test_it_holds_the_fourteen_activities_and_three_routes_of_the_guide() -> None:
    ids = [activity.id for activity in VOCABULARY.activities if activity.whose == "guide"]
    assert ids == [
        *("T1", "T2", "T3", "T4"),
        *("C1", "C2", "C3", "C4"),
        *("L1", "L2", "L3"),
        *("X1", "X2", "X3"),
        *("R1", "R2", "R3"),
    ]


def test_what_schools_share_beyond_the_guide_is_marked_as_ours() -> None:
    ours = [activity for activity in VOCABULARY.activities if activity.whose != "guide"]
    assert [activity.id for activity in ours] == [f"E{number}" for number in range(1, 10)]
    assert {(activity.area, activity.whose) for activity in ours} == {("enrichment", "ours")}


def test_which_activities_take_a_subject() -> None:
    assert [a.id for a in VOCABULARY.activities if a.takes_subject] == [
        *("T1", "T2", "T3", "T4"),
        *("C1", "C2", "C3", "C4"),
        *("L3", "X1"),
        *("E1", "E2", "E4", "E9"),
    ]


@pytest.mark.parametrize(
    ("activity", "subject", "words"),
    [
        ("T3", "physics", "physics teaching"),
        ("T3", "", "teachers in shortage subjects"),
        ("C2", "Latin", "Latin classes"),
        ("C3", "music", "music facilities"),
        ("C3", "pool", "use of a pool"),
        ("L3", "", "coaching and mentoring"),
        ("L3", "maths", "coaching and mentoring in maths"),
        ("E1", "physics", "physics masterclasses"),
        ("R3", "", "opening a maths school"),
        ("none", "", "nothing"),
    ],
)
def test_a_tag_reads_as_a_phrase(activity: str, subject: str, words: str) -> None:
    assert VOCABULARY.words(activity, subject) == words


def test_a_phrase_starts_in_lower_case_unless_a_proper_name_leads_it() -> None:
    proper = {s.name for s in VOCABULARY.subjects if s.name[0].isupper()}
    for (_, subject), words in VOCABULARY.labels().items():
        assert words[0].islower() or (subject in proper and words.startswith(subject)), words


def test_an_activity_outside_the_vocabulary_is_our_own_mistake() -> None:
    with pytest.raises(ContractError, match="'T9'"):
        VOCABULARY.words("T9", "physics")


def test_labels_hold_every_tag_once() -> None:
    labels = VOCABULARY.labels()
    taking = sum(activity.takes_subject for activity in VOCABULARY.activities)
    lent = len(VOCABULARY.only)
    plain = len(VOCABULARY.subjects) - lent
    fewer = sum(plain - len(one.subjects) for one in VOCABULARY.activities if one.subjects)
    assert len(labels) == len(VOCABULARY.activities) + taking * plain - fewer + lent
    assert all(VOCABULARY.takes(*tag) for tag in labels)
    assert not VOCABULARY.takes("T3", "pool") and not VOCABULARY.takes("C3", "alchemy")
    assert VOCABULARY.takes("E4", "drama") and not VOCABULARY.takes("E4", "maths")
    assert not VOCABULARY.takes("L1", "maths") and not VOCABULARY.takes("Z1", "")
    assert len(set(labels.values())) == len(labels)


def test_no_spelling_means_two_things() -> None:
    activities, subjects = VOCABULARY.activity_keys, VOCABULARY.subject_keys
    assert not set(activities) & set(subjects)
    for spelling, (activity, subject) in VOCABULARY.phrase_keys.items():
        assert spelling not in subjects
        assert activities.get(spelling, activity) == activity
        assert spelling not in activities or subject == ""


def test_an_ambiguous_vocabulary_is_refused() -> None:
    twice = tuple(Activity(id, "teaching", id, id, "", ("the same words",)) for id in ("T1", "T2"))
    with pytest.raises(ContractError, match="two meanings"):
        _ = Vocabulary(twice, (), "2026-01-01").activity_keys


def test_every_shortage_subject_names_its_source_and_only_those() -> None:
    named = {s.name for s in VOCABULARY.subjects if s.shortage_source}
    assert named == {s.name for s in VOCABULARY.subjects if s.shortage}
    assert {"physics", "maths", "chemistry", "computing"} <= named


def test_no_spelling_holds_a_sign_of_the_grammar() -> None:
    spellings = [s for a in VOCABULARY.activities for s in a.spellings]
    spellings += [s for subject in VOCABULARY.subjects for s in (subject.name, *subject.aliases)]
    assert [s for s in spellings if set(s) & set(";,|=:()\n%")] == []


def test_the_readme_names_the_version(repository: Path) -> None:
    readme = repository / "data" / "reference" / "vocabulary" / "README.md"
    assert f"Version {VOCABULARY.version} " in readme.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "looked_up"),
    [("D&T", "d and t"), ("  Art & Design ", "art and design"), ("Ｔ３", "t3"), ("—", "")],
)
def test_a_key_forgets_case_punctuation_and_width(text: str, looked_up: str) -> None:
    assert key(text) == looked_up


def test_the_vocabulary_loads_without_any_heavy_library(repository: Path) -> None:
    code = (
        "import sys; from matcher.profile.vocabulary import load; load();"
        "print({'pandas', 'numpy', 'rapidfuzz'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
