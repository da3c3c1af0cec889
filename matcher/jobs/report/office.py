"""The report of a run for the office that made it: who has a partner and who has none."""

from __future__ import annotations

from pathlib import Path

from matcher.jobs.report.made import Made, written
from matcher.jobs.stages.reading import Progress, quiet


def office_report(folder: Path, form: str, *, progress: Progress = quiet) -> Made:
    """The report of the run in ``folder`` as ``form``: html or pdf. Raises :class:`FileError` for
    a folder that holds no run."""
    from matcher.show.kit.document.blocks import Document
    from matcher.show.run.read_back import read_run_lists

    run = read_run_lists(folder)
    seekers = run.schools["role"].isin(["seeker", "both"])
    served = run.schools["urn"].isin(run.matches["seeker_urn"])
    title = "Who has a partner"
    line = f"{int((seekers & served).sum()):,} of {int(seekers.sum()):,} seekers have a partner"
    return Made(written({"report-office": Document(title, (line,), ())}, form))
