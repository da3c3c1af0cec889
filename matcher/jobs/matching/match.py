"""The main job: lists in, ranked matches and a map out.

Read, place, profile, match, say why, show. Everything is made in memory first; the run's
folder is held only while it is written, and its manifest comes last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.config import Config
from matcher.core.errors import MatcherError
from matcher.core.files import check_folder, run_folder, write_bytes, write_manifest
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.jobs.stages.profiling import profiled
from matcher.jobs.stages.reading import (
    Clock,
    Progress,
    Sources,
    place,
    quiet,
    read_lists,
    successor,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.intake.accounts import ListAccount, PrioritiesAccount, TableAccount
    from matcher.match.gates import Exclusions
    from matcher.match.rank import Ranking
    from matcher.place.priority_areas.programmes import Programme


@dataclass(frozen=True, slots=True)
class Found:
    """Everything a run found, before any of it is written.

    ``schools``: SCHOOLS, those of the register that nobody listed or matched left out;
    ``matches``: MATCHES with reasons; ``ranking``: the weights used, gates and counts;
    ``pool``: SCHOOLS that took part and are not among ``schools``.
    """

    config: Config
    schools: gpd.GeoDataFrame
    profile: pd.DataFrame
    matches: pd.DataFrame
    ranking: Ranking
    programme: Programme
    outlines: gpd.GeoDataFrame
    accounts: tuple[ListAccount, ...]
    tables: tuple[TableAccount, ...]
    priorities: tuple[PrioritiesAccount, ...]
    pool: gpd.GeoDataFrame
    barred: Exclusions
    log: ProblemLog
    clock: Clock
    attribution: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was written: its folder, its manifest, and what was left unwritten."""

    folder: Path
    manifest: dict[str, Any]
    found: Found
    skipped: tuple[str, ...]


def find(
    sources: Sources, config: Config, *, progress: Progress = quiet, fictional: bool = False
) -> Found:
    """Read, place, profile, match and say why; nothing is written.

    Raises MatcherError kinds for a file, setting or service that stops the run; what is
    wrong with single rows is in ``log``.
    """
    from matcher.intake.excluded_pairs import read_pairs
    from matcher.jobs.partnership.existing_pairs import existing_pairs
    from matcher.match.gates import Exclusions
    from matcher.match.rank import rank_pairs
    from matcher.place.priority_areas.in_or_near import area_outlines
    from matcher.profile.vocabulary import load
    from matcher.show.explain.reasons import reasons
    from matcher.show.kit.attribution import attribution

    log, clock = ProblemLog(), Clock(progress)
    read = read_lists(sources, config, log, clock)
    schools, programme = place(read.table, sources, config, log, clock)
    vocabulary = load()
    known = profiled(read, schools, sources, config, log, clock)
    profile = known.profile
    with clock.stage("ranking"):
        named = sources.existing or sources.exclude
        today = successor(sources, read.table) if named else str
        excluded, excluded_schools = read_pairs(sources.exclude, log, today)
        if sources.existing is not None and sources.existing.is_dir():
            existing, declined = existing_pairs(sources.existing, config.day(), log, today)
        else:
            (existing, _), declined = read_pairs(sources.existing, log, today), frozenset()
        kept_apart = Exclusions(existing, excluded, excluded_schools, declined)
        ranking = rank_pairs(schools, profile, config, exclusions=kept_apart, progress=progress)
        _note_alone(ranking.without_partner, schools, config, log)
    log.speak({**read.headers(), **known.headers()})
    with clock.stage("explaining"):
        shapes = area_outlines(programme, schools)
        shown = _shown(schools, ranking.matches)
        pool = schools[
            schools["urn"].isin(ranking.participants) & ~schools["urn"].isin(shown["urn"])
        ]
        matches = ranking.matches.assign(
            reasons=reasons(
                ranking.matches,
                shown,
                profile,
                words=vocabulary.words,
                area_title=programme.title,
                max_km=config.max_km,
            )
        )
    return Found(
        config=config,
        schools=shown,
        profile=profile,
        matches=matches,
        ranking=ranking,
        programme=programme,
        outlines=shapes,
        accounts=read.accounts,
        tables=known.tables,
        priorities=known.priorities,
        pool=pool.reset_index(drop=True),
        barred=kept_apart,
        log=log,
        clock=clock,
        attribution=attribution(
            register=True,
            postcodes=sources.postcodes,
            areas=True,
            service=sources.geocoder is not None,
            performance=bool(sources.performance),
            fictional=fictional,
        ),
    )


def run(
    sources: Sources,
    config: Config,
    out: Path,
    *,
    formats: tuple[str, ...] = (),
    raw_csv: bool = False,
    force: bool = False,
    fictional: bool = False,
    progress: Progress = quiet,
) -> Run:
    """The whole job, its files in the folder ``out``.

    ``formats``: further files (``xlsx`` even for a large run, ``geojson``, ``gpkg``,
    ``parquet``). Raises MatcherError kinds.
    """
    from matcher.jobs.matching.outputs import files, manifest

    check_folder(out, inputs=sources.files(), force=force)
    found = find(sources, config, progress=progress, fictional=fictional)
    outputs: list[str] = []
    skipped: list[str] = []
    earlier = _outputs_of_an_earlier_run(out)
    with run_folder(out):
        with found.clock.stage("writing"):
            for make in files(found, formats, raw_csv, skipped):
                for written, data in make().items():
                    write_bytes(out / written, data)
                    outputs.append(written)
        for stale in earlier.difference(outputs):
            (out / stale).unlink(missing_ok=True)
        record = manifest(found, sources, out, outputs)
        write_manifest(out, record)
    return Run(out, record, found, tuple(skipped))


def _outputs_of_an_earlier_run(out: Path) -> set[str]:
    """What an earlier run left here: a file it wrote and this one does not would mislead."""
    from matcher.show.run.manifest import read_manifest

    try:
        entries = read_manifest(out)["outputs"]
        names = {Path(str(entry["name"])).name for entry in entries}
    except (MatcherError, KeyError, TypeError):
        return set()
    return names


def _shown(schools: gpd.GeoDataFrame, matches: pd.DataFrame) -> gpd.GeoDataFrame:
    """The schools of the lists and those matched to them."""
    matched = {*as_list(matches["seeker_urn"]), *as_list(matches["partner_urn"])}
    asked = [
        listed == 1 or urn in matched
        for urn, listed in zip(as_list(schools["urn"]), as_list(schools["listed"]), strict=True)
    ]
    return schools[asked].reset_index(drop=True)


def _note_alone(
    alone: tuple[str, ...], schools: gpd.GeoDataFrame, config: Config, log: ProblemLog
) -> None:
    """Say of which schools the list goes beyond the limit."""
    for row in schools[schools["urn"].isin(list(alone))].itertuples():
        log.add(
            "nobody_in_range",
            f"{row.name} has no partner within {config.max_km:g} km; "
            "its nearest few beyond are listed",
            list=str(row.list),
            sheet=str(row.sheet),
            row=int(row.row),
            severity="note",
            hint="raise --max-km, or give a list with more partners",
        )
