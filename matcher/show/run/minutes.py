"""Two files of a run with travel times, written and read back.

minutes.csv has every pair that was asked about, in the form that ``--travel`` reads; roads.csv, of
a run by an engine, how far each school is from the nearest road. From the two, with run.json, a
finished run is asked again without the engine.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from matcher.core.cells import restore
from matcher.core.errors import FileError
from matcher.core.schema import as_list
from matcher.core.tables import MINUTES_BY
from matcher.core.travel.times import ESTIMATE
from matcher.show.run.manifest import RUN_AGAIN
from matcher.show.run.read_back_csv import read_csv_table, refuse_rows

MINUTES_FILE, ROADS_FILE = "minutes.csv", "roads.csv"
MINUTES_COLUMNS = ("seeker_urn", "partner_urn", "minutes", "minutes_there", "minutes_back",
                   "minutes_by", "mode", "source", "date")  # fmt: skip
_PAIR, _TIMES = MINUTES_COLUMNS[:2], MINUTES_COLUMNS[2:5]
NO_WAY = "unreachable"  # as a file of minutes says it
NO_ROAD = "none"
_ROUNDING = 0.0011  # minutes: the mean and both ways are rounded, each to three decimals


def minutes_list(pairs: pd.DataFrame, told_by: pd.DataFrame) -> pd.DataFrame:
    """The pairs of :class:`matcher.core.travel.times.TravelFound` as minutes.csv has them.
    ``told_by``: mode, source and date of each of them. Nobody tells an estimate. Every column is
    one of categories: a national run has millions of rows, and few words in them."""
    told = told_by[["mode", "source", "date"]].set_axis(pairs.index)
    is_estimate = pairs["minutes_by"] == ESTIMATE
    if is_estimate.any():
        told = told.assign(**{one: told[one].mask(is_estimate, "") for one in ("source", "date")})
    columns = {name: _categories(pairs[name]) for name in (*_PAIR, "minutes_by")}
    columns |= {name: _words(pairs[name], NO_WAY) for name in _TIMES}
    columns |= {name: _categories(told[name]) for name in told.columns}
    return pd.DataFrame(columns, index=pairs.index)[list(MINUTES_COLUMNS)]


def road_list(metres: pd.Series) -> pd.DataFrame:
    """The metres to the nearest road of each school, whose URN is the index: blank not known,
    "none" where there is no road."""
    urns = pd.Series(metres.index, dtype="str")
    return pd.DataFrame({"urn": urns, "road_m": _words(metres, NO_ROAD)})


def read_minutes_list(path: Path) -> pd.DataFrame:
    """minutes.csv of a run: seeker_urn, partner_urn; minutes, minutes_there, minutes_back (inf:
    no way); minutes_by. Of a pair that was asked about one way minutes_there alone. Each pair once.
    Raises :class:`FileError`."""
    try:  # a national run has a million rows: cell by cell they would take a minute
        frame = pd.read_csv(
            path, dtype="str", keep_default_na=False, encoding="utf-8-sig", engine="c"
        )
    except (OSError, ValueError) as error:  # ParserError and UnicodeError are ValueErrors
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FileError(f"cannot be read: {told}", where=str(path), hint=RUN_AGAIN) from None
    if tuple(frame.columns) != MINUTES_COLUMNS:
        raise FileError(
            f"has not the columns {', '.join(MINUTES_COLUMNS)}", where=str(path), hint=RUN_AGAIN
        )
    if not isinstance(frame.index, pd.RangeIndex):  # which pandas makes of a field too many
        raise FileError(
            f"has a row of more than {len(MINUTES_COLUMNS)} fields", where=str(path), hint=RUN_AGAIN
        )
    for name in _PAIR:
        urns = as_list(frame[name])
        frame[name] = pd.Series(
            [restore(urn) if urn[:1] == "'" else urn for urn in urns], dtype="str"
        )
        refuse_rows(frame[name] == "", f"{name} is no URN", path)
    for name in _TIMES:
        frame[name] = _figures(frame[name], NO_WAY, name, path)
    minutes, there, back = (frame[name] for name in _TIMES)
    one_way = (frame["minutes_by"] == "") & minutes.isna() & back.isna() & np.isfinite(there)
    refuse_rows(minutes.isna() & ~one_way, "minutes are missing", path)
    mean = (there + back) / 2
    refuse_rows(
        mean.notna() & (mean != minutes) & ((mean - minutes).abs() > _ROUNDING),
        "minutes are not the mean of there and back", path,
    )  # fmt: skip
    is_word = frame["minutes_by"].isin(MINUTES_BY)
    refuse_rows(~(is_word | one_way), "minutes_by is no word of ours", path)
    refuse_rows(frame.duplicated(list(_PAIR)), "this pair stands in an earlier row too", path)
    return frame[[*_PAIR, *_TIMES, "minutes_by"]]


def read_road_list(path: Path) -> dict[str, float]:
    """roads.csv of a run: metres by URN, NaN not known, inf no road. Raises :class:`FileError`."""
    frame = read_csv_table(path, ("urn", "road_m"), (), ("urn",))
    metres = _figures(frame["road_m"], NO_ROAD, "road_m", path)
    return dict(zip(as_list(frame["urn"]), metres.tolist(), strict=True))


def _categories(texts: pd.Series) -> pd.Categorical:
    """Texts, each distinct one once."""
    codes, distinct = pd.factorize(texts)
    return pd.Categorical.from_codes(codes, distinct)


def _words(figures: pd.Series, infinite: str) -> pd.Categorical:
    """Figures with the fewest digits that give them back, unknown as "", infinity as a word."""
    # 0.0 added, so that 0 has no sign: -0.0 is the same to factorize
    codes, distinct = pd.factorize(figures.to_numpy(float) + 0.0, use_na_sentinel=False)
    text = [
        "" if value != value else infinite if value == np.inf else repr(value).removesuffix(".0")
        for value in distinct.tolist()
    ]
    return pd.Categorical.from_codes(codes, pd.Index(text, dtype="str"))


def _figures(texts: pd.Series, infinite: str, name: str, path: Path) -> pd.Series:
    """Text as :func:`_words` writes it, as figures."""
    is_infinite, is_unknown = texts == infinite, texts == ""
    figures = pd.to_numeric(texts.where(~(is_infinite | is_unknown), "0"), errors="coerce")
    odd = figures.isna() | ~np.isfinite(figures) | (figures < 0)
    refuse_rows(odd, f"{name} is no number from 0", path)
    figures = figures.astype("float64").mask(is_unknown, np.nan).mask(is_infinite, np.inf)
    return figures
