"""A user's own polygons: GeoJSON, GeoPackage or shapefile, read without touching the network.

GDAL opens whatever a file turns out to be, and some of its formats are lists of web
addresses. So the first bytes must show one of three known formats before GDAL sees the
file, and GeoJSON is read without GDAL. A row without a polygon is no area; a warning names it.
"""

from __future__ import annotations

import glob
import json
import re
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from matcher.core import geo
from matcher.core.cells import without_controls
from matcher.core.errors import FileError, MatcherError, SettingError, without_password
from matcher.core.files.reading import open_file, read_file
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.place.priority_areas.text_encoding import (
    UTF_8,
    dbf_encoding,
    decode_text,
    report_encoding,
)

SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".zip")
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MAGIC = {".gpkg": b"SQLite format 3\x00", ".shp": b"\x00\x00\x27\x0a"}
_NAMES = ("area", "name", "area_name", "nm", "label", "title")
_NAME_ENDS = re.compile(r"(lad|la|ctyua|cty|wd|msoa|lsoa)\d*(cd)?(nm|name)")

MAX_BYTES = 500_000_000
MAX_RATIO = 200
MAX_ENTRIES = 1_000
MAX_AREAS = 10_000

_HINT = "give polygons as GeoJSON, GeoPackage (.gpkg) or a shapefile in one zip"
_CRS_HINT = "save it again with its coordinate reference system, or as GeoJSON in degrees"


def refuse_remote(text: str) -> None:
    """Raise :class:`SettingError` for a web address or a virtual path of GDAL."""
    if re.match(r"[a-z][a-z0-9+.-]*://|/vsi", text.strip(), re.IGNORECASE):
        raise SettingError(
            f"{without_password(text)[:80]!r} is not a file on this computer",
            where="areas",
            hint="download it first and give the file",
        )


def read_polygons(path: Path, log: ProblemLog) -> gpd.GeoDataFrame:
    """The areas in a file: columns area, geometry (polygons, EPSG:27700), sorted by area.

    The name is taken from a column called area, name or the like; rows of one name are
    joined. The CRS must be declared, but for GeoJSON, which is in degrees (RFC 7946)
    unless it says otherwise. Invalid polygons are mended. ``log`` hears of rows without a
    polygon (area_without_polygon) and in which encoding names that are not plain ASCII were
    read (areas_encoding). Raises :class:`FileError`.
    """
    refuse_remote(str(path))
    if path.exists() and not path.is_file():
        raise FileError("this is not a file", where=str(path), hint=_HINT)
    try:
        frame, encoding = _open(path)
    except MatcherError:
        raise
    except Exception as error:  # GDAL, zip and JSON raise a dozen kinds for a damaged file
        raise FileError(f"cannot be read: {error}", where=str(path), hint=_HINT) from error
    report_encoding(encoding, path.name, log)
    return _areas(frame, path, log)


def _open(path: Path) -> tuple[gpd.GeoDataFrame, str]:
    """The rows of a file, and the encoding of its text where that is not certain."""
    suffix = path.suffix.casefold()
    if path.stat().st_size > MAX_BYTES:
        raise FileError("this is too large to read", where=str(path), hint=_HINT)
    if suffix == ".zip":
        return _unzipped(path)
    if suffix in (".geojson", ".json"):
        text, encoding = decode_text(read_file(path))
        return _geojson(json.loads(text), path), "" if encoding == UTF_8 else encoding
    with open_file(path) as file:
        begins = file.read(16)
    if suffix not in _MAGIC or not begins.startswith(_MAGIC[suffix]):
        raise FileError("this is not what its name says", where=str(path), hint=_HINT)
    if suffix == ".shp":  # GDAL opens what belongs to it
        for part in _parts(path):
            open_file(part).close()
    layers = gpd.list_layers(path.resolve())
    layers = layers[layers["geometry_type"].notna()]
    if len(layers) != 1:
        raise FileError(
            f"it holds {len(layers)} layers instead of one", where=str(path), hint=_HINT
        )
    encoding = _shapefile_encoding(path) if suffix == ".shp" else ""
    return gpd.read_file(
        path.resolve(), layer=layers["name"].iat[0], engine="pyogrio", encoding=encoding or None
    ), encoding


def _shapefile_encoding(path: Path) -> str:
    """The encoding of the names beside the polygons, "" where they are plain ASCII. Their
    files may be called .dbf or .DBF."""
    parts = {part.suffix.casefold(): part for part in _parts(path)}
    if ".dbf" not in parts or parts[".dbf"].stat().st_size > MAX_BYTES:
        return ""
    said = parts[".cpg"].read_bytes()[:100].decode("latin-1") if ".cpg" in parts else ""
    return dbf_encoding(parts[".dbf"].read_bytes(), said)


def _parts(path: Path) -> list[Path]:
    """The files of the shapefile ``path``, and others called like it."""
    beside = path.parent.glob(f"{glob.escape(path.stem)}.*")
    return sorted(part for part in beside if not part.is_dir())


