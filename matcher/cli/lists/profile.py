"""The command that writes what each school needs and offers: profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from matcher.cli import given
from matcher.cli import options as opt
from matcher.cli.formats import audience_option
from matcher.cli.output import check_out, print_message, write_csv
from matcher.cli.progress import progress_bar


@click.command(
    epilog="""\b
Examples:
  matcher profile schools.xlsx
  matcher profile lists/ --out profile.csv
""",
)
@opt.source_options
@click.option(
    "--out",
    type=opt.OUT_FILE,
    default="-",
    show_default=True,
    help="CSV file to write. - prints it.",
)
@opt.FORCE
@audience_option()
def profile(out: Path, force: bool, **options: Any) -> None:
    """Show what each school needs and offers, tag by tag, with the evidence for each tag.
    Nothing is matched."""
    from matcher.jobs.lists import profile as job
    from matcher.jobs.stages.reading import setting_files

    named = given.inputs(options)
    sources, config = given.sources(options), given.settings(options)
    inputs = (*named, *setting_files(config))
    check_out(out, inputs)
    with progress_bar() as progress:
        answer = job.profile(sources, config, progress=progress)
    write_csv(answer.table(), out, inputs=inputs, force=force)
    for line in answer.lines():
        print_message(line)
