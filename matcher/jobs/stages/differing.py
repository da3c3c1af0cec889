"""Where a finished file differs from the same worked out again: cell by cell, in sentences."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from matcher.show.run.integrity import printable

_MOST = 5  # differences of one file that are told
_LONGEST = 80  # characters of a cell that are told
Row = dict[str, str]


def first(name: str, told: Iterable[str]) -> list[str]:
    """The first of the differences of a file, and how many more there are."""
    every = list(told)
    more = [f"{name}: {len(every) - _MOST:,} more"] if len(every) > _MOST else []
    return [f"{name}: {one}" for one in every[:_MOST]] + more


def rows(data: bytes, name: str, key: Sequence[str]) -> list[Row]:
    """The rows of the CSV file ``name``, as they stand there; it has the columns ``key``. Raises
    ValueError for one that is damaged."""
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{name} is damaged: {error}") from None
    header = lines[0] if lines else []
    once = len({*header}) == len(header) and {*key} <= {*header}
    if not once or any(len(line) != len(header) for line in lines):
        raise ValueError(f"{name} is damaged: its rows do not fit its header")
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


def cells(expected: list[Row], given: list[Row], key: Sequence[str]) -> Iterator[str]:
    """Row by row and cell by cell where a table differs from what it must be."""
    if expected and given and [*expected[0]] != [*given[0]]:
        yield "its columns are not those of a plan"
    by_key = {tuple(row[name] for name in key): row for row in given}
    if len(by_key) < len(given):
        yield "rows of one key stand in it twice"
    for row in expected:
        about = tuple(row[name] for name in key)
        other = by_key.pop(about, None)
        if other is None:
            yield f"has no row of {_named(about)}"
            continue
        for name, cell in row.items():
            if other.get(name) != cell:
                yield differs(f"{name} of {_named(about)}", other.get(name), cell)
    for about in by_key:
        yield f"has a row of {_named(about)}, which does not belong there"
    if given != expected and sorted(map(str, given)) == sorted(map(str, expected)):
        yield "its rows stand in another order"


def figures(expected: dict[str, Any], given: dict[str, Any], of: str = "") -> Iterator[str]:
    """Key by key where plain data differ from what they must be."""
    for name in dict.fromkeys((*expected, *given)):
        mine, theirs = (_plain(one[name]) if name in one else None for one in (expected, given))
        if mine != theirs:
            yield differs(f"{of}{cut(name)}", theirs, mine)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _named(about: Sequence[str]) -> str:
    return " with ".join(map(cut, about))


def differs(what: str, given: str | None, expected: str | None) -> str:
    """That something is not what the run gives, in a sentence; None: there is nothing."""
    if given is not None and expected is not None:
        alike = next((at for at, (one, other) in enumerate(zip(given, expected, strict=False))
                      if one != other), 0)  # fmt: skip
        if alike > _LONGEST // 2:  # of long texts where they part
            given, expected = (f"…{one[alike - 20 :]}" for one in (given, expected))
    said, wanted = ("nothing" if one is None else f"{cut(one)!r}" for one in (given, expected))
    return f"{what} is {said}; the run and the pairs give {wanted}"


def cut(text: str) -> str:
    """A text of the plan as it can be printed, and not too long for that."""
    return printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
