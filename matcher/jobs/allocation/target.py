"""Where a plan may be written: looked at before any work, and again before anything is replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from matcher.core.allocation.settings import PLAN_SETTINGS, PlanSettings
from matcher.core.files.names import MANIFEST, PLAN
from matcher.core.files.run_folder import check_folder
from matcher.intake.open.files import split_sheet
from matcher.jobs.stages.reading import travel_file
from matcher.jobs.stages.same_question import (
    names_told,
    other_run,
    other_values,
    refuse_another,
)
from matcher.jobs.travel.fill_in import FillIn
from matcher.jobs.travel.given import engine_of


def files_of(
    decisions: Path | None, deprivation: Path | None, fill_in: FillIn | None = None
) -> list[Path]:
    """The files that a plan reads beside its run; of a workbook, not the sheet."""
    minutes = None if fill_in is None else travel_file(fill_in.travel)
    sheets = [split_sheet(path)[0] for path in (decisions, minutes) if path is not None]
    return [*sheets, *([] if deprivation is None else [deprivation])]


def check_target(
    folder: Path,
    settings: PlanSettings,
    out: Path,
    what_if: Sequence[str],
    inputs: Sequence[Path],
    fill_in: FillIn | None = None,
    *,
    force: bool,
) -> None:
    """Refuse ``out`` for a plan of the run in ``folder`` with these settings, changes, files and
    travel times that are filled in:
    a folder that is something else or holds other files, or a plan of another question, unless
    with ``force``. Raises :class:`matcher.core.errors.OutputError`."""
    check_folder(out, inputs=(folder / MANIFEST, *inputs), force=force, manifest=PLAN)
    if not force:
        engine = "" if fill_in is None else engine_of(fill_in.travel)
        other = partial(_other, folder, settings, what_if, inputs, engine)
        refuse_another(out, PLAN, other)


def _other(
    folder: Path,
    settings: PlanSettings,
    what_if: Sequence[str],
    inputs: Sequence[Path],
    engine: str,
    plan: Any,
) -> Iterator[str]:
    """In words, what was other when an earlier ``plan`` (its record) was made."""
    yield from other_run(plan, folder)
    options = {name: one.option for name, one in PLAN_SETTINGS.items()}
    yield from other_values(plan["settings"], settings.as_dict(), options)
    old, new = (sorted(map(str, given)) for given in (plan["what_if"], what_if))
    if old != new:
        yield f"its --what-if was {names_told(old)}, now {names_told(new)}"
    old, new = sorted(one["name"] for one in plan["inputs"]), sorted(one.name for one in inputs)
    if old != new:
        yield f"its files were {names_told(old)}, now {names_told(new)}"
    before = str(plan.get("travel", {}).get("engine", ""))
    if before != engine:
        yield f"its --travel was {before or 'none'}, now {engine or 'none'}"
