"""The command that matches: match, and what demo shares with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import account, given
from matcher.cli import options as opt
from matcher.cli.formats import audience_option
from matcher.cli.output import print_done, print_message, print_table
from matcher.cli.progress import progress_bar
from matcher.core.audiences.audience import INTERNAL, PARTNER, PUBLIC, SAID, allowed

if TYPE_CHECKING:
    from matcher.jobs.matching.results import MatchResult, Run


def out_option(default: str) -> Callable[[opt.Command], opt.Command]:
    """The option --out: the folder of the run."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, allow_dash=True),
        default=default,
        show_default=True,
        help="Folder for the files of the run. - prints matches.csv instead.",
    )


force_option = click.option(
    "--force",
    is_flag=True,
    help="Write even if the folder holds another run or other files. What is replaced is kept as "
    "a dated folder beside it.",
)
open_option = click.option("--open", "show", is_flag=True, help="Open the map at the end.")


@click.command(
    epilog="""\b
Examples:
  matcher match schools.xlsx --register edubasealldata.csv
  matcher match seekers.csv partners.csv --postcodes codepo_gb.zip --out autumn
  matcher match register.csv --max-km 50 -k 5 --weights nearest
  matcher match lists/ --weights near=3,gives=4,gains=2,opportunity=0
  cat schools.csv | matcher match - --out -
""",
)
@opt.source_options
@opt.ranking_options
@out_option("matcher-run")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["xlsx", "ods", "geojson", "gpkg", "parquet", "star"]),
    help="Write this format too. You may repeat it. (The workbook is written anyway, unless the "
    "run is very large.) star: plain tables with a data dictionary for Power BI, Excel and "
    "databases.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Where pairs are ranked: on this machine, or on the machines of a Dask cluster, which is "
    "worth it for hundreds of thousands of schools only. The result is the same. dask needs the "
    "extra [dask].",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="With --engine dask: the scheduler of the cluster, over the network, such as "
    "tcp://10.0.0.5:8786. Coordinates, needs and offers go there, names do not. Whoever reaches "
    "it can run programs on its machines.",
)
@opt.WORKBOOK
@click.option(
    "--workbook-by",
    type=click.Choice(["authority"]),
    help="Write a workbook for each local authority too, in one archive: the pairs with a school "
    "there, and what concerns them.",
)
@click.option(
    "--raw-csv",
    is_flag=True,
    help="Write text to CSV files unchanged, even if a spreadsheet would run it as a formula.",
)
@opt.STRICT_MATCH
@force_option
@open_option
@audience_option(PARTNER, PUBLIC)
def match(out: Path, strict: bool, show: bool, force: bool, raw_csv: bool, **options: Any) -> None:
    """Read school lists and write ranked matches, a map and a record of the run.

    LIST is a CSV or XLSX file, a folder of them, or - for CSV on standard input. The
    national register (GIAS) can be a list too. The network is not used, except by --geocoder,
    by --travel with a routing engine and by --scheduler.
    """
    from matcher.jobs.matching import match as job
    from matcher.jobs.matching.engine import engine
    from matcher.show.workbook.write import Workbooks

    formats = options.pop("formats")
    chosen, scheduler = options.pop("engine"), options.pop("scheduler")
    workbooks = Workbooks(
        working=options.pop("workbook") == "working",
        by_authority=options.pop("workbook_by") == "authority",
    )
    audience = options.pop("audience")
    if audience != INTERNAL and workbooks != Workbooks():
        raise click.UsageError(f"--audience {audience}: there is a workbook for internal use alone")
    if audience == PUBLIC and str(out) == "-":
        raise click.UsageError("--audience public: it has no pairs; name a folder with --out")
    sources, config = given.sources(options), given.settings(options)
    working = engine(chosen, scheduler, sources)
    if str(out) == "-":
        with working as cluster, progress_bar() as progress:
            result = job.find(
                sources, config, progress=progress, audience=audience, cluster=cluster
            )
        print_pairs(result, raw_csv)
        opt.exit_if_rejected(strict, result.rejected, result.gave_up)
        return
    with working as cluster, progress_bar() as progress:
        run = job.run(
            sources,
            config,
            out,
            formats=formats,
            workbooks=workbooks,
            raw_csv=raw_csv,
            force=force,
            audience=audience,
            progress=progress,
            cluster=cluster,
        )
    print_run(run, show)
    opt.exit_if_rejected(strict, run.found.rejected, run.found.gave_up)


def print_pairs(result: MatchResult, raw_csv: bool) -> None:
    """Print the ranked pairs as matches.csv has them; what has to be kept to or asked before
    anybody gets in touch goes beside them."""
    from matcher.jobs.stages.contact_told import contact_lines
    from matcher.show.run.table import match_list

    for line in contact_lines(result.log, result.audience):
        print_message(line)
    pairs = allowed(result.audience, "matches", match_list(result.matches, result.schools))
    print_table(pairs, raw=raw_csv)


def print_run(run: Run, show: bool) -> None:
    """Print what a run did and wrote; ``show`` opens its map."""
    from matcher.jobs.matching.summary.about import problem_line
    from matcher.jobs.matching.summary.lines import summary_lines

    account.note_file(run.folder)
    account.note_facts(record=run.manifest)
    for line in summary_lines(run.found):
        print_done(line)
    for skipped in run.skipped:
        print_done(f"Not written: {skipped}")
    if run.manifest.get("problems"):
        print_done(problem_line(run.found))
    names = [output["name"] for output in run.manifest["outputs"]]
    print_done(f"Written to {run.folder}: {', '.join([*names, 'run.json'])}")
    if run.kept is not None:
        print_done(f"The earlier run is kept in {run.kept}")
    page = run.folder / ("map.html" if "map.html" in names else "coverage.html")
    print_done(f"{'Map' if page.name == 'map.html' else 'Page'}: {page}")
    if run.found.audience != INTERNAL:
        print_done(f"{SAID[run.found.audience]}: read it before you pass it on")
    if show:
        click.launch(str(page))
