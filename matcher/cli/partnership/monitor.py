"""The commands that follow a partnership: monitor add, report and calendar."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.formats import audience_option, form_of, format_option, with_ending
from matcher.cli.output import (
    check_out,
    print_data,
    print_done,
    print_message,
    write_answer,
    write_file,
)

_FORMS = ("text", "json", "html")  # of the report

THRESHOLD = click.option(
    "--threshold",
    type=int,
    default=5,
    show_default=True,
    help="Withhold figures about fewer people than this, and whatever would give them away. At "
    "least 5.",
)


@click.group(
    epilog="""\b
Examples:
  matcher monitor add partnerships/100001-100002 spring.xlsx
  matcher monitor report partnerships/100001-100002
  matcher monitor calendar partnerships/100001-100002 --out reviews.ics
""",
)
def monitor() -> None:
    """Follow a partnership: add figures, see its progress, make reminders. FOLDER is the folder
    of one partnership."""


@monitor.command(
    short_help="Add values of indicators.",
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
    help="Reject values dated after this day (2026-09-01 or 01/09/2026).  [default: today]",
)  # fmt: skip
@opt.STRICT
def add(folder: Path, file: Path, on: datetime.datetime | None, strict: bool) -> None:
    """Check the values in FILE and add them to values.csv in the folder.

    FILE is a spreadsheet with the columns indicator (an id of the plan, its key, or its
    words), date (01/09/2026, 2026-09-01 or 1 September 2026) and value (53%, 21 of 42, 3.4
    points, 12 hours, 14 pupils). It may also have group (all, fsm, not fsm, "ethnicity:
    asian"; blank means all), pupils (how many people the value is about), unit and note. SUPP,
    c and x mean not known, never 0. A later value for the same indicator, date and group
    replaces the earlier one.
    """
    from matcher.jobs.partnership import monitor as job

    added = job.add(folder, file, opt.date_of(on))
    for line in added.lines():
        print_done(line)
    opt.exit_if_rejected(strict, added.account.rejected)


@monitor.command(
    short_help="Show progress, and what to adjust.",
    epilog="""\b
Examples:
  matcher monitor report partnerships/100001-100002
  matcher monitor report partnerships/100001-100002 --format html --out progress.html
""",
)
@click.argument("folder", type=opt.FOLDER)
@format_option(*_FORMS, more=": html is a page with charts")
@click.option("--out", type=opt.OUT_FILE, metavar="FILE", help="Write it to this file.")
@opt.FORCE
@click.option(
    "--on", type=opt.DAY, metavar="DAY",
    help="The day of the report (2026-09-01 or 01/09/2026). Later figures do not count.  "
    "[default: today]",
)  # fmt: skip
@THRESHOLD
@audience_option()
def report(
    folder: Path,
    form: str | None,
    out: Path | None,
    force: bool,
    on: datetime.datetime | None,
    threshold: int,
) -> None:
    """Show progress against the plan by indicator, group and date, the gap between pupils
    eligible for free school meals and the others, and what to adjust.

    Small numbers are withheld, and so is whatever would give them away.
    """
    from matcher.jobs.partnership import monitor as job

    form = form_of(form, out, _FORMS)
    out = with_ending(out, form)
    check_out(out)
    answer = job.report(folder, threshold, opt.date_of(on))
    write_answer(answer, form, out, force=force)


@monitor.command(
    short_help="Make calendar reminders.",
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
    help="How many months between reviews.",
)
@click.option(
    "--out", type=opt.OUT_FILE, metavar="FILE.ics",
    help="The calendar file.  [default: reviews.ics in FOLDER]",
)  # fmt: skip
@opt.FORCE
@audience_option()
def calendar(folder: Path, every: int, out: Path | None, force: bool) -> None:
    """Write a calendar file (iCalendar) that any calendar can import. It holds the reviews,
    the days on which the plan collects data, and the day after which the record must be
    deleted, each with a reminder a week before."""
    from matcher.jobs.partnership import monitor as job

    check_out(out)
    data, count = job.calendar(folder, every)
    if str(out) == "-":
        print_data(data.decode("utf-8"))
        return
    written = write_file(out or folder / "reviews.ics", data, force=force)
    print_message(written.line(f", {count:,} {'entry' if count == 1 else 'entries'}"))
