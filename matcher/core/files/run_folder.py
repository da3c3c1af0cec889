"""The folder of a run: which may be written into, and how it is held for one run.

The manifest of a run is written last, so a folder with a manifest is complete.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

from matcher.core.errors import OutputError
from matcher.core.files.atomic import clear_unfinished, is_unfinished, new_part_folder, writing
from matcher.core.files.lock import held, is_left_over
from matcher.core.files.names import FINISHED, MANIFEST, PARTNERSHIP, in_command
from matcher.core.files.new_run import READY, NewRun, finish_swap
from matcher.core.files.refusals import check_not_address, finished_above, in_finished, refuse_dash
from matcher.core.files.windows import refuse_name


def check_folder(
    folder: Path,
    *,
    inputs: tuple[Path, ...] = (),
    force: bool = False,
    manifest: str = MANIFEST,
) -> None:
    """Refuse a folder that a run must not write into, before any work is done; ``manifest`` is
    what its record is called, which is another in other kinds of folder.

    Refused: a folder that holds one of the inputs, is the folder of a partnership, holds a record
    of another kind or lies in a folder with any, and, without ``force``, one that holds files but
    no trace of an earlier run of ours. Raises :class:`OutputError`.
    """
    refuse_name(folder)
    check_not_address(folder)
    refuse_dash(folder)
    with writing(folder):  # such as a name too long to ask for
        is_file = folder.exists() and not folder.is_dir()
    if is_file:
        raise OutputError("is a file, not a folder", where=str(folder), hint="choose another --out")
    if (folder / PARTNERSHIP).exists():
        raise OutputError(
            "is the folder of a partnership", where=str(folder), hint="choose another --out"
        )
    kind = FINISHED[manifest].split()[-1]
    for other, what in FINISHED.items():
        places = (folder / other, folder / READY / "new" / other)
        if other != manifest and any(path.exists() for path in places):
            raise OutputError(
                f"the folder holds {what}, which is never altered",
                where=str(folder),
                hint=f"give --out {in_command(_free_beside(folder, kind))}",
            )
    above = finished_above(folder)
    if above is not None:
        raise in_finished(
            folder, above[1], f"give --out {in_command(_free_beside(above[0], kind))}"
        )
    for source in inputs:
        holder = source if source.is_dir() else source.parent
        if holder.resolve() == folder.resolve():
            raise OutputError(
                f"the output folder holds the input {source.name}",
                where=str(folder),
                hint="choose another --out: inputs are never overwritten",
            )
    if not folder.exists() or force or (folder / manifest).exists() or (folder / READY).exists():
        return
    if any(not is_left_over(entry) for entry in folder.iterdir()):
        raise OutputError(
            f"the folder holds files but no earlier {kind} of ours",
            where=str(folder),
            hint="choose another --out, or --force to write beside them",
        )


@contextlib.contextmanager
def run_folder(folder: Path, command: str = "match", manifest: str = MANIFEST) -> Iterator[NewRun]:
    """Hold ``folder`` for one run of ``command``, whose record is called ``manifest``: made if need
    be, locked, cleared of what a killed run left, and what such a run had begun to put in place
    finished.

    What is there stays as it is until :meth:`.NewRun.put_in_place`; where that is not
    reached, nothing is left of the new run. Raises :class:`OutputError`.
    """
    with _made(folder), held(folder, command, wait=0):
        part = _part(folder, manifest)
        try:
            yield NewRun(folder, part, manifest)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _part(folder: Path, manifest: str) -> Path:
    """The hidden folder for a new run; what killed runs left is out of the way then."""
    with writing(folder):
        finish_swap(folder, manifest)
        if (folder / READY).exists():
            raise OutputError(
                "holds an earlier run that could not be moved out of it",
                where=str(folder / READY),
                hint="close its files, or choose another --out",
            )
        clear_unfinished(folder)
        for entry in folder.iterdir():
            if is_unfinished(entry) and entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
        return new_part_folder(folder)


def free_folder(folder: Path) -> Path:
    """A name like that of ``folder`` that nothing has yet: "autumn-2"."""
    home = folder.resolve()
    names = (f"{home.name or 'run'}-{number}" for number in itertools.count(2))
    return next(path for name in names if not (path := folder.parent / name).exists())


def _free_beside(folder: Path, kind: str) -> Path:
    """A name beside ``folder`` that nothing has yet: "autumn-plan", "autumn-plan-2"."""
    home = folder.resolve()
    path = home.parent / f"{home.name}-{kind}"
    path = path if not path.exists() else free_folder(path)
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


@contextlib.contextmanager
def _made(folder: Path) -> Iterator[None]:
    """The folder, made with those above it where there is none, and taken away again if it is
    empty in the end."""
    above = [path for path in (folder, *folder.parents) if not path.exists()]
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # whatever holds a file stays
            for path in above:
                path.rmdir()
