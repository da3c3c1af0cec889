"""The command that looks at several schools at once: groups."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.formats import audience_option, form_of, format_option, with_ending
from matcher.cli.given import fill_in
from matcher.cli.output import check_out, print_message, write_answer
from matcher.cli.progress import progress_bar

_FORMS = ("text", "csv", "json", "html", "geojson")


@click.command(
    epilog="""\b
Examples:
  matcher groups autumn --by trust
  matcher groups autumn --by la --partner 100002
  matcher groups autumn --by area --group Ipswich --top 10
  matcher groups autumn --by trust --format html --out trusts.html
  matcher groups autumn --by trust --format geojson --out trusts.geojson
""",
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--by",
    type=click.Choice(["trust", "la", "region", "area"]),
    required=True,
    help="How to group schools: by trust, local authority, region or priority area.",
)
@click.option("--partner", metavar="URN", help="Show only this partner and its groups.")
@click.option("--group", metavar="NAME", help="Show only this group and its partners.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many partners to show for each group, and groups for each partner.",
)
@opt.fill_in_options
@format_option(*_FORMS, more=": html is a page with a sketch map, geojson a layer of points")
@click.option("--out", type=opt.OUT_FILE, metavar="FILE", help="Write it to this file.")
@opt.FORCE
@audience_option()
def groups(
    run: Path,
    by: str,
    partner: str | None,
    group: str | None,
    top: int,
    travel: str | Path | None,
    travel_data: str | None,
    form: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """Show which trusts, local authorities, regions or priority areas each partner of a run
    could help, and the best partners for each of them.

    It counts the schools in range that look for partners and that no gate keeps apart from
    the partner, and says how many of them have a need that the partner is known to cover.
    Of a run with travel times, pairs that it did not ask about are left out unless --travel tells
    them. The group with most such schools comes first; if two have the same number, the one with
    the higher sum of scores. Schools in no group are counted and left out.
    """
    from matcher.jobs.matching import groups as job

    form = form_of(form, out, _FORMS)
    out = with_ending(out, form)
    check_out(out)
    with progress_bar() as progress:
        answer = job.groups(
            run, by, partner, group, top, fill_in=fill_in(travel, travel_data), progress=progress
        )
    for note in answer.notes:
        print_message(note)
    write_answer(answer, form, out, force=force)
