"""Workbooks read in a process of their own, under a clock and a limit on memory.

An .xls of 11 kB with a value in the last cell of each of twelve sheets takes the reader
to 7 GB; under a limit it aborts, taking the whole process with it. The .xls is a file
system of its own, the .xlsb is binary and the .ods repeats cells by a number: to tell
beforehand what each comes to would take three readers more. A process that may die is one
answer to all of them, at a fifth of a second, and it also takes the few XLSX whose extent
cannot be told by counting. A process started anew rather than ``multiprocessing``, which
runs the caller's main script a second time. Where the system sets no limit on memory
(Windows) the clock alone holds.

What passes between the two is JSON: nothing in it can run.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from matcher.core.errors import FileError
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping
from matcher.intake.open.choose_sheet import SheetCells, choose_sheet, duration_text, text_rows
from matcher.intake.open.files import OLE
from matcher.intake.open.ods_warnings import CONTENT
from matcher.intake.open.percent_formats import as_seen, xls_percents
from matcher.intake.open.workbook_safety import (
    AS_CSV,
    MAX_CELLS,
    MAX_TEXT,
    locked,
    too_much,
)

SECONDS = 30
MEMORY = 1_000_000_000
_XLS_CELLS = 1_000_000  # of which the formats are read as well, in some seconds
_ODS_PARTS = ("mimetype", "META-INF/manifest.xml")  # what the reader takes beside the content
_WHITE_SPACE = re.compile(rb"<text:(tab|line-break)(?:\s[^<>]*)?(?:/>|></text:\1>)")
_CHARACTER = {b"tab": b"\t", b"line-break": b"\n"}
_MODULE = "matcher.intake.open.child_process"


def read_in_child_process(
    data: bytes,
    name: str,
    wanted: str | None,
    what: str = "workbook",
    mapping: ColumnMapping = UNMAPPED,
) -> SheetCells:
    """What :func:`matcher.intake.open.choose_sheet.read_cells` gives, read in a process of
    its own; the rows hold text alone. ``what`` is what messages call it.

    Raises :class:`FileError`.
    """
    folder = str(Path(__file__).parents[3])
    paths = [folder, *(path for path in sys.path if path)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            # -P: a file beside the lists must not pass for a module.
            [
                sys.executable,
                "-P",
                "-m",
                _MODULE,
                json.dumps([wanted, mapping.entries]),
                str(MEMORY),
            ],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise too_much(f"it was not read within {SECONDS} seconds", name) from None
    except OSError as error:
        raise FileError(
            f"no process could be started to read it: {error.strerror}", where=name, hint=AS_CSV
        ) from error
    if done.returncode:
        raise too_much(
            f"it is damaged, or it takes more than {MEMORY / 1e6:,.0f} MB of memory", name
        )
    lines = done.stdout.splitlines()
    head: dict[str, Any] = json.loads(lines[0])
    if head.get("locked"):
        raise locked(name)
    if "wide" in head:
        raise too_much(str(head["wide"]), name)
    if "error" in head:
        raise FileError(f"the {what} cannot be read: {head['error']}", where=name, hint=AS_CSV)
    return SheetCells(
        [(title, hidden) for title, hidden in head["sheets"]],
        head["at"],
        head["alike"],
        [json.loads(line) for line in lines[1:]],
        [((top, left), (bottom, right)) for (top, left), (bottom, right) in head["merged"]],
        head["percents_read"],
    )


def with_white_space(data: bytes) -> bytes:
    """An OpenDocument workbook with its tabs and line breaks as the characters themselves; any
    other bytes as they are. The reader drops the elements that stand for them, and glues the
    words on either side together."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read(CONTENT)
            if not _WHITE_SPACE.search(content):
                return data
            parts = {name: archive.read(name) for name in _ODS_PARTS if name in archive.NameToInfo}
    except DAMAGED_ZIP:
        return data  # no such workbook, or a damaged one: the reader says what it is
    parts[CONTENT] = _WHITE_SPACE.sub(lambda one: _CHARACTER[one[1]], content)
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return rewritten.getvalue()


def _answer(data: bytes, wanted: str | None, mapping: ColumnMapping) -> list[str]:
    """One line about the workbook, then a line for each row."""
    book, cells, sheet = choose_sheet(with_white_space(data), wanted, mapping)
    lines = [""]
    percents: dict[int, dict[int, int]] | None = None
    if sheet is not None and sheet.start is not None:
        if (sheet.total_height + 1) * (sheet.total_width + 1) > MAX_CELLS:
            size = f"row {sheet.total_height:,} and column {sheet.total_width:,}"
            return [json.dumps({"wide": f"sheet {cells.title} has cells as far as {size}"})]
        if data.startswith(OLE) and sheet.total_height * sheet.total_width <= _XLS_CELLS:
            percents = xls_percents(data, cells.title)
        before = [""] * sheet.start[1]
        length = 0
        for at, row in enumerate(text_rows(sheet.iter_rows())):
            # Only OpenDocument gives a length of time as text.
            row = [duration_text(cell) if cell[:2] == "PT" else cell for cell in row]
            for column, times in (percents or {}).get(at, {}).items():
                if 0 <= (here := column - len(before)) < len(row):
                    row[here] = str(as_seen(row[here], times))
            lines.append(json.dumps(before + row if row else row))
            length += len(lines[-1])
            if length > MAX_TEXT:
                return [json.dumps({"wide": f"sheet {cells.title} holds too much text"})]
    book.close()
    head = {
        "sheets": cells.sheets, "at": cells.at, "alike": cells.alike, "merged": cells.merged,
        "percents_read": percents is not None,
    }  # fmt: skip
    return [json.dumps(head), *lines[1:]]


def main() -> None:
    """Read a workbook from standard input and write what it holds to standard output."""
    (wanted, entries), memory = json.loads(sys.argv[1]), int(sys.argv[2])
    mapping = ColumnMapping(tuple((column, header) for column, header in entries))
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        lines = _answer(sys.stdin.buffer.read(), wanted, mapping)
    except Exception as error:
        is_locked = "password" in f"{type(error).__name__} {error}".casefold()
        what = "it takes too much memory" if isinstance(error, MemoryError) else str(error)[:200]
        lines = [json.dumps({"locked": True} if is_locked else {"error": what})]
    sys.stdout.buffer.write("\n".join(lines).encode("ascii"))


if __name__ == "__main__":
    main()
