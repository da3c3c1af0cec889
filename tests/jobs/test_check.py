"""Check: each problem stands where its word stands, and cells that were understood are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.core.problems import Cell, ProblemLog
from matcher.core.settings.config import Config
from matcher.jobs.lists.check import CheckResult, check, columns_lines
from matcher.jobs.stages.reading import Sources

Where = tuple[str, int, str, str]


def checked(folder: Path, **lists: str) -> CheckResult:
    for name, text in lists.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return check(Sources(tuple(folder / f"{name}.csv" for name in lists)), Config())


def told(result: CheckResult, *codes: str) -> list[Where]:
    return sorted(
        (p.list, p.row, p.column, p.value) for p in result.log.problems if p.code in codes
    )


@pytest.mark.parametrize("turned", [False, True])
def test_of_a_school_in_several_rows_each_word_is_told_of_its_own_cell(
    tmp_path: Path, turned: bool
) -> None:
    rows = [
        "100000,T3 art club; Latin,",
        "100000,Latin classes; greek,B1",
        "100000,Music; T3 phyiscs,",
    ]
    rows = rows[::-1] if turned else rows
    result = checked(tmp_path, a="URN,What they need,Postcode\n" + "\n".join(rows) + "\n")
    at = {word: 2 + next(i for i, row in enumerate(rows) if word in row)
          for word in ("Latin,", "greek", "Music", "phyiscs")}  # fmt: skip
    column = "What they need"
    assert told(result, "subject_without_activity", "unknown_subject") == sorted([
        ("a.csv", at["Latin,"], column, "Latin"),
        ("a.csv", at["Latin,"], column, "T3 art club"),
        ("a.csv", at["greek"], column, "greek"),
        ("a.csv", at["Music"], column, "Music"),
        ("a.csv", at["phyiscs"], column, "T3 phyiscs"),
    ])  # fmt: skip
    assert columns_lines(result)[-1] == (
        "a.csv, needs: 0 of 3 cells understood; in 3 something was not"
    )


def test_what_an_earlier_list_says_is_told_of_that_list_under_its_own_header(
    tmp_path: Path,
) -> None:
    result = checked(
        tmp_path,
        # A later one counts for more.
        before="URN,Name,Support needed\n100001,Elm School,T3 phyiscs\n",
        first="Name,URN,Support needed\nAsh,1000000,\nElm School,100001,T3 phyiscs\n",
        second="URN,Name\n100001,Elm School\n",
    )
    assert told(result, "unknown_subject") == [("first.csv", 3, "Support needed", "T3 phyiscs")]


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ("Latin", "swimming lessons for all", "swimming less"),  # long words are cut
        ("", "Latin", "not quoted"),  # an empty cell says nothing
        ("short of physics teachers", "art\nphysics", "physics"),
        ("short of physics teachers", "• art • physics", "physics"),
    ],
)
def test_a_problem_of_a_joined_text_is_told_of_the_cell_that_says_it(
    first: str, second: str, value: str
) -> None:
    cells = (Cell("a.csv", "", 2, first), Cell("a.csv", "", 3, second))
    log = ProblemLog(joined={("a.csv", "", 2, "needs"): cells})
    log.add("unknown_tag", "not a tag", list="a.csv", row=2, column="needs", value=value)
    assert [problem.row for problem in log.problems] == [3]


def test_a_cell_of_which_a_note_says_that_words_were_left_is_not_counted_as_understood(
    tmp_path: Path,
) -> None:
    result = checked(
        tmp_path,
        a="URN,Strengths\n100000,STEM labs + Latin\n100001,X1\n100002,gov. body has places\n",
    )
    assert [row for _, row, *_ in told(result, "unsure_words")] == [2]
    assert "a.csv, strengths: 2 of 3 cells understood; in 1 something was not" in columns_lines(
        result
    )
