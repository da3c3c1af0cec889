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
from matcher.core.places.districts import district_names
from matcher.core.places.postcodes import is_whole
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.core.schema import as_list
from matcher.core.tables import FAR_FROM_POSTCODE_M, SCHOOLS
from matcher.place import coordinates
from matcher.place.location_problems import LocationProblems
from matcher.place.postcode_file.lookup import empty_lookup, look_up_postcodes, postcodes_to_look_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Takes postcodes; gives what look_up_postcodes gives, and why others got no answer.
Service = Callable[[list[str]], tuple[pd.DataFrame, dict[str, str]]]

_CODES = ("district_code", "lsoa_code")
_OUTCODE = ["outcode_easting", "outcode_northing", "outcode_spread_m"]

# How far off a point may be. The register's coordinates and the position of a postcode
# differ by 64 m in the median over the schools of the register of May 2025: 100 m covers
# the school's own grounds either way. An outward code has the spread of its postcodes.
POINT_PRECISION_M = 100.0


def locate(
    listed: pd.DataFrame,
    log: ProblemLog,
    *,
    postcodes: Path | None = None,
    keep_in: Path | None = None,
    service: Service | None = None,
) -> gpd.GeoDataFrame:
    """The LISTED schools with a place: SCHOOLS, with the area columns still unknown.

    ``postcodes`` and ``keep_in`` are for
    :func:`matcher.place.postcode_file.lookup.look_up_postcodes`.
    ``service`` is asked once, after it, for the postcodes of schools of the lists that are
    still without a point (:func:`matcher.place.postcode_service.service.ask_service` with its
    settings). The geometry is EPSG:27700, None where a school could not be placed;
    ``located_by`` says how it was placed and ``precision_m`` (metres) how far off it may be: of
    coordinates over 1 km from the school's own postcode, that distance, for one of them is wrong.
    Blank district and LSOA codes are filled from the postcode's, and a blank name of a district
    from its code. Problems are recorded for
    schools of the lists only (``listed`` 1): no_place, bad_coordinates, wrong_units,
    swapped_axes, outside_gb, zero_coordinates, unknown_postcode,
    terminated_postcode, not_geocoded (the service gave no answer), far_from_postcode,
    no_district_codes (the file has none, so that codes decide no area).
    Raises :class:`matcher.core.errors.FileError` for a file that holds no postcodes.
    """
    schools = listed.reset_index(drop=True)
    problems = LocationProblems(schools, log)
    written = schools["postcode"].str.strip()
    code = postcodes_to_look_up(written)
    table = _look_up_file(code, postcodes, keep_in, log)

    grid = coordinates.read_grid(schools["easting"], schools["northing"])
    degrees = coordinates.read_degrees(schools["longitude"], schools["latitude"])
    at = table[["easting", "northing"]].to_numpy(dtype=np.float64).T
    grid = coordinates.refuse_swapped(grid, at[0], at[1])
    for given in (grid, degrees):
        problems.coordinates(given)

    use_degrees = ~np.isfinite(grid.x)
    x = np.where(use_degrees, degrees.x, grid.x)
    y = np.where(use_degrees, degrees.y, grid.y)
    own = np.isfinite(x)
    asked = np.zeros(len(schools), dtype=bool)
    answered = asked | (postcodes is not None)
    if service is not None:
        asked = problems.listed & ~own & ~np.isfinite(at[0]) & (code != "").to_numpy(bool)
        failed = _fill_from_service(table, code, asked, service, log)
        at = table[["easting", "northing"]].to_numpy(dtype=np.float64).T
        unanswered = asked & code.isin(list(failed)).to_numpy(bool)
        problems.not_geocoded(unanswered, code, failed)
        asked, answered = asked & ~unanswered, (answered | asked) & ~unanswered
    middle = table[["outcode_easting", "outcode_northing"]].to_numpy(dtype=np.float64).T
    half = np.array([not is_whole(text) for text in as_list(code)], dtype=bool)
    known = table["known"].to_numpy(bool) | (half & np.isfinite(middle[0]))
    problems.postcodes(code, own, known, answered, asked)
    from_postcode = np.hypot(x - at[0], y - at[1])
    in_doubt = own & (from_postcode > FAR_FROM_POSTCODE_M)
    problems.far_from_postcode(code, in_doubt, from_postcode)

    by_postcode = ~own & np.isfinite(at[0])
    by_outcode = ~own & ~by_postcode & np.isfinite(middle[0])
    # To the micrometre: what schools.csv can hold is what is scored.
    x = np.round(np.select([own, by_postcode, by_outcode], [x, at[0], middle[0]], np.nan), 6)
    y = np.round(np.select([own, by_postcode, by_outcode], [y, at[1], middle[1]], np.nan), 6)
    source = schools["coordinates_from"].where(schools["coordinates_from"] != "", "given")
    located_by = np.select(
        [own, by_postcode, by_outcode], [source.to_numpy(object), "postcode", "outcode"], ""
    )
    spread = table["outcode_spread_m"].to_numpy(dtype=np.float64)
    precision = np.select(
        [in_doubt, own | by_postcode, by_outcode],
        [np.round(from_postcode), POINT_PRECISION_M, spread],
        np.nan,
    )
    problems.terminated(by_postcode | by_outcode, table["terminated"].to_numpy(bool), code)
    problems.no_place(~np.isfinite(x), answered | (postcodes is not None))

    for name in _CODES:
        schools[name] = schools[name].where(schools[name] != "", table[name]).astype("str")
    if postcodes is not None and not (table["district_code"] != "").any():
        problems.no_districts(known & (schools["district_code"] == "").to_numpy(bool), postcodes)
    told = (as_list(schools[name]) for name in ("district_name", "district_code"))
    schools["district_name"] = pd.Series(district_names(*told), index=schools.index, dtype="str")
    schools["postcode"] = code.where(code != "", written).astype("str")
    schools["located_by"] = pd.Series(located_by, index=schools.index, dtype="str")
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


def _look_up_file(
    code: pd.Series, source: Path | None, keep_in: Path | None, log: ProblemLog
) -> pd.DataFrame:
    """One row for each school: what the postcode file knows of its postcode."""
    if source is None:
        return _by_school(empty_lookup(), code)
    wanted = set(as_list(code)) - {""}
    return _by_school(look_up_postcodes(source, wanted, log, keep_in=keep_in).frame(), code)


def _by_school(table: pd.DataFrame, code: pd.Series) -> pd.DataFrame:
    """A table by postcode as one by school; what it does not have is unknown."""
    found = table.reindex(code).reset_index(drop=True)
    for name in ("known", "terminated"):
        found[name] = found[name].eq(True)
    for name in _CODES:
        found[name] = found[name].fillna("").astype("str")
    return found


def _fill_from_service(
    table: pd.DataFrame, code: pd.Series, rows: Flags, service: Service, log: ProblemLog
) -> dict[str, str]:
    """Fill the rows of TABLE from the service; the reason for each without an answer."""
    wanted = sorted(set(as_list(code[rows])))
    if not wanted:
        return {}
    answers, failed = service(wanted)
    used = int(answers["known"].sum())
    log.references.append(
        ReferenceAccount(
            "service", "answers on postcodes", read=len(wanted), used=used,
            rejected=len(wanted) - used,
        )
    )  # fmt: skip
    answers_by_school = _by_school(answers, code)
    for name in answers_by_school.columns:
        # The file's outward codes come with their true spread, so they are kept.
        fill = table[name].isna() if name in _OUTCODE else answers_by_school["known"]
        table[name] = table[name].where(~(fill & rows), answers_by_school[name])
    return failed
