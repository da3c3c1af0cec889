"""The register, its links and its groups, cut down to what is read here before they are kept.

The register's download carries the names and telephones of heads; what is kept of it holds
the columns that :mod:`matcher.intake.headers.recognise` understands and nothing else, so that
it reads the same as the download would, in a fifth of the size.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from matcher.core import cells
from matcher.core.errors import FileError
from matcher.core.files.atomic import write_bytes
from matcher.core.problems import ProblemLog
from matcher.intake.headers.recognise import recognise_header
from matcher.intake.headers.wording import printable, words
from matcher.intake.open.delimited import MAX_BYTES, open_delimited
from matcher.intake.sheet import Row
from matcher.intake.trusts.group_files import group_columns

_LINKS = ("urn", "link urn", "link type", "link established date", "link name")
_DOWNLOAD_AGAIN = "download it again"


@dataclass(frozen=True, slots=True)
class Trimmed:
    """How many rows were kept, under which headers, and what a person should know."""

    rows: int
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()


def trim_register(source: IO[bytes], name: str, target: Path) -> Trimmed:
    """Write the columns of a register that are understood, and none about a person, to
    ``target`` as CSV in UTF-8, under their own headers.

    ``source`` is the download, called ``name``. Raises :class:`FileError` where it has no
    column of URNs or breaks off, and :class:`OutputError`.
    """
    log = ProblemLog()
    data, rows = _rows(source, name, log)
    layout = recognise_header(rows[1], guess=True)
    if "urn" not in layout.used:
        raise FileError("the first row names no column URN", where=name, hint=_DOWNLOAD_AGAIN)
    places = sorted(at for found in layout.used.values() for at in found)
    return _write(target, data, rows, places, layout.used["urn"][0], name, log)


def trim_links(source: IO[bytes], name: str, target: Path) -> Trimmed:
    """Write the URN, LinkURN, LinkType, LinkEstablishedDate and LinkName of the download of
    links to ``target``. Raises as :func:`trim_register` does."""
    log = ProblemLog()
    data, rows = _rows(source, name, log)
    found = {words(text): at for at, text in reversed(list(enumerate(rows[1])))}
    if not {"urn", "link urn"} <= set(found):
        raise FileError(
            "the first row names no columns URN and LinkURN", where=name, hint=_DOWNLOAD_AGAIN
        )
    places = [found[title] for title in _LINKS if title in found]
    return _write(target, data, rows, places, found["urn"], name, log)


def trim_groups(source: IO[bytes], name: str, target: Path) -> Trimmed:
    """Write of the download of group links the columns that
    :mod:`matcher.intake.trusts.group_files` reads, and none about a person, to ``target``. Raises
    as :func:`trim_register` does."""
    log = ProblemLog()
    data, rows = _rows(source, name, log)
    found = group_columns(rows[1])
    if not {"urn", "uid", "name"} <= set(found):
        raise FileError(
            "the first row names no columns URN, Group UID and Group Name",
            where=name,
            hint=_DOWNLOAD_AGAIN,
        )
    return _write(target, data, rows, sorted(found.values()), found["urn"], name, log)


def _rows(
    source: IO[bytes], name: str, log: ProblemLog
) -> tuple[bytes, tuple[Iterable[Row], list[str]]]:
    """The bytes, the rows below the header, and the header."""
    source.seek(0)
    data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FileError(f"the file is larger than {MAX_BYTES // 10**6} MB", where=name)
    rows = open_delimited(data, name, log).rows
    _, header = next(rows, (1, []))
    return data, (rows, header)


def _write(
    target: Path,
    data: bytes,
    table: tuple[Iterable[Row], list[str]],
    places: Sequence[int],
    urn: int,
    name: str,
    log: ProblemLog,
) -> Trimmed:
    rows, header = table
    titles = tuple(printable(header[at]) for at in places)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(titles)
    count, last = 0, header
    for _, last in rows:
        cut = [_cell(last[at]) if at < len(last) else "" for at in places]
        if any(cut):
            writer.writerow(cut)
            count += urn < len(last) and last[urn].strip().isdecimal()
    # The last row of a whole download ends with a newline or has its fields.
    if data[-1:] not in b"\r\n" and len(last) < len(header):
        raise FileError("the file breaks off in its last row", where=name, hint=_DOWNLOAD_AGAIN)
    write_bytes(target, text.getvalue().encode("utf-8"))
    warnings = [p.message for p in sorted(log.problems) if p.severity != "note"]
    return Trimmed(count, titles, tuple(warnings))


def _cell(text: str) -> str:
    """A cell that a spreadsheet does not run and that reads back the same."""
    return cells.neutralise(cells.restore(cells.clean(text)[0]))
