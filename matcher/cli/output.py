"""What commands print and write: results to standard output or a file, messages to standard error.

Everything that is printed goes through :mod:`matcher.cli.streams`; bars are drawn only on
a terminal that wants them (rich honours NO_COLOR and TERM=dumb).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.streams import print_data as print_data
from matcher.cli.streams import print_message as print_message
from matcher.cli.streams import print_result as print_result
from matcher.cli.terminal_text import printable

if TYPE_CHECKING:
    import pandas as pd

    from matcher.core.files.output import Written

Progress = Callable[[str, float], None]


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress callback: a bar on a terminal, silence elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda stage, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<11}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    # What is printed meanwhile goes where it belongs, and not to the terminal of the bar.
    with Bars(*columns, console=console, transient=True, redirect_stdout=False) as bars:
        tasks: dict[str, object] = {}

        def show(stage: str, share: float) -> None:
            # What follows a colon is how it goes: one bar for a stage, whatever that says.
            name, shown = stage.partition(":")[0], printable(stage)
            if name not in tasks:
                tasks[name] = bars.add_task(shown, total=1.0)
            bars.update(tasks[name], completed=share, description=shown)  # type: ignore[arg-type]

        yield show


def write_answer(
    answer: Any, form: str, out: Path | None, *, inputs: Iterable[Path] = (), force: bool = False
) -> None:
    """Print ``answer``, or write it to ``out``, as ``form``: text (its ``lines()``), json
    (``as_dict()``), html (``page()``), csv (``table()``) or geojson (``layer()``). "-" prints.

    A file gets CSV as Excel wants it, a pipe plain UTF-8. Raises what :func:`write_file` does.
    """
    if out is None or str(out) == "-":
        text = _text(answer, form)
        print_result(text.removesuffix("\n")) if form == "text" else print_data(text)
    else:
        print_message(write_file(out, _file(answer, form), inputs=inputs, force=force).line())


def write_csv(
    table: pd.DataFrame, out: Path, *, inputs: Iterable[Path] = (), force: bool = False
) -> None:
    """Write ``table`` to the CSV file ``out``, or print it where that is "-"."""
    from matcher.show.kit.csv_table import csv_bytes, csv_text

    if str(out) == "-":
        print_data(csv_text(table, end="\n"))
    else:
        print_message(write_file(out, csv_bytes(table), inputs=inputs, force=force).line())


def write_file(
    out: Path, data: bytes, *, inputs: Iterable[Path] = (), force: bool = False
) -> Written:
    """Write a file of the command that is running (:mod:`matcher.core.files.output`)."""
    from matcher.core.files.output import write_output

    return write_output(out, data, command=running_command(), inputs=inputs, force=force)


def check_out(out: Path | None, inputs: Iterable[Path] = (), *, makes_folder: bool = False) -> None:
    """Refuse, before any work, a file that the command that is running may never write, or whose
    folder is not there, unless the command makes it; None and "-" are no file. Raises
    OutputError."""
    from matcher.core.files.atomic import writing
    from matcher.core.files.refusals import check_output

    if out is not None and str(out) != "-":
        check_output(out, command=running_command(), inputs=inputs)
        if not makes_folder:
            with writing(out):
                out.parent.stat()


def running_command() -> str:
    """The command that is running, without the program's name: "monitor report"."""
    return click.get_current_context().command_path.partition(" ")[2]


def _text(answer: Any, form: str) -> str:
    if form == "csv":
        from matcher.show.kit.csv_table import csv_text

        table: pd.DataFrame = answer.table()
        return csv_text(table, end="\n")
    if form == "json":
        return json.dumps(answer.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if form == "text":
        return printable("\n".join(answer.lines())) + "\n"
    make: Callable[[], str] = answer.layer if form == "geojson" else answer.page
    return make()


def _file(answer: Any, form: str) -> bytes:
    if form == "csv":
        from matcher.show.kit.csv_table import csv_bytes

        return csv_bytes(answer.table())
    # What was typed in a record may hold half a character, which UTF-8 cannot.
    return _text(answer, form).encode("utf-8", "replace")
