"""A workbook as the kind of file that was asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from matcher.show.workbook.sheets import Book

XLSX, ODS = "xlsx", "ods"
KINDS = (XLSX, ODS)


class Workbooks(NamedTuple):
    """What workbooks a command writes: ``working`` ones, with filters, bars, links and decisions,
    or accessible ones; ``by_authority``: one for each local authority too."""

    working: bool = False
    by_authority: bool = False


def workbook_bytes(book: Book, kind: str = XLSX) -> bytes:
    """The workbook as the bytes of a file of a ``kind``. The same content gives the same bytes."""
    if kind == ODS:
        from matcher.show.workbook.ods import ods_bytes

        return ods_bytes(book)
    from matcher.show.workbook.xlsx import xlsx_bytes

    return xlsx_bytes(book)


def names_of_files(titles: Iterable[str], *, first: str, none: str) -> Iterator[tuple[str, str]]:
    """Each title with a name for its file, without an ending: ``first``, then its letters and
    digits as any system takes them, or ``none`` where it has none; no two are alike."""
    taken: set[str] = set()
    for title in titles:
        letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
        words = "".join(c if c.isalnum() else " " for c in letters).split()
        name = plain = f"{first}-{'-'.join(words) or none}"[:80]
        number = 1
        while name in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name)
        yield title, name
