"""Which areas a programme gives priority to: our dated tables, or the user's own file.

Codes die: West Somerset and Scarborough, two opportunity areas, are no districts any more,
and the codes that followed cover whole counties. The tables therefore list the areas'
LSOA too, and name the codes that followed as ``within``: the area is in there somewhere,
so such a code decides nothing.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from rapidfuzz import fuzz, process

from matcher.core import geo
from matcher.core.cells import cells_of_line, without_controls
from matcher.core.errors import FileError, SettingError
from matcher.core.files.line_ends import with_line_feeds
from matcher.core.files.reading import read_file
from matcher.core.installation import reference_rows, resource
from matcher.core.places.area_words import OWN_AREAS
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.place.priority_areas import polygons
from matcher.place.priority_areas.named import NAMED
from matcher.place.priority_areas.text_encoding import UTF_8, decode_text, report_encoding

KINDS = ("lsoa", "la", "district", "within")

# Shapes of codes: GSS (ONS) and the register's three digits of a local authority.
_SHAPES = {
    "district": re.compile(r"(E0[6789]|W06|S12|N09)\d{6}", re.ASCII),
    "lsoa": re.compile(r"(E01|W01|S01|95)\d{6}|N2\d{7}", re.ASCII),
    "la": re.compile(r"\d{3}", re.ASCII),
}
_CODES_HINT = (
    "a file of codes is a CSV with the columns area and code: district (E07000062), LSOA"
    " (E01027804) or local authority of the register (845)"
)
MAX_CODES_BYTES = 20_000_000


@dataclass(frozen=True)
class Programme:
    """The priority areas of one programme.

    ``name`` is what the user asked for, ``title`` what one area is called in a sentence
    (:mod:`matcher.core.places.area_words`).
    ``codes`` has the columns area, kind (one of ``KINDS``), code; ``polygons`` the columns
    area, geometry (EPSG:27700), sorted by area, or is None. ``exact`` says that the
    polygons are the areas themselves, not a rough outline. ``note`` names dates or file.
    """

    name: str
    title: str
    codes: pd.DataFrame
    polygons: gpd.GeoDataFrame | None
    exact: bool
    note: str

    @property
    def areas(self) -> list[str]:
        """The names of its areas, in alphabetical order."""
        named = set(self.codes["area"])
        return sorted(named if self.polygons is None else named | set(self.polygons["area"]))


def load_programme(
    name_or_path: str = "opportunity-areas",
    log: ProblemLog | None = None,
    *,
    day: datetime.date | None = None,
) -> Programme:
    """The programme of that name, or the one that a user's file describes. On ``day`` one of ours
    may have ended, and its areas are called so; None: as while they run.

    A file is a CSV of codes, or polygons as
    :func:`matcher.place.priority_areas.polygons.read_polygons` takes them; ``log``
    hears what was wrong with rows of it. Raises
    :class:`SettingError` for an unknown name, with the nearest ones, and for a web address;
    :class:`FileError` for a file that cannot be used.
    """
    text, log = name_or_path.strip(), log or ProblemLog()
    polygons.refuse_remote(text)
    plain = re.sub(r"[\s_]+", "-", text.casefold())
    if plain in NAMED:
        return _named(plain, day)
    path = Path(text)
    if path.suffix.casefold() in (".csv", ".txt"):
        codes = _codes(path, log)
        return Programme(text, OWN_AREAS, codes, None, False, without_controls(path.name))
    if path.suffix.casefold() in polygons.SUFFIXES:
        shapes = polygons.read_polygons(path, log)
        none = pd.DataFrame(columns=["area", "kind", "code"], dtype="str")
        return Programme(text, OWN_AREAS, none, shapes, True, without_controls(path.name))
    near = process.extract(plain, list(NAMED), scorer=fuzz.WRatio, processor=None, limit=3)
    likely = [name for name in NAMED if name in {found[0] for found in near if found[1] >= 50}]
    raise SettingError(
        f"there are no priority areas called {text!r}",
        where="areas",
        hint=f"use {' or '.join(likely or NAMED)}, or a file: CSV of codes, GeoJSON,"
        " GeoPackage or zipped shapefile",
    )


def _named(name: str, day: datetime.date | None) -> Programme:
    named = NAMED[name]
    title = named.kind if day is None else named.title(day)
    codes = _codes(resource("data", "reference", "priority-areas", f"{name}.csv"), ProblemLog())
    outlines = _shipped_outlines()
    known = outlines[outlines["area"].isin(set(codes["area"]))].reset_index(drop=True)
    return Programme(name, title, codes, known, False, named.note)


def _shipped_outlines() -> gpd.GeoDataFrame:
    """Rough outlines of the opportunity areas (how made: data/reference/priority-areas)."""
    corners: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for row in reference_rows("priority-areas", "opportunity-areas-outlines.csv"):
        ring = corners.setdefault((row["area"], int(row["part"])), [])
        ring.append((float(row["easting"]), float(row["northing"])))
    shapes: dict[str, list[shapely.Polygon]] = {}
    for area, part in sorted(corners):
        shapes.setdefault(area, []).append(shapely.Polygon(corners[area, part]))
    merged = [shapely.union_all(parts) for parts in shapes.values()]
    return gpd.GeoDataFrame({"area": list(shapes)}, geometry=merged, crs=geo.GRID)


def _codes(path: Path, log: ProblemLog) -> pd.DataFrame:
    """A CSV of codes as the frame of :class:`Programme`; a row is a line, so that a quotation
    mark never takes in the rows after it. ``log`` gets the account of the rows."""
    text, encoding = _text(path)
    report_encoding("" if encoding == UTF_8 else encoding, path.name, log)
    rows = [cells_of_line(line) for line in with_line_feeds(text).split("\n")]
    header = [cell.strip().casefold() for cell in rows[0]]
    if not {"area", "code"} <= set(header):
        raise FileError("there are no columns area and code", where=str(path), hint=_CODES_HINT)
    found, faults = set(), []
    account = ReferenceAccount(path.name, "areas", read=len(rows) - 1 - (rows[-1] == [""]))
    for number, cells in enumerate(rows[1 : account.read + 1], start=2):
        if not any(cell.strip() for cell in cells):
            account.blank += 1
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        area, code = polygons.area_name(row.get("area", "")), row.get("code", "").upper()
        shape = next((name for name, form in _SHAPES.items() if form.fullmatch(code)), "")
        kind = row.get("kind", "").casefold() or shape
        fits = kind == shape or (kind == "within" and shape == "district")
        if area and shape and fits:
            found.add((area, kind, code))
            account.used += 1
        else:
            faults.append(f"row {number} ({area or 'no area'}, {kind or 'no kind'}, {code!r})")
    if faults or not found:
        listed = "; ".join(faults[:5]) + (f" and {len(faults) - 5} more" if faults[5:] else "")
        raise FileError(
            f"not codes of areas: {listed}" if faults else "there are no codes in it",
            where=str(path),
            hint=_CODES_HINT,
        )
    log.references.append(account)
    return pd.DataFrame(sorted(found), columns=["area", "kind", "code"], dtype="str")


def _text(path: Path) -> tuple[str, str]:
    try:
        if path.stat().st_size > MAX_CODES_BYTES:
            raise FileError("this is too large for codes", where=str(path), hint=_CODES_HINT)
        data = read_file(path)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(
            f"cannot be read: {error.strerror}", where=str(path), hint=_CODES_HINT
        ) from error
    return decode_text(data)
