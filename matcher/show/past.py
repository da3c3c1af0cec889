"""A finished run read back: its record and its two lists, as they were written.

Nothing is taken on trust: the folder must hold a record, every file must still have the
SHA-256 that the record gives it, and the lists must have the promised columns, each pair
and each school once, figures where figures belong.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from matcher.core.cells import restore
from matcher.core.errors import FileError
from matcher.core.files import MANIFEST
from matcher.show.record import check, read

MATCHES = "matches.csv"
SCHOOLS = "schools.csv"
_AGAIN = "run the match again"
_LONGEST_URN = 1000  # longer than any of ours, short enough to be sorted as a number


@dataclass(frozen=True, slots=True)
class Past:
    """A finished run, read back.

    ``record``: run.json. ``matches``: seeker_urn, seeker_name, partner_urn, partner_name
    (text), rank, partner_rank (float64, NaN: not in that list), score; each pair once.
    ``schools``: urn, name, kind, status, role, area (text, "" unknown), easting, northing
    (float64, metres, EPSG:27700, both NaN: not placed); each school once. Text is as it was
    before it was neutralised.
    """

    folder: Path
    record: dict[str, Any]
    matches: pd.DataFrame
    schools: pd.DataFrame


def read_run(folder: Path) -> Past:
    """A run of ``matcher match``. Raises :class:`FileError` where the folder holds no
    finished run, where a file has changed since, or where a list is not as we write it."""
    return Past(folder, _record(folder), _matches(folder / MATCHES), _schools(folder / SCHOOLS))


def _record(folder: Path) -> dict[str, Any]:
    where = str(folder / MANIFEST)
    try:
        record = read(folder)
        faults = check(folder)
        written = {str(entry["name"]) for entry in record["outputs"]}
    except FileError:
        raise
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(folder)) from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise FileError("is no record of a run of ours", where=where, hint=_AGAIN) from None
    faults += [f"{name} is not in the record" for name in (MATCHES, SCHOOLS) if name not in written]
    if faults:
        raise FileError(f"the run is not as it was written: {'; '.join(faults)}",
                        where=str(folder), hint=_AGAIN)  # fmt: skip
    return record


def _matches(path: Path) -> pd.DataFrame:
    texts = ("seeker_urn", "seeker_name", "partner_urn", "partner_name")
    frame = _table(path, texts, ("rank", "partner_rank", "score"), ("seeker_urn", "partner_urn"))
    for name in ("rank", "partner_rank"):
        wrong = frame[name].notna() & ~((frame[name] >= 1) & (frame[name] % 1 == 0))
        _refuse(wrong, f"{name} is no whole number from 1", path)
    _refuse(~frame["score"].between(0, 1), "score is no number from 0 to 1", path)
    return frame


def _schools(path: Path) -> pd.DataFrame:
    texts = ("urn", "name", "kind", "status", "role", "area")
    frame = _table(path, texts, ("easting", "northing"), ("urn",))
    half = frame["easting"].isna() != frame["northing"].isna()
    _refuse(half, "one of easting and northing is missing", path)
    return frame


def _table(
    path: Path, texts: Sequence[str], figures: Sequence[str], key: Sequence[str]
) -> pd.DataFrame:
    """The named columns of one of our CSV files; further columns are passed over."""
    header, rows = _rows(path)
    missing = [name for name in (*texts, *figures) if header.count(name) != 1]
    if missing:
        raise FileError(f"has no one column {', '.join(missing)}", where=str(path), hint=_AGAIN)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise FileError(
                f"has {len(row)} fields where {len(header)} belong",
                where=f"{path}, row {number}",
                hint=_AGAIN,
            )
    at = {name: header.index(name) for name in (*texts, *figures)}
    columns = {
        **{n: pd.Series(_texts(rows, at[n]), dtype="str") for n in texts},
        **{n: pd.Series(_figures(rows, at[n], n, path), dtype="float64") for n in figures},
    }
    frame = pd.DataFrame(columns)
    for name in key:
        lengths = frame[name].str.len()
        _refuse(~lengths.between(1, _LONGEST_URN), f"{name} is no URN", path)
    _refuse(frame.duplicated(list(key)), f"{' and '.join(key)} stand in an earlier row too", path)
    return frame


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise FileError("is not UTF-8", where=str(path), hint=_AGAIN) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return next(reader, []), list(reader)
    except csv.Error as error:
        where = f"{path}, line {reader.line_num}"
        raise FileError(f"is no CSV: {error}", where=where, hint=_AGAIN) from None


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
            raise FileError(f"{name} is no number", where=f"{path}, row {number}", hint=_AGAIN)
        found.append(figure)
    return found


def _refuse(wrong: pd.Series, what: str, path: Path) -> None:
    """Raise for the first row that is ``wrong``; the header is row 1."""
    if wrong.any():
        number = int(wrong.to_numpy(bool).argmax()) + 2
        raise FileError(what, where=f"{path}, row {number}", hint=_AGAIN)
