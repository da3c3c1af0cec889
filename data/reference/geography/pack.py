"""Packs the ground of the maps for a page; a second:

python data/reference/geography/pack.py

Run after ``make.py``. It reads ``boundaries.json`` and ``towns.csv`` of this folder and writes
``packed.json``, which every map holds as it is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.core.geo import to_degrees
from matcher.show.map.data.geography import PACKED, read_boundaries, read_towns
from matcher.show.map.data.packing import pack_integers

HERE = Path(__file__).resolve().parent
# Steps of 0.0001 degree, 7 to 11 m: the lines are drawn, never measured.
STEPS = 10_000
# Added to a difference of steps, so that it is a whole number from 0 up that fits 16 bits.
DIFFERENCE = 32_767


def packed() -> dict[str, Any]:
    """The lines, shapes, authorities and towns in packed columns."""
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


def text_of(columns: dict[str, Any]) -> str:
    """What stands in the file."""
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    (HERE / PACKED).write_text(text_of(packed()), encoding="utf-8", newline="\n")
