"""What a run leaves: its files, each made when its turn comes, and its manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.audiences.audience import INTERNAL, dated_for
from matcher.core.files.atomic import sha256
from matcher.core.schema import are_among, as_list
from matcher.jobs.matching.earlier_run import source_names
from matcher.jobs.matching.reopened.kept_tables import kept_file
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.matching.summary.about import is_about_some, problems_told, short_lists
from matcher.jobs.matching.summary.cover import cover_lines
from matcher.jobs.matching.summary.lines import counts
from matcher.jobs.matching.summary.on_map import TITLE, dated_by, map_of
from matcher.jobs.stages.reading import Sources, setting_files

if TYPE_CHECKING:
    import pandas as pd

    from matcher.show.run.workbook import RunTables
    from matcher.show.workbook.sheets import Book
    from matcher.show.workbook.write import Workbooks

BY_AUTHORITY = "matches-by-authority.zip"
Maker = Callable[[], dict[str, bytes]]


def output_files(
    result: MatchResult,
    formats: tuple[str, ...],
    raw_csv: bool,
    skipped: list[str],
    workbooks: Workbooks,
) -> list[Maker]:
    """The files of the run, each made only when its turn comes."""
    from matcher.show.data_files.write import STAR, has_parquet
    from matcher.show.kit.csv_table import csv_bytes
    from matcher.show.run.table import match_list, school_list
    from matcher.show.workbook.write import KINDS

    problems = result.log.frame()
    pairs, schools = match_list(result.matches, result.schools), school_list(result.schools)
    here = {*as_list(result.schools["urn"]), *as_list(result.pool["urn"])}
    taking_part = result.profile[are_among(result.profile["urn"], here)]
    makers: list[Maker] = [
        lambda: {"matches.csv": csv_bytes(pairs, raw=raw_csv)},
        lambda: {"schools.csv": csv_bytes(schools, raw=raw_csv)},
        lambda: {"profile.csv": csv_bytes(taking_part, raw=raw_csv)},
        lambda: {"problems.csv": csv_bytes(problems, raw=raw_csv)},
        lambda: {"map.html": map_of(result).encode("utf-8")},
    ]
    if len(result.pool):
        # With it explain and groups know everybody that a school was ranked among.
        makers.append(lambda: {"pool.csv": csv_bytes(school_list(result.pool), raw=raw_csv)})
    makers.append(partial(kept_file, result, pairs, schools, taking_part, raw_csv))
    tables = partial(_run_tables, result, pairs, schools, taking_part, problems)
    asked = {kind for kind in KINDS if kind in formats}
    wanted = set(asked)
    if len(pairs) <= result.config.workbook_pairs:
        wanted.add("xlsx")
    elif not wanted and not workbooks.by_authority:
        skipped.append(
            f"matches.xlsx ({len(pairs):,} pairs; a workbook of so many is written on request: "
            "--format xlsx, or --workbook-by authority for one for each local authority)"
        )
    makers += [partial(_workbook, result, tables, kind, workbooks) for kind in sorted(wanted)]
    if workbooks.by_authority:
        makers.append(partial(_authority_workbooks, result, tables, asked, workbooks))
    if (travelled := result.travelled) is not None:
        # From these the run is asked again without an engine.
        makers.append(
            lambda: {
                name: csv_bytes(one, raw=raw_csv) for name, one in travelled.files(here).items()
            }
        )
    if STAR in formats and not has_parquet():
        skipped.append('the star as Parquet, which needs pyarrow: install the extra "[parquet]"')
    makers += [partial(_data_files, result, name, raw_csv) for name in formats if name not in KINDS]
    return makers


def _data_files(result: MatchResult, wanted: str, raw_csv: bool) -> dict[str, bytes]:
    import pandas as pd

    from matcher.jobs.stages.told_on_map import activity_names
    from matcher.show.data_files.star import METADATA, star, star_files, star_metadata
    from matcher.show.data_files.write import STAR, geo_files
    from matcher.show.kit.attribution import Said

    said = Said(TITLE, INTERNAL, result.attribution)
    if wanted != STAR:
        return geo_files(result.schools, result.matches, result.outlines, wanted, said)
    everybody = pd.concat([result.schools, result.pool], ignore_index=True)
    profile = result.profile[result.profile["urn"].isin(everybody["urn"])]
    found = star(everybody, result.matches, profile, activity_names())
    return {**star_files(found, said, raw=raw_csv), METADATA: star_metadata(found, said)}


def _run_tables(
    result: MatchResult,
    pairs: pd.DataFrame,
    schools: pd.DataFrame,
    taking_part: pd.DataFrame,
    problems: pd.DataFrame,
) -> RunTables:
    """What the workbook shows. Of a run that was narrowed to places or phases it has the schools
    that seek there and those they are paired with, of any other all."""
    from matcher.jobs.stages.told_on_map import paired
    from matcher.show.run.table import profile_list
    from matcher.show.run.workbook import RunTables

    # Who took no part is among the schools, but not among those whose needs count.
    told = result.concerned
    no_part = {*told.kept_out, *told.without_role}  # whoever is in a pair took part

    def needs_of(shown: pd.DataFrame) -> tuple[pd.DataFrame, str]:
        needs = profile_list(taking_part, shown[~are_among(shown["urn"], no_part)])
        others = len(taking_part) - len(needs)
        beside = f"profile.csv has {others:,} rows of schools that are not on this sheet."
        return needs, beside if others else ""

    places = "".join(f"{line}." for line in short_lists(result))
    if not is_about_some(result):
        needs, needs_elsewhere = needs_of(schools)
        return RunTables(
            pairs, schools, needs, problems, others=_in_the_pool(result, schools),
            needs_elsewhere=needs_elsewhere, places=places,
        )  # fmt: skip
    seek = schools["role"].isin(["seeker", "both"])
    asked = schools["urn"].isin(result.concerned.took_part.urns) & seek
    shown = schools[asked | schools["urn"].isin(paired(pairs))]
    needs, needs_elsewhere = needs_of(shown)
    whose = "The schools that this run is about, and those matched with them"
    others = "schools.csv has every school of the lists." if len(shown) < len(schools) else ""
    found, elsewhere = problems_told(result)
    beside = f"problems.csv has {elsewhere:,} of other schools too." if elsewhere else ""
    return RunTables(pairs, shown, needs, found, whose, others, beside, needs_elsewhere, places)


def _in_the_pool(result: MatchResult, schools: pd.DataFrame) -> str:
    """Where the schools are that took part and are not among those of the workbook: the register
    supplied them, and they are in no pair."""
    more = len(result.concerned.took_part.urns.difference(as_list(schools["urn"])))
    if not more or not len(result.pool):
        return ""
    have = "1 more that took part" if more == 1 else f"{more:,} more that took part"
    return f"pool.csv has {have}: the register supplied them, and they are in no pair."


def _book(
    result: MatchResult, tables: RunTables, workbooks: Workbooks, *, authority: str | None = None
) -> Book:
    """The workbook of a run, or of one ``authority``: such a one is to be sent on, and does not
    lead to the map beside it."""
    from matcher.jobs.stages.told_on_map import dates_told
    from matcher.profile.vocabulary import load
    from matcher.show.allocation.decisions import decision_rows
    from matcher.show.explain.narrowing import asked_of_pairs
    from matcher.show.run.workbook import listed_pairs, run_book

    cover = cover_lines(result, dates_told(dated_for(dated_by(result), result.audience)))
    title = TITLE
    if authority is not None:
        title = f"{TITLE}: {authority or 'authority not known'}"
        cover = [
            "This workbook has the pairs with a school in one local authority, and what concerns "
            "them. The figures below are of the whole run, whose problems.csv says what to mend "
            "in the lists.",
            *cover,
        ]
    if not asked_of_pairs(result.config):  # every pair of the run fits what it was narrowed to
        tables = tables._replace(pairs=tables.pairs.drop(columns="fit"))
    return run_book(
        tables,
        load().words,
        title=title,
        cover=cover,
        shares=result.ranking.weights.shares,
        decisions=decision_rows(listed_pairs(tables.pairs), (), tables.schools)
        if workbooks.working
        else None,
        working=workbooks.working,
        linked=workbooks.working and authority is None,
    )


def _workbook(
    result: MatchResult, tables: Callable[[], RunTables], kind: str, workbooks: Workbooks
) -> dict[str, bytes]:
    from matcher.show.workbook.write import workbook_bytes

    return {f"matches.{kind}": workbook_bytes(_book(result, tables(), workbooks), kind)}


def _authority_workbooks(
    result: MatchResult, tables: Callable[[], RunTables], kinds: set[str], workbooks: Workbooks
) -> dict[str, bytes]:
    """An archive of a workbook for each authority that a school of the run's pairs is in."""
    from matcher.core.zip_files import packed
    from matcher.show.workbook.write import names_of_files, workbook_bytes

    kind = "ods" if kinds == {"ods"} else "xlsx"
    whole = tables()
    named = names_of_files(whole.authorities(), first="matches", none="authority-not-known")
    entries = {}
    for authority, name in named:
        book = _book(result, whole.of_authority(authority), workbooks, authority=authority)
        entries[f"{name}.{kind}"] = workbook_bytes(book, kind)
    return {BY_AUTHORITY: packed(entries, stored=tuple(entries))}


def manifest(
    result: MatchResult, sources: Sources, files: Path, outputs: list[str]
) -> dict[str, Any]:
    """The content of run.json; the ``outputs`` lie in the folder ``files``. Every key is
    promised in docs/reference/output-files.md."""
    from matcher.core.geo import TRANSFORMATION
    from matcher.show.run.fingerprints import fingerprints
    from matcher.show.run.manifest import sealed, versions

    ranking, told = result.ranking, dated_by(result)
    record = {
        "title": TITLE,
        "lists": told["lists"],
        "priorities": [asdict(account) for account in result.priorities],
        "groups": [asdict(account) for account in result.groups],
        "tables": told["tables"],
        "offers": told["offers"],
        "references": told["references"],
        "counts": counts(result),
        "terms": {
            "weights": dict(ranking.weights.shares),
            "left_out": list(ranking.weights.left_out),
            "stand_ins_for_unknown": ranking.weights.stand_ins_by_kind(),
        },
        "gates": {"pairs": dict(ranking.pairs_stopped), "schools": dict(ranking.schools_stopped)},
        "problems": result.log.counts(),
        "settings": told["settings"],
        "barred": result.ruled_out.as_dict(),
        "areas": told["areas"],
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
