"""Where each school is: its own coordinates, else its postcode, else its outward code.

A postcode is looked up in the postcode file; a service, if one was chosen, is asked only
where neither coordinates nor file place a school of the lists. The chain only ever goes
down: what a list or the register gives is kept as given, even far from the school's
postcode (which is then said), and what cannot be placed stays in the table without a
point, with a hint on what to supply.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from matcher.core import geo
from matcher.core.cells import UNKNOWN_WORDS
from matcher.core.problems import ProblemLog, Severity
from matcher.core.schema import as_list
from matcher.core.tables import SCHOOLS
from matcher.place import coordinates
from matcher.place.postcode_file import postcodes as _postcodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Takes postcodes; gives what postcodes.load gives, and why others got no answer.
Service = Callable[[list[str]], tuple[pd.DataFrame, dict[str, str]]]

_CODES = ("district_code", "lsoa_code")
_OUTCODE = ["outcode_easting", "outcode_northing", "outcode_spread_m"]

# How far off a point may be. The register's coordinates and the position of a postcode
# differ by 64 m in the median over the schools of the register of May 2025: 100 m covers
# the school's own grounds either way. An outward code has the spread of its postcodes.
POINT_PRECISION_M = 100.0
# Of the schools of the same register 99 % lie within 718 m of their own postcode.
FAR_FROM_POSTCODE_M = 1_000.0


def locate(
    listed: pd.DataFrame,
    log: ProblemLog,
    *,
    postcodes: Path | None = None,
    service: Service | None = None,
) -> gpd.GeoDataFrame:
    """The LISTED schools with a place: SCHOOLS, with the area columns still unknown.

    ``postcodes`` is a file for :func:`matcher.place.postcode_file.postcodes.load`. ``service`` is
    asked once, after it, for the postcodes of schools of the lists that are still without a
    point (:func:`matcher.place.postcode_service.service.look_up` with its settings). The geometry
    is EPSG:27700, None where a school could not be placed; ``located_by`` says how it was
    placed and ``precision_m`` (metres) how far off it may be. Blank district and LSOA
    codes are filled from the postcode's. Problems are recorded for schools of the lists
    only (``listed`` 1): no_place, bad_coordinates, wrong_units, swapped_axes, outside_gb,
    zero_coordinates, bad_postcode, unknown_postcode, terminated_postcode, not_geocoded (the
    service gave no answer), far_from_postcode.
    Raises :class:`matcher.core.errors.FileError` for a file that holds no postcodes.
    """
    schools = listed.reset_index(drop=True)
    report = _Report(schools, log)
    written = schools["postcode"].str.strip()
    code = _postcodes.normalise_all(written)
    table = _looked_up(code, postcodes)

    grid = coordinates.on_grid(schools["easting"], schools["northing"])
    degrees = coordinates.in_degrees(schools["longitude"], schools["latitude"])
    at = table[["easting", "northing"]].to_numpy(dtype=np.float64).T
    grid = coordinates.swapped_inside(grid, at[0], at[1])
    for reading in (grid, degrees):
        report.coordinates(reading)

    use_degrees = ~np.isfinite(grid.x)
    x = np.where(use_degrees, degrees.x, grid.x)
    y = np.where(use_degrees, degrees.y, grid.y)
    own = np.isfinite(x)
    asked = np.zeros(len(schools), dtype=bool)
    answered = asked | (postcodes is not None)
    if service is not None:
        asked = report.listed & ~own & ~np.isfinite(at[0]) & (code != "").to_numpy(bool)
        failed = _ask(table, code, asked, service)
        at = table[["easting", "northing"]].to_numpy(dtype=np.float64).T
        silent = asked & code.isin(list(failed)).to_numpy(bool)
        report.not_geocoded(silent, code, failed)
        asked, answered = asked & ~silent, (answered | asked) & ~silent
    known = table["known"].to_numpy(bool)
    report.postcodes(written, code, own, known, answered, asked)
    report.far(code, own, np.hypot(x - at[0], y - at[1]))

    middle = table[["outcode_easting", "outcode_northing"]].to_numpy(dtype=np.float64).T
    by_postcode = ~own & np.isfinite(at[0])
    by_outcode = ~own & ~by_postcode & np.isfinite(middle[0])
    # To the micrometre: what schools.csv can hold is what is scored.
    x = np.round(np.select([own, by_postcode, by_outcode], [x, at[0], middle[0]], np.nan), 6)
    y = np.round(np.select([own, by_postcode, by_outcode], [y, at[1], middle[1]], np.nan), 6)
    source = schools["coordinates_from"].where(schools["coordinates_from"] != "", "given")
    by = np.select(
        [own, by_postcode, by_outcode], [source.to_numpy(object), "postcode", "outcode"], ""
    )
    spread = table["outcode_spread_m"].to_numpy(dtype=np.float64)
    precision = np.select([own | by_postcode, by_outcode], [POINT_PRECISION_M, spread], np.nan)
    report.terminated(by_postcode | by_outcode, table["terminated"].to_numpy(bool), code)
    report.no_place(~np.isfinite(x), answered | (postcodes is not None))

    for name in _CODES:
        schools[name] = schools[name].where(schools[name] != "", table[name]).astype("str")
    schools["postcode"] = code.where(code != "", written).astype("str")
    schools["located_by"] = pd.Series(by, index=schools.index, dtype="str")
    schools["precision_m"] = precision
    schools["area"] = pd.Series("", index=schools.index, dtype="str")
    schools["area_km"] = np.nan
    schools["area_near"] = pd.Series("", index=schools.index, dtype="str")
    schools["geometry"] = gpd.GeoSeries(_points(x, y), index=schools.index, crs=geo.GRID)
    return gpd.GeoDataFrame(schools[SCHOOLS.names], geometry="geometry", crs=geo.GRID)


def _points(x: Floats, y: Floats) -> NDArray[np.object_]:
    points = np.full(len(x), None, dtype=object)
    placed = np.isfinite(x) & np.isfinite(y)
    points[placed] = shapely.points(x[placed], y[placed])
    return points


def _looked_up(code: pd.Series, source: Path | None) -> pd.DataFrame:
    """One row for each school: what the postcode file knows of its postcode."""
    wanted = sorted(set(as_list(code)) - {""}) if source is not None else []
    table = _postcodes.load(source, wanted) if source is not None else _postcodes.nothing()
    return _aligned(table, code)


def _aligned(table: pd.DataFrame, code: pd.Series) -> pd.DataFrame:
    """A table by postcode as one by school; what it does not have is unknown."""
    found = table.reindex(code).reset_index(drop=True)
    for name in ("known", "terminated"):
        found[name] = found[name].eq(True)
    for name in _CODES:
        found[name] = found[name].fillna("").astype("str")
    return found


def _ask(table: pd.DataFrame, code: pd.Series, rows: Flags, service: Service) -> dict[str, str]:
    """Fill the rows of TABLE from the service; the reason for each without an answer."""
    wanted = sorted(set(as_list(code[rows])))
    if not wanted:
        return {}
    told, failed = service(wanted)
    answers = _aligned(told, code)
    for name in answers.columns:
        # The file's outward codes come with their true spread, so they are kept.
        fill = table[name].isna() if name in _OUTCODE else answers["known"]
        table[name] = table[name].where(~(fill & rows), answers[name])
    return failed


class _Report:
    """Problems of the schools of the lists, each at its own list, sheet and row."""

    def __init__(self, schools: pd.DataFrame, log: ProblemLog) -> None:
        self.schools = schools
        self.log = log
        stood = (as_list(schools[name]) for name in ("list", "sheet", "row"))
        self.rows = list(zip(*stood, strict=True))
        self.listed = schools["listed"].to_numpy() == 1

    def coordinates(self, reading: coordinates.Reading) -> None:
        first, second = reading.columns
        for code, rows in reading.refused.items():
            message, hint = reading.sentence(code)
            values = self.schools[first] + ", " + self.schools[second]
            self._add(rows, code, message, hint, first, values)
        zeros = self.schools.loc[reading.zero & self.listed]
        for (name, sheet), count in zeros.groupby(["list", "sheet"]).size().items():
            self.log.add(
                "zero_coordinates",
                f"{first} and {second} are 0 in {count} {'row' if count == 1 else 'rows'}"
                " and count as unknown",
                list=name,
                sheet=sheet,
                column=first,
                value=str(count),
                severity="note",
            )

    def postcodes(
        self,
        written: pd.Series,
        code: pd.Series,
        placed: Flags,
        known: Flags,
        answered: Flags,
        asked: Flags,
    ) -> None:
        """``answered``: the file or the service was; ``asked``: the service was."""
        blank = written.str.casefold().isin(UNKNOWN_WORDS).to_numpy(dtype=bool)
        none = (code == "").to_numpy(dtype=bool)
        self._add(
            none & ~blank,
            "bad_postcode",
            "this is not a UK postcode",
            "write it like AL10 0AA; look for the letter O in place of the figure 0",
            "postcode",
            written,
        )
        unknown = ~none & ~known & answered
        newer = "check it, or use a newer file; it may have been withdrawn"
        cases: list[tuple[Flags, str, str, Severity]] = [
            (unknown & placed, "file", newer, "note"),
            (unknown & ~placed & ~asked, "file", newer, "warning"),
            (unknown & asked, "service", "check it; it may be mistyped", "warning"),
        ]
        for rows, source, hint, severity in cases:
            self._add(
                rows,
                "unknown_postcode",
                f"the postcode {source} does not have this postcode",
                hint,
                "postcode",
                code,
                severity,
            )

    def terminated(self, placed: Flags, ended: Flags, code: pd.Series) -> None:
        self._add(
            placed & ended,
            "terminated_postcode",
            "the postcode was withdrawn; the school is placed where it last was",
            "give the postcode of today",
            "postcode",
            code,
            "note",
        )

    def not_geocoded(self, rows: Flags, code: pd.Series, failed: dict[str, str]) -> None:
        for reason in sorted(set(failed.values())):
            self._add(
                rows & (code.map(failed) == reason).to_numpy(bool),
                "not_geocoded",
                f"not geocoded: {reason}",
                "run again when the service answers, or use a postcode file",
                "postcode",
                code,
            )

    def far(self, code: pd.Series, placed: Flags, metres: Floats) -> None:
        self._add(
            placed & (metres > FAR_FROM_POSTCODE_M),
            "far_from_postcode",
            "the coordinates are {:.1f} km from the school's postcode",
            "the coordinates are kept; correct whichever is wrong",
            "postcode",
            code,
            figures=metres / 1000,
        )

    def no_place(self, rows: Flags, answered: Flags) -> None:
        message = "the school cannot be placed on the map"
        today = "add a postcode of today, or its easting and northing"
        file = "add its easting and northing, or run with a postcode file"
        self._add(rows & answered, "no_place", message, today)
        self._add(rows & ~answered, "no_place", message, file)

    def _add(
        self,
        rows: Flags,
        code: str,
        message: str,
        hint: str,
        column: str = "",
        values: pd.Series | None = None,
        severity: Severity = "warning",
        figures: Floats | None = None,
    ) -> None:
        """Record the problem for each of the rows that a list gave."""
        for at in np.flatnonzero(rows & self.listed).tolist():
            name, sheet, row = self.rows[at]
            self.log.add(
                code,
                message if figures is None else message.format(figures[at]),
                list=name,
                sheet=sheet,
                row=int(row),
                column=column,
                value="" if values is None else str(values.iat[at]),
                severity=severity,
                hint=hint,
            )
