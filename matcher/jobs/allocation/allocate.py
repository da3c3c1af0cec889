"""Who gets whom: a plan from a finished run, within what its partners can take on.

The run is read and never altered; the plan has a folder of its own, made whole before it takes the
place of an earlier one. All pairs that the run permits are scored once; the solver chooses among
them, and the plan is checked by code that had no part in making it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.allocation.settings import PlanSettings
from matcher.core.files.atomic import sha256
from matcher.core.files.names import PLAN
from matcher.core.files.run_folder import run_folder
from matcher.core.problems import ProblemLog
from matcher.core.tables import urn_key
from matcher.jobs.allocation.build_problem import Asked, Decided, all_pairs, build_problem
from matcher.jobs.allocation.changes import Changes, read_changes
from matcher.jobs.allocation.decisions.plan_decisions import (
    decision_files,
    read_plan_decisions,
    rows_to_decide,
)
from matcher.jobs.allocation.hubs.plan_hubs import plan_hubs
from matcher.jobs.allocation.hubs.told import hub_files
from matcher.jobs.allocation.known import known_counts, passed_over, took_no_part
from matcher.jobs.allocation.plan_pairs import plan_pairs, plan_places
from matcher.jobs.allocation.results import PlanResult, WrittenPlan
from matcher.jobs.allocation.shown.could_meet import COULD, could_meet
from matcher.jobs.allocation.shown.files import TITLE
from matcher.jobs.allocation.solve import prove, require, solve, worth_of_places
from matcher.jobs.allocation.target import check_target, files_of
from matcher.jobs.allocation.unserved import unserved
from matcher.jobs.matching.reopen import ReopenedRun
from matcher.jobs.travel.fill_in import FillIn, filled_words, left_out_words, reopened
from matcher.jobs.travel.of_plan import asked_for_plan, minutes_files, plan_travel

if TYPE_CHECKING:
    from matcher.allocate.problem import Plan
    from matcher.match.lists.permitted_pairs import PermittedPairs
    from matcher.show.workbook.write import Workbooks

Progress = Callable[[str, float], None]


def find(
    run: ReopenedRun,
    pairs: PermittedPairs,
    settings: PlanSettings,
    changes: Changes | None = None,
    decided: Decided | None = None,
    last: PlanResult | None = None,
) -> PlanResult:
    """The plan of a run over all its ``pairs``
    (:func:`matcher.jobs.allocation.build_problem.all_pairs`); nothing is written. ``last``: a plan
    of the same run, from which this one is found sooner; it is the same plan without.

    Raises :class:`matcher.core.errors.SettingError` where what is asked cannot be met.
    """
    return planned(build_problem(run, pairs, settings, changes, decided), last)


def planned(asked: Asked, last: PlanResult | None = None) -> PlanResult:
    """The plan for a problem; ``last`` as in :func:`find`. Raises what that does."""
    earlier = None if last is None else (last.asked.problem, last.plan)
    plan = solve(asked.problem, asked.settings, earlier)
    proof = prove(asked.problem, plan, asked.settings)
    require(proof)
    return result_of(asked, plan, proof)


def result_of(asked: Asked, plan: Plan, proof: dict[str, Any]) -> PlanResult:
    """All that is told of a plan, from what was asked, who gets whom, and the check of it."""
    from matcher.match.narrowing import is_narrowed

    without = unserved(asked, plan)
    worth = worth_of_places(asked.problem, plan, is_narrowed(asked.run.config))
    worth = ["" if limit else words for words, limit in zip(worth, asked.limited, strict=True)]
    places = plan_places(asked, plan, worth)
    result = PlanResult(asked, plan, plan_pairs(asked, plan), without, places, proof)
    return replace(result, counts=_counts(result))


def allocate(
    folder: Path,
    settings: PlanSettings,
    out: Path,
    *,
    what_if: Sequence[str] = (),
    decisions: Path | None = None,
    deprivation: Path | None = None,
    fill_in: FillIn | None = None,
    formats: Collection[str] = (),
    workbooks: Workbooks | None = None,
    force: bool = False,
    progress: Progress = lambda stage, share: None,
) -> WrittenPlan:
    """The plan of the run in ``folder``, written into ``out``. ``decisions``: a file of what people
    decided about its pairs; ``deprivation``: one of how deprived small areas are, for the tables of
    fairness; ``fill_in``: who tells travel times that the run did not ask about; ``formats``:
    further kinds of workbooks (``ods``), and ``workbooks`` how they are. Whatever is in ``out``
    stays whole until the plan is, and is kept beside it; a plan of another question is refused
    there, unless with ``force``. Raises MatcherError kinds."""
    from matcher.jobs.allocation.shown.deprivation import deprivation_groups
    from matcher.jobs.allocation.shown.files import plan_shown, shown_files

    inputs = files_of(decisions, deprivation, fill_in)
    check = partial(check_target, folder, settings, out, what_if, inputs, fill_in, force=force)
    check()
    log = ProblemLog()
    with (
        run_folder(out, "allocate", PLAN) as new,
        reopened(folder, fill_in, progress) as run,
    ):
        check()  # a plan that was ready may just have been put in place
        changes = read_changes(run, what_if)
        areas = (
            None
            if deprivation is None
            else deprivation_groups(deprivation, run.tables.schools, log)
        )
        said = read_plan_decisions(run, decisions)
        progress("pairs", 0.0)
        pairs = all_pairs(run)
        progress("pairs", 1.0)
        decided = said.kept_in(run, pairs, settings, changes)
        asked = build_problem(run, pairs, settings, changes, decided)
        progress("hubs", 0.0)
        hubs = plan_hubs(asked, pairs) if settings.hubs else None
        progress("hubs", 1.0)
        progress("plan", 0.0)
        result = planned(asked)
        progress("plan", 1.0)
        progress("files", 0.0)
        shown = plan_shown(result, said, folder, areas, hubs)
        rows = rows_to_decide(result, said)
        minutes = asked_for_plan(run)
        files = {
            **plan_files(result),
            **decision_files(rows, said),
            **shown_files(shown, run, rows, formats, workbooks),
            **({} if hubs is None else hub_files(hubs, result)),
            **minutes_files(minutes),
        }
        for name, data in files.items():
            new.write(name, data)
        progress("files", 1.0)
        names = sorted(entry.name for entry in new.files.iterdir())
        travel = plan_travel(run, minutes, pairs.left_out)
        record = _record(result, shown.attribution, folder, new.files, names, inputs, travel)
        kept = new.put_in_place(record)
    left_out = left_out_words(run, pairs.left_out)
    notes = (*log.reference_lines(), *run.notes, *filled_words(run), *left_out)
    return WrittenPlan(out, record, result, kept, notes, said.log, hubs)


def plan_files(result: PlanResult) -> dict[str, bytes]:
    """The files of a plan but its record, by name."""
    from matcher.show.allocation.record import (
        CERTIFICATE_FILE,
        PLACES_FILE,
        PLAN_FILE,
        UNSERVED_FILE,
    )
    from matcher.show.kit.csv_table import csv_bytes

    certificate = json.dumps(_certificate(result), ensure_ascii=False, indent=1)
    return {
        PLAN_FILE: csv_bytes(result.pairs),
        UNSERVED_FILE: csv_bytes(result.unserved),
        PLACES_FILE: csv_bytes(result.places),
        CERTIFICATE_FILE: f"{certificate}\n".encode(),
    }


def _counts(result: PlanResult) -> dict[str, Any]:
    """What the summary says, and the record. ``served``: seekers with at least one partner, those
    included that have one already; places: of partners that a seeker of the plan may meet."""
    asked, totals = result.asked, result.plan.totals
    problem, places = asked.problem, result.places
    met = places[places["in_reach"] > 0]
    return {
        "seekers": len(problem.seekers),
        "priority_seekers": int(problem.priority.sum()),
        "partners": len(problem.partners),
        "permitted_pairs": len(problem.seeker),
        "pairs": len(result.pairs),
        **known_counts(asked, result.pairs),
        **passed_over(asked, result.unserved),
        COULD: could_meet(asked, result.pairs),
        "took_no_part": took_no_part(asked.run),
        "served": int(totals["served"]),
        "unserved": len(result.unserved),
        "have_partner": len(asked.already),
        "have_partner_get_another": len(asked.already.intersection(result.pairs["seeker_urn"])),
        "priority_served": int(totals["priority"]),
        "total_score": round(float(result.pairs["score"].sum()), 10),
        "total_value": int(totals["score"]),
        "places": int(met["capacity"].sum()),
        "existing": int(met["existing"].sum()),
        "free_places": int(met["free"].sum()),
        "places_nobody_may_meet": int(places["capacity"].sum() - met["capacity"].sum()),
    }


def _certificate(result: PlanResult) -> dict[str, Any]:
    """What proves the plan, so that somebody else's code can check it too: the whole numbers of
    the objective, who is served beside the plan, the prices of both sides by URN, and what the
    check found."""
    from matcher.allocate.problem import POINTS, weights

    problem, plan = result.asked.problem, result.plan
    prices: dict[str, Any] = {}
    for side, urns, found in (
        ("seeker_prices", problem.seekers, plan.seeker_price),
        ("partner_prices", problem.partners, plan.partner_price),
    ):
        if found is not None:
            prices[side] = dict(zip(map(str, urns), found.tolist(), strict=True))
    return {
        "method": result.asked.settings.method,
        "objective": list(problem.objective),
        "points_of_a_score_of_1": POINTS,
        "weights": weights(problem),
        "totals": dict(plan.totals),
        "partnered": sorted(result.asked.already, key=urn_key),
        "rounds": plan.rounds,
        "check": result.proof,
        **prices,
    }


def _record(
    result: PlanResult,
    attribution: Sequence[str],
    folder: Path,
    files: Path,
    names: list[str],
    inputs: Sequence[Path],
    travel: dict[str, Any],
) -> dict[str, Any]:
    """The content of plan.json; the files ``names`` lie in the folder ``files``. Every key is
    promised in docs/reference/output-files.md."""
    from matcher.show.run.fingerprints import fingerprints
    from matcher.show.run.manifest import sealed, versions
    from matcher.show.run.rests_on import reference

    asked = result.asked
    return sealed(
        {
            "title": TITLE,
            "run": reference(folder),
            "settings": asked.settings.as_dict(),
            "what_if": list(asked.changes.given),
            "decisions": asked.decided.as_dict(),
            "counts": result.counts,
            "travel": travel,
            "inputs": fingerprints(inputs),
            "outputs": [{"name": name, "sha256": sha256(files / name)} for name in names],
            "versions": versions(),
            "attribution": list(attribution),
        }
    )


def asked_again(run: ReopenedRun, record: dict[str, Any]) -> Asked:
    """The problem that a plan was made for, from its record."""
    from matcher.core.allocation.settings import plan_settings

    given = record["decisions"]
    names = ("pinned", "banned", "accepted")  # earlier plans have none accepted
    decided = Decided(*(frozenset(map(tuple, given.get(name, ()))) for name in names))
    settings = plan_settings(record["settings"])
    return build_problem(
        run, all_pairs(run), settings, read_changes(run, record["what_if"]), decided
    )
