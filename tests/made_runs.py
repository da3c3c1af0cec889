"""Finished runs made by hand, for tests of what reads or compares them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from matcher.core.files.names import TABLES_FILE
from matcher.show.kit.csv_table import csv_bytes
from matcher.show.run.kept.run_tables import kept_bytes
from matcher.show.run.manifest import KEYS, NEEDED, sealed
from matcher.show.run.read_back import RunLists
from matcher.show.run.table import school_list

NAN = float("nan")
FORMULAS = ("=1+1", "'=1+1", "''@x", "@SUM(A1)", "-2+3", "-5", "\tTab", '"quoted", comma',
            "two\r\nlines", "a\rb", " blank ", "NA", "nan", "0012", "x" * 32_767)  # fmt: skip
WEIGHTS = {"shares": [["near", 1.0]], "left_out": [], "stand_ins": {}}
Pairs = dict[tuple[str, str], tuple[float, float, float]]  # rank, partner_rank, score


def run_lists(
    pairs: Pairs | None = None,
    schools: list[dict[str, Any]] | None = None,
    names: dict[str, str] | None = None,
    **record: Any,
) -> RunLists:
    """A run as if read back; names default to "School <URN>"."""
    given_names = names or {}
    matches = pd.DataFrame(
        [
            (s, given_names.get(s, f"School {s}"), p, given_names.get(p, f"School {p}"), *figures)
            for (s, p), figures in (pairs or {}).items()
        ],
        columns=["seeker_urn", "seeker_name", "partner_urn", "partner_name", "rank",
                 "partner_rank", "score"],
    )  # fmt: skip
    for name in matches.columns:
        kind = "float64" if name in ("rank", "partner_rank", "score") else "str"
        matches[name] = matches[name].astype(kind)
    columns = ["urn", "name", "kind", "status", "role", "area", "easting", "northing"]
    blank = dict.fromkeys(columns[:6], "") | {"easting": NAN, "northing": NAN}
    table = pd.DataFrame([blank | school for school in schools or []], columns=columns)
    for name in columns:
        table[name] = table[name].astype("float64" if name.endswith("ing") else "str")
    return RunLists(Path("run"), record, matches, table)


def write_run_lists(folder: Path, run: RunLists, *more: pd.DataFrame) -> None:
    """A run's two lists and a record that names them."""
    data = {"matches.csv": csv_bytes(run.matches), "schools.csv": csv_bytes(run.schools)}
    data |= {f"more-{at}.csv": csv_bytes(frame) for at, frame in enumerate(more)}
    for name, content in data.items():
        (folder / name).write_bytes(content)
    seal(folder)


def write_run_tables(
    folder: Path,
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    pool: int = 0,
    pairs: pd.DataFrame | None = None,
    *,
    raw: bool = False,
    **record: Any,
) -> Path:
    """The files of a run, the last ``pool`` schools in a file of their own; with ``pairs``, its
    matches.csv, also the file of tables."""
    folder.mkdir(exist_ok=True)
    cut = len(schools) - pool
    data = {
        "schools.csv": school_list(schools.iloc[:cut]),
        "profile.csv": profile,
        "matches.csv": pd.DataFrame({"seeker_urn": []}) if pairs is None else pairs,
    }
    others = school_list(schools.iloc[cut:])
    if pool:
        data["pool.csv"] = others
    for name, frame in data.items():
        (folder / name).write_bytes(csv_bytes(frame, raw=raw))
    if pairs is not None:
        kept = kept_bytes(data["schools.csv"], others, profile, pairs, WEIGHTS, raw=raw)
        (folder / TABLES_FILE).write_bytes(kept)
    seal(folder, **record)
    return folder


def seal(folder: Path, **record: Any) -> None:
    """Write the record of a run: its lists as they are now, and whatever else is given. What
    every run has and nobody asks for is there too, empty."""
    for name in NEEDED:
        if not (folder / name).exists():
            (folder / name).write_bytes(b"")
    outputs = [
        {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(folder.iterdir())
        if path.suffix in (".csv", ".html", ".npz")
    ]
    blank = {key: kind() for key, kind in KEYS.items()}
    text = json.dumps(sealed({**blank, "outputs": outputs, **record}))
    (folder / "run.json").write_text(text, encoding="utf-8")
