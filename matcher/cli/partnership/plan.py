"""The commands about the plan of a partnership: plan make, progress and questions."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.formats import audience_option, form_of, format_option
from matcher.cli.output import (
    check_out,
    print_data,
    print_done,
    print_message,
    write_answer,
    write_file,
)

_FORMS = ("md", "csv")  # of questions


@click.group(
    epilog="""\b
Examples:
  matcher plan make partnerships/100001-100002
  matcher plan progress partnerships/100001-100002
  matcher plan questions partnerships/100001-100002 --who pupils --age primary
""",
)
def plan() -> None:
    """Plan a partnership: what it should change, how you will know, whom you ask what, the
    evaluation checklist and the data plan."""


@plan.command(
    short_help="Make the plan, or make it again.",
    epilog="""\b
Examples:
  matcher plan make partnerships/100001-100002
  matcher plan make partnerships/100001-100002 --start 2027-01-11
  matcher plan make autumn 100001 100002 --out partnerships/north
""",
)
@click.argument("folder", metavar="FOLDER|RUN", type=opt.FOLDER)
@click.argument("urns", metavar="[URN URN]", nargs=-1)
@click.option(
    "--out",
    type=opt.OUT,
    metavar="FOLDER",
    help="For two schools of a run: the folder of the partnership (default: partnerships/URN-URN).",
)
@click.option(
    "--start",
    metavar="DAY",
    default="",
    help="The day on which activities begin (2026-09-01 or 01/09/2026). The record keeps it.",
)
@click.option("--force", is_flag=True, help="Replace a page or workbook that was changed.")
@audience_option()
def make(folder: Path, urns: tuple[str, ...], out: Path | None, start: str, force: bool) -> None:
    """Make the plan of a partnership, or of two schools of a run. You write in plan.csv (logic
    model and indicators), questions.csv, checklist.csv (23 questions) and data-plan.csv.
    plan.md and plan.xlsx hold the same, to read.

    If you make the plan again, it keeps what people wrote: answers, days, figures, rows and
    columns of their own, and every row in which they changed our text. To leave a row out,
    write no in its column use; a row that you delete comes back. Days for baselines and
    follow-ups are counted from --start, or from the day on which the partnership began to run;
    what was measured until then is a baseline.
    """
    from matcher.jobs.partnership import plan as job

    if urns and len(urns) != 2:
        raise click.UsageError("give a partnership's folder, or a run and two URNs")
    if out is not None and not urns:
        raise click.UsageError("--out is for a run and two URNs; a plan lies in its folder")
    if urns:
        today = datetime.date.today()
        made = job.make_from_run(folder, urns, today, out, start=start, force=force)
    else:
        made = job.make(folder, start=start, force=force)
    for line in made.lines():
        print_done(line)


@plan.command(
    short_help="Show what is open and what is overdue.",
    epilog="""\b
Examples:
  matcher plan progress partnerships/100001-100002
  matcher plan progress partnerships/100001-100002 --on 2027-06-30 --format json
""",
)
@click.argument("folder", metavar="FOLDER", type=opt.FOLDER)
@click.option(
    "--on",
    type=opt.DAY,
    metavar="DAY",
    help="The day that counts as today (2027-06-30 or 30/06/2027; default: today).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The format.",
)
def progress(folder: Path, on: datetime.datetime | None, form: str) -> None:
    """Show what is open in the checklist, the objectives, the indicators (baselines and
    follow-ups) and the data plan, and what of it is overdue. You also see which answers are
    no and must be put right before you collect any data, and whether you need a data
    protection impact assessment.

    A baseline or follow-up counts as open if monitoring cannot use its figure. If nothing can
    be measured before the start, no baseline is needed.

    An answer such as "not yet", "maybe", "ask the head" or "will be decided" counts as open,
    unless the column status says otherwise. That column may say done, yes, complete,
    finished or answered; not needed, n/a or not applicable; open, to do, started, in progress
    or partly.
    """
    from matcher.jobs.partnership import plan_progress as job

    answer = job.progress(folder, opt.date_of(on))
    write_answer(answer, form, None)


@plan.command(
    short_help="Print the questions to ask, as forms or a table.",
    epilog="""\b
Examples:
  matcher plan questions partnerships/100001-100002 --who pupils --age primary --when before
  matcher plan questions partnerships/100001-100002 --who staff --out staff.md
  matcher plan questions partnerships/100001-100002 --out questions.csv
""",
)
@click.argument("folder", metavar="FOLDER", type=opt.FOLDER)
@click.option(
    "--who",
    type=click.Choice(["pupils", "staff", "leads"]),
    help="Only questions for these people.",
)
@click.option(
    "--age",
    type=click.Choice(["primary", "secondary", "sixth form", "adult"]),
    help="Only questions worded for this age.",
)
@click.option(
    "--when",
    type=click.Choice(["before", "after"]),
    help="Only questions to ask before the activity, or after it (default: a form for each).",
)
@format_option(*_FORMS, more=": md is forms to hand out, csv a table")
@click.option(
    "--out", type=opt.OUT_FILE, metavar="FILE", help="Write to this file: .md, .txt or .csv."
)
@opt.FORCE
@audience_option()
def questions(
    folder: Path,
    who: str | None,
    age: str | None,
    when: str | None,
    form: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """Print the questions of a plan, with the changes that people made in questions.csv.

    Each form is for one group of people, one age of pupils and one time. You can hand it out
    as it is. A comment at its top says for whom it is and when."""
    from matcher.jobs.partnership import plan as job

    form = form_of(form, out, _FORMS)
    check_out(out)
    chosen = (age or "", when or "")
    text = job.questions_text(job.questions(folder, who or "", *chosen), form, *chosen)
    if out is None or str(out) == "-":
        print_data(text)
        return
    data = text.encode("utf-8" if form == "md" else "utf-8-sig")
    print_message(write_file(out, data, force=force).line())
