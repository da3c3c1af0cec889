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
from types import MappingProxyType

from matcher.partnership.plan.answers import is_answer
from matcher.partnership.reference_tables import ACTIVITIES, broken_table, read_table

OBJECTIVES = tuple(f"O{number}" for number in range(1, 14))

# Answers that plainly go with the standard clause, without signs. All others are for people to
# hold against it: what an answer of their own words makes of a clause is a question of law.
_NOT_BINDING = re.compile(
    r"(?!no\Z)(?:(?:yes|no|agreed|both|both sides|it is|it’s|this is|we agree|we want it) ?)*"
    r"(?:to be )?(?:(?:not|non) ?(?:legally )?binding(?: in law)?)?"
    r"|neither (?:side|school) wants (?:it|this) to be (?:legally )?binding(?: in law)?"
)
_MEMORANDUM = re.compile(
    r"(?:(?:yes|agreed|a|an|the|standard|usual|non binding|not binding) ?)*"
    r"(?:memorandum(?: of understanding)?|mou)?"
)
_GOES_WITH = MappingProxyType({"O9": _MEMORANDUM, "O11": _NOT_BINDING})


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


def is_doubtful(id_: str, answer: str) -> bool:
    """Whether an answer to O9 or O11 may say something else than the standard clause that stands
    beneath it, such as another form than a memorandum, or that it binds: whether it does not say so
    in the few words that plainly go with it."""
    goes_with = _GOES_WITH.get(id_)
    if goes_with is None or not is_answer(answer):
        return False
    plain = " ".join(re.sub(r"[^\w’]+", " ", answer.casefold().replace("'", "’")).split())
    return goes_with.fullmatch(plain) is None
