"""What commands print and write: results to standard output or a file, messages to standard error.

Everything that is printed goes through :mod:`matcher.cli.streams`, as the command was asked to
tell it (:mod:`matcher.cli.account`). On a terminal lines wrap between words; in a pipe or a file
each stays one line. Bars are drawn only on a terminal that wants them (rich honours NO_COLOR and
TERM=dumb).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import account, streams
from matcher.cli.terminal_text import printable
from matcher.core.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from matcher.core.files.output import Written


def print_result(text: str) -> None:
    """A line of the answer: what somebody asked to see."""
    if account.is_json():
        account.note_line(printable(text))
    else:
        streams.print_result(text)


def print_done(text: str) -> None:
    """A line about what the command did and wrote, to standard output; ``--quiet`` leaves it
    out."""
    if not account.is_quiet():
        print_result(text)


def print_error(text: str) -> None:
    """A line to standard error that ``--quiet`` does not leave out."""
    streams.print_message(text)


def print_message(text: str) -> None:
    """A line beside the answer, to standard error; ``--quiet`` leaves it out."""
    if not account.is_quiet():
        print_error(text)


def print_data(data: str | bytes) -> None:
    """An answer for a program or a file. With ``--json`` it is the document if it is JSON, and
    stands as text in the account if it is not. Raises :class:`OutputError` for a document that is
    no text."""
    if not account.is_json():
        return streams.print_data(data)
    if isinstance(data, bytes):
        raise OutputError(
            "a document that is no text cannot be printed as JSON", hint="name a file in --out"
        )
    if account.is_document(data):
        streams.print_data(data)
    else:
        account.note_facts(output=data)


def print_table(table: pd.DataFrame, *, raw: bool = False) -> None:
    """A table as CSV, to standard output; with ``--json`` as ``rows``. ``raw``: without an
    apostrophe before what a spreadsheet would run as a formula."""
    if account.is_json():
        import json

        rows = table.to_json(orient="records", double_precision=12, force_ascii=False)
        account.note_facts(rows=json.loads(rows))
    else:
        from matcher.show.kit.csv_table import csv_text

        streams.print_data(csv_text(table, raw=raw, end="\n"))


def write_answer(
    answer: Any, form: str, out: Path | None, *, inputs: Iterable[Path] = (), force: bool = False
) -> None:
    """Print ``answer``, or write it to ``out``, as ``form``: text (its ``lines()``), json
    (``as_dict()``), html (``page()``), csv (``table()``) or geojson (``layer()``). "-" prints.

    A file gets CSV as Excel wants it, a pipe plain UTF-8. Raises what :func:`write_file` does.
    """
    if out is None or str(out) == "-":
        text = _text(answer, form)
        if form == "text":
            for line in text.splitlines():
                print_result(line)
        else:
            print_data(text)
    else:
        print_message(write_file(out, _file(answer, form), inputs=inputs, force=force).line())


def write_csv(
    table: pd.DataFrame, out: Path, *, inputs: Iterable[Path] = (), force: bool = False
) -> None:
    """Write ``table`` to the CSV file ``out``, or print it where that is "-"."""
    from matcher.show.kit.csv_table import csv_bytes

    if str(out) == "-":
        print_table(table)
    else:
        print_message(write_file(out, csv_bytes(table), inputs=inputs, force=force).line())


def write_file(
    out: Path, data: bytes, *, inputs: Iterable[Path] = (), force: bool = False
) -> Written:
    """Write a file of the command that is running (:mod:`matcher.core.files.output`)."""
    from matcher.core.files.output import write_output

    account.note_file(out)
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
        import json

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
