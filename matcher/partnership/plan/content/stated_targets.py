"""Targets in figures that the answers to O6 and O13 state and no row of the plan has.

An answer is a sentence of a person: which indicator it means, or that it needs one of its own,
only people can say. So nothing is written into the plan; what to write is said, in words to paste
that monitoring understands (:mod:`matcher.partnership.monitor.targets`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matcher.partnership.agreement.non_answers import settles
from matcher.partnership.agreement.objectives import OBJECTIVES
from matcher.partnership.monitor.targets import plain_target
from matcher.partnership.monitor.values.cell_parser import RejectedCell, read_figure
from matcher.partnership.monitor.values.units import PERCENT
from matcher.partnership.plan.content.question_bank import in_use
from matcher.partnership.plan.files.editable_csv import Row
from matcher.partnership.record.partnership import Partnership

STATING = ("O13", "O6")  # what is to be achieved, and measures
_CLAUSE = re.compile(r"[;\n]+|(?<=[.!?])\s+")
_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)\s*(?:%|per ?cent\b)", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:by|in)(?: the end of)? (?P<when>[a-z]{3,9} \d{4}|\d{1,2} [a-z]{3,9} \d{4}"
    r"|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_LESS = re.compile(r"\b(?:at most|no more than|not more than|below|under|down to|falls?)\b", re.I)
_ROW = "a new row with part “indicator”, a short name of your own as indicator"


def target_notes(partnership: Partnership, plan: Sequence[Row]) -> Iterator[str]:
    """For each target in figures that an answer states and no row of ``plan`` in use has, what to
    write, as a sentence; where the plan has no target at all and none can be read, how to add
    one."""
    targets = [row["target"] for row in plan if in_use(row) and row["target"].strip()]
    planned = {float(share) for text in targets for share in _SHARE.findall(text)}
    answers = {id_: partnership.objectives.get(id_, "") for id_ in STATING}
    stated = {id_: answer for id_, answer in answers.items() if settles(answer)}
    readable = False
    for id_, answer in stated.items():
        for clause in filter(None, (one.strip(" .") for one in _CLAUSE.split(answer))):
            target = _target(clause)
            readable |= bool(target)
            if target and float(_SHARE.findall(target)[0]) not in planned:
                yield (
                    f"{id_} states a target that the plan does not have: “{clause}”. Write "
                    f"“{target}” in the column target of the row of plan.csv that measures it, or "
                    f"in {_ROW} and “{clause}” as text"
                )
    named = " and ".join(sorted(stated, key=OBJECTIVES.index))
    if stated and not targets and not readable:
        yield (
            f"The plan sets no target yet, and no row has what the record says under {named}: "
            "write a figure such as “at least 85% by July 2027” in the column target of the row of "
            f"plan.csv that measures it, or in {_ROW}"
        )


def _target(clause: str) -> str:
    """The target of a clause as the plan can read it, "" where it states none in figures. Of
    several shares ("from 60% to 85%") the last is the target."""
    shares = _SHARE.findall(clause)
    if not shares:
        return ""
    by = _BY.search(clause)
    bound = "at most" if _LESS.search(clause) else "at least"
    day = f" by {by['when']}" if by else ""
    for text in (f"{bound} {shares[-1]}%{day}", f"{bound} {shares[-1]}%"):
        try:
            read_figure(plain_target(text), PERCENT, PERCENT)
        except RejectedCell:
            continue
        return text
    return ""
