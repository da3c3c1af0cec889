"""The commands about the agreement of a partnership: mou write and mou check."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import account
from matcher.cli import options as opt
from matcher.cli.formats import audience_option, form_of
from matcher.cli.output import check_out, print_data, print_error, print_message, print_result

if TYPE_CHECKING:
    from matcher.partnership.record.partnership import Partnership

_FORMS = ("docx", "md", "pdf")


@click.group(
    epilog="""\b
Examples:
  matcher mou write partnerships/100001-100002
  matcher mou check partnerships/100001-100002/mou.docx
""",
)
def mou() -> None:
    """Write or check the agreement of a partnership: a memorandum of understanding that you
    edit and sign."""


@mou.command(
    short_help="Write the agreement, filled in from the match.",
    epilog="""\b
Examples:
  matcher mou write partnerships/100001-100002
  matcher mou write partnerships/100001-100002 --format docx --format pdf
  matcher mou write autumn 100001 100002 --out drafts
  matcher mou write autumn 100001 100002 --format md --out draft.md
""",
)
@click.argument("source", metavar="FOLDER|RUN", type=opt.FOLDER)
@click.argument("urns", metavar="[URN URN]", nargs=-1)
@click.option(
    "--format",
    "formats",
    type=click.Choice(_FORMS),
    multiple=True,
    help="Word, Markdown or PDF. You may repeat it.  [default: what --out ends in, else docx]",
)
@click.option(
    "--out",
    type=opt.OUT,
    metavar="FILE|FOLDER",
    help="A file that ends in .docx, .md or .pdf, or a folder; - prints one format. Default: the "
    "folder of the partnership; for a pair of a run, mou-URN-URN in this folder.",
)
@opt.FORCE
@audience_option()
def write(
    source: Path, urns: tuple[str, ...], formats: tuple[str, ...], out: Path | None, force: bool
) -> None:
    """Write the agreement of the partnership in FOLDER, or of two schools of a RUN.

    What the match knows is filled in: the parties, what each gives and gains, the evidence,
    aims, activities, subjects, duties. The rest is marked [to fill in: ...]. A document that
    somebody has edited is not replaced without --force.
    """
    from matcher.jobs.partnership import mou as job
    from matcher.partnership.folders import held_for_documents

    one_file = out is not None and bool(out.suffix) and not out.is_dir()
    wanted = _wanted(formats, out if one_file else None)
    if not urns:
        hold = held_for_documents(source, out, "mou write")
        click.get_current_context().with_resource(hold)
    partnership = _partnership(source, urns)
    for note in job.doubtful_clauses(partnership):
        print_message(note)
    if str(out) == "-":
        if len(wanted) > 1:
            raise click.UsageError("--out - prints one document: give one --format")
        data = job.agreement(partnership, wanted)[wanted[0]]
        print_data(data.decode("utf-8") if wanted[0] == "md" else data)
        return
    if out is not None and one_file:
        paths = {wanted[0]: out}
    else:
        paths = _paths(source, partnership, wanted, out, from_run=bool(urns))
    for path in paths.values():
        check_out(path, makes_folder=True)
    made = job.agreement(partnership, wanted)
    for one in job.write({paths[form]: made[form] for form in wanted}, force=force):
        account.note_file(one.path)
        print_message(one.line())


def _wanted(formats: tuple[str, ...], file: Path | None) -> tuple[str, ...]:
    """The formats to write; ``file``: the one file that they go to."""
    wanted = tuple(dict.fromkeys(formats))
    if file is None:
        return wanted or ("docx",)
    if len(wanted) > 1:
        raise click.UsageError(f"--out {file} is one file: give one --format, or a folder")
    if file.suffix.casefold().lstrip(".") not in _FORMS:
        raise click.UsageError(
            f"--out {file}: an agreement ends in .docx, .md or .pdf; of a folder with a full stop "
            "in its name, make it first"
        )
    return (form_of(wanted[0] if wanted else None, file, _FORMS),)


def _partnership(source: Path, urns: tuple[str, ...]) -> Partnership:
    from matcher.jobs.partnership import mou as job

    if not urns:
        return job.partnership_of_folder(source)
    if len(urns) != 2:
        raise click.UsageError("give a partnership's folder, or a run and the two URNs of a pair")
    return job.partnership_of_run(source, *urns)


def _paths(
    source: Path,
    partnership: Partnership,
    formats: tuple[str, ...],
    out: Path | None,
    *,
    from_run: bool,
) -> dict[str, Path]:
    """Where each document goes in a folder."""
    from matcher.partnership.agreement.document import DOCUMENT_NAME

    pair = re.sub(r"[^0-9A-Za-z-]", "_", partnership.id)[:80]
    name = f"{DOCUMENT_NAME}-{pair}" if from_run else DOCUMENT_NAME
    folder = out or (Path() if from_run else source)
    return {form: folder / f"{name}.{form}" for form in formats}


@mou.command(
    short_help="List what an agreement still leaves open.",
    epilog="""\b
Examples:
  matcher mou check partnerships/100001-100002/mou.docx
  matcher mou check partnerships/100001-100002 --format json
  matcher mou check draft.md --strict

The exit code is 0 whether or not anything is open; with --strict it is 3 if something is.
It is 1 for a file that is no such agreement.
""",
)
@click.argument("file", metavar="FILE", type=opt.FOLDER)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The format.",
)
@click.option("--strict", is_flag=True, help="Exit with code 3 if anything is open.")
def check(file: Path, form: str, strict: bool) -> None:
    """List what is still open in an agreement, section by section. FILE is a document that
    matcher mou wrote (Word or Markdown, edited or not), or the folder of a partnership.

    TBC, ?, "to be agreed", "we will decide in June" and the like count as open. A date must
    name a day and month, a year, or a term and its year. You also see what the document
    settles and the record beside it does not: findings use the record."""
    from matcher.jobs.partnership import mou as job

    checked = job.check(file)
    if form == "json":
        print_data(json.dumps(checked.as_dict(), indent=2, ensure_ascii=False) + "\n")
    else:
        for line in checked.lines():
            print_result(line)
    if strict and checked.open:
        print_error(f"{len(checked.open)} still to be filled in (--strict)")
        raise click.exceptions.Exit(3)
