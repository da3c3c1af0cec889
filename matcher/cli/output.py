"""What commands print and write: results to standard output or a file, the rest to standard error.

Nothing here may fail because a terminal cannot show a character; bars are drawn only on
a terminal that wants them (rich honours NO_COLOR and TERM=dumb).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pandas as pd

    from matcher.cli.options import Command

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


# What a file's ending says of its form; the first that a command can write is meant.
_ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ".txt": ("text", "md"),
        ".md": ("md", "text"),
        ".json": ("json", "geojson"),
        ".geojson": ("geojson",),
        ".html": ("html",),
        ".htm": ("html",),
        ".csv": ("csv",),
        ".docx": ("docx",),
        ".pdf": ("pdf",),
        ".xlsx": ("xlsx",),
    }
)


def format_option(*can: str, more: str = "", default: str = "") -> Callable[[Command], Command]:
    """The option ``--format`` of a command that writes the forms ``can``; ``more`` is said of
    them, ``default`` is the form where none is named, else the first of them."""
    told = f"How to tell it{more}.  [default: what --out ends in, else {default or can[0]}]"
    return click.option("--format", "form", type=click.Choice(can), help=told)


def form_of(given: str | None, out: Path | None, can: Sequence[str], default: str = "") -> str:
    """The form to write: the one ``given``, else what the ending of ``out`` says, else
    ``default``, else the first of ``can``. Raises UsageError where the ending says another
    form than the one given, or one that is not among ``can``."""
    says = _ENDINGS.get(out.suffix.casefold(), ()) if out is not None else ()
    if not says:  # no file, or an ending that says nothing
        return given or default or can[0]
    fitting = [form for form in says if form in can]
    if not fitting:
        raise click.UsageError(
            f"--out {out}: such a file is not written here; there are {', '.join(can)}"
        )
    if given and given not in fitting:
        raise click.UsageError(f"--out {out} does not end like --format {given}: change either")
    return given or fitting[0]


def tell(told: Any, form: str, out: Path | None) -> None:
    """Tell ``told`` as ``form``: text (its ``lines()``), json (``as_dict()``), html
    (``page()``), csv (``table()``) or geojson (``layer()``).

    A file gets CSV as Excel wants it, a pipe plain UTF-8. Raises what writing raises.
    """
    if out is None:
        click.echo(_text(told, form), nl=False)
        return
    from matcher.core.files import write_bytes

    write_bytes(out, _file(told, form))
    note(f"Written: {out}")


def _text(told: Any, form: str) -> str:
    if form == "csv":
        from matcher.show.kit.csv_table import csv_text

        table: pd.DataFrame = told.table()
        return csv_text(table, end="\n")
    if form == "json":
        return json.dumps(told.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if form == "text":
        return "\n".join(told.lines()) + "\n"
    make: Callable[[], str] = told.layer if form == "geojson" else told.page
    return make()


def _file(told: Any, form: str) -> bytes:
    if form == "csv":
        from matcher.show.kit.csv_table import csv_bytes

        return csv_bytes(told.table())
    # What was typed in a record may hold half a character, which UTF-8 cannot.
    return _text(told, form).encode("utf-8", "replace")
