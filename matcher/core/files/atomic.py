"""Files written whole or not at all.

A killed process, a full disk or a file open in Excel must never leave half a file under
its final name: everything goes to a temporary file in the same folder, is flushed to the
disk and then takes the final name in one step. A temporary file that a killed process left
is taken away by whoever next writes in that folder; that of a process at work never is.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from matcher.core.errors import MatcherError, OutputError
from matcher.core.files import windows
from matcher.core.files.reading import open_file

_PART = ".part"
_UNFINISHED = re.compile(r"\.matcher-.*\.part\Z")
_PART_FOLDER = re.compile(r"\.matcher-[0-9a-f]{12}\.part\Z")  # no run that is ready
_MANY = 50  # files, to write which out one by one takes longer than all that waits
_SETTLED_S = 60.0  # where the writer cannot be asked, its last sign of life is older than this
_FORGOTTEN_S = 86_400.0  # the same on a drive that knows no locks


def is_unfinished(entry: Path) -> bool:
    """Whether ``entry`` is a temporary file of ours, of a killed process or one at work."""
    return bool(_UNFINISHED.match(entry.name))


def clear_unfinished(folder: Path) -> None:
    """Take away the temporary files in ``folder`` that killed processes left. Those of a
    process that still runs, here or on another machine, stay. What cannot be taken away
    stays too."""
    with contextlib.suppress(OSError):
        # By name first: a folder of thousands of pages is looked through for each of them.
        for name in filter(_UNFINISHED.match, os.listdir(folder)):  # noqa: PTH208
            entry = folder / name
            if not entry.is_symlink() and entry.is_file():
                _clear(entry)


def write_atomic(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let ``write`` fill a temporary file, then give it the name ``path``.

    Raises :class:`OutputError`; the old file, if any, is untouched then.
    """
    clear_unfinished(path.parent)
    _write_cleared(path, write)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` into ``folder``, which the caller holds, in their order: all of them are on
    the disk before the first takes its name. Raises :class:`OutputError`; where there is no
    space or no leave to write, no file has changed."""
    clear_unfinished(folder)
    clear_part_folders(folder)
    with writing(folder):
        part = new_part_folder(folder)
    try:
        for name, data in files.items():
            windows.refuse_name(folder / name)
            with writing(folder / name):
                (part / name).write_bytes(data)
        with writing(folder):
            to_disk([part / name for name in files])
        for name in files:
            with writing(folder / name):
                (part / name).replace(folder / name)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put(path: Path, data: bytes) -> None:
    _write_cleared(path, lambda handle: handle.write(data))


def _write_cleared(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    windows.refuse_name(path)
    with writing(path), _part(path.parent) as handle:
        write(handle)
        handle.flush()
        os.fsync(handle.fileno())
        part = Path(handle.name)
        if windows.on_windows():  # renames no open file
            handle.close()
        os.chmod(part, 0o666 & ~_umask())  # noqa: PTH101 - temporary files are private
        part.replace(path)


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` atomically. Raises :class:`OutputError`."""
    clear_unfinished(path.parent)
    _put(path, data)


def to_disk(files: Sequence[Path]) -> None:
    """Have files that were written and closed be on the disk. OSError where one cannot be."""
    # Linux writes all of many at once in a fraction of the time of one after another. It alone
    # waits for the end of it (sync(2)). A full disk is told when a file is written or closed.
    if len(files) > _MANY and sys.platform == "linux":
        os.sync()
        return
    for file in files:
        descriptor = os.open(file, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def new_part_folder(folder: Path) -> Path:
    """A new hidden folder in ``folder`` for what is not finished. Whatever is moved out of it may
    be opened by whoever may open the rest, as not of a temporary folder on Windows. OSError."""
    part = folder / f".matcher-{secrets.token_hex(6)}{_PART}"
    part.mkdir()
    return part


def clear_part_folders(folder: Path) -> None:
    """Take away such folders in ``folder``, which the caller holds, that killed commands left."""
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            if _PART_FOLDER.match(entry.name) and entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises OSError."""
    with open_file(path) as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextlib.contextmanager
def _part(folder: Path) -> Iterator[IO[bytes]]:
    """A temporary file in ``folder``, locked while it is open so that others see that its
    writer lives; gone at the end unless it has got another name."""
    with NamedTemporaryFile(dir=folder, prefix=".matcher-", suffix=_PART, delete=False) as handle:
        try:
            if _is_ours(handle):
                yield handle
                return
        finally:
            with contextlib.suppress(OSError):  # a full disk fails once more
                handle.close()
            with contextlib.suppress(OSError):
                Path(handle.name).unlink(missing_ok=True)
    with _part(folder) as another:
        yield another


def _is_ours(handle: IO[bytes]) -> bool:
    """Lock a new temporary file. False where somebody took it for a dead one just before."""
    from filelock import lock_descriptor

    if windows.on_windows():  # an open file cannot be taken away there
        return True
    try:
        locked = lock_descriptor(handle.fileno(), blocking=False)
    except OSError:  # a drive without locks
        return True
    return locked and Path(handle.name).exists()


def _clear(part: Path) -> None:
    from filelock import lock_descriptor

    with contextlib.suppress(OSError):
        age = time.time() - part.stat().st_mtime
        if windows.on_windows():
            # An open file cannot be unlinked; one that is closed may be about to be renamed.
            if age > _SETTLED_S:
                part.unlink()
            return
        descriptor = os.open(part, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        try:
            if lock_descriptor(descriptor, blocking=False):
                part.unlink()
        except OSError:
            if age > _FORGOTTEN_S:
                part.unlink()
        finally:
            os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """What the system says against writing ``path`` as an :class:`OutputError`."""
    try:
        yield
    except OSError as error:
        if isinstance(error, MatcherError):
            raise
        if isinstance(error, FileNotFoundError) and not path.parent.exists():
            raise OutputError(
                f"cannot be written: there is no folder {path.parent}",
                where=str(path),
                hint="make that folder first, or choose another",
            ) from error
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            where=str(path),
            hint=output_hint(error),
        ) from error


def disk_is_full(error: OSError) -> bool:
    """Whether there is no more space, on the disk or for this person."""
    return error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def output_hint(error: OSError) -> str:
    """What a person can do about a file or folder that cannot be written, whichever option of a
    command named it."""
    if isinstance(error, PermissionError):
        return "close the file if it is open in Excel, or choose a folder you may write to"
    if disk_is_full(error):
        return "the disk is full: free some space or choose another folder"
    if windows.is_too_long(error):
        return "the path is too long: choose a shorter one, or one nearer to the top of the drive"
    return "choose another folder"
