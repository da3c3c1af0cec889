"""The command that says where each school is: geocode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from matcher.cli import options as opt
from matcher.cli.output import note, progress


@click.command(
    short_help="Say where each school is.",
    epilog="""\b
Examples:
  matcher geocode schools.csv --postcodes codepo_gb.zip --out placed.csv
  matcher geocode schools.xlsx --register edubasealldata.csv > placed.csv
""",
)
@opt.reading
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    default="-",
    show_default=True,
    help="CSV file for the schools; - prints it.",
)
def geocode(out: Path, **options: Any) -> None:
    """Say where each school is and in or near which priority area; nothing is matched."""
    from matcher.core.files import write_bytes
    from matcher.jobs.lists import check as job
    from matcher.show.kit.csv_table import csv_bytes, csv_text
    from matcher.show.run.table import school_list

    with progress() as told:
        checked = job.check(opt.sources(options), opt.settings(options), progress=told)
    table = school_list(checked.schools[checked.schools["listed"] == 1])
    if str(out) == "-":
        click.echo(csv_text(table, end="\n"), nl=False)
    else:
        write_bytes(out, csv_bytes(table))
    for line in job.lines(checked):
        note(line)
