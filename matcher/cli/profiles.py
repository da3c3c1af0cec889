"""The commands about needs and strengths: vocabulary and profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from matcher.cli import options as opt
from matcher.cli.say import note, progress, result


@click.command(
    short_help="Print the words that needs and strengths are written in.",
    epilog="""\b
Examples:
  matcher vocabulary
  matcher vocabulary --format csv > vocabulary.csv
""",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
def vocabulary(form: str) -> None:
    """Print every activity, route and subject with the words that mean it."""
    from matcher.jobs import vocabulary as job

    if form == "csv":
        from matcher.show.lists import csv_text

        click.echo(csv_text(job.table(), end="\n"), nl=False)
    elif form == "json":
        click.echo(job.table().to_json(orient="records", force_ascii=False, indent=2))
    else:
        for line in job.lines():
            result(line)


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
    from matcher.jobs import check as job
    from matcher.show.lists import csv_bytes, csv_text

    with progress() as told:
        checked = job.check(opt.sources(options), opt.settings(options), progress=told)
    if str(out) == "-":
        click.echo(csv_text(checked.listed_profile, end="\n"), nl=False)
    else:
        write_bytes(out, csv_bytes(checked.listed_profile))
    for line in job.lines(checked):
        note(line)
