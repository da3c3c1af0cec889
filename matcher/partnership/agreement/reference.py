"""The small tables that an agreement rests on: the thirteen objectives to settle, and what
each activity asks of the side that gives and the side that gains.

Both follow the Department for Education's *Guide to setting up partnerships* (updated
9 October 2019) in what they cover; the words are ours.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from matcher.core.errors import FileError
from matcher.core.installation import resource

OBJECTIVES = tuple(f"O{number}" for number in range(1, 14))
# Activities and routes in the guide's order, which is that of every list in an agreement.
ACTIVITIES = (
    *("T1", "T2", "T3", "T4", "C1", "C2", "C3", "C4", "L1", "L2", "L3", "X1", "X2", "X3"),
    *("R1", "R2", "R3"),
)


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
    path = resource("data", "reference", "partnership", name)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(
            f"cannot be read ({error})", where=name, hint="install the product again"
        ) from error
    whole = all(value for row in rows for value in row.values())
    if [row.get("id") for row in rows] != list(ids) or not whole:
        raise FileError(
            "does not hold every row it should", where=name, hint="install the product again"
        )
    return rows
