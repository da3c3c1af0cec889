"""What a run keeps so that it can be asked again: everybody who took part, and what each
needs and offers, as the tables that were ranked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from matcher.core import geo
from matcher.core.errors import ContractError, FileError
from matcher.core.tables import PROFILE, SCHOOLS
from matcher.show.run.csv_read import AGAIN, refuse, table
from matcher.show.run.read import record_of

SCHOOLS_FILE = "schools.csv"
POOL_FILE = "pool.csv"
PROFILE_FILE = "profile.csv"


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished run as tables: its record (run.json), SCHOOLS of everybody who took part
    or was listed, and their PROFILE, as they were ranked."""

    folder: Path
    record: dict[str, Any]
    schools: gpd.GeoDataFrame
    profile: pd.DataFrame


def read_kept(folder: Path) -> Kept:
    """The tables of a run. Raises :class:`FileError` where the folder holds no finished
    run, one whose files have changed since, or one of a version that kept less."""
    record = record_of(folder)
    written = {str(entry["name"]) for entry in record["outputs"]}
    if PROFILE_FILE not in written:
        raise FileError(
            f"the run has no {PROFILE_FILE}: it is of an earlier version",
            where=str(folder),
            hint=AGAIN,
        )
    names = [name for name in (SCHOOLS_FILE, POOL_FILE) if name in written]
    schools = pd.concat([_schools(folder / name) for name in names], ignore_index=True)
    kept = Kept(folder, record, _with_points(schools), _profile(folder / PROFILE_FILE))
    try:
        SCHOOLS.check(kept.schools)
        PROFILE.check(kept.profile)
    except ContractError as error:  # a record that was made to fit files of somebody else
        raise FileError(error.what, where=str(folder), hint=AGAIN) from None
    return kept


def _schools(path: Path) -> pd.DataFrame:
    columns = [column for column in SCHOOLS.columns if column.kind != "point"]
    texts = [column.name for column in columns if column.kind == "text"]
    whole = [column.name for column in columns if column.kind == "integer"]
    figures = [column.name for column in columns if column.kind == "number"]
    frame = table(path, texts, [*figures, *whole, "easting", "northing"], ("urn",))
    for name in whole:
        refuse(~(frame[name] % 1 == 0), f"{name} is no whole number", path)
    half = frame["easting"].isna() != frame["northing"].isna()
    refuse(half, "one of easting and northing is missing", path)
    return frame.astype(dict.fromkeys(whole, "int64"))


def _with_points(schools: pd.DataFrame) -> gpd.GeoDataFrame:
    x, y = (schools[name].to_numpy(float) for name in ("easting", "northing"))
    placed = np.isfinite(x)
    points = np.full(len(schools), None, dtype=object)
    points[placed] = shapely.points(x[placed], y[placed])
    frame = schools.assign(geometry=gpd.GeoSeries(points, index=schools.index, crs=geo.GRID))
    return gpd.GeoDataFrame(frame[SCHOOLS.names], geometry="geometry", crs=geo.GRID)


def _profile(path: Path) -> pd.DataFrame:
    texts = [column.name for column in PROFILE.columns if column.kind == "text"]
    figures = [column.name for column in PROFILE.columns if column.kind == "number"]
    return table(path, texts, figures, ())[PROFILE.names]
