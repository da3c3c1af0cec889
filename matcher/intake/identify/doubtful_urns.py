"""URNs that a list gave, and whose school has another name or stands elsewhere.

A URN typed by hand is often off by a digit, and then it is somebody else's. A name and a
postcode that are both those of one other school are two witnesses against one: that school is
used, and it is said. Where only one of them disagrees, or the other school stands in the
lists by its own URN, the URN is used and questioned.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from matcher.core.places.postcodes import is_whole, outward_code
from matcher.intake.identify.list_rows import ListRows
from matcher.intake.identify.name_and_place import Candidate, NameMatch
from matcher.intake.identify.open_schools import OpenSchools

_SURE = 0.8  # score of a name at its postcode from which it is a witness


def question_urns(rows: ListRows, known: OpenSchools) -> None:
    """Put right or question the URNs of ``rows`` that stand for another school. Problems:
    ``urn_differs``, ``name_differs``, ``postcode_differs``."""
    own = {at: urn for at, urn in rows.urns() if at not in rows.assigned and urn in known.names}
    doubtful = [
        at
        for at, urn in own.items()
        if known.is_other_name(rows.cell(at, "name"), known.names[urn])
        or (_is_elsewhere(rows, known, at) and rows.cell(at, "name"))
    ]
    if not doubtful:
        return
    listed = set(own.values())
    for at, answer in zip(doubtful, known.finder.find(rows.describe(doubtful)), strict=True):
        other = answer.chosen if answer.chosen and answer.chosen.urn != own[at] else None
        if other and other.urn not in listed and _is_sure(rows, known, at, other):
            _use_other(rows, known, at, other)
        elif known.is_other_name(rows.cell(at, "name"), known.names[own[at]]):
            _question_name(rows, known, at, other)
        elif _is_elsewhere(rows, known, at):
            _question_postcode(rows, known, at, answer)


def _is_elsewhere(rows: ListRows, known: OpenSchools, at: int) -> bool:
    """Whether the row's postcode has another outward code than the register's."""
    given, theirs = rows.cell(at, "postcode"), known.postcodes[rows.cell(at, "urn")]
    return is_whole(given) and is_whole(theirs) and outward_code(given) != outward_code(theirs)


def _is_far(rows: ListRows, known: OpenSchools, at: int) -> bool:
    """Whether the row's postcode is of another area than the register's: BD is not CT."""
    given, theirs = rows.cell(at, "postcode"), known.postcodes[rows.cell(at, "urn")]
    return _area(given) != _area(theirs)


def _area(postcode: str) -> str:
    return outward_code(postcode).rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").rstrip("0123456789")


def _is_sure(rows: ListRows, known: OpenSchools, at: int, other: Candidate) -> bool:
    """Whether name and postcode are both the other's. Of namesakes the name says nothing: then
    the URN's own school has to be in another postcode area, for a school may have moved, and
    another of its name have stayed."""
    urn, name = rows.cell(at, "urn"), rows.cell(at, "name")
    likeness = known.finder.likeness
    return (
        other.level == "postcode"
        and other.score >= _SURE
        and rows.cell(at, "postcode") != known.postcodes[urn]
        and likeness(name, other.name) >= likeness(name, known.names[urn])
        and (known.is_other_name(name, known.names[urn]) or _is_far(rows, known, at))
    )


def _use_other(rows: ListRows, known: OpenSchools, at: int, other: Candidate) -> None:
    urn = rows.cell(at, "urn")
    near = OSA.distance(urn, other.urn)
    rows.assign_urn(at, other.urn)
    rows.report(
        at,
        "urn_differs",
        f"the register calls this URN {_whose(known, urn)}; name and postcode are those of "
        f"{known.label(other.urn)}, which is used" + (" (one digit apart)" if near == 1 else ""),
        urn,
        severity="warning",
        hint=f"write {other.urn}; or, if the URN is right, correct the name and the postcode",
    )


def _whose(known: OpenSchools, urn: str) -> str:
    return ", ".join(filter(None, (known.names[urn], known.postcodes[urn])))


def _question_name(rows: ListRows, known: OpenSchools, at: int, other: Candidate | None) -> None:
    urn = rows.cell(at, "urn")
    same = known.postcodes[urn] and known.postcodes[urn] == rows.cell(at, "postcode")
    whose = known.names[urn] if same else _whose(known, urn)
    message = f"the register calls this URN {whose}"
    if other is not None:
        message += f"; the name and place given are those of {known.label(other.urn)}"
    elif same:
        message += ", at the same postcode: it may have been renamed"
    rows.report(
        at,
        "name_differs",
        message,
        rows.cell(at, "name"),
        column="name",
        severity="note" if same and other is None else "warning",
        hint="check the URN; it was used as it is",
    )


def _question_postcode(rows: ListRows, known: OpenSchools, at: int, answer: NameMatch) -> None:
    urn = rows.cell(at, "urn")
    far = _is_far(rows, known, at)
    others = [one.words for one in answer.candidates if one.urn != urn][:3]
    rows.report(
        at,
        "postcode_differs",
        f"the register has this URN, {known.names[urn]}, at {known.postcodes[urn]}, "
        f"{'in another postcode area' if far else 'with another outward code'}"
        + (f"; there is also {'; '.join(others)}" if others else ""),
        rows.cell(at, "postcode"),
        column="postcode",
        severity="warning" if far else "note",
        hint="check the URN and the postcode; the URN was used as it is",
    )
