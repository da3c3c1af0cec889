"""What changed between two runs, in lines for a person: a summary, then the changes.

Settings and inputs come first, for they explain the rest; then schools; then pairs under
their seekers. Only so many lines are written; what is left out is counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.show.diff.changes import CHANGE_COLUMNS, counts
from matcher.show.kit.text_format import printable

MOST = 40  # lines of changes
_MOST_SETTINGS = 12  # of settings and inputs
_MOST_SCHOOLS = 8
_LONGEST = 70  # characters of a name or value
_DIGEST = 8  # characters of a SHA-256 that tell two files apart for a person
_MORE = "… and "
# What a place is called, and what is said where a pair is not in that list.
_LISTS = {
    "rank": ("rank {}", "not in the seeker's list"),
    "worth_asking": ("worth asking (number {})", "not worth asking"),
    "partner_rank": ("rank {} in the partner's list", "not in it"),
    "phase_rank": ("rank {} in the partner's list of its phase", "not in it"),
}
_PLACE = re.compile(r"\b(rank|worth_asking|partner_rank|phase_rank) (\d+)")
_ROWS_OF_ONE = 6  # rows that one line may tell of, at most: a school may differ in six ways


class _Change(NamedTuple):
    change: str
    seeker_urn: str
    seeker_name: str
    partner_urn: str
    partner_name: str
    before: str
    after: str
    what: str


def lines(changes: pd.DataFrame, most: int = MOST) -> list[str]:
    """The changes (columns :data:`CHANGE_COLUMNS`) in lines: the summary, then at most
    ``most`` lines of changes, the most important first; "No difference" where there is
    none. Names are shown without what a terminal would act on."""
    if changes.empty:
        return ["No difference"]
    kinds = changes["change"]
    about_run = kinds.isin(["setting", "input"])
    about_schools = kinds.str.startswith("school_")
    text = [_summary(counts(changes))]
    room = most
    for chosen, key, limit, write in (
        (about_run, None, _MOST_SETTINGS, _run_lines),
        (about_schools, ["seeker_urn"], _MOST_SCHOOLS, _school_lines),
        (~(about_run | about_schools), ["seeker_urn", "partner_urn"], most, _pair_lines),
    ):
        rows = changes[chosen]
        left = len(rows.drop_duplicates(key) if key else rows)
        limited = _limited_lines(rows, left, min(limit, room), write)
        room -= sum(not line.startswith(_MORE) for line in limited)
        text += limited
    return text


def _summary(number: dict[str, int]) -> str:
    differ = "differs" if number["settings"] + number["inputs"] == 1 else "differ"
    return (
        f"{counted(number['pairs_new'], 'pair')} new, {number['pairs_gone']:,} gone, "
        f"{number['pairs_moved']:,} moved in rank, "
        f"{number['pairs_scored_differently']:,} scored differently; "
        f"{counted(number['schools_new'], 'school')} new, {number['schools_gone']:,} gone, "
        f"{number['schools_changed']:,} changed; {counted(number['settings'], 'setting')} and "
        f"{counted(number['inputs'], 'input')} {differ}"
    )


# From changes to lines, each with the heading above it ("" for none).
LineWriter = Callable[[Iterator[_Change]], Iterator[tuple[str, str]]]


def _limited_lines(rows: pd.DataFrame, left: int, limit: int, write: LineWriter) -> list[str]:
    """At most ``limit`` lines of what ``write`` makes of rows, headings among them; then how
    many of the ``left`` settings, inputs, schools or pairs are left out."""
    some = rows.head((limit + 1) * _ROWS_OF_ONE)
    text: list[str] = []
    under = ""
    for heading, line in write(map(_Change, *(as_list(some[name]) for name in CHANGE_COLUMNS))):
        new = [heading] if heading != under else []
        if len(text) + len(new) + 1 > limit:
            break
        under = heading
        text += [*new, line]
        left -= 1
    return [*text, f"{_MORE}{left:,} more (use --out)"] if left else text


def _run_lines(rows: Iterator[_Change]) -> Iterator[tuple[str, str]]:
    for row in rows:
        old, new = _plain(row.before), _plain(row.after)
        if row.change == "setting":
            line = f"setting {_plain(row.what)}: {_from_to(old, new)}"
        elif old and new:
            line = f"input {_plain(row.what)}: changed ({old[:_DIGEST]}, now {new[:_DIGEST]})"
        else:
            line = f"input {_plain(row.what)}: {'new' if new else 'gone'}"
        yield "Settings and inputs", f"  {line}"


def _school_lines(rows: Iterator[_Change]) -> Iterator[tuple[str, str]]:
    for urn, rows_of_school in groupby(rows, key=lambda row: row.seeker_urn):
        of_school = list(rows_of_school)
        changes = "; ".join(map(_of_school, of_school))
        yield "Schools", f"  {_named(of_school[0].seeker_name, urn)}: {changes}"


def _of_school(row: _Change) -> str:
    old, new = _plain(row.before), _plain(row.after)
    if row.change == "school_new":
        return f"new ({new})"
    if row.change == "school_gone":
        return "gone, neither listed nor matched any more"
    if row.what != "place":
        return f"{row.what} {_from_to(old, new)}"
    if not old or not new:
        return "placed now" if new else "no longer placed"
    (e1, n1), (e2, n2) = ((float(part) for part in text.split()) for text in (old, new))
    return f"moved by {math.hypot(e2 - e1, n2 - n1) / 1000:,.1f} km"


def _pair_lines(rows: Iterator[_Change]) -> Iterator[tuple[str, str]]:
    for urn, of_seeker in groupby(rows, key=lambda row: row.seeker_urn):
        for partner, rows_of_pair in groupby(of_seeker, key=lambda row: row.partner_urn):
            of_pair = list(rows_of_pair)
            changes = "; ".join(map(_of_pair, of_pair))
            heading = _named(of_pair[0].seeker_name, urn)
            yield heading, f"  {_named(of_pair[0].partner_name, partner)}: {changes}"


def _of_pair(row: _Change) -> str:
    if row.change in ("new", "gone"):
        places = _PLACE.sub(
            lambda found: _LISTS[found[1]][0].format(found[2]), row.after or row.before
        )
        return f"new, {places}" if row.change == "new" else f"gone, was {places}"
    if row.change == "score":
        return f"score {row.before}, now {row.after}"
    place, absent = _LISTS[row.what]
    if not row.before:
        return f"now {place.format(row.after)}, before {absent}"
    return f"{place.format(row.before)}, now {row.after or absent}"


def _from_to(old: str, new: str) -> str:
    return f"{old or 'blank'}, now {new or 'blank'}"


def _named(name: str, urn: str) -> str:
    return f"{_plain(name)} ({_plain(urn)})" if name else _plain(urn)


def _plain(text: str) -> str:
    """Text of a list on one line, cut, with nothing in it that a terminal would act on."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
