"""The map says what the lists say: its data are unpacked here by code of their own and compared,
school by school and pair by pair, with schools.csv and matches.csv."""

from __future__ import annotations

import base64
import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from program import table

from matcher.core.figures.number_format import half_up
from matcher.jobs.matching.results import Run

# A step of 0.00001 degree is 1.1 m, and two ways from degrees to the grid differ by a few metres:
# a school turned back must lie within so many metres of where the list puts it.
NEAR_M = 6.0

# Told once of a seeker, and not in each reason.
_NO_NEED = re.compile("; (?:no need of yours stands out|you are said to need nothing)")


def unpacked(column: dict[str, Any]) -> list[int | None]:
    """The numbers of a packed column: little-endian, each one more than it says, 0 unknown;
    where all are the same that one and how many there are."""
    if "count" in column:
        return [column["all"] - 1 if column["all"] else None] * column["count"]
    data = base64.b64decode(column["data"])
    size = {8: 1, 16: 2, 32: 4}[column["bits"]]
    form = {1: "B", 2: "H", 4: "I"}[size]
    numbers = struct.unpack(f"<{len(data) // size}{form}", data)
    return [None if number == 0 else number - 1 for number in numbers]


@pytest.fixture(scope="module")
def data(demo_run: Run) -> dict[str, Any]:
    return island(demo_run.folder / "map.html")


