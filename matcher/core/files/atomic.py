"""Files written whole or not at all.

A killed process, a full disk or a file open in Excel must never leave half a file under
its final name: everything goes to a temporary file in the same folder, is flushed to the
disk and then takes the final name in one step.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from matcher.core.errors import OutputError

_PART = ".part"
_UNFINISHED = re.compile(r"\.matcher-.*\.part\Z")


def is_unfinished(entry: Path) -> bool:
    """Whether ``entry`` is a temporary file that a killed process of ours left behind."""
    return bool(_UNFINISHED.match(entry.name))


def write_atomic(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let ``write`` fill a temporary file, then give it the name ``path``.

    Raises :class:`OutputError`; the old file, if any, is untouched then.
    """
    try:
        with NamedTemporaryFile(
            dir=path.parent, prefix=".matcher-", suffix=_PART, delete=False
        ) as handle:
            part = Path(handle.name)
            try:
                write(handle)
                handle.flush()
                os.fsync(handle.fileno())
            except BaseException:
                handle.close()
                part.unlink(missing_ok=True)
                raise
        try:
            os.chmod(part, 0o666 & ~_umask())  # noqa: PTH101 - temporary files are private
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            where=str(path),
            hint=output_hint(error),
        ) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` atomically. Raises :class:`OutputError`."""
    write_atomic(path, lambda handle: handle.write(data))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def output_hint(error: OSError) -> str:
    """What a person can do about a file or folder that cannot be written."""
    if isinstance(error, PermissionError):
        return "close the file if it is open in Excel, or choose a folder you may write to"
    if error.errno == 28:  # ENOSPC
        return "the disk is full: free some space or choose another --out"
    if error.errno == 36 or len(str(error.filename or "")) > 250:  # ENAMETOOLONG
        return "the path is too long: choose a shorter --out"
    return "choose another --out"
