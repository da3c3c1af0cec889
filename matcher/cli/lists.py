"""The commands that look at lists without matching: check and geocode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from matcher.cli import options as opt
from matcher.cli.say import note, progress, result

_SHOWN = 40  # problems printed before the rest is left to the file


@click.command(
    short_help="Say what to mend in school lists.",
    epilog="""\b
Examples:
  matcher check schools.xlsx
  matcher check schools.xlsx --register edubasealldata.csv --postcodes codepo_gb.zip
  matcher check lists/ --out problems.csv --strict
""",
)
@opt.reading
@click.option("--out", type=opt.FILE, help="Write the problems to this CSV file.")
@click.option("--strict", is_flag=True, help="Exit with 3 when rows were rejected.")
def check(out: Path | None, strict: bool, **options: Any) -> None:
    """Read lists, account for every row and say what to mend; nothing is matched."""
    from matcher.jobs import check as job

    with progress() as told:
        checked = job.check(opt.sources(options), opt.settings(options), progress=told)
    for account in checked.listed.accounts:
        for column, header in account.columns.items():
            note(f"  {account.list}: {header!r} read as {column}")
        if account.ignored:
            note(f"  {account.list}: not used: {', '.join(map(repr, account.ignored))}")
    problems = sorted(checked.log.problems)
    for problem in problems[:_SHOWN]:
        where = " ".join(filter(None, (problem.list, problem.sheet)))
        row = f" row {problem.row}" if problem.row else ""
        hint = f" ({problem.hint})" if problem.hint else ""
        result(f"{problem.severity:<8} {where}{row}: {problem.message}{hint}")
    if len(problems) > _SHOWN:
        more = f"{len(problems) - _SHOWN:,} more problems"
        result(f"… {more}" + ("" if out else "; --out problems.csv writes them all"))
    for line in job.lines(checked):
        result(line)
    if out is not None:
        from matcher.core.files import write_bytes
        from matcher.show.lists import csv_bytes

        write_bytes(out, csv_bytes(checked.log.frame()))
        note(f"Written: {out}")
    if strict and checked.rejected:
        note(f"{checked.rejected:,} rows were rejected (--strict)")
        raise click.exceptions.Exit(3)


@click.command(
    short_help="Say where each school is.",
    epilog="""\b
Examples:
  matcher geocode schools.csv --postcodes codepo_gb.zip --out placed.csv
  matcher geocode schools.xlsx --register edubasealldata.csv > placed.csv
""",
)
@opt.reading
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    default="-",
    show_default=True,
    help="CSV file for the schools; - prints it.",
)
def geocode(out: Path, **options: Any) -> None:
    """Say where each school is and in or near which priority area; nothing is matched."""
    from matcher.core.files import write_bytes
    from matcher.jobs import check as job
    from matcher.show.lists import csv_bytes, csv_text, school_list

    with progress() as told:
        checked = job.check(opt.sources(options), opt.settings(options), progress=told)
    table = school_list(checked.schools[checked.schools["listed"] == 1])
    if str(out) == "-":
        click.echo(csv_text(table, end="\n"), nl=False)
    else:
        write_bytes(out, csv_bytes(table))
    for line in job.lines(checked):
        note(line)
