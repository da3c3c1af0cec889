"""A finished run read back, with nothing taken on trust.

The folder must hold a record, every file must still have the SHA-256 that the record gives it
(:func:`matcher.show.run.integrity.read_intact_manifest`), and the lists must have the promised
columns, each pair and each school once, figures where figures belong.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core import geo
from matcher.core.audiences.audience import COLUMNS, INTERNAL, NO_LIST, audience_of
from matcher.core.columns.columns import Columns, columns_of
from matcher.core.errors import ContractError, FileError
from matcher.core.settings.config import GUIDE
from matcher.core.tables import ORDINARY, PROFILE, SCHOOLS
from matcher.show.run.integrity import read_intact_manifest
from matcher.show.run.kept.run_tables import FLAT, open_kept
from matcher.show.run.manifest import RUN_AGAIN
from matcher.show.run.read_back_csv import read_csv_table, refuse_rows
from matcher.show.run.table import SCHOOL_COLUMNS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

MATCHES_FILE = "matches.csv"
SCHOOLS_FILE = "schools.csv"
POOL_FILE = "pool.csv"
PROFILE_FILE = "profile.csv"
# Places in lists that earlier versions did not make.
LATER = ("phase_rank", "worth_asking")
_LISTED = ("urn", "name", "kind", "status", "role", "area")
_MAY_GIVE = "may_give"
_LATER_TEXTS = (_MAY_GIVE, "urban_rural", "contact_condition", "district_name")  # of SCHOOLS
_RECORDED = "recorded"  # of PROFILE


@dataclass(frozen=True, slots=True)
class RunLists:
    """A finished run as its two lists, to be compared with another.

    ``record``: run.json. ``matches``: seeker_urn, seeker_name, partner_urn, partner_name
    (text), rank, partner_rank (float64, NaN: not in that list), score; each pair once. Runs of
    earlier versions lack the float64 columns ``LATER``.
    ``schools``: urn, name, kind, status, role, area (text, "" unknown), easting, northing
    (float64, metres, EPSG:27700, both NaN: not placed); each school once. Text is as it was
    before it was neutralised.
    """

    folder: Path
    record: dict[str, Any]
    matches: pd.DataFrame
    schools: pd.DataFrame


@dataclass(frozen=True)
class RunTables:
    """A finished run as tables, to be asked again: its record (run.json), everybody who took part
    or was listed, and their PROFILE, as they were ranked, each as columns and as a table of pandas.
    ``weights``: what the run ranked by, as its file of tables says it, None where it has none;
    ``pairs``: of matches.csv the places, seeker and partner as rows of SCHOOLS, as that file says
    them, None where there is none."""

    folder: Path
    record: dict[str, Any]
    school_columns: Columns
    profile_columns: Columns
    weights: Any = None
    pairs: Columns | None = None

    @property
    def flat(self) -> pd.DataFrame:
        """SCHOOLS with easting and northing (float64, metres, EPSG:27700, NaN: not placed) in place
        of the point."""
        return self.school_columns.frame()

    @property
    def profile(self) -> pd.DataFrame:
        """PROFILE of all of them."""
        return self.profile_columns.frame()

    @cached_property
    def schools(self) -> gpd.GeoDataFrame:
        """SCHOOLS itself, with points: made when it is asked for, as points take a while."""
        return _with_points(self.flat)


def read_run_lists(folder: Path) -> RunLists:
    """The lists of a run. Raises :class:`FileError` where the folder holds no finished run,
    where a file has changed since, or where a list is not as we write it."""
    record = read_intact_manifest(folder)
    kept = open_kept(folder)
    if kept is None:
        return read_csv_lists(folder, record)
    schools = kept.listed((*_LISTED, "easting", "northing"))
    return RunLists(folder, record, kept.pairs(), schools)


def read_csv_lists(folder: Path, record: dict[str, Any]) -> RunLists:
    """The lists of a run with this record, read from its CSV files. Raises what
    :func:`read_run_lists` does for a list that is not as we write it."""
    matches = _read_matches(folder / MATCHES_FILE)
    return RunLists(folder, record, matches, _read_schools(folder / SCHOOLS_FILE, _LISTED))


def read_run_tables(folder: Path, audiences: Collection[str] = (INTERNAL,)) -> RunTables:
    """The tables of a run; of one for others than the office, what is not for them is unknown.
    Raises :class:`FileError` where the folder holds no finished run, one whose files have changed
    since, one for none of the ``audiences``, or one of a version that kept less."""
    record = read_intact_manifest(folder, audiences=audiences)
    kept = open_kept(folder) if audience_of(record) == INTERNAL else None
    if kept is None:
        return read_csv_tables(folder, record)
    tables = kept.schools(), kept.profile(), kept.weights, kept.places()
    return _checked(RunTables(folder, record, *tables))


def read_csv_tables(folder: Path, record: dict[str, Any]) -> RunTables:
    """The tables of a run with this record, read from its CSV files. Raises what
    :func:`read_run_tables` does for a list that is not as we write it."""
    audience = audience_of(record)
    written = {str(entry["name"]) for entry in record["outputs"]}
    names = [name for name in (SCHOOLS_FILE, POOL_FILE) if name in written]
    policy = str(record["settings"].get("givers", GUIDE))
    import pandas as pd

    schools = pd.concat(
        [_read_whole_schools(folder / name, policy, audience) for name in names],
        ignore_index=True,
    )
    profile = _read_profile(folder / PROFILE_FILE, audience)
    columns = columns_of(schools[list(SCHOOL_COLUMNS)]), columns_of(profile)
    return _checked(RunTables(folder, record, *columns))


def _checked(tables: RunTables) -> RunTables:
    """The tables, which keep their contracts. Raises :class:`FileError` where they do not: their
    record was made to fit files of somebody else."""
    try:
        FLAT.check(tables.school_columns)
        PROFILE.check(tables.profile_columns)
    except ContractError as error:
        raise FileError(error.what, where=str(tables.folder), hint=RUN_AGAIN) from None
    return tables


def _read_matches(path: Path) -> pd.DataFrame:
    texts = ("seeker_urn", "seeker_name", "partner_urn", "partner_name")
    frame = read_csv_table(
        path,
        texts,
        ("rank", "partner_rank", "score"),
        ("seeker_urn", "partner_urn"),
        later=LATER,
    )
    for name in ("rank", "partner_rank", *(name for name in LATER if name in frame)):
        wrong = frame[name].notna() & ~((frame[name] >= 1) & (frame[name] % 1 == 0))
        refuse_rows(wrong, f"{name} is no whole number from 1", path)
    refuse_rows(~frame["score"].between(0, 1), "score is no number from 0 to 1", path)
    return frame


def _read_schools(
    path: Path, texts: Sequence[str], figures: Sequence[str] = (), whole: Sequence[str] = ()
) -> pd.DataFrame:
    """These columns of a list of schools, those of ``whole`` numbers without a remainder; and
    easting and northing, both known or neither. Runs of earlier versions lack
    ``_LATER_TEXTS``."""
    frame = read_csv_table(
        path,
        [name for name in texts if name not in _LATER_TEXTS],
        [*figures, *whole, "easting", "northing"],
        ("urn",),
        later_texts=[name for name in texts if name in _LATER_TEXTS],
    )
    for name in whole:
        refuse_rows(~(frame[name] % 1 == 0), f"{name} is no whole number", path)
    half = frame["easting"].isna() != frame["northing"].isna()
    refuse_rows(half, "one of easting and northing is missing", path)
    return frame.astype(dict.fromkeys(whole, "int64"))


def _read_whole_schools(path: Path, policy: str, audience: str) -> pd.DataFrame:
    """Every column of SCHOOLS, its point as easting and northing. Where a run of an earlier
    version does not say whom the ``policy`` let give, it is, as in that version, every state
    school that both seeks and gives."""
    import pandas as pd

    texts, figures, whole = (
        [column.name for column in SCHOOLS.columns if column.kind == kind]
        for kind in ("text", "number", "integer")
    )
    if audience != INTERNAL:
        may = COLUMNS[audience]["schools"]
        own = _read_schools(path, *([n for n in one if n in may] for one in (texts, figures)))
        unknown = {
            **{name: "" for name in texts if name not in may},
            **{name: np.nan for name in figures if name not in may},
        }
        blank = pd.DataFrame({**unknown, **NO_LIST}, index=own.index)
        return pd.concat([own, blank], axis=1)
    schools = _read_schools(path, texts, figures, whole)
    for name in _LATER_TEXTS:
        if name != _MAY_GIVE and name not in schools:
            schools = schools.assign(**{name: pd.Series("", index=schools.index, dtype="str")})
    if _MAY_GIVE in schools:
        return schools
    lent = (schools["role"] == "both") & (schools["kind"] == "state") & (policy != GUIDE)
    return schools.assign(may_give=lent.map({True: ORDINARY, False: ""}).astype("str"))


def _with_points(schools: pd.DataFrame) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import shapely

    x, y = (schools[name].to_numpy(float) for name in ("easting", "northing"))
    placed = np.isfinite(x)
    points = np.full(len(schools), None, dtype=object)
    points[placed] = shapely.points(x[placed], y[placed])
    frame = schools.assign(geometry=gpd.GeoSeries(points, index=schools.index, crs=geo.GRID))
    return gpd.GeoDataFrame(frame[SCHOOLS.names], geometry="geometry", crs=geo.GRID)


def _read_profile(path: Path, audience: str) -> pd.DataFrame:
    import pandas as pd

    texts = [column.name for column in PROFILE.columns if column.kind == "text"]
    figures = [column.name for column in PROFILE.columns if column.kind == "number"]
    figures.remove(_RECORDED)
    if audience != INTERNAL:
        may = COLUMNS[audience]["profile"]
        texts, figures = ([name for name in one if name in may] for one in (texts, figures))
        figures.remove("confidence")
        own = read_csv_table(path, texts, figures, (), later=("confidence",))
        # Of whoever stated a thing earlier versions did not say how sure; the words are not told.
        unknown = {"evidence": "", "confidence": 1.0, _RECORDED: np.nan}
        of_it = {name: unknown[name] for name in unknown if name not in own}
        own = pd.concat([own, pd.DataFrame(of_it, index=own.index)], axis=1)
        return own[PROFILE.names].astype(PROFILE.dtypes())
    profile = read_csv_table(path, texts, figures, (), later=(_RECORDED,))
    return profile.reindex(columns=PROFILE.names).astype(PROFILE.dtypes())
