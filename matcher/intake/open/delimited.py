"""Text files with delimiters: bytes to numbered rows, with nothing lost on the way.

The standard library's ``csv`` rather than pandas: a problem must name the line a person
sees, and a stray quotation mark must not swallow the rows after it. Row numbers are those
of the first physical line of a record; the first line of the file is 1.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.headers.find_header import find_header_row
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping
from matcher.intake.sheet import DELIMITERS, Row, Sheet

MAX_BYTES = 500_000_000  # ten times the national register with every column
MAX_LINES = 1_500_000  # all establishments there have ever been are 50,000
MAX_LINE = 16_000_000
MAX_FIELDS = 20_000_000  # 60,000 schools with 140 columns are 8.4 million
MAX_COLUMNS = 4_000  # each is compared with every header that is understood
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")  # StringIO takes four bytes a character
_OTHER_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # of lines to Python, not to a spreadsheet
_HEAD_LINES = 200
_LONGEST_RECORD = 100  # lines; a cell of so many is a quotation mark that was not closed
_AT_ONCE = 1_000  # lines: more fields in memory at one time make nothing quicker
_LONGEST_FIELD = 16_000_000  # csv stops at 131,072 characters; cells are cut later, and noted


def decode(data: bytes, name: str, log: ProblemLog) -> tuple[str, str]:
    """The text of a file and its encoding: byte order mark, else strict UTF-8, else
    cp1252, because detectors guess wrong on small files.

    Raises :class:`FileError` for UTF-16 that breaks off.
    """
    try:
        if data.startswith(codecs.BOM_UTF8):
            text, encoding = data.decode("utf-8-sig"), "utf-8 with BOM"
        elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text, encoding = data.decode("utf-16"), "utf-16"
        else:
            text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise FileError(
                "the text breaks off or is not UTF-16 as its first bytes say",
                where=name,
                hint="save it again as CSV UTF-8",
            ) from error
        # Five bytes mean nothing in cp1252; latin-1 in their place keeps every row.
        text, encoding = data.decode("cp1252", errors="replace"), "cp1252"
        if "\ufffd" in text:
            log.add(
                "undecodable",
                f"{text.count(chr(0xFFFD))} bytes mean no character in cp1252 and were replaced",
                list=name,
                hint="save the file again as CSV UTF-8",
            )
    if "\0" in text:
        log.add(
            "nul_bytes",
            f"{text.count(chr(0))} NUL characters were taken out",
            list=name,
            severity="note",
            hint="save the file again as CSV UTF-8",
        )
        text = text.replace("\0", "")
    return text, encoding


def open_delimited(
    data: bytes,
    name: str,
    log: ProblemLog,
    mapping: ColumnMapping = UNMAPPED,
    *,
    rows_per_school: int = 1,
) -> Sheet:
    """The rows of a delimited file; the delimiter is the one whose header row is
    understood best. Raises :class:`FileError`, also for what no list ever comes to, with
    ``rows_per_school``."""
    _refuse_giants(data, name, rows_per_school)
    text, encoding = decode(data, name, log)
    lines = _lines(text)
    head = lines[:_HEAD_LINES]
    for line in head:
        delimiter = max(DELIMITERS, key=line.count)
        # Within quotation marks it may all be one cell.
        if line.count(delimiter) >= MAX_COLUMNS and any(
            len(row) > MAX_COLUMNS for row in _lenient([line], delimiter)
        ):
            raise _giant(f"more than {MAX_COLUMNS:,} columns", name)
    delimiter, width = _delimiter(head, mapping)
    rows = _rows(lines, delimiter, width, name, log)
    return Sheet(name, "", rows, encoding, DELIMITERS[delimiter])


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends: newline, carriage return, or both."""
    if any(end in text for end in _OTHER_ENDS):
        return _LINE.findall(text)
    return text.splitlines(keepends=True)


def _refuse_giants(data: bytes, name: str, rows_per_school: int) -> None:
    """Refuse what would take minutes and gigabytes; by counting bytes, before any of
    them is decoded."""
    lines, fields = MAX_LINES * rows_per_school, MAX_FIELDS * rows_per_school
    if max(data.count(b"\n"), data.count(b"\r")) > lines:
        raise _giant(f"more than {lines:,} lines", name)
    if max(data.count(delimiter.encode()) for delimiter in DELIMITERS) > fields:
        raise _giant(f"more than {fields:,} fields", name)
    start = 0
    while len(data) - start > MAX_LINE:
        end = max(
            data.rfind(b"\n", start, start + MAX_LINE), data.rfind(b"\r", start, start + MAX_LINE)
        )
        if end < 0:
            raise _giant(f"a line of more than {MAX_LINE:,} bytes", name)
        start = end + 1


def _giant(what: str, name: str) -> FileError:
    return FileError(
        f"the file holds {what}",
        where=name,
        hint="a list has one line for each school: keep those alone, or check the file's name",
    )


