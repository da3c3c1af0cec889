"""The run that a plan rests on, found again by its folder's name and the hash of its record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import FileError
from matcher.core.files.atomic import sha256
from matcher.core.files.names import MANIFEST

if TYPE_CHECKING:
    from matcher.show.allocation.record import PlanTables


def run_of_plan(plan: PlanTables, given: Path | None = None) -> Path:
    """The folder of the run of a plan: the one ``given``, else one of its name beside the plan or
    in the folder you stand in. Raises :class:`FileError` where there is no run."""
    name = Path(str(plan.record["run"]["folder"])).name  # no path of a record is followed
    places = [given] if given else [plan.folder.resolve().parent / name, Path(name)]
    for place in places:
        if (place / MANIFEST).is_file():
            return place
    raise FileError(
        f"the run {name!r}, on which the plan rests, is not beside it",
        where=str(given or plan.folder),
        hint="say where it is: --run RUN",
    )


def require_its_run(plan: PlanTables, run: Path) -> None:
    """Raise :class:`FileError` unless ``run`` is the run that the plan was made from."""
    if not is_its_run(plan, run):
        raise FileError(
            "is not the run that the plan rests on, or has been made again since",
            where=str(run),
            hint="allocate again, or name the right run: --run RUN",
        )


def is_its_run(plan: PlanTables, run: Path) -> bool:
    """Whether the record of ``run`` is the one that the plan was made from, byte for byte."""
    return sha256(run / MANIFEST) == str(plan.record["run"]["sha256"])
