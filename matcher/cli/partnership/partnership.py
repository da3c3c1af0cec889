"""The commands that carry a match on: partnership new, status, list and purge."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import click

from matcher.cli import account
from matcher.cli import options as opt
from matcher.cli.formats import audience_option, form_of, format_option, with_ending
from matcher.cli.output import check_out, print_done, print_message, print_result, write_answer
from matcher.core.figures.number_format import counted

_HOME = "partnerships"
_FORMS = ("text", "csv", "json", "html")


def _on(text: str) -> Callable[[opt.Command], opt.Command]:
    return click.option("--on", "day", type=opt.DAY, metavar="DAY", help=text)


@click.group(
    epilog="""\b
Examples:
  matcher partnership new autumn 100001 100002
  matcher partnership status partnerships/100001-100002 contacted
  matcher partnership list --format html --out register.html
  matcher partnership purge partnerships
""",
)
def partnership() -> None:
    """Keep a record of partnerships. Each has a folder of plain files that say who takes
    part, why, how far it has come and until when the record is kept. Contacts are roles: no
    person is named unless you type a name.

    matcher match --existing partnerships takes them into account. Pairs in contact, agreed or
    running count as partners already. A pair that declined is left alone for twelve months.
    """


@partnership.command(
    short_help="Start a record for a pair of a run, or for every pair of a plan.",
    epilog="""\b
Examples:
  matcher partnership new autumn 100001 100002
  matcher partnership new autumn 100001 100002 --in office/partnerships --keep-months 24
  matcher partnership new autumn-plan --all
""",
)
@click.argument("run", metavar="RUN|PLAN", type=opt.FOLDER)
@click.argument("one", metavar="[URN", required=False)
@click.argument("other", metavar="URN]", required=False)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Start one for every pair of a plan (matcher allocate). Those that exist are passed over.",
)
@click.option(
    "--run",
    "of_plan",
    type=opt.FOLDER,
    help="With --all: the run that the plan rests on, if it was moved.",
)
@click.option(
    "--in",
    "into",
    type=opt.FOLDER,
    default=_HOME,
    show_default=True,
    help="The folder that holds all partnerships.",
)
@click.option(
    "--keep-months",
    type=click.IntRange(min=1, max=1200),
    default=36,
    show_default=True,
    help="Keep the record for so many months; matcher partnership purge then deletes it.",
)
@_on("The day it was suggested (default: today).")
def new(
    run: Path,
    one: str | None,
    other: str | None,
    every: bool,
    of_plan: Path | None,
    into: Path,
    keep_months: int,
    day: datetime.datetime | None,
) -> None:
    """Start the record of a partnership between two schools of a run, with the status
    suggested: who they are, what each gives the other, the evidence, the score, and why they
    were matched.

    If the run kept the two apart, you get a warning that says why, and the record all the same.
    """
    from matcher.jobs.partnership import partnership as job

    if every:
        if one or other:
            raise click.UsageError("give URNs, or a plan and --all, not both")
        _new_of_plan(run, of_plan, into, opt.date_of(day), keep_months)
        return
    if not one or not other:
        raise click.UsageError("give the URNs of two schools, or a plan and --all")
    made = job.new(run, one, other, into, opt.date_of(day), keep_months)
    account.note_file(made.folder)
    print_done(f"Written: {made.folder}")
    for line in made.warnings:
        print_message(f"Warning: {line}")
    _tell_how_long(keep_months)


def _tell_how_long(keep_months: int) -> None:
    """Agreements give the day, so it is told before one is made."""
    kept = counted(keep_months, "month")
    print_message(f"Kept for {kept} (--keep-months); an agreement of the two says so")


def _new_of_plan(
    plan: Path, run: Path | None, into: Path, day: datetime.date, keep_months: int
) -> None:
    from matcher.jobs.partnership.from_plan import new_of_plan

    done = new_of_plan(plan, into, day, keep_months, run=run)
    for made in done.made:
        account.note_file(made.folder)
        print_done(f"Written: {made.folder}")
    for line in done.warnings():
        print_message(f"Warning: {line}")
    for folder in done.passed_over:
        print_message(f"Passed over, it is there already: {folder}")
    there = len(done.passed_over)
    print_done(
        f"{len(done.made):,} written, {there:,} {'was' if there == 1 else 'were'} there already"
    )
    if done.made:
        _tell_how_long(keep_months)
    if done.accepted:
        print_done(
            f"{done.accepted:,} accepted: written as contacted. When both governing bodies have "
            "agreed: matcher partnership status FOLDER agreed"
        )


@partnership.command(
    short_help="Show the status of a partnership, or change it.",
    epilog="""\b
