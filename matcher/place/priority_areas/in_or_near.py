"""In or near a priority area: which area a school is in, or how far it is from one.

Codes decide where they can: the LSOA first, then the local authority, then the district.
Outlines decide only for schools that no code decides, and tell the distance.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from matcher.core import geo
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.place.priority_areas.programmes import Programme

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Our outlines are rough: a school that is not in an area is never nearer than this.
LEAST_KM = 0.1
# Around the convex hull of an area's own schools where nothing else tells its extent.
HULL_MARGIN_M = 500.0

_COLUMN = {"lsoa": "lsoa_code", "la": "la_code", "district": "district_code"}
_GSS = re.compile(r"[EWSN]\d{8}")
_KNOWN = {"lsoa": _GSS, "la": re.compile(r"\d{3}"), "district": _GSS}


def assign_areas(
    schools: gpd.GeoDataFrame, programme: Programme, *, log: ProblemLog | None = None
) -> gpd.GeoDataFrame:
    """SCHOOLS with ``area``, ``area_km`` and ``area_near`` filled.

    ``area`` names the area a school is in, "" for none; ``area_km`` is 0 in an area, else
    the distance (km, plane of EPSG:27700) to the nearest outline, at least 0.1; unknown
    for a school without a place, or without any area to measure to. ``area_near`` names
    that nearest area, in or out. Where two are as near, the first in the alphabet counts.
    Needs urn, la_code, district_code, lsoa_code and geometry (EPSG:27700).
    Areas whose extent nothing tells are recorded in ``log`` (area_empty).
    """
    in_area = _by_code(schools, programme)
    in_area = _by_outline(schools, programme, in_area)
    shapes = _with_hulls(schools, programme, in_area)
    empty = sorted(set(programme.areas) - set(shapes["area"]))
    if log is not None and empty:
        log.add(
            "area_empty",
            f"no school is in {len(empty)} of the {len(programme.areas)} areas"
            f" ({programme.title}), so nothing can be near them",
            column="area",
            value="; ".join(empty),
            severity="note",
            hint="give a register too, or polygons of the areas",
        )
    near, km = in_area.copy(), np.zeros(len(schools))
    out = in_area == ""
    near[out], metres = _nearest(schools.geometry.to_numpy()[out], shapes)
    km[out] = np.maximum(metres / 1000, LEAST_KM)
    filled = schools.copy(deep=False)
    filled["area"] = pd.Series(in_area, index=schools.index, dtype="str")
    filled["area_km"] = np.round(km, 3)  # whole metres: what is shown is what is scored
    filled["area_near"] = pd.Series(near, index=schools.index, dtype="str")
    return filled


def area_outlines(programme: Programme, schools: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Outlines of the programme's areas: columns area, geometry (EPSG:27700), by area.

    The polygons of the programme; where it has none for an area, the convex hull of the
    ``schools`` in it, as :func:`assign_areas` tells, widened by 500 m. An area with neither is left
    out.
    """
    return _with_hulls(schools, programme, schools["area"].to_numpy(dtype=object))


def _by_code(schools: gpd.GeoDataFrame, programme: Programme) -> NDArray[np.object_]:
    """The area each school is in by its codes, "" where no code says so.

    In an area that is a local authority, the school's authority is asked before its
    district. A code that two areas list counts for the first in the alphabet.
    """
    codes = programme.codes.sort_values(["area", "code"])
    authorities = set(codes.loc[codes["kind"] == "la", "area"])
    in_area = np.full(len(schools), "", dtype=object)
    for kind in ("lsoa", "la", "district"):
        listed = codes[codes["kind"] == kind].drop_duplicates("code")
        area_of = dict(zip(listed["code"], listed["area"], strict=True))
        found = np.array(
            [area_of.get(c, "") for c in as_list(schools[_COLUMN[kind]])], dtype=object
        )
        if kind == "district":
            found[_has_code(schools, "la") & np.isin(found, list(authorities))] = ""
        in_area = np.where(in_area == "", found, in_area)
    return in_area


def _has_code(schools: pd.DataFrame, kind: str) -> NDArray[np.bool_]:
    codes = as_list(schools[_COLUMN[kind]])
    known = {code: _KNOWN[kind].fullmatch(code) is not None for code in set(codes)}
    return np.array([known[code] for code in codes], dtype=bool)


