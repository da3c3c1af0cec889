"""The command that asks an engine how long the ways of a run take: travel."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.formats import audience_option
from matcher.cli.output import (
    check_out,
    print_message,
    running_command,
    write_csv,
)
from matcher.cli.progress import progress_bar
from matcher.core.files.output import refuse_in_the_way
from matcher.core.settings.config import HIGHEST_KM, LOWEST_KM


@click.command(
    epilog="""\b
Examples:
  matcher travel autumn --travel osrm=http://127.0.0.1:5000 --out minutes.csv
  matcher travel autumn --travel valhalla=http://127.0.0.1:8002 --max-km 25 --out minutes.csv
  matcher match schools.xlsx --travel minutes.csv --max-minutes 45
""",
)
@click.argument("run", type=click.Path(path_type=Path))
@opt.engine_options
@click.option(
    "--max-km",
    "within_km",  # no setting of this command: the run has its own
    type=click.FloatRange(LOWEST_KM, HIGHEST_KM),
    help="Ask about pairs that are so near in a straight line.  [default: the limit of the run]",
)
@click.option("--out", type=opt.OUT_FILE, metavar="FILE.csv", required=True,
              help="Write the minutes to this file; - prints them.")  # fmt: skip
@opt.FORCE
@audience_option()
def travel(
    run: Path,
    travel: str | Path | None,
    travel_data: str | None,
    within_km: float | None,
    out: Path,
    force: bool,
) -> None:
    """Ask a routing engine how long it takes between the schools of every pair that may meet in a
    run, and write a file of minutes: one person can do so for many offices, which then give
    matcher match --travel FILE.csv and need no engine.

    RUN is a folder that matcher match wrote, with travel times or without. Only coordinates go to
    the engine, and to no other address. What it has answered is kept: if you stop the command, the
    same command goes on from there. Car times are without traffic.
    """
    from matcher.jobs.travel import travel as job

    if travel is None:
        raise click.UsageError("give --travel osrm=URL or --travel valhalla=URL")
    check_out(out)
    if not force and str(out) != "-":  # before the work, which may take hours
        refuse_in_the_way(out, b"", running_command())
    with progress_bar() as progress:
        found = job.travel(run, travel, travel_data or "", max_km=within_km, progress=progress)
    for line in found.lines():
        print_message(line)
    write_csv(found.table, out, force=force)
