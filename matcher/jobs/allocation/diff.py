"""What differs between two plans: those of two folders that ``matcher allocate`` wrote, or those of
a run as it is and as it would be if something were otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.allocation.settings import PlanSettings
from matcher.core.errors import FileError
from matcher.core.schema import as_list
from matcher.jobs.allocation.allocate import find
from matcher.jobs.allocation.build_problem import all_pairs
from matcher.jobs.allocation.changes import read_changes
from matcher.jobs.allocation.decisions.plan_decisions import read_plan_decisions
from matcher.jobs.allocation.verify.recompute import certificate
from matcher.jobs.travel.fill_in import FillIn, filled_words, reopened
from matcher.show.allocation.difference import PlanFacts, changes, difference_lines
from matcher.show.allocation.record import FORM, PlanTables, read_plan

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.allocation.results import PlanResult


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """What changed from one plan to another: their folders, what was compared, and a row for each
    seeker whose partners differ."""

    before: PlanTables
    after: PlanTables
    changes: pd.DataFrame

    def lines(self) -> list[str]:
        """The difference for a person: settings that differ, totals, who gains, loses and moves."""
        old, new = self.before.record, self.after.record
        lines = [
            f"{name}: {old['settings'].get(name)} → {value}"
            for name, value in new["settings"].items()
            if old["settings"].get(name) != value
        ]
        if old["what_if"] != new["what_if"]:
            lines.append(f"what if: {_listed(old['what_if'])} → {_listed(new['what_if'])}")
        if old["decisions"] != new["decisions"]:
            lines.append("The decisions differ")
        if old["run"]["sha256"] != new["run"]["sha256"]:
            lines.append("The plans rest on different runs")
        return [*lines, *difference_lines(_facts(self.before), _facts(self.after))]

    def as_dict(self) -> dict[str, Any]:
        """The folders, totals and changes as plain data, for JSON."""
        rows = self.changes.astype(object).where(self.changes.notna(), None)
        return {
            "before": str(self.before.folder),
            "after": str(self.after.folder),
            "counts": {
                "before": self.before.record["counts"],
                "after": self.after.record["counts"],
            },
            "changes": rows.to_dict("records"),
        }


def diff_plans(before: Path, after: Path) -> PlanDiff:
    """What changed from the plan ``before`` to the plan ``after``. Raises FileError where a folder
    holds no finished plan, or one that is not as it was written."""
    old, new = read_plan(before), read_plan(after)
    return PlanDiff(old, new, changes(_facts(old), _facts(new)))


def _facts(plan: PlanTables) -> PlanFacts:
    try:
        partnered = certificate(plan).get("partnered", [])
        already = dict.fromkeys(map(str, partnered), ("", None))
    except (TypeError, ValueError) as error:
        raise FileError(str(error), where=str(plan.folder), hint=FORM.again) from None
    return PlanFacts(plan.pairs, plan.unserved, plan.places, plan.record["counts"], already)


def _listed(words: list[str]) -> str:
    return ", ".join(words) or "nothing"


def what_if(
    folder: Path,
    settings: PlanSettings,
    given: Sequence[str],
    *,
    decisions: Path | None = None,
    fill_in: FillIn | None = None,
    progress: Callable[[str, float], None] = lambda stage, share: None,
) -> list[str]:
    """How the plan of the run in ``folder`` would differ, in lines. All pairs are scored once; both
    plans are solved over them, the second from the prices of the first. Raises MatcherError
    kinds."""
    with reopened(folder, fill_in, progress) as run:
        changes = read_changes(run, given)
        progress("pairs", 0.0)
        pairs = all_pairs(run)
    said = read_plan_decisions(run, decisions)
    progress("plan", 0.0)
    before = find(run, pairs, settings, None, said.kept_in(run, pairs, settings))
    told = len(said.log.problems)  # what is wrong with them as things are: allocate says it
    progress("plan", 0.5)
    kept = said.kept_in(run, pairs, settings, changes)
    after = find(run, pairs, settings, changes, kept, before)
    title = f"What if {', '.join(changes.given)}:"
    lost = [one.message for one in said.log.problems[told:]]
    return [
        *run.notes,
        *filled_words(run),
        title,
        *lost,
        *difference_lines(_of(before), _of(after)),
    ]


def _of(result: PlanResult) -> PlanFacts:
    """What of a plan just made is compared."""
    schools, already = result.asked.run.tables.flat, result.asked.already
    columns = (as_list(schools[name]) for name in ("urn", "name", "area"))
    known = {urn: (name, area) for urn, name, area in zip(*columns, strict=True) if urn in already}
    return PlanFacts(result.pairs, result.unserved, result.places, result.counts, known)
