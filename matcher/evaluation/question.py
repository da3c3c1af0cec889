"""What is asked of an evaluation: which figure, and in which years before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcher.core.calendar.school_years import called
from matcher.core.errors import SettingError

if TYPE_CHECKING:
    import pandas as pd


def check_question(
    panel: pd.DataFrame, outcome: str, before: Sequence[int], after: Sequence[int]
) -> None:
    """Raises :class:`SettingError` where the panel has no such column, a year is not in it, or
    the years before do not all come before those after."""
    if outcome not in panel.columns:
        raise SettingError(
            f"the panel has no column {outcome}",
            where="--outcome",
            hint=", ".join(map(str, panel.columns.drop(["urn", "year_starting"]))),
        )
    if not before or not after or max(before) >= min(after):
        first, then = (", ".join(map(called, sorted(years))) or "none" for years in (before, after))
        raise SettingError(
            "the years before must all come before those after; before is "
            f"{first} and after {then}",
            where="--before, --after",
            hint="give the years until the partnership began to --before, the later ones to "
            "--after; a year is in one of them alone",
        )
    known = {int(year) for year in panel["year_starting"].unique()}
    absent = [year for year in (*before, *after) if year not in known]
    if absent:
        raise SettingError(
            f"the panel has no figures of {', '.join(map(called, absent))}",
            where="--before, --after",
            hint=f"it has {', '.join(map(called, sorted(known)))}",
        )
