"""Diff of two plans, each a folder that ``matcher allocate`` wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.show.allocation.difference import PlanFacts, changes, difference_lines
from matcher.show.allocation.record import PlanTables, read_plan

if TYPE_CHECKING:
    import pandas as pd


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
    return PlanFacts(plan.pairs, plan.unserved, plan.places, plan.record["counts"])


def _listed(words: list[str]) -> str:
    return ", ".join(words) or "nothing"
