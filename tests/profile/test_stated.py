"""From what the lists state to the PROFILE table."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from matcher.core.problems import ProblemLog
from matcher.core.questionnaire import IN_FORM
from matcher.core.tables import PROFILE
from matcher.core.text.evidence import of_side
from matcher.profile.stated import stated_profile
from matcher.profile.vocabulary import load


def listed(*rows: tuple[str, str, str], **more: object) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["urn", "needs", "strengths"], dtype="str")
    frame = frame.assign(list="office.csv", sheet="Schools", row=range(2, len(rows) + 2))
    return frame.assign(**more)


def read(*rows: tuple[str, str, str], **more: object) -> tuple[pd.DataFrame, ProblemLog]:
    log = ProblemLog()
    return stated_profile(listed(*rows, **more), log, load()), log


def cells(profile: pd.DataFrame) -> list[tuple[object, ...]]:
    return [
        tuple(None if isinstance(v, float) and math.isnan(v) else v for v in row)
        for row in profile.drop(columns="recorded").itertuples(index=False)
    ]


def test_needs_and_strengths_of_a_tag_share_a_row() -> None:
    profile, log = read(("100", "T3 physics=0.5; L3", "T3 physics; C2 Latin (low)"))
    assert cells(profile) == [
        ("100", "C2", "Latin", None, 0.3, "stated", "C2 Latin (low)", 1.0),
        ("100", "L3", "", 1.0, None, "stated", "L3", 1.0),
        (
            "100",
            "T3",
            "physics",
            0.5,
            1.0,
            "stated",
            "needs: T3 physics=0.5 / offers: T3 physics",
            1.0,
        ),
    ]
    assert log.problems == []


def test_of_a_tag_written_twice_the_higher_degree_counts() -> None:
    profile, _ = read(("100", "T3 maths=0.2; T3 mathematics=0.7; physics teaching, maths=0.4", ""))
    assert cells(profile) == [
        ("100", "T3", "maths", 0.7, None, "stated", "T3 mathematics=0.7", 1.0),
        ("100", "T3", "physics", 1.0, None, "stated", "physics teaching", 1.0),
    ]


@pytest.mark.parametrize(
    ("needs", "strengths", "known"),
    [("We can't offer anything", "", ""), ("nothing to offer", "", ""),
     ("we offer nothing", "", ""), ("", "we need nothing", ""), ("", "no help needed", ""),
     ("", "no needs", ""), ("we need nothing", "", "need"),
     ("", "we can't offer anything", "strength"),
     ("nothing needed", "nothing to offer", "need strength"), ("happy as we are", "", "need")],
)  # fmt: skip
def test_nothing_is_known_of_the_side_alone_that_it_is_said_of(
    needs: str, strengths: str, known: str
) -> None:
    profile, log = read(("100", needs, strengths))
    sides = [side for side in ("need", "strength") if profile[side].eq(0).any()]
    assert " ".join(sides) == known
    assert [one.code for one in log.problems] == ["not_known"] * (not known)


def test_none_is_known_to_be_nothing_and_blank_is_unknown() -> None:
    profile, _ = read(("100", "none", ""), ("101", "", "nothing"), ("102", "n/a", ""))
    assert cells(profile) == [
        ("100", "none", "", 0.0, None, "stated", "none", 1.0),
        ("101", "none", "", None, 0.0, "stated", "nothing", 1.0),
    ]


def test_a_degree_of_nought_is_known_not_to_be_needed() -> None:
    profile, _ = read(("100", "T3 physics=0", ""))
    assert cells(profile) == [("100", "T3", "physics", 0.0, None, "stated", "T3 physics=0", 1.0)]


def test_rows_are_in_the_order_of_the_numbers_whatever_the_order_of_the_list() -> None:
    rows = [("list:7", "L3", ""), ("9", "L3", ""), ("100", "T3 physics; C2 Latin", "L3")]
    forward, _ = read(*rows)
    backward, _ = read(*reversed(rows))
    pd.testing.assert_frame_equal(forward, backward)
    assert list(forward["urn"]) == ["9", "100", "100", "100", "list:7"]
    assert list(forward["activity"]) == ["L3", "C2", "L3", "T3", "L3"]


def test_nothing_stated_gives_an_empty_table_of_the_right_kind() -> None:
    profile, log = read(("100", "", ""))
    PROFILE.check(profile)
    assert (len(profile), log.problems) == (0, [])
    empty, _ = read()
    PROFILE.check(empty)


def test_a_problem_says_where_and_what_to_write() -> None:
    profile, log = read(("100", "T3 physics", ""), ("101", "T3 phyiscs", "coching and mentoring"))
    assert list(profile["urn"]) == ["100"]
    told = [(p.list, p.sheet, p.row, p.code, p.column, p.value) for p in log.problems]
    assert told == [
        ("office.csv", "Schools", 3, "unknown_subject", "needs", "T3 phyiscs"),
        ("office.csv", "Schools", 3, "unknown_tag", "strengths", "coching and mentoring"),
    ]
    assert [p.hint for p in log.problems] == [
        'did you mean "T3 physics"?',
        'did you mean "L3 coaching and mentoring"?',
    ]
    assert {p.severity for p in log.problems} == {"warning"}


def test_the_same_words_in_two_rows_are_two_problems() -> None:
    _, log = read(("100", "phyiscs", "phyiscs"), ("101", "phyiscs", ""))
    assert [(p.row, p.column) for p in log.problems] == [
        (2, "needs"),
        (2, "strengths"),
        (3, "needs"),
    ]
    assert len({p.hint for p in log.problems}) == 1


@pytest.mark.parametrize(("flag", "problems"), [(1, 1), (0, 0)])
def test_only_rows_of_a_list_have_problems(flag: int, problems: int) -> None:
    _, log = read(("100", "phyiscs", ""), listed=flag)
    assert len(log.problems) == problems


@pytest.mark.parametrize(
    ("needs", "strengths", "sources"),
    [
        ("T3 maths; see notes", "", ["partly"]),
        ("", "X1; widening participation visits", ["partly"]),
        ("T3 phyiscs, L3", "C2 Latin", ["stated", "partly"]),
        ("L3; T3 maths", "L3; ?", ["partly", "stated"]),
        ("L3", "T3 physics", ["stated", "stated"]),
    ],
)
def test_a_cell_understood_in_part_is_not_the_whole_answer(
    needs: str, strengths: str, sources: list[str]
) -> None:
    profile, _ = read(("100", needs, strengths))
    assert list(profile["source"]) == sources


def test_what_is_not_known_is_said_and_is_neither_a_tag_nor_none() -> None:
    profile, log = read(("100", "ask head", "yes"), ("101", "?", ""))
    assert len(profile) == 0
    assert [(p.row, p.code, p.severity, p.value) for p in log.problems] == [
        (2, "not_known", "note", "ask head"),
        (2, "yes_alone", "warning", "yes"),
        (3, "not_known", "note", "?"),
    ]


def test_the_evidence_is_the_text_as_written() -> None:
    profile, _ = read(("100", "  t3 -  PHYSICS = 0.5 ", ""))
    assert list(profile["evidence"]) == ["t3 - PHYSICS = 0.5"]


def test_each_side_of_a_tag_has_its_own_words() -> None:
    """An offer is no evidence of the need for the same, nor is it where a form has said so."""
    profile, _ = read(("1", "t3 physics", "T3 Physics=0.5"), ("2", "T3 physics", "T3 physics"))
    both, same = profile["evidence"]
    for told, start in ((both, ""), (f"{IN_FORM}{both}", IN_FORM)):
        assert of_side(told, "need") == f"{start}t3 physics"
        assert of_side(told, "strength") == f"{start}T3 Physics=0.5"
    assert same == of_side(same, "need") == "T3 physics"
