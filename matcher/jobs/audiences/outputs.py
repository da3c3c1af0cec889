"""What a run leaves for others than the office: files and columns of an allow-list, no others.

What partners may not know is not read at all (:func:`open_question`), so that nothing of it can
show in a place, a score or a reason. The public gets counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.audiences.audience import (
    FILES,
    INTERNAL,
    NO_LIST,
    OPEN_SOURCES,
    PARTNER,
    PUBLIC,
    SETTINGS,
    allowed,
    audience_of,
    title_for,
)
from matcher.core.errors import OutputError, SettingError
from matcher.core.files.atomic import sha256
from matcher.core.files.lock import is_left_over
from matcher.core.files.names import MANIFEST
from matcher.core.files.new_run import outputs_of
from matcher.core.files.reading import read_file
from matcher.core.schema import as_list
from matcher.core.settings.config import Config
from matcher.jobs.matching.outputs import Maker, manifest, output_files
from matcher.jobs.matching.summary.on_map import TITLE, map_of
from matcher.jobs.stages.reading import Sources

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.jobs.matching.results import MatchResult
    from matcher.jobs.stages.profiling import ProfileResult
    from matcher.show.workbook.write import Workbooks

_PARTNER_FORMATS = ("geojson", "gpkg", "parquet", "star")
_UNSHOWN = {
    PARTNER: "Not shown to them: numbers of pupils, the words that needs and offers rest on, "
    "problems of your lists, and who was left out",
    PUBLIC: "Not shown to the public: schools, pairs, needs and offers. The page counts who has a "
    "partner in reach",
}
_UNKNOWN = {"text": "", "number": float("nan")}


def open_question(sources: Sources, config: Config, audience: str) -> tuple[Sources, Config]:
    """What is read and asked for an ``audience``: for others than the office no published figures
    of schools, no priorities, and no sentences."""
    if audience == INTERNAL:
        return sources, config
    return replace(sources, performance=(), priorities=None), replace(config, wording=False)


def left_unread(sources: Sources, config: Config, audience: str) -> tuple[str, ...]:
    """What was named and is not read for an ``audience``, or not shown to it, and why: a line for
    the person who makes the run, not for those who get it."""
    if audience == INTERNAL:
        return ()
    named = [
        (bool(sources.performance), "the published tables (--performance)"),
        (sources.priorities is not None, "the priorities (--priorities)"),
        (config.wording, "sentences of your lists, such as notes"),
    ]
    who = "schools and partners" if audience == PARTNER else "the public"
    lines = []
    if unread := [what for is_named, what in named if is_named]:
        listed = f"{', '.join(unread[:-1])} and {unread[-1]}" if unread[1:] else unread[0]
        lines.append(
            f"Not read, as nothing of it may be told to {who}: {listed}. So lists may differ from "
            "those of your own run"
        )
    lines.append(_UNSHOWN[audience])
    return tuple(lines)


def narrowing_told(config: Config, audience: str) -> Config:
    """The settings with what an ``audience`` may know that a run was narrowed to: for others than
    the office neither its places and phases nor the kinds of partners (:data:`SETTINGS`)."""
    if audience == INTERNAL:
        return config
    return replace(config, phases=(), regions=(), authorities=(), kinds=())


def reasons_for(reasons: list[str], audience: str) -> list[str]:
    """Reasons as an ``audience`` may read them: for others than the office what is not read is not
    said to be unknown, as the office's own list may have it."""
    from matcher.show.explain.phrases.readers import to_others

    return reasons if audience == INTERNAL else list(map(to_others, reasons))


def open_profiles(found: ProfileResult, audience: str) -> ProfileResult:
    """What is known of schools as an ``audience`` may know it: for others than the office what they
    have told and public registers list, without the words that it rests on, and no figures of
    their pupils, which a reason would tell."""
    if audience == INTERNAL:
        return found
    return replace(
        found,
        profile=_open(found.profile),
        whole=_open(found.whole),
        schools=found.schools.assign(pupils=float("nan"), fsm_pct=float("nan")),
    )


