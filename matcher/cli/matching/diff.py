"""The command that compares two runs: diff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options as opt
from matcher.cli.formats import audience_option
from matcher.cli.output import check_out, print_data, print_result, write_csv

if TYPE_CHECKING:
    from matcher.jobs.allocation.diff import PlanDiff
    from matcher.jobs.matching.diff import Diff


@click.command(
    epilog="""\b
Examples:
  matcher diff autumn spring
  matcher diff autumn spring --out changes.csv
  matcher diff autumn spring --format json > changes.json
  matcher diff autumn-plan spring-plan

The exit code is 0 whether or not anything changed. It is 1 if a folder holds no finished
run, or if files of the run were changed later.
""",
)
@click.argument("before", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("after", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out", type=opt.OUT_FILE, metavar="FILE.csv", help="Write every change to this file."
)
@opt.FORCE
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="text: a summary and the most important changes; csv and json: every change.",
)
@audience_option()
def diff(before: Path, after: Path, out: Path | None, force: bool, form: str) -> None:
    """Show what changed from one run to a later one. Each RUN is a folder that matcher match
    wrote.

    It lists pairs that are new, gone, moved in a list or scored differently (by more than
    0.001); schools that are new, gone, moved by more than 100 m, or changed in name, kind,
    status, role or priority area; and settings and input files that differ. Schools are
    those of schools.csv.

    Two plans of matcher allocate are compared too: who gains a partner, who loses one, who gets
    another, and the totals.

    In the CSV, the column what says what the columns before and after hold. Changes of a
    single school are in the columns of the seeker.
    """
    check_out(out)
    changed = _difference(before, after)
    if form == "csv":
        from matcher.show.kit.csv_table import csv_text

        print_data(csv_text(changed.changes, end="\n"))
    elif form == "json":
        print_data(json.dumps(changed.as_dict(), indent=2) + "\n")
    else:
        for line in changed.lines():
            print_result(line)
    if out is not None:
        write_csv(changed.changes, out, force=force)


def _difference(before: Path, after: Path) -> Diff | PlanDiff:
    """What differs between two plans where both folders hold one, else between two runs."""
    from matcher.jobs.allocation.diff import diff_plans
    from matcher.jobs.matching.diff import diff
    from matcher.show.allocation.record import is_plan

    if is_plan(before) and is_plan(after):
        return diff_plans(before, after)
    return diff(before, after)
