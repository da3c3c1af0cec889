"""The one door for files that a command reads: what is no file is refused before it is opened.

A pipe gives what it holds but once, and waits for ever where nobody writes into it; a device
may never end. Either may stand where a file should, in a folder that somebody else filled.
"""

from __future__ import annotations

import errno
import stat
from io import BufferedReader
from pathlib import Path

from matcher.core.files.line_ends import with_line_feeds

NO_FILE = "it is a pipe or a device, not a file"


def is_pipe_or_device(path: Path) -> bool:
    """Whether something stands at ``path``, or where it leads, that is neither a file nor a
    folder. Raises OSError where that cannot be told, but not where nothing is there."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def open_file(path: Path) -> BufferedReader:
    """The file at ``path``, open for reading. Raises OSError, whose ``strerror`` is
    :data:`NO_FILE` for a pipe or a device."""
    if is_pipe_or_device(path):
        raise OSError(errno.EINVAL, NO_FILE, str(path))
    return path.open("rb")


def read_file(path: Path) -> bytes:
    """What the file at ``path`` holds. Raises what :func:`open_file` does."""
    with open_file(path) as file:
        return file.read()


def read_utf8(path: Path) -> str:
    """The text of the file at ``path``, without a byte order mark, every line ended by a line
    feed. Raises what :func:`open_file` does, and UnicodeDecodeError."""
    return with_line_feeds(read_file(path).decode("utf-8-sig"))
