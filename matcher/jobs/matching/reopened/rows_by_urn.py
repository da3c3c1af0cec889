"""The rows of a table about single schools, found by URN.

A question about a pair asks for a few rows of two schools, and a plan has thousands of pairs: to
take them out of a frame each time would cost more than all else.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


class RowsByUrn:
    """The rows of ``frame``, a table with a column urn, by their URNs."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._columns: dict[str, NDArray[Any]] = {}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        import pandas as pd

        codes, urns = pd.factorize(self.frame["urn"])
        order = np.argsort(codes, kind="stable")
        ends = np.searchsorted(codes[order], np.arange(len(urns)), side="right").tolist()
        places = order.tolist()
        return {
            str(urn): places[start:end]
            for urn, (start, end) in zip(
                as_list(urns.to_series()), pairwise([0, *ends]), strict=True
            )
        }

    def of(self, *urns: str) -> list[int]:
        """Where the rows about these schools stand, in their order."""
        return sorted(place for urn in {*urns} for place in self._places.get(urn, ()))

    def values(self, name: str, *urns: str) -> list[Any]:
        """What a column says of these schools, in the order of its rows."""
        if name not in self._columns:
            self._columns[name] = self.frame[name].to_numpy()
        said: list[Any] = self._columns[name][self.of(*urns)].tolist()
        return said

    def one(self, name: str, urn: str) -> Any:
        """What a column says of a school that has one row. KeyError where it has none."""
        if not (said := self.values(name, urn)):
            raise KeyError(urn)
        return said[0]
