"""The data files of a run as other programs read them: GDAL, geopandas, SQLite, DuckDB."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree as ElementTree
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from matcher.core import geo
from matcher.jobs.matching import demo
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.show.data_files.geojson import geojson
from matcher.show.data_files.geopackage import geopackage
from matcher.show.data_files.typed import plain_values, typed
from matcher.show.kit.attribution import LICENCE, Said
from tests.strategies import HOSTILE

PARQUET = find_spec("pyarrow") is not None
SAID = Said("Title", "internal", ["Contains 'data' of \"somebody\" & others"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    forms = ("geojson", "gpkg", "star", *(["parquet"] if PARQUET else []))
    out = tmp_path_factory.mktemp("data") / "run"
    return run(demo.sources(), demo._CONFIG, out, formats=forms, fictional=True)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_the_geopackage_has_whole_numbers_areas_colours_and_its_licence(made: Run) -> None:
    path = made.folder / "matches.gpkg"
    schools, matches, areas = (
        gpd.read_file(path, layer=name) for name in ("schools", "matches", "areas")
    )
    assert {str(one.crs.to_epsg()) for one in (schools, matches, areas)} == {"27700"}
    listed = {row["urn"]: row for row in rows(made.folder / "schools.csv")}
    placed = {urn: row for urn, row in listed.items() if row["easting"]}
    assert set(schools["urn"]) == set(placed)
    assert len(matches) == len(rows(made.folder / "matches.csv"))
    assert sorted(areas["area"]) == sorted(made.found.outlines["area"])
    for row in schools.itertuples():
        told = placed[row.urn]
        assert (row.geometry.x, row.geometry.y) == (float(told["easting"]), float(told["northing"]))
        assert (row.phase if isinstance(row.phase, str) else "") == told["phase"]
    with closing(sqlite3.connect(path)) as file:
        kinds = {
            (table, name): kind
            for table in ("schools", "matches")
            for _, name, kind, *_ in file.execute(f"PRAGMA table_info({table})")
        }
        styles = dict(file.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        default = file.execute("SELECT min(useAsDefault) FROM layer_styles").fetchone()
        dates = file.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        said = " ".join(text for (text,) in file.execute("SELECT metadata FROM gpkg_metadata"))
        assert file.execute("SELECT count(*) FROM schools WHERE phase = ''").fetchone() == (0,)
    for name in (("schools", "age_low"), ("schools", "pupils"), ("matches", "rank")):
        assert kinds[name] == "INTEGER", name
    assert kinds["matches", "score"] == "REAL"
    assert set(styles) == {"schools", "matches", "areas"}
    assert default == (1,)
    for text in styles.values():
        symbols = {one.get("name") for one in ElementTree.fromstring(text).iter("symbol")}
        used = {one.get("symbol") for one in ElementTree.fromstring(text).iter("category")}
        assert symbols >= used
        assert symbols
    categories = ElementTree.fromstring(styles["schools"]).iter("category")
    assert set(schools["kind"]) <= {one.get("value") for one in categories}
    assert len(dates) == 1  # fixed
    assert LICENCE in said
    for line in made.found.attribution:
        assert line in said


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="needs GDAL's own programs")
def test_ogrinfo_opens_the_geopackage(made: Run) -> None:
    done = subprocess.run(
        ["ogrinfo", "-so", "-al", made.folder / "matches.gpkg"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for said in ("Layer name: schools", "Layer name: matches", "Layer name: areas",
                 'ID["EPSG",27700]', "rank: Integer64", "audience=internal"):  # fmt: skip
        assert said in done.stdout, said


def test_geojson_is_in_degrees_with_the_licence_beside(made: Run) -> None:
    for name in ("schools", "matches", "areas"):
        text = (made.folder / f"{name}.geojson").read_text(encoding="utf-8")
        layer = json.loads(text)
        assert "crs" not in layer  # RFC 7946, 4
        assert layer["attribution"] == list(made.found.attribution)
        assert (layer["license"], layer["audience"]) == (LICENCE, "internal")
        read = gpd.read_file(made.folder / f"{name}.geojson")
        assert len(read) == len(layer["features"])
        assert read.crs.to_epsg() == 4326
        points = shapely.get_coordinates(read.geometry.to_numpy())
        assert np.array_equal(points, np.round(points, 6))
        assert np.all((points > [-9, 49.8]) & (points < [2.1, 61]))
        if name == "areas":
            assert all(
                ring.is_ccw
                for shape in read.geometry
                for ring in (part.exterior for part in shapely.get_parts(shape))
            )
    schools = json.loads((made.folder / "schools.geojson").read_text(encoding="utf-8"))
    for feature in schools["features"]:
        told = feature["properties"]
        x, y = geo.to_degrees(np.array([told["easting"]]), np.array([told["northing"]]))
        assert feature["geometry"]["coordinates"] == pytest.approx([x[0], y[0]], abs=1e-6)
        assert told["age_low"] is None or isinstance(told["age_low"], int)
        assert "" not in told.values()


def test_the_star_is_what_its_dictionary_says(made: Run) -> None:
    dictionary = rows(made.folder / "star-dictionary.csv")
    metadata = json.loads((made.folder / "csv-metadata.json").read_text(encoding="utf-8"))
    described = {one["url"]: one["tableSchema"]["columns"] for one in metadata["tables"]}
    assert metadata["dc:source"] == list(made.found.attribution)
    assert metadata["dc:audience"] == "internal"
    urns = {row["urn"] for row in rows(made.folder / "star-schools.csv")}
    counts = {}
    for name in ("schools", "pairs", "needs", "offers"):
        own = [row for row in dictionary if row["table"] == name]
        assert all(row["meaning"] for row in own)
        table = rows(made.folder / f"star-{name}.csv")
        counts[name] = len(table)
        columns = [row["column"] for row in own]
        assert list(table[0]) == columns == [c["name"] for c in described[f"star-{name}.csv"]]
        keys = [row["column"] for row in own if row["key"]]
        assert len({tuple(row[key] for key in keys) for row in table}) == len(table)
        for row in own:
            known = [line[row["column"]] for line in table if line[row["column"]]]
            if row["type"] == "whole number":
                assert all(value.lstrip("-").isdigit() for value in known), row
            elif row["type"] == "number":
                [float(value) for value in known]
        for key in set(keys) & {"urn", "seeker_urn", "partner_urn"}:
            assert {row[key] for row in table} <= urns  # every key leads to a school
    profile = rows(made.folder / "profile.csv")
    assert counts["pairs"] == len(rows(made.folder / "matches.csv"))
    assert counts["needs"] == sum(bool(row["need"]) for row in profile)
    assert counts["offers"] == sum(bool(row["strength"]) for row in profile)


@pytest.mark.skipif(not PARQUET, reason="needs pyarrow")
def test_parquet_is_as_duckdb_reads_it(made: Run) -> None:
    duckdb = pytest.importorskip("duckdb")
    types = {"text": "VARCHAR", "whole number": "BIGINT", "number": "DOUBLE"}
    dictionary = rows(made.folder / "star-dictionary.csv")
    for name in ("schools", "pairs", "needs", "offers"):
        found = duckdb.sql(f"SELECT * FROM '{made.folder}/star-{name}.parquet'")
        said = {row["column"]: types[row["type"]] for row in dictionary if row["table"] == name}
        assert dict(zip(found.columns, map(str, found.types), strict=True)) == said
        assert len(found) == len(rows(made.folder / f"star-{name}.csv"))
    for name in ("star-pairs", "schools", "matches", "areas"):
        path = f"{made.folder}/{name}.parquet"
        assert "__index_level_0__" not in duckdb.sql(f"SELECT * FROM '{path}'").columns
        told = duckdb.sql(
            f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')"
        ).fetchall()
        assert dict(told)["license"] == LICENCE
    assert gpd.read_parquet(made.folder / "schools.parquet").crs.to_epsg() == 27700


def test_whole_numbers_stay_whole_and_unknown_is_nothing() -> None:
    frame = pd.DataFrame({"rank": [1.0, np.nan], "pupils": [10.5, 3.0], "score": [1.0, np.nan]})
    found = typed(frame)
    assert list(map(str, found.dtypes)) == ["Int64", "float64", "float64"]
    assert plain_values(found["rank"]) == [1, None]
    assert plain_values(found["pupils"]) == [10.5, 3.0]  # nothing is rounded
    assert plain_values(pd.Series(["", "a"], dtype="str")) == [None, "a"]


def test_hostile_names_come_back_as_they_were(tmp_path: Path) -> None:
    names = [text for text in HOSTILE if text and "\x00" not in text]
    points = shapely.points(np.full(len(names), 5e5), np.full(len(names), 2e5))
    layer = gpd.GeoDataFrame({"name": names}, geometry=points, crs=geo.GRID).astype({"name": "str"})
    said = Said(names[0], "internal", names)
    back = json.loads(geojson("schools", layer, said.as_dict()))
    assert [one["properties"]["name"] for one in back["features"]] == names
    assert back["attribution"] == names
    path = tmp_path / "a.gpkg"
    path.write_bytes(geopackage({"schools": layer}, said))
    assert list(gpd.read_file(path, layer="schools")["name"]) == names
    assert path.read_bytes() == geopackage({"schools": layer}, said)  # the same bytes
