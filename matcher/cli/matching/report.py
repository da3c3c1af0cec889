"""The command that writes what a run found for those it concerns: report."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import account
from matcher.cli import options as opt
from matcher.cli.formats import audience_option, check_folder, form_of, format_option, with_ending
from matcher.cli.output import check_out, print_message, write_file
from matcher.cli.progress import progress_bar
from matcher.core.audiences.audience import PARTNER
from matcher.core.files.names import beside_run

_FORMS = ("html", "pdf", "docx", "csv")


@click.command(
    epilog="""\b
Examples:
  matcher report autumn --school 100001
  matcher report autumn --partner 100002 --format pdf
  matcher report autumn --all --out pages
  matcher report autumn --office --out coverage.html
  matcher report autumn --office --format csv
""",
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--school",
    "schools",
    metavar="URN",
    multiple=True,
    help="A page for this school: what it needs and offers, its partners and why. You may repeat "
    "it: then a folder is written.",
)
@click.option(
    "--partner",
    "partners",
    metavar="URN",
    multiple=True,
    help="A page for this partner: the schools that it could help, and why. You may repeat it: "
    "then a folder is written.",
)
@click.option("--all", "everybody", is_flag=True, help="A folder with a page for each that took "
              "part, and an index.")  # fmt: skip
@click.option("--office", is_flag=True, help="One report of who has a partner and who has none, "
              "why, and what is not known.")  # fmt: skip
@click.option(
    "--deprivation",
    type=opt.FILE,
    metavar="FILE",
    help="Deprivation of each LSOA (CSV), as evaluate --imd takes it: the report of an office then "
    "tells who is served by fifths of deprivation.",
)
@format_option(*_FORMS, more=": pdf (tagged, PDF/UA-1) and docx need the extra [report]; docx is "
               "for pages of schools and partners, csv for the report of an office: a row for each "
               "school that looks for partners")  # fmt: skip
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The file, or the folder where there are several pages.  [default: for one page "
    "school-URN or partner-URN in this folder, of a run for partners school-URN-for-partners; for "
    "the office RUN-office beside the run; each with the ending of its format; else RUN-reports, "
    "beside the run]",
)
@click.option(
    "--force",
    is_flag=True,
    help="Replace also what this command did not write there, or was changed since. What is "
    "replaced is always kept under a dated name.",
)
@click.option("--open", "show", is_flag=True, help="Open the page, or the index, when it is made.")
@audience_option(PARTNER)
def report(
    run: Path,
    schools: tuple[str, ...],
    partners: tuple[str, ...],
    everybody: bool,
    office: bool,
    deprivation: Path | None,
    form: str | None,
    out: Path | None,
    force: bool,
    show: bool,
    audience: str,
) -> None:
    """Write what a run found for those it concerns: a page for a school (--school), for a partner
    (--partner), for everybody who took part (--all), or one report for the office (--office).

    A school's page tells what it needs and offers and how we know, its partners with the reasons,
    a small map, what to agree first, and whom to ask what. A URN may be a name where only one
    school of the run has it, or only one of those that took part. Of a plan, the pages tell its
    decision too. Nothing is sent to anybody.
    """
    from matcher.core.figures.number_format import counted
    from matcher.jobs.report import report as job
    from matcher.jobs.report.office import OFFICE, office_report

    if office and audience == PARTNER:
        raise click.UsageError("the report of an office is for internal use")
    if sum((bool(schools or partners), everybody, office)) != 1:
        raise click.UsageError("say for whom: --school URN, --partner URN, --all or --office")
    schools, partners = tuple(dict.fromkeys(schools)), tuple(dict.fromkeys(partners))
    is_one = office or len(schools) + len(partners) == 1
    if not is_one and out is not None:
        check_folder(out)
    form = form_of(form, out if is_one else None, _FORMS)
    if office and form == "docx":
        raise click.UsageError("the report of an office is written as html, pdf or csv")
    if not office and form == "csv":
        raise click.UsageError("only the report of an office is written as csv: add --office")
    if not office and deprivation is not None:
        raise click.UsageError("--deprivation is for the report of an office: add --office")
    if is_one and out is not None and str(out) != "-" and not out.is_dir():
        out = with_ending(out, form)
        check_out(out)
    with progress_bar() as progress:
        if office:
            made = office_report(run, form, deprivation=deprivation, progress=progress)
        else:
            made = job.reports(
                run, form, schools=schools, partners=partners, everybody=everybody,
                audience=audience, progress=progress,
            )  # fmt: skip
    for note in made.notes:
        print_message(note)
    if is_one:
        ((name, data),) = made.files.items()
        path = out or (beside_run(run, OFFICE).with_name(name) if office else Path(name))
        if path.is_dir():
            path /= name
        print_message(write_file(path, data, force=force).line())
    else:
        folder, done = job.write_folder(run, made, out, force=force)
        path = folder / "index.html"
        account.note_file(folder)
        print_message(f"Written: {folder}, {counted(len(made.files), 'file')}")
        if done.removed:
            print_message(f"No longer in it: {counted(len(done.removed), 'earlier page')}")
        if done.kept is not None:
            print_message(f"The earlier pages are kept in {done.kept}")
    if show:
        click.launch(str(path))
