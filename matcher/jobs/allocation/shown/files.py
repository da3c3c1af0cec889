"""The files of a plan that people look at: fairness.csv, plan.xlsx, summary.html and map.html."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from matcher.core.places.area_words import OWN_AREAS
from matcher.jobs.allocation.shown.deprivation import NAME
from matcher.jobs.allocation.solve import proof_line

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import pandas as pd

    from matcher.jobs.allocation.decisions.plan_decisions import PlanDecisions
    from matcher.jobs.allocation.hubs.plan_hubs import PlanHubs
    from matcher.jobs.allocation.results import PlanResult
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.show.allocation.facts import PlanShown, Total
    from matcher.show.allocation.seekers.groupings import Grouping
    from matcher.show.workbook.write import Workbooks

TITLE = "Plan of school partnerships"
# Each aim left out is a plan of its own to be found. Of a plan of more permitted pairs than this
# it is not: a national plan would take three times as long.
MOST_PAIRS = 400_000
# Seekers without a partner on a sheet of the workbook.
MOST_UNSERVED = 5_000


def shown_files(
    shown: PlanShown,
    run: ReopenedRun,
    decisions: pd.DataFrame,
    formats: Collection[str] = (),
    workbooks: Workbooks | None = None,
) -> dict[str, bytes]:
    """The files by name, of a plan of ``run``; ``decisions``: DECISION_ROWS, for the workbook,
    which is also written as any of ``formats``."""
    from matcher.show.allocation.page import page
    from matcher.show.allocation.record import FAIRNESS_FILE
    from matcher.show.allocation.table import fairness_table
    from matcher.show.allocation.workbook import NAME as WORKBOOK
    from matcher.show.allocation.workbook import plan_book
    from matcher.show.kit.csv_table import csv_bytes
    from matcher.show.workbook.write import KINDS, XLSX, workbook_bytes

    book = plan_book(
        shown,
        run.tables.schools,
        decisions,
        most_unserved=MOST_UNSERVED,
        working=workbooks is not None and workbooks.working,
    )
    return {
        FAIRNESS_FILE: csv_bytes(fairness_table(shown.fairness)),
        **{
            f"{WORKBOOK}.{kind}": workbook_bytes(book, kind)
            for kind in KINDS
            if kind == XLSX or kind in formats
        },
        "summary.html": page(shown).encode("utf-8"),
        "map.html": _map(shown, run).encode("utf-8"),
    }


def plan_shown(
    result: PlanResult,
    said: PlanDecisions,
    folder: Path,
    deprivation: Grouping | None = None,
    hubs: PlanHubs | None = None,
) -> PlanShown:
    """The plan as it is shown, of the run in ``folder``; ``said``: what people decided;
    ``deprivation``: of its seekers
    (:func:`matcher.jobs.allocation.shown.deprivation.deprivation_groups`); ``hubs``: None where
    none were asked for."""
    from matcher.core.cells import in_words
    from matcher.jobs.allocation.hubs.told import hub_lines
    from matcher.jobs.allocation.known import (
        best_line,
        has_partners_alone,
        known_line,
        no_part_line,
        of_lists_line,
        passed_over_line,
        where_line,
    )
    from matcher.jobs.allocation.shown.could_meet import COULD, must_give_line
    from matcher.jobs.allocation.summary import capacity_lines, kept_lines, places_line
    from matcher.jobs.stages.narrowed import narrowed_words
    from matcher.show.allocation.facts import PlanShown, fairness
    from matcher.show.allocation.seekers.where import where_pairs_lead
    from matcher.show.allocation.text import travel
    from matcher.show.kit.attribution import attribution

    run, already = result.asked.run, result.asked.already
    alone = has_partners_alone(run)
    leading, where = where_pairs_lead(result.pairs, run.tables.flat), where_line(result)
    best = best_line(result.pairs, run.config.k, run.reach.miles, of_partners=alone)
    found = fairness(
        result.pairs,
        result.unserved,
        result.places,
        run.tables.schools,
        more={} if deprivation is None else {NAME: deprivation},
        already=already,
        totals=aim_by_aim(result),
    )
    public = () if deprivation is None else attribution(
        register=False, postcodes=None, areas=False, deprivation=True
    )  # fmt: skip
    lines = tuple(dict.fromkeys((*run.attribution, *public)))
    checked = f"{proof_line(result.proof)}."
    day = in_words(run.config.day().isoformat())
    to = f", narrowed to {words}" if (words := narrowed_words(run.config)) else ""
    counts = result.counts
    known = (
        known_line(counts),
        passed_over_line(counts),
        must_give_line(counts[COULD], run.config),
    )
    return PlanShown(
        TITLE,
        result.pairs,
        result.unserved,
        result.places,
        found,
        checked,
        lines,
        what_if=result.asked.changes.words,
        known=" ".join(f"{line}." for line in known if line),
        best=f"{best}." if best else "",
        leading=f"{leading}." if leading else "",
        where=f"{where}." if where else "",
        of_lists=of_lists_line(result),
        of_partners=alone,
        areas=_areas(run),
        no_part=f"{out}." if (out := no_part_line(result.counts["took_no_part"])) else "",
        rests_on=f"From the run {folder.resolve().name}, as of {day}{to}.",
        capacity=(places_line(result), *(line.strip() for line in capacity_lines(result))),
        decisions=tuple(kept_lines(result, said)),
        already=already,
        travel=travel(result.pairs, run.reach),
        hubs=() if hubs is None else tuple(hub_lines(hubs, result)),
        members=None if hubs is None else hubs.members,
    )


def _areas(run: ReopenedRun) -> str:
    """Which the priority areas of a run are, and from when to when their programme was."""
    title, note = run.area_title, str(run.tables.record["areas"].get("note", ""))
    if title == OWN_AREAS:  # of a file of the user's own, which the note names
        return f"The priority areas are those of {note}." if note else ""
    told = f": {note.partition(';')[0]}" if note else ""
    return f"The priority areas are {title}s{told}."


def aim_by_aim(result: PlanResult) -> list[Total]:
    """What the plan reaches, and what plans without its first aim, and without its next, would
    reach, to the last aim alone. [] for a plan that serves no order of aims; the plan alone where
    finding the others takes too long (:data:`MOST_PAIRS`)."""
    import numpy as np

    from matcher.allocate.optimal import allocate
    from matcher.show.allocation.facts import FAR_KM, Total

    if result.asked.settings.method != "optimal":
        return []
    problem, plan = result.asked.problem, result.plan
    found: list[Total] = []
    before = problem.seeker[plan.pairs]
    for left_out in range(len(problem.objective)):
        objective = problem.objective[left_out:]
        if left_out:
            if len(problem.seeker) > MOST_PAIRS:
                break
            plan = allocate(replace(problem, objective=objective))
        # The values of a narrowed run hold more than scores.
        score = float(result.asked.scores[plan.pairs].sum())
        served = problem.seeker[plan.pairs]
        km = np.sqrt(result.asked.squared_m[plan.pairs]) / 1000
        found.append(
            Total(
                objective,
                int(plan.totals["priority"]),
                int(plan.totals["served"]),
                score,
                float(np.median(km)) if len(km) else math.nan,
                int(np.count_nonzero(km > FAR_KM)),
                len(np.setdiff1d(served, before)),
            )
        )
        before = served
    return found


def _map(shown: PlanShown, run: ReopenedRun) -> str:
    from matcher.core.cells import in_words
    from matcher.jobs.stages.concerned import concerned_by
    from matcher.jobs.stages.narrowed import narrowed_words
    from matcher.jobs.stages.told_on_map import (
        IN_NO_REACH,
        account_of_map,
        activity_names,
        dates_told,
        look_elsewhere,
    )
    from matcher.show.allocation.text import opening, supposed
    from matcher.show.map.data.account import MapAccount
    from matcher.show.map.data.plan import plan_marks, plan_matches
    from matcher.show.map.page import map_page

    # The day stands in the next line of the map's heading, with the dates of the data.
    day = in_words(run.config.day().isoformat())
    rests_on = shown.rests_on.replace(f", as of {day}", "")
    said = (supposed(shown), opening(shown))
    more = (shown.known, shown.leading, shown.where, shown.travel, rests_on)
    marks = plan_marks(shown.pairs, shown.unserved, shown.places, shown.already, shown.members)
    told, narrowed = concerned_by(run), narrowed_words(run.config)
    return map_page(
        run.tables.schools,
        plan_matches(shown.pairs),
        outlines=run.outlines(run.tables.schools),
        area_title=run.area_title,
        title=TITLE,
        subtitle=" ".join(filter(None, said)),
        more=" ".join(filter(None, more)),
        attribution=shown.attribution,
        reach=run.reach,
        activities=activity_names(),
        dated=dates_told(run.tables.record),
        plan=marks,
        panel=run.panel_facts(),
        account=MapAccount(
            tuple(account_of_map(marks.schools, told, IN_NO_REACH, narrowed=narrowed)),
            look_elsewhere(len(marks.schools), IN_NO_REACH),
        ),
    )
