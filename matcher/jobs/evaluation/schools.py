"""Whom an evaluation is about: the register's schools with what they are compared by, those of
the partnership among them, and which school took the place of which."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matcher.core.calendar.school_years import called
from matcher.core.errors import SettingError
from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.jobs.evaluation.inputs import EvaluationFiles, NamedSchools, read_urns

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class EvaluationSchools:
    """``table``: the register's schools (LISTED) with ``type`` and ``imd``; ``treated``: the URNs
    of the partnership; ``excluded``: those that may not serve as comparison; ``successor``: for any
    URN that of the school of today; ``notes``: what to say of the files. ``starts``: of a folder of
    partnerships for each school the first school year that one could change (the year in which
    that starts), None where no record says so."""

    table: pd.DataFrame
    treated: list[str]
    excluded: list[str]
    successor: Callable[[str], str]
    notes: list[str]
    starts: Mapping[str, int | None] = field(default_factory=dict)

    def check_years(self, before: Sequence[int], after: Sequence[int]) -> list[str]:
        """What to say of partnerships of which nobody knows the start. Raises
        :class:`SettingError` where the years are not before and after for all of the others."""
        from matcher.evaluation.staggered.start_groups import refuse_mixed_years

        years = [year for year in self.starts.values() if year is not None]
        if years and after and min(years) > max(after):
            raise SettingError(
                f"the partnerships began in {called(min(years))}, after all of these years",
                where="--after",
                hint="figures of later years are needed; or name the schools themselves",
            )
        refuse_mixed_years(years, before, after)
        unknown = len(self.starts) - len(years)
        partnerships = counted(len(self.starts), "partnership")
        of = f"Mind: no record says when they began of {unknown} of {partnerships}"
        return [of] if unknown else []


def read_schools(files: EvaluationFiles, log: ProblemLog) -> EvaluationSchools:
    """The schools of an evaluation. Raises :class:`FileError` and :class:`SettingError`."""
    import numpy as np

    from matcher.intake.lists import list_schools, read_records
    from matcher.jobs.stages.reading import Sources, successor

    register = read_records([files.register], log, source="register")
    schools = list_schools(register, None, ProblemLog())
    groups = register.records[["urn", "group"]].drop_duplicates("urn").set_index("urn")["group"]
    schools["type"] = schools["urn"].map(groups).fillna("").astype(str)
    schools["type"] = schools["type"].where(schools["type"] != "", schools["kind"])
    notes = [account.line() for account in register.accounts]
    schools["imd"] = np.nan
    if files.imd is not None:
        from matcher.jobs.evaluation.panel import read_imd

        scores = read_imd(files.imd, log)
        schools["imd"] = schools["lsoa_code"].map(scores).astype("float64")
        notes.append(f"{files.imd.name}: {len(scores):,} small areas")
        notes += log.reference_lines()
    to_successor = successor(Sources((), links=files.links), schools)
    sides = []
    for given, option in ((files.treated, "--treated"), (files.leave_out, "--leave-out")):
        schools_named = read_urns(given, register, log, option) if given else NamedSchools()
        urns = [to_successor(urn) for urn in schools_named.urns]
        changed = sum(one != other for one, other in zip(schools_named.urns, urns, strict=True))
        notes += schools_named.notes
        if changed:
            which = "1 school that closed is" if changed == 1 else f"{changed} that closed are"
            notes.append(f"{option}: {which} followed to the one that took its place")
        starts: dict[str, int | None] = {}
        for urn, day in schools_named.starts.items():
            years = [_school_year(day)] if day else []
            years += [year for year in (starts.get(to_successor(urn)),) if year is not None]
            starts[to_successor(urn)] = min(years, default=None)
        sides.append((list(dict.fromkeys(urns)), starts))
    (treated, starts), (excluded, _) = sides
    if not treated:
        raise SettingError("names no school", where="--treated", hint="give URNs or a list")
    excluded = [urn for urn in excluded if urn not in set(treated)]
    if excluded:
        notes.append(f"Left out of the comparison on purpose: {len(excluded):,}")
    return EvaluationSchools(schools, treated, excluded, to_successor, notes, starts)


def with_named_authorities(schools: pd.DataFrame) -> pd.DataFrame:
    """The schools with "Norfolk (926)" for an authority's number alone, where the register names
    it: people know the name. A number that has several names keeps the first by alphabet."""
    pairs = zip(as_list(schools["la_code"]), as_list(schools["la_name"]), strict=True)
    names = dict(sorted({(str(code), str(name)) for code, name in pairs if name}, reverse=True))
    words = {code: f"{names[code]} ({code})" if code in names else code
             for code in map(str, as_list(schools["la_code"]))}  # fmt: skip
    words[""] = ""
    return schools.assign(la_code=schools["la_code"].map(words).astype(str))


def _school_year(day: datetime.date) -> int:
    """The starting year of the first school year that a partnership of this start could change:
    what begins in July or August, when tests and exams are over, begins with the next."""
    return day.year if day.month >= 7 else day.year - 1


def follow_successors(
    panel: pd.DataFrame, to_successor: Callable[[str], str]
) -> tuple[pd.DataFrame, list[str]]:
    """A panel with the figures of a school that closed given to the one that took its place,
    where that has none of its own for the year; of several that became one nobody can say
    which counts, and they are left out. And a note of how many."""
    import pandas as pd

    key = ["urn", "year_starting"]
    successor_of = {urn: to_successor(urn) for urn in dict.fromkeys(as_list(panel["urn"]))}
    closed = panel["urn"].map(successor_of) != panel["urn"]
    if not closed.any():
        return panel, []
    before = panel[closed].assign(urn=panel.loc[closed, "urn"].map(successor_of))
    before = before[~before.duplicated(key, keep=False)].set_index(key)
    joined = panel[~closed].set_index(key).combine_first(before)[list(panel.columns.drop(key))]
    count = sum(urn != successor for urn, successor in successor_of.items())
    closed_schools = counted(
        count,
        "school that closed are told of the one that took its place",
        "schools that closed are told of those that took their place",
    )
    note = f"Figures of {closed_schools}"
    order = sorted(joined.index, key=lambda one: (urn_key(one[0]), one[1]))
    return pd.DataFrame(joined.loc[order]).reset_index(), [note]
