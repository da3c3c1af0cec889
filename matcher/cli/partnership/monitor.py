"""The commands that follow a partnership: monitor add, report and calendar."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.output import print_message, print_result, write_answer

_FORMS = ("text", "json", "html")  # of the report

THRESHOLD = click.option(
    "--threshold",
    type=int,
    default=5,
    show_default=True,
    help="Counts of fewer people, and what would tell of them, are withheld; 5 or more.",
)


@click.group(
    short_help="Follow a partnership: values, progress, reminders.",
    epilog="""\b
Examples:
  matcher monitor add partnerships/100001-100002 spring.xlsx
  matcher monitor report partnerships/100001-100002
  matcher monitor calendar partnerships/100001-100002 --out reviews.ics
""",
)
def monitor() -> None:
    """Follow a partnership. FOLDER is that of one partnership."""


@monitor.command(
    short_help="Check values of indicators and keep them.",
    epilog="""\b
Examples:
  matcher monitor add partnerships/100001-100002 spring.xlsx
  matcher monitor add partnerships/100001-100002 "survey.xlsx#Values" --strict
""",
)
@click.argument("folder", type=opt.FOLDER)
@click.argument("file", type=opt.FILE)
@click.option(
    "--on", type=opt.DAY, metavar="DAY",
    help="Days after this one are rejected, like 2026-09-01 or 01/09/2026.  [default: today]",
)  # fmt: skip
@opt.STRICT
def add(folder: Path, file: Path, on: datetime.datetime | None, strict: bool) -> None:
    """Check the values in FILE and keep them in the folder's values.csv.

    FILE is a spreadsheet with the columns indicator (an id of the plan, its key, or its
    words), date (01/09/2026, 2026-09-01 or 1 September 2026), value (53%, 21 of 42, 3.4 points,
    12 hours, 14 pupils) and, where known, group (all, fsm, not fsm, "ethnicity: asian"; blank:
    all), pupils (how many people the value rests on), unit and note. Words such as SUPP, c or x
    mean not known, never 0. A later value for the same indicator, date and group takes the
    place of the earlier one.
    """
    from matcher.jobs.partnership import monitor as job

    added = job.add(folder, file, opt.date_of(on))
    for line in added.lines():
        print_result(line)
    opt.exit_if_rejected(strict, added.account.rejected)


@monitor.command(
    short_help="Say how far it has come, and what to adjust.",
    epilog="""\b
Examples:
  matcher monitor report partnerships/100001-100002
  matcher monitor report partnerships/100001-100002 --format html --out progress.html
""",
)
@click.argument("folder", type=opt.FOLDER)
@opt.format_option(*_FORMS, more="; html is a page with charts")
@click.option("--out", type=opt.FILE, metavar="FILE", help="Write it to this file.")
@click.option(
    "--on", type=opt.DAY, metavar="DAY",
    help="As of which day, like 2026-09-01 or 01/09/2026: later figures do not count.  "
    "[default: today]",
)  # fmt: skip
@THRESHOLD
def report(
    folder: Path, form: str | None, out: Path | None, on: datetime.datetime | None, threshold: int
) -> None:
    """Progress against the plan by indicator, group and date; the gap between pupils who are
    eligible for free school meals and their peers; what to adjust.

    Small numbers are withheld, with whatever would give them away.
    """
    from matcher.jobs.partnership import monitor as job

    form = opt.form_of(form, out, _FORMS)
    answer = job.report(folder, threshold, opt.date_of(on))
    write_answer(answer, form, out)


@monitor.command(
    short_help="Write reminders of reviews and of data to collect.",
    epilog="""\b
Examples:
  matcher monitor calendar partnerships/100001-100002
  matcher monitor calendar partnerships/100001-100002 --every 6 --out reviews.ics
""",
)
@click.argument("folder", type=opt.FOLDER)
@click.option(
    "--every",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    metavar="MONTHS",
    help="How often progress is reviewed.",
)
@click.option(
    "--out", type=opt.FILE, metavar="FILE.ics",
    help="The calendar file.  [default: reviews.ics in FOLDER]",
)  # fmt: skip
def calendar(folder: Path, every: int, out: Path | None) -> None:
    """Write a calendar file (iCalendar) that any calendar can import: reviews, the days on
    which the plan collects data, and the day after which the records are to be deleted; each
    with a reminder a week before."""
    from matcher.core.files import write_bytes
    from matcher.jobs.partnership import monitor as job

    data, count = job.calendar(folder, every)
    path = out or folder / "reviews.ics"
    write_bytes(path, data)
    print_message(f"Written: {path}, {count:,} {'entry' if count == 1 else 'entries'}")
