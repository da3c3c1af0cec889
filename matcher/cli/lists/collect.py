"""The command that reads the forms that came back: collect."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.formats import audience_option
from matcher.cli.output import check_out, print_done, print_error, print_message, write_csv


@click.command(
    epilog="""\b
Examples:
  matcher collect returned
  matcher collect returned --asked forms/sent.csv --out answers.csv
  matcher match schools.xlsx --answers answers.csv
""",
)
@click.argument("folder", type=opt.FILE)
@click.option(
    "--asked",
    type=opt.FILE,
    multiple=True,
    help="Who was asked: sent.csv of matcher template, the folder of a run, or a list with URNs. "
    "You may repeat it. Default: sent.csv in the folder, if it is there.",
)
@click.option(
    "--out",
    type=opt.OUT_FILE,
    default="answers.csv",
    show_default=True,
    help="CSV file for the answers; what became of each form is written beside it "
    "(answers-account.csv). - prints the answers and writes nothing.",
)
@opt.FORCE
@click.option("--strict", is_flag=True, help="Exit with code 3 if anything is left to check.")
@audience_option()
def collect(folder: Path, asked: tuple[Path, ...], out: Path, force: bool, strict: bool) -> None:
    """Read the forms of matcher template --offers or --needs that came back, in any mixture of
    workbooks and Word documents, into one table of answers.

    Every cell that somebody wrote in becomes an answer or is listed. A cell left blank stays
    not known. Give the table to matcher match --answers: what a school answers counts before
    whatever else is known of it.
    """
    from matcher.jobs.lists.collect import collect as job

    to_file = str(out) != "-"
    beside = out.parent / f"{out.stem}-account.csv"  # "." has no name that could be changed
    own = (out, beside) if to_file else ()
    # Its own tables may lie among the forms; no form is replaced by them.
    inputs = (*asked, *(path for path in folder.rglob("*") if path not in own))
    for path in own:
        check_out(path, inputs)
    found = job(folder, asked, own)
    for line in found.lines():
        (print_done if to_file else print_message)(line)
    write_csv(found.table(), out, inputs=inputs, force=force)
    if to_file:
        write_csv(found.account(), beside, inputs=inputs, force=force)
    if strict and found.to_check:
        print_error(f"{found.to_check:,} things are left to check (--strict)")
        raise click.exceptions.Exit(3)
