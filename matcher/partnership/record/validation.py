"""The checks of the record of a partnership, which people edit by hand.

Whatever a TOML file holds, the answer is a list of sentences: each says what is wrong and
where, so that a person can mend all of it at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from matcher.core.allocation.decisions import DECLINED
from matcher.partnership.record.partnership import Exchange, Party
from matcher.partnership.record.status_transitions import STATUSES

# Every key at the top of a record, and what it holds. A key that is not known is a fault:
# one that was misspelt would be lost without a word.
_TOP: Mapping[str, type] = {
    "status": str,
    "declined": str,
    "keep_until": object,
    "starts": object,
    "dates": dict,
    "earlier": dict,
    "match": dict,
    "party": list,
    "exchange": list,
    "objectives": dict,
}
_FIGURES, _TEXTS = ("score", "distance_km"), ("area", "reasons", "run")
_LARGEST = 1e9  # km and scores are far smaller; more digits are a slip
_CALLED: Mapping[object, str] = {str: "text", dict: "a table", list: "a list of tables"}


def record_errors(data: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with the data of a record, in the order in which they are
    written; none: it can be read."""
    wrong = [f"there is no key {name}" for name in data if name not in _TOP]
    kinds = [
        f"{name} is not {_CALLED[kind]}"
        for name, kind in _TOP.items()
        if name in data and not _has_type(data[name], kind)
    ]
    if kinds:
        return wrong + kinds  # what is in them could not be told
    return [
        *wrong,
        *_status(data),
        *_days(data),
        *_match(data),
        *_parties(data),
        *_objectives(data),
    ]


def _has_type(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return isinstance(value, kind)


def _status(data: Mapping[str, Any]) -> Iterator[str]:
    status, declined = data.get("status"), data.get("declined", "")
    if status not in STATUSES:
        yield f"status is {status!r}, not one of {', '.join(STATUSES)}"
    if declined and declined not in DECLINED:
        yield f"declined is {declined!r}, not one of {', '.join(DECLINED)}"
    elif declined and status != "declined":
        yield f"declined has a reason, but status is {status!r}"


def _days(data: Mapping[str, Any]) -> Iterator[str]:
    dates = data.get("dates", {})
    for name in dates:
        if name not in STATUSES:
            yield f"[dates] has no {name}"
    for name, day in {
        **dates,
        **{one: data.get(one, "") for one in ("keep_until", "starts")},
    }.items():
        try:
            datetime.date.fromisoformat("2000-01-01" if day == "" else str(day))
        except ValueError:
            yield f"{name} is {str(day)!r}, not a day like 2026-09-01"
    for day, text in data.get("earlier", {}).items():
        try:
            datetime.date.fromisoformat(day)
        except ValueError:
            yield f"[earlier] {day!r} is not a day like 2026-09-01"
        if not isinstance(text, str):
            yield f"[earlier] {day} is no text"


def _match(data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.get("match", {}).items():
        if name not in (*_FIGURES, *_TEXTS):
            yield f"[match] has no {name}"
        elif name in _FIGURES and not _is_figure(value):
            yield f"[match] {name} is no number"
        elif name in _TEXTS and not isinstance(value, str):
            yield f"[match] {name} is no text"


def _is_figure(value: object) -> bool:
    """Whether it is a number, of a size that a score or a distance can have, or NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value != value or abs(value) <= _LARGEST


def _parties(data: Mapping[str, Any]) -> Iterator[str]:
    parties = data.get("party", [])
    if [str(party.get("side")) for party in parties] not in (
        ["seeker", "partner"],
        ["partner", "seeker"],
    ):
        yield "there must be two [[party]], one with side seeker, one with side partner"
    for table, kind in (("party", Party), ("exchange", Exchange)):
        for one in data.get(table, []):
            yield from _table_entry(table, kind, one)
    urns = [party.get("urn") for party in parties]
    if len(urns) == 2 and urns[0] == urns[1]:
        yield "both [[party]] have the same urn"
    for one in data.get("exchange", []):
        if one.get("by") not in urns or one.get("to") not in urns:
            yield "an [[exchange]] names a URN that is no party"
        elif one.get("by") == one.get("to"):
            yield "an [[exchange]] is by and to the same party"


def _table_entry(
    table: str, kind: type[Party] | type[Exchange], one: Mapping[str, Any]
) -> Iterator[str]:
    known = {each.name: each for each in fields(kind)}
    for name, value in one.items():
        if name not in known:
            yield f"[[{table}]] has no {name}"
        elif not isinstance(value, str):
            yield f"[[{table}]] {name} is no text"
    for name, each in known.items():
        if each.default is MISSING and name not in one:
            yield f"[[{table}]] lacks {name}"
    if one.get("urn") == "":
        yield f"[[{table}]] urn is blank"


def _objectives(data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.get("objectives", {}).items():
        if not isinstance(value, str):
            yield f"[objectives] {name} is no text"