def _by_outline(
    schools: gpd.GeoDataFrame, programme: Programme, in_area: NDArray[np.object_]
) -> NDArray[np.object_]:
    """``in_area`` with the placed schools that no code decides put in by outline.

    Exact polygons (a user's) decide for every school. A rough outline decides only where
    the codes cannot: no LSOA is known though the area has a list of them, and no district
    either, or only one that the area lies within; and no authority if the area is one.
    """
    if programme.polygons is None:
        return in_area
    names = programme.polygons["area"].to_numpy(dtype=object)
    school, area = _inside(schools.geometry.to_numpy(), programme.polygons)
    undecided = in_area[school] == ""
    if not programme.exact:
        theirs = pd.DataFrame(schools[[*_COLUMN.values()]]).iloc[school]
        for number in np.unique(area):
            of_area = area == number
            undecided[of_area] &= ~_decided(theirs[of_area], programme, names[number])
    school, area, _ = _first_of_each(school[undecided], area[undecided])
    in_area = in_area.copy()
    in_area[school] = names[area]
    return in_area


def _decided(schools: pd.DataFrame, programme: Programme, area: str) -> NDArray[np.bool_]:
    """Whether a school's codes tell that it is in or out of an area."""
    codes = programme.codes[programme.codes["area"] == area]
    kinds = set(codes["kind"])
    wide = schools["district_code"].isin(set(codes.loc[codes["kind"] == "within", "code"]))
    decided: NDArray[np.bool_] = _has_code(schools, "district") & ~wide.to_numpy(dtype=bool)
    for kind in kinds & {"lsoa", "la"}:
        decided |= _has_code(schools, kind)
    return decided


def _with_hulls(
    schools: gpd.GeoDataFrame, programme: Programme, in_area: NDArray[np.object_]
) -> gpd.GeoDataFrame:
    known = {}
    if programme.polygons is not None:
        known = dict(zip(programme.polygons["area"], programme.polygons.geometry, strict=True))
    points = schools.geometry.to_numpy()
    placed = ~(shapely.is_missing(points) | shapely.is_empty(points))
    for area in programme.areas:
        own = points[placed & (in_area == area)] if area not in known else []
        if len(own):
            hull = shapely.convex_hull(shapely.MultiPoint(list(own)))
            known[area] = shapely.buffer(hull, HULL_MARGIN_M)
    names = sorted(known)
    return gpd.GeoDataFrame(
        {"area": pd.Series(names, dtype="str")},
        geometry=[known[name] for name in names],
        crs=geo.GRID,
    )


def _nearest(
    points: NDArray[np.object_], shapes: gpd.GeoDataFrame
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """For each school, by its point, the nearest area and the distance to it in metres.

    Distance is measured to the single edges of the outlines, in a tree of them: three
    times as fast as to whole polygons. A school inside an outline is at 0 from it.
    """
    near = np.full(len(points), "", dtype=object)
    metres = np.full(len(points), np.nan)
    names = shapes["area"].to_numpy(dtype=object)
    edges, area_of_edge = _edges(shapes.geometry.to_numpy())
    (school, edge), distance = shapely.STRtree(edges).query_nearest(points, return_distance=True)
    school, area, first = _first_of_each(school, area_of_edge[edge])
    near[school], metres[school] = names[area], distance[first]
    school, area = _inside(points, shapes)
    school, area, _ = _first_of_each(school, area)
    near[school], metres[school] = names[area], 0.0
    return near, metres


def _inside(
    points: NDArray[np.object_], shapes: gpd.GeoDataFrame
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of a school and an outline that it lies in or on, by position. The tree
    is of the points, for only the shapes that ask it are prepared."""
    tree = shapely.STRtree(points)
    shape, school = tree.query(shapes.geometry.to_numpy(), "intersects")
    return school, shape


def _first_of_each(
    school: NDArray[np.intp], area: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Of the pairs of each school that of the lowest area (areas are in alphabetical
    order), and where it stands."""
    order = np.lexsort((area, school))
    school, first = np.unique(school[order], return_index=True)
    return school, area[order][first], order[first]


def _edges(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Every edge of the polygons as a line of two points, and which polygon it is of."""
    rings, shape_of_ring = shapely.get_parts(shapely.boundary(shapes), return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    lines = shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1)[joined])
    return lines, shape_of_ring[ring[:-1][joined]]