def _open(profile: pd.DataFrame) -> pd.DataFrame:
    return profile[profile["source"].isin(OPEN_SOURCES)].assign(evidence="").reset_index(drop=True)


def files_for(
    result: MatchResult,
    formats: tuple[str, ...],
    raw_csv: bool,
    skipped: list[str],
    workbooks: Workbooks,
) -> list[Maker]:
    """The files of a run for its audience, each made when its turn comes; ``skipped`` takes a line
    for each that is not written."""
    if result.audience == INTERNAL:
        return output_files(result, formats, raw_csv, skipped, workbooks)
    if result.audience == PARTNER:
        return _partner_files(result, formats, raw_csv)
    from matcher.jobs.audiences.coverage import coverage_files

    return [lambda: coverage_files(result, raw=raw_csv)]


def record_for(
    result: MatchResult, sources: Sources, files: Path, outputs: list[str]
) -> dict[str, Any]:
    """The content of run.json; for others than the office the keys of
    :data:`matcher.core.audiences.audience.RECORD`. Raises :class:`SettingError` for a file that
    is not on the list: the run is not put in place then."""
    if result.audience == INTERNAL:
        return manifest(result, sources, files, outputs)
    from matcher.core.geo import TRANSFORMATION
    from matcher.show.run.manifest import sealed, versions

    strange = sorted(set(outputs) - FILES[result.audience])
    if strange:
        raise SettingError(f"{', '.join(strange)}: not for the audience {result.audience}")
    config = result.config
    settings = {key: value for key, value in config.as_dict().items() if key in SETTINGS}
    asked = {
        "settings": {**settings, "areas": "" if Path(config.areas).suffix else config.areas},
        # Who may not be matched, and why, is nobody else's business.
        "barred": {"existing": [], "excluded_pairs": [], "excluded_schools": []},
    }
    record = sealed(
        {
            "title": TITLE,
            "audience": result.audience,
            **(asked if result.audience == PARTNER else {}),
            "areas": {"title": result.programme.title},
            "grid": TRANSFORMATION,
            "outputs": [{"name": name, "sha256": sha256(files / name)} for name in sorted(outputs)],
            "versions": versions(),
            "attribution": list(result.attribution),
        }
    )
    return record


def open_schools(schools: gpd.GeoDataFrame, audience: str) -> gpd.GeoDataFrame:
    """SCHOOLS with every column unknown that an ``audience`` may not have; whatever draws a map of
    them can tell no more."""
    from matcher.core.places.districts import known_districts
    from matcher.core.tables import SCHOOLS

    if audience == INTERNAL:
        return schools
    kept = {*allowed(audience, "schools", schools.drop(columns="geometry")).columns, "geometry"}
    blank = {
        column.name: _UNKNOWN[column.kind]
        for column in SCHOOLS.columns
        if column.name not in kept and column.kind in _UNKNOWN
    }
    open_columns = schools[SCHOOLS.names].assign(**{**blank, **NO_LIST})
    # What a list writes there could be anything.
    district = (as_list(schools[name]) for name in ("district_name", "district_code"))
    return open_columns.assign(district_name=known_districts(*district))


