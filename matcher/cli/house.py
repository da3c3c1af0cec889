"""The commands that look after runs and the installation: verify and doctor."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli.say import result


@click.command(
    short_help="Check that a run is complete and unchanged.",
    epilog="\b\nExample:\n  matcher verify matcher-run\n",
)
@click.argument("run", type=click.Path(path_type=Path))
def verify(run: Path) -> None:
    """Check that a run is complete and that none of its files has changed."""
    from matcher.jobs.verify import verify as job

    count, faults = job(run)
    for fault in faults:
        result(fault)
    if faults:
        raise click.exceptions.Exit(1)
    result(f"{count} files, all as they were written")


@click.command(short_help="Check the installation.", epilog="\b\nExample:\n  matcher doctor\n")
def doctor() -> None:
    """Check that this installation has all it needs."""
    from matcher.jobs.doctor import doctor as job

    found = job()
    for name, good, text in found:
        result(f"{'ok  ' if good else 'FAIL'} {name}: {text}")
    if not all(good for _, good, _ in found):
        raise click.exceptions.Exit(1)
