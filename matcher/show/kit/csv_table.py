"""A table as CSV, the same bytes every time.

A figure is written with the fewest digits that give it back; unknown is blank. Text that a
spreadsheet would run is neutralised (:func:`matcher.core.cells.neutralise`). A column of categories
is text.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.core.cells import neutralise
from matcher.core.schema import as_list

if TYPE_CHECKING:
    from numpy.typing import NDArray

# With one of these begins what a spreadsheet may run, or what has been neutralised already.
_MAY_RUN = frozenset("'=+-@\t\r")
# Of what is ASCII: what asks for quotes anywhere, or is white space other than a blank; and what
# may not begin a plain text.
_NEVER_PLAIN = '",\t\r\x0b\x0c\x1c\x1d\x1e\x1f'
_NOT_AT_THE_START = tuple(" '=+-@")


# So many rows are put into text at a time, that a large table is not held as text of each cell, of
# each line and of the whole at once.
_AT_ONCE = 50_000
_SOME = 1_000  # figures of a column by which is told whether many are the same


def csv_text(frame: pd.DataFrame, *, raw: bool = False, end: str = "\r\n") -> str:
    """A frame as CSV. ``raw`` leaves text as it is, formulas and all."""
    return ",".join(frame.columns) + end + "".join(_pieces(frame, raw, end))


def csv_bytes(frame: pd.DataFrame, *, raw: bool = False) -> bytes:
    """A CSV file as Excel opens it: UTF-8 with a BOM, CRLF."""
    head = (",".join(frame.columns) + "\r\n").encode("utf-8-sig")
    return b"".join([head, *(piece.encode("utf-8") for piece in _pieces(frame, raw, "\r\n"))])


def _pieces(frame: pd.DataFrame, raw: bool, end: str) -> Iterator[str]:
    """The rows as lines, some thousands of them together."""
    columns = [_cells(frame[name], _quoted if raw else _guarded) for name in frame.columns]
    for start in range(0, len(frame), _AT_ONCE):
        cells = [column(slice(start, start + _AT_ONCE)) for column in columns]
        yield end.join([*map(",".join, zip(*_fewer(cells), strict=True)), ""])


def _fewer(cells: list[list[str]]) -> Iterator[list[str]]:
    """The columns, those next to each other that say the same in every row as one: of pairs most
    often a third of the columns is blank."""

    def is_one(column: list[str]) -> bool:
        return column[0] == column[-1] and column.count(column[0]) == len(column)

    for one, columns in groupby(cells, is_one):
        if one:
            same = list(columns)
            yield [",".join(column[0] for column in same)] * len(same[0])
        else:
            yield from columns


def _cells(values: pd.Series, guard: Callable[[str], str]) -> Callable[[slice], list[str]]:
    """What gives the cells of some rows of a column."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        distinct = as_list(values.cat.categories.to_series())
        # The last, -1, is unknown.
        words = np.array([*map(guard, distinct), ""], dtype=object)
        codes = values.cat.codes.to_numpy()
        return lambda rows: words[codes[rows]].tolist()
    if pd.api.types.is_string_dtype(values.dtype):
        return lambda rows: _each(values.iloc[rows], guard)
    return lambda rows: _column(values.iloc[rows])


def _each(values: pd.Series, change: Callable[[str], str]) -> list[str]:
    """``change`` of every text, worked out once for each distinct one."""
    texts = as_list(values)
    with contextlib.suppress(TypeError):  # something in it is unknown
        if _are_plain(texts):
            return texts
    changed = {text: change(text) if isinstance(text, str) else "" for text in dict.fromkeys(texts)}
    return list(map(changed.__getitem__, texts))


def _are_plain(texts: list[str]) -> bool:
    """Whether no text of a column needs quotes or is guarded, looked for in all of them at once: in
    most columns none does. Texts that are not ASCII are not plain, as there are many more kinds of
    white space."""
    together = "\n".join(texts)
    if not together.isascii() or any(one in together for one in _NEVER_PLAIN):
        return False
    return (
        together.count("\n") == max(len(texts) - 1, 0)
        and not together.startswith(_NOT_AT_THE_START)
        and not together.endswith(" ")
        and not (" " in together and " \n" in together)
        # One character is looked for sooner than two.
        and not any(one in together and f"\n{one}" in together for one in _NOT_AT_THE_START)
    )


