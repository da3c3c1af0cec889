"""A new run made whole beside the earlier one, and swapped for it at the end.

Everything happens in one hidden folder inside the folder of the run:

1. ``.matcher-….part/new`` takes the files of the new run, its manifest last.
2. ``.matcher-….part/earlier`` takes what they replace, under second names of the same files.
3. The hidden folder is renamed to ``.matcher-ready.part``: from here on the new run counts.
4. The old manifest goes, the new files take their places one by one, the new manifest last.
5. ``earlier`` becomes a dated folder beside the run.

Whatever fails before 3 leaves the earlier run untouched; a failure in 4, such as a file that
is open in Excel, puts it back. A kill after 3 leaves ``.matcher-ready.part``, and the next run
into the folder goes on with 4 (:func:`finish_swap`).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from matcher.core.errors import OutputError
from matcher.core.files.atomic import output_hint, write_bytes, writing
from matcher.core.files.dated_copy import keep_folder, same_bytes, second_name
from matcher.core.files.names import MANIFEST, signature_of
from matcher.core.files.reading import read_file

READY = ".matcher-ready.part"
_NEW, _EARLIER = "new", "earlier"
_HALF = re.compile("[\ud800-\udfff]")


class NewRun(NamedTuple):
    """A run that is being made for ``folder``, in the hidden folder ``part`` inside it;
    ``manifest`` is what its record is called, which is another in other kinds of folder."""

    folder: Path
    part: Path
    manifest: str = MANIFEST

    @property
    def files(self) -> Path:
        """The folder that holds the files of the new run until they are put in place."""
        return self.part / _NEW

    def write(self, name: str, data: bytes) -> None:
        """Write a file of the run. Raises :class:`OutputError`."""
        if not name or Path(name).name != name or name.casefold() == self.manifest:
            raise OutputError(f"{name!r} is no name for a file of a run", where=str(self.folder))
        try:
            with writing(self.folder / name):
                self.files.mkdir(exist_ok=True)
            write_bytes(self.files / name, data)
        except OutputError as error:  # of the hidden folder nobody need know
            raise OutputError(error.what, where=str(self.folder / name), hint=error.hint) from error

    def put_in_place(self, record: dict[str, Any]) -> Path | None:
        """Swap the new run, of which ``record`` is the record, for what is there: the dated
        folder in which that is kept. None where nothing was there, or the same outputs; then
        the record alone is replaced. Raises :class:`OutputError`; the earlier run is whole
        then."""
        self.files.mkdir(exist_ok=True)
        text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        # A byte of a file's name that is no UTF-8 is half a pair here: escaped it comes back.
        text = _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
        write_bytes(self.files / self.manifest, text.encode("utf-8"))
        names = {entry.name for entry in self.files.iterdir()}
        earlier = outputs_of(self.folder, self.manifest) | names
        replaced = sorted(name for name in earlier if os.path.lexists(self.folder / name))
        for name in replaced:
            if (self.folder / name).is_dir():
                raise OutputError(
                    "is a folder, and the run has a file of that name",
                    where=str(self.folder / name),
                    hint="choose another --out",
                )
        if set(replaced) == names and self._is_as_it_was(names - {self.manifest}):
            with writing(self.folder / self.manifest):
                (self.files / self.manifest).replace(self.folder / self.manifest)
            return None
        if set(replaced) == {*names, signature_of(self.manifest)} and self._is_as_it_was(names):
            return None  # signed, and the very same
        with writing(self.folder):
            (self.part / _EARLIER).mkdir()
            for name in replaced:
                second_name(self.folder / name, self.part / _EARLIER / name)
            self.part.rename(self.folder / READY)
        return finish_swap(self.folder, self.manifest, or_undo=True)

    def _is_as_it_was(self, names: set[str]) -> bool:
        return all(same_bytes(self.files / name, self.folder / name) for name in names)


def finish_swap(folder: Path, manifest: str = MANIFEST, *, or_undo: bool = False) -> Path | None:
    """Put a run in place that is ready in ``folder``, if there is one: the dated folder in which
    what was there before is kept.

    Where that fails, the run that is ready stays so and the next may try again, or,
    with ``or_undo``, it is given up and what was there is put back. Raises
    :class:`OutputError`.
    """
    ready = folder / READY
    if not ready.is_dir() or ready.is_symlink():
        return None
    try:
        _swap(folder, ready, manifest)
    except BaseException as error:
        if or_undo:
            _undo(folder, ready, manifest)
        if isinstance(error, OSError):
            raise OutputError(
                f"cannot be replaced: {error.strerror or error}",
                where=str(error.filename2 or error.filename or folder),
                hint=output_hint(error),
            ) from error
        raise
    kept: Path | None = None
    earlier = ready / _EARLIER
    with contextlib.suppress(OSError):
        if any(earlier.iterdir()):
            kept = earlier  # where it cannot be moved it stays there, and the next run tries again
            kept = keep_folder(earlier, folder.resolve())
    if kept != earlier:
        shutil.rmtree(ready, ignore_errors=True)
    return kept


def outputs_of(folder: Path, manifest: str = MANIFEST) -> set[str]:
    """The names of the files that the run in ``folder`` wrote, its manifest among them; none
    where there is no run or its record cannot be read. Its manifest and the signature of that
    are always among them."""
    always = {manifest, signature_of(manifest)}
    try:
        entries = json.loads(read_file(folder / manifest))["outputs"]
        return {Path(str(entry["name"])).name for entry in entries} | always
    except (OSError, KeyError, TypeError, ValueError, RecursionError):
        return always


def _swap(folder: Path, ready: Path, manifest: str) -> None:
    new = ready / _NEW
    if not (new / manifest).exists():
        return  # all is in place
    names = outputs_of(new, manifest)
    (folder / manifest).unlink(missing_ok=True)
    for entry in sorted(new.iterdir()):
        if entry.name != manifest:
            entry.replace(folder / entry.name)
    for stale in sorted((ready / _EARLIER).iterdir()):
        if stale.name not in names - {signature_of(manifest)}:
            (folder / stale.name).unlink(missing_ok=True)
    (new / manifest).replace(folder / manifest)


def _undo(folder: Path, ready: Path, manifest: str) -> None:
    """Put back what was there before a swap that failed. Where that fails too, the run that is
    ready stays, and the next run into the folder puts it in place."""
    with contextlib.suppress(OSError, OutputError):
        earlier = ready / _EARLIER
        before = {entry.name for entry in earlier.iterdir()}
        holder = ready / _NEW if (ready / _NEW / manifest).exists() else folder
        new = outputs_of(holder, manifest)
        for name in new - before:
            (folder / name).unlink(missing_ok=True)
        for name in sorted(before, key=lambda name: (name == manifest, name)):
            if not same_bytes(earlier / name, folder / name):
                again = ready / f"{name}.again"
                second_name(earlier / name, again)
                again.replace(folder / name)
        shutil.rmtree(ready, ignore_errors=True)
