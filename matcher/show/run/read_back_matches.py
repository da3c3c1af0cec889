"""The pairs of a finished run read back from its ``matches.csv``: all, or those of some schools.

To read all rows of a run of the whole country takes longer than to make pages for hundreds of its
schools. Where the run keeps its tables (:mod:`matcher.show.run.kept.run_tables`), these say in
which rows the pairs of some schools stand, and no others are read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Set
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.audiences.audience import INTERNAL
from matcher.core.errors import ContractError, FileError
from matcher.core.tables import MATCHES
from matcher.show.run.integrity import read_intact_manifest
from matcher.show.run.read_back import LATER, MATCHES_FILE, RunTables
from matcher.show.run.read_back_csv import read_csv_table
from matcher.show.run.table import MATCH_COLUMNS

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_MINUTES = ("minutes_there", "minutes_back", "minutes")
_LATER = (*LATER, *_MINUTES, "gives_known", "gains_known")
_LATER_TEXTS = ("basis", "minutes_by")
_FIGURES = tuple(column.name for column in MATCHES.columns if column.kind != "text")


def read_run_matches(folder: Path, audiences: Collection[str] = (INTERNAL,)) -> pd.DataFrame:
    """The pairs of a run as its matches.csv has them, each once, in its order and columns; what
    an earlier version did not write is unknown. Raises what
    :func:`matcher.show.run.read_back.read_run_lists` does."""
    read_intact_manifest(folder, audiences=audiences)
    return _read(folder / MATCHES_FILE)


def read_matches_about(tables: RunTables, urns: Set[str]) -> pd.DataFrame:
    """The same of a run that was read, whose files have been compared with its record: the pairs
    that one of the schools ``urns`` is in. The rows of other pairs are not looked at, unless
    something is wrong with those that are read."""
    path = tables.folder / MATCHES_FILE
    with contextlib.suppress(FileError):  # told below, by its row among all
        return _read(path, urns, _places(tables, urns))
    whole = _read(path)
    about = whole["seeker_urn"].isin(urns) | whole["partner_urn"].isin(urns)
    return whole[about].reset_index(drop=True)


def _places(tables: RunTables, urns: Set[str]) -> NDArray[np.bool_] | None:
    """Whether each row of the file is about one of these, as the tables of the run say; None where
    it keeps none."""
    if tables.pairs is None:
        return None
    own = tables.school_columns.texts("urn").is_in(urns)
    try:
        about: NDArray[np.bool_] = (
            own[tables.pairs.figures("seeker")] | own[tables.pairs.figures("partner")]
        )
    except (IndexError, ContractError):  # made to fit its record by somebody else
        return None
    return about


def _read(
    path: Path, about: Set[str] | None = None, places: NDArray[np.bool_] | None = None
) -> pd.DataFrame:
    import pandas as pd

    frame = read_csv_table(
        path,
        [name for name in MATCH_COLUMNS if name not in (*_FIGURES, *_LATER_TEXTS)],
        [name for name in MATCH_COLUMNS if name in _FIGURES and name not in _LATER],
        ("seeker_urn", "partner_urn"),
        later=_LATER,
        later_texts=_LATER_TEXTS,
        about=about,
        places=places,
    )
    for name in (*_LATER, *_LATER_TEXTS):
        if name not in frame:
            unknown, kind = ("", "str") if name in _LATER_TEXTS else (np.nan, "float64")
            frame[name] = pd.Series(unknown, frame.index, kind)
    return frame[list(MATCH_COLUMNS)]
