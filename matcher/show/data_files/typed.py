"""Tables with the types that other programs should find: whole numbers as whole numbers, text as
text, an unknown as nothing at all, never as a word or a zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd

# Numbers that count or place something. In tables they are float64, as unknown is NaN there.
WHOLE = frozenset({
    "rank", "partner_rank", "phase_rank", "worth_asking", "age_low", "age_high", "pupils",
    "capacity", "row", "listed", "beyond",
})  # fmt: skip
May: TypeAlias = Callable[[str, pd.DataFrame], pd.DataFrame]  # the columns that readers may have
KINDS = ("text", "whole number", "number")


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with its whole numbers as Int64 (:data:`WHOLE`); a column in which a list gives a
    fraction all the same stays float64, so that nothing is rounded."""
    whole = {name: "Int64" for name in frame.columns if name in WHOLE and _is_whole(frame[name])}
    return frame.astype(whole).reset_index(drop=True)


def kind_of(values: pd.Series) -> str:
    """Which of :data:`KINDS` a column is."""
    if pd.api.types.is_integer_dtype(values.dtype):
        return "whole number"
    return "number" if pd.api.types.is_numeric_dtype(values.dtype) else "text"


def blank_is_null(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A layer in which text that is not known is null and not blank, as databases expect."""
    texts = [name for name in layer.columns if pd.api.types.is_string_dtype(layer[name].dtype)]
    return layer.assign(**{name: layer[name].where(layer[name] != "") for name in texts})


def plain_values(values: pd.Series) -> list[str | int | float | None]:
    """The values of a column as JSON and Arrow take them; unknown, blank text too, is None."""
    kind = kind_of(values)
    if kind == "text":
        return [str(value) or None for value in values.to_numpy(dtype=object).tolist()]
    known = (~values.isna()).tolist()
    turn = int if kind == "whole number" else float
    figures = values.to_numpy(dtype=object).tolist()
    return [turn(one) if is_known else None for one, is_known in zip(figures, known, strict=True)]


def _is_whole(values: pd.Series) -> bool:
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return False
    figures = values.to_numpy(float, na_value=np.nan)
    known = figures[~np.isnan(figures)]
    return bool(np.all(np.isfinite(known) & (known == np.floor(known))))
