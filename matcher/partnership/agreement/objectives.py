"""The thirteen objectives that an agreement settles, and the duties that each activity asks of
the side that gives and the side that gains; and what an answer does to a standard clause.

Both follow the Department for Education's *Guide to setting up partnerships* (updated
9 October 2019) in what they cover; the words are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from matcher.partnership.plan.answers import is_no
from matcher.partnership.reference_tables import ACTIVITIES, broken_table, read_table

OBJECTIVES = tuple(f"O{number}" for number in range(1, 14))

# What says that something does not bind; "it binds" is what is left without these.
_BINDS = r"(?:bind(?:s|ing)?|enforceable|a contract)\b"
_DENIES = (
    r"(?:not(?! (?:only|just|merely)\b)|cannot|never|neither|nor|nothing|none|nobody|no one|no-one"
    r"|\w+n['’]t|(?:is|do|does|did|wo|ca|should|would)nt|without|no(?= (?:legally )?bind))"
)
_FREE = re.compile(
    rf"\bnon[ -]?binding\b"
    # "but" begins what is said against it; until something happens is not for good.
    rf"|\b{_DENIES}\b(?:(?!\bbut\b)[\w\s’'-]){{0,80}}?\b{_BINDS}(?! (?:until|unless)\b)"
    rf"|\b{_BINDS}\s*(?:(?:(?:up)?on )?(?:nobody|no one|no-one|neither|nothing)\b"
    r"|[?:–-]\s*no\s*(?:[.,;]|\Z))",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:bind(?:s|ing)?|enforceable|(?:is|be|as) a (?:legal )?contract"
    r"|except\w*|save|apart from|other than)\b",
    re.IGNORECASE,
)
_OTHER_FORM = re.compile(
    r"\b(?:letters?|contract|deed|lease|licen[cs]e|service[ -]level|SLA|heads of terms)\b",
    re.IGNORECASE,
)
_MEMORANDUM = re.compile(r"(?<!not )(?<!no )(?<!not a )\b(?:memorand(?:um|a)|MoU)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Objective:
    """Something both sides settle: ``name`` as a heading, ``prompt`` what a blank asks for,
    ``help`` a sentence or two."""

    id: str
    name: str
    prompt: str
    help: str


@dataclass(frozen=True, slots=True)
class Duty:
    """What an activity asks of the side that gives and of the side that gains; each goes on
    from the name of a side: "releases the teacher …"."""

    gives: str
    gains: str


@cache
def objectives() -> Mapping[str, Objective]:
    """O1 to O13 by id, in order. Raises :class:`FileError` where the installation lacks
    any of them."""
    rows = _rows("objectives.csv", OBJECTIVES)
    return {
        row["id"]: Objective(row["id"], row["objective"], row["prompt"], row["help"])
        for row in rows
    }


@cache
def duties() -> Mapping[str, Duty]:
    """The duties of every activity and route by id. Raises :class:`FileError` as above."""
    return {row["id"]: Duty(row["gives"], row["gains"]) for row in _rows("duties.csv", ACTIVITIES)}


def _rows(name: str, ids: Iterable[str]) -> list[dict[str, str]]:
    rows = read_table(name)
    whole = all(value for row in rows for value in row.values())
    if [row.get("id") for row in rows] != list(ids) or not whole:
        raise broken_table(name, "does not hold every row it should")
    return rows


def is_at_odds(id_: str, answer: str) -> bool:
    """Whether an answer to O9 or O11 says something else than the standard clause of an
    agreement: another form than a memorandum, or that it binds, if only in part. Any other answer
    goes with the clause; "yes, not binding" alone would leave out what the clause settles."""
    if id_ == "O9":
        return bool(_OTHER_FORM.search(answer)) and not _MEMORANDUM.search(answer)
    if id_ == "O11":
        bound = bool(_BOUND.search(_FREE.sub(" ", answer)))
        return bound or (is_no(answer) and not _FREE.search(answer))
    return False
