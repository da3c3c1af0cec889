"""The command that gives an office an empty list: template."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.output import print_result


@click.command(
    short_help="Make an empty list to fill in.",
    epilog="""\b
Examples:
  matcher template
  matcher template --out autumn.xlsx
  matcher template --priorities
""",
)
@click.option(
    "--out",
    type=opt.FILE,
    metavar="FILE.xlsx",
    show_default="schools-template.xlsx, or priorities-template.xlsx",
    help="Workbook to write.",
)
@click.option(
    "--priorities",
    is_flag=True,
    help="Make an empty list of priorities instead.",
)
@opt.FORCE
def template(out: Path | None, priorities: bool, force: bool) -> None:
    """Make an empty list of schools for you to fill in.

    The workbook has drop-down lists for roles, types of school, needs and strengths, and a
    sheet that explains them. When it is filled in, use it with matcher check and matcher match.
    """
    from matcher.jobs.lists.template import template as job

    out = out or Path("priorities-template.xlsx" if priorities else "schools-template.xlsx")
    print_result(job(out, force=force, priorities=priorities).line())
    named = f'"{out}"' if " " in str(out) else str(out)
    if priorities:
        print_result(f"Fill in the sheet Priorities, then: matcher match LIST --priorities {named}")
    else:
        print_result(f"Fill in the sheet Schools, then: matcher check {named}")
