"""Where no output may go, whatever somebody insists on.

The inputs of the command itself; the files that the product reads as its records, in the folder
of a partnership; the folder of a finished run, which stays as it was written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from matcher.core.errors import OutputError
from matcher.core.files.atomic import writing
from matcher.core.files.names import (
    FINISHED,
    MANIFEST,
    PARTNERSHIP,
    PARTNERSHIP_FILES,
    writer_of,
)
from matcher.core.files.reading import NO_FILE, is_pipe_or_device, read_file
from matcher.core.files.windows import refuse_name

_ELSEWHERE = "choose another --out"
# A path has lost one of the two slashes; a drive of Windows has one letter.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:[/\\]", re.I)


def check_output(path: Path, *, command: str, inputs: Iterable[Path] = ()) -> None:
    """Refuse the file ``path`` as an output of ``command``, before any work is done. Raises
    :class:`OutputError` for a folder, a link that leads nowhere, a file in the folder of a run,
    a record of the product, one of the ``inputs`` or a file in a folder among them."""
    refuse_name(path)
    check_not_address(path)
    where = str(path)
    with writing(path):  # such as a name too long to ask for
        is_folder, leads_nowhere = path.is_dir(), path.is_symlink() and not path.exists()
    if is_folder:
        raise OutputError("is a folder, not a file", where=where, hint=_ELSEWHERE)
    if leads_nowhere:
        raise OutputError("is a link that leads nowhere", where=where, hint=_ELSEWHERE)
    real = Path(os.path.realpath(path))
    for source in inputs:
        if _is_same(real, source) or (path.exists() and _is_in(real, source)):
            raise OutputError(
                "is one of the files to read; inputs are never overwritten",
                where=where,
                hint=_ELSEWHERE,
            )
    check_not_in_run(path)
    owner = _owner(real)
    if owner is not None and owner != command:
        raise OutputError(
            f"is what matcher {owner} writes there"
            if owner
            else "is a record of the product, which no output replaces",
            where=where,
            hint=_ELSEWHERE,
        )
    if owner is not None and is_pipe_or_device(path):  # it would wait for a reader
        raise OutputError(NO_FILE.removeprefix("it "), where=where, hint=f"take {path.name} away")


def refuse_dash(folder: Path) -> None:
    """Refuse ``-`` as a folder to write into: elsewhere it is standard output. Raises
    :class:`OutputError`."""
    if str(folder) == "-":
        raise OutputError(
            "is standard output, which holds one file alone", where="-", hint="name a folder"
        )


def check_not_address(path: Path) -> None:
    """Refuse an address of the web: nothing is sent there, and a folder of that name would be
    made. Raises :class:`OutputError`."""
    if _ADDRESS.match(str(path)):
        raise OutputError(
            "is an address; files are written on this machine alone",
            where=str(path),
            hint=_ELSEWHERE,
        )


def check_not_in_run(path: Path) -> None:
    """Refuse a file or folder in the folder of a run, of a plan, or of how sure lists are, at any
    depth. Raises :class:`OutputError`."""
    holder = finished_above(path)
    if holder is not None:
        raise in_finished(path, holder[1], _ELSEWHERE)


def in_finished(path: Path, what: str, hint: str) -> OutputError:
    """What is wrong with an output in a folder of ``what``, which is finished."""
    said = f"lies in the folder of {what}, which stays as it was written"
    return OutputError(said, where=str(path), hint=hint)


def finished_above(path: Path) -> tuple[Path, str] | None:
    """The nearest folder above ``path`` that is a finished run, plan or the like, and which."""
    above = Path(os.path.realpath(path)).parents
    for folder in above:
        for name, what in FINISHED.items():
            # Others have a plan.json too, and a run.json somewhere above.
            near = folder == above[0] and name == MANIFEST and (folder / name).exists()
            if near or _is_record(folder / name):
                return folder, what
    return None


def _is_record(path: Path) -> bool:
    try:
        return path.is_file() and b'"outputs"' in read_file(path)
    except OSError:
        return False


def _owner(path: Path) -> str | None:
    """The command that alone may write ``path``, "" for a record; None where any may."""
    name = path.name.rstrip(". ").casefold()  # Windows sees no case and no full stop at the end
    if name in (MANIFEST, PARTNERSHIP):
        return ""  # wherever it stood, a folder would be taken for what it is not
    if not (path.parent / PARTNERSHIP).exists():
        return None
    # A file may be named in more ways than one: a short name of Windows, a second link.
    also = (own for own in PARTNERSHIP_FILES if _is_same(path, path.parent / own))
    return writer_of(next(also, name))


def _is_same(path: Path, other: Path) -> bool:
    """Whether both are one file, also under two names."""
    try:
        return os.path.realpath(path) == os.path.realpath(other) or path.samefile(other)
    except (OSError, ValueError):
        return False


def _is_in(path: Path, folder: Path) -> bool:
    try:
        return folder.is_dir() and path.is_relative_to(os.path.realpath(folder))
    except (OSError, ValueError):
        return False
