"""The commands that bring public data to this machine: data pull, status and clear."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from matcher.cli.output import print_done, print_message, print_result
from matcher.cli.progress import progress_bar
from matcher.core.figures.number_format import counted

if TYPE_CHECKING:
    from matcher.downloads.pull import PullResult
    from matcher.downloads.store import StoredPart
    from matcher.jobs.installation.data import State

_NAMES = ("gias", "postcodes", "active-places", "discover-uni", "subject-entries")
_ROWS_ARE = {
    "register": "schools", "groups": "schools in groups", "facilities": "rows of facilities",
    "courses": "rows of courses", "gcse": "totals of GCSE entries",
    "a-level": "totals of A-level entries",
}  # fmt: skip
_DATASETS = click.argument(
    "datasets", metavar="[" + "|".join(_NAMES) + "]...", type=click.Choice(_NAMES), nargs=-1
)


@click.group(
    epilog="""\b
Examples:
  matcher data pull
  matcher data status
""",
)
def data() -> None:
    """Fetch the national register of schools, the postcodes and public registers of what
    institutions have, and keep them on this machine."""


@data.command(
    short_help="Download the register and the postcodes.",
    epilog="""\b
Examples:
  matcher data pull
  matcher data pull gias --day 2026-11-20
  matcher data pull active-places discover-uni subject-entries
  matcher data pull --from Downloads
""",
)
@_DATASETS
@click.option(
    "--from",
    "source",
    metavar="URL|FOLDER",
    allow_from_autoenv=False,
    help="Where to fetch from: the address of a copy of the publishers' servers, or a folder "
    "of files that you downloaded (edubasealldataYYYYMMDD.csv, "
    "links_edubasealldataYYYYMMDD.csv, alllinksdataYYYYMMDD.csv, codepo_gb.zip, "
    "activeplacescsvs.zip, on_YYYY_MM_DD.zip, *subject_school_all_exam_entries*.csv, "
    "institution_subject_and_qualification_results*.csv). "
    "With a folder no network is used.",
)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Take the register of this day, or if there is none, the newest of the 14 days before "
    "it (default: today).",
)
def pull(datasets: tuple[str, ...], source: str | None, day: dt.datetime | None) -> None:
    """Download the national register (GIAS, with its links from closed schools to their
    successors, and its groups: which school is in which trust or federation) and the
    postcodes (Code-Point Open), and keep the parts that are used here.

    By their names alone are fetched: active-places (sports facilities, Sport England),
    discover-uni (subjects of universities) and subject-entries (entries at GCSE and A level).
    Every run uses them then as if they were given with --offers.

    Names and telephone numbers of people are not kept. If a download fails, the data you had
    stay as they were.
    """
    from matcher.jobs.installation import data as job

    with progress_bar() as progress:
        outcomes = job.pull(
            datasets, source=source, day=day.date() if day else None, progress=progress
        )
        for outcome in outcomes:
            for line in outcome.notes:
                print_message(line)
            print_done(_outcome_line(outcome))


def _outcome_line(outcome: PullResult) -> str:
    record = outcome.record
    parts = ", ".join(
        f"{_rows(kept)}{f' of {kept.day}' if kept.day else ''}" for kept in record.parts
    )
    return f"{record.dataset}: {parts}" + ("" if outcome.changed else " (as it was)")


def _rows(kept: StoredPart) -> str:
    return f"{kept.rows:,} {_ROWS_ARE.get(kept.part, kept.part)}"


@data.command(
    short_help="Show which public data are here, and how old they are.",
    epilog="\b\nExample:\n  matcher data status\n",
)
def status() -> None:
    """Show which public data are here and how old they are, and check that no file has
    changed."""
    from matcher.core.installation import data_folder
    from matcher.jobs.installation import data as job

    states = job.status()
    for state in states:
        print_result(_state_line(state))
    if size := job.bytes_of_indexes():
        print_result(
            f"indexes that runs made of postcode files: {size / 1e6:.1f} MB; to free them: "
            "matcher data clear postcodes"
        )
    print_message(f"Kept in {data_folder()}")
    if any(state.fault for state in states):
        raise click.exceptions.Exit(1)


def _state_line(state: State) -> str:
    remedy = f"matcher data pull {state.dataset}"
    if state.record is None:
        return f"{state.dataset}: {f'{state.fault}: ' if state.fault else 'not here: '}{remedy}"
    record = state.record
    age = "" if state.age_days is None else f", {counted(state.age_days, 'day')} old"
    rows = ", ".join(map(_rows, record.parts))
    text = (
        f"{state.dataset}: data of {record.day or 'an unknown day'}{age}, fetched "
        f"{record.fetched}, {rows}, {state.bytes / 1e6:.1f} MB"
    )
    return text + (f"; {state.fault}: {remedy}" if state.fault else "")


@data.command(
    short_help="Remove the public data from this machine.",
    epilog="\b\nExamples:\n  matcher data clear\n  matcher data clear postcodes\n",
)
@_DATASETS
def clear(datasets: tuple[str, ...]) -> None:
    """Remove the public data from this machine, the indexes that were made of postcode files,
    the remembered answers of services, and the fingerprints by which commands know the files
    that they wrote."""
    from matcher.jobs.installation import data as job

    freed = job.clear(datasets)
    print_done(f"{freed / 1e6:.1f} MB freed" if freed else "There was nothing to take away")
