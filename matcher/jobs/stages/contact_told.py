"""What schools answered to "may we get in touch?", where it was neither a plain yes nor a plain no:
in the first lines of a run, as somebody has to ask or to keep to it.

They are for whoever runs the command, also in a run for others: no file of that tells them.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.audiences.audience import INTERNAL
from matcher.core.figures.number_format import counted
from matcher.core.problems import Problem, ProblemLog

_NAMED = 5  # cells that are quoted
_CUT = 60  # characters of a cell


def contact_lines(log: ProblemLog, audience: str = INTERNAL) -> list[str]:
    """Which columns hold people where answers about contact are asked for, or answers that were not
    read; how many answers keep
    their school out because they are neither yes nor no, and how many are a yes on a condition,
    with the rows and words of the first few; of a run for others also that its files do not tell
    the condition."""
    unread, conditions = (
        [problem for problem in log.problems if problem.code == code]
        for code in ("not_yes_or_no", "contact_condition")
    )
    text = [
        f"Contact: “{one.column}” of {one.list}: {one.message}. "
        f"{one.hint[:1].upper()}{one.hint[1:]}"
        for one in log.problems
        if one.code in ("contact_of_people", "contact_not_read")
    ]
    if unread:
        many = len(unread)
        what = "is neither yes nor no, which keeps the school out"
        if many > 1:
            what = "are neither yes nor no, each of which keeps its school out"
        text.append(
            f"Contact: {counted(many, 'answer')} {what}: {_quoted(unread, audience)}. Ask, and "
            f"write yes or no there{_unless_another(unread)}"
        )
    if conditions:
        untold = ". No file of this run tells it: tell those who get it"
        text.append(
            f"Contact: {counted(len(conditions), 'answer')} taken as yes on a condition, which you "
            f"must keep to: {_quoted(conditions, audience)}{untold if audience != INTERNAL else ''}"
        )
    return text


def _unless_another(unread: Sequence[Problem]) -> str:
    """How to leave out the columns of lists that ask something else."""
    headers = dict.fromkeys(one.column for one in unread if "--column" in one.hint)
    options = " ".join(f'--column none="{header}"' for header in headers)
    return f"; if the column asks something else, leave it out: {options}" if headers else ""


def _quoted(problems: Sequence[Problem], audience: str) -> str:
    """Where the first few stand, and their words."""
    first = [f"{one.list} row {one.row} “{_short(one.value)}”" for one in problems[:_NAMED]]
    if not (more := len(problems) - len(first)):
        return ", ".join(first)
    has_all = "problems.csv" if audience == INTERNAL else "problems.csv of a run of your own"
    return ", ".join(first) + f" and {more:,} more ({has_all} has all)"


def _short(text: str) -> str:
    return text if len(text) <= _CUT else text[: _CUT - 1].rstrip() + "…"
