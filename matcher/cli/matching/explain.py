"""The command that says why, or why not: explain."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.formats import audience_option, form_of, format_option, with_ending
from matcher.cli.given import fill_in
from matcher.cli.output import check_out, print_message, write_answer
from matcher.cli.progress import progress_bar

_FORMS = ("text", "json", "html")


@click.command(
    epilog="""\b
Examples:
  matcher explain autumn 100001 100002
  matcher explain autumn 100001
  matcher explain autumn "Ash Valley Primary School"
  matcher explain autumn 100001 100002 --sensitivity how-sure
  matcher explain autumn 100001 100002 --format html --out why.html --open
""",
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("urns", metavar="URN [URN]", nargs=-1, required=True)
@click.option(
    "--sensitivity",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="What matcher sensitivity wrote of this run: it says how sure each place in a list is.  "
    "[default: RUN-sensitivity, beside the run, where it is there]",
)
@opt.fill_in_options
@format_option(*_FORMS, more=": html is a page with the score as a picture")
@click.option("--out", type=opt.OUT_FILE, metavar="FILE", help="Write it to this file.")
@opt.FORCE
@click.option("--open", "show", is_flag=True, help="Open the page in the browser (with --out).")
@audience_option()
def explain(
    run: Path,
    urns: tuple[str, ...],
    sensitivity: Path | None,
    travel: str | Path | None,
    travel_data: str | None,
    form: str | None,
    out: Path | None,
    force: bool,
    show: bool,
) -> None:
    """Explain why two schools of a run were matched, or why not. You see the score term by
    term, the needs of both sides that are met and unmet, the evidence for them, the place in
    both lists, and what would change the result; or the gate that keeps the two apart.

    Of a run with travel times, --travel tells those that it did not ask about.

    With one URN you see what is known of that school, and its lists. A name does for a URN where
    only one school of the run has it, or only one of those that took part.
    """
    from matcher.jobs.matching import explain as job

    if show and (out is None or str(out) == "-"):
        raise click.UsageError("--open needs a file to open: give --out")
    if len(urns) > 2:
        raise click.UsageError("give one URN, or the two of a pair")
    form = form_of(form, out, _FORMS)
    out = with_ending(out, form)
    check_out(out)
    with progress_bar() as progress:
        answer = job.explain(
            run, urns, sensitivity=sensitivity, fill_in=fill_in(travel, travel_data),
            progress=progress,
        )  # fmt: skip
    for note in answer.notes:
        print_message(note)
    write_answer(answer, form, out, force=force)
    if show:
        click.launch(str(out))
