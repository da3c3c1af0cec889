"""Make the tables of priority areas again: ``python data/reference/priority-areas/make.py``.

Run by hand when the facts change. It reads public data laid beside the checkout, in
../shared/data (see data/README.md for publishers and dates), and writes the CSV files of
this folder. Nothing of the source files is carried over but codes and, for the outlines,
positions that are our own construction (see :func:`outline`).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

FOLDER = Path(__file__).resolve().parent
CHECKOUT = FOLDER.parents[2]
SOURCES = CHECKOUT.parent / "shared" / "data"
HEADER = ("area", "kind", "code", "vintage", "valid_from", "valid_to", "note")

# Districts of 2018, and the last day of the two that were abolished.
OPPORTUNITY_AREAS = {
    "Blackpool": {"E06000009": ""},
    "Bradford": {"E08000032": ""},
    "Derby": {"E06000015": ""},
    "Doncaster": {"E08000017": ""},
    "Fenland and East Cambridgeshire": {"E07000009": "", "E07000010": ""},
    "Hastings": {"E07000062": ""},
    "Ipswich": {"E07000202": ""},
    "North Yorkshire Coast": {"E07000168": "2023-03-31"},
    "Norwich": {"E07000148": ""},
    "Oldham": {"E08000004": ""},
    "Stoke-on-Trent": {"E06000021": ""},
    "West Somerset": {"E07000191": "2019-03-31"},
}
# The districts that came after, far larger than the area: they decide nothing.
SUCCESSORS = {
    "North Yorkshire Coast": {"E06000065": ("2023-04-01", "", "all of North Yorkshire")},
    "West Somerset": {
        "E07000246": ("2019-04-01", "2023-03-31", "Somerset West and Taunton"),
        "E06000066": ("2023-04-01", "", "all of Somerset"),
    },
}
# LSOA of 2021 that are not of 2011 and in which schools stand inside the old district.
NEW_LSOA = {"North Yorkshire Coast": ("E01034972", "E01034973"), "West Somerset": ()}
NEW_NOTE = (
    "found by the schools that stand in it inside the district of 2017; a third new code of"
    " the old district could not be confirmed and is left out, no school stands in it"
)

PRIORITY_EIA = """Halton, Hartlepool, Knowsley, Liverpool, Middlesbrough, Nottingham,
Portsmouth, Rochdale, Salford, Sandwell, Tameside, Walsall"""
EIA = """Bedford, Blackpool, Bolton, Bradford, Bury, Cambridgeshire, Central Bedfordshire,
Cornwall, County Durham, Coventry, Darlington, Derby, Derbyshire, Doncaster, Dorset, Dudley,
East Sussex, Halton, Hartlepool, Isle of Wight, Kirklees, Knowsley, Leeds, Lincolnshire,
Liverpool, Luton, Manchester, Middlesbrough, Norfolk, North Northamptonshire, North Somerset,
North Yorkshire, Nottingham, Nottinghamshire, Oldham, Peterborough, Plymouth, Portsmouth,
Rochdale, Rotherham, Salford, Sandwell, Sefton, Somerset, South Gloucestershire,
South Tyneside, St Helens, Stoke-on-Trent, Suffolk, Sunderland, Swindon, Tameside, Wakefield,
Walsall, Wirral"""

CONTEXT_M = 15_000.0  # points this near the district shape its cells
# How far an outline goes from a point: as far as the third nearest other one, for points
# are as near each other as people live; within these limits.
NEIGHBOUR = 3
REACH_M = (500.0, 12_000.0)
SIMPLIFY_M = 250.0
GRID_M = 100.0

Row = tuple[str, str, str, str, str, str, str]


def main() -> None:
    """Write all four tables."""
    districts = gpd.read_file(SOURCES / "boundaries" / "opportunity-areas-2017.geojson")
    districts = districts.to_crs("EPSG:27700").set_index("code")
    centroids = pd.read_csv(SOURCES / "boundaries" / "lsoa-2011-centroids.csv", dtype={0: "str"})
    points = gpd.GeoSeries.from_xy(centroids["longitude"], centroids["latitude"], crs="EPSG:4326")
    points = points.to_crs("EPSG:27700").set_axis(centroids["lsoa11_code"])

    opportunity = opportunity_rows(districts, points)
    write("opportunity-areas.csv", HEADER, opportunity)
    authorities = authority_codes()
    write("education-investment-areas.csv", HEADER, authority_rows(EIA, authorities))
    priority = sorted(opportunity + authority_rows(PRIORITY_EIA, authorities))
    write("priority-education-investment-areas.csv", HEADER, priority)
    write(
        "opportunity-areas-outlines.csv",
        ("area", "part", "order", "easting", "northing"),
        outline_rows(districts, pd.concat([points, school_points()])),
    )


def opportunity_rows(districts: gpd.GeoDataFrame, points: gpd.GeoSeries) -> list[Row]:
    """Districts of 2018, the LSOA of the two that were abolished, and what came after."""
    imd = pd.read_csv(SOURCES / "boundaries" / "imd-2025-lsoa21.csv", dtype={0: "str"})
    still = set(imd["lsoa21_code"])
    rows: list[Row] = []
    for area, codes in OPPORTUNITY_AREAS.items():
        for code, last in codes.items():
            rows.append((area, "district", code, "2018", "", last, ""))
        for code, (first, last, note) in SUCCESSORS.get(area, {}).items():
            rows.append((area, "within", code, "2023", first, last, f"{note}: decides nothing"))
        if area not in NEW_LSOA:
            continue
        (district,) = codes
        inside = points[points.within(districts.geometry[district])]
        for code in sorted(inside.index):
            vintage = "2011 and 2021" if code in still else "2011"
            rows.append((area, "lsoa", code, vintage, "", "", ""))
        for code in NEW_LSOA[area]:
            rows.append((area, "lsoa", code, "2021", "", "", NEW_NOTE))
    return sorted(rows)


def authority_codes() -> pd.DataFrame:
    """Name and DfE code of each authority of England, and the districts that lie in it.

    A district belongs to the authority that most of its schools belong to. Districts are
    those of the register and, by the schools' postcodes, those of Code-Point Open.
    """
    sys.path.insert(0, str(CHECKOUT))
    from matcher.place.postcode_file.lookup import look_up_postcodes, postcodes_to_look_up

    names = pd.read_csv(SOURCES / "gias" / "la-regions.csv", dtype="str")
    register = pd.read_csv(
        SOURCES / "gias" / "register-2025-05-24.csv",
        dtype="str", encoding="cp1252", keep_default_na=False,
    )  # fmt: skip
    code = postcodes_to_look_up(register["Postcode"])
    now = look_up_postcodes(SOURCES / "postcodes" / "codepo_gb-2025-11.zip", set(code)).frame()
    pairs = pd.DataFrame(
        {
            "la_code": pd.concat([register["LA (code)"]] * 2),
            "district": pd.concat(
                [register["DistrictAdministrative (code)"], code.map(now["district_code"])]
            ),
        }
    )
    pairs = pairs[pairs["district"].fillna("").str.startswith("E")]
    counts = pairs.value_counts().rename("schools").reset_index()
    counts = counts.sort_values(["schools", "la_code"], ascending=[False, True])
    home = counts.drop_duplicates("district")
    return home.merge(names[["la_code", "la_name"]], on="la_code").sort_values("district")


def authority_rows(listed: str, authorities: pd.DataFrame) -> list[Row]:
    """The authorities named in ``listed``, by their own code and their districts'."""
    rows: list[Row] = []
    plain = authorities["la_name"].str.replace(".", "", regex=False)
    for area in (name.strip() for name in listed.split(",")):
        found = authorities[plain == area]
        (la_code,) = set(found["la_code"])
        rows.append((area, "la", la_code, "2025", "", "", ""))
        note = "for schools whose authority is not known"
        rows.extend((area, "district", code, "2025", "", "", note) for code in found["district"])
    return sorted(rows)


