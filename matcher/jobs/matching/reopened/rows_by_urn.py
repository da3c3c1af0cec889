"""The rows of a table about single schools, found by URN.

A question about a pair asks for a few rows of two schools, and a plan has thousands of pairs: to
take them out of a table each time would cost more than all else.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from matcher.core.columns.columns import Columns
from matcher.core.columns.text_column import TextColumn


class RowsByUrn:
    """The rows of ``table``, which has a column urn, by their URNs."""

    def __init__(self, table: Columns) -> None:
        self.table = table

    @cached_property
    def _place(self) -> dict[str, int]:
        return {urn: at for at, urn in enumerate(self.table.texts("urn").distinct)}

    @cached_property
    def _by_urn(self) -> tuple[list[int], list[int]]:
        """All rows, those of one URN after those of another, and where those of each begin."""
        codes = self.table.texts("urn").codes
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(self._place) + 1))
        return order.tolist(), starts.tolist()

    def of(self, *urns: str) -> list[int]:
        """Where the rows about these schools stand, in their order."""
        order, starts = self._by_urn
        if len(urns) == 1:
            at = self._place.get(urns[0], -1)
            return order[starts[at] : starts[at + 1]] if at >= 0 else []
        places = {self._place[urn] for urn in urns if urn in self._place}
        return sorted(row for at in places for row in order[starts[at] : starts[at + 1]])

    def values(self, name: str, *urns: str) -> list[Any]:
        """What a column says of these schools, in the order of its rows."""
        return [self._said(name, row) for row in self.of(*urns)]

    def one(self, name: str, urn: str) -> Any:
        """What a column says of a school that has one row. KeyError where it has none."""
        order, starts = self._by_urn
        at = self._place[urn]
        if starts[at] == starts[at + 1]:
            raise KeyError(urn)
        return self._said(name, order[starts[at]])

    def _said(self, name: str, row: int) -> Any:
        column = self.table.column(name)
        if isinstance(column, TextColumn):
            return column.distinct[column.codes[row]]
        return column[row].item()
