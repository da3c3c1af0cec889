"""Demo: the whole main job on the fictional sample that comes with the product."""

from __future__ import annotations

from pathlib import Path

from matcher.core.installation import resource
from matcher.core.settings.combine import settings
from matcher.jobs.matching.match import find, run
from matcher.jobs.matching.results import MatchResult, Run
from matcher.jobs.stages.reading import Progress, Sources, quiet

# Of one day, so that the sample comes out the same on every day.
_CONFIG = settings(from_register="both", as_of="2026-11-01")


def sources() -> Sources:
    """The fictional sample: two offices' lists, a register with its links, a postcode file."""
    folder = resource("data", "samples")
    return Sources(
        lists=(folder / "hastings-office.xlsx", folder / "ipswich-office.csv"),
        register=folder / "register.csv",
        postcodes=folder / "postcodes.csv",
        links=folder / "links.csv",
    )


def demo(out: Path, *, force: bool = False, progress: Progress = quiet) -> Run:
    """Run the main job on the sample; its files in ``out``."""
    return run(sources(), _CONFIG, out, force=force, fictional=True, progress=progress)


def find_pairs(*, progress: Progress = quiet) -> MatchResult:
    """Match the sample and write nothing."""
    return find(sources(), _CONFIG, fictional=True, progress=progress)