def _delimiter(head: Sequence[str], mapping: ColumnMapping) -> tuple[str, Callable[[], int]]:
    """The delimiter, and how many fields the header has with it: asked for only where a row is
    in doubt, since to find a header takes longer than to read thousands of rows."""
    joined = "".join(head)
    others = [delimiter for delimiter in DELIMITERS if delimiter != "," and delimiter in joined]
    best = (0, "", 0)
    for delimiter in [",", *others] if others else []:
        found = find_header_row(list(_lenient(head, delimiter)), mapping)
        if found and found[1].score > best[0]:
            best = (found[1].score, delimiter, found[1].width)
    if best[0]:
        return best[1], lambda: best[2]
    # No header of a list: the commonest delimiter of the first line that has any.
    first = next((line for line in head if any(d in line for d in DELIMITERS)), "")
    delimiter = max(DELIMITERS, key=first.count)

    @cache
    def width() -> int:
        rows = list(_lenient(head, delimiter))
        found = None if others else find_header_row(rows, mapping)
        if found and found[1].score:
            return found[1].width
        return len(next(_lenient([first], delimiter), []))

    return delimiter, width


def _lenient(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    except csv.Error:
        return


def _rows(
    lines: list[str], delimiter: str, width: Callable[[], int], name: str, log: ProblemLog
) -> Iterator[Row]:
    """Every record with its line number. A record that csv refuses, or that took in
    lines which are records of their own, is read again as the one line it began on."""
    start = 0
    while plain := _plain_rows(lines[start : start + _AT_ONCE], delimiter):
        yield from enumerate(plain, start + 1)
        start += len(plain)
    while start < len(lines):
        feed = _Feed(lines, start)
        reader = csv.reader(feed, delimiter=delimiter, skipinitialspace=True, strict=True)
        first = start
        try:
            while (row := _next_record(reader)) is not None:
                after = start + reader.line_num
                if after - first > 1:
                    swallowed = _swallowed(lines[first:after], row, delimiter, width())
                    if swallowed:
                        _warn(first, after, name, log, mended=swallowed == "surely")
                    if swallowed == "surely":
                        break
                yield first + 1, row
                first = feed.first = after
            else:
                return
        except csv.Error:
            _warn(first, start + reader.line_num, name, log, mended=True)
        yield first + 1, _one_line(lines[first], delimiter, width())
        start = first + 1


@contextmanager
def _long_fields() -> Iterator[None]:
    """The limit of the whole process is raised while a record is read, and no longer: two lists may
    be read in turn, and the last to end would leave the other's behind."""
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _next_record(reader: Iterator[list[str]]) -> list[str] | None:
    with _long_fields():
        return next(reader, None)


def _plain_rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """The records of lines each of which is one record, as nearly all are; none where any is
    not, so that somebody has to look at them one by one."""
    try:
        with _long_fields():
            rows = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        return []
    return rows if len(rows) == len(lines) else []


class _Feed:
    """Lines for csv, from ``start`` on; a record that goes on for too many is refused, so
    that stray quotation marks never make it read the rest of the file again and again."""

    def __init__(self, lines: list[str], start: int) -> None:
        self._lines, self._at, self.first = lines, start, start

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self._at >= len(self._lines):
            raise StopIteration
        if self._at - self.first > _LONGEST_RECORD:
            raise csv.Error("a record of too many lines")
        self._at += 1
        return self._lines[self._at - 1]


def _swallowed(span: Sequence[str], row: Sequence[str], delimiter: str, width: int) -> str:
    """Whether a record of several lines took in other records: "surely" where every one
    of its lines is a record by itself, "perhaps" where a line within a cell looks like
    one, "" otherwise."""
    if width >= 3 and all(line.count(delimiter) == width - 1 for line in span):
        return "surely"
    enough = max(3, width // 2)
    for cell in row:
        if "\n" in cell or "\r" in cell:
            pieces = cell.splitlines()[1:]
            if any(piece.count(delimiter) + 1 >= enough for piece in pieces):
                return "perhaps"
    return ""


def _warn(first: int, after: int, name: str, log: ProblemLog, *, mended: bool) -> None:
    # No value: the text of such a cell may be anybody's.
    if after - first > 1:
        message = f"a quotation mark in this row takes in the rows down to {after}"
        end = "; each was read on its own" if mended else "; they may be rows of their own"
        code = "swallowed_rows"
    else:
        message, end = "a quotation mark stands where none belongs", "; the row was read anyway"
        code = "stray_quote"
    log.add(
        code,
        message + end,
        list=name,
        row=first + 1,
        hint='look for a quotation mark (") that is not closed, or save the file again as CSV',
    )


def _one_line(line: str, delimiter: str, width: int) -> list[str]:
    """A faulty line by itself: with quoting if that gives a field for each header, else
    every quotation mark at the ends of a field taken off."""
    line = line.rstrip("\r\n")
    with _long_fields():
        with_quotes = next(_lenient([line], delimiter), [])
    if len(with_quotes) == width:
        return with_quotes
    return [field.strip().strip('"') for field in line.split(delimiter)]
