"""The columns of a table with a row for each pair of schools: decisions, minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matcher.core import cells
from matcher.intake.headers.wording import printable, words


class PairLayout(NamedTuple):
    """The texts of a header row, and where each column of ours stands."""

    header: tuple[str, ...]
    at: dict[str, int]
    twice: dict[int, str]  # positions of further columns of the same, which are not read

    def name(self, column: str) -> str:
        """The header of a column of ours as it may be printed."""
        return printable(self.header[self.at[column]]) if column in self.at else column


def pair_layout(row: Sequence[str], columns: Mapping[str, str]) -> PairLayout:
    """Where the columns of ours stand in a header row. ``columns``: the name of each by what it
    may be called, in lower-case words."""
    at: dict[str, int] = {}
    twice: dict[int, str] = {}
    for place, text in enumerate(row):
        name = columns.get(words(cells.clean(text)[0]))
        if not name:
            continue
        # "seeker" may be the column of names beside that of URNs.
        urns = "urn" in text.casefold(), name in at and "urn" in row[at[name]].casefold()
        if name not in at or urns == (True, False):
            at[name] = place
        elif urns != (False, True):
            twice[place] = name
    return PairLayout(tuple(row), at, twice)
