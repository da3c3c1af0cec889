"""Whether the file of tables of a run says what its CSV files and its record say.

Questions are answered from that file. Its SHA-256 shows that it is as it was written; this, that it
is of the same run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.core.audiences.audience import INTERNAL, audience_of
from matcher.core.files.names import TABLES_FILE


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
    from matcher.match.stand_ins import Weights
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
    if told != (terms["weights"], terms["left_out"], terms["stand_ins_for_unknown"]):
        yield "the weights of the record"
