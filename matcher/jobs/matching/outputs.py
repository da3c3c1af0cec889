"""What a run leaves: its files, each made when its turn comes, and its manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.files.atomic import sha256
from matcher.core.schema import as_list
from matcher.jobs.matching.earlier_run import source_names
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.matching.summary import counts, cover_lines
from matcher.jobs.stages.reading import Sources, setting_files

if TYPE_CHECKING:
    import pandas as pd


TITLE = "School partnership matches"
Maker = Callable[[], dict[str, bytes]]


def output_files(
    result: MatchResult, formats: tuple[str, ...], raw_csv: bool, skipped: list[str]
) -> list[Maker]:
    """The files of the run, each made only when its turn comes."""
    from matcher.show.kit.csv_table import csv_bytes
    from matcher.show.run.geo_files import geo_files
    from matcher.show.run.table import match_list, profile_list, school_list

    problems = result.log.frame()
    pairs, schools = match_list(result.matches, result.schools), school_list(result.schools)
    here = {*as_list(result.schools["urn"]), *as_list(result.pool["urn"])}
    taking_part = result.profile[result.profile["urn"].isin(here)]
    makers: list[Maker] = [
        lambda: {"matches.csv": csv_bytes(pairs, raw=raw_csv)},
        lambda: {"schools.csv": csv_bytes(schools, raw=raw_csv)},
        lambda: {"profile.csv": csv_bytes(taking_part, raw=raw_csv)},
        lambda: {"problems.csv": csv_bytes(problems, raw=raw_csv)},
        lambda: {"map.html": _map(result).encode("utf-8")},
    ]
    if len(result.pool):
        # With it explain and groups know everybody that a school was ranked among.
        makers.append(lambda: {"pool.csv": csv_bytes(school_list(result.pool), raw=raw_csv)})
    if "xlsx" in formats or len(pairs) <= result.config.workbook_pairs:
        needs = profile_list(taking_part, result.schools)
        makers.append(lambda: {"matches.xlsx": _workbook(result, pairs, schools, needs, problems)})
    else:
        skipped.append(
            f"matches.xlsx ({len(pairs):,} pairs; a workbook of so many is written on request: "
            "--format xlsx)"
        )
    # From these the run is asked again without an engine.
    makers.append(
        lambda: {name: csv_bytes(one, raw=raw_csv) for name, one in _travel(result, here)}
    )
    makers += [
        partial(geo_files, result.schools, result.matches, name)
        for name in formats
        if name != "xlsx"
    ]
    return makers


def _map(result: MatchResult) -> str:
    from matcher.jobs.stages.told_on_map import (
        activity_names,
        dates_told,
        narrowed_schools,
        paired,
    )
    from matcher.show.map.page import map_page

    number, reach = counts(result), result.reach
    beyond, farther_apart = result.matches["beyond"] == 1, reach.are_farther(result.matches)
    farther = [
        f"{count:,} {why}"
        for count, why in (
            (int(beyond.sum()), "where nobody is nearer"),
            (int((~beyond & farther_apart).sum()), "that sponsors reach"),
        )
        if count
    ]
    but = f", but for {' and '.join(farther)}" if farther else ""
    shown, others = narrowed_schools(
        result.schools, result.config, {*result.ranking.in_reach, *paired(result.matches)}
    )
    return map_page(
        shown,
        result.matches,
        outlines=result.outlines,
        area_title=result.programme.title,
        title=TITLE,
        subtitle=(
            f"{number['seekers']:,} seekers and {number['partners']:,} partners, "
            f"{number['pairs']:,} pairs at most {reach.limit} apart{but}"
            f"{f'. {reach.note}.' if reach.note else ''}{others}"
        ),
        attribution=result.attribution,
        reach=reach,
        activities=activity_names(),
        dated=dates_told(_dated_by(result)),
    )


def _dated_by(result: MatchResult) -> dict[str, Any]:
    """What the record says of the day of the run and of its data."""
    return {
        "lists": [asdict(account) for account in result.accounts],
        "tables": [asdict(account) for account in result.tables],
        "offers": [asdict(account) for account in result.offers],
        "references": [asdict(account) for account in result.log.references],
        "settings": result.config.as_dict(),
        "areas": {
            "programme": result.programme.name,
            "title": result.programme.title,
            "note": result.programme.note,
        },
    }


def _travel(result: MatchResult, here: set[str]) -> Iterable[tuple[str, pd.DataFrame]]:
    return result.travelled.files(here).items() if result.travelled is not None else ()


def _workbook(
    result: MatchResult,
    pairs: pd.DataFrame,
    schools: pd.DataFrame,
    needs: pd.DataFrame,
    problems: pd.DataFrame,
) -> bytes:
    from matcher.show.run.travel_words import travel_beside_distance
    from matcher.show.run.workbook import workbook_bytes

    return workbook_bytes(
        [
            ("Matches", "Ranked pairs, by seeker", travel_beside_distance(pairs)),
            ("Schools", "Every school of the lists, and those matched to them", schools),
            ("Needs", "What each of them needs and offers, and what that rests on", needs),
            ("Problems", "What to mend in the lists", problems),
        ],
        title=TITLE,
        cover=cover_lines(result),
    )


def manifest(
    result: MatchResult, sources: Sources, files: Path, outputs: list[str]
) -> dict[str, Any]:
    """The content of run.json; the ``outputs`` lie in the folder ``files``. Every key is
    promised in docs/reference/output-files.md."""
    from matcher.core.geo import TRANSFORMATION
    from matcher.show.run.fingerprints import fingerprints
    from matcher.show.run.manifest import sealed, versions

    ranking = result.ranking
    record = {
        "title": TITLE,
        **_dated_by(result),
        "priorities": [asdict(account) for account in result.priorities],
        "groups": [asdict(account) for account in result.groups],
        "counts": counts(result),
        "terms": {
            "weights": dict(ranking.weights.shares),
            "left_out": list(ranking.weights.left_out),
            "stand_ins_for_unknown": ranking.weights.stand_ins_by_kind(),
        },
        "gates": {"pairs": dict(ranking.pairs_stopped), "schools": dict(ranking.schools_stopped)},
        "problems": result.log.counts(),
        "barred": result.ruled_out.as_dict(),
        "grid": TRANSFORMATION,
        "geocoder": sources.geocoder or "",
        "sources": source_names(sources),
        "travel": result.travel,
        "inputs": fingerprints([*sources.files(), *setting_files(result.config)]),
        "outputs": [{"name": name, "sha256": sha256(files / name)} for name in sorted(outputs)],
        "versions": versions(),
        "attribution": result.attribution,
    }
    return sealed(record)
