"""Dated copies: what is replaced stays beside what takes its place.

``groups.csv`` is kept as ``groups-2026-11-28-221503.csv``, the folder ``autumn`` as
``autumn-2026-11-28-221503``: the time, on this machine's clock, at which it was replaced.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import itertools
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from matcher.core.files.atomic import sha256, write_bytes

_DATED = re.compile(r"(?P<stem>.*)-\d{4}-\d\d-\d\d-\d{6}(-\d+)?(?P<suffix>\.[^.]*)?", re.DOTALL)
_TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR)


def keep_copy(path: Path) -> Path:
    """Keep the file ``path`` under a dated name beside it, never over anything: the copy.

    ``path`` itself stays where it is. Its folder must be held (:mod:`.lock`). Raises OSError
    and OutputError.
    """
    for name in dated_names(path):
        try:
            # The file itself under a second name: whole at once, and no room is needed.
            os.link(path, name)
        except FileExistsError:
            continue
        except OSError:  # a drive on which a file has one name alone
            write_bytes(name, path.read_bytes())  # whole at once too; nobody else writes here
        return name
    raise OSError(errno.EEXIST, "there is no free name", str(path))


def keep_folder(folder: Path, beside: Path) -> Path:
    """Give ``folder`` a dated name of ``beside``, in the folder that holds ``beside``, or, where
    that may not be written in or is another drive, inside it. Raises OSError."""
    name: Path | None = None
    for home in (beside.parent, beside):
        for name in dated_names(home / beside.name):
            try:
                folder.rename(name)
            except OSError as error:
                if error.errno in _TAKEN or os.path.lexists(name):
                    continue
                if home == beside:
                    raise
                break
            return name
    raise OSError(errno.EEXIST, "there is no free name", str(name))


def dated_names(path: Path) -> Iterator[Path]:
    """Names for a dated copy of ``path``, those that are taken now left out."""
    now = datetime.datetime.now().astimezone()
    for number in itertools.count(1):
        again = "" if number == 1 else f"-{number}"
        name = path.with_name(f"{path.stem}-{now:%Y-%m-%d-%H%M%S}{again}{path.suffix}")
        if not os.path.lexists(name):
            yield name


def original_name(name: str) -> str:
    """The name of the file that one called ``name`` is a dated copy of; ``name`` itself where it
    is none."""
    found = _DATED.fullmatch(name)
    return f"{found['stem']}{found['suffix'] or ''}" if found else name


def second_name(file: Path, name: Path) -> None:
    """Give a file a second name; where a drive has no such thing, or it is a link, copy it."""
    if not file.is_symlink():
        with contextlib.suppress(OSError):
            os.link(file, name)
            return
    shutil.copy2(file, name)


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same."""
    try:
        same_size = one.stat().st_size == other.stat().st_size
        return same_size and sha256(one) == sha256(other)
    except OSError:
        return False
