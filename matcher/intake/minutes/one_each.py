"""One row for each pair: of several the one that counts, and a pair that is not known one way
round turned from the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from matcher.intake.minutes.durations import ROUNDING

# Tells a row that another one contradicts: the row, its minutes, and the row that counts.
Tell = Callable[[int, float, int], None]


def one_for_each_pair(rows: pd.DataFrame, tell: Tell) -> pd.DataFrame:
    """Of the rows about each pair (seeker, partner: positions) the one that counts: the latest day
    where each row that knows the minutes has one, else the longest journey. Others that differ
    are told."""
    twice = rows[rows.duplicated(["seeker", "partner"], keep=False)]
    if twice.empty:
        return rows
    out = [
        one
        for _, group in twice.groupby(["seeker", "partner"])
        for one in _not_counted(group, tell)
    ]
    return rows.drop(index=out)


def _not_counted(group: pd.DataFrame, tell: Tell) -> list[Any]:
    known = group[group["minutes"].notna()]
    is_dated = bool((known["date"] != "").all())
    order = ["date", "minutes"] if is_dated else ["minutes", "date"]
    order += ["minutes_there", "minutes_by", "mode", "source", "row"]
    last = (known if len(known) else group).sort_values(order, kind="stable").iloc[-1]
    for number, minutes in zip(known["row"], known["minutes"], strict=True):
        # Two infinities are the same, and their difference is not a number.
        if minutes != last["minutes"] and abs(minutes - last["minutes"]) > ROUNDING:
            tell(int(number), float(minutes), int(last["row"]))
    return [one for one in group.index if one != last.name]


def both_ways(rows: pd.DataFrame, urns: Sequence[str]) -> pd.DataFrame:
    """The rows, and turned those whose other way round is not there or not known: its way there is
    the other's way back. With seeker_urn and partner_urn, in the order of the positions."""
    turned = rows.rename(
        columns={
            "seeker": "partner", "partner": "seeker",
            "minutes_there": "minutes_back", "minutes_back": "minutes_there",
        }
    )  # fmt: skip
    both = pd.concat([rows.assign(turned=False), turned.assign(turned=True)], ignore_index=True)
    both["unknown"] = both["minutes"].isna()
    # Known before not known, as it stands before turned.
    both = both.sort_values(["seeker", "partner", "unknown", "turned"], ignore_index=True)
    both = both.drop_duplicates(["seeker", "partner"], ignore_index=True)
    names = np.array(urns, dtype=object)
    for end in ("seeker", "partner"):
        both[f"{end}_urn"] = names[both[end].to_numpy(dtype=np.int64)]
    return both.drop(columns="unknown")
