"""Files written whole or not at all, and the folder of a run.

A killed process, a full disk or a file open in Excel must never leave half a file under
its final name: everything goes to a temporary file in the same folder, is flushed to the
disk and then takes the final name in one step. The manifest of a run is written last, so
a folder with a manifest is complete.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from matcher.core.errors import OutputError

MANIFEST = "run.json"
PARTNERSHIP = "partnership.toml"  # the record of a partnership, in a folder of its own
_LOCK = ".matcher.lock"
_PART = ".part"
_UNFINISHED = re.compile(r"\.matcher-.*\.part\Z")


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
            f"cannot be written: {error.strerror or error}", where=str(path), hint=_hint(error)
        ) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` atomically. Raises :class:`OutputError`."""
    write_atomic(path, lambda handle: handle.write(data))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the run's manifest, the last file of a run."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_bytes(folder / MANIFEST, text.encode("utf-8"))


def check_folder(folder: Path, *, inputs: tuple[Path, ...] = (), force: bool = False) -> None:
    """Refuse a folder that a run must not write into, before any work is done.

    Refused: a folder that holds one of the inputs, and, without ``force``, one that holds
    files but no trace of an earlier run of ours. Raises :class:`OutputError`.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError("is a file, not a folder", where=str(folder), hint="choose another --out")
    for source in inputs:
        holder = source if source.is_dir() else source.parent
        if holder.resolve() == folder.resolve():
            raise OutputError(
                f"the output folder holds the input {source.name}",
                where=str(folder),
                hint="choose another --out: inputs are never overwritten",
            )
    if not folder.exists() or force:
        return
    if (folder / MANIFEST).exists() or (folder / _LOCK).exists():
        return  # an earlier run of ours, finished or killed
    if any(not _is_left_over(entry) for entry in folder.iterdir()):
        raise OutputError(
            "the folder holds files but no earlier run of ours",
            where=str(folder),
            hint="choose another --out, or --force to write beside them",
        )


@contextlib.contextmanager
def run_folder(folder: Path) -> Iterator[Path]:
    """Hold ``folder`` for the writing of one run: made if need be, locked, cleared of
    parts that a killed run left behind.

    An old manifest is taken away first: until the new one stands the run is incomplete.
    Raises :class:`OutputError`.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputError(
            "another run is writing here", where=str(folder), hint="wait, or choose another --out"
        ) from None
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}", where=str(folder), hint=_hint(error)
        ) from error
    try:
        for stale in folder.iterdir():
            if _UNFINISHED.match(stale.name):
                stale.unlink(missing_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
        yield folder
    finally:
        with contextlib.suppress(OSError):  # Windows does not unlink a file that is open
            (folder / _LOCK).unlink(missing_ok=True)
        lock.release()


def _is_left_over(entry: Path) -> bool:
    return entry.name == _LOCK or bool(_UNFINISHED.match(entry.name))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _hint(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "close the file if it is open in Excel, or choose a folder you may write to"
    if error.errno == 28:  # ENOSPC
        return "the disk is full: free some space or choose another --out"
    if error.errno == 36 or len(str(error.filename or "")) > 250:  # ENAMETOOLONG
        return "the path is too long: choose a shorter --out"
    return "choose another --out"
