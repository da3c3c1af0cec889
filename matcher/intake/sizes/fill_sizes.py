"""Ages and pupils that lists and register leave blank, filled from published tables.

What a list or the register says always stands. What was filled is told, file by file, and
whatever rests on it names the table.
"""

from __future__ import annotations

from typing import TypeVar

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list

Schools = TypeVar("Schools", bound=pd.DataFrame)

# Columns beside the contract that say which table a number was taken from; "": from none.
AGES_FROM, PUPILS_FROM = "ages_from", "pupils_from"
_AGES = ("age_low", "age_high")


def fill_sizes(schools: Schools, sizes: pd.DataFrame, log: ProblemLog | None = None) -> Schools:
    """``schools`` (LISTED or SCHOOLS) with their blank ages, and pupils that are blank or 0,
    from ``sizes`` (SIZES). Ages that would contradict the one that is known stay blank. ``log``
    hears how many were filled from which file."""
    found = sizes.set_index("urn").reindex(as_list(schools["urn"]))
    found.index = schools.index
    filled = schools.copy()
    ages = {name: schools[name].where(schools[name].notna(), found[name]) for name in _AGES}
    fits = ~(ages["age_low"] > ages["age_high"])  # unknown fits
    of_age = pd.Series(data=False, index=schools.index)
    for name in _AGES:
        mine = schools[name].isna() & found[name].notna() & fits
        filled[name] = schools[name].where(~mine, found[name])
        of_age |= mine
    counted = ~(schools["pupils"] > 0) & found["pupils"].notna()
    filled["pupils"] = schools["pupils"].where(~counted, found["pupils"])
    for column, said_by, mine in (
        (AGES_FROM, "ages_said_by", of_age),
        (PUPILS_FROM, "pupils_said_by", counted),
    ):
        before = schools.get(column, "")
        filled[column] = found[said_by].where(mine, before).astype("str")
    if log is not None:
        _tell(found, of_age, counted, log)
    return filled


def _tell(found: pd.DataFrame, of_age: pd.Series, counted: pd.Series, log: ProblemLog) -> None:
    of_ages, of_rolls = found.loc[of_age, "ages_list"], found.loc[counted, "pupils_list"]
    for name in sorted({*as_list(of_ages), *as_list(of_rolls)}):
        ages, rolls = int((of_ages == name).sum()), int((of_rolls == name).sum())
        what = " and ".join(
            f"the {words} of {count:,} {'school' if count == 1 else 'schools'}"
            for words, count in (("ages", ages), ("pupils on roll", rolls))
            if count
        )
        log.add(
            "filled_from_table",
            f"{what}, which the lists and the register leave blank, are taken from this table",
            list=name,
            severity="note",
            hint="nothing need be done; what a list says of them counts before it",
        )
