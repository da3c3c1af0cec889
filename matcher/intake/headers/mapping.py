"""Columns that a person maps by hand, over what their headers are taken for:
``--column needs="Priority 1"``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import process

from matcher.core.errors import SettingError
from matcher.intake.headers.synonyms import SYNONYMS
from matcher.intake.headers.wording import SYNONYM_OF, joined, printable

NOT_READ = "none"  # the column that a header is mapped to which shall not be read


class ColumnMapping(NamedTuple):
    """Headers and the columns they are mapped to, in the order in which they count: of a
    header named twice the first entry, and of a column that holds one value the first
    whose header a list has. ``entries``: column of ours (or ``NOT_READ``), header."""

    entries: tuple[tuple[str, str], ...] = ()

    def place(self, *headers: str) -> tuple[str, int] | None:
        """The column that the first of these ways to write a header is mapped to, and the
        place of that entry; None where it is not mapped."""
        if not self.entries:
            return None
        for header in headers:
            for place, (column, given) in enumerate(self.entries):
                if _key(given) == _key(header):
                    return column, place
        return None

    def without(self, seen: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """The entries whose header is not among those ``seen``."""
        keys = {_key(header) for header in seen}
        return tuple(entry for entry in self.entries if _key(entry[1]) not in keys)


UNMAPPED = ColumnMapping()


def column_mapping(texts: Sequence[str]) -> ColumnMapping:
    """The mapping that texts such as "needs=Priority 1" give. A column may be called what a
    header may call it ("School name=Base").

    Raises :class:`SettingError` naming every fault.
    """
    entries: list[tuple[str, str]] = []
    faults: list[str] = []
    for text in texts:
        field, equals, header = (part.strip() for part in text.partition("="))
        column = NOT_READ if field.casefold() == NOT_READ else column_called(field)
        if not equals or not header:
            faults.append(f"{text!r} is not FIELD=HEADER")
        elif not column:
            faults.append(f"there is no column {field!r}{nearest(field, SYNONYMS)}")
        else:
            entries.append((column, header))
    if faults:
        raise SettingError(
            "; ".join(faults),
            where="--column",
            hint='write it like needs="Priority 1"; the columns are '
            f"{', '.join(SYNONYMS)}; {NOT_READ} leaves a column unread",
        )
    return ColumnMapping(tuple(dict.fromkeys(entries)))


def column_called(field: str) -> str:
    """The column of ours that goes by a name, "" where none does."""
    return SYNONYM_OF.get(joined(field), ("", 0))[0]


def nearest(text: str, among: Iterable[str]) -> str:
    """The names nearest in spelling as the end of a sentence; "" where none is near."""
    known = {name: joined(name) for name in dict.fromkeys(map(printable, among))}
    found = process.extract(joined(text), known, limit=3, score_cutoff=60)
    names = [name for _, _, name in found]
    return f" (nearest: {', '.join(names)})" if names else ""


def _key(header: str) -> str:
    return joined(header) or header.strip().casefold()
