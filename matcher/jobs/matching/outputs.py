"""What a run leaves: its files, each made when its turn comes, and its manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.files import sha256
from matcher.core.schema import as_list
from matcher.jobs.matching.summary import counts
from matcher.jobs.stages.reading import Sources

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.matching.match import Found

TITLE = "School partnership matches"
Maker = Callable[[], dict[str, bytes]]


def files(found: Found, formats: tuple[str, ...], raw_csv: bool, skipped: list[str]) -> list[Maker]:
    """The files of the run, each made only when its turn comes."""
    from matcher.show.kit.csv_table import csv_bytes
    from matcher.show.run.geo_files import geo_files
    from matcher.show.run.table import match_list, profile_list, school_list

    problems = found.log.frame()
    pairs, schools = match_list(found.matches, found.schools), school_list(found.schools)
    here = {*as_list(found.schools["urn"]), *as_list(found.pool["urn"])}
    taking_part = found.profile[found.profile["urn"].isin(here)]
    makers: list[Maker] = [
        lambda: {"matches.csv": csv_bytes(pairs, raw=raw_csv)},
        lambda: {"schools.csv": csv_bytes(schools, raw=raw_csv)},
        lambda: {"profile.csv": csv_bytes(taking_part, raw=raw_csv)},
        lambda: {"problems.csv": csv_bytes(problems, raw=raw_csv)},
        lambda: {"map.html": _map(found).encode("utf-8")},
    ]
    if len(found.pool):
        # With it explain and groups know everybody that a school was ranked among.
        makers.append(lambda: {"pool.csv": csv_bytes(school_list(found.pool), raw=raw_csv)})
    if "xlsx" in formats or len(pairs) <= found.config.workbook_pairs:
        needs = profile_list(taking_part, found.schools)
        makers.append(lambda: {"matches.xlsx": _workbook(found, pairs, schools, needs, problems)})
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
    from matcher.show.map.page import map_page

    number = counts(found)
    far = int(found.matches["beyond"].sum())
    beyond = f", but for {far:,} where nobody is nearer" if far else ""
    return map_page(
        found.schools,
        found.matches,
        outlines=found.outlines,
        area_title=found.programme.title,
        title=TITLE,
        subtitle=(
            f"{number['seekers']:,} seekers and {number['partners']:,} partners, "
            f"{number['pairs']:,} pairs at most {found.config.max_km:g} km apart{beyond}"
        ),
        attribution=found.attribution,
        max_km=found.config.max_km,
    )


def _workbook(
    found: Found,
    pairs: pd.DataFrame,
    schools: pd.DataFrame,
    needs: pd.DataFrame,
    problems: pd.DataFrame,
) -> bytes:
    from matcher.jobs.matching.summary import cover
    from matcher.show.run.workbook import workbook_bytes

    return workbook_bytes(
        [
            ("Matches", "Ranked pairs, by seeker", pairs),
            ("Schools", "Every school of the lists, and those matched to them", schools),
            ("Needs", "What each of them needs and offers, and what that rests on", needs),
            ("Problems", "What to mend in the lists", problems),
        ],
        title=TITLE,
        cover=cover(found),
    )


def manifest(found: Found, sources: Sources, out: Path, outputs: list[str]) -> dict[str, Any]:
    """The content of run.json. Every key is promised in the README."""
    from matcher.core.geo import TRANSFORMATION
    from matcher.show.run.manifest import fingerprints, versions

    ranking = found.ranking
    return {
        "title": TITLE,
        "lists": [asdict(account) for account in found.accounts],
        "priorities": [asdict(account) for account in found.priorities],
        "tables": [asdict(account) for account in found.tables],
        "counts": counts(found),
        "terms": {
            "weights": dict(ranking.weights.shares),
            "left_out": list(ranking.weights.left_out),
            "stand_ins_for_unknown": ranking.weights.stand_ins_by_kind(),
        },
        "gates": {"pairs": dict(ranking.pairs_stopped), "schools": dict(ranking.schools_stopped)},
        "problems": found.log.counts(),
        "settings": found.config.as_dict(),
        "barred": found.barred.as_dict(),
        "areas": {
            "programme": found.programme.name,
            "title": found.programme.title,
            "note": found.programme.note,
        },
        "grid": TRANSFORMATION,
        "geocoder": sources.geocoder or "",
        "inputs": fingerprints(sources.files()),
        "outputs": [{"name": name, "sha256": sha256(out / name)} for name in sorted(outputs)],
        "versions": versions(),
        "seconds": dict(found.clock.seconds),
        "attribution": found.attribution,
    }