def _geojson(content: Any, path: Path) -> gpd.GeoDataFrame:
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise FileError("this is not a GeoJSON FeatureCollection", where=str(path), hint=_HINT)
    named = str((content.get("crs") or {}).get("properties", {}).get("name", "CRS84"))
    epsg = re.search(r"EPSG:[\d.:]*?(\d+)$", named)
    if epsg is None and "CRS84" not in named:
        raise FileError(f"its CRS is {named[:80]!r}", where=str(path), hint=_CRS_HINT)
    crs = f"EPSG:{epsg[1]}" if epsg else geo.DEGREES
    return gpd.GeoDataFrame.from_features(content["features"], crs=crs)


def _unzipped(path: Path) -> tuple[gpd.GeoDataFrame, str]:
    """Only the files of one dataset are unpacked, under names of our own."""
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        entries = [e for e in archive.infolist() if not e.filename.startswith("__MACOSX")]
        main = [e for e in entries if _suffix(e) in SUFFIXES and _suffix(e) != ".zip"]
        if len(entries) > MAX_ENTRIES or len(main) != 1:
            raise FileError(
                f"the zip holds {len(main)} files of polygons instead of one",
                where=str(path),
                hint=_HINT,
            )
        stem = PurePosixPath(main[0].filename).with_suffix("")
        wanted = [main[0]] + [
            e
            for e in entries
            if _suffix(main[0]) == ".shp"
            and _suffix(e) in _PARTS[1:]
            and PurePosixPath(e.filename).with_suffix("") == stem
        ]
        if sum(e.file_size for e in wanted) > MAX_BYTES or any(
            e.file_size > MAX_RATIO * max(e.compress_size, 1) for e in wanted
        ):
            raise FileError(
                "the zip would unpack to more than is safe to read", where=str(path), hint=_HINT
            )
        for entry in wanted:
            (Path(folder) / f"areas{_suffix(entry)}").write_bytes(archive.read(entry))
        return _open(Path(folder) / f"areas{_suffix(main[0])}")


def _suffix(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).suffix.casefold()


def _areas(frame: gpd.GeoDataFrame, path: Path, log: ProblemLog) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame) or len(frame) == 0:
        raise FileError("there are no polygons in it", where=str(path), hint=_HINT)
    if frame.crs is None:
        raise FileError("it does not say its CRS", where=str(path), hint=_CRS_HINT)
    frame = geo.reproject(frame)
    if not np.isfinite(shapely.get_coordinates(frame.geometry.to_numpy())).all():
        raise FileError("it lies outside Great Britain", where=str(path), hint=_CRS_HINT)
    shapes = shapely.make_valid(shapely.force_2d(frame.geometry.to_numpy()))
    polygon = np.isin(shapely.get_type_id(shapes), (3, 6, 7)) & ~shapely.is_empty(shapes)
    bounds = shapely.bounds(shapes[polygon])
    if not polygon.any() or len(frame) > MAX_AREAS:
        raise FileError("there are no polygons in it", where=str(path), hint=_HINT)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    if not geo.in_grid(middle[:, 0], middle[:, 1]).all():
        raise FileError("it lies outside Great Britain", where=str(path), hint=_CRS_HINT)
    names = (
        frame[_name_column(frame, path)].fillna("").astype("object").map(area_name).astype("str")
    )
    used = int(polygon.sum())
    log.references.append(
        ReferenceAccount(path.name, "areas", read=len(frame), used=used, rejected=len(frame) - used)
    )
    for number in np.flatnonzero(~polygon).tolist():
        log.add(
            "area_without_polygon",
            "this row has no polygon, so it is no area",
            list=path.name,
            row=number + 1,
            column="area",
            value=names.iat[number],
            severity="rejected",
            hint="draw its outline and save the file again, or take the row away",
        )
    names = names[polygon]
    if (names == "").any():
        raise FileError("an area has no name", where=str(path), hint="name every area")
    table = gpd.GeoDataFrame({"area": names}, geometry=shapes[polygon], crs=geo.GRID)
    joined = table.dissolve("area", sort=True, as_index=False)
    return joined[["area", "geometry"]]


def area_name(text: object) -> str:
    """The name of an area on one line, without characters that no file can hold."""
    return " ".join(without_controls(str(text)).split())


def _name_column(frame: gpd.GeoDataFrame, path: Path) -> str:
    columns = [str(name) for name in frame.columns if name != frame.geometry.name]
    plain = {name.casefold(): name for name in reversed(columns)}
    for wanted in _NAMES:
        if wanted in plain:
            return plain[wanted]
    for name in columns:
        if _NAME_ENDS.fullmatch(name.casefold()):
            return name
    raise FileError(
        f"no column holds the names of the areas (there are {', '.join(columns[:8]) or 'none'})",
        where=str(path),
        hint="call one column area or name",
    )
