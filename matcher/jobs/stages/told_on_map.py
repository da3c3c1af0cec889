"""What the map of a run tells beside its pairs: names of activities, of what day it is, and of
which schools it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.core.cells import in_words
from matcher.core.schema import as_list
from matcher.core.settings.config import Config

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def activity_names() -> dict[str, str]:
    """What a reason calls each activity of the vocabulary, by its letter and number."""
    from matcher.profile.vocabulary import load

    return {one.id: f"{one.short[:1].upper()}{one.short[1:]}" for one in load().activities}


def paired(matches: pd.DataFrame) -> set[str]:
    """The URNs of all schools of MATCHES."""
    return {*as_list(matches["seeker_urn"]), *as_list(matches["partner_urn"])}


def names_places_or_phases(config: Config) -> bool:
    """Whether a run was narrowed to places or phases, and so is about some of its schools."""
    return bool(config.regions or config.authorities or config.phases)


def narrowed_schools(
    schools: gpd.GeoDataFrame, config: Config, concerned: Collection[str], *, named: bool = True
) -> tuple[gpd.GeoDataFrame, str]:
    """SCHOOLS of the map of a run, and what it was narrowed to and how many it leaves out, in words
    that follow a sentence. Not ``named``: without the first, for those who may not know the places
    of the asker.

    A run that was narrowed to places or phases is about the schools ``concerned`` (by URN): its
    seekers, and the partners that one of them may meet. Any other run is about all.
    """
    if not names_places_or_phases(config):
        return schools, ""
    from matcher.jobs.stages.narrowed import narrowed_words

    to = f". Narrowed to {narrowed_words(config)}" if named else ""
    inside = schools["urn"].isin(list(concerned))
    others = int((~inside & (schools["role"] != "")).sum())
    left_out = (
        f". {others:,} other {'school is' if others == 1 else 'schools are'} not on this map: "
        "outside what the run was narrowed to, and in reach of none of its seekers"
    )
    return schools[inside].reset_index(drop=True), to + (left_out if others else "")


def dates_told(record: Mapping[str, Any]) -> list[str]:
    """The day a run holds for and the dates of its data, a line each; ``record``: what run.json
    says under settings (``as_of``), lists, references, tables, offers and areas (``note``).

    The day is the run's own, never that of whoever makes the page. Files are named, as publishers
    put their dates into the names; a table without a year and a register without a day say so.
    """
    day = in_words(str(record["settings"]["as_of"]))
    lines = [f"As of {day}: the schools that are open on that day take part"]
    files = [str(one["list"]) for part in ("lists", "references") for one in record.get(part, ())]
    if files:
        lines.append(f"Lists, register and postcodes: {', '.join(dict.fromkeys(files))}")
    if told := record.get("tables"):
        from matcher.intake.performance.table_forms import TABLES

        tables = [(TABLES.get(str(one["table"]), str(one["table"])), one["years"]) for one in told]
        lines.append(f"Years of the published tables: {_dated(tables)}")
    offers = [(str(one["dataset"]), [one["version"]]) for one in record.get("offers", ())]
    if offers:
        lines.append(f"Days of the public registers: {_dated(offers)}")
    if note := str(record["areas"].get("note", "")):
        lines.append(f"Priority areas: {note}")
    return lines


def _dated(told: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Each name once, with all its dates in order; without one, that none is said."""
    found: dict[str, set[str]] = {}
    for name, dates in told:
        found.setdefault(name, set()).update(filter(None, map(str, dates)))
    return "; ".join(
        f"{name} {', '.join(sorted(dates)) or '(not said)'}" for name, dates in found.items()
    )
