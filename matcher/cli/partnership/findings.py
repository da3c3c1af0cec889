"""The command that tells of a partnership: findings for an audience, pages for a website."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from matcher.cli import account
from matcher.cli import options as opt
from matcher.cli.formats import audience_option, form_of, format_option
from matcher.cli.output import check_out, print_data, print_done, print_message, write_file
from matcher.cli.partnership.monitor import THRESHOLD
from matcher.core.audiences.audience import PUBLIC

_FORMS = ("md", "html", "docx")
_ON = click.option(
    "--on", "day", type=opt.DAY, metavar="DAY",
    help="The findings as they stood on this day.  [default: today]",
)  # fmt: skip


class _WriteUnlessNamed(click.Group):
    """A group whose first command is meant where none is named: ``findings FOLDER`` is
    ``findings write FOLDER``. A folder called like a command is given as ./site."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, *self.get_help_option_names(ctx)):
            args = ["write", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_WriteUnlessNamed,
    epilog="""\b
Examples:
  matcher findings partnerships/100001-100002 --for governors
  matcher findings partnerships/100001-100002 --for funders --evaluation effect.json
  matcher findings site partnerships --out website
""",
)
def findings() -> None:
    """Report what a partnership did and found.

    matcher findings FOLDER --for AUDIENCE is short for matcher findings write FOLDER.
    """


@findings.command(
    short_help="Write the findings for one audience.",
    epilog="""\b
Examples:
  matcher findings partnerships/100001-100002 --for governors
  matcher findings partnerships/100001-100002 --for ofsted --format md --out -
  matcher findings partnerships/100001-100002 --for access-plan --evaluation effect.json
""",
)
@click.argument("folder", type=opt.FOLDER)
@click.option(
    "--for",
    "readers",
    type=click.Choice(["funders", "governors", "ofsted", "access-plan", "public"]),
    required=True,
    help="The readers. Each audience gets its own sections and length.",
)
@format_option(*_FORMS, default="docx, html for the public")
@click.option(
    "--evaluation", type=opt.FILE, metavar="FILE.json",
    help="An evaluation, as matcher evaluate --format json wrote it.  [default: "
    "evaluation.json in FOLDER]",
)  # fmt: skip
@click.option(
    "--out", type=opt.OUT_FILE, metavar="FILE",
    help="Write it to this file. - prints it.  [default: findings-AUDIENCE.FORMAT in FOLDER]",
)  # fmt: skip
@opt.FORCE
@_ON
@THRESHOLD
@audience_option(PUBLIC)
def write(
    folder: Path,
    readers: str,
    form: str | None,
    evaluation: Path | None,
    out: Path | None,
    force: bool,
    day: datetime.datetime | None,
    threshold: int,
    audience: str,
) -> None:
    """Write the findings for one audience. All audiences get the same figures, with small
    numbers withheld. Each gets its own sections, length and format, and nothing that it must
    not see. The most important comes first; what does not fit is left out.

    What worked and what did not comes from lessons.csv in FOLDER (columns what, worked, why,
    would do again; worked is yes, no or partly). Before a partnership is agreed, only its
    governors get findings. Nobody gets findings about one that declined.
    """
    from matcher.jobs.partnership import findings as job
    from matcher.partnership.folders import held_for_documents

    if audience == PUBLIC and readers != PUBLIC:
        raise click.UsageError(f"--audience public: findings for {readers} are not; --for public")
    inputs = () if evaluation is None else (evaluation,)
    check_out(out, inputs)
    click.get_current_context().with_resource(held_for_documents(folder, out, "findings write"))
    made = job.findings(folder, readers, opt.date_of(day), evaluation, threshold)
    form = form_of(form, out, _FORMS, made.audience.format)
    for line in made.notes:
        print_message(line)
    if readers == job.PUBLIC:
        print_message(job.READ_FIRST)
    data = made.data(form)
    if str(out) == "-":
        print_data(data if form == "docx" else data.decode("utf-8"))
        return
    path = out or folder / f"findings-{readers}.{form}"
    written = write_file(path, data, inputs=inputs, force=force)
    words = f"{made.paper.words:,} words of {made.audience.words:,} at most"
    print_message(written.line(f", {words}"))
    if made.audience.note:
        print_message(made.audience.note)


@findings.command(
    short_help="Make a website of all partnerships.",
    epilog="""\b
Examples:
  matcher findings site partnerships --out website
""",
)
@click.argument("folder", type=opt.FOLDER)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="The folder of the site.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Replace pages that somebody changed. They are kept in a dated folder beside the site.",
)
@_ON
@THRESHOLD
@audience_option(default=PUBLIC)
def site(
    folder: Path, out: Path, force: bool, day: datetime.datetime | None, threshold: int
) -> None:
    """Write a page for each partnership in FOLDER and below it that is running or has ended,
    and an index. The pages are static and hold no scripts, small numbers, groups of pupils or
    contacts. Partnerships of which nobody has told yet what was done stand apart, as planned.
    Pages of an earlier site in DIR are replaced, or removed if their partnership is no longer
    shown."""
    from matcher.jobs.partnership import findings as job

    done = job.site(folder, out, opt.date_of(day), threshold, force=force)
    for line in done.notes:
        print_message(line)
    for line in done.lines():
        print_done(line)
    account.note_file(out / "index.html")
    print_message(f"Written: {out / 'index.html'}")
