"""Our own CSV files read back, with nothing taken on trust.

The columns asked for must be there once, every row must have as many fields as the header,
figures must be figures and no key may repeat.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
) -> pd.DataFrame:
    """The named columns of one of our CSV files; further columns are passed over.

    ``texts`` are as they were before they were neutralised, ``figures`` float64 (blank:
    NaN), and so are ``later``; these and ``later_texts`` earlier versions did not write: they are
    left out where the file lacks them. The columns ``urn`` of ``key`` must look like one, and no
    key may repeat. Raises :class:`FileError`, whose hint is ``again``: how the file is made.
    """
    try:
        return _table(path, texts, figures, key, later, later_texts)
    except FileError as error:
        raise FileError(error.what, where=error.where, hint=again) from None


def _table(
    path: Path,
    texts: Sequence[str],
    figures: Sequence[str],
    key: Sequence[str],
    later: Sequence[str],
    later_texts: Sequence[str],
) -> pd.DataFrame:
    import pandas as pd

    header, rows = _rows(path)
    figures = [*figures, *(name for name in later if name in header)]
    texts = [*texts, *(name for name in later_texts if name in header)]
    missing = [name for name in (*texts, *figures) if header.count(name) != 1]
    if missing:
        raise FileError(f"has no one column {', '.join(missing)}", where=str(path), hint=RUN_AGAIN)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise FileError(
                f"has {len(row)} fields where {len(header)} belong",
                where=f"{path}, row {number}",
                hint=RUN_AGAIN,
            )
    at = {name: header.index(name) for name in (*texts, *figures)}
    columns = {
        **{n: pd.Series(_texts(rows, at[n]), dtype="str") for n in texts},
        **{n: pd.Series(_figures(rows, at[n], n, path), dtype="float64") for n in figures},
    }
    frame = pd.DataFrame(columns)
    for name in key:
        lengths = frame[name].str.len()
        refuse_rows(~lengths.between(1, _LONGEST_URN), f"{name} is no URN", path)
    if key:
        repeated = frame.duplicated(list(key))
        refuse_rows(repeated, f"{' and '.join(key)} stand in an earlier row too", path)
    return frame


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = read_file(path).decode("utf-8-sig")
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise FileError("is not UTF-8", where=str(path), hint=RUN_AGAIN) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return next(reader, []), list(reader)
    except csv.Error as error:
        where = f"{path}, line {reader.line_num}"
        raise FileError(f"is no CSV: {error}", where=where, hint=RUN_AGAIN) from None


def _texts(rows: list[list[str]], at: int) -> list[str]:
    """A column of text as it was before it was neutralised."""
    return [restore(cell) if cell[:1] == "'" else cell for cell in (row[at] for row in rows)]


def _figures(rows: list[list[str]], at: int, name: str, path: Path) -> list[float]:
    """A column of figures, blank as NaN."""
    found = []
    for number, row in enumerate(rows, start=2):
        cell = row[at]
        try:
            figure = float(cell) if cell else math.nan
        except ValueError:
            figure = math.inf
        if cell and not math.isfinite(figure):
            raise FileError(f"{name} is no number", where=f"{path}, row {number}", hint=RUN_AGAIN)
        found.append(figure)
    return found


def refuse_rows(wrong: pd.Series, what: str, path: Path) -> None:
    """Raise for the first row that is ``wrong``; the header is row 1."""
    if wrong.any():
        number = int(wrong.to_numpy(bool).argmax()) + 2
        raise FileError(what, where=f"{path}, row {number}", hint=RUN_AGAIN)
