"""The ground under every map: land, local authorities and towns that come with the product.

The files and their sources are described in ``data/README.md``; they are the same for every
map, so that a reader sees where a school is without asking any server.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from matcher.core.installation import reference_rows, resource

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACKED = "packed.json"
GEOGRAPHY_ATTRIBUTION = (
    "Boundaries: Office for National Statistics, districts of 2017 joined to the authorities of"
    " 2025 and generalised, licensed under the Open Government Licence v3.0. Contains OS data"
    " © Crown copyright and database right 2017",
    "Towns: GeoNames (CC BY 4.0). Land around Great Britain: Natural Earth (public domain)",
)


class Town(NamedTuple):
    """A town or village: its name, the three digits of the authority it is in ("" in Scotland),
    how many people the gazetteer counts, for its rank alone, and where it is in metres
    (EPSG:27700)."""

    name: str
    authority: str
    population: int
    easting: int
    northing: int


class Boundary(NamedTuple):
    """An authority of England or Wales by its three digits, or Scotland ("S"): its name, where a
    name has most room (easting, northing, radius of the circle there; metres, EPSG:27700), and
    its polygons, each as rings, the outer one first, each ring as the numbers of the lines it
    goes along (``~number`` where backwards)."""

    code: str
    name: str
    label: tuple[int, int, int]
    polygons: tuple[tuple[tuple[int, ...], ...], ...]


class Boundaries(NamedTuple):
    """Lines, each of corners x, y in metres (EPSG:27700), that two neighbours share; the
    ``authorities`` made of them, and the land ``around`` Great Britain."""

    lines: tuple[NDArray[np.int64], ...]
    authorities: tuple[Boundary, ...]
    around: Boundary


@cache
def read_towns() -> tuple[Town, ...]:
    """The towns, the most people first."""
    rows = reference_rows("geography", "towns.csv")
    return tuple(
        Town(
            row["name"],
            row["authority"],
            int(row["population"]),
            int(row["easting"]),
            int(row["northing"]),
        )
        for row in rows
    )


@cache
def read_boundaries() -> Boundaries:
    """The boundaries, as they stand in the file (TopoJSON)."""
    path = resource("data", "reference", "geography", "boundaries.json")
    topology = json.loads(path.read_text(encoding="utf-8"))
    step = int(topology["transform"]["scale"][0])
    # Each line as steps from its first corner; they are added up all at once.
    many = [len(arc) for arc in topology["arcs"]]
    steps = np.array(list(chain.from_iterable(topology["arcs"])), dtype=np.int64)
    ends = np.cumsum(many)
    summed = np.cumsum(steps, axis=0)
    before = (summed - steps)[ends - many]
    lines = tuple(np.split((summed - np.repeat(before, many, axis=0)) * step, ends[:-1]))
    shapes = {
        name: tuple(_boundary(shape) for shape in group["geometries"])
        for name, group in topology["objects"].items()
    }
    return Boundaries(lines, shapes["authorities"], shapes["around"][0])


def _boundary(shape: dict[str, Any]) -> Boundary:
    told = shape["properties"]
    polygons = tuple(tuple(map(tuple, polygon)) for polygon in shape["arcs"])
    east, north, radius = told.get("label", (0, 0, 0))
    return Boundary(told["code"], told.get("name", ""), (east, north, radius), polygons)


@cache
def geography_columns() -> dict[str, Any]:
    """What the page draws beneath the schools, packed: lines as differences of steps of 0.0001
    degree, shapes as numbers of lines, and towns by rank of their people.

    Read as ``data/reference/geography/pack.py`` packed it: to turn and pack it again, the same
    for every map, took twice as long as an empty Python takes to start.
    """
    path = resource("data", "reference", "geography", PACKED)
    columns: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return columns
