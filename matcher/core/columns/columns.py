"""A table as columns of NumPy, each made when it is asked for.

A question about one pair of a finished run takes about as long as pandas takes to be loaded. What
answers it reads columns, and so works on a table that was read from a file of arrays and on one
of pandas alike.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.core.columns.text_column import TextColumn
from matcher.core.errors import ContractError
from matcher.core.figures.number_format import counted

if TYPE_CHECKING:
    import pandas as pd

Column: TypeAlias = "TextColumn | NDArray[Any]"
AnyTable: TypeAlias = "pd.DataFrame | Columns"

_POINT = ("easting", "northing")


class Columns:
    """A table of ``many`` rows with columns of these ``names``, each text or figures; ``read``
    gives a column by its name, and is asked once for each."""

    def __init__(self, names: Sequence[str], many: int, read: Callable[[str], Column]) -> None:
        self.names = list(names)
        self._many = many
        self._read = read
        self._columns: dict[str, Column] = {}
        self._frame: pd.DataFrame | None = None

    @classmethod
    def of_lists(
        cls, columns: Mapping[str, Sequence[Any]], figures: Container[str] = ()
    ) -> Columns:
        """The table of these columns, those of ``figures`` float64 and all others text."""

        def read(name: str) -> Column:
            if name in figures:
                return np.array(columns[name], dtype=float)
            return TextColumn.of(columns[name])

        return cls([*columns], len(next(iter(columns.values()))), read)

    def __len__(self) -> int:
        return self._many

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def column(self, name: str) -> Column:
        """A column of text or of figures."""
        if name not in self._columns:
            self._columns[name] = self._read(name)
        return self._columns[name]

    def texts(self, name: str) -> TextColumn:
        """A column of text. Raises :class:`ContractError` where it holds figures."""
        column = self.column(name)
        if not isinstance(column, TextColumn):
            raise ContractError(f"{name} is {column.dtype}, not text")
        return column

    def figures(self, name: str) -> NDArray[Any]:
        """A column of figures. Raises :class:`ContractError` where it holds text."""
        column = self.column(name)
        if isinstance(column, TextColumn):
            raise ContractError(f"{name} is text, not figures")
        return column

    def values(self, name: str) -> list[Any]:
        """A column as a plain list."""
        if self._frame is not None and name not in self._columns and name in self._frame:
            # To number the different texts first would take ten times as long.
            plain: list[Any] = self._frame[name].to_numpy(dtype=object).tolist()
            return plain
        column = self.column(name)
        listed: list[Any] = column.to_list() if isinstance(column, TextColumn) else column.tolist()
        return listed

    def rows(self, *names: str) -> list[tuple[Any, ...]]:
        """What these columns say, row by row."""
        return list(zip(*map(self.values, names), strict=True))

    def take(self, rows: NDArray[Any]) -> Columns:
        """These rows, by their places, or by a mask."""
        places = np.flatnonzero(rows) if rows.dtype == bool else rows

        def read(name: str) -> Column:
            column = self.column(name)
            return column.take(places) if isinstance(column, TextColumn) else column[places]

        return Columns(self.names, len(places), read)

    def with_figures(self, name: str, figures: NDArray[Any]) -> Columns:
        """The table with other figures in a column."""
        changed = Columns(self.names, len(self), lambda one: self.column(one))
        changed._columns[name] = figures
        return changed

    def frame(self, names: Sequence[str] = ()) -> pd.DataFrame:
        """The table, or some columns of it, as one of pandas; what was made of such a table is
        that table."""
        import pandas as pd

        if self._frame is not None:
            return self._frame[list(names)] if names else self._frame
        made = pd.DataFrame({name: pd.Series(_of_pandas(self.column(name)))
                             for name in names or self.names})  # fmt: skip
        if not names:
            self._frame = made
        return made


def columns_of(table: AnyTable) -> Columns:
    """A table as columns. In one of pandas they are text where they hold no numbers, and points are
    two columns, easting and northing, NaN where a point is not known."""
    if isinstance(table, Columns):
        return table
    frame = table
    has_points = "geometry" in frame.columns
    names = [name for name in map(str, frame.columns) if name != "geometry"]

    def read(name: str) -> Column:
        import pandas as pd

        if name in _POINT and has_points:
            ways = frame["geometry"].x if name == "easting" else frame["geometry"].y
            metres: NDArray[np.float64] = ways.to_numpy(float)
            return metres
        values = frame[name]
        if pd.api.types.is_numeric_dtype(values.dtype):
            figures: NDArray[Any] = values.to_numpy()
            return figures
        codes, distinct = pd.factorize(values)
        if (codes < 0).any():
            raise ContractError(f"{name} is missing in {counted(int((codes < 0).sum()), 'row')}")
        return TextColumn(codes, distinct.to_numpy(dtype=object).tolist())

    made = Columns([*names, *(_POINT if has_points else ())], len(frame), read)
    made._frame = frame
    return made


def _of_pandas(column: Column) -> Any:
    if not isinstance(column, TextColumn):
        return column
    import pandas as pd

    # Of the different texts, so that pandas looks at each of them once.
    return pd.array(column.distinct, dtype="str").take(column.codes)
