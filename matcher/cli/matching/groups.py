"""The command that looks at several schools at once: groups."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.output import write_answer

_FORMS = ("text", "csv", "json", "html", "geojson")


@click.command(
    short_help="Say which trusts, authorities or areas each partner could help most.",
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
    help="Which groups: trusts, local authorities, regions or the run's priority areas.",
)
@click.option("--partner", metavar="URN", help="Only this partner: the groups it could help most.")
@click.option("--group", metavar="NAME", help="Only this group: its best partners.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many partners of each group, and groups of each partner.",
)
@opt.format_option(*_FORMS, more="; html is a page with a sketch map, geojson a layer of points")
@click.option("--out", type=opt.FILE, metavar="FILE", help="Write it to this file.")
def groups(
    run: Path,
    by: str,
    partner: str | None,
    group: str | None,
    top: int,
    form: str | None,
    out: Path | None,
) -> None:
    """For each partner of a run, the trusts, authorities, regions or priority areas whose
    schools it could help most; and for each of these its best partners.

    Counted are the schools that seek and pass every gate of the run with the partner: how
    many are in range, how many have a need that it is known to cover, and which. The order
    is that of their scores, summed; then more schools, then the partner's URN or the
    group's name. Schools that belong to no such group are counted and left out.
    """
    from matcher.jobs.matching import groups as job
    from matcher.jobs.matching.diff import refuse_run

    form = opt.form_of(form, out, _FORMS)
    if out is not None:
        refuse_run(out, run)
    answer = job.groups(run, by, partner, group, top)
    write_answer(answer, form, out)
