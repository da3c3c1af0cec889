"""The text of a record: written anew, or changed line by line so that what a person wrote
between the lines stays.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

_HEAD = """\
# The record of a partnership: who, why, how far it has come, and until when it is kept.
# It may be edited by hand: texts stand in quotation marks, days are like 2026-09-01.
# lead and signs are roles, such as "project lead"; nobody has to be named.

"""
_TABLE = re.compile(r"\s*\[+\s*([\w-]*)")
_LINE = re.compile(r"""(\s*)([\w-]+)(\s*=\s*)("[^"\\]*"|'[^']*'|[\w:-]+)(\s*(?:#.*)?)\Z""")


_TO_SETTLE = """\
# What both sides settle: take the # away and write the answer between the quotation marks.
# The agreement is filled in with it; what is settled there counts as well.
"""


def fresh(data: Mapping[str, Any]) -> str:
    """The whole text of a record, in the order of ``data``; below it the objectives that
    nobody has answered, each as a note to be filled in."""
    import tomli_w

    from matcher.partnership.agreement.reference import objectives

    to_settle = [
        f'# {one.id} = ""  # {one.name}: {one.prompt}\n'
        for one in objectives().values()
        if one.id not in data["objectives"]
    ]
    notes = _TO_SETTLE + "".join(to_settle) if to_settle else ""
    return _HEAD + tomli_w.dumps(data) + notes


def amended(text: str, data: Mapping[str, Any]) -> str:
    """``text`` with the values at its top, its days and its earlier days as ``data`` has them,
    all else as it was; what stood behind a day goes with it. Whether the outcome says what
    ``data`` says is for the caller to see: a text that is laid out in another way is not
    understood."""
    lines, table, written = [], "", set()
    top = {name: value for name, value in data.items() if isinstance(value, str | datetime.date)}
    tables = {"": top, "dates": data["dates"], "earlier": data.get("earlier", {})}
    ends = {"": 0}  # behind which line a value may be added to a table
    behind: dict[str, str] = {}  # notes behind days that are gone, by day
    for line in text.split("\n"):
        heading = _TABLE.match(line)
        if heading:
            table = heading[1]
        values = tables.get(table, {})
        found = _LINE.match(line)
        if found and table == "dates" and _moved(found[4], values.get(found[2])):
            behind[found[4].strip("\"'")] = found[5]
            continue
        if found and found[2] in values:
            if not _says(found[4], values[found[2]]):  # as somebody wrote it, else
                line = found[1] + found[2] + found[3] + _value(values[found[2]]) + found[5]
            written.add((table, found[2]))
        lines.append(line)
        if heading or found:  # a note below the last value may be about what comes next
            ends[table] = len(lines)
    for table in ("earlier", "dates", ""):  # from below, so that places hold
        values = tables[table]
        missing = [name for name in values if (table, name) not in written and values[name]]
        new = [f"{name} = {_value(values[name])}{behind.get(name, '')}" for name in missing]
        if table == "earlier" and new and table not in ends:
            new = ["", "[earlier]", *new]
            table = "dates"
        at = ends.get(table, len(lines))
        lines[at:at] = new
    return "\n".join(lines)


def _moved(written: str, day: datetime.date | None) -> bool:
    """Whether another day than this one is written."""
    try:
        return datetime.date.fromisoformat(written.strip("\"'")) != day
    except ValueError:
        return False


def _says(written: str, value: str | datetime.date) -> bool:
    """Whether this is what is written already."""
    try:
        said: object = tomllib.loads(f"x = {written}")["x"]
    except tomllib.TOMLDecodeError:
        return False
    return said == value


def _value(value: str | datetime.date) -> str:
    """A text or a day as TOML."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)  # a text of JSON is one of TOML
