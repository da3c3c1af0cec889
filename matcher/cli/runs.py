"""The commands that look at finished runs: diff and explain."""

from __future__ import annotations

import json
from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.say import note, result
from matcher.cli.telling import form_of, format_option, tell

_WHYS = ("text", "json", "html")  # the forms of an explanation


@click.command(
    short_help="Say what changed between two runs.",
    epilog="""\b
Examples:
  matcher diff autumn spring
  matcher diff autumn spring --out changes.csv
  matcher diff autumn spring --format json > changes.json

Exit code 0 whether or not anything changed; 1 where a folder holds no finished run, or
one whose files were changed since.
""",
)
@click.argument("before", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("after", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=opt.FILE, metavar="FILE.csv", help="Write every change to this file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to print: a summary and the most important changes, or every change.",
)
def diff(before: Path, after: Path, out: Path | None, form: str) -> None:
    """Say what changed from one run to a later one; each RUN is a folder of matcher match.

    Told are pairs that are new, gone, moved in either list or scored differently (by more
    than 0.001); schools new, gone, moved by more than 100 m, or of another name, kind,
    status, role or priority area; settings and input files that differ. Schools are those
    of schools.csv: listed or matched.

    In the CSV, what says which figure or text before and after are; a school's own changes
    stand in the seeker's columns.
    """
    from matcher.jobs import diff as job

    if out is not None:
        job.refuse_run(out, before, after)
    found = job.diff(before, after)
    if form == "csv":
        from matcher.show.lists import csv_text

        click.echo(csv_text(found.changes, end="\n"), nl=False)
    elif form == "json":
        click.echo(json.dumps(found.as_dict(), indent=2))
    else:
        for line in found.lines():
            result(line)
    if out is not None:
        found.write(out)
        note(f"Written: {out}")


@click.command(
    short_help="Say why, or why not, a pair was matched.",
    epilog="""\b
Examples:
  matcher explain autumn 100001 100002
  matcher explain autumn 100001
  matcher explain autumn 100001 100002 --format html --out why.html --open
""",
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("urns", metavar="URN [URN]", nargs=-1, required=True)
@format_option(*_WHYS, more="; html is a page with the score as a picture")
@click.option("--out", type=opt.FILE, metavar="FILE", help="Write it to this file.")
@click.option("--open", "show", is_flag=True, help="Open the page in the browser (with --out).")
def explain(
    run: Path, urns: tuple[str, ...], form: str | None, out: Path | None, show: bool
) -> None:
    """Say why, or why not, two schools of a run were matched: the score term by term, the
    needs met and unmet on both sides and what they rest on, the place in both lists, what
    would change it; or the gate that keeps them apart.

    With one URN: what is known of that school, and its lists.
    """
    from matcher.jobs import explain as job
    from matcher.jobs.diff import refuse_run

    if show and out is None:
        raise click.UsageError("--open needs a file to open: give --out")
    if len(urns) > 2:
        raise click.UsageError("give one URN, or the two of a pair")
    if out is not None:
        refuse_run(out, run)
    form = form_of(form, out, _WHYS)
    told = job.explain(run, urns)
    tell(told, form, out)
    if show:
        click.launch(str(out))
