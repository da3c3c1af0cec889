"""Who belongs to which trust or federation today, by the register's files of groups.

Counted are groups whose schools share a board: multi-academy trusts, federations, the trusts of
maintained (foundation) schools; and single-academy trusts, which have one school. Sponsors,
umbrella trusts and groups of children's centres bind no two schools, and are left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from matcher.intake.cell_values import plain

# What a group is, by the register's words or code, the first that a school has counting: an
# academy has one trust; a maintained school may have a federation and a foundation trust.
MULTI, SINGLE, FEDERATION, FOUNDATION = "multi", "single", "federation", "foundation"
_ORDER = (MULTI, SINGLE, FEDERATION, FOUNDATION)
_KINDS = {
    "multi academy trust": MULTI, "6": MULTI,
    "single academy trust": SINGLE, "secure single academy trust": SINGLE, "10": SINGLE,
    "federation": FEDERATION, "1": FEDERATION,
    "trust": FOUNDATION, "foundation trust": FOUNDATION, "2": FOUNDATION,
}  # fmt: skip
_OTHERS = {"school sponsor", "umbrella trust", "children s centres group", "university sponsor",
           "children s centres collaboration", "5", "7", "8", "9"}  # fmt: skip
_NOT_OPEN = {"closed", "proposed to open", "created in error"}


@dataclass(frozen=True, slots=True)
class Group:
    """A group as a file has it: its name, kind (one of the four above, "" for any other) and
    whether it exists on the day of the run."""

    uid: str
    name: str
    kind: str
    exists: bool


class Membership(NamedTuple):
    """A school in a group, by URN and the group's UID; ``joined`` None where it is not said;
    ``authority``: the code of the school's."""

    urn: str
    group: Group
    joined: datetime.date | None
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Trusts:
    """The name of each school's trust or federation, by URN. ``authorities``: the codes of those
    of which the files tell all, as they name schools there, and federations and not academies'
    trusts alone: a school there that is not among the names is in none."""

    names: dict[str, str] = field(default_factory=dict)
    authorities: frozenset[str] = frozenset()


def kind_of_group(text: str) -> str | None:
    """What a type of group, in words or as a code, is: one of the four kinds, "" for another
    that is known, None for what is not."""
    word = plain(text).removesuffix(" 0").lstrip("0")
    return _KINDS.get(word, "" if word in _OTHERS else None)


def exists(status: str, closed: datetime.date | None, today: datetime.date) -> bool:
    """Whether a group of this status, closing on this day, is there ``today``."""
    return plain(status) not in _NOT_OPEN and (closed is None or closed > today)


def trusts_today(memberships: Iterable[Membership], groups: Iterable[Group]) -> Trusts:
    """The trust of each school, of its memberships in force.

    ``groups`` are those of a file of groups alone: one that is closed there is closed, and a
    name there fills in for a blank one. Of several memberships of one kind that joined last
    counts, then the name. The order of the rows changes nothing.
    """
    memberships = list(memberships)
    by_uid = {group.uid: group for group in groups if group.uid}
    best: dict[str, tuple[int, int, str]] = {}
    for one in memberships:
        known = by_uid.get(one.group.uid, one.group)
        kind, name = one.group.kind or known.kind, one.group.name or known.name
        if kind not in _ORDER or not name or not (one.group.exists and known.exists):
            continue
        day = one.joined.toordinal() if one.joined else 0
        place = (_ORDER.index(kind), -day, name)
        best[one.urn] = min(place, best.get(one.urn, place))
    federations = any(one.group.kind == FEDERATION for one in memberships)
    told_of = {one.authority for one in memberships if one.authority and federations}
    return Trusts({urn: name for urn, (_, _, name) in best.items()}, frozenset(told_of))
