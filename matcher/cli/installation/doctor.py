"""The command that checks the installation: doctor."""

from __future__ import annotations

import click

from matcher.cli.output import print_result


@click.command(epilog="\b\nExample:\n  matcher doctor\n")
def doctor() -> None:
    """Check that everything the product needs is installed."""
    from matcher.jobs.installation.doctor import doctor as job

    checks = job()
    for name, good, text in checks:
        print_result(f"{'ok  ' if good else 'FAIL'} {name}: {text}")
    if not all(good for _, good, _ in checks):
        raise click.exceptions.Exit(1)
