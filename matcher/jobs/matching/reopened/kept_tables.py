"""The file of tables of a run: written with its CSV files, and compared with them.

Questions are answered from that file. Its SHA-256 shows that it is as it was written; the
comparison, that it is of the same run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.audiences.audience import INTERNAL, audience_of
from matcher.core.files.names import TABLES_FILE

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.matching.results import MatchResult


def kept_file(
    result: MatchResult,
    pairs: pd.DataFrame,
    schools: pd.DataFrame,
    taking_part: pd.DataFrame,
    raw_csv: bool,
) -> dict[str, bytes]:
    """The file of a run whose matches.csv, schools.csv and profile.csv are made of these frames."""
    from matcher.show.run.kept.run_tables import kept_bytes
    from matcher.show.run.table import school_list

    pool, weights = school_list(result.pool), result.ranking.weights.as_dict()
    return {TABLES_FILE: kept_bytes(schools, pool, taking_part, pairs, weights, raw=raw_csv)}


def kept_faults(folder: Path, record: dict[str, Any]) -> list[str]:
    """What the file of tables of the run in ``folder`` says otherwise than its CSV files, as
    sentences; none where there is no such file. ``record``: that of the run, with which all its
    files have been compared. Raises :class:`matcher.core.errors.FileError` for a list that is not
    as we write it."""
    from matcher.show.run.kept.run_tables import open_kept

    if audience_of(record) != INTERNAL or open_kept(folder) is None:
        return []
    return [f"{TABLES_FILE} and {name} differ" for name in _differing(folder, record)]


def _differing(folder: Path, record: dict[str, Any]) -> Iterator[str]:
    from matcher.match.weights import Weights
    from matcher.show.run import read_back as back

    kept, read = back.read_run_tables(folder), back.read_csv_tables(folder, record)
    kept_lists, lists = back.read_run_lists(folder), back.read_csv_lists(folder, record)
    if not (kept.flat.equals(read.flat) and kept_lists.schools.equals(lists.schools)):
        yield "the lists of schools"
    if not kept.profile.equals(read.profile):
        yield back.PROFILE_FILE
    if not kept_lists.matches[lists.matches.columns].equals(lists.matches):
        yield back.MATCHES_FILE
    terms = record["terms"]
    try:
        weights = Weights.of(kept.weights)
        told = weights.shares, list(weights.left_out), weights.stand_ins_by_kind()
    except (KeyError, TypeError, ValueError, IndexError):
        told = {}, [], {}
    if told != tuple(map(terms.get, ("weights", "left_out", "stand_ins_for_unknown"))):
        yield "the weights of the record"
