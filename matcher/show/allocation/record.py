"""The record of a plan, ``plan.json``: what it rests on, and how its folder is read back.

A plan has a folder of its own and never alters the run that it was made from. It names that run by
the SHA-256 of its record, so that nobody can hold it against another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.allocation.tables import ALLOCATION, PLACES, UNSERVED
from matcher.core.errors import FileError
from matcher.core.files.names import PLAN
from matcher.core.schema import Table
from matcher.show.run.integrity import read_intact_manifest
from matcher.show.run.manifest import DIGEST, Form
from matcher.show.run.read_back_csv import read_csv_table, read_csv_texts

if TYPE_CHECKING:
    import pandas as pd

PLAN_FILE, UNSERVED_FILE, PLACES_FILE = "plan.csv", "unserved.csv", "places.csv"
CERTIFICATE_FILE = "certificate.json"
FAIRNESS_FILE = "fairness.csv"
HUBS_FILE, HUBS_PAGE = "hubs.csv", "hubs.html"
DECISIONS_FILE, PROBLEMS_FILE = "decisions.csv", "problems.csv"
NEEDED = (CERTIFICATE_FILE, PLACES_FILE, PLAN_FILE, UNSERVED_FILE)
# All that ``allocate`` may write into the folder of a plan beside the record.
OUTPUT_NAMES = frozenset(
    {
        *NEEDED,
        DECISIONS_FILE,
        PROBLEMS_FILE,
        HUBS_FILE,
        HUBS_PAGE,
        FAIRNESS_FILE,
        "minutes.csv",
        "plan.xlsx",
        "plan.ods",
        "map.html",
        "summary.html",
    }
)
# What every plan of this version has: the others come with hubs, problems and travel times.
ALWAYS = OUTPUT_NAMES - {HUBS_FILE, HUBS_PAGE, PROBLEMS_FILE, "minutes.csv", "plan.ods"}
KEYS: dict[str, type] = {
    "title": str, "run": dict, "settings": dict, "what_if": list, "decisions": dict,
    "counts": dict, "travel": dict, "inputs": list, "outputs": list, "versions": dict,
    "attribution": list, DIGEST: str,
}  # fmt: skip
FORM = Form(PLAN, "plan", KEYS, frozenset({"travel"}), NEEDED, OUTPUT_NAMES, "allocate again")

# Columns that plans of earlier versions lack, and what stands in them then.
_LATER: dict[str, float | str] = {
    "minutes": math.nan, "minutes_by": "", "seeker_contact": "", "partner_contact": "",
    "la_name": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanTables:
    """A plan read back: its record (plan.json), ALLOCATION, UNSERVED and PLACES."""

    folder: Path
    record: dict[str, Any]
    pairs: pd.DataFrame
    unserved: pd.DataFrame
    places: pd.DataFrame


def is_plan(folder: Path) -> bool:
    """Whether a folder holds a finished plan."""
    return (folder / PLAN).is_file()


def read_plan(folder: Path) -> PlanTables:
    """The tables of a plan, with nothing taken on trust. Raises :class:`FileError` where the folder
    holds no finished plan, or where a file has changed since."""
    return PlanTables(
        folder,
        read_plan_record(folder),
        _read(folder / PLAN_FILE, ALLOCATION),
        _read(folder / UNSERVED_FILE, UNSERVED),
        _read(folder / PLACES_FILE, PLACES),
    )


def read_plan_record(folder: Path) -> dict[str, Any]:
    """The record of a plan. Raises as :func:`read_plan` does."""
    record = read_intact_manifest(folder, FORM)
    try:
        str(record["run"]["folder"]), str(record["run"]["sha256"])
        str(record["counts"]["seekers"])
    except KeyError as error:
        raise FileError(
            f"the record of the plan lacks {error}", where=str(folder), hint=FORM.again
        ) from None
    return record


def read_plan_pairs(folder: Path) -> list[tuple[str, str]]:
    """The pairs of a plan whose record has been read (:func:`read_plan_record`): the URNs of the
    seeker and of the partner."""
    read = read_csv_texts(folder / PLAN_FILE, ALLOCATION.key, ALLOCATION.key, FORM.again)
    return list(zip(*read.values(), strict=True))


def _read(path: Path, table: Table) -> pd.DataFrame:
    own = [column for column in table.columns if column.name not in _LATER]
    texts = [column.name for column in own if column.kind == "text"]
    figures = [column.name for column in own if column.kind != "text"]
    whole = [column.name for column in own if column.kind == "integer"]
    later = {name: _LATER[name] for name in table.names if name in _LATER}
    read = read_csv_table(
        path, texts, figures, table.key, again=FORM.again,
        later=[name for name, blank in later.items() if blank != ""],
        later_texts=[name for name, blank in later.items() if blank == ""],
    )  # fmt: skip
    frame = read.assign(**{name: blank for name, blank in later.items() if name not in read})
    frame = frame[table.names]
    if frame[whole].isna().any(axis=None):
        raise FileError("lacks a figure", where=str(path), hint=FORM.again)
    return frame.astype(table.dtypes())
