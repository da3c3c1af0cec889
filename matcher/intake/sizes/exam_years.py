"""Independent schools that teach nobody to 16: those that the table of key stage 4 does not list.

The Department's table of schools is of everybody at the end of key stage 4 (year 11, the pupils of
16), in state-funded and in independent schools
(https://explore-education-statistics.service.gov.uk/methodology/key-stage-4-performance-methodology;
the school file of 2023/24 has 5,709 schools, 903 of them "Independent schools"). An independent
school whose pupils sit international examinations stands in it with blank figures. So a school that
was there, and that a table of the whole country does not list, taught nobody of that age. What no
table says stays unknown: without a national table nothing is concluded of anybody.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.intake.sizes.school_sizes import Size, one_size_each

# Tables of pupils of 16 and older: whom one of them lists teaches to 16.
TABLES_FROM_16 = ("ks4", "ks5", "destinations")
TO_15 = 15.0  # the most that a school without pupils at the end of key stage 4 teaches to
# When a table is of the whole country: England has some 150 authorities, 5,700 schools with pupils
# of 16 and 900 mainstream independents among them (2018/19 to 2023/24). A table of one region, or
# without independents, has fewer than these; one that lost rows lacks state-funded secondary
# schools that the lists or the register know (that of 2023/24 has all but one of the 3,147 of the
# register of 2025, by the links of successors).
FEWEST_AUTHORITIES, FEWEST_SCHOOLS, FEWEST_INDEPENDENTS = 100, 1_000, 500
NEARLY_ALL = 0.95
# URNs are given in order, so many in five years (the highest of the table of 2018/19 is 147,544, of
# 2023/24 151,384): a school that began within them with pupils of 11 is still growing up to 16.
GROWING = 4_000
# A name may say that it teaches older pupils; and schools of another country's curriculum have no
# key stage 4, whatever ages they teach (The American School in London, to 18).
_NAME = re.compile(
    r"\b(?:secondary|senior|high school|upper school|sixth form|american|french|fran[cç]ais|"
    r"lyc[eé]e|german|deutsche|international)\b",
    re.IGNORECASE,
)


class ListedAt16(NamedTuple):
    """That a table lists a school: in which authority ("": it does not say), with whom it compares
    it, and in which file."""

    urn: str
    table: str
    year: str
    authority: str
    like: str
    list: str


def taught_to_15(
    schools: pd.DataFrame,
    listed: Collection[ListedAt16],
    current_urn: Callable[[str], str],
    others_at_16: Iterable[str] = (),
    log: ProblemLog | None = None,
) -> pd.DataFrame:
    """SIZES of the mainstream independent schools of ``schools`` (LISTED) that taught nobody to 16
    in the latest year of which a table is national: oldest age 15 at most.

    Nothing is said of a school of which the lists or the register state an age, a phase or a sixth
    form, or whose name does; of one too new to have pupils of 16 (:data:`GROWING`); nor of one
    that any table of pupils of 16 lists, by its own URN or by that of a school whose place it took
    (``current_urn``), or that is among ``others_at_16``. No rows where no table is national.
    ``log`` hears how many there are.
    """
    latest = _national(schools, listed, current_urn)
    if not latest:
        return one_size_each(())
    at_16 = {urn for one in listed for urn in (one.urn, current_urn(one.urn))}
    at_16 |= set(others_at_16)
    oldest_new = max(_number(one.urn) for one in latest) - GROWING
    year = latest[0].year
    said_by = (
        f"not among the schools of the key stage 4 table of {year or 'a year not said'}, which "
        "lists all with pupils of 16"
    )
    nothing_said = (
        (schools["kind"] == "independent")
        & (schools["special"] != "yes")
        & (schools["sixth_form"] != "yes")
        & schools["age_low"].isna()
        & schools["age_high"].isna()
        & ~schools["name"].str.contains(_NAME)
        & schools["phase"].str.strip().str.casefold().isin(["", "not applicable"])
    )
    made = one_size_each(
        Size(urn, "ks4", year, math.nan, TO_15, math.nan, said_by, latest[0].list)
        for urn in as_list(schools.loc[nothing_said, "urn"])
        if urn not in at_16 and 0 < _number(urn) <= oldest_new
    )
    if log is not None and len(made):
        many = (
            "1 independent school is"
            if len(made) == 1
            else (f"{len(made):,} independent schools are")
        )
        log.add(
            "filled_from_table",
            f"{many} taken to teach nobody to 16: nothing says their ages, and they are {said_by}",
            list=latest[0].list,
            severity="note",
            hint="write the ages of those that do into your list; it counts before the table",
        )
    return made


def _national(
    schools: pd.DataFrame, listed: Iterable[ListedAt16], current_urn: Callable[[str], str]
) -> list[ListedAt16]:
    """The rows of the latest table of key stage 4 that is of the whole country."""
    files: dict[tuple[str, str], list[ListedAt16]] = {}
    for one in sorted(listed):
        if one.table == "ks4":
            files.setdefault((one.year, one.list), []).append(one)
    secondary = (schools["kind"] == "state") & (schools["special"] != "yes")
    secondary &= schools["phase"].str.strip().str.casefold() == "secondary"
    secondary &= ~schools["status"].isin(["closed", "proposed"])
    asked = {urn for urn in as_list(schools.loc[secondary, "urn"]) if _number(urn)}
    for _, rows in sorted(files.items(), reverse=True):
        found = {urn for one in rows for urn in (one.urn, current_urn(one.urn))}
        last = max(_number(one.urn) for one in rows)
        there = {urn for urn in asked if _number(urn) <= last}
        if (
            len({one.authority for one in rows} - {""}) >= FEWEST_AUTHORITIES
            and len({one.urn for one in rows}) >= FEWEST_SCHOOLS
            and len({one.urn for one in rows if one.like == "independent"}) >= FEWEST_INDEPENDENTS
            and len(there & found) >= NEARLY_ALL * len(there)
        ):
            return rows
    return []


def _number(urn: str) -> int:
    """A URN as a number; 0 where it is a stand-in."""
    return int(urn) if urn.isascii() and urn.isdecimal() else 0
