"""Rows of a text file in which a cell holds the delimiter and is not in quotation marks: "physics;
Latin" in a file parted by semicolons. All that follows has moved to the right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.core.text.late_pattern import late_pattern
from matcher.intake.headers.recognise import Layout
from matcher.intake.headers.synonyms import TEXTS
from matcher.intake.sheet import DELIMITERS

_HAS_POSTCODE = late_pattern(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9O][A-Z]{2}\b", re.I)
_HAS_URN = re.compile(r"[0-9][0-9 ,]{3,}[0-9]")
_MOST_EXTRA = 6  # delimiters in one cell


class SplitFields:
    """Puts such rows together again where the URN and the postcode tell how: there is one
    cell of words from which, once it is whole, both stand below their headers. ``delimiter`` is
    named as a sheet names it; "" where a workbook has none."""

    def __init__(self, layout: Layout, delimiter: str) -> None:
        self._delimiter = {name: mark for mark, name in DELIMITERS.items()}.get(delimiter, "")
        self._width = layout.width
        self._urn = layout.used.get("urn", (-1,))[0]
        self._postcode = layout.used.get("postcode", (-1,))[0]
        words = (*TEXTS, "name", "address")
        places = {at for column in words for at in layout.used.get(column, ())}
        self._people = sorted(layout.personal)
        # A person's name with a comma tears as well: it is never joined to the school's.
        self._texts = sorted({*places, *layout.ignored, *layout.duplicates, *self._people})

    def mended(self, row: Sequence[str]) -> list[str] | None:
        """The row with its split cell whole, or None where nothing is amiss or nothing tells
        which cell it is."""
        extra = len(row) - self._width
        if not 0 < extra <= _MOST_EXTRA or not self._delimiter or self._fits(row):
            return None
        whole = []
        for at in self._texts:
            cell = f"{self._delimiter} ".join(row[at : at + extra + 1])
            candidate = [*row[:at], cell, *row[at + extra + 1 :]]
            if self._fits(candidate) and candidate not in whole:
                whole.append(candidate)
        return whole[0] if len(whole) == 1 else None

    def as_read(self, row: list[str]) -> list[str]:
        """The row as it is read: whole where it can be mended; where it is too long and cannot,
        without the cells into which what a column about a person holds may have moved."""
        if whole := self.mended(row):
            return whole
        extra = len(row) - self._width
        moved = self._delimiter and any(cell.strip() for cell in row[self._width :])
        if not moved or not self._people:
            return row
        # What stands before a cell that is below its own header has not moved.
        anchored = ((self._urn, _HAS_URN), (self._postcode, _HAS_POSTCODE))
        sure = max((at for at, rule in anchored if at >= 0 and rule.search(row[at])), default=-1)
        hidden = {at + by for at in self._people if at > sure for by in range(extra + 1)}
        return ["" if at in hidden else cell for at, cell in enumerate(row)]

    def _fits(self, row: Sequence[str]) -> bool:
        """Whether the cells of the URN and the postcode hold such, or nothing; not both
        nothing."""
        urn = row[self._urn].strip() if self._urn >= 0 else ""
        code = row[self._postcode].strip() if self._postcode >= 0 else ""
        is_urn = not urn or bool(_HAS_URN.search(urn))
        return is_urn and (not code or bool(_HAS_POSTCODE.search(code))) and bool(urn or code)
