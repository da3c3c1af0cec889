"""One report of a run for an office: who has nobody and why, where it is thin, who carries it all,
what is not known and how to get it."""

from __future__ import annotations

from pathlib import Path

from matcher.core.errors import SettingError
from matcher.core.files.names import beside_run
from matcher.jobs.report.made import Made, written
from matcher.jobs.report.office_facts import office_facts
from matcher.jobs.stages.reading import Progress, quiet

OFFICE = "office"
FORMS = ("html", "pdf", "csv")


def office_report(
    folder: Path, form: str, *, deprivation: Path | None = None, progress: Progress = quiet
) -> Made:
    """The report of the run in ``folder`` as ``form``: html, pdf, or csv, which has a row for each
    school that looks for partners; its file is called after the run. ``deprivation``: a file of how
    deprived small areas are, as ``evaluate --imd`` takes it.

    Raises :class:`FileError` for a folder that holds no run and for a file that names no areas,
    :class:`SettingError` for another form, or where the package that it needs is not installed.
    """
    from matcher.show.kit.csv_table import csv_bytes
    from matcher.show.report.office.document import document
    from matcher.show.report.office.table import table

    if form not in FORMS:
        raise SettingError(f"{form!r} is no form of this report", hint=", ".join(FORMS))
    progress("reading the run", 0.0)
    found = office_facts(folder, deprivation)
    progress("writing the report", 0.9)
    name = beside_run(folder, OFFICE).name
    if form == "csv":
        return Made({f"{name}.csv": csv_bytes(table(found))}, found.notes)
    return Made(written({name: document(found)}, form), found.notes)
