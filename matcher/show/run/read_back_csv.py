"""Our own CSV files read back, with nothing taken on trust.

The columns asked for must be there once, every row must have as many fields as the header,
figures must be figures and no key may repeat.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.core.cells import restore
from matcher.core.errors import FileError
from matcher.core.files.reading import read_file
from matcher.show.run.manifest import RUN_AGAIN

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_URN = 1000  # longer than any of ours, short enough to be sorted as a number


def read_csv_table(
    path: Path,
    texts: Sequence[str],
    figures: Sequence[str],
    key: Sequence[str],
    *,
    later: Sequence[str] = (),
    later_texts: Sequence[str] = (),
    again: str = RUN_AGAIN,
    about: Set[str] | None = None,
    places: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """The named columns of one of our CSV files; further columns are passed over.

    ``texts`` are as they were before they were neutralised, ``figures`` float64 (blank:
    NaN), and so are ``later``; these and ``later_texts`` earlier versions did not write: they are
    left out where the file lacks them. The columns ``urn`` of ``key`` must look like one, and no
    key may repeat. ``about``: only the rows of which a column of ``key`` holds one of these,
    None: all; ``places``: whether each row after the header is one of them, where that is known.
    Rows of others are not looked at, so whoever asks has compared the file with its digest. Raises
    :class:`FileError`, whose hint is ``again``: how the file is made; its row is that among the
    rows that are read.
    """
    try:
        return _table(path, texts, figures, key, later, later_texts, about, places)
    except FileError as error:
        raise FileError(error.what, where=error.where, hint=again) from None


def read_csv_texts(
    path: Path, texts: Sequence[str], key: Sequence[str], again: str = RUN_AGAIN
) -> dict[str, list[str]]:
    """Columns of text of one of our CSV files as plain lists, by the rules of
    :func:`read_csv_table`. Without pandas, to load which takes longer than to read a plan."""
    try:
        header, rows = _rows(path, None)
        _refuse_form(header, rows, texts, path)
    except FileError as error:
        raise FileError(error.what, where=error.where, hint=again) from None
    ends = [header.index(name) for name in texts]
    read = {name: _texts([row[at] for row in rows]) for name, at in zip(texts, ends, strict=True)}
    seen: set[tuple[str, ...]] = set()
    for number, own in enumerate(zip(*(read[name] for name in key), strict=True), start=2):
        wrong = [n for n, urn in zip(key, own, strict=True) if not 1 <= len(urn) <= _LONGEST_URN]
        if wrong or own in seen:
            what = f"{wrong[0]} is no URN" if wrong else _repeated(key)
            raise FileError(what, where=f"{path}, row {number}", hint=again)
        seen.add(own)
    return read


def _table(
    path: Path,
    texts: Sequence[str],
    figures: Sequence[str],
    key: Sequence[str],
    later: Sequence[str],
    later_texts: Sequence[str],
    about: Set[str] | None,
    places: NDArray[np.bool_] | None,
) -> pd.DataFrame:
    import pandas as pd

    header, rows = _rows(path, places)
    figures = [*figures, *(name for name in later if name in header)]
    texts = [*texts, *(name for name in later_texts if name in header)]
    _refuse_form(header, rows, (*texts, *figures), path)
    if about is not None:
        ends = [header.index(name) for name in key]
        own = {urn for at in ends for urn in {row[at] for row in rows} if restore(urn) in about}
        rows = [row for row in rows if any(row[at] in own for at in ends)]
    if places is not None and len(rows) != np.count_nonzero(places):
        raise _other_rows(path)
    cells = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}
    columns = {
        **{n: pd.Series(_texts(cells.get(n, ())), dtype="str") for n in texts},
        **{n: pd.Series(_figures(cells.get(n, ()), n, path), dtype="float64") for n in figures},
    }
    frame = pd.DataFrame(columns)
    for name in key:
        lengths = frame[name].str.len()
        refuse_rows(~lengths.between(1, _LONGEST_URN), f"{name} is no URN", path)
    if key:
        repeated = frame.duplicated(list(key))
        refuse_rows(repeated, _repeated(key), path)
    return frame


def _rows(path: Path, places: NDArray[np.bool_] | None) -> tuple[list[str], list[list[str]]]:
    try:
        data = read_file(path)
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(path)) from None
    own = data if places is None else _lines(data, places, path)
    try:
        text = own.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError("is not UTF-8", where=str(path), hint=RUN_AGAIN) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return next(reader, []), list(reader)
    except csv.Error as error:
        where = f"{path}, line {reader.line_num}"
        raise FileError(f"is no CSV: {error}", where=where, hint=RUN_AGAIN) from None


def _lines(data: bytes, places: NDArray[np.bool_], path: Path) -> bytes:
    """The header and those of the rows that are to be read, where each row is one line. That a text
    holds a line feed shows: then there are more lines than rows."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1
    if len(ends) != len(places) + 1 or ends[-1] != len(data):
        raise _other_rows(path)
    wanted = np.flatnonzero(places)
    own = zip(ends[wanted].tolist(), ends[wanted + 1].tolist(), strict=True)
    return b"".join([data[: ends[0]], *(data[start:end] for start, end in own)])


def _other_rows(path: Path) -> FileError:
    return FileError("has not the rows that were asked for", where=str(path), hint=RUN_AGAIN)


def _repeated(key: Sequence[str]) -> str:
    return f"{' and '.join(key)} stand in an earlier row too"


def _refuse_form(
    header: list[str], rows: list[list[str]], names: Sequence[str], path: Path
) -> None:
    """Raise where one of these columns is not there once, and for the first row that has not as
    many fields as the header."""
    missing = [name for name in names if header.count(name) != 1]
    if missing:
        raise FileError(f"has no one column {', '.join(missing)}", where=str(path), hint=RUN_AGAIN)
    many = len(header)
    if not {*map(len, rows)} - {many}:
        return
    for number, row in enumerate(rows, start=2):
        if len(row) != many:
            raise FileError(
                f"has {len(row)} fields where {many} belong",
                where=f"{path}, row {number}",
                hint=RUN_AGAIN,
            )


def _texts(cells: Sequence[str]) -> list[str]:
    """A column of text as it was before it was neutralised."""
    return [restore(cell) if cell[:1] == "'" else cell for cell in cells]


def _figures(cells: Sequence[str], name: str, path: Path) -> NDArray[np.float64]:
    """A column of figures, blank as NaN."""
    try:
        figures = np.array([float(cell) if cell else math.nan for cell in cells], dtype=float)
    except ValueError:
        figures = np.array([_figure(cell) for cell in cells])
    unknown = np.flatnonzero(~np.isfinite(figures))
    if len(unknown) > cells.count(""):
        number = next(at for at in unknown.tolist() if cells[at]) + 2
        raise FileError(f"{name} is no number", where=f"{path}, row {number}", hint=RUN_AGAIN)
    return figures


def _figure(cell: str) -> float:
    try:
        return float(cell) if cell else math.nan
    except ValueError:
        return math.inf


def refuse_rows(wrong: pd.Series, what: str, path: Path) -> None:
    """Raise for the first row that is ``wrong``; the header is row 1."""
    if wrong.any():
        number = int(wrong.to_numpy(bool).argmax()) + 2
        raise FileError(what, where=f"{path}, row {number}", hint=RUN_AGAIN)
