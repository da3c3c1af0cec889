"""The command that runs the whole job on the fictional sample: demo."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli.formats import audience_option
from matcher.cli.matching.match import (
    force_option,
    open_option,
    out_option,
    print_pairs,
    print_run,
)
from matcher.cli.progress import progress_bar


@click.command(
    epilog="""\b
Examples:
  matcher demo
  matcher demo --open
  matcher demo --out somewhere
""",
)
@out_option("matcher-demo")
@force_option
@open_option
@audience_option()
def demo(out: Path, force: bool, show: bool) -> None:
    """Match the fictional sample that comes with the product, to see how everything works."""
    from matcher.jobs.matching import demo as job

    if str(out) == "-":
        with progress_bar() as progress:
            found = job.find_pairs(progress=progress)
        return print_pairs(found, raw_csv=False)
    with progress_bar() as progress:
        run = job.demo(out, force=force, progress=progress)
    print_run(run, show)