Examples:
  matcher partnership status partnerships/100001-100002
  matcher partnership status partnerships/100001-100002 contacted --on 2026-09-14
  matcher partnership status partnerships/100001-100002 declined --reason no_capacity

The status goes from suggested to contacted, agreed, running and ended, or from contacted to
declined. A partnership that has ended or was declined may be contacted again; its earlier
dates move to [earlier] in partnership.toml.
Reasons: no_capacity, other_partner, not_relevant, distance, funding, timing, no_answer,
other.
""",
)
@click.argument("folder", metavar="FOLDER", type=opt.FOLDER)
@click.argument("status", metavar="[STATUS]", required=False)
@_on("The day of the new status (default: today).")
@click.option(
    "--reason",
    metavar="CODE",
    help="Why it was declined: one of the codes below. Free text is refused, so that reasons can "
    "be counted and nothing personal is kept.",
)
def status(
    folder: Path, status: str | None, day: datetime.datetime | None, reason: str | None
) -> None:
    """Show the partnership in FOLDER. With STATUS, change its status. Earlier dates are kept,
    and so are notes that you wrote into partnership.toml.
    """
    from matcher.core.cells import in_words
    from matcher.jobs.partnership import partnership as job

    if status is None:
        if day is not None or reason is not None:
            raise click.UsageError("--on and --reason need a STATUS")
        for line in job.status_lines(folder):
            print_result(line)
        return
    moved, left_open = job.change_status(folder, status, opt.date_of(day), reason or "")
    word = "from" if moved.since > moved.dates[moved.status] else "since"
    print_done(f"{moved.id}: {moved.status} {word} {in_words(moved.since)}")
    for line in left_open:
        print_message(f"Warning: {line}")


@partnership.command(
    "list",
    short_help="List all partnerships, also as a table or a map.",
    epilog="""\b
Examples:
  matcher partnership list
  matcher partnership list office/partnerships --format csv --out register.csv
  matcher partnership list --format html --out register.html --places autumn
""",
)
@click.argument("folder", metavar="[FOLDER]", type=opt.FOLDER, default=_HOME)
@format_option(*_FORMS, more="; html is a page with a sketch map")
@click.option(
    "--places",
    type=opt.FILE,
    multiple=True,
    metavar="RUN|LIST",
    help="For html: a run's folder, a list or the register that says where the schools are "
    "(default: the runs that the partnerships were made from). You may repeat it.",
)
@click.option("--out", type=opt.OUT_FILE, metavar="FILE", help="Write it to this file.")
@opt.FORCE
@audience_option()
def listed(
    folder: Path, form: str | None, places: tuple[Path, ...], out: Path | None, force: bool
) -> None:
    """List every partnership in FOLDER and the folders below it. A record that cannot be read
    is named; the others are still listed.
    """
    from matcher.jobs.partnership import listing as job

    form = form_of(form, out, _FORMS)
    if places and form != "html":
        raise click.UsageError("--places needs --format html")
    out = with_ending(out, form)
    check_out(out, places)
    answer = (
        job.list_with_places(folder, places) if form == "html" else job.list_partnerships(folder)
    )
    for line in answer.notes:
        print_message(line)
    write_answer(answer, form, out, inputs=places, force=force)


@partnership.command(
    short_help="Delete records that are past their date.",
    epilog="""\b
Examples:
  matcher partnership purge partnerships
  matcher partnership purge partnerships --yes
""",
)
@click.argument("folder", metavar="[FOLDER]", type=opt.FOLDER, default=_HOME)
@click.option("--yes", is_flag=True, help="Delete them. Without it they are only listed.")
@_on("The day that counts as today (default: today).")
def purge(folder: Path, yes: bool, day: datetime.datetime | None) -> None:
    """List the partnerships in FOLDER and below it that are past the day until which they
    were to be kept. With --yes, delete them.

    Partnerships that are agreed or running stay. So does a folder that holds other files, and
    a record that cannot be read. You see when the files of each were last changed: look into
    those that were changed lately.
    """
    from matcher.jobs.partnership import purge as job

    purged = job.purge(folder, opt.date_of(day), yes)
    for line in purged.unread:
        print_message(line)
    for line in purged.lines():
        print_result(line)
