"""The command that says who gets whom: allocate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from matcher.cli import account
from matcher.cli import options as opt
from matcher.cli.formats import audience_option
from matcher.cli.given import fill_in
from matcher.cli.output import print_done, print_message, print_result
from matcher.cli.progress import progress_bar
from matcher.core.allocation.settings import PLAN_SETTINGS


def _plan_options(command: opt.Command) -> opt.Command:
    """The options of the settings of a plan, in their order."""
    for setting in reversed(list(PLAN_SETTINGS.values())):
        command = opt.option_of(setting)(command)
    return command


@click.command(
    epilog="""\b
Examples:
  matcher allocate autumn
  matcher allocate autumn --capacity 3 --out autumn-plan
  matcher allocate autumn --each-seeker 0..2 --min-score 0.2 --objective served,score
  matcher allocate autumn --method stable --proposing partners
  matcher allocate autumn --decisions decided.xlsx
  matcher allocate autumn --hubs 4 --hub-size 3..6 --hub-km 8
  matcher allocate autumn --what-if capacity:100002=+2 --what-if closed:100003
""",
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@_plan_options
@click.option(
    "--what-if",
    "what_if",
    multiple=True,
    metavar="CHANGE",
    help="What the plan would be if: capacity:URN=+2 (or =5), closed:URN, without:URN (it takes no "
    "part), area:NAME (only seekers of this priority area, authority or region). It prints who "
    "gains and who loses; nothing is written without --out. You may repeat it.",
)
@click.option(
    "--deprivation",
    type=opt.FILE,
    metavar="FILE",
    help="Deprivation of each LSOA (CSV), as evaluate --imd takes it: the summary then tells who "
    "is served by fifths of deprivation.",
)
@click.option(
    "--decisions",
    type=opt.FILE,
    help="What was decided about pairs: decisions.csv of a plan, or its workbook, filled in. "
    "Accepted and pinned pairs are in the plan, refused and banned ones are not.",
)
@opt.fill_in_options
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["ods"]),
    help="Write the workbook in this format too.",
)
@opt.WORKBOOK
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the files of the plan.  [default: matcher-plan]",
)
@click.option(
    "--force",
    is_flag=True,
    help="Write even if the folder holds a plan of other options, or other files. What is replaced "
    "is kept as a dated folder beside it.",
)
@audience_option()
def allocate(
    run: Path,
    what_if: tuple[str, ...],
    decisions: Path | None,
    deprivation: Path | None,
    travel: str | Path | None,
    travel_data: str | None,
    formats: tuple[str, ...],
    workbook: str,
    out: Path | None,
    force: bool,
    **options: Any,
) -> None:
    """Share partners out among the seekers of a run. RUN is a folder that matcher match wrote; it
    is not altered.

    A list shows every school its best partners, so many schools want the same few. A plan gives
    each partner no more schools than it can take on. It chooses among all pairs that the run
    permits, not only those in its lists, and is checked by code that did not make it. Of a run with
    travel times these are the pairs whose times it knows; --travel tells those of the others.
    """
    from matcher.core.allocation.settings import plan_settings
    from matcher.jobs.allocation import allocate as job
    from matcher.jobs.allocation.diff import what_if as compare
    from matcher.jobs.allocation.hubs.told import hub_lines
    from matcher.jobs.allocation.summary import decision_lines, summary_lines
    from matcher.jobs.allocation.target import check_target, files_of
    from matcher.show.workbook.write import Workbooks

    settings, more = plan_settings(options), fill_in(travel, travel_data)
    if what_if:
        if out is not None:  # before the work
            files = files_of(decisions, deprivation, more)
            check_target(run, settings, out, what_if, files, more, force=force)
        with progress_bar() as progress:
            lines = compare(
                run, settings, what_if, decisions=decisions, fill_in=more, progress=progress
            )
        for line in lines:
            print_result(line)
        if out is None:
            return
    with progress_bar() as progress:
        written = job.allocate(
            run,
            settings,
            out or Path("matcher-plan"),
            what_if=what_if,
            decisions=decisions,
            deprivation=deprivation,
            fill_in=more,
            formats=formats,
            workbooks=Workbooks(working=workbook == "working"),
            force=force,
            progress=progress,
        )
    account.note_file(written.folder)
    account.note_facts(record=written.record)
    for line in summary_lines(written.found):
        print_done(line)
    for line in decision_lines(written):
        print_message(line)
    for line in hub_lines(written.hubs, written.found) if written.hubs else ():
        print_done(line)
    for line in written.notes:
        print_done(line)
    names = [output["name"] for output in written.record["outputs"]]
    print_done(f"Written to {written.folder}: {', '.join([*names, 'plan.json'])}")
    if written.kept is not None:
        print_done(f"The earlier plan is kept in {written.kept}")
