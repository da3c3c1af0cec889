"""From sentences to tags: clauses, subjects, degrees, and what a person is told."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.core.problems import ProblemLog
from matcher.core.tables import PROFILE
from matcher.profile.degrees import clause_degree
from matcher.profile.list_marks import without_list_marks
from matcher.profile.stated import FreeText
from matcher.profile.tag_faults import Fault
from matcher.profile.vocabulary import load
from matcher.profile.wording.clauses import LONGEST, MOST, clauses
from matcher.profile.wording.list_parts import parts
from matcher.profile.wording.reader import SUGGESTION, SUREST, TAG, read_texts, wording_profile
from matcher.profile.wording.subjects import MARK, SKILL_MARK, spotter

FAULT = Fault("unknown_tag", "not a tag", "did you mean …?")


def free_text(text: str, column: str = "notes", urn: str = "1") -> FreeText:
    fault = None if column == "notes" else FAULT
    return FreeText(urn, column, text, "list.csv", "", 2, fault)


def read(*pieces: FreeText) -> tuple[list[tuple[object, ...]], ProblemLog]:
    log = ProblemLog()
    profile = wording_profile(pieces, load(), log)
    PROFILE.check(profile)
    assert set(profile["source"]) <= {"wording"}
    assert profile["confidence"].between(TAG, SUREST).all()
    log.problems = [one for one in log.problems if one.code != "notes_read"]
    said = profile.fillna(-1)[["urn", "activity", "subject", "need", "strength"]]
    return list(said.itertuples(index=False, name=None)), log


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short of physicists, but we could lend our theatre",
         ["Short of physicists", "but we could lend our theatre"]),
        ("We need Latin. Happy to share a pool!  Call after 4",
         ["We need Latin.", "Happy to share a pool!", "Call after 4"]),
        ("no labs; no library\nno pool", ["no labs", "no library", "no pool"]),
        ("maths, further maths and physics teachers wanted",
         ["maths, further maths and physics teachers wanted"]),
        ("We struggle, we admit", ["We struggle, we admit"]),
        ("Should a chemist be free, we would take her gladly",
         ["Should a chemist be free, we would take her gladly"]),
        ("If asked we would send a chemist, we could lend a hall, we need Latin too",
         ["If asked we would send a chemist, we could lend a hall", "we need Latin too"]),
        ("We mentored Year 11s last year; we will do so again. Call after 4",
         ["We mentored Year 11s last year we will do so again.", "Call after 4"]),
        (" ; . ", ["."]),
        ("", []),
    ],
)  # fmt: skip
def test_clauses_part_where_the_sentence_turns(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("Hard to find physics and chemistry specialists",
         ["Hard to find physics, chemistry specialists"]),
        ("maths, physics and Latin teachers, and a kiln",
         ["maths, physics, Latin teachers", "a kiln"]),
        ("help with phonics and maths, a coach", ["help with phonics, maths", "a coach"]),
        ("short of DT and art staff and a coach", ["short of DT, art staff", "a coach"]),
        ("Greek club, help with spelling", ["Greek club", "help with spelling"]),
        ("a coach", ["a coach"]),
    ],
)  # fmt: skip
def test_things_of_a_list_part_and_subjects_side_by_side_do_not(
    clause: str, expected: list[str]
) -> None:
    assert parts(clause) == expected


@given(st.text(max_size=300))
def test_clauses_lose_nothing_but_signs_that_part(text: str) -> None:
    found = clauses(text)
    kept = "".join(c for c in "".join(found) if c.isalnum())
    if len(found) < MOST and all(len(clause) < LONGEST for clause in found):
        assert kept == "".join(c for c in without_list_marks(text) if c.isalnum())
    assert all(clause == " ".join(clause.split()) for clause in found)


@pytest.mark.parametrize(
    ("clause", "subjects", "marked"),
    [
        ("Latin and physics teachers", ("Latin", "physics"), f"{MARK} and {MARK} teachers"),
        ("computer science A level", ("computing",), f"{MARK} A level"),
        ("our labs and a swimming pool", ("science", "PE"), "our labs and a swimming pool"),
        ("RE is taught by IT staff", ("religious studies", "computing"),
         f"{MARK} is taught by {MARK} staff"),
        ("it is covered, re governors see below", (), "it is covered, re governors see below"),
        ("the business manager has a pool of people", (),
         "the business manager has a pool of people"),
        ("further maths, not maths", ("further maths",), f"{MARK}, not {MARK}"),
        ("our theatre", ("drama",), "our theatre"),
        ("phonics and chem", ("phonics", "chemistry"), f"{SKILL_MARK} and {MARK}"),
        ("a minibus", (), "a minibus"),
    ],
)  # fmt: skip
def test_subjects_are_found_and_their_names_marked(
    clause: str, subjects: tuple[str, ...], marked: str
) -> None:
    found = spotter().find(clause)
    assert (found.subjects, found.marked) == (subjects, marked)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [("desperate for a physics teacher", 1.0), ("a little help with phonics", 0.3),
     ("help with phonics", 0.6), ("outstanding but small music department", 0.6)],
)  # fmt: skip
def test_degrees_follow_the_words(clause: str, expected: float) -> None:
    assert clause_degree(clause) == expected


def test_the_sentence_of_the_design() -> None:
    said, log = read(
        free_text(
            "struggling to recruit physics teachers; our Y12s need help with Oxbridge "
            "applications; large theatre and pool to share"
        )
    )
    assert said == [
        ("1", "C3", "pool", -1, 1.0),
        ("1", "C3", "theatre", -1, 1.0),
        ("1", "T3", "physics", 0.6, -1),
        ("1", "X1", "", 0.6, -1),
    ]
    assert log.problems == []


@pytest.mark.parametrize(
    "text",
    ["No shortage of maths teachers here.", "We don't need any help with UCAS.",
     "CPD is covered by our trust", "we used to run a summer school",
     "Two-form entry primary in a village", "please ring after 4pm", "???", "0"],
)  # fmt: skip
@pytest.mark.parametrize("column", ["needs", "strengths", "notes"])
def test_what_claims_nothing_gives_no_tag(text: str, column: str) -> None:
    said, log = read(free_text(text, column))
    assert said == []
    codes = [problem.code for problem in log.problems]
    # In a column that asks for something, nothing is passed over in silence.
    assert codes in (
        [["unknown_tag"], ["unsure_words"]] if column != "notes" else [[], ["unsure_words"]]
    )


def test_a_column_leans_its_way_and_clear_words_overrule_it() -> None:
    (need,), _ = read(free_text("coaching for middle leaders", "needs"))
    (strength,), _ = read(free_text("coaching for middle leaders", "strengths"))
    assert (need[1], need[3], need[4]) == ("L3", 0.6, -1)
    assert (strength[1], strength[3], strength[4]) == ("L3", -1, 0.6)
    (turned,), _ = read(
        free_text("we can lend our Latin teacher on Fridays, free of charge", "needs")
    )
    assert turned == ("1", "T3", "Latin", -1, 0.6)


def test_a_list_in_a_column_is_read_thing_by_thing_and_what_is_used_is_not_unsure() -> None:
    said, log = read(
        free_text("a Latin club, support with reading and a coach for our head", "needs")
    )
    assert [row[1:3] for row in said] == [("C2", "Latin"), ("L3", ""), ("T2", "literacy")]
    assert log.problems == []


@pytest.mark.parametrize("fault", [None, Fault("unknown_tag", "no tag", "")])
def test_beside_what_is_read_in_a_column_of_one_side_every_other_sentence_is_listed(
    fault: Fault | None,
) -> None:
    beside = ("We do not need help with phonics.", "Our maths does not need anyone.")
    piece = free_text(f"We need physics teachers. {' '.join(beside)}", "needs")._replace(
        fault=fault
    )
    said, log = read(piece)
    assert [row[1:3] for row in said] == [("T3", "physics")]
    assert [(p.code, p.severity, p.value) for p in log.problems] == [
        ("unsure_words", "note", words) for words in beside
    ]
    # In notes most sentences are about something else.
    assert read(piece._replace(column="notes", fault=None))[1].problems == []


def test_tags_of_several_clauses_share_a_row_and_the_higher_degree_counts() -> None:
    said, _ = read(
        free_text("We could do with a little help recruiting governors."),
        free_text("desperate for governors, four vacancies on the governing body", "needs"),
        free_text("We need a coach for our new head", urn="20"),
        free_text("We need a coach for our new head", urn="3"),
    )
    assert said == [
        ("1", "L1", "", 1.0, -1),
        ("3", "L3", "", 0.6, -1),
        ("20", "L3", "", 0.6, -1),
    ]


@pytest.mark.parametrize("text", ["subject leaders meeting", "lettings", "staff room"])
@pytest.mark.parametrize("column", ["needs", "notes"])
def test_what_is_not_sure_enough_is_a_suggestion(text: str, column: str) -> None:
    piece = free_text(text, column)
    (understood,) = read_texts([piece], load())
    assert understood.tags == ()
    said, log = read(piece)
    assert said == []
    if understood.suggestions:
        assert all(meaning.confidence >= SUGGESTION for meaning in understood.suggestions)
        (problem,) = log.problems
        assert problem.code == "unsure_words"
        assert f'"{understood.suggestions[0].activity} ' in problem.hint
        assert problem.severity == ("warning" if column == "needs" else "note")
    else:
        assert [problem.code for problem in log.problems] == ["unknown_tag"][: column == "needs"]


@pytest.mark.parametrize("text", ["{}", "- {}", "1) {}"])
def test_of_a_few_words_nothing_is_surer_than_a_few_words_can_be(text: str) -> None:
    """What marks a thing of a list is no word."""
    profile = wording_profile(
        [free_text(text.format("Swimming pool available"), "strengths")], load(), ProblemLog()
    )
    assert profile["confidence"].tolist() == [0.7]


def test_some_words_are_suggested_and_not_used() -> None:
    path = Path(__file__).parent / "unseen.csv"
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    found = read_texts([free_text(text) for text in texts], load())
    suggested = [u for u in found if u.suggestions and not u.tags]
    assert 3 <= len(suggested) <= len(texts) / 8


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=120), max_size=4), st.randoms())
def test_any_text_is_read_the_same_in_any_order(texts: list[str], chance: object) -> None:
    pieces = [free_text(text, "needs", urn=str(at)) for at, text in enumerate(texts)]
    forward = wording_profile(pieces, load(), ProblemLog())
    chance.shuffle(pieces)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(forward, wording_profile(pieces, load(), ProblemLog()))


@pytest.mark.parametrize(
    ("cell", "tags", "left"),
    [
        ("astro pitch in the evenings, Y6 transition work",
         [("pitch", "astro pitch in the evenings")], ["Y6 transition work"]),
        ("Y6 transition work, astro pitch", [("pitch", "astro pitch")], ["Y6 transition work"]),
        ("use of our pool, help with bus fares",
         [("pool", "use of our pool")], ["help with bus fares"]),
        ("can offer pool, minibus, y11 transition work",
         [("minibus", "minibus"), ("pool", "can offer pool")], ["y11 transition work"]),
        ("astro pitch, open to neighbours", [("pitch", "astro pitch, open to neighbours")], []),
        ("swimming pool, heated in winter", [("pool", "swimming pool, heated in winter")], []),
        ("swimming pool, weekday mornings", [("pool", "swimming pool")], []),
        ("sports hall, Friday evenings, Y6 transition work",
         [("sports hall", "sports hall")], ["Y6 transition work"]),
        ("minibus, Monday to Wednesday", [("minibus", "minibus")], []),
        # What is told as not understood stands beside nothing that counts.
        ("swimming pool Tues & Thurs, Latin and Greek lessons, mock interviews for Oxbridge",
         [(s, "Latin, Greek lessons") for s in ("Greek", "Latin")]
         + [("pool", "swimming pool Tues")]
         + [(s, "Latin, Greek lessons") for s in ("Greek", "Latin")]
         + [("", "mock interviews for Oxbridge")], []),
        ("A-level physics and further maths teaching, SCITT places, our orchestra",
         [("", "SCITT places"), ("further maths", "A-level physics, further maths teaching"),
          ("physics", "A-level physics, further maths teaching")], ["our orchestra"]),
        ("swimming pool, school trips to the countryside, open to neighbours",
         [("pool", "swimming pool")], ["school trips to the countryside"]),
    ],
)  # fmt: skip
def test_of_a_list_of_things_what_is_no_tag_is_told_and_the_rest_stands_beside_its_own_words(
    cell: str, tags: list[tuple[str, str]], left: list[str]
) -> None:
    log = ProblemLog()
    profile = wording_profile([free_text(cell, "strengths")], load(), log)
    assert list(zip(profile["subject"], profile["evidence"], strict=True)) == tags
    assert [problem.value for problem in log.problems] == left
    message = "led to no need and no strength|our orchestra"
    assert all(re.search(message, p.message) for p in log.problems)


def test_sentences_are_not_taken_for_lists_of_things() -> None:
    column_of = {"need": "needs", "strength": "strengths"}
    path = Path(__file__).parent / "unseen.csv"
    with path.open(encoding="utf-8", newline="") as file:
        given = [(row["text"], column_of.get(row["direction"])) for row in csv.DictReader(file)]
    pieces = [free_text(text, column) for text, column in given if column]
    found = read_texts(pieces, load())
    whole = {clause for piece in pieces for clause in clauses(piece.text)}
    assert len(pieces) > 200
    assert sum(not whole.issuperset(one.unread) for one in found) <= 1


@pytest.mark.parametrize(
    ("cell", "column", "tags", "advice"),
    [
        ("university visits for Y6, EAL", "needs", [],
         ['"X1 support for university applicants" as a need or '
          '"T2 English as an additional language" as a need']),
        ("university visits, EAL", "needs",
         [("T2", "English as an additional language"), ("X1", "")], []),
        ("training days, SEND", "needs", [("T2", "SEND")], []),
        ("Forest school", "strengths", [], ['"C3 grounds" as a strength']),
        ("Latin, forest school", "strengths", [],
         ['"T3 Latin" as a strength or "C2 Latin" as a strength', '"C3 grounds" as a strength']),
        ("Forest school, sports field", "strengths", [("C3", "pitch")],
         ['"C3 grounds" as a strength']),
        ("Forest school site with spare capacity most afternoons", "strengths",
         [("C3", "grounds")], []),
    ],
)  # fmt: skip
def test_what_stands_after_a_comma_is_no_part_of_the_visit_and_the_outdoors_are_no_room(
    cell: str, column: str, tags: list[tuple[str, str]], advice: list[str]
) -> None:
    log = ProblemLog()
    profile = wording_profile([free_text(cell, column)], load(), log)
    assert list(zip(profile["activity"], profile["subject"], strict=True)) == tags
    assert [p.hint for p in log.problems] == [f"if it is meant, write {one}" for one in advice]


def test_words_that_only_look_like_others_give_no_advice() -> None:
    _, log = read(free_text("wands", "needs"))
    assert [(p.code, p.hint) for p in log.problems] == [(FAULT.code, FAULT.hint)]


def test_every_unsure_clause_of_a_column_that_asks_is_told_with_its_own_advice() -> None:
    _, log = read(free_text("labs and Latin; wants Maths help in y11", "needs"))
    assert sorted((p.message.rpartition(": ")[2], p.hint) for p in log.problems) == [
        ("Latin", 'if it is meant, write "T3 Latin" as a need or "C2 Latin" as a need'),
        ("wants Maths help in y11", 'if it is meant, write "C1 maths" as a need'),
    ]


def test_a_dash_makes_no_sentence_of_a_few_words() -> None:
    texts = ["Swimming pool available", "- Swimming pool available"]
    found = read_texts([free_text(text) for text in texts], load())
    assert {(len(one.tags), len(one.suggestions) > 0) for one in found} == {(0, True)}


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        # What is so already is no need, and the name of a place no room.
        ("already well supported for phonics", []),
        ("we would like to do more with Rutland Hall and Poole", []),
        ("We would like to use the Sports Hall", [("C3", "sports hall")]),
        # A question, or what is still to be settled, is for a person; to ask for help is a need.
        ("need help with university applications? tbc", []),
        ("could anybody help us with phonics training?", [("T2", "phonics")]),
        ("student mentors for reading", [("E2", "")]),
        ("places for our sixth formers to mentor", [("E2", "")]),
        ("reading support for Y2", []),
    ],
)  # fmt: skip
def test_words_give_no_need_that_they_do_not_state(text: str, tags: list[tuple[str, str]]) -> None:
    said, log = read(free_text(text, "needs"))
    assert [(activity, subject) for _, activity, subject, *_ in said] == tags
    assert bool(log.problems) == (not tags)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("would share its 3G pitch in return", '"C3 pitch" as a strength'),
        ("wants debating club", '"E3 debating and public speaking" as a need'),
        ("We need access to a hydrotherapy pool", 'if any facility would do, write "C3"'),
    ],
)
def test_what_to_write_of_notes_is_on_the_side_that_the_words_state(text: str, hint: str) -> None:
    said, log = read(free_text(text))
    assert said == []
    assert [problem.hint.removeprefix("if it is meant, write ") for problem in log.problems] == [
        hint
    ]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("No physics teacher since Easter, GCSE physics taught by a biologist", ["physics"]),
        ("PE teachers teaching physics", ["physics"]),
        ("short of biologists to teach KS5", ["biology"]),
        ("GCSE physics taught by a biologist and a PE teacher.", ["physics"]),
        ("physics taught by a biologist, a chemist and two PE teachers", ["physics"]),
        ("Maths covered by supply staff, physics teachers, a choir", ["maths", "physics"]),
    ],
)
def test_who_teaches_now_is_not_what_is_lacking(text: str, subjects: list[str]) -> None:
    said, _ = read(free_text(text, "needs"))
    assert [row[2] for row in said if row[1] == "T3"] == subjects
