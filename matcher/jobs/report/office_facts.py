"""What the report of an office says of a run: gathered from its files and its ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.problems import ProblemLog
from matcher.core.schema import are_among, as_list
from matcher.core.tables import urn_key
from matcher.jobs.matching.reopen import ReopenedRun, reopen_run
from matcher.jobs.report.farther_down import left_over
from matcher.jobs.report.lists.farther import FartherDown
from matcher.jobs.report.lists.offers import how_sure, who_only_seek
from matcher.jobs.report.who import all_to_heed

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.stages.concerned import Concerned
    from matcher.match.arrays import Bools, SchoolArrays
    from matcher.match.lists.in_reach import InReach
    from matcher.show.report.office.facts.office import Alone, Known, NoPart, OfficeFacts

_MOST_PLACES = 10  # rows named of each kind of problem
_ROW = ("list", "sheet", "row")
_PROBLEM_TEXTS = ("list", "sheet", "code", "column", "value", "severity", "message", "hint")
# What would help a school that took no part, by the gate that kept it out.
_CURES: Mapping[str, str] = {
    "closed": "check the list: the register says which school took the place of one that closed",
    "contact_unclear": "ask whether you may get in touch, and write yes or no in your list",
    "not_open": "ask again whether you may get in touch, or leave it out",
    "unplaced": "add a postcode of today, or easting and northing",
    "excluded": "nothing, or take it off the list of exclusions",
    "filtered": "nothing: the run was asked for others",
    "special": "nothing, or run the match with --include-special",
    "not_found": "write its URN, or its name and postcode, in the list (problems.csv of the run "
    "has the row, and whom it may mean)",
    "other_kind": "give it a part in a column Role of the list",
    "no_part": "nothing, or give it a part in a column Role of the list: seeker, partner or both",
}
# Gates whose words tell of a pair, as they follow "7 partners:".
_APART: Mapping[str, str] = {
    "unrelated": "neither side could give the other anything of what this run was narrowed to",
    "one_sided": "one of the two sides is known to gain nothing",
    "needs_nothing": "the school is said to need nothing, and this run asks that a need be met",
    "gives_nothing": "known to cover none of the needs that are known or likely",
    "exam_years": "known to teach nobody to 16",
}
_NO_PART: Mapping[str, str] = {
    "filtered": "they are not among those this run was narrowed to",
    "special": "independent special schools, which this run leaves out",
    "not_found": "not found in the register, and so of no known kind",
    "other_kind": "of a kind that takes part only where a list gives it a role, or of no known "
    "kind",
    "no_part": "they neither look for partners nor give, by a column of roles, or by the settings "
    "of the run",
}
_PARTS: Mapping[str, str] = {
    "seeker": "looks for partners",
    "partner": "partner",
    "both": "looks for partners, and is one",
}
_BY_SETTING = ("filtered", "special", "other_kind", "no_part", "excluded")


def office_facts(folder: Path, deprivation: Path | None = None) -> OfficeFacts:
    """What the report of an office says of the run in ``folder``. ``deprivation``: a file of how
    deprived small areas are, as ``evaluate --imd`` takes it.

    Raises :class:`FileError` where the folder holds no run, where its files have changed since, or
    where the other file names no areas.
    """
    from matcher.jobs.allocation.shown.deprivation import deprivation_groups
    from matcher.jobs.stages.concerned import concerned_by
    from matcher.jobs.stages.narrowed import narrowed_words, options_to_drop
    from matcher.jobs.stages.told_on_map import dates_told
    from matcher.match.lists.in_reach import count_in_reach, would_meet_with_a_need
    from matcher.profile.vocabulary import load as load_vocabulary
    from matcher.show.kit.attribution import attribution
    from matcher.show.report.office.facts import coverage as of_coverage
    from matcher.show.report.office.facts import groups, office
    from matcher.show.report.office.facts.needs import (
        named_half_sure,
        named_met,
        named_needs,
        named_unmet,
        needs_met,
        unmet_tags,
    )
    from matcher.show.report.office.facts.partners import load
    from matcher.show.report.office.facts.problem_kinds import problem_kinds
    from matcher.show.run.read_back_matches import read_run_matches

    run = reopen_run(folder)
    log = ProblemLog()
    grouping = None
    if deprivation is not None:
        grouping = deprivation_groups(deprivation, run.tables.schools, log)
    asked, whole = run.ranking, run.tables.profile
    arrays, matches = asked.arrays, read_run_matches(folder)
    listed = bool((arrays.is_seeker & arrays.listed).any())
    about = concerned_by(run)
    seekers = _told_of(arrays, about)
    # Of a partner of the lists the register's schools are in reach too, of any other only those
    # of the lists: side by side they would count two different things.
    found = count_in_reach(arrays, run.config, asked.exclusions, seekers)
    in_reach = _counts(run, found.partners, seekers)
    with_somebody = [urn for urn, many in in_reach.items() if many]
    alone = np.flatnonzero(seekers & (found.partners == 0))
    no_need = would_meet_with_a_need(arrays, run.config, asked.exclusions, alone)
    of_partners = _counts(run, found.seekers, arrays.is_partner)
    lists = of_coverage.list_rows(matches, with_somebody, listed=listed)
    asking = Counter(as_list(matches.loc[matches["worth_asking"].notna(), "seeker_urn"]))
    sure = how_sure(run)
    table = of_coverage.coverage(
        run.tables.schools, run.profile, whole, lists, asking, in_reach, sure, grouping, no_need
    )
    words = load_vocabulary().words
    near = [urn for urn, many in of_partners.items() if many]
    in_a_list = {*as_list(lists["seeker_urn"])}
    partners, heed = FartherDown(run), all_to_heed(run.tables.schools, miles=run.config.miles)
    offering = partners.offering(near)
    needs = needs_met(run.profile, lists, in_a_list, with_somebody, offering, words, sure)
    chased = of_coverage.to_chase(table)
    no_part = _no_part(run, about)
    problems, elsewhere = _problems(run, about)
    fictional = any(line.startswith("Fictional") for line in run.attribution)
    more = attribution(
        register=False, postcodes=None, areas=False, deprivation=deprivation is not None
    )
    return office.OfficeFacts(
        name=folder.resolve().name,
        record=run.tables.record,
        config=run.config,
        reach=run.reach,
        coverage=table,
        listed=listed,
        everybody=groups.whole(table),
        splits=groups.splits(table, grouping.order if grouping else ()),
        alone=tuple(_alone(run, table, matches, heed)),
        heed=heed,
        no_part=no_part,
        load=load(run.tables.schools, whole, lists, of_partners) if listed else None,
        needs=needs,
        needs_of=named_needs(run.profile, in_reach, words),
        half_sure_of=named_half_sure(run.profile, in_reach, words),
        met_of=named_met(run.profile, lists, words),
        unmet_of=named_unmet(run.profile, lists, chased, words),
        known=tuple(_known(run, table, found, of_partners)),
        left=left_over(
            partners,
            unmet_tags(run.profile, lists, chased) if listed else {},
            as_list(table.loc[table["state"] == of_coverage.NOBODY, "urn"]),
        ),
        only_seek=who_only_seek(run, about.took_part.urns, arrays.urn[seekers], words),
        problems=problem_kinds(problems, _MOST_PLACES),
        attribution=(*run.attribution, *(line for line in more if not fictional)),
        dates=tuple(dates_told(run.tables.record)),
        narrowed=narrowed_words(run.config),
        places=(*run.config.authorities, *run.config.regions),
        drop=options_to_drop(run.config),
        outside=about.outside,
        of_register=about.took_part.seekers - len(table),
        problems_outside=elsewhere,
        notes=tuple(account.line() for account in log.references),
    )


def _told_of(arrays: SchoolArrays, about: Concerned) -> Bools:
    """Whom the report is about: the seekers of the lists; where these have partners alone the
    seekers of the register that took part."""
    of_lists = arrays.is_seeker & arrays.listed
    if of_lists.any():
        return of_lists
    seeking = about.took_part.seeking
    return np.array([urn in seeking for urn in arrays.urn.tolist()], dtype=np.bool_)


def _counts(run: ReopenedRun, counts: np.ndarray, among: Bools) -> dict[str, int]:
    urns = run.ranking.arrays.urn
    return {str(urns[at]): int(counts[at]) for at in np.flatnonzero(among).tolist()}


def _problems(run: ReopenedRun, about: Concerned) -> tuple[pd.DataFrame, int]:
    """The problems of the run; of one that was narrowed to places or phases those of the schools
    that it is about, and how many more there are. A row that became no school stays."""
    from matcher.jobs.stages.concerned import are_of_others, names_places_or_phases
    from matcher.show.run.read_back_csv import read_csv_table

    found = read_csv_table(run.tables.folder / "problems.csv", _PROBLEM_TEXTS, ("row",), ())
    # Of a school in several rows SCHOOLS names one.
    rows = run.tables.schools[[*_ROW, "urn", "name"]].drop_duplicates([*_ROW])
    found = found.merge(rows, on=[*_ROW], how="left").fillna({"urn": "", "name": ""})
    if not names_places_or_phases(run.config):
        return found, 0
    own = {*about.took_part.urns, *about.kept_out}
    out = are_of_others(found, run.tables.schools, own)
    return found[~out], int(out.sum())


def _alone(
    run: ReopenedRun, table: pd.DataFrame, matches: pd.DataFrame, heed: Mapping[str, str]
) -> Iterator[Alone]:
    """The schools with nobody, with what keeps partners within the limit from them and the nearest
    beyond it (``heed``: what to heed of each)."""
    from matcher.jobs.matching.reopened.why_nobody import lacks_a_time
    from matcher.match.explain.finished_ranking import ROLE_GATES
    from matcher.match.gates import PAIR_GATES
    from matcher.match.lists.in_reach import gates_in_reach
    from matcher.show.report.office.facts.office import Alone, without_anybody
    from matcher.show.report.office.words import called

    words, asked = {**PAIR_GATES, **ROLE_GATES}, run.ranking
    alone = without_anybody(table)
    index = asked.index
    positions = np.array(sorted(index[urn] for urn, *_ in alone), dtype=np.int64)
    stopped = gates_in_reach(asked.arrays, run.config, asked.exclusions, positions)
    of_each = dict(zip(asked.arrays.urn[positions].tolist(), stopped, strict=True))
    rows = matches[matches["seeker_urn"].isin(list(of_each)) & matches["rank"].notna()]
    rows = rows.sort_values(["distance_km", "score", "partner_urn"], ascending=[False, True, False])
    columns = ("seeker_urn", "partner_urn", "partner_name", "distance_km")
    nearest = {
        urn: (called(name, heed.get(other, "")), km)
        for urn, other, name, km in zip(*(as_list(rows[name]) for name in columns), strict=True)
    }  # the nearest last, so that it stays
    for urn, name, la in alone:
        counts = sorted(of_each[urn].items(), key=lambda one: (-one[1], one[0]))
        told = tuple((_APART.get(code, words.get(code, code)), many) for code, many in counts)
        yield Alone(
            urn, name, la, told, *nearest.get(urn, ("", float("nan"))), lacks_a_time(of_each[urn])
        )


def _no_part(run: ReopenedRun, about: Concerned) -> tuple[NoPart, ...]:
    """The schools of the lists that took no part, by what kept them out, but for those outside of
    what the run was narrowed to."""
    from matcher.match.explain.finished_ranking import ROLE_GATES
    from matcher.match.gates import SCHOOL_GATES
    from matcher.show.report.office.facts.office import NoPart
    from matcher.show.workbook.columns import KIND_WORDS

    words, codes = (
        {**SCHOOL_GATES, **ROLE_GATES, **_NO_PART},
        {**about.kept_out, **about.without_role},
    )
    schools = run.tables.schools
    schools = schools[are_among(schools["urn"], codes)]
    columns = (as_list(schools[name]) for name in ("urn", "name", "la_name", "kind", "role"))
    found: dict[str, list[tuple[str, str, str, str, str]]] = {}
    for urn, name, la, kind, role in zip(*columns, strict=True):
        one = (urn, name, la, KIND_WORDS[kind], _PARTS.get(role, ""))
        found.setdefault(codes[urn], []).append(one)
    order = [code for code in words if code in found]
    made = []
    for code in sorted(order, key=lambda one: one in _BY_SETTING):
        rows = sorted(found[code], key=lambda one: (one[2], one[1], urn_key(one[0])))
        by_setting = code in _BY_SETTING
        made.append(NoPart(words[code], _CURES[code], tuple(rows), by_setting=by_setting))
    return tuple(made)


def _known(
    run: ReopenedRun, table: pd.DataFrame, found: InReach, in_reach: Mapping[str, int]
) -> Iterator[Known]:
    """Of how many what is known on which matching rests, and how to get the rest."""
    from matcher.show.report.office.facts.unknown import in_doubt

    arrays, schools = run.ranking.arrays, run.tables.schools
    aged = ~(np.isnan(arrays.age_low) | np.isnan(arrays.age_high))
    of_age = {str(urn): bool(known) for urn, known in zip(arrays.urn, aged, strict=True)}
    near = [urn for urn, many in in_reach.items() if many]
    yield from in_doubt(
        run.tables.folder.name,
        schools,
        run.profile,
        run.tables.profile,
        seekers=as_list(table["urn"]),
        partners=near,
        has_ages=of_age,
        has_minutes=run.travel is not None,
        has_tables=bool(run.tables.record.get("tables")),
        has_offers=bool(run.tables.record.get("offers")),
        narrowed=bool(run.config.activities or run.config.subjects),
    )