def _guarded(text: str) -> str:
    """A cell of CSV that no spreadsheet runs."""
    return _quoted(neutralise(text) if text[:1] in _MAY_RUN else text)


def _quoted(text: str) -> str:
    """A cell of CSV (RFC 4180), in quotes too where white space at its ends would be lost. Cell by
    cell the csv module takes three times as long, and a regular expression twice."""
    if (
        '"' in text
        or "," in text
        or "\n" in text
        or "\r" in text
        or text[:1].isspace()
        or text[-1:].isspace()
    ):
        return '"' + text.replace('"', '""') + '"'
    return text


def _column(values: pd.Series) -> list[str]:
    """Figures as text, each worked out once where many are the same; unknown is blank."""
    figures = values.to_numpy(float, na_value=np.nan)
    if len(set(figures[:_SOME].tolist())) > 0.9 * _SOME:  # to look for the same takes as long
        text = np.full(len(figures), "", dtype=object)
        known = ~np.isnan(figures)
        text[known] = _texts(figures[known])
        listed: list[str] = text.tolist()
        return listed
    codes, distinct = pd.factorize(figures)
    listed = np.append(_texts(distinct), "")[codes].tolist()
    return listed  # the last, -1, is unknown


def _texts(figures: NDArray[np.float64]) -> NDArray[np.object_]:
    """The text of figures that are known."""
    whole = figures == np.floor(figures)
    short = ~whole & _is_short(figures)
    long = ~whole & ~short
    text = np.empty(len(figures), dtype=object)
    text[whole] = list(map(str, figures[whole].astype(np.int64).tolist()))
    text[short] = _with_ten_decimals(figures[short])
    text[long] = list(map(_figure, figures[long].tolist()))
    return text


def _figure(figure: float) -> str:
    text = repr(figure)
    return text if "e" not in text else f"{figure:.10f}".rstrip("0")


def _is_short(figures: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which figures are the nearest to a number of ten decimals, as all are that were rounded to
    ten or fewer, and have no more than 15 digits in all. No two such numbers are nearest to the
    same figure, so that number is the shortest text that gives the figure back."""
    with np.errstate(over="ignore"):
        units = np.rint(figures * 1e10)
        nearest: NDArray[np.bool_] = units / 1e10 == figures
    return nearest & (np.abs(figures) < 1e5)


def _with_ten_decimals(figures: NDArray[np.float64]) -> NDArray[np.object_]:
    """Figures that :func:`_is_short` and not whole, without zeros at the end, all of them digit by
    digit: a third of the time that Python's own formatting takes."""
    units = np.rint(np.abs(figures) * 1e10).astype(np.int64)
    whole, decimals = np.divmod(units, 10**10)
    # A sign, five digits, a point and ten digits of each.
    characters = np.full((len(figures), 17), ord("0"), dtype=np.uint32)
    for part, last in ((whole, 5), (decimals // 10**5, 11), (decimals % 10**5, 16)):
        left = part.astype(np.int32)  # a third of the time of 64 bits
        for at in range(last, last - 5, -1):
            tens = left // 10
            characters[:, at] += (left - 10 * tens).astype(np.uint32)
            left = tens
    characters[:, 6] = ord(".")
    told = np.logical_or.accumulate(characters[:, :6:-1] != ord("0"), axis=1)[:, ::-1]
    characters[:, 7:] *= told  # what is 0 at the end of a text of NumPy's is no part of it
    begin = 5 - sum((whole >= 10**digits).astype(np.int64) for digits in range(1, 5))
    negative = np.flatnonzero(figures < 0)
    begin[negative] -= 1
    characters[negative, begin[negative]] = ord("-")
    text = np.empty(len(figures), dtype=object)
    for first in range(6):
        rows = np.flatnonzero(begin == first)
        text[rows] = np.ascontiguousarray(characters[rows, first:]).view(f"U{17 - first}")[:, 0]
    return text