def outline_rows(
    districts: gpd.GeoDataFrame, points: gpd.GeoSeries
) -> list[tuple[str, int, int, int, int]]:
    """The corners of each area's outline, in metres (EPSG:27700)."""
    rows = []
    for area, codes in sorted(OPPORTUNITY_AREAS.items()):
        shapes = [outline(districts.geometry[code], points) for code in sorted(codes)]
        merged = shapely.normalize(shapely.union_all(shapes, grid_size=GRID_M))
        for part, polygon in enumerate(shapely.get_parts(merged), start=1):
            for order, (x, y) in enumerate(shapely.get_coordinates(polygon.exterior)[:-1], 1):
                rows.append((area, part, order, int(x), int(y)))
    return rows


def school_points() -> gpd.GeoSeries:
    """Where the schools of England stand (EPSG:27700)."""
    register = pd.read_csv(
        SOURCES / "gias" / "register-2025-05-24.csv",
        usecols=["Easting", "Northing", "LSOA (code)"],
        encoding="cp1252",
    )
    placed = register["LSOA (code)"].fillna("").str.startswith("E01") & (register["Easting"] > 0)
    placed &= register["Northing"] > 0
    schools = register[placed]
    return gpd.GeoSeries.from_xy(schools["Easting"], schools["Northing"], crs="EPSG:27700")


def outline(district: shapely.Polygon, points: gpd.GeoSeries) -> shapely.Geometry:
    """A rough outline of a district, made from points alone.

    Every place is given to the nearest point, an LSOA centroid or a school (Voronoi
    cells); the cells of the points inside the district, as far as each point reaches, are
    joined, simplified to 250 m and rounded to 100 m. The district's own boundary only
    tells which points are inside.
    """
    near = points[points.distance(district) < CONTEXT_M].drop_duplicates()
    inside = near[near.within(district)].to_numpy()
    around = shapely.box(*near.total_bounds).buffer(2e4)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(near.to_numpy()), extend_to=around)
    cells = np.array(shapely.get_parts(cells))
    _, cell = shapely.STRtree(cells).query(inside, predicate="within")
    others = np.sort(shapely.distance(inside[:, None], near.to_numpy()[None, :]), axis=1)
    reach = shapely.buffer(inside, np.clip(others[:, NEIGHBOUR], *REACH_M))
    shape = shapely.intersection(shapely.union_all(cells[cell]), shapely.union_all(reach))
    shape = shapely.set_precision(shapely.simplify(shape, SIMPLIFY_M), GRID_M)
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(shape)])


def write(name: str, header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    """Write one table into this folder."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
