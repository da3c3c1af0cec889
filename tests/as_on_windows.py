"""Files as Windows has them, on Linux: what is open or mapped into memory is neither taken away
nor replaced nor renamed, a rename fails where its target is there, and the product takes its
branches for Windows.

It stands in for the system's rules alone: a child process still sees Linux.
"""

# What stands below pathlib is replaced here.
# ruff: noqa: PTH109, PTH112, PTH113, PTH115, PTH118, PTH119, PTH120, PTH208

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import pytest

from matcher.core.files import windows


def in_use() -> set[str]:
    """The files that this process has open, or mapped into memory."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if os.path.isfile(path := os.readlink(f"/proc/self/fd/{number}")):
                found.add(path)
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        if len(parts := line.split(maxsplit=5)) == 6:
            found.add(parts[5])
    return found


def _refuse(path: Any, dir_fd: int | None = None) -> None:
    top = os.readlink(f"/proc/self/fd/{dir_fd}") if dir_fd is not None else os.getcwd()
    whole = os.path.join(os.path.realpath(top), os.fspath(path))
    whole = os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))
    if any(one == whole or one.startswith(whole + os.sep) for one in in_use()):
        raise PermissionError(13, "Access is denied", whole)


def behave_as_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the rules in force."""
    monkeypatch.setattr(windows, "on_windows", lambda: True)
    unlink, rmdir, rename, replace = os.unlink, os.rmdir, os.rename, os.replace

    def gone(path: Any, *, dir_fd: int | None = None) -> None:
        _refuse(path, dir_fd)
        unlink(path, dir_fd=dir_fd)

    def no_folder(path: Any, *, dir_fd: int | None = None) -> None:
        _refuse(path, dir_fd)
        rmdir(path, dir_fd=dir_fd)

    def renamed(source: Any, target: Any) -> None:
        _refuse(source)
        if os.path.lexists(target):
            raise FileExistsError(17, "File exists", os.fspath(source), None, os.fspath(target))
        rename(source, target)

    def replaced(source: Any, target: Any) -> None:
        _refuse(source)
        _refuse(target)
        if os.path.isdir(target):
            raise PermissionError(13, "Access is denied", os.fspath(target))
        replace(source, target)

    for name, made in (("unlink", gone), ("remove", gone), ("rmdir", no_folder),
                       ("rename", renamed), ("replace", replaced)):  # fmt: skip
        monkeypatch.setattr(os, name, made)
