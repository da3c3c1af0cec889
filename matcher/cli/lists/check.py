"""The command that reads lists and says what to mend: check."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import account, given
from matcher.cli import options as opt
from matcher.cli.formats import audience_option
from matcher.cli.output import check_out, print_message, print_result, write_csv
from matcher.cli.progress import progress_bar
from matcher.core.settings.config import CONFIG_FILE

if TYPE_CHECKING:
    from matcher.core.problems import Problem
    from matcher.core.settings.config import Config
    from matcher.jobs.lists.check import CheckResult
    from matcher.jobs.stages.reading import Sources

_ALIKE = 5  # problems of one code printed for a list before the rest is only counted
_ORDER = ("rejected", "warning", "note")


@click.command(
    epilog="""\b
Examples:
  matcher check schools.xlsx
  matcher check schools.xlsx --register edubasealldata.csv --postcodes codepo_gb.zip
  matcher check lists/ --out problems.csv --strict
  matcher check schools.xlsx --out checked/
  matcher check schools.xlsx --column needs="Priority 1" --save
""",
)
@opt.source_options
@click.option(
    "--out",
    type=opt.OUT,
    default=".",
    show_default="this folder",
    help="Folder for the checked copies; or a CSV file for the problems only; or - to write "
    "nothing.",
)
@click.option(
    "--save",
    is_flag=True,
    help="Write what --column says into matcher.toml in this folder, so that later commands "
    "here know it. Everything else in that file stays.",
)
@opt.FORCE
@opt.STRICT
@audience_option()
def check(out: Path, save: bool, force: bool, strict: bool, **options: Any) -> None:
    """Read school lists, account for every row and say what to correct. Nothing is matched.

    It also writes a copy of each list (schools-checked.xlsx) with each problem beside its
    cell. If you have changed such a copy, it is not overwritten.
    """
    from matcher.jobs.lists import check as job
    from matcher.jobs.stages.reading import setting_files

    named = given.inputs(options)
    sources, config = given.sources(options), given.settings(options)
    inputs = (*named, *setting_files(config))
    if _is_table(out):
        check_out(out, inputs)
    with progress_bar() as progress:
        checked = job.check(sources, config, progress=progress)
    for line in job.columns_lines(checked):
        print_message(line)
    for line in _problem_lines(checked.log.problems):
        print_result(line)
    for line in job.summary_lines(checked):
        print_result(line)
    account.note_facts(
        problems=[dataclasses.asdict(problem) for problem in sorted(checked.log.problems)]
    )
    if _is_table(out):
        write_csv(checked.log.frame(), out, inputs=inputs, force=force)
    elif str(out) != "-":
        _write_copies(out, checked, sources)
    if save:
        _save(config, checked)
    opt.exit_if_rejected(strict, checked.rejected)


def _save(config: Config, checked: CheckResult) -> None:
    from matcher.jobs.lists.saved_columns import save_columns

    saved = save_columns(config.columns, checked.log.problems, Path(CONFIG_FILE))
    for entry in saved:
        print_message(f"Saved in {CONFIG_FILE}: {entry}")
    if not saved:
        print_message(f"Nothing to save: {CONFIG_FILE} has it, or --column maps nothing")


def _is_table(out: Path) -> bool:
    """Whether --out is a file for the problems alone."""
    return out.suffix.casefold() == ".csv"


def _write_copies(out: Path, checked: CheckResult, sources: Sources) -> None:
    from matcher.jobs.lists.check import write_copies

    written, skipped = write_copies(checked, sources, out)
    for one in written:
        account.note_file(one.path)
        print_message(one.line(", the list with each problem beside its cell"))
    for line in skipped:
        print_message(f"Not written: {line}")


def _problem_lines(problems: list[Problem]) -> Iterator[str]:
    """The problems of each list, the gravest first, those of one code together."""

    def group(problem: Problem) -> tuple[str, int, str]:
        return problem.list, _ORDER.index(problem.severity), problem.code

    for (_, _, code), alike in groupby(sorted(sorted(problems), key=group), key=group):
        every = list(alike)
        yield from map(_problem_line, every[:_ALIKE])
        if more := every[_ALIKE:]:
            rows = ", ".join(str(problem.row) for problem in more[:20])
            yield f"         … and {len(more):,} more {code}, rows {rows}" + (
                " …" if len(more) > 20 else ""
            )


def _problem_line(problem: Problem) -> str:
    """A problem in one line: how bad, where, what, and how to mend it."""
    place = " ".join(filter(None, (problem.list, problem.sheet)))
    if problem.row:
        place += f" row {problem.row}"
    if problem.column:
        cell = f"{problem.column} {problem.value[:60]!r}" if problem.value else problem.column
        place = ", ".join(filter(None, (place, cell)))
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.severity:<8} {place}: {problem.message}{hint}"
