"""Performance tables made for tests: their text, what is wanted of them, FIGURES by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from matcher.core.tables import FIGURES


@dataclass(frozen=True)
class Want:
    """A column wanted of a table, as the rules say it."""

    table: str
    column: str
    pupils: tuple[str, ...] = ()
    words: Mapping[str, float] = field(default_factory=dict)
    percent: bool = False


def text(rows: Iterable[Sequence[object]], *, end: str = "\r\n") -> str:
    """Rows as the downloads write them: every field in quotation marks."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    return written.getvalue()


def save(folder: Path, name: str, rows: Iterable[Sequence[object]], *, bom: bool = False) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text(rows).encode("utf-8-sig" if bom else "utf-8"))
    return path


def figures(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """FIGURES from (urn, table, year, like, column, value, pupils), and low and high where
    a figure has limits."""
    limits = float("nan"), float("nan")
    full = [(*row, *limits[len(row) - 7 :], "made.csv") for row in rows]
    made = pd.DataFrame(full, columns=FIGURES.names)
    made = made.astype(FIGURES.dtypes())
    FIGURES.check(made)
    return made