def _partner_files(result: MatchResult, formats: tuple[str, ...], raw: bool) -> list[Maker]:
    from matcher.jobs.stages.told_on_map import activity_names
    from matcher.show.data_files.star import (
        METADATA,
        csv_metadata,
        star,
        star_files,
        star_metadata,
    )
    from matcher.show.data_files.write import STAR, geo_files
    from matcher.show.explain.phrases.readers import NOT_SHOWN
    from matcher.show.kit.attribution import Said
    from matcher.show.kit.csv_table import csv_bytes
    from matcher.show.run.table import match_list, school_list

    def may(table: str, frame: pd.DataFrame) -> pd.DataFrame:
        told = allowed(PARTNER, table, frame)
        words = [told[name].str.replace("^not known", NOT_SHOWN, regex=True)
                 for name in ("basis", "fit") if name in told]  # fmt: skip
        return told.assign(**{str(one.name): one for one in words})

    said = Said(title_for(TITLE, PARTNER), PARTNER, result.attribution)
    # Whoever takes no part, such as a school that wants no contact, is not told of.
    taking_part = result.schools["urn"].isin(list(result.ranking.participants))
    schools = open_schools(result.schools[taking_part].reset_index(drop=True), PARTNER)
    schools = schools.assign(role=_roles_taken(result, schools))
    profile = result.profile[result.profile["urn"].isin(as_list(schools["urn"]))]
    tables = {
        "matches": may("matches", match_list(result.matches, schools)),
        "profile": may("profile", profile),
        "schools": may("schools", school_list(schools)),
    }
    makers: list[Maker] = [
        lambda: {f"{name}.csv": csv_bytes(one, raw=raw) for name, one in tables.items()},
        lambda: {"map.html": map_of(result, schools).encode("utf-8")},
    ]
    if STAR in formats:
        found = star(schools, result.matches, profile, activity_names(), may)
        makers.append(lambda: star_files(found, said, raw=raw))
        makers.append(lambda: {METADATA: star_metadata(found, said, tables)})
    else:
        makers.append(lambda: {METADATA: csv_metadata(tables, said)})
    makers += [
        partial(geo_files, schools, result.matches, result.outlines, form, said, may)
        for form in formats
        if form != STAR
    ]
    return makers


def _roles_taken(result: MatchResult, schools: gpd.GeoDataFrame) -> pd.Series:
    """The part that each of SCHOOLS took. What a run was narrowed to is not told to others, and
    whoever is read there as a seeker counts among those whom a partner may meet."""
    roles: pd.Series = schools["role"]
    seeks, gives = (
        schools["urn"].isin(list(of_run))
        for of_run in (result.ranking.seeking, result.ranking.giving)
    )
    both = roles == "both"
    roles = roles.mask(both & ~seeks, "partner")
    return roles.mask(both & ~gives, "seeker")


def check_audience(folder: Path, audience: str, formats: Iterable[str]) -> None:
    """Refuse a ``folder`` that holds a run for another audience, or, for others than the office,
    anything else beside such a run: whoever sends the folder on sends all that is in it. --force
    does not change that. Raises :class:`OutputError`, and :class:`SettingError` for one of the
    ``formats`` that is not for this audience."""
    may = {*_PARTNER_FORMATS} if audience == PARTNER else set()
    refused = [] if audience == INTERNAL else [one for one in formats if one not in may]
    if refused:
        raise SettingError(
            f"{', '.join(refused)} is not written for the audience {audience}",
            where="--format",
            hint="leave it out, or write for internal use",
        )
    there = _audience_in(folder)
    if there is not None and there != audience:
        raise OutputError(
            f"holds a run for the audience {there}, and this one is for {audience}",
            where=str(folder),
            hint="choose another --out: a folder holds one audience",
        )
    if audience == INTERNAL or not folder.is_dir():
        return
    own = outputs_of(folder) if there is not None else set()
    strange = sorted(
        entry.name for entry in folder.iterdir()
        if entry.name not in own and not is_left_over(entry)
    )  # fmt: skip
    if strange:
        raise OutputError(
            f"holds other files: {', '.join(strange[:5])}{' …' if len(strange) > 5 else ''}",
            where=str(folder),
            hint=f"choose another --out: a folder for the audience {audience} has nothing else",
        )


def _audience_in(folder: Path) -> str | None:
    """For whom the run in a folder is; None where there is none, or its record says nothing."""
    try:
        record = json.loads(read_file(folder / MANIFEST))
    except (OSError, ValueError, RecursionError):
        return None
    return audience_of(record) if isinstance(record, dict) else None
