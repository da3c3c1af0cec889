"""How a long command goes, on a terminal: one bar for each stage, with counts and rates.

A bar stands on standard error and is gone when the work is done. Where standard error is no
terminal, or with ``--quiet``, nothing is said.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from matcher.cli import account
from matcher.cli.terminal_text import printable

if TYPE_CHECKING:
    from rich.progress import Task
    from rich.text import Text

Progress = Callable[[str, float], None]

# What a stage says of how it goes: "ranking: 12,000 of 22,197 seekers".
_COUNTED = re.compile(r": ([\d,]+) of ([\d,]+)( .*)?\Z")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress callback: bars on a terminal, silence elsewhere. It is told a stage and the
    share of it that is done, 0 to 1. What follows a colon in the stage is how it goes: a bar
    stays that of its stage, whatever that says, and of "12 of 40 pages" it tells the rate too."""
    if sys.stderr is None or not sys.stderr.isatty() or account.is_quiet():
        yield lambda stage, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    class Rate(ProgressColumn):
        """How it goes, and how much of it in a second."""

        def render(self, task: Task) -> Text:
            return Text(how_it_goes(str(task.fields["stage"]), task.elapsed or 0.0))

    columns = (TextColumn("{task.description:<11}"), BarColumn(20), TimeElapsedColumn(), Rate())
    console = Console(stderr=True)
    # What is printed meanwhile goes where it belongs, and not to the terminal of the bar.
    with Bars(*columns, console=console, transient=True, redirect_stdout=False) as bars:
        tasks: dict[str, object] = {}

        def show(stage: str, share: float) -> None:
            name = printable(stage).partition(":")[0]
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=1.0, stage=stage)
            bars.update(tasks[name], completed=share, stage=stage)  # type: ignore[arg-type]

        yield show


def how_it_goes(stage: str, seconds: float) -> str:
    """What a stage says after its colon, with the rate of what it counts after ``seconds``."""
    told = printable(stage).partition(":")[2].strip()
    counted = _COUNTED.search(stage)
    if counted is None or seconds < 1:
        return told
    rate = int(counted[1].replace(",", "")) / seconds
    return f"{told}, {rate:,.0f} a second" if rate >= 1 else told
