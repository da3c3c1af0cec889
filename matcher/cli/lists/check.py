"""The command that reads lists and says what to mend: check."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import options as opt
from matcher.cli.output import note, progress, result

if TYPE_CHECKING:
    from matcher.core.problems import Problem
    from matcher.jobs.lists.check import Checked
    from matcher.jobs.stages.reading import Sources

_ALIKE = 5  # problems of one code printed for a list before the rest is only counted
_ORDER = ("rejected", "warning", "note")


@click.command(
    short_help="Say what to mend in school lists.",
    epilog="""\b
Examples:
  matcher check schools.xlsx
  matcher check schools.xlsx --register edubasealldata.csv --postcodes codepo_gb.zip
  matcher check lists/ --out problems.csv --strict
  matcher check schools.xlsx --out checked/
""",
)
@opt.reading
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    default=".",
    show_default="the folder you stand in",
    help="Folder for the copy of each list, its problems beside their cells; or a CSV file "
    "for the problems alone; - writes nothing.",
)
@click.option("--strict", is_flag=True, help="Exit with 3 when rows were rejected.")
def check(out: Path, strict: bool, **options: Any) -> None:
    """Read lists, account for every row and say what to mend; nothing is matched.

    A copy of each list is written (schools-checked.xlsx) in which every problem stands
    beside its cell. A copy that you have mended is never overwritten.
    """
    from matcher.jobs.lists import check as job

    sources = opt.sources(options)
    with progress() as told:
        checked = job.check(sources, opt.settings(options), progress=told)
    for account in checked.listed.accounts:
        if account.source == "list":
            note(f"{account.list}, columns: {account.columns_line()}")
            if account.ignored:
                note(f"{account.list}, not used: {', '.join(map(repr, account.ignored))}")
    for line in _told_in_turn(checked.log.problems):
        result(line)
    for line in job.lines(checked):
        result(line)
    _write(out, checked, sources)
    if strict and checked.rejected:
        note(f"{checked.rejected:,} rows were rejected (--strict)")
        raise click.exceptions.Exit(3)


def _write(out: Path, checked: Checked, sources: Sources) -> None:
    from matcher.core.files import write_bytes
    from matcher.jobs.lists.check import write_copies
    from matcher.show.kit.csv_table import csv_bytes

    if str(out) == "-":
        return
    if out.suffix.casefold() == ".csv":
        write_bytes(out, csv_bytes(checked.log.frame()))
        note(f"Written: {out}")
        return
    out.mkdir(parents=True, exist_ok=True)
    written, skipped = write_copies(checked, sources, out)
    for path in written:
        note(f"Written: {path}, the list with each problem beside its cell")
    for line in skipped:
        note(f"Not written: {line}")


def _told_in_turn(problems: list[Problem]) -> Iterator[str]:
    """The problems of each list, the gravest first, those of one code together."""

    def turn(problem: Problem) -> tuple[str, int, str]:
        return problem.list, _ORDER.index(problem.severity), problem.code

    for (_, _, code), alike in groupby(sorted(sorted(problems), key=turn), key=turn):
        every = list(alike)
        yield from map(_told, every[:_ALIKE])
        if more := every[_ALIKE:]:
            rows = ", ".join(str(problem.row) for problem in more[:20])
            yield f"         … and {len(more):,} more {code}, rows {rows}" + (
                " …" if len(more) > 20 else ""
            )


def _told(problem: Problem) -> str:
    """A problem in one line: how bad, where, what, and how to mend it."""
    place = " ".join(filter(None, (problem.list, problem.sheet)))
    if problem.row:
        place += f" row {problem.row}"
    if problem.column:
        cell = f"{problem.column} {problem.value[:60]!r}" if problem.value else problem.column
        place += f", {cell}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.severity:<8} {place}: {problem.message}{hint}"
