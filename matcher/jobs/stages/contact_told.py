"""What schools answered to "may we get in touch?", where it was neither a plain yes nor a plain no:
in the first lines of a run, as somebody has to ask or to keep to it."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.figures.number_format import counted
from matcher.core.problems import Problem, ProblemLog

_NAMED = 5  # cells that are quoted
_CUT = 60  # characters of a cell


def contact_lines(log: ProblemLog) -> list[str]:
    """How many answers about contact keep their school out because they are neither yes nor no,
    and how many said yes on a condition, with the rows and words of the first few."""
    unread, conditions = (
        [problem for problem in log.problems if problem.code == code]
        for code in ("not_yes_or_no", "contact_condition")
    )
    text = []
    if unread:
        text.append(
            f"Contact: {counted(len(unread), 'answer')} neither yes nor no, so "
            f"{'that school is' if len(unread) == 1 else 'those schools are'} kept out: "
            f"{_quoted(unread)}. Ask, and write yes or no in the list"
        )
    if conditions:
        text.append(
            f"Contact: {counted(len(conditions), 'answer')} taken as yes on a condition, which you "
            f"must keep to: {_quoted(conditions)}"
        )
    return text


def _quoted(problems: Sequence[Problem]) -> str:
    """Where the first few stand, and their words."""
    first = [f"{one.list} row {one.row} “{_short(one.value)}”" for one in problems[:_NAMED]]
    more = len(problems) - len(first)
    return ", ".join(first) + (f" and {more:,} more (problems.csv has all)" if more else "")


def _short(text: str) -> str:
    return text if len(text) <= _CUT else text[: _CUT - 1].rstrip() + "…"
