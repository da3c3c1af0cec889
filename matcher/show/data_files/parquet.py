"""Tables and layers as Parquet: typed columns, and what the file says of itself in its metadata.

pyarrow is an extra, and imported where a file is written. A program that has never heard of pandas
or of geography reads them: no column of row numbers, a blank is a null, and a layer is GeoParquet
(its points and lines as WKB, EPSG:27700).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import geopandas as gpd
import pandas as pd

from matcher.show.data_files.typed import blank_is_null, kind_of, plain_values
from matcher.show.kit.attribution import Said


def parquet_table(frame: pd.DataFrame, said: Said, meanings: Mapping[str, str]) -> bytes:
    """A plain table; ``meanings``: what each column says, kept beside it."""
    pa = import_module("pyarrow")
    types = {"text": pa.string(), "whole number": pa.int64(), "number": pa.float64()}
    fields = [
        pa.field(
            name, types[kind_of(frame[name])], metadata={"description": meanings.get(name, "")}
        )
        for name in frame.columns
    ]
    arrays = [
        pa.array(plain_values(frame[one.name]), type=one.type, from_pandas=False) for one in fields
    ]
    return _written(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), said)


def geoparquet(layer: gpd.GeoDataFrame, said: Said) -> bytes:
    """A layer; blank text is null."""
    made = io.BytesIO()
    blank_is_null(layer).to_parquet(made, index=False)
    return _written(import_module("pyarrow.parquet").read_table(made), said)


def _written(table: Any, said: Said) -> bytes:
    known = table.schema.metadata or {}
    own = {key.encode(): text.encode("utf-8", "replace") for key, text in said.as_text().items()}
    made = io.BytesIO()
    import_module("pyarrow.parquet").write_table(
        table.replace_schema_metadata({**known, **own}), made
    )
    return made.getvalue()
