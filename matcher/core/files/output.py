"""The one door for files that a command writes where somebody says.

What stands at that place already is replaced only if the same command wrote it and nobody has
changed it since (:mod:`.ledger`), or if somebody insists (``force``). Either way it is kept as
a dated copy beside it. Nothing at all is written where any file is refused.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.core.errors import OutputError
from matcher.core.files.atomic import write_bytes, writing
from matcher.core.files.dated_copy import keep_copy
from matcher.core.files.ledger import is_ours, remember
from matcher.core.files.lock import held
from matcher.core.files.refusals import check_output


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written. ``kept``: the dated copy of what it replaced, if it did;
    ``as_it_was``: whether the same bytes stood there, and nothing was written."""

    path: Path
    kept: Path | None = None
    as_it_was: bool = False

    def line(self, more: str = "") -> str:
        """What became of it, for a person; ``more`` follows the name."""
        if self.as_it_was:
            return f"Written: {self.path}{more} (as it was)"
        kept = f"; the earlier one is kept as {self.kept.name}" if self.kept else ""
        return f"Written: {self.path}{more}{kept}"


def write_output(
    path: Path,
    data: bytes,
    *,
    command: str,
    inputs: Iterable[Path] = (),
    force: bool = False,
) -> Written:
    """Write ``data`` to ``path``, an output of ``command`` ("groups", "monitor report").

    ``inputs`` are the files that the command reads: none of them is ever replaced. Raises
    :class:`OutputError`; what stands there is untouched then.
    """
    return write_outputs({path: data}, command=command, inputs=inputs, force=force)[0]


def write_outputs(
    files: Mapping[Path, bytes],
    *,
    command: str,
    inputs: Iterable[Path] = (),
    force: bool = False,
    can_be_remade: bool = False,
    make_folders: bool = False,
) -> list[Written]:
    """The same for several files: all are looked at before the first is written.

    ``can_be_remade``: the caller has seen that what stands there is a file of ours in which
    nobody has written, and that the next would be the same: it is replaced without a copy.
    ``make_folders``: their folders are made where there are none."""
    inputs = tuple(inputs)
    for path in files:
        check_output(path, command=command, inputs=inputs)
    for path in files if make_folders else ():
        with writing(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as turns:
        # One command at a time: what is looked at is what is replaced.
        for folder in sorted({_real(path).parent for path in files if not _is_stream(path)}):
            turns.enter_context(_turn(folder, command))
        for path, data in files.items():
            if not (force or can_be_remade):
                refuse_in_the_way(path, data, command)
        return [_write(path, data, command, not can_be_remade) for path, data in files.items()]


def refuse_in_the_way(path: Path, data: bytes, command: str) -> None:
    """Raise :class:`OutputError` where something else than ``data`` stands at ``path`` that
    ``command`` did not write. Before long work ``data`` is not known yet: give b""."""
    if not may_replace(path, data, command):
        raise OutputError(
            "is there already: this command did not write it, or it was changed since",
            where=str(path),
            hint="choose another --out, or --force, which keeps a dated copy of it",
        )


def may_replace(path: Path, data: bytes, command: str) -> bool:
    """Whether nothing is lost where ``path`` is replaced by ``data`` unasked."""
    if _is_stream(path) or not path.exists():
        return True
    with writing(path):
        old = path.read_bytes()
    return old in (b"", data) or is_ours(command, old)


def _write(path: Path, data: bytes, command: str, keep: bool) -> Written:
    with writing(path):
        if _is_stream(path):
            with path.open("wb") as stream:
                stream.write(data)
            return Written(path)
        remember(command, data)
        real = _real(path)
        old = real.read_bytes() if real.exists() else b""
        if old == data and real.exists():
            return Written(path, as_it_was=True)
        kept = keep_copy(real) if old and keep else None
        try:
            write_bytes(real, data)
        except BaseException:
            if kept is not None:  # nothing was replaced
                kept.unlink(missing_ok=True)
            raise
    return Written(path, kept)


def _turn(folder: Path, command: str) -> contextlib.AbstractContextManager[None]:
    """Hold the folder that a file goes to; one that is not there is told of when it is written."""
    return held(folder, command) if folder.is_dir() else contextlib.nullcontext()


def _real(path: Path) -> Path:
    """The file that is meant: a link stays a link, and what it leads to is replaced."""
    return Path(os.path.realpath(path))


def _is_stream(path: Path) -> bool:
    """Whether ``path`` is written to and never replaced: a pipe, a device, or a name that
    stands for an open stream, such as /dev/stdout."""
    if path.absolute().parts[1:2] in (("dev",), ("proc",)):
        return True
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False
