"""A star of tables for Power BI, Excel and databases: schools in the middle, and pairs, needs and
offers, each row with the URNs that lead back to them.

As CSV and, where pyarrow is installed, as Parquet. The dictionary beside them says of each column
which kind it is and what it means; ``csv-metadata.json`` says the same for programs (W3C,
Metadata Vocabulary for Tabular Data, 2015, section 5.1), with licence and attribution, which a
CSV file has no place for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from matcher.core.geo import to_degrees
from matcher.core.schema import Table
from matcher.core.tables import MATCHES, PROFILE, SCHOOLS
from matcher.show.data_files.typed import May, kind_of, typed
from matcher.show.kit.attribution import Said
from matcher.show.kit.csv_table import csv_bytes
from matcher.show.run.table import match_list, school_list
from matcher.show.workbook.columns import COLUMNS

METADATA = "csv-metadata.json"
DICTIONARY = "star-dictionary"
STAR_KEYS: Mapping[str, tuple[str, ...]] = {
    "schools": ("urn",),
    "pairs": ("seeker_urn", "partner_urn"),
    "needs": ("urn", "activity", "subject"),
    "offers": ("urn", "activity", "subject"),
}
NAMES = (*(f"star-{name}" for name in STAR_KEYS), DICTIONARY)
_MORE = {
    "longitude": "longitude of its place, in degrees (WGS 84); blank: not placed",
    "latitude": "latitude of its place, in degrees (WGS 84); blank: not placed",
    "easting": "British National Grid (EPSG:27700), metres; blank: not placed",
    "northing": "British National Grid (EPSG:27700), metres; blank: not placed",
    "degree": "how much of it, from 0 to 1; 0: said to be none",
    "activity_name": "the activity in words",
    "source": "where it comes from, the surest first: stated, partly, priority, wording, "
    "published, inferred, measured",
    "sheet": "sheet of a workbook",
    "seeker_urn": "URN of the school that looks for help",
    "partner_urn": "URN of the institution that could give it",
}
_FORMS: Mapping[str, Table] = {
    "schools": SCHOOLS, "pairs": MATCHES, "needs": PROFILE, "offers": PROFILE,
}  # fmt: skip
_CSVW_KINDS = {"text": "string", "whole number": "integer", "number": "double"}
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Star:
    """The ``tables`` by name (:data:`STAR_KEYS`), each row once, typed."""

    tables: Tables

    def dictionary(self) -> pd.DataFrame:
        """A row for each column: table, column, type, key, meaning."""
        rows = [
            (name, column, kind_of(frame[column]),
             "key" if column in STAR_KEYS[name] else "", meaning(name, column))
            for name, frame in self.tables.items()
            for column in frame.columns
        ]  # fmt: skip
        names = ["table", "column", "type", "key", "meaning"]
        return pd.DataFrame(rows, columns=names, dtype="str")


def star(
    schools: gpd.GeoDataFrame,
    matches: pd.DataFrame,
    profile: pd.DataFrame,
    activities: Mapping[str, str],
    allowed: May = lambda table, frame: frame,
) -> Star:
    """The star of a run: ``schools`` (SCHOOLS of everybody who was listed or took part), MATCHES,
    and PROFILE; ``activities``: the name of each by its letter and number; ``allowed``: the
    columns of a table that the readers may have."""
    places = school_list(schools)
    longitude, latitude = to_degrees(
        places["easting"].to_numpy(float), places["northing"].to_numpy(float)
    )
    places = places.assign(longitude=np.round(longitude, 6), latitude=np.round(latitude, 6))
    pairs = match_list(matches, schools).drop(columns=["seeker_name", "partner_name"])
    tables = {
        "schools": places,
        "pairs": pairs,
        "needs": _side(profile, "need", activities).drop(columns="recorded"),
        "offers": _side(profile, "strength", activities),
    }
    return Star({name: typed(allowed(name, frame)) for name, frame in tables.items()})


def star_metadata(
    found: Star, said: Said, more: Mapping[str, pd.DataFrame] = MappingProxyType({})
) -> bytes:
    """What the CSV files of a star, and ``more`` of them, hold (:func:`csv_metadata`)."""
    whole = {f"star-{name}": frame for name, frame in found.tables.items()}
    return csv_metadata({**more, **whole, DICTIONARY: found.dictionary()}, said)


def star_files(found: Star, said: Said, *, raw: bool = False) -> dict[str, bytes]:
    """The files of a star by name, but :data:`METADATA`; ``raw`` as in
    :func:`matcher.show.kit.csv_table.csv_text`."""
    whole = {f"star-{name}": frame for name, frame in found.tables.items()}
    whole[DICTIONARY] = found.dictionary()
    files = {f"{name}.csv": csv_bytes(frame, raw=raw) for name, frame in whole.items()}
    if find_spec("pyarrow") is not None:
        from matcher.show.data_files.parquet import parquet_table

        for name, frame in whole.items():
            told = {column: meaning(_table(name), column) for column in frame.columns}
            files[f"{name}.parquet"] = parquet_table(frame, said, told)
    return files


def csv_metadata(tables: Mapping[str, pd.DataFrame], said: Said) -> bytes:
    """What the CSV files ``tables`` hold, by name without ".csv", as a CSVW table group."""
    group: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": said.title,
        "dc:audience": said.audience,
        "dc:license": said.as_text()["license"],
        "dc:source": list(said.attribution),
        "tables": [
            {"url": f"{file}.csv", "tableSchema": {"columns": _columns(_table(file), frame)}}
            for file, frame in sorted(tables.items())
        ],
    }
    text = json.dumps(group, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")


def meaning(table: str, column: str) -> str:
    """What a ``column`` of a ``table`` of the star says; "" for one of the dictionary itself."""
    said = _MORE.get(column, "") if table in _FORMS else ""
    for declared in _FORMS[table].columns if table in _FORMS else ():
        if declared.name == column and declared.meaning and not said:
            said = f"{declared.meaning} ({declared.unit})" if declared.unit else declared.meaning
            said = said.replace("NaN:", "blank:")
    if not said and table in _FORMS and column in COLUMNS:
        said = COLUMNS[column].meaning
    return said


def _table(file: str) -> str:
    """Which table a file holds."""
    name = file.removeprefix("star-")
    return {"matches": "pairs", "pool": "schools"}.get(name, name)


def _side(profile: pd.DataFrame, side: str, activities: Mapping[str, str]) -> pd.DataFrame:
    """The rows of PROFILE that say something of one ``side``: need or strength."""
    own = profile[profile[side].notna()].rename(columns={side: "degree"})
    own = own.drop(columns="strength" if side == "need" else "need")
    names = [activities.get(str(one), "") for one in own["activity"].to_numpy(dtype=object)]
    own.insert(2, "activity_name", pd.Series(names, index=own.index, dtype="str"))
    return own.reset_index(drop=True)


def _columns(table: str, frame: pd.DataFrame) -> Sequence[dict[str, Any]]:
    return [
        {
            "name": name,
            "titles": name,
            "datatype": _CSVW_KINDS[kind_of(frame[name])],
            "dc:description": meaning(table, name),
        }
        for name in frame.columns
    ]
