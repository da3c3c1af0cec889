"""The TOML of a record: written anew, or edited so that what a person wrote stays.

tomlkit keeps the comments, blank lines, order and spelling of a text that it reads, but for
tables that it moves; so it is shown the top and the dates alone
(:mod:`matcher.partnership.record.toml_parts`). Changed are
only the values that a new status touches, wherever they stand: in a table of their own, inline
(``dates = {…}``) or as dotted keys.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import starmap
from typing import TYPE_CHECKING, Any

from matcher.core.files.line_ends import with_line_ends_of, with_line_feeds
from matcher.partnership.record.toml_parts import keep_parts, put_back

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import AbstractTable, Item, Key

    Body = list[tuple[Key | None, Item]]  # the parts of a text or table: notes have no key

_HEAD = """\
# The record of a partnership: who, why, how far it has come, and until when it is kept.
# It may be edited by hand: texts stand in quotation marks, days are like 2026-09-01.
# lead and signs are roles, such as "project lead"; nobody has to be named.

"""
_TO_SETTLE = """\
# What both sides settle: take the # away and write the answer between the quotation marks.
# The agreement is filled in with it; what is settled there counts as well.
"""
_TO_EXCHANGE = """\

# Nothing is known that either could give the other. When you have agreed on something, take the #
# away from these lines, and repeat them for each thing more: by gives, to gains. The codes of
# activities and subjects stand in the workbook that "matcher template" makes.
# [[exchange]]
# by = {by}
# to = {to}
# activity = "T3"
# subject = "physics"
# words = "teachers of physics"
"""
_JSON = json.JSONEncoder(ensure_ascii=False)
_BARE = re.compile(r"[A-Za-z0-9_-]+")  # keys that need no quotation marks
_TOP_VALUES = ("status", "declined", "keep_until", "starts")
_SHOWN = ("dates", "earlier")  # the tables in which something may change
EDITED = frozenset({*_TOP_VALUES, *_SHOWN})  # what a new status may change


def new_toml(data: Mapping[str, Any]) -> str:
    """The whole text of a record, in the order of ``data``; below it the objectives that
    nobody has answered, and what is exchanged where nothing is known, as notes to be filled in."""
    from matcher.partnership.agreement.objectives import objectives

    to_settle = [
        f'# {one.id} = ""  # {one.name}: {one.prompt}\n'
        for one in objectives().values()
        if one.id not in data["objectives"]
    ]
    notes = _TO_SETTLE + "".join(to_settle) if to_settle else ""
    if data.get("exchange") != []:
        return _HEAD + _whole(data) + notes
    # Without "exchange = []", beside which no [[exchange]] could be written.
    known = {name: value for name, value in data.items() if name != "exchange"}
    urn = {party["side"]: _quoted(party["urn"]) for party in data["party"]}
    example = _TO_EXCHANGE.format(by=urn["partner"], to=urn["seeker"])
    return _HEAD + _whole(known) + notes + example


def _whole(data: Mapping[str, Any]) -> str:
    """Data as tomlkit writes it: values first, then each table under its header. Written here, as
    tomlkit makes an object of each value: 2,000 new records took three seconds by it."""
    parts = ["".join(_line(name, value) for name, value in data.items() if not _is_table(value))]
    for name, value in data.items():
        if isinstance(value, Mapping):
            parts.append(f"[{name}]\n" + "".join(starmap(_line, value.items())))
        elif _is_table(value):
            parts += [f"[[{name}]]\n" + "".join(starmap(_line, row.items())) for row in value]
    return "\n".join(parts)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value))


def _line(name: str, value: object) -> str:
    return f"{_key(name)} = {_quoted(value) if isinstance(value, str) else value}\n"


@lru_cache(100)
def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """A text between quotation marks. TOML escapes as JSON does, and one control more."""
    return _JSON.encode(text).replace("\x7f", "\\u007f")


def edited_toml(text: str, data: Mapping[str, Any]) -> str:
    """``text`` with the status, its reason, the day to keep it until and that of its start, the
    dates and the earlier dates as ``data`` has them, all else as it was. A date that is no longer
    one takes the note behind it along to the earlier dates. Every line keeps its end.

    Whether the outcome says all that ``data`` says is for the caller to see: other values are
    not changed. Raises ValueError where ``text`` is no TOML.
    """
    import tomlkit

    lines = with_line_feeds(text)
    shown, kept = keep_parts(lines if lines.endswith("\n") else f"{lines}\n", _SHOWN)
    document = tomlkit.parse(shown)
    for name in _TOP_VALUES:
        value = data.get(name, "")
        if name not in document:
            if value:
                document.body.insert(_end_of_values(document), _entry(name, value))
        elif _text(document[name]) != _text(value):
            document[name] = value
    notes = _set_dates(_tables(document, "dates", data["dates"]), data["dates"])
    earlier = data.get("earlier", {})
    _set_earlier(_tables(document, "earlier", earlier), earlier, notes)
    return with_line_ends_of(text, put_back(document.as_string(), kept))


def _set_dates(
    tables: list[AbstractTable], dates: Mapping[str, datetime.date]
) -> dict[str, list[str]]:
    """Write the dates; the notes that stood behind those that are gone, by day (ISO)."""
    notes: dict[str, list[str]] = {}
    for table in tables:
        for status in list(table):
            day = _text(table[status])
            if day and day != _text(dates.get(status, "")):
                notes.setdefault(day, []).append(table[status].trivia.comment)
                table.remove(status)
    for status, date in dates.items():
        holder = next((table for table in tables if status in table), None)
        if holder is None:
            _add(tables[-1], status, date)
        elif not _text(holder[status]):
            holder[status] = date
    return notes


def _set_earlier(
    tables: list[AbstractTable], earlier: Mapping[str, str], notes: Mapping[str, list[str]]
) -> None:
    """Write the earlier dates, each with the ``notes`` that came along with its day."""
    known = {_text(name): (table, name) for table in tables for name in table}
    for day, statuses in earlier.items():
        if day not in known:
            _add(tables[-1], day, statuses)
            table, name = tables[-1], day
        else:
            table, name = known[day]
            if table[name] != statuses:
                table[name] = statuses
        trivia = table[name].trivia
        trivia.comment = " ".join(filter(None, (trivia.comment, *notes.get(day, ()))))
        trivia.comment_ws = trivia.comment_ws or ("  " if trivia.comment else "")


def _tables(document: TOMLDocument, name: str, values: Mapping[str, object]) -> list[AbstractTable]:
    """What a text holds under ``name``: a table, or one for each line of dotted keys. Where it
    holds none and there are ``values``, an empty table is put behind the values at the top,
    that of earlier dates behind the dates."""
    import tomlkit
    from tomlkit.items import AbstractTable

    found = [
        item
        for key, item in document.body
        if key is not None and key.key == name and isinstance(item, AbstractTable)
    ]
    if found or not values:
        return found
    made = tomlkit.table(is_super_table=False)
    made.trivia.indent = "\n"
    at = _end_of_values(document)
    for place, (key, item) in enumerate(document.body):
        if name == "earlier" and key is not None and key.key == "dates" and _has_header(key, item):
            at = place + 1
            made.value.body.extend(_cut_notes(item.value.body))
    document.body.insert(at, (tomlkit.key(name), made))
    return [made]


def _add(table: AbstractTable, name: str, value: object) -> None:
    """Add a value behind the last one of a table, above the notes that follow it."""
    notes = _cut_notes(table.value.body)
    table.append(name, value)
    table.value.body.extend(notes)


def _cut_notes(body: Body) -> Body:
    """Take from the end of a table what is no value: blank lines and comments, which may be
    about what comes next."""
    end = 1 + max((at for at, (key, _) in enumerate(body) if key is not None), default=-1)
    notes = body[end:]
    del body[end:]
    return notes


def _end_of_values(document: TOMLDocument) -> int:
    """The place behind the last value at the top of a text."""
    places: Iterable[int] = (
        place
        for place, (key, item) in enumerate(document.body)
        if key is not None and not _has_header(key, item)
    )
    return 1 + max(places, default=-1)


def _has_header(key: Key, item: Item) -> bool:
    """Whether a part of a text is a table with a line of its own, such as [dates]."""
    from tomlkit.items import AoT, Table

    return isinstance(item, AoT) or (isinstance(item, Table) and not key.is_dotted())


def _entry(name: str, value: object) -> tuple[Key, Item]:
    import tomlkit

    item = tomlkit.item(value)
    item.trivia.trail = "\n"
    return tomlkit.key(name), item


def _text(value: object) -> str:
    """A value, a day in whatever form as 2026-09-01."""
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return str(value)
