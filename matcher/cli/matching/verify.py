"""The command that checks a finished run: verify."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli.output import print_result


@click.command(
    short_help="Check that a run is complete and unchanged.",
    epilog="\b\nExample:\n  matcher verify matcher-run\n",
)
@click.argument("run", type=click.Path(path_type=Path))
def verify(run: Path) -> None:
    """Check that a run is complete and that none of its files has changed."""
    from matcher.jobs.matching.verify import verify as job

    count, faults = job(run)
    for fault in faults:
        print_result(fault)
    if faults:
        raise click.exceptions.Exit(1)
    print_result(f"{count} files, all as they were written")
