"""Names of areas in whatever encoding a program wrote, and rows that are no area."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.problems import ProblemLog
from matcher.place.priority_areas.programmes import load_programme
from matcher.place.priority_areas.text_encoding import dbf_encoding, decode_text

WIDTH = 10
BOX = shapely.box(400_000, 310_000, 410_000, 320_000)


def dbf(*names: bytes, driver: int = 0) -> bytes:
    """A .dbf with a number and a name of at most ten bytes in each record."""
    fields = b"".join(
        name.ljust(11, b"\0") + kind + b"\0" * 4 + bytes([width]) + b"\0" * 15
        for name, kind, width in ((b"no", b"N", 4), (b"name", b"C", WIDTH))
    )
    records = b"".join(b" " + b"   1" + name.ljust(WIDTH)[:WIDTH] for name in names)
    head = struct.pack("<4BIHH", 3, 126, 1, 1, len(names), 32 + len(fields) + 1, 5 + WIDTH)
    return head + b"\0" * 17 + bytes([driver]) + b"\0\0" + fields + b"\r" + records + b"\x1a"


def saved(tmp_path: Path, names: bytes, cpg: str = "", driver: int = 0, form: str = "zip") -> Path:
    """A shapefile of one area, with the name in those bytes."""
    gpd.GeoDataFrame({"name": ["x"]}, geometry=[BOX], crs=27700).to_file(tmp_path / "a.shp")
    (tmp_path / "a.cpg").unlink()
    (tmp_path / "a.dbf").write_bytes(dbf(names, driver=driver))
    if cpg:
        (tmp_path / "a.cpg").write_text(cpg)
    if form == "shp":
        return tmp_path / "a.shp"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in tmp_path.glob("a.???"):
            if part.suffix != ".zip":
                archive.write(part, f"areas/{part.name}")
    return tmp_path / "a.zip"


@pytest.mark.parametrize("form", ["zip", "shp"])
@pytest.mark.parametrize(
    ("name", "cpg", "driver", "expected", "told"),
    [
        ("Bryn Tŷ".encode(), "", 0, "Bryn Tŷ", "utf-8"),
        ("Bryn Tŷ".encode(), "1252", 0x57, "Bryn Tŷ", "utf-8"),  # a .cpg that lies
        ("Bryn Tŷ".encode(), "ISO-8859-1", 0x57, "Bryn Tŷ", "utf-8"),
        (b"Beal\x92s", "", 0, "Beal’s", "cp1252"),
        (b"Caf\xe9", "", 0, "Café", "cp1252"),  # half a letter of UTF-8, but not cut off
        (b"Beal\x92s", "UTF-8", 0, "Beal’s", "cp1252"),  # and another
        (b"Beal\x92s", "ISO 88591", 0, "Beal’s", "cp1252"),
        ("Orléans".encode("cp850"), "", 0x02, "Orléans", "cp850"),
        ("Orléans".encode("cp437"), "437", 0, "Orléans", "cp437"),
        ("Orléansville".encode()[:WIDTH], "", 0, "Orléansvi", "utf-8"),
        ("Orleansévi".encode()[:WIDTH], "", 0, "Orleansév", "utf-8"),
        (b"Caf\xe9 \xa4", "8859-15", 0, "Café €", "iso8859-15"),
        (b"Caf\xe9", "mac-roman", 0, "Café", "cp1252"),
        (b"Caf\xe9", "shift-jis-99", 0, "Café", "cp1252"),
        (b"North", "1252", 0x57, "North", ""),
    ],
)  # fmt: skip
def test_names_of_a_shapefile(
    tmp_path: Path, form: str, name: bytes, cpg: str, driver: int, expected: str, told: str
) -> None:
    log = ProblemLog()
    path = saved(tmp_path, name, cpg, driver, form)
    assert load_programme(str(path), log).areas == [expected]
    assert [(p.code, p.value, p.severity, p.list) for p in log.problems] == (
        [("areas_encoding", told, "note", path.name)] if told else []
    )


def test_a_letter_cut_off_at_the_end_of_a_cell_is_no_other_encoding() -> None:
    assert dbf_encoding(dbf("Llanfairŷ".encode(), "Llanfairpŷ".encode())) == "utf-8"


@given(st.binary(max_size=200))
def test_no_bytes_end_the_reading(data: bytes) -> None:
    dbf_encoding(data)
    dbf_encoding(dbf(b"x")[:32] + data, "utf-99")
    decode_text(data)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("form", ["geojson", "csv"])
def test_names_of_other_files(tmp_path: Path, form: str, encoding: str, told: str) -> None:
    path = tmp_path / f"areas.{form}"
    frame = gpd.GeoDataFrame({"name": ["Tête"]}, geometry=[BOX], crs=27700)
    content = json.dumps(json.loads(frame.to_json()), ensure_ascii=False)
    text = content if form == "geojson" else "area,code\nTête,E07000062\n"
    path.write_bytes(text.encode(encoding))
    log = ProblemLog()
    assert load_programme(str(path), log).areas == ["Tête"]
    assert [p.value for p in log.problems] == ([told] if told else [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_codes_in_lines_however_they_end(tmp_path: Path, end: str) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(end.join(["area,code", "Hastings,E07000062", ""]).encode())
    assert load_programme(str(path), ProblemLog()).areas == ["Hastings"]


@pytest.mark.parametrize(
    "shape",
    [None, shapely.Polygon(), shapely.Point(405_000, 315_000),
     shapely.LineString([(4e5, 3e5), (4e5, 4e5)]),
     shapely.Polygon([(4e5, 3e5), (4e5, 4e5), (4e5, 3e5)])],
    ids=["none", "empty", "point", "line", "flat"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_a_row_without_a_polygon_is_named(
    tmp_path: Path, form: str, shape: shapely.Geometry | None
) -> None:
    path = tmp_path / f"areas.{form}"
    frame = gpd.GeoDataFrame({"name": ["North", "South"]}, geometry=[shape, BOX], crs=27700)
    if form == "geojson":
        path.write_text(frame.to_json())
    else:
        frame.to_file(path)
    log = ProblemLog()
    assert load_programme(str(path), log).areas == ["South"]
    assert [(p.code, p.row, p.value, p.severity) for p in log.problems] == [
        ("area_without_polygon", 1, "North", "rejected")
    ]
