"""In or near: the shipped programmes and a user's own areas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from place_lists import listed, national
from truths import AREAS

from matcher.core.errors import FileError, SettingError
from matcher.core.problems import ProblemLog
from matcher.core.tables import SCHOOLS
from matcher.place.locate import locate
from matcher.place.priority_areas.in_or_near import area_outlines, assign_areas
from matcher.place.priority_areas.programmes import load_programme

# Inside the old district of Scarborough, and in Northallerton, far outside it.
SCARBOROUGH = {"easting": "504000", "northing": "488000"}
NORTHALLERTON = {"easting": "436800", "northing": "493800"}
NEW_DISTRICT = {"district_code": "E06000065"}


def _assigned(name: str, *rows: dict[str, object]) -> gpd.GeoDataFrame:
    return assign_areas(locate(listed(*rows), ProblemLog()), load_programme(name))


# --- the shipped programmes


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("opportunity-areas", 12),
        ("education-investment-areas", 55),
        ("Priority education investment_areas", 24),
    ],
)
def test_named_programmes(name: str, count: int) -> None:
    areas = load_programme(name)
    assert len(areas.areas) == count
    assert not areas.exact
    assert areas.title.endswith("area")
    assert not areas.codes.duplicated(["kind", "code"]).any()


def test_the_priority_areas_are_the_opportunity_areas_and_twelve_of_the_others() -> None:
    opportunity, wide, priority = (
        set(load_programme(name).areas)
        for name in (
            "opportunity-areas",
            "education-investment-areas",
            "priority-education-investment-areas",
        )
    )
    assert opportunity < priority
    assert len(priority - opportunity) == 12
    assert priority - opportunity < wide


def test_lsoa_of_the_abolished_districts() -> None:
    codes = load_programme("opportunity-areas").codes
    counts = codes[codes["kind"] == "lsoa"].groupby("area").size().to_dict()
    assert counts == {"North Yorkshire Coast": 73, "West Somerset": 21}


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(SettingError) as caught:
        load_programme("oportunity areas")
    assert "opportunity-areas" in caught.value.hint


@pytest.mark.parametrize(
    "text", ["https://example.org/a.geojson", "/vsicurl/a.gpkg", "file:///a.csv", "/vsizip/a.zip"]
)
def test_no_web_address_and_no_virtual_path(text: str) -> None:
    with pytest.raises(SettingError, match="not a file on this computer"):
        load_programme(text)


# --- in by code


def test_codes_decide_in_their_order() -> None:
    schools = _assigned(
        "opportunity-areas",
        NEW_DISTRICT | NORTHALLERTON | {"lsoa_code": "E01027831"},  # LSOA of 2011: in
        NEW_DISTRICT | SCARBOROUGH | {"lsoa_code": "E01034973"},  # LSOA of 2021: in
        NEW_DISTRICT | SCARBOROUGH | {"lsoa_code": "E01027700"},  # another LSOA: out
        NEW_DISTRICT | SCARBOROUGH,  # nothing decides: by the outline
        NEW_DISTRICT | NORTHALLERTON,
        SCARBOROUGH,
        SCARBOROUGH | {"district_code": "E07000165"},  # another district decides: out
        {"district_code": "E07000168"},  # an old register, no place
        {"district_code": "E08000032", "easting": "0", "northing": "0"},
        {},
    )
    coast = "North Yorkshire Coast"
    assert schools["area"].tolist() == [
        coast, coast, "", coast, "", coast, "", coast, "Bradford", "",
    ]  # fmt: skip
    km = schools["area_km"].tolist()
    assert [km[n] for n in (0, 1, 3, 5, 7, 8)] == [0.0] * 6
    assert km[2] == km[6] == 0.1
    assert km[4] == pytest.approx(25.65, abs=3.3)  # by the district of 2017
    assert np.isnan(km[9])
    assert schools["area_near"].tolist() == [coast] * 8 + ["Bradford", ""]


def test_all_of_somerset_is_not_west_somerset() -> None:
    rows = [
        {"district_code": code, "easting": "322700", "northing": "124600"}  # Taunton
        for code in ("E06000066", "E07000246")
    ]
    assert _assigned("opportunity-areas", *rows)["area"].tolist() == ["", ""]


def test_an_authority_decides_before_the_district() -> None:
    schools = _assigned(
        "education-investment-areas",
        {"la_code": "845"},
        {"la_code": "850", "district_code": "E07000062"},
        {"district_code": "E07000062"},
        {"la_code": "815", "district_code": "E06000065"},
    )
    assert schools["area"].tolist() == ["East Sussex", "", "East Sussex", "North Yorkshire"]


def test_hulls_stand_in_where_there_is_no_outline() -> None:
    log = ProblemLog()
    placed = locate(
        listed(
            {"la_code": "852", "easting": "442000", "northing": "112000"},
            {"la_code": "851", "easting": "464000", "northing": "100000"},
            {"la_code": "851", "easting": "465000", "northing": "101000"},
        ),
        ProblemLog(),
    )
    areas = load_programme("priority-education-investment-areas")
    schools = assign_areas(placed, areas, log=log)
    assert schools["area"].tolist() == ["", "Portsmouth", "Portsmouth"]
    assert schools["area_near"][0] == "Portsmouth"
    assert 24.0 < schools["area_km"][0] < 25.1
    shapes = area_outlines(areas, schools)
    assert "Portsmouth" in set(shapes["area"])
    assert shapes["area"].is_monotonic_increasing
    (problem,) = log.problems
    assert (problem.code, problem.severity) == ("area_empty", "note")
    assert "Walsall" in problem.value


def test_the_order_of_the_rows_does_not_matter() -> None:
    placed = locate(
        listed(*[{"easting": str(400_000 + n * 9_973 % 90_000), "northing": str(400_000 + n * 77)}
                 for n in range(200)]),
        ProblemLog(),
    )  # fmt: skip
    areas = load_programme("opportunity-areas")
    shuffled = placed.sample(frac=1, random_state=7).reset_index(drop=True)
    once = assign_areas(placed, areas).sort_values("urn", ignore_index=True)
    again = assign_areas(shuffled, areas).sort_values("urn", ignore_index=True)
    pd.testing.assert_frame_equal(pd.DataFrame(once), pd.DataFrame(again))


# --- a user's own areas

SQUARES = {
    "North": shapely.box(400_000, 310_000, 410_000, 320_000),
    "South": shapely.box(400_000, 290_000, 410_000, 300_000),
}


def _squares(names: str = "name") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {names: list(SQUARES)}, geometry=list(SQUARES.values()), crs="EPSG:27700"
    )


def _save(tmp_path: Path, form: str) -> Path:
    path = tmp_path / f"areas.{form}"
    if form == "geojson":
        path.write_text(_squares().to_crs(4326).to_json(drop_id=True))
    elif form == "json":
        path.write_text(_squares().to_json())  # in metres, with a crs member
    elif form == "zip":
        _squares().to_file(tmp_path / "areas.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in ("shp", "shx", "dbf", "prj"):
                archive.write(tmp_path / f"areas.{part}", f"folder/areas.{part}")
    else:
        _squares().to_crs(3857).to_file(path)
    return path


@pytest.mark.parametrize("form", ["geojson", "json", "gpkg", "shp", "zip"])
def test_polygons_of_every_form(tmp_path: Path, form: str) -> None:
    areas = load_programme(str(_save(tmp_path, form)))
    assert (areas.areas, areas.exact) == (["North", "South"], True)
    middle = {"easting": "405000", "northing": "305000"}
    schools = assign_areas(
        locate(
            listed(
                {"easting": "405000", "northing": "315000"},
                {"easting": "405000", "northing": "287000"},
                middle | {"district_code": "E07000062"},
                {},
            ),
            ProblemLog(),
        ),
        areas,
    )
    SCHOOLS.check(schools)
    assert schools["area"].tolist() == ["North", "", "", ""]
    assert schools["area_near"].tolist()[:2] == ["North", "South"]
    assert schools["area_km"].tolist()[:3] == pytest.approx([0.0, 3.0, 5.0], abs=0.02)


def test_of_areas_as_near_the_first_in_the_alphabet_counts(tmp_path: Path) -> None:
    areas = load_programme(str(_save(tmp_path, "json")))
    middle = locate(listed({"easting": "405000", "northing": "305000"}), ProblemLog())
    assert assign_areas(middle, areas)["area_near"].tolist() == ["North"]


def test_rings_with_holes_and_bow_ties(tmp_path: Path) -> None:
    ring = shapely.box(400_000, 300_000, 420_000, 320_000) - shapely.box(
        405_000, 305_000, 415_000, 315_000
    )
    bow = shapely.Polygon([(430_000, 300_000), (440_000, 310_000), (440_000, 300_000),
                           (430_000, 310_000)])  # fmt: skip
    path = tmp_path / "odd.geojson"
    odd = gpd.GeoDataFrame({"area": ["Ring", "Bow"]}, geometry=[ring, bow], crs=27700)
    path.write_text(odd.to_json())
    areas = load_programme(str(path))
    assert areas.polygons is not None
    assert areas.polygons.geometry.is_valid.all()
    inside = locate(listed({"easting": "410000", "northing": "310000"}), ProblemLog())
    schools = assign_areas(inside, areas)
    assert (schools["area"][0], schools["area_km"][0]) == ("", 5.0)


def test_rows_of_one_name_are_one_area(tmp_path: Path) -> None:
    path = tmp_path / "two.geojson"
    path.write_text(_squares().assign(name="Both").to_json())
    assert load_programme(str(path)).areas == ["Both"]


def test_codes_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("\ufeffArea,Code,Kind\nHastings,e07000062,\nLewes,E01020900,lsoa\nKent,886,\n")
    areas = load_programme(str(path))
    assert areas.codes.set_index("area")["kind"].to_dict() == {
        "Hastings": "district", "Kent": "la", "Lewes": "lsoa",
    }  # fmt: skip
    schools = assign_areas(
        locate(listed({"district_code": "E07000062"}, {"la_code": "886"}), ProblemLog()), areas
    )
    assert schools["area"].tolist() == ["Hastings", "Kent"]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", "area,code\nHampshire,E10000014\n", "row 2"),
        ("a.csv", "area,code\n,E07000062\n", "no area"),
        ("a.csv", "area,code\n", "no codes"),
        ("a.csv", "name,gss\nx,y\n", "no columns area and code"),
        ("a.geojson", "{", "cannot be read"),
        ("a.geojson", json.dumps({"type": "FeatureCollection", "features": []}), "no polygons"),
        ("a.geojson", json.dumps({"type": "Topology"}), "FeatureCollection"),
        ("a.gpkg", "<OGRVRTDataSource/>", "not what its name says"),
        ("a.shp", "<OGRVRTDataSource/>", "not what its name says"),
        ("a.zip", "PK", "cannot be read"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, content: str, what: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(FileError, match=what) as caught:
        load_programme(str(path))
    assert caught.value.hint
    assert name in caught.value.where


def test_polygons_need_a_crs_a_name_and_great_britain(tmp_path: Path) -> None:
    bare = tmp_path / "bare.shp"
    _squares().set_crs(None, allow_override=True).to_file(bare)
    unnamed = tmp_path / "unnamed.geojson"
    unnamed.write_text(_squares("colour").to_json())
    metres = tmp_path / "metres.geojson"
    content = json.loads(_squares().to_json())
    del content["crs"]
    metres.write_text(json.dumps(content))
    for path, what in ((bare, "CRS"), (unnamed, "no column"), (metres, "outside|infinit")):
        with pytest.raises(FileError, match=what):
            load_programme(str(path))


_NETWORK = """
import sys
from matcher.place.priority_areas.programmes import load_programme
areas = load_programme(sys.argv[1])
print(areas.polygons.geometry.total_bounds.tolist())
"""


def test_proj_network_does_not_move_polygons(tmp_path: Path, repository: Path) -> None:
    path = _save(tmp_path, "geojson")
    found = set()
    for network in ("ON", "OFF"):
        ran = subprocess.run(
            [sys.executable, "-c", _NETWORK, str(path)],
            env=os.environ | {"PROJ_NETWORK": network, "PYTHONPATH": str(repository)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found.add(ran.stdout)
    (bounds,) = (json.loads(text) for text in found)
    assert bounds == pytest.approx([400_000, 290_000, 410_000, 320_000], abs=5)


# --- against the real register


@pytest.fixture(scope="module")
def register(shared_data: Path) -> gpd.GeoDataFrame:
    return locate(national(shared_data), ProblemLog())


@pytest.fixture(scope="module")
def districts(shared_data: Path) -> gpd.GeoDataFrame:
    path = shared_data / "boundaries" / "opportunity-areas-2017.geojson"
    frame = gpd.read_file(path).to_crs(27700)
    return frame.dissolve("opportunity_area")


def _counts(schools: gpd.GeoDataFrame) -> dict[str, tuple[int, ...]]:
    kinds = ("independent", "state", "university")
    return {
        area: (len(group), *(int((group["kind"] == kind).sum()) for kind in kinds))
        for area, group in schools.groupby("area")
        if area
    }


@pytest.mark.real
def test_counts_of_the_twelve_areas(register: gpd.GeoDataFrame) -> None:
    schools = assign_areas(register, load_programme("opportunity-areas"))
    SCHOOLS.check(schools)
    counts = _counts(schools)
    assert set(counts) == set(AREAS)
    for area, true in AREAS.items():
        assert np.abs(np.subtract(counts[area], true)).max() <= 4, (area, counts[area], true)
    wide = schools[schools["la_code"].isin(["815", "933"])]
    old = {"815": "North Yorkshire Coast", "933": "West Somerset"}
    allowed = wide["la_code"].map(old)
    assert ((wide["area"] == "") | (wide["area"] == allowed)).all()
    assert (wide["area"] != "").sum() == 58 + 19


@pytest.mark.real
def test_no_school_outside_the_old_districts_is_in(
    register: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> None:
    schools = assign_areas(register, load_programme("opportunity-areas"))
    for area in ("North Yorkshire Coast", "West Somerset"):
        # The boundaries are generalised: 500 m cover that.
        off = schools.geometry.distance(districts.geometry[area])
        assert off[schools["area"] == area].max() < 500
        missed = (off == 0) & (schools["area"] != area)
        assert missed.sum() <= 1


@pytest.mark.real
def test_in_by_postcode_alone(shared_data: Path) -> None:
    bare = locate(
        national(shared_data, easting="", northing="", lsoa_code="", district_code=""),
        ProblemLog(),
        postcodes=shared_data / "postcodes" / "codepo_gb-2025-11.zip",
    )
    bare_counts = _counts(assign_areas(bare, load_programme("opportunity-areas")))
    known = national(shared_data)
    has = (known["postcode"] != "").to_numpy()
    full = assign_areas(locate(known, ProblemLog()), load_programme("opportunity-areas"))[has]
    for area, counts in _counts(full).items():
        assert abs(bare_counts[area][0] - counts[0]) <= 4, (area, bare_counts[area], counts)


@pytest.mark.real
def test_our_outlines_against_the_real_districts(
    register: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> None:
    ours = load_programme("opportunity-areas").polygons
    assert ours is not None
    shapes = ours.set_index("area").geometry
    points = register.geometry[register.geometry.notna()].to_numpy()
    shared, wrong = {}, 0
    for area, true in districts.geometry.items():
        shape = shapes[area]
        shared[area] = true.intersection(shape).area / true.union(shape).area
        real, rough = shapely.distance(points, true), shapely.distance(points, shape)
        near = (real > 0) & (real < 30_000)
        # The figures of data/reference/priority-areas/README.md, worst area by worst.
        assert np.median(np.abs(rough - real)[near]) < 2_750
        assert np.percentile(np.abs(rough - real)[near], 95) < 6_100
        wrong += int(((real == 0) != (rough == 0)).sum())
    assert min(shared.values()) > 0.70
    assert np.mean(list(shared.values())) > 0.82
    assert wrong <= 7


@pytest.mark.real
@pytest.mark.skipif(os.name == "nt", reason="links ask for a privilege there")
def test_the_tables_are_what_their_maker_makes(
    shared_data: Path, repository: Path, tmp_path: Path
) -> None:
    folder = repository / "data" / "reference" / "priority-areas"
    copy = tmp_path / "repository" / "data" / "reference" / "priority-areas"
    copy.mkdir(parents=True)
    (copy / "make.py").write_bytes((folder / "make.py").read_bytes())
    (tmp_path / "repository" / "matcher").symlink_to(repository / "matcher")
    (tmp_path / "shared").symlink_to(shared_data.parent)
    subprocess.run([sys.executable, str(copy / "make.py")], check=True)
    for made in sorted(copy.glob("*.csv")):
        assert made.read_bytes() == (folder / made.name).read_bytes(), made.name
    assert len(list(copy.glob("*.csv"))) == 4
