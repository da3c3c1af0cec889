"""What this product wrote, so that it knows its own files again.

A file that stands where a command is to write may hold somebody's work. It is only ours to
replace where its bytes are those that the same command wrote before. So of every output a
fingerprint is kept in the user's cache folder: of the command and the bytes together, no
name, no path, no content. A ledger that cannot be read or written knows nothing, and a file
that nothing is known of is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from matcher.core.files.atomic import write_bytes
from matcher.core.files.reading import is_pipe_or_device, read_file
from matcher.core.installation import cache_folder

LEDGER = "outputs.txt"
MOST = 5_000  # fingerprints kept once there are twice as many, some 660 kB
_FINGERPRINT = re.compile(rb"[0-9a-f]{64}")
_WAIT_S = 5.0


def is_ours(command: str, data: bytes) -> bool:
    """Whether ``command`` ("groups", "monitor report") wrote exactly these bytes before, as
    far as this machine remembers."""
    return _fingerprint(command, data) in _read(cache_folder() / LEDGER)


def remember(command: str, data: bytes) -> None:
    """Note that ``command`` is about to write ``data``. Where that cannot be noted nothing is
    raised: the file is then nobody's, and is not replaced unasked.

    It is noted before the file is written, so that a kill between leaves no file of ours that
    we do not know.
    """
    path, mark = cache_folder() / LEDGER, _fingerprint(command, data)
    with contextlib.suppress(OSError), _held(path):
        known = _read(path)
        if mark in known:
            return
        if len(known) < 2 * MOST:
            if is_pipe_or_device(path):
                return
            with path.open("ab") as file:
                file.write(b"\n" + mark + b"\n")  # whatever a torn line before it holds
        else:
            write_bytes(path, b"\n".join([*known[-MOST:], mark]) + b"\n")


def clear_ledger(folder: Path) -> int:
    """Forget every output noted in the cache ``folder``; bytes freed."""
    freed = 0
    for path in folder.glob(f"{LEDGER}*"):
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            path.unlink()
            freed += size
    return freed


def _fingerprint(command: str, data: bytes) -> bytes:
    return hashlib.sha256(command.encode() + b"\0" + data).hexdigest().encode()


def _read(path: Path) -> list[bytes]:
    """The fingerprints, oldest first; lines that are none are passed over."""
    try:
        lines = read_file(path).split(b"\n")
    except OSError:
        return []
    return [line for line in lines if _FINGERPRINT.fullmatch(line)]


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """One writer at a time. OSError where the lock cannot be had."""
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f"{LEDGER}.lock"), timeout=_WAIT_S):  # Timeout is an OSError
        yield
