"""Files in, records out, and an account of every row.

A record is one row of a list as text, under our own names of columns; nothing is
interpreted here but the URN, which every later word about the row hangs on.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from matcher.core.accounts import Counted
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.columns import headers
from matcher.intake.columns import records as columns
from matcher.intake.columns.rows import sift
from matcher.intake.columns.synonyms import SYNONYMS
from matcher.intake.open.delimited import MAX_BYTES, Row, Sheet, open_delimited
from matcher.intake.open.files import files, parted
from matcher.intake.open.marks import column_at
from matcher.intake.open.workbook import MAGIC, open_workbook

Source = Literal["list", "register"]

HEADER_WITHIN = 40  # rows that are not blank
# What is no list, by its first bytes.
_MAGIC = {
    b"%PDF": ("a PDF", "ask for the list as a spreadsheet"),
    b"\x1f\x8b": ("a gzip archive", "unpack it first"),
}


@dataclass(frozen=True, slots=True)
class Account(Counted):
    """What became of every row of one file.

    ``read`` counts the rows but the header row; ``headings`` are title rows above it,
    and headers and totals repeated below. ``list`` is the name of the file without its
    folder ("-" for standard input). ``columns`` gives the header as written for each
    column of ours, ``guessed`` those found by similarity, ``ignored`` the headers not
    used, ``personal`` how many columns about people were not read.
    """

    list: str
    sheet: str
    source: Source
    read: int
    used: int
    rejected: int
    blank: int
    headings: int
    encoding: str = ""
    delimiter: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    personal: int = 0
    other_sheets: tuple[str, ...] = ()

    def columns_line(self) -> str:
        """Which header was taken for what, in one line."""
        return ", ".join(f"{column} from {header!r}" for column, header in self.columns.items())

    def line(self) -> str:
        """The account in one sentence."""
        sheet = f"sheet {self.sheet}" if self.sheet else ""
        how = ", ".join(filter(None, (self.encoding, self.delimiter, sheet)))
        text = f"{self.list} ({how}): {self.sum()}"
        if self.personal:
            plural = "s" if self.personal > 1 else ""
            text += f"; {self.personal} column{plural} about people not read"
        if self.other_sheets:
            text += f"; other sheets not read: {', '.join(self.other_sheets)}"
        return text


@dataclass(frozen=True, slots=True)
class Reading:
    """The records of some files and their accounts.

    ``records``: one row for each row used; text columns ``headers.COLUMNS``, ``list`` and
    ``sheet`` (dtype str, "" for blank) and ``row`` (int64, 1 is the file's first line).
    """

    records: pd.DataFrame
    accounts: tuple[Account, ...]


def read(paths: Sequence[Path | str], log: ProblemLog, *, source: Source = "list") -> Reading:
    """Read lists or a register: files (CSV, TSV, text, XLSX), folders of them, or "-" for
    CSV on standard input.

    Raises :class:`FileError` for what cannot be read at all; what is wrong with a row
    goes to ``log``.
    """
    tables: list[pd.DataFrame] = []
    accounts: list[Account] = []
    for path, name in files(paths):
        table, account = _read_one(path, name, log, source)
        tables.append(table)
        accounts.append(account)
    filled = [table for table in tables if len(table)] or tables[:1] or [columns.empty()]
    return Reading(pd.concat(filled, ignore_index=True), tuple(accounts))


def _read_one(
    path: Path | None, name: str, log: ProblemLog, source: Source
) -> tuple[pd.DataFrame, Account]:
    before = len(log.problems)
    sheet = open_sheet(path, name, log)
    top: list[Row] = []
    filled = 0
    for row in sheet.rows:
        top.append(row)
        filled += any(cell.strip() for cell in row[1])
        if filled == HEADER_WITHIN:
            break
    found = headers.find([row for _, row in top], among=HEADER_WITHIN)
    if found is None:
        raise _no_header([row for _, row in top], sheet)
    at, layout = found
    _call_by_header(log, before, layout, top[at][0])
    _header_notes(layout, top[at][0], sheet, log)
    sifted = sift(top[:at], itertools.chain(top[at + 1 :], sheet.rows), layout, sheet, log)
    table = columns.gather(sifted, layout, sheet, log)
    guessed = {c: at for c, places in layout.used.items() for at in places if at in layout.guessed}
    account = Account(
        list=name,
        sheet=sheet.sheet,
        source=source,
        read=sifted.used + sifted.rejected + sifted.blank + sifted.headings,
        used=len(table),
        rejected=sifted.rejected,
        blank=sifted.blank,
        headings=sifted.headings,
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        columns={
            column: "; ".join(layout.shown(i) for i in places)
            for column, places in layout.places.items()
        },
        guessed={column: layout.shown(i) for column, i in guessed.items()},
        ignored=tuple(layout.shown(i) for i in layout.ignored),
        personal=len(layout.personal),
        other_sheets=sheet.other_sheets,
    )
    return table, account


def _call_by_header(log: ProblemLog, since: int, layout: headers.Layout, row: int) -> None:
    """Problems of single cells know only "column D": give them the header, and drop those
    above it and in columns that are not read."""
    ours = {i for places in layout.used.values() for i in places} | layout.wide.keys()
    kept = []
    for problem in log.problems[since:]:
        at = column_at(problem.column)
        if at is None:
            kept.append(problem)
        elif at in ours and problem.row > row:
            kept.append(replace(problem, column=layout.shown(at)))
    log.problems[since:] = kept


def open_sheet(path: Path | None, name: str, log: ProblemLog) -> Sheet:
    """The rows of a file (None: standard input) as text, before any header is looked for.
    "schools.xlsx#North" is the sheet North of a workbook.

    Raises :class:`FileError`.
    """
    sheet = None
    if path is not None:
        path, sheet = parted(path)
    try:
        if path is None:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise FileError(
            "there is no such file", where=str(path), hint="check the name and the folder"
        ) from None
    except OSError as error:
        raise FileError(
            f"the file cannot be read: {error.strerror}",
            where=name,
            hint="close it elsewhere and check that you may read it",
        ) from error
    if len(data) > MAX_BYTES:
        raise FileError(f"the file is larger than {MAX_BYTES // 10**6} MB", where=name)
    if not data.strip():
        raise FileError("the file is empty", where=name)
    for magic, (what, hint) in _MAGIC.items():
        if data.startswith(magic):
            raise FileError(f"this is {what}", where=name, hint=hint)
    if data.startswith(MAGIC):
        return open_workbook(data, name, log, sheet)
    if sheet is not None:
        raise FileError(
            f"only a workbook has sheets, so none is called {sheet}",
            where=name,
            hint="name the file alone",
        )
    return open_delimited(data, name, log)


def _no_header(rows: Sequence[Sequence[str]], sheet: Sheet) -> FileError:
    """Say what was seen instead, unless it looks like data: that could be about anybody."""
    widest = max(rows, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    texts = [headers.shown(c) for c in widest if c.strip() and not headers.is_personal(c)]
    is_data = any(re.search(r"\d{5}|@", cell) for cell in widest)
    seen = "none" if is_data or not texts else "only " + ", ".join(texts[:8])
    return FileError(
        f"no header row was found; headers seen: {seen}",
        where=f"{sheet.list}, sheet {sheet.sheet}" if sheet.sheet else sheet.list,
        hint="the list needs a column URN, or Name and one more, such as "
        "School name, Postcode, Type of school, Phase, Status, Role, Needs, Strengths",
    )


def _header_notes(layout: headers.Layout, row: int, sheet: Sheet, log: ProblemLog) -> None:
    for column, places in layout.used.items():
        for at in places:
            if at in layout.guessed:
                log.add(
                    "guessed_header",
                    f"this header was taken to mean {column}",
                    list=sheet.list,
                    sheet=sheet.sheet,
                    row=row,
                    column=layout.shown(at),
                    severity="note",
                    hint=f"write “{SYNONYMS[column][0]}” if it is that, "
                    "or rename the column if it is not",
                )
    for at in layout.duplicates:
        log.add(
            "duplicate_header",
            "an earlier column has the same header; that one was used",
            list=sheet.list,
            sheet=sheet.sheet,
            row=row,
            column=layout.shown(at),
            severity="note",
            hint="give each column a header of its own",
        )
