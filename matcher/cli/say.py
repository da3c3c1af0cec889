"""How the front door speaks: results to standard output, the rest to standard error.

Nothing here may fail because a terminal cannot show a character; bars are drawn only on
a terminal that wants them (rich honours NO_COLOR and TERM=dumb).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[str, float], None]


def prepare() -> None:
    """Let every stream write any text: what a code page cannot show becomes "?"."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def result(text: str) -> None:
    """A line of the result, to standard output."""
    click.echo(text)


def note(text: str) -> None:
    """A line about the work, to standard error."""
    click.echo(text, err=True)


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress callback: a bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda stage, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<11}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, object] = {}

        def show(stage: str, share: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=1.0)
            bars.update(tasks[stage], completed=share)  # type: ignore[arg-type]

        yield show
