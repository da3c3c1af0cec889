"""The ground under every map: land, local authorities and towns that come with the product.

The files and their sources are described in ``data/README.md``; they are the same for every
map, so that a reader sees where a school is without asking any server.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.geo import to_degrees
from matcher.core.installation import reference_rows, resource
from matcher.show.map.data.packing import pack_integers

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Steps of 0.0001 degree, 7 to 11 m: the lines are drawn, never measured.
STEPS = 10_000
# Added to a difference of steps, so that it is a whole number from 0 up that fits 16 bits.
DIFFERENCE = 32_767

GEOGRAPHY_ATTRIBUTION = (
    "Boundaries: Office for National Statistics, districts of 2017 joined to the authorities of"
    " 2025 and generalised, licensed under the Open Government Licence v3.0. Contains OS data"
    " © Crown copyright and database right 2017",
    "Towns: GeoNames (CC BY 4.0). Land around Great Britain: Natural Earth (public domain)",
)


@dataclass(frozen=True, slots=True)
class Town:
    """A town or village: its name, the three digits of the authority it is in ("" in Scotland),
    how many people the gazetteer counts, for its rank alone, and where it is in metres
    (EPSG:27700)."""

    name: str
    authority: str
    population: int
    easting: int
    northing: int


@dataclass(frozen=True, slots=True)
class Boundary:
    """An authority of England or Wales by its three digits, or Scotland ("S"): its name, where a
    name has most room (easting, northing, radius of the circle there; metres, EPSG:27700), and
    its polygons, each as rings, the outer one first, each ring as the numbers of the lines it
    goes along (``~number`` where backwards)."""

    code: str
    name: str
    label: tuple[int, int, int]
    polygons: tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Boundaries:
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
    degree, shapes as numbers of lines, and towns by rank of their people."""
    boundaries, towns = read_boundaries(), read_towns()
    together = np.concatenate(boundaries.lines)
    ends = np.cumsum([len(line) for line in boundaries.lines])
    corners = np.split(_steps(together[:, 0], together[:, 1]), ends[:-1])
    first = np.array([line[0] for line in corners])
    differences = np.concatenate([np.diff(line, axis=0) for line in corners]) + DIFFERENCE
    shapes = (*boundaries.authorities, boundaries.around)
    rings = [ring for shape in shapes for polygon in shape.polygons for ring in polygon]
    labels = np.array([shape.label for shape in boundaries.authorities])
    places = _steps(labels[:, 0], labels[:, 1])
    town_places = _steps(
        np.array([town.easting for town in towns]), np.array([town.northing for town in towns])
    )
    numbers = {shape.code: number for number, shape in enumerate(boundaries.authorities)}
    return {
        "lines": {
            "lon": pack_integers(first[:, 0]),
            "lat": pack_integers(first[:, 1]),
            "corners": pack_integers(np.array([len(line) for line in corners])),
            "east": pack_integers(differences[:, 0]),
            "north": pack_integers(differences[:, 1]),
        },
        "shapes": {
            "rings": pack_integers(
                np.array([sum(map(len, shape.polygons)) for shape in shapes], dtype=np.int64)
            ),
            "ringLines": pack_integers(np.array([len(ring) for ring in rings])),
            # Backwards is odd.
            "line": pack_integers(
                np.array(
                    [2 * line if line >= 0 else 2 * ~line + 1 for ring in rings for line in ring]
                )
            ),
        },
        "authorities": {
            "code": [shape.code for shape in boundaries.authorities],
            "name": [shape.name for shape in boundaries.authorities],
            "lon": pack_integers(places[:, 0]),
            "lat": pack_integers(places[:, 1]),
            "radiusM": pack_integers(labels[:, 2]),
        },
        "towns": {
            "name": [town.name for town in towns],
            "lon": pack_integers(town_places[:, 0]),
            "lat": pack_integers(town_places[:, 1]),
            "thousands": pack_integers(np.array([town.population // 1000 for town in towns])),
            "authority": pack_integers(
                np.array([numbers.get(town.authority, -1) for town in towns])
            ),
        },
    }


def _steps(easting: NDArray[np.int64], northing: NDArray[np.int64]) -> NDArray[np.int64]:
    """Longitude + 180 and latitude + 90 in whole steps, two columns."""
    longitude, latitude = to_degrees(easting.astype(float), northing.astype(float))
    return np.rint(np.column_stack([longitude + 180, latitude + 90]) * STEPS).astype(np.int64)
