"""The command that writes what each school needs and offers: profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from matcher.cli import options as opt
from matcher.cli.output import note, progress


@click.command(
    short_help="Write what each school needs and offers.",
    epilog="""\b
Examples:
  matcher profile schools.xlsx
  matcher profile lists/ --out profile.csv
""",
)
@opt.reading
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    default="-",
    show_default=True,
    help="CSV file for the table; - prints it.",
)
def profile(out: Path, **options: Any) -> None:
    """Write what each school needs and offers, tag by tag, and what each tag rests on;
    nothing is matched."""
    from matcher.core.files import write_bytes
    from matcher.jobs.lists import check as job
    from matcher.show.kit.csv_table import csv_bytes, csv_text

    with progress() as told:
        checked = job.check(opt.sources(options), opt.settings(options), progress=told)
    if str(out) == "-":
        click.echo(csv_text(checked.listed_profile, end="\n"), nl=False)
    else:
        write_bytes(out, csv_bytes(checked.listed_profile))
    for line in job.lines(checked):
        note(line)
