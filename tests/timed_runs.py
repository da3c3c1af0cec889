"""A list of fictional schools, and runs of it by the travel times of a made-up engine."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from fake_engines import FakeEngine, Point

from matcher.core import geo
from matcher.core.settings.combine import settings
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.stages.reading import Sources

SEEKERS, PARTNERS = 24, 12
# Of the schools, by their place in the list: one far from any road, one on an island.
OFF_ROAD, ISLAND = 3, 5
OFF_M = 2_345.5
NEEDS = ("T3 physics", "C2 Latin", "C3 music", "C4 maths", "T3 physics; C3 music", "")
MINUTES = 50.0


def places() -> list[tuple[float, float]]:
    """Whole metres of the National Grid, 50 km by 30 km, far from any sea."""
    random = np.random.default_rng(11)
    many = SEEKERS + PARTNERS
    x = 430_000 + np.rint(random.random(many) * 50_000)
    y = 280_000 + np.rint(random.random(many) * 30_000)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def urn(place: int) -> str:
    return str(900_001 + place)


def point(place: int) -> Point:
    """As an engine is asked about it: longitude and latitude to six decimals."""
    x, y = places()[place]
    longitude, latitude = geo.to_degrees(np.array([x]), np.array([y]))
    return round(float(longitude[0]), 6), round(float(latitude[0]), 6)


def write_list(path: Path) -> Path:
    """The schools as a list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("urn", "name", "type", "phase", "easting", "northing", "role", "needs",
                       "strengths"))  # fmt: skip
        for place, (x, y) in enumerate(places()):
            seeks = place < SEEKERS
            kind = "Community school" if seeks else "Other independent school"
            tags = NEEDS[place % len(NEEDS)]
            rows.writerow((urn(place), f"Made-up School {place}", kind, "secondary", int(x), int(y),
                           "seeker" if seeks else "partner", tags if seeks else "",
                           "" if seeks else tags))  # fmt: skip
    return path


def engine(kind: str = "osrm") -> FakeEngine:
    """An engine that knows of these schools what the constants say."""
    off, island = point(OFF_ROAD), point(ISLAND)
    return FakeEngine(
        kind,
        snap=lambda one: OFF_M if one == off else 5.0,
        nearest=lambda one: OFF_M if one == off else 5.0,
        island=lambda one: int(one == island),
    )


def timed(listed: Path, travel: str | Path, out: Path, **options: object) -> Run:
    """A run by travel times, at most :data:`MINUTES` unless ``options`` say otherwise."""
    data = str(options.pop("travel_data", ""))
    config = settings(**{"max_minutes": MINUTES, "k": 3, "exam_years": False, **options})
    return run(Sources((listed,), travel=travel, travel_data=data), config, out)
