"""Lists and a register in, one table of schools out.

A file is opened, its columns are recognised, its cells are cleaned, its schools are
identified, and the lists are merged: open → columns → clean → identify → merge. No stage
calls another; they meet here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.intake.accounts import GroupsAccount, ListAccount, Source, headers_as_written
from matcher.intake.clean.clean_records import clean_records
from matcher.intake.clean.phases import report_unread_phases
from matcher.intake.columns.header_row import recognise_columns
from matcher.intake.columns.perhaps_capacity import (
    counting,
    report_capacity_in_words,
    report_perhaps_capacity,
)
from matcher.intake.columns.perhaps_tags import report_perhaps_tags, telling, telling_by_cells
from matcher.intake.columns.records import make_records, no_records
from matcher.intake.columns.rejected_rows import select_rows
from matcher.intake.headers.mapping import NOT_READ, UNMAPPED, ColumnMapping, nearest
from matcher.intake.headers.synonyms import SIDES
from matcher.intake.identify.identify_schools import identify_schools
from matcher.intake.identify.links import Links, make_links
from matcher.intake.identify.name_and_place import PostcodePositions
from matcher.intake.merge.merge_lists import MergeOptions, merge_lists
from matcher.intake.merge.repeated_schools import join_repeated
from matcher.intake.open.files import list_files
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.trusts.group_files import read_groups
from matcher.intake.trusts.memberships import Trusts

Progress = Callable[[str, float], None]


class ListRecords(NamedTuple):
    """The records of some files (:func:`matcher.intake.columns.records.make_records`) and
    their accounts."""

    records: pd.DataFrame
    accounts: tuple[ListAccount, ...]


@dataclass(frozen=True, slots=True)
class ListedSchools:
    """What the lists and the register say: the table LISTED, the accounts of every file, and
    what schools answered, where that was given (:mod:`matcher.intake.answers`)."""

    table: pd.DataFrame
    accounts: tuple[ListAccount, ...]
    groups: tuple[GroupsAccount, ...] = ()
    answers: pd.DataFrame | None = None

    def headers(self) -> dict[tuple[str, str], str]:
        """The header as written for each (list, column of ours)."""
        return headers_as_written(self.accounts)


def read_lists(
    paths: Sequence[Path | str],
    register: Path | None,
    log: ProblemLog,
    *,
    links: Path | None = None,
    groups: Path | None = None,
    positions: PostcodePositions | None = None,
    options: MergeOptions | None = None,
    today: datetime.date | None = None,
    mapping: ColumnMapping = UNMAPPED,
    within: str = "",
    progress: Progress = lambda stage, share: None,
) -> ListedSchools:
    """The schools of lists, with what the ``register``, its ``links`` and its files of
    ``groups`` know of them.

    Raises :class:`FileError` for a file that cannot be read at all; what is wrong with a row
    goes to ``log``. ``mapping`` is what a person says of the lists' columns. ``progress`` is told
    how many of several lists are read, and the share. The rest is as :func:`list_schools` has it.
    """
    lists = read_records(paths, log, mapping=mapping, progress=progress)
    known = read_records([register], log, source="register") if register else None
    read = read_groups(groups, log, today=today or datetime.date.today()) if groups else None
    table = list_schools(
        lists,
        known,
        log,
        links=read_links(links, log) if links else None,
        trusts=read.trusts if read else None,
        positions=positions,
        options=options,
        today=today,
        within=within,
    )
    accounts = lists.accounts + (known.accounts if known else ())
    return ListedSchools(table, accounts, read.accounts if read else ())


def read_records(
    paths: Sequence[Path | str],
    log: ProblemLog,
    *,
    source: Source = "list",
    mapping: ColumnMapping = UNMAPPED,
    progress: Progress = lambda stage, share: None,
) -> ListRecords:
    """Open lists or a register and recognise their columns: files (CSV, TSV, text,
    workbooks), folders of them, or "-" for CSV on standard input. What ``mapping`` says of a
    header that no list has is reported.

    Raises :class:`FileError`.
    """
    tables: list[pd.DataFrame] = []
    accounts: list[ListAccount] = []
    headers: list[str] = []
    files = list_files(paths)
    for read, (path, name) in enumerate(files):
        if len(files) > 1:
            progress(f"reading: {read:,} of {len(files):,} lists", read / len(files))
        own = ProblemLog()
        sheet = open_sheet(path, name, own, mapping)
        account = ListAccount.opened(sheet, source)
        table = recognise_columns(sheet, account, own, mapping)
        headers += [*table.layout.header, *table.layout.items]
        left = [at for at in table.layout.ignored if not mapping.place(table.layout.header[at])]
        left = left if source == "list" else []
        perhaps, tells = counting(table.layout, left), telling(table.layout, left)
        rows = select_rows(table, account, own, left)
        silent = [at for at in left if at not in {*perhaps, *tells}]
        tells = {**tells, **telling_by_cells(table.layout, silent, rows)}
        report_perhaps_capacity(rows, perhaps, table, account, own)
        report_perhaps_tags(rows, tells, table, account, own)
        if source == "list":
            report_capacity_in_words(rows, table, own)
        records = make_records(rows, table, own)
        account.stated = {
            side: _filled(rows.columns, table.layout.places[side])
            for side in SIDES
            if side in table.layout.places
        }
        tables.append(records)
        accounts.append(account)
        log.problems += own.problems
    _report_unmatched(mapping, headers, log)
    filled = [table for table in tables if len(table)] or tables[:1] or [no_records()]
    return ListRecords(pd.concat(filled, ignore_index=True), tuple(accounts))


def _filled(columns: Mapping[int, Sequence[str]], places: Sequence[int]) -> int:
    """In how many rows any of these columns holds anything."""
    rows = zip(*(columns[at] for at in places), strict=True)
    return sum(any(cell.strip() for cell in row) for row in rows)


def _report_unmatched(mapping: ColumnMapping, headers: Sequence[str], log: ProblemLog) -> None:
    """Say which mapped headers no list has."""
    for column, header in mapping.without(headers):
        what = "is to be left unread" if column == NOT_READ else f"is mapped to {column}"
        log.add(
            "no_such_header",
            f"this header {what}, and no list has it{nearest(header, filter(str.strip, headers))}",
            column=header,
            hint="write it as it stands in the list, or take it out of --column and matcher.toml",
        )


def list_schools(
    lists: ListRecords,
    register: ListRecords | None,
    log: ProblemLog,
    *,
    links: Links | None = None,
    trusts: Trusts | None = None,
    positions: PostcodePositions | None = None,
    options: MergeOptions | None = None,
    today: datetime.date | None = None,
    within: str = "",
) -> pd.DataFrame:
    """The table LISTED: schools of the lists, filled in from the register, then those only in
    the register (``listed`` 0), in the order of their URNs.

    ``links`` leads closed schools to their successors, ``trusts`` gives schools their trusts, and
    ``positions`` places postcodes, for rows that have to be found by name; ``within`` is where
    the schools are of rows that say nothing of their place (raises :class:`SettingError` for no
    known place). Rows of the register that share a URN are one school before anything is looked
    up in it. Closing dates are past or to come as of ``today`` (the day it is, if None).
    """
    headers = headers_as_written(lists.accounts)
    rows = clean_records(lists.records, headers, log, today)
    known = None
    if register is not None:
        written = headers_as_written(register.accounts)
        known = join_repeated(clean_records(register.records, written, log, today), log)
    rows = identify_schools(
        rows, known, headers, log, links=links, positions=positions, within=within
    )
    table = merge_lists(rows, known, log, options or MergeOptions(), trusts)
    report_unread_phases(lists.records["phase"], rows, known, table, headers, log)
    return table


def read_links(path: Path, log: ProblemLog) -> Links:
    """The successors of schools that a file of links names. Raises :class:`FileError` for
    what is no such file."""
    return make_links(open_sheet(path, path.name, log), log)
