"""The main job: lists in, ranked matches and a map out.

Read, place, profile, match, say why, show. Everything is made in memory first; the run's
folder is held only while it is written, and its manifest comes last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.config import Config
from matcher.core.errors import MatcherError
from matcher.core.files import check_folder, run_folder, sha256, write_bytes, write_manifest
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.jobs.stages import Clock, Progress, Sources, place, quiet, read_lists
from matcher.jobs.summary import counts

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.intake.read import Account
    from matcher.match.rank import Ranking
    from matcher.place.areas import Programme

FORMATS = ("xlsx", "geojson", "gpkg", "parquet")
TITLE = "School partnership matches"


@dataclass(frozen=True, slots=True)
class Found:
    """Everything a run found, before any of it is written.

    ``schools``: SCHOOLS, those of the register that nobody listed or matched left out;
    ``matches``: MATCHES with reasons; ``ranking``: the weights used, gates and counts.
    """

    config: Config
    schools: gpd.GeoDataFrame
    profile: pd.DataFrame
    matches: pd.DataFrame
    ranking: Ranking
    programme: Programme
    outlines: gpd.GeoDataFrame
    accounts: tuple[Account, ...]
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
    from matcher.intake.pairs import barred
    from matcher.match.gates import Barred
    from matcher.match.rank import rank
    from matcher.place.areas import outlines
    from matcher.profile.stated import stated
    from matcher.profile.vocabulary import load
    from matcher.show.reasons import reasons
    from matcher.show.record import attribution

    log, clock = ProblemLog(), Clock(progress)
    read = read_lists(sources, config, log, clock)
    schools, programme = place(read.table, sources, config, log, clock)
    with clock.stage("profiling"):
        vocabulary = load()
        profile = stated(read.table, log, vocabulary)
    with clock.stage("ranking"):
        existing, _ = barred(sources.existing, log)
        excluded, excluded_schools = barred(sources.exclude, log)
        ranking = rank(
            schools,
            profile,
            config,
            barred=Barred(existing, excluded, excluded_schools),
            progress=progress,
        )
        _note_alone(ranking.alone, schools, config, log)
    log.speak(read.headers())
    with clock.stage("explaining"):
        shapes = outlines(programme, schools)
        shown = _shown(schools, ranking.matches)
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
        log=log,
        clock=clock,
        attribution=attribution(
            register=True,
            postcodes=sources.postcodes,
            areas=True,
            service=sources.geocoder is not None,
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
    check_folder(out, inputs=sources.files(), force=force)
    found = find(sources, config, progress=progress, fictional=fictional)
    outputs: list[str] = []
    skipped: list[str] = []
    earlier = _outputs_of_an_earlier_run(out)
    with run_folder(out):
        with found.clock.stage("writing"):
            for make in _files(found, formats, raw_csv, skipped):
                for written, data in make().items():
                    write_bytes(out / written, data)
                    outputs.append(written)
        for stale in earlier.difference(outputs):
            (out / stale).unlink(missing_ok=True)
        manifest = _manifest(found, sources, out, outputs)
        write_manifest(out, manifest)
    return Run(out, manifest, found, tuple(skipped))


def _outputs_of_an_earlier_run(out: Path) -> set[str]:
    """What an earlier run left here: a file it wrote and this one does not would mislead."""
    from matcher.show.record import read

    try:
        entries = read(out)["outputs"]
        names = {Path(str(entry["name"])).name for entry in entries}
    except (MatcherError, KeyError, TypeError):
        return set()
    return names


Maker = Callable[[], dict[str, bytes]]


def _files(
    found: Found, formats: tuple[str, ...], raw_csv: bool, skipped: list[str]
) -> list[Maker]:
    """The files of the run, each made only when its turn comes."""
    from matcher.show.geofiles import geo_files
    from matcher.show.lists import csv_bytes, match_list, school_list

    problems = found.log.frame()
    pairs, schools = match_list(found.matches, found.schools), school_list(found.schools)
    makers: list[Maker] = [
        lambda: {"matches.csv": csv_bytes(pairs, raw=raw_csv)},
        lambda: {"schools.csv": csv_bytes(schools, raw=raw_csv)},
        lambda: {"problems.csv": csv_bytes(problems, raw=raw_csv)},
        lambda: {"map.html": _map(found).encode("utf-8")},
    ]
    if "xlsx" in formats or len(pairs) <= found.config.workbook_pairs:
        makers.append(lambda: {"matches.xlsx": _workbook(found, pairs, schools, problems)})
    else:
        skipped.append(
            f"matches.xlsx ({len(pairs):,} pairs; a workbook of so many is written on request: "
            "--format xlsx)"
        )
    makers += [
        partial(geo_files, found.schools, found.matches, name) for name in formats if name != "xlsx"
    ]
    return makers


def _map(found: Found) -> str:
    from matcher.show.map import map_page

    number = counts(found)
    return map_page(
        found.schools,
        found.matches,
        outlines=found.outlines,
        area_title=found.programme.title,
        title=TITLE,
        subtitle=(
            f"{number['seekers']:,} seekers and {number['partners']:,} partners, "
            f"{number['pairs']:,} pairs at most {found.config.max_km:g} km apart"
        ),
        attribution=found.attribution,
        max_km=found.config.max_km,
    )


def _workbook(
    found: Found, pairs: pd.DataFrame, schools: pd.DataFrame, problems: pd.DataFrame
) -> bytes:
    from matcher.jobs.summary import cover
    from matcher.show.workbook import workbook_bytes

    return workbook_bytes(
        [
            ("Matches", "Ranked pairs, by seeker", pairs),
            ("Schools", "Every school of the lists, and those matched to them", schools),
            ("Problems", "What to mend in the lists", problems),
        ],
        title=TITLE,
        cover=cover(found),
    )


def _manifest(found: Found, sources: Sources, out: Path, outputs: list[str]) -> dict[str, Any]:
    from matcher.core.geo import TRANSFORMATION
    from matcher.show.record import fingerprints, versions

    ranking = found.ranking
    return {
        "title": TITLE,
        "lists": [asdict(account) for account in found.accounts],
        "counts": counts(found),
        "terms": {
            "weights": dict(ranking.weighing.shares),
            "left_out": list(ranking.weighing.left_out),
            "stand_ins_for_unknown": ranking.weighing.stand_ins(),
        },
        "gates": {"pairs": dict(ranking.stopped), "schools": dict(ranking.kept_out)},
        "problems": found.log.counts(),
        "settings": found.config.as_dict(),
        "areas": {"programme": found.programme.name, "note": found.programme.note},
        "grid": TRANSFORMATION,
        "geocoder": sources.geocoder or "",
        "inputs": fingerprints(sources.files()),
        "outputs": [{"name": name, "sha256": sha256(out / name)} for name in sorted(outputs)],
        "versions": versions(),
        "seconds": dict(found.clock.seconds),
        "attribution": found.attribution,
    }


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
