"""The folders of new partnerships: made out of sight and moved to their places in one step.

A record that is not finished never stands under its name. The file is on the disk before its folder
is moved, so that a kill, or a machine that goes out, leaves the whole folder or none. Nobody can
hold a folder that is not there yet: what keeps two commands from filing one pair is the hold on
the folder above.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from matcher.core.files.atomic import is_unfinished, new_part_folder, writing
from matcher.partnership.folders import folder_name, held_new_folder, is_free
from matcher.partnership.record.file import RECORD, record_bytes, write_record
from matcher.partnership.record.partnership import Partnership


class NewFolders:
    """The folders of new partnerships below ``into``, which ``command`` holds; ``part``: a hidden
    folder in it."""

    def __init__(self, into: Path, command: str, part: Path) -> None:
        self.into = into
        self._command = command
        self._part = part

    def file(self, partnership: Partnership) -> tuple[Path, bool]:
        """Write the record of a partnership into a folder of its own: the folder, and True. Where
        that folder is not free nothing is written: it, and False. Raises :class:`OutputError`."""
        folder = self.into / folder_name(partnership)
        if not os.path.lexists(folder) and self._moved_in(folder, record_bytes(partnership)):
            return folder, True
        if folder.exists() and not folder.is_dir():
            return folder, False
        # Held first, so that a lock that a killed command left in it goes.
        with held_new_folder(folder, self._command):
            if not is_free(folder):
                return folder, False
            write_record(folder, partnership)
        return folder, True

    def _moved_in(self, folder: Path, record: bytes) -> bool:
        """Make ``folder`` with this record in it; False where it is there by now."""
        made = self._part / folder.name
        with writing(folder / RECORD):
            made.mkdir()
            with (made / RECORD).open("xb") as handle:
                handle.write(record)
                handle.flush()
                os.fsync(handle.fileno())
            try:
                made.rename(folder)
            except OSError:
                if os.path.lexists(folder):
                    return False
                raise
        return True


@contextlib.contextmanager
def new_folders(into: Path, command: str) -> Iterator[NewFolders]:
    """Hold the folder of all partnerships, made if need be, while ``command`` files new ones. What
    a killed command had not finished is taken away. Raises :class:`OutputError`."""
    with held_new_folder(into, command):
        with writing(into):
            for entry in filter(is_unfinished, into.iterdir()):
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry, ignore_errors=True)
            part = new_part_folder(into)
        try:
            yield NewFolders(into, command, part)
        finally:
            shutil.rmtree(part, ignore_errors=True)
