"""What would be otherwise if …: the plan as it is, the plan as it would be, and who gains by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.allocation.settings import PlanSettings
from matcher.jobs.allocation.allocate import find
from matcher.jobs.allocation.build_problem import Decided, all_pairs
from matcher.jobs.allocation.changes import read_changes
from matcher.jobs.matching.reopen import reopen_run
from matcher.show.allocation.difference import PlanFacts, difference_lines

if TYPE_CHECKING:
    from matcher.jobs.allocation.results import PlanResult


def what_if(
    folder: Path,
    settings: PlanSettings,
    given: Sequence[str],
    *,
    decided: Decided | None = None,
    progress: Callable[[str, float], None] = lambda stage, share: None,
) -> list[str]:
    """How the plan of the run in ``folder`` would differ, in lines. All pairs are scored once; both
    plans are solved over them. Raises MatcherError kinds."""
    run = reopen_run(folder)
    changes = read_changes(run, given)
    progress("pairs", 0.0)
    pairs = all_pairs(run)
    progress("plan", 0.0)
    before = find(run, pairs, settings, None, decided)
    progress("plan", 0.5)
    after = find(run, pairs, settings, changes, decided)
    title = f"What if {', '.join(changes.given)}:"
    return [title, *difference_lines(facts(before), facts(after), seekers=changes.seekers)]


def facts(result: PlanResult) -> PlanFacts:
    """What of a plan is compared."""
    return PlanFacts(result.pairs, result.unserved, result.places, result.counts)
