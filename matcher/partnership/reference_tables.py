"""The small dated tables of our own in ``data/reference/partnership``: how they are read, and
what must be in each. They come with the product, so that a fault in one means that the
installation is not whole.

They cover what the Department for Education's *Guide to setting up partnerships* (updated
9 October 2019) names: activities T1 to X3, routes R1 to R3, the 13 objectives, the 23 questions of
its evaluation checklist, its groups of pupils; the words are ours. So is what schools share beyond
it, E1 to E9. Texts hold slots such as
``{receiver}`` (:mod:`matcher.partnership.plan.content.placeholders`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from matcher.core.errors import FileError
from matcher.core.installation import resource
from matcher.partnership.plan.content.placeholders import PLACEHOLDERS, placeholders_in

# Activities and routes in the guide's order, with enrichment, which is ours, before the routes: the
# order of every list in an agreement or plan.
ACTIVITIES = (
    *("T1", "T2", "T3", "T4", "C1", "C2", "C3", "C4", "L1", "L2", "L3", "X1", "X2", "X3"),
    *("E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9"),
    *("R1", "R2", "R3"),
)

_NUMBER_OR_NONE = "int | None"  # as the fields of an entry say it

Entry = TypeVar("Entry")


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a table by the names of its columns. Raises :class:`FileError`."""
    path = resource("data", "reference", "partnership", name)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise broken_table(name, f"cannot be read ({error})") from error


def read_entries(name: str, kind: type[Entry], key: Sequence[str] = ()) -> tuple[Entry, ...]:
    """The rows of a table as entries of ``kind``: no blank cell but where a number may be
    None, no key twice, no slot that nothing fills. Raises :class:`FileError`."""
    wanted = {field.name: str(field.type) for field in fields(kind)}  # type: ignore[arg-type]
    rows = read_table(name)
    found = []
    for number, row in enumerate(rows, start=2):
        if set(row) != set(wanted) or not all(
            cell or wanted[column] == _NUMBER_OR_NONE for column, cell in row.items()
        ):
            raise broken_table(name, f"row {number} has a blank or a column too many")
        if not {slot for cell in row.values() for slot in placeholders_in(cell)} <= PLACEHOLDERS:
            raise broken_table(name, f"row {number} has an unknown slot")
        try:
            values: dict[str, Any] = {
                column: _value(row[column], kind_) for column, kind_ in wanted.items()
            }
        except ValueError:
            raise broken_table(name, f"row {number} has a word for a number") from None
        found.append(kind(**values))
    keys = [tuple(getattr(one, column) for column in key) for one in found]
    if key and len(set(keys)) < len(keys):
        raise broken_table(name, "names one thing twice")
    return tuple(found)


def _value(cell: str, kind: str) -> int | str | None:
    if kind == _NUMBER_OR_NONE and not cell:
        return None
    return int(cell) if kind in ("int", _NUMBER_OR_NONE) else cell


def refuse_rows(found: Iterable[Entry], name: str, wrong: Any) -> None:
    """Raise :class:`FileError` for the first row of which ``wrong`` is true."""
    for number, one in enumerate(found, start=2):
        if wrong(one):
            raise broken_table(name, f"row {number} holds a word it should not")


def require_all(name: str, present: Iterable[Any], wanted: Iterable[Any]) -> None:
    """Raise :class:`FileError` for the first of ``wanted`` that is not ``present``."""
    present = set(present)
    missing: Iterator[Any] = (one for one in wanted if one not in present)
    lacks = next(missing, None)
    if lacks is not None:
        raise broken_table(name, f"has nothing, or too little, on {lacks}")


def broken_table(name: str, what: str) -> FileError:
    """The error for a table that is not whole."""
    return FileError(what, where=name, hint="install the product again")
