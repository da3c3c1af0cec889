"""The main job: lists in, ranked matches and a map out.

Read, place, profile, match, say why, show. The run's folder is held from the beginning on;
the new run is made whole in it before it takes the place of an earlier one.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.audiences.audience import INTERNAL
from matcher.core.files.run_folder import check_folder, run_folder
from matcher.core.problems import ProblemLog
from matcher.core.schema import are_among, as_list
from matcher.core.settings.config import Config
from matcher.jobs.audiences import outputs as audiences
from matcher.jobs.matching.earlier_run import refuse_other_run
from matcher.jobs.matching.results import MatchResult, Run
from matcher.jobs.stages.decided_pairs import ruled_out
from matcher.jobs.stages.givers import could_give_near, let_give, warn_of_long_claims
from matcher.jobs.stages.profiling import profile_schools
from matcher.jobs.stages.reading import (
    Clock,
    Progress,
    Sources,
    place,
    quiet,
    read_lists,
)
from matcher.jobs.travel.given import check_travel, travel_times
from matcher.jobs.travel.record import Travelled, note_travel

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.match.parts.divided import Cluster
    from matcher.match.rank import Ranking
    from matcher.show.kit.reach import Reach
    from matcher.show.workbook.write import Workbooks


def find(
    sources: Sources,
    config: Config,
    *,
    progress: Progress = quiet,
    fictional: bool = False,
    audience: str = INTERNAL,
    cluster: Cluster | None = None,
) -> MatchResult:
    """Read, place, profile, match and say why; nothing is written. ``cluster``: who ranks
    (:mod:`matcher.jobs.matching.engine`).

    Raises MatcherError kinds for a file, setting or service that stops the run; what is
    wrong with single rows is in ``log``.
    """
    from matcher.core.places.membership import check_narrowing
    from matcher.intake.offers.strangers import note_strangers
    from matcher.match.idle_gates import NO_FACTS, idle_gates
    from matcher.match.rank import rank_pairs
    from matcher.match.reach import straight_km
    from matcher.match.strengths.claims import counted_profile
    from matcher.place.priority_areas.in_or_near import area_outlines
    from matcher.profile.cover import cover_table
    from matcher.profile.vocabulary import load
    from matcher.show.explain.basis import exchange_columns
    from matcher.show.explain.narrowing import narrowed_to, tags_asked
    from matcher.show.explain.reasons import reasons
    from matcher.show.explain.score.named import known_columns
    from matcher.show.kit.attribution import attribution
    from matcher.show.kit.reach import Reach, by_an_engine

    unread = audiences.left_unread(sources, config, audience)
    sources, config = audiences.open_question(sources, _with_phases(config), audience)
    check_travel(sources, config)
    log, clock = ProblemLog(), Clock(progress)
    lists = read_lists(sources, config, log, clock)
    check_narrowing(
        lists.table,
        phases=config.phases,
        regions=config.regions,
        authorities=config.authorities,
    )
    schools, programme = place(lists.table, sources, config, log, clock)
    vocabulary = load()
    profiling = profile_schools(lists, schools, sources, config, log, clock)
    profiling = audiences.open_profiles(profiling, audience)
    schools = let_give(profiling.schools, profiling.whole, profiling.offered, config.givers)
    narrowed = profiling.profile
    named = sources.travel, sources.travel_data
    with clock.stage("ranking"), travel_times(*named, schools, config, log, progress) as travel:
        barred = ruled_out(sources, config, lists.table, log)
        cover = cover_table(profiling.whole, vocabulary)
        ranking = rank_pairs(
            schools,
            narrowed,
            config,
            exclusions=barred,
            whole=profiling.whole,
            cover=cover,
            travel=None if travel is None else travel.times,
            cluster=cluster,
            progress=progress,
        )
        for idle in idle_gates(schools, ranking.participants):
            log.add(NO_FACTS, idle.what, value=idle.gate, severity="note", hint=idle.cure)
        travelled = None
        if travel is not None and ranking.travel is not None:
            travelled = Travelled(travel, ranking.travel)
            note_travel(travelled, schools, config, log)
        reach = Reach.of(config, None if travelled is None else travelled.record())
        _note_nobody_in_range(ranking, schools, reach, log)
        warn_of_long_claims(profiling.whole, schools, config, log)
    log.use_headers({**lists.headers(), **profiling.headers()})
    with clock.stage("explaining"):
        shapes = area_outlines(programme, schools)
        shown = _shown(schools, ranking.matches)
        pool = schools[
            # One that gave no consent is kept, so that "why not?" has an answer; one that could
            # give, so that reports know whether it would help to let it.
            (
                are_among(schools["urn"], ranking.participants)
                | schools["open_to_contact"].isin(["no", "unclear"])
                | could_give_near(schools, profiling.whole, config)
            )
            & ~are_among(schools["urn"], as_list(shown["urn"]))
        ]
        counted = counted_profile(narrowed, config.full_claims, profiling.whole)
        said = reasons(
            ranking.matches,
            shown,
            counted,
            words=vocabulary.words,
            cover=cover,
            area_title=programme.title,
            half_area_km=config.half_area_km,
            reach=reach,
            asked=narrowed_to(audiences.narrowing_told(config, audience)),
            about=tags_asked(config),
            whole=profiling.whole,
        )
        matches = ranking.matches.assign(
            reasons=audiences.reasons_for(said, audience),
            **exchange_columns(ranking.matches, counted, cover, profiling.whole),
            **known_columns(
                ranking.matches, counted, cover, vocabulary.words, ranking.weights.shares
            ),
        ).astype({"reasons": "str"})  # of no pairs too
    result = MatchResult(
        config=config,
        schools=shown,
        profile=profiling.whole,
        matches=matches,
        ranking=ranking,
        programme=programme,
        outlines=shapes,
        accounts=lists.accounts,
        groups=lists.groups,
        tables=profiling.tables,
        offers=profiling.offers,
        priorities=profiling.priorities,
        pool=pool.reset_index(drop=True),
        ruled_out=barred,
        log=log,
        clock=clock,
        travelled=travelled,
        audience=audience,
        left_unread=unread,
        narrowed_to_nobody=_narrowed_to_nobody(schools, config),
        attribution=attribution(
            register=True,
            postcodes=sources.postcodes,
            areas=True,
            service=sources.geocoder is not None,
            performance=bool(sources.performance),
            offers=profiling.attribution,
            roads=travelled is not None and by_an_engine(travelled.record()),
            fictional=fictional,
        ),
    )
    seekers = schools[are_among(schools["urn"], result.concerned.took_part.seeking)]
    note_strangers(profiling.strangers, seekers, straight_km(config), log)
    return result


def run(
    sources: Sources,
    config: Config,
    out: Path,
    *,
    formats: tuple[str, ...] = (),
    workbooks: Workbooks | None = None,
    raw_csv: bool = False,
    force: bool = False,
    fictional: bool = False,
    audience: str = INTERNAL,
    progress: Progress = quiet,
    cluster: Cluster | None = None,
) -> Run:
    """The whole job, its files in the folder ``out``.

    ``formats``: further files (``xlsx`` even for a large run, ``ods``, ``geojson``, ``gpkg``,
    ``parquet``, ``star``); ``workbooks``: what kind of workbooks. Everything that can be refused is
    refused before any work; what is in ``out`` stays whole until the new run is, and is kept as a
    dated folder beside it. ``force``: also where it is another run, or files of somebody else.
    Raises MatcherError kinds.
    """
    from matcher.show.data_files.write import check_formats
    from matcher.show.workbook.write import Workbooks

    def check() -> None:
        check_folder(out, inputs=sources.files(), force=force and audience == INTERNAL)
        audiences.check_audience(out, audience, formats)
        if not force:
            refuse_other_run(out, sources, _with_phases(config))

    check_formats(formats)
    check_travel(sources, config)
    check()
    with run_folder(out) as new:
        check()  # a run that was ready may just have been put in place
        result = find(
            sources,
            config,
            progress=progress,
            fictional=fictional,
            audience=audience,
            cluster=cluster,
        )
        outputs: list[str] = []
        skipped: list[str] = []
        with result.clock.stage("writing"):
            makers = audiences.files_for(
                result, formats, raw_csv, skipped, workbooks or Workbooks()
            )
            for made, make in enumerate(makers):
                progress(f"writing: {made:,} of {len(makers):,} files", made / len(makers))
                for written, data in make().items():
                    new.write(written, data)
                    outputs.append(written)
        record = audiences.record_for(result, sources, new.files, outputs)
        kept = new.put_in_place(record)
    return Run(out, record, result, tuple(skipped), kept)


def _with_phases(config: Config) -> Config:
    """The settings with a phase understood as in a cell of a list: "Sec", "secondary school"."""
    from matcher.intake.clean.phases import phase

    return replace(config, phases=tuple(dict.fromkeys(phase(one) or one for one in config.phases)))


def _shown(schools: gpd.GeoDataFrame, matches: pd.DataFrame) -> gpd.GeoDataFrame:
    """The schools of the lists and those matched to them."""
    matched = {*as_list(matches["seeker_urn"]), *as_list(matches["partner_urn"])}
    shown = (schools["listed"] == 1) | are_among(schools["urn"], matched)
    return schools[shown].reset_index(drop=True)


def _narrowed_to_nobody(schools: gpd.GeoDataFrame, config: Config) -> tuple[str, ...]:
    """A line for each place or phase a run was narrowed to in which nobody seeks, with what
    there is."""
    from matcher.core.places import membership

    seekers = schools[schools["role"].isin(["seeker", "both"])]
    if (seekers["listed"] == 1).any() and config.from_register in ("auto", "none", "partners"):
        seekers = seekers[seekers["listed"] == 1]
    return membership.nobody_there(
        seekers, phases=config.phases, regions=config.regions, authorities=config.authorities
    )


def _note_nobody_in_range(
    ranking: Ranking, schools: gpd.GeoDataFrame, reach: Reach, log: ProblemLog
) -> None:
    """Say of which schools the list goes beyond the limit."""
    shown = set(as_list(ranking.matches.loc[ranking.matches["beyond"] == 1, "seeker_urn"]))
    beyond = {
        True: "its nearest few beyond are listed",
        False: "nobody is listed, as there is no way to anybody near",
    }
    raised = "--max-minutes" if reach.max_minutes else "--max-km"
    for row in schools[are_among(schools["urn"], ranking.without_partner)].itertuples():
        is_shown = str(row.urn) in shown or ranking.travel is None
        log.add(
            "nobody_in_range",
            f"{row.name} has no partner within {reach.limit}; {beyond[is_shown]}",
            list=str(row.list),
            sheet=str(row.sheet),
            row=int(row.row),
            severity="note",
            hint=f"raise {raised}, or give a list with more partners",
        )
