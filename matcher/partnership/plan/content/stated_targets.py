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
# What a share is compared by, and whether less is wanted by it. What stands after a comma, or after
# "so that", goes by itself.
_STRETCH = re.compile(r"[,:()]|\bso\b|\bthat\b|\buntil\b|\band\b", re.I)
_COMPARED = re.compile(
    r"(?P<more>\bat (?:the )?least|\b(?:more|greater|higher|better) than|\babove|\bover|\bbeyond"
    r"|\bexceed\w*|\bminimum|[≥>])"
    r"|(?P<less>\bat (?:the )?most|\b(?:less|fewer|lower|smaller) than|\bbelow|\bbeneath|\bunder"
    r"|\bmaximum|[≤<])",
    re.I,
)
_OR_MORE = re.compile(
    r"\s*or (?:(?P<more>more|above|over|higher|better)|(?P<less>less|fewer|below|under|lower))\b",
    re.I,
)
_RISE = r"rais|ris[ei]|rose|increas|improv|grow|climb|lift|gain"
_FALL = r"fall|fell|drop|reduc|cut|decreas|declin|lower|shr[iu]nk|halv"
_TURN = re.compile(
    rf"\b(?:(?P<more>(?:{_RISE})\w*|up(?! to\b))|(?P<less>(?:{_FALL})\w*|down))\b(?!-)", re.I
)
_LEAST_OR_MOST = re.compile(r"at |m[ai][xn]", re.I)  # no "not" before it turns it round
_NOT = re.compile(
    r"\b(?:not?(?! (?:only|just|yet|later|longer)\b)|never|none|nobody|neither|nor|without"
    r"|avoid\w*|\w+n['’]t)\b(?P<between>.*)",
    re.I,
)
# What is measured now, or changes by so much, is no target.
_NOW = re.compile(
    r"\b(?:from|now|currently|today|was|were|not|baseline(?: of)?|between(?:.*\band)?)\s*$"
    r"|\d\s*[-–]\s*$",
    re.I,
)
_ENDS_NOW = re.compile(r"\s*(?:now|today|at present|last year|at the moment)\b", re.I)
_CHANGE = re.compile(r"\b(?:by\s+(?:[a-z]+\s+){0,3}|(?:another|further|extra)\s+)$", re.I)
_IS_CHANGE = re.compile(
    rf"[\s-]*(?:points?|pp|more|fewer|less|higher|lower|better|worse|up|down"
    rf"|(?:{_RISE}|{_FALL})\w*)\b",
    re.I,
)
_REACHES = re.compile(r"\b(?:to|above|over|beyond|below|beneath|under)\s+(?:[a-z]+\s+){0,4}$", re.I)
# Of these less is wanted as a rule, and "up to" may be either: the plan is left to tell.
_EITHER = re.compile(
    r"\b(?:absen|exclu|suspen|gaps?\b|late(?:s|ness)?\b|truan|drop|leav|vacan|turnover|miss|fail"
    r"|NEET\b|up to\b)",
    re.I,
)
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
    several shares ("from 60% to 85%") the last is the target; a change ("up 5%") is none."""
    found = list(_SHARE.finditer(clause))
    ends = [0, *(one.end() for one in found)]
    starts = [*(one.start() for one in found[1:]), len(clause)]
    shares = [
        (one[1], bound)
        for one, end, start in zip(found, ends, starts, strict=False)
        if (bound := _bound(clause, one, end, start)) is not None
    ]
    if not shares:
        return ""
    share, bound = shares[-1]
    by = _BY.search(clause)
    day = f" by {by['when']}" if by else ""
    for text in (f"{bound}{share}%{day}", f"{bound}{share}%"):
        try:
            read_figure(plain_target(text), PERCENT, PERCENT)
        except RejectedCell:
            continue
        return text
    return ""


def _bound(clause: str, share: re.Match[str], start: int, end: int) -> str | None:
    """The bound that the words of a clause set on a share, "" where they do not say; None where it
    is no target. ``start`` and ``end``: where the share before ends and the next one begins."""
    whole, after = clause[: share.start()], clause[share.end() : end]
    before = _STRETCH.split(whole)[-1]
    own = _STRETCH.split(clause[start : share.start()])[-1]
    turn = _TURN.search(before)
    if _NOW.search(whole) or _ENDS_NOW.match(after) or _CHANGE.search(before):
        return None
    if _IS_CHANGE.match(after) or (turn and not _REACHES.search(before)):
        return None
    compared = [*_COMPARED.finditer(own)]
    said = _OR_MORE.match(after) or (compared[-1] if compared else turn)
    if said is None:
        return "" if _EITHER.search(clause) else "at least "
    less = said["less"] is not None
    denied = _NOT.search(said.string[: said.start()])
    if denied and not _LEAST_OR_MOST.match(said[0]):
        words = denied["between"].split()
        if len([word for word in words if word != "to"]) > 1:
            return ""  # it may be of something else: "at no extra cost"
        less = not less
    return "at most " if less else "at least "
