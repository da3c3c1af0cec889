"""The command that matches: match, and what demo shares with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import options as opt
from matcher.cli.output import note, progress, result

if TYPE_CHECKING:
    from matcher.jobs.matching.match import Run


def out_option(default: str) -> Callable[[opt.Command], opt.Command]:
    """The option --out: the folder of the run."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, allow_dash=True),
        default=default,
        show_default=True,
        help="Folder for the files of the run; - prints matches.csv.",
    )


force_option = click.option(
    "--force", is_flag=True, help="Write into a folder that holds other files."
)
open_option = click.option("--open", "show", is_flag=True, help="Open the map when done.")


@click.command(
    short_help="Write ranked matches, a map and a record of the run.",
    epilog="""\b
Examples:
  matcher match schools.xlsx --register edubasealldata.csv
  matcher match seekers.csv partners.csv --postcodes codepo_gb.zip --out autumn
  matcher match register.csv --max-km 50 -k 5 --weights nearest
  matcher match lists/ --weights near=3,gives=4,gains=2,opportunity=0
  cat schools.csv | matcher match - --out -
""",
)
@opt.reading
@opt.ranking
@out_option("matcher-run")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["xlsx", "geojson", "gpkg", "parquet"]),
    help="Further files; the workbook is written anyway for runs that are not large.",
)
@click.option("--raw-csv", is_flag=True, help="Leave text in CSV files as it is, formulas and all.")
@click.option("--strict", is_flag=True, help="Exit with 3 when rows were rejected.")
@force_option
@open_option
def match(out: Path, strict: bool, show: bool, force: bool, raw_csv: bool, **options: Any) -> None:
    """Read school lists and write ranked matches, a map and a record of the run.

    LIST is a CSV or XLSX file, a folder of them, or - for CSV on standard input. The
    national register (GIAS) is a list too. Nothing is fetched from anywhere.
    """
    from matcher.jobs.matching import match as job

    formats = options.pop("formats")
    sources, config = opt.sources(options), opt.settings(options)
    if str(out) == "-":
        from matcher.show.kit.csv_table import csv_text
        from matcher.show.run.table import match_list

        with progress() as told:
            found = job.find(sources, config, progress=told)
        pairs = match_list(found.matches, found.schools)
        click.echo(csv_text(pairs, raw=raw_csv, end="\n"), nl=False)
        _strict(strict, sum(account.rejected for account in found.accounts))
        return
    with progress() as told:
        run = job.run(
            sources,
            config,
            out,
            formats=formats,
            raw_csv=raw_csv,
            force=force,
            progress=told,
        )
    report(run, show)
    _strict(strict, sum(account.rejected for account in run.found.accounts))


def report(run: Run, show: bool) -> None:
    """Print what a run did and wrote; ``show`` opens its map."""
    from matcher.jobs.matching.summary import lines

    for line in lines(run.found):
        result(line)
    for skipped in run.skipped:
        result(f"Not written: {skipped}")
    problems = run.manifest["problems"]
    if problems:
        listed = ", ".join(f"{count:,} {code}" for code, count in problems.items())
        result(f"Problems (see problems.csv): {listed}")
    names = [output["name"] for output in run.manifest["outputs"]]
    result(f"Written to {run.folder}: {', '.join([*names, 'run.json'])}")
    result(f"Map: {run.folder / 'map.html'}")
    if show:
        click.launch(str(run.folder / "map.html"))


def _strict(strict: bool, rejected: int) -> None:
    if strict and rejected:
        note(f"{rejected:,} rows were rejected (--strict)")
        raise click.exceptions.Exit(3)
