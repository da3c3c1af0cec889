"""The register of partnerships as a table for CSV, and as plain data for JSON."""

from __future__ import annotations

import math
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from matcher.show.partnerships.facts import Entry, Register

if TYPE_CHECKING:
    import pandas as pd

_FIGURES = ("score", "distance_km")
_POINTS = ("seeker_at", "partner_at")
COLUMNS = tuple(field.name for field in fields(Entry) if field.name not in _POINTS)


def table(about: Register) -> pd.DataFrame:
    """The register as a table for CSV: the columns of :class:`Entry` but the points."""
    import pandas as pd

    frame = pd.DataFrame([_row(one) for one in about.entries], columns=list(COLUMNS))
    return frame.astype({n: "float64" if n in _FIGURES else "str" for n in COLUMNS})


def as_dict(about: Register) -> dict[str, Any]:
    """The register as plain data for JSON; unknown figures are null."""
    rows = [
        {name: None if _unknown(value) else value for name, value in _row(one).items()}
        for one in about.entries
    ]
    return {"folder": about.folder, "partnerships": rows, "problems": list(about.faults)}


def _row(one: Entry) -> dict[str, Any]:
    known = asdict(one)
    return {name: known[name] for name in COLUMNS}


def _unknown(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
