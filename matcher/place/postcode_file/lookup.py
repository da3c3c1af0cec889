"""Where a postcode is: Code-Point Open or the ONS Postcode Directory, read offline.

Code-Point Open (Ordnance Survey) is a zip or folder of one headless CSV per postcode
area; the ONS Postcode Directory is a CSV with a header; an index is either of them made
ready (:mod:`matcher.place.postcode_file.index`). Only the wanted postcodes are kept, and only
the files of their areas are opened. Where a postcode is not in the file, the mean position
of the others of its outward code stands in for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.core.places.postcodes import is_as_read, is_code, outward_code, read_postcodes
from matcher.core.problems import ProblemLog
from matcher.core.schema import map_texts
from matcher.place.postcode_file.columns import Codes
from matcher.place.postcode_file.index import (
    Index,
    IndexedPostcodes,
    index_arrays,
    is_index,
    open_index,
)
from matcher.place.postcode_file.lines_read import LinesRead

if TYPE_CHECKING:
    import pandas as pd

_AREA = re.compile(r"[A-Z]{1,2}", re.ASCII)
_SAME_PLACE_M = 1000.0  # a postcode is a few streets wide
_COLUMNS = {
    "easting": "float64",
    "northing": "float64",
    "district_code": "str",
    "lsoa_code": "str",
    "terminated": "bool",
    "known": "bool",
    "outcode_easting": "float64",
    "outcode_northing": "float64",
    "outcode_spread_m": "float64",
}


def postcodes_to_look_up(texts: pd.Series) -> pd.Series:
    """The postcode that each text says (the first of several), the outward code where it
    says no more, "" where it says none; on the same index."""
    return map_texts(texts, _first_code)


def _first_code(text: str) -> str:
    if is_as_read(text):  # nearly all
        return text
    cell = read_postcodes(text)
    return cell.codes[0] if cell.codes else cell.outcode


class FoundPostcodes(NamedTuple):
    """What is known of the ``codes`` that were looked up (sorted, each once): ``found`` of each
    itself, and of those without a position the ``middle`` of their outward code, shape (n, 3):
    the mean of its placed postcodes in the same file (metres, EPSG:27700) and their root mean
    square distance from it in metres, NaN where there is none."""

    codes: tuple[str, ...]
    found: IndexedPostcodes
    middle: NDArray[np.float64]

    def points(self) -> dict[str, tuple[float, float]]:
        """Easting and northing (metres, EPSG:27700) of the postcodes that have a position."""
        places = zip(self.found.easting.tolist(), self.found.northing.tolist(), strict=True)
        by_code = zip(self.codes, places, strict=True)
        return {code: place for code, place in by_code if place[0] == place[0]}

    def frame(self) -> pd.DataFrame:
        """The same indexed by postcode: easting, northing (metres, EPSG:27700, NaN where the file
        gives no position), district_code, lsoa_code (2011 before 2021, for the 2011 list of
        codes in an area is complete; "" where not given), terminated, known (whether the
        postcode itself is in the file), and, only for those without a position, outcode_easting,
        outcode_northing and outcode_spread_m. A postcode whose outward code is not in the file
        either has no row."""
        import pandas as pd

        found = self.found
        columns = (
            *(found.easting, found.northing, found.district_code, found.lsoa_code),
            *(found.terminated, found.known, *self.middle.T),
        )
        index = pd.Index(list(self.codes), dtype="str", name="postcode")
        frame = pd.DataFrame(
            {
                name: pd.Series(column, index=index, dtype=kind)
                for (name, kind), column in zip(_COLUMNS.items(), columns, strict=True)
            },
            index=index,
        )
        placed: pd.DataFrame = frame.loc[found.known | ~np.isnan(self.middle[:, 0])]
        return placed


def look_up_postcodes(
    source: Path,
    wanted: Iterable[str],
    log: ProblemLog | None = None,
    *,
    keep_in: Path | None = None,
) -> FoundPostcodes:
    """The wanted postcodes (one-space form), or outward codes alone, as far as ``source``
    helps to place them.

    ``keep_in``: a folder in which a zip may get an index by itself
    (:mod:`matcher.place.postcode_file.kept_index`). ``log`` gets the account of the lines of the
    files that were opened (of an index, of those it was made from) and hears of lines that are
    none (unread_postcode_line) and of postcodes that stand in two places (postcode_twice).
    Raises :class:`FileError` for what is not a file of postcodes.
    """
    source = Path(source)
    codes = tuple(sorted(code for code in set(wanted) if is_as_read(code) or is_code(code)))
    outcodes = {outward_code(code) for code in codes}
    index: Index | None
    if is_index(source):
        pulled = index = open_index(source)
        name = str(pulled.about.get("source", ""))
        if log is not None and (account := pulled.account()) is not None:
            log.references.append(account)
    else:
        name, lines = source.name, LinesRead(source.name, log)
        index = _index_of(source, outcodes, lines, keep_in)
        lines.close()
    found = index.look_up(codes) if index is not None else _nothing(len(codes))
    _tell_of_two_places(codes, found, name, log)
    return FoundPostcodes(codes, found, _middles(codes, found, index))


def empty_lookup() -> pd.DataFrame:
    """The frame of nothing at all: its columns, no rows."""
    return FoundPostcodes((), _nothing(0), np.zeros((0, 3))).frame()


def _index_of(
    source: Path, outcodes: set[str], lines: LinesRead, keep_in: Path | None
) -> Index | None:
    """An index of what ``source`` has of these outward codes, and perhaps of others; None where
    it has nothing."""
    # Here, as many runs are given no file of postcodes.
    from matcher.place.postcode_file.kept_index import kept_index
    from matcher.place.postcode_file.row_formats import read_columns
    from matcher.place.postcode_file.source_files import postcode_files

    areas = {_area(outcode) for outcode in outcodes}
    if keep_in is not None and (kept := kept_index(source, areas, keep_in, lines)) is not None:
        return kept
    codes = Codes()
    parts = [
        read_columns(label, data, lines, codes, outcodes)
        for label, data in postcode_files(source, areas)
    ]
    if not sum(len(part.keys) for part in parts):
        return None
    return Index(str(source), {}, index_arrays(parts, codes))


def _nothing(count: int) -> IndexedPostcodes:
    """What is known of so many postcodes where nothing is."""
    unknown, blank = np.full(count, np.nan), np.full(count, "", dtype=object)
    no = np.zeros(count, dtype=bool)
    return IndexedPostcodes(no, unknown, unknown, blank, blank, no, np.zeros(count))


def _middles(
    codes: Sequence[str], found: IndexedPostcodes, index: Index | None
) -> NDArray[np.float64]:
    """The middle of its outward code for each postcode without a position."""
    middle = np.full((len(codes), 3), np.nan)
    middles: dict[str, tuple[float, float, float]] = {}
    for at in np.flatnonzero(np.isnan(found.easting)).tolist() if index is not None else ():
        outcode = outward_code(codes[at])
        if index is not None and outcode not in middles:
            middles[outcode] = _middle(index.points_of_outcode(outcode))
        middle[at] = middles[outcode]
    return middle


def _tell_of_two_places(
    codes: Sequence[str], found: IndexedPostcodes, source: str, log: ProblemLog | None
) -> None:
    """Say of which of the postcodes asked for the file has two places far apart."""
    if log is None:
        return
    for at in np.flatnonzero(found.apart_m > _SAME_PLACE_M).tolist():
        log.add(
            "postcode_twice",
            f"{codes[at]} stands twice in the file, {found.apart_m[at] / 1000:,.1f} km apart; the "
            "later line counts",
            list=source,
            value=codes[at],
            severity="warning",
            hint="correct the file, or give the place of the schools there in your list",
        )


def _area(code: str) -> str:
    found = _AREA.match(code)
    return found.group() if found else ""


def _middle(points: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean of points in metres, shape (n, 2), and their root mean square distance from it;
    the order of the points does not matter. NaN of none."""
    if not len(points):
        return np.nan, np.nan, np.nan
    array = points[np.lexsort((points[:, 1], points[:, 0]))]
    mean = array.mean(axis=0)
    spread = float(np.sqrt(((array - mean) ** 2).sum(axis=1).mean()))
    return float(mean[0]), float(mean[1]), spread
