"""Which figures and entries are of ages that a school does not teach any more.

Tables are older than the registers and lists of today: a school that has closed its sixth form
still has A-level results in them. What it taught then it neither offers nor needs now.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

# Of a published table: at most so old are the youngest, and at least so old the oldest, whom a
# school with figures in it teaches. Pupils are 10 or 11 in the last year of key stage 2, 15 or 16
# in that of key stage 4; a school that teaches to 17 has begun a sixth form.
_AGES = {"ks2": (10, 11), "ks4": (15, 16), "destinations": (15, 16), "ks5": (99, 17)}
_TABLE_OF_ITEM = (
    ("A level ", "ks5"), ("no A level ", "ks5"),
    ("GCSE ", "ks4"), ("no GCSE ", "ks4"), ("pupils at the end of key stage 4", "ks4"),
)  # fmt: skip


def table_of_item(item: str) -> str:
    """The table of whose ages an item of a register of entries is, such as "ks5" of "A level
    physics"; "" for what is of no ages."""
    return next((table for start, table in _TABLE_OF_ITEM if item.startswith(start)), "")


def not_taught(schools: pd.DataFrame) -> dict[str, npt.NDArray[np.bool_]]:
    """By table: which of ``schools`` (LISTED) are known to teach none of its pupils. Ages that are
    not known, or columns that are not there, say nothing."""
    low, high = (
        schools[name].to_numpy(dtype=np.float64) if name in schools
        else np.full(len(schools), np.nan)
        for name in ("age_low", "age_high")
    )  # fmt: skip
    found = {table: (low > young) | (high < old) for table, (young, old) in _AGES.items()}
    if "sixth_form" in schools:
        found["ks5"] |= (schools["sixth_form"] == "no").to_numpy(dtype=bool)
    return found
