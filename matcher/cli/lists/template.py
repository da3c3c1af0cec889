"""The command that gives an office something to fill in: an empty list, or forms to send to
schools: template."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.formats import audience_option
from matcher.cli.output import print_done
from matcher.core.files.names import in_command
from matcher.core.questionnaire import NEEDS, OFFERS


@click.command(
    epilog="""\b
Examples:
  matcher template
  matcher template --out autumn.xlsx
  matcher template --priorities
  matcher template --offers autumn --out forms
  matcher template --offers autumn --unknown --format docx
  matcher template --needs schools.xlsx
""",
)
@click.argument("sources", metavar="[RUN|LIST]...", type=opt.FILE, nargs=-1)
@click.option(
    "--out",
    type=opt.OUT,
    metavar="FILE.xlsx|FOLDER",
    show_default="schools-template.xlsx, priorities-template.xlsx, offers-forms or needs-forms",
    help="Workbook to write, or folder for the forms.",
)
@click.option(
    "--priorities",
    is_flag=True,
    help="Make an empty list of priorities instead.",
)
@click.option(
    "--offers",
    is_flag=True,
    help="Make a form for each partner of a run or list, which asks what it could offer.",
)
@click.option(
    "--needs",
    is_flag=True,
    help="Make a form for each school that looks for partners, which asks what it needs.",
)
@click.option(
    "--unknown",
    is_flag=True,
    help="Ask only those of which nothing is known on that side, or only what figures or a "
    "register suggest.",
)
@click.option(
    "--urn", "urns", multiple=True, metavar="URN", help="Ask only this one. You may repeat it."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "docx"]),
    default="xlsx",
    show_default=True,
    help="What the forms are: workbooks of one sheet, or Word documents with boxes to tick.",
)
@click.option(
    "--register",
    type=opt.FILE,
    help="The national register of schools (GIAS), for forms from a list. Default: what matcher "
    "data pull fetched.",
)
@opt.FORCE
@audience_option()
def template(
    sources: tuple[Path, ...],
    out: Path | None,
    priorities: bool,
    offers: bool,
    needs: bool,
    unknown: bool,
    urns: tuple[str, ...],
    form: str,
    register: Path | None,
    force: bool,
) -> None:
    """Make an empty list of schools for you to fill in; or, from a run or a list, a form for
    each school that you can send out.

    The workbook has drop-down lists for roles, types of school, needs and strengths, and a
    sheet that explains them. When it is filled in, use it with matcher check and matcher match.
    The forms show what is believed already and where it comes from. Matcher collect reads the
    ones that come back. A form that somebody has written in is never overwritten.
    """
    if offers + needs + priorities > 1:
        raise click.UsageError("Give one of --offers, --needs and --priorities.")
    if offers or needs:
        _forms(sources, OFFERS if offers else NEEDS, out, unknown, urns, form, register, force)
        return
    if sources or unknown or urns or register or form != "xlsx":
        raise click.UsageError("Only forms are made from a run or a list: say --offers or --needs.")
    from matcher.jobs.lists.template import template as job

    out = out or Path("priorities-template.xlsx" if priorities else "schools-template.xlsx")
    print_done(job(out, force=force, priorities=priorities).line())
    named = in_command(out)
    if priorities:
        print_done(f"Fill in the sheet Priorities, then: matcher match LIST --priorities {named}")
    else:
        print_done(f"Fill in the sheet Schools, then: matcher check {named}")


def _forms(
    sources: tuple[Path, ...],
    side: str,
    out: Path | None,
    unknown: bool,
    urns: tuple[str, ...],
    form: str,
    register: Path | None,
    force: bool,
) -> None:
    from matcher.jobs.lists.asking import asked_schools, write_forms

    if not sources:
        raise click.UsageError(f"Name a run or a list: matcher template --{side} RUN.")
    asked = asked_schools(sources, side, register=register, unknown=unknown, urns=urns)
    folder = out or Path(f"{side}-forms")
    inputs = (*sources, *((register,) if register else ()))
    written = write_forms(asked.schools, side, folder, form=form, inputs=inputs, force=force)
    for line in (*written.lines(), *asked.lines):
        print_done(line)
    sent = in_command(folder / "sent.csv")
    print_done(f"When forms come back: matcher collect FOLDER --asked {sent}")
