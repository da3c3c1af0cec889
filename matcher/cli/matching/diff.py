"""The command that compares two runs: diff."""

from __future__ import annotations

import json
from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.output import print_message, print_result


@click.command(
    short_help="Say what changed between two runs.",
    epilog="""\b
Examples:
  matcher diff autumn spring
  matcher diff autumn spring --out changes.csv
  matcher diff autumn spring --format json > changes.json

Exit code 0 whether or not anything changed; 1 where a folder holds no finished run, or
one whose files were changed since.
""",
)
@click.argument("before", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("after", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=opt.FILE, metavar="FILE.csv", help="Write every change to this file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to print: a summary and the most important changes, or every change.",
)
def diff(before: Path, after: Path, out: Path | None, form: str) -> None:
    """Say what changed from one run to a later one; each RUN is a folder of matcher match.

    Told are pairs that are new, gone, moved in either list or scored differently (by more
    than 0.001); schools new, gone, moved by more than 100 m, or of another name, kind,
    status, role or priority area; settings and input files that differ. Schools are those
    of schools.csv: listed or matched.

    In the CSV, what says which figure or text before and after are; a school's own changes
    stand in the seeker's columns.
    """
    from matcher.jobs.matching import diff as job

    if out is not None:
        job.refuse_run(out, before, after)
    changed = job.diff(before, after)
    if form == "csv":
        from matcher.show.kit.csv_table import csv_text

        click.echo(csv_text(changed.changes, end="\n"), nl=False)
    elif form == "json":
        click.echo(json.dumps(changed.as_dict(), indent=2))
    else:
        for line in changed.lines():
            print_result(line)
    if out is not None:
        changed.write(out)
        print_message(f"Written: {out}")
