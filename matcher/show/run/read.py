"""A finished run read back: its record and its two lists, as they were written.

Nothing is taken on trust: the folder must hold a record, every file must still have the
SHA-256 that the record gives it, and the lists must have the promised columns, each pair
and each school once, figures where figures belong.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from matcher.core.errors import FileError
from matcher.core.files import MANIFEST
from matcher.show.run.csv_read import AGAIN, refuse, table
from matcher.show.run.manifest import check, read

MATCHES = "matches.csv"
SCHOOLS = "schools.csv"


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
    return Past(folder, record_of(folder), _matches(folder / MATCHES), _schools(folder / SCHOOLS))


def record_of(folder: Path) -> dict[str, Any]:
    """The record of a finished run whose files are as they were written. Raises
    :class:`FileError`."""
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
        raise FileError("is no record of a run of ours", where=where, hint=AGAIN) from None
    faults += [f"{name} is not in the record" for name in (MATCHES, SCHOOLS) if name not in written]
    if faults:
        raise FileError(f"the run is not as it was written: {'; '.join(faults)}",
                        where=str(folder), hint=AGAIN)  # fmt: skip
    return record


def _matches(path: Path) -> pd.DataFrame:
    texts = ("seeker_urn", "seeker_name", "partner_urn", "partner_name")
    frame = table(path, texts, ("rank", "partner_rank", "score"), ("seeker_urn", "partner_urn"))
    for name in ("rank", "partner_rank"):
        wrong = frame[name].notna() & ~((frame[name] >= 1) & (frame[name] % 1 == 0))
        refuse(wrong, f"{name} is no whole number from 1", path)
    refuse(~frame["score"].between(0, 1), "score is no number from 0 to 1", path)
    return frame


def _schools(path: Path) -> pd.DataFrame:
    texts = ("urn", "name", "kind", "status", "role", "area")
    frame = table(path, texts, ("easting", "northing"), ("urn",))
    half = frame["easting"].isna() != frame["northing"].isna()
    refuse(half, "one of easting and northing is missing", path)
    return frame
