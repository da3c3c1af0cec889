"""The form of a table: its columns, their kinds, units and ranges, and a check of them.

A small check of our own rather than pandera: pandera costs 0.6 s at every start, and a
contract between two rooms needs only the five questions asked in :meth:`Table.check`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from matcher.core.errors import ContractError
from matcher.core.figures.number_format import counted

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from matcher.core.columns.columns import AnyTable

_NAN = float("nan")
_ODD = 1_000_003  # a prime, so that the order of the parts of a key counts
Kind = Literal["text", "number", "integer", "point"]


class Column(NamedTuple):
    """One column: its name, kind and unit, and what values it may hold.

    Text that is unknown is the empty string; a number that is unknown is NaN; a point
    that is unknown is None. ``nullable`` says whether unknown is allowed.
    """

    name: str
    kind: Kind = "text"
    meaning: str = ""
    unit: str = ""
    nullable: bool = True
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()


class Table(NamedTuple):
    """A contract between rooms: a name, a key and the columns in their order."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    def dtypes(self) -> dict[str, str]:
        """The dtype of each column, for ``astype``; a point is left out."""
        kinds = {"text": "str", "number": "float64", "integer": "int64"}
        return {c.name: kinds[c.kind] for c in self.columns if c.kind in kinds}

    def check(self, table: AnyTable) -> None:
        """Raise :class:`ContractError` naming every fault of ``table``; columns beyond
        the contract are allowed, so that a room can hand on what it knows."""
        faults = list(self._faults(table))
        if faults:
            raise ContractError(
                f"table {self.name} breaks its contract: " + "; ".join(faults),
                hint="this is a fault of the product, please report it",
            )

    def _faults(self, table: AnyTable) -> Iterator[str]:
        missing = [name for name in self.names if name not in table]
        if missing:
            yield f"no column {', '.join(missing)}"
        for column in self.columns:
            if column.name not in missing:
                yield from _column_faults(column, _column(table, column.name))
        if not missing and self.key and (many := _repeats(table, self.key)):
            yield f"{counted(many, 'row repeats', 'rows repeat')} the key {self.key}"


def _column(table: AnyTable, name: str) -> Any:
    from matcher.core.columns.columns import Columns

    return table.column(name) if isinstance(table, Columns) else table[name]


def _listed(values: Any) -> list[Any]:
    listed: list[Any] = as_list(values) if hasattr(values, "isna") else values.to_list()
    return listed


def _column_faults(column: Column, values: Any) -> Iterator[str]:
    if not _is_kind(column.kind, values):
        yield f"{column.name} is {getattr(values, 'dtype', 'text')}, not {column.kind}"
        return
    if column.kind == "text":
        yield from _text_faults(column, values)
        return
    if not column.nullable:
        unknown = values.isna() if hasattr(values, "isna") else values != values  # NaN alone is not
        if unknown.any():
            yield f"{column.name} is unknown in {counted(int(unknown.sum()), 'row')}"
    if column.kind in ("number", "integer"):
        # NaN is neither below nor above.
        known = values.to_numpy(float, na_value=_NAN) if hasattr(values, "isna") else values
        if column.low is not None and (below := int((known < column.low).sum())):
            yield f"{column.name} is below {column.low:g} in {counted(below, 'row')}"
        if column.high is not None and (above := int((known > column.high).sum())):
            yield f"{column.name} is above {column.high:g} in {counted(above, 'row')}"


def _text_faults(column: Column, values: Any) -> Iterator[str]:
    if hasattr(values, "isna") and (missing := _without_text(values)):
        yield f"{column.name} is missing in {counted(missing, 'row')}"
        return
    if not column.nullable and (unknown := _listed(values).count("")):
        yield f"{column.name} is unknown in {counted(unknown, 'row')}"
    if column.allowed:
        different = set(as_list(values) if hasattr(values, "isna") else values.used)
        odd = sorted(different - {"", *column.allowed})
        if odd:
            yield f"{column.name} holds {_some(odd)}, not one of {', '.join(column.allowed)}"


def _without_text(values: pd.Series) -> int:
    """How many rows of a column of text hold none: a missing value would be written as "nan". To
    look at the kind of each value takes a third of what it takes to look for missing ones."""
    from pandas.api import types

    if types.infer_dtype(values.to_numpy(dtype=object), skipna=False) in ("string", "empty"):
        return 0
    return sum(not isinstance(text, str) for text in as_list(values))


def _repeats(table: AnyTable, key: tuple[str, ...]) -> int:
    """How many rows repeat the key. Plain sets tell it sooner than a table does, and sooner still
    the hashes that each text keeps: where no two rows have the same, no two are the same."""
    columns = [_listed(_column(table, name)) for name in key]
    if len(columns) > 1:
        import numpy as np

        mixed = np.zeros(len(columns[0]), dtype=np.int64)
        for column in columns:
            mixed = mixed * _ODD + np.fromiter(map(hash, column), np.int64, len(column))
        mixed.sort()
        if not (mixed[1:] == mixed[:-1]).any():
            return 0
    rows = columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
    return len(rows) - len(set(rows))


def _is_kind(kind: Kind, values: Any) -> bool:
    if not hasattr(values, "isna"):  # a plain column: text, or an array of figures
        own = values.dtype.kind if hasattr(values, "dtype") else "text"
        return own in {"text": ("text",), "number": "iuf", "integer": "iu"}.get(kind, ())
    # Imported here, as the command line asks core.tables for names alone.
    from pandas.api import types

    if kind == "text":
        return types.is_string_dtype(values.dtype)
    if kind == "integer":
        return types.is_integer_dtype(values.dtype)
    if kind == "number":
        return types.is_numeric_dtype(values.dtype) and not types.is_bool_dtype(values.dtype)
    return str(values.dtype) == "geometry"


def _some(values: Iterable[str]) -> str:
    listed = [repr(value) for value in values]
    return ", ".join(listed[:3]) + (" …" if len(listed) > 3 else "")


def as_list(values: pd.Series) -> list[Any]:
    """The values of a column as a plain list. A column's own ``tolist`` goes through text
    cell by cell, ten times slower."""
    listed: list[Any] = values.to_numpy(dtype=object).tolist()
    return listed


def are_among(texts: pd.Series, some: Collection[str]) -> NDArray[np.bool_]:
    """Whether each text of a column is one of ``some``. A column's own ``isin`` makes a table of
    them first, which takes three times as long."""
    import numpy as np

    known = set(some)
    return np.fromiter(map(known.__contains__, as_list(texts)), dtype=bool, count=len(texts))


def map_texts(texts: pd.Series, rule: Callable[[str], str]) -> pd.Series:
    """Each text of a column by ``rule``, which is asked once for texts that are the same; the
    column itself where no text changes. A column's own ``map`` takes three times as long."""
    import pandas as pd

    listed = as_list(texts)
    answers = {text: rule(text) for text in dict.fromkeys(listed)}
    if all(text == answer for text, answer in answers.items()):
        return texts
    return pd.Series([answers[text] for text in listed], index=texts.index, dtype="str")
