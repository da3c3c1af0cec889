"""What the job of a plan makes, for everything that is told or written of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.problems import ProblemLog

if TYPE_CHECKING:
    import pandas as pd

    from matcher.allocate.problem import Plan
    from matcher.jobs.allocation.build_problem import Asked
    from matcher.jobs.allocation.hubs.plan_hubs import PlanHubs


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A plan before any of it is written.

    ``asked``: the run, the settings and the problem; ``plan``: its solution; ``pairs``,
    ``unserved``, ``places``: ALLOCATION, UNSERVED and PLACES
    (:mod:`matcher.core.allocation.tables`); ``proof``: what the independent check found, as plain
    data (:func:`matcher.jobs.allocation.solve.prove`); ``counts``: what the summary and the
    record say.
    """

    asked: Asked
    plan: Plan
    pairs: pd.DataFrame
    unserved: pd.DataFrame
    places: pd.DataFrame
    proof: dict[str, Any]
    counts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """A plan as it was written: its folder, its record (``plan.json``), what it found, the dated
    folder in which the plan before it is kept, if it took the place of one, and ``notes`` on files
    read for it of which a row was not used. ``log``: what is wrong with the file of decisions, and
    which of them cannot be kept. ``hubs``: where they were asked for."""

    folder: Path
    record: dict[str, Any]
    found: PlanResult
    kept: Path | None = None
    notes: tuple[str, ...] = ()
    log: ProblemLog = field(default_factory=ProblemLog)
    hubs: PlanHubs | None = None