def island(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    read: dict[str, Any] = json.loads(found)
    return read


def words(known: list[str], places: list[int | None]) -> list[str]:
    return ["" if place is None else known[place] for place in places]


def schools_of(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the map says of each school, by URN."""
    packed = data["schools"]
    columns: dict[str, list[Any]] = {"name": packed["name"]}
    for name, known in (("kind", "kinds"), ("role", "roles"), ("locatedBy", "locatedBy")):
        columns[name] = words(data[known], unpacked(packed[name]))
    for name in ("area", "areaNear"):
        columns[name] = words(data["areas"], unpacked(packed[name]))
    for name in ("la", "phase", "trust"):
        columns[name] = words(packed[f"{name}Words"], unpacked(packed[name]))
    for name in ("lon", "lat", "precisionM", "areaKm10", "pupils"):
        columns[name] = unpacked(packed[name])
    lengths = {len(column) for column in columns.values()} | {len(packed["urn"])}
    assert len(lengths) == 1
    return {
        urn: {name: column[at] for name, column in columns.items()}
        for at, urn in enumerate(packed["urn"])
    }


def whole(text: str, times: float = 1) -> int | None:
    return None if text == "" else round(float(text) * times)


def test_every_school_is_on_the_map_as_in_the_lists(demo_run: Run, data: dict[str, Any]) -> None:
    shown = schools_of(data)
    matches = table(demo_run.folder / "matches.csv")
    paired = {row[f"{side}_urn"] for row in matches for side in ("seeker", "partner")}
    listed = {
        row["urn"]: row
        for row in table(demo_run.folder / "schools.csv")
        if row["role"] or row["urn"] in paired
    }
    assert shown.keys() == listed.keys()
    assert len(shown) > 40
    for urn, row in listed.items():
        on_map = shown[urn]
        assert on_map["name"] == row["name"]
        for name, column in (
            ("kind", "kind"), ("role", "role"), ("locatedBy", "located_by"), ("area", "area"),
            ("areaNear", "area_near"), ("la", "la_name"), ("phase", "phase"), ("trust", "trust"),
        ):  # fmt: skip
            assert on_map[name] == row[column], (urn, name)
        assert on_map["precisionM"] == whole(row["precision_m"])
        assert on_map["areaKm10"] == whole(row["area_km"], 10)
        assert on_map["pupils"] == whole(row["pupils"])
        placed = row["easting"] != ""
        assert (on_map["lon"] is not None) == (on_map["lat"] is not None) == placed


def test_every_school_stands_where_the_lists_put_it(demo_run: Run, data: dict[str, Any]) -> None:
    from pyproj import Transformer

    to_grid = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    shown = schools_of(data)
    rows = [row for row in table(demo_run.folder / "schools.csv") if row["urn"] in shown]
    placed = [row for row in rows if row["easting"]]
    assert len(placed) > 40
    for row in placed:
        on_map = shown[row["urn"]]
        x, y = to_grid.transform(on_map["lon"] / 100_000 - 180, on_map["lat"] / 100_000 - 90)
        off = ((x - float(row["easting"])) ** 2 + (y - float(row["northing"])) ** 2) ** 0.5
        assert off < NEAR_M, (row["urn"], off)


def test_every_pair_is_on_the_map_as_in_the_list(demo_run: Run, data: dict[str, Any]) -> None:
    packed, urns = data["matches"], data["schools"]["urn"]
    columns = {
        name: unpacked(column) for name, column in packed.items() if isinstance(column, dict)
    }
    rows = table(demo_run.folder / "matches.csv")
    phrases = iter(columns.pop("phrase"))
    assert len(columns.pop("phraseExchange")) == len(packed["phrases"])
    for name, said in (("noNeed", "no need of yours"), ("needsNothing", "you are said to need")):
        flags = columns.pop(name)  # seven schools to a number
        idle = {urn for at, urn in enumerate(urns) if (flags[at // 7] or 0) >> at % 7 & 1}
        assert idle == {row["seeker_urn"] for row in rows if f"; {said}" in row["reasons"]}
    assert {len(column) for column in columns.values()} == {len(rows)}
    in_area = unpacked(data["schools"]["opportunity"])
    for at, row in enumerate(rows):
        on_map = {name: column[at] for name, column in columns.items()}
        assert urns[on_map["seeker"]] == row["seeker_urn"]
        assert urns[on_map["partner"]] == row["partner_urn"]
        assert on_map["rank"] == whole(row["rank"])
        assert on_map["partnerRank"] == whole(row["partner_rank"])
        assert on_map["score1000"] == whole(half_up(float(row["score"]), 3), 1000)
        assert on_map["km10"] == whole(half_up(float(row["distance_km"]), 1), 10)
        terms = {name: on_map[name] for name in ("near", "gives", "gains")}
        terms |= {"opportunity": in_area[on_map["seeker"]]}
        for term, told in terms.items():
            assert told == (whole(half_up(float(row[term]), 3), 1000) if row[term] else None)
        steps = on_map["known"]
        assert steps is not None
        for step, term in zip(divmod(steps, 15), ("gives", "gains"), strict=True):
            known = float(row[f"{term}_known"])
            assert (step == 0, step == 14) == (known == 0, known >= 0.97)
            assert step in (1, 14) or step <= known * 14 < step + 1  # never more than is known
        assert "travel" not in on_map  # nobody asked
        assert on_map["beyond"] == (float(row["distance_km"]) > 40)
        said = [packed["phrases"][next(phrases)] for _ in range(on_map["phraseCount"])]
        assert "; ".join(said) == _NO_NEED.sub("", row["reasons"])
    assert next(phrases, None) is None


def test_the_legend_parts_the_scores_into_thirds(data: dict[str, Any]) -> None:
    scores = sorted(filter(None, unpacked(data["matches"]["score1000"])))
    upper, middle = data["matches"]["bands1000"]
    assert upper > middle
    for edge, share in ((upper, 2 / 3), (middle, 1 / 3)):
        below = sum(score < edge for score in scores) / len(scores)
        upto = sum(score <= edge for score in scores) / len(scores)
        assert below <= share + 1 / len(scores)
        assert upto >= share - 1 / len(scores)


def test_every_outline_is_a_closed_ring_about_its_schools(
    demo_run: Run, data: dict[str, Any]
) -> None:
    """Each starts in full and goes on by differences, and holds the schools said to be in it."""
    assert data["outlines"]
    boxes: dict[str, list[tuple[float, float]]] = {}
    for outline in data["outlines"]:
        points = boxes.setdefault(data["areas"][outline["area"]], [])
        for ring in outline["rings"]:
            lon = lat = 0
            corners = []
            for dx, dy in zip(ring[::2], ring[1::2], strict=True):
                lon, lat = lon + dx, lat + dy
                corners.append((lon / 100_000, lat / 100_000))
            assert corners[0] == corners[-1]
            assert len(corners) > 3
            points += corners
    inside = [school for school in schools_of(data).values() if school["area"] in boxes]
    assert inside
    slack = 0.02  # degrees: the outlines are rough
    for school in inside:
        if school["lon"] is None:
            continue
        lons, lats = zip(*boxes[school["area"]], strict=True)
        assert min(lons) - slack <= school["lon"] / 100_000 - 180 <= max(lons) + slack
        assert min(lats) - slack <= school["lat"] / 100_000 - 90 <= max(lats) + slack
