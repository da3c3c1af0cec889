"""The command that gives an office an empty list: template."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.say import result


@click.command(
    short_help="Write an empty list of schools to fill in.",
    epilog="""\b
Examples:
  matcher template
  matcher template --out autumn.xlsx
""",
)
@click.option(
    "--out",
    type=opt.FILE,
    metavar="FILE.xlsx",
    default="schools-template.xlsx",
    show_default=True,
    help="Workbook to write.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def template(out: Path, force: bool) -> None:
    """Write an empty list of schools for an office to fill in, and how to.

    The workbook has drop-down lists for roles, types of school, needs and strengths; filled
    in, it is a list for matcher check and matcher match.
    """
    from matcher.jobs.template import template as job

    job(out, force=force)
    result(f"Written: {out}")
    named = f'"{out}"' if " " in str(out) else str(out)
    result(f"Fill in the sheet Schools, then: matcher check {named}")
