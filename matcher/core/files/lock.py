"""One command at a time in a folder: whoever reads, changes and writes holds it meanwhile.

The hold is a lock of the operating system on a small file in the folder. It ends with the
process, however that ends, so a kill leaves no folder locked. The file says who holds the
folder and is taken away at the end; one that a kill left is used again by the next command.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import json
import os
import platform
import re
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.core.errors import OutputError
from matcher.core.files import windows
from matcher.core.files.atomic import is_unfinished
from matcher.core.files.reading import open_file

LOCK = ".matcher.lock"
MARK = ".matcher.lock.mark"  # in its place on a drive without locks
WAIT_S = 20.0  # a change takes a second or two: the eighth in a row has its turn by then
_POLL_S = 0.05
_AGAIN = 20  # times to ask for a lock that is given back just then
_NOTE_S = 1.0  # within which whoever locks has said who it is
# What a drive answers that has no locks, as some network drives.
_NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL)
_NOTE_AT = 1  # Windows lets nobody else read the locked byte, which is the first
_ANOTHER = "another command"
_TEXT = re.compile(r"[\w .-]{1,60}\Z")


class _Turn:
    """Which thread of this process may use a folder, and how many times over it holds it."""

    def __init__(self) -> None:
        self.thread = threading.RLock()
        self.depth = 0


_turns: dict[str, _Turn] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_turns.clear)  # a child holds nothing of its parent


def is_left_over(entry: Path) -> bool:
    """Whether ``entry`` is no file that anybody wants: a lock or a temporary file of ours, of a
    command at work or of a killed one."""
    return entry.name in (LOCK, MARK) or is_unfinished(entry)


@contextlib.contextmanager
def held(folder: Path, command: str, *, wait: float | None = None) -> Iterator[None]:
    """Hold ``folder``, which must be there, for ``command`` ("plan make"), as others are told.

    Waits up to ``wait`` seconds (else :data:`WAIT_S`) for another that holds it. May be nested:
    within one thread the outermost hold counts. Raises :class:`OutputError` where somebody
    else still holds the folder, saying who, or where it cannot be written in.
    """
    wait = WAIT_S if wait is None else wait
    deadline = time.monotonic() + wait
    path = Path(os.path.realpath(folder)) / LOCK
    turn = _turns.setdefault(str(path), _Turn())
    if not turn.thread.acquire(timeout=max(wait, 0)):
        raise _still_held(folder, path, wait)
    try:
        with contextlib.ExitStack() as stack:
            if not turn.depth:
                try:
                    got = stack.enter_context(_locked(path, command, deadline))
                except OutputError:
                    raise
                except OSError as error:
                    raise OutputError(
                        f"cannot be changed: {error.strerror or error}",
                        where=str(folder),
                        hint="see that the folder is there and that you may write in it",
                    ) from error
                if not got:
                    raise _still_held(folder, path, wait)
            turn.depth += 1
            try:
                yield
            finally:
                turn.depth -= 1
    finally:
        turn.thread.release()


@contextlib.contextmanager
def _locked(path: Path, command: str, deadline: float) -> Iterator[bool]:
    """Lock the file ``path``; whether that was possible before ``deadline``. OSError where the
    file cannot be made."""
    from filelock import unlock_descriptor

    try:
        descriptor = _descriptor(path, deadline)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        with _marked(path, deadline) as got:
            yield got
        return
    if descriptor is None:
        yield False
        return
    try:
        with contextlib.suppress(OSError):  # a full disk: the lock holds, nameless
            os.ftruncate(descriptor, 0)
            os.write(descriptor, b" " * _NOTE_AT + _note(command))
        yield True
    finally:
        # First away, then free: whoever waits for this file sees that it is no longer the one
        # in the folder (_is_in_place). Windows unlinks no open file, and so only a free one.
        with contextlib.suppress(OSError):
            if not windows.on_windows():
                path.unlink()
        with contextlib.suppress(OSError):
            unlock_descriptor(descriptor)
        os.close(descriptor)
        with contextlib.suppress(OSError):
            if windows.on_windows():
                path.unlink()


def _descriptor(path: Path, deadline: float) -> int | None:
    """The open and locked file ``path``; None where another holds it up to ``deadline``."""
    from filelock import lock_descriptor

    again = 0
    while True:
        descriptor = _opened(path, deadline)
        free = False
        if descriptor is not None:
            try:
                free = lock_descriptor(descriptor, blocking=False)
                if free and _is_in_place(path, descriptor):
                    if _may_be_written(descriptor):
                        return descriptor
                    try:  # one of our own says who holds the folder
                        path.unlink()
                    except OSError:
                        return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)
        # One that was just given back is no longer held: ask again, however short the wait.
        again += free
        if time.monotonic() >= deadline and not (free and again < _AGAIN):
            return None
        time.sleep(_POLL_S)


def _opened(path: Path, deadline: float) -> int | None:
    _refuse_foreign(path)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, flags, 0o666)
    except PermissionError:
        if windows.on_windows() and time.monotonic() < deadline:
            return None  # it is just being taken away
        if not windows.on_windows() and path.is_file() and os.access(path.parent, os.W_OK):
            return os.open(path, flags & ~(os.O_RDWR | os.O_CREAT))  # a colleague's: locks as well
        raise


def _may_be_written(descriptor: int) -> bool:
    """Whether the note of the file is ours to write; it is empty then."""
    try:
        os.ftruncate(descriptor, 0)
    except OSError as error:
        return error.errno not in (errno.EINVAL, errno.EBADF, errno.EACCES)
    return True


def _refuse_foreign(path: Path) -> None:
    """Refuse a lock that is none of ours, such as a folder or a link. Raises OutputError."""
    try:
        mode = path.lstat().st_mode
    except OSError:  # nothing is there, or it is just being taken away
        return
    if not stat.S_ISREG(mode):
        raise OutputError(
            f"holds a {path.name} that is not a file of ours",
            where=str(path.parent),
            hint=f"take {path.name} away, then give the command again",
        )


def _is_in_place(path: Path, descriptor: int) -> bool:
    """Whether the locked file is the one that stands at ``path``: an earlier holder may have
    taken it away while we waited. Asked of the path, for a network drive gives a file that is
    taken away while it is open another name."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _marked(path: Path, deadline: float) -> Iterator[bool]:
    """As :func:`_locked` on a drive without locks: a file that only one can make."""
    from filelock import SoftFileLock, Timeout

    lock = SoftFileLock(path.with_name(MARK))
    _refuse_foreign(path.with_name(MARK))
    path.unlink(missing_ok=True)  # the empty file that could not be locked
    try:
        lock.acquire(timeout=max(deadline - time.monotonic(), 0), poll_interval=_POLL_S)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _note(command: str) -> bytes:
    since = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    note = {
        "process": os.getpid(),
        "command": f"matcher {command}",
        "since": since,
        "machine": platform.node() or "a machine without a name",
    }
    return json.dumps(note).encode("ascii")


def _still_held(folder: Path, path: Path, wait: float) -> OutputError:
    deadline = time.monotonic() + _NOTE_S
    while (holder := _holder(path)) == _ANOTHER and time.monotonic() < deadline:
        time.sleep(_POLL_S)
    waited = f" We waited {wait:.0f} seconds." if wait >= 1 else ""
    return OutputError(
        f"is being changed by {holder}.{waited} Nothing was written",
        where=str(folder),
        hint="wait until that is done, then give the command again",
    )


def _holder(path: Path) -> str:
    """Who holds the lock at ``path``, in words; the file may hold anything."""
    try:
        with open_file(path) as handle:
            handle.seek(_NOTE_AT)
            note: dict[str, Any] = json.loads(handle.read(1_000))
        since = datetime.datetime.fromisoformat(note["since"]).astimezone()
        if not _TEXT.match(note["command"]) or not _TEXT.match(note["machine"]):
            raise ValueError("no note of ours")
        return (
            f"{note['command']} (process {int(note['process'])} on {note['machine']}, "
            f"since {since:%H:%M:%S} on {since:%Y-%m-%d})"
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return _ANOTHER
