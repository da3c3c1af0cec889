"""The folders of new partnerships: made out of sight and moved to their places at the end.

A record that is not finished never stands under its name. All files are on the disk before the
first folder is moved, so that a kill, or a machine that goes out, leaves each folder whole or not
at all. Nobody can hold a folder that is not there yet: what keeps two commands from filing one pair
is the hold on the folder above.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from matcher.core.files.atomic import clear_part_folders, new_part_folder, to_disk, writing
from matcher.partnership.folders import folder_name, held_new_folder, is_free, there_already
from matcher.partnership.record.file import RECORD, record_bytes, write_record
from matcher.partnership.record.partnership import Partnership

# How a system says that something stands where a folder is moved to.
_TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR)


class NewFolders:
    """The folders of new partnerships below ``into``, which ``command`` holds; ``part``: a hidden
    folder in it."""

    def __init__(self, into: Path, command: str, part: Path) -> None:
        self.into = into
        self._command = command
        self._part = part
        self._made: dict[Path, Path] = {}  # by their places, where they are until then

    def file(self, partnership: Partnership) -> tuple[Path, bool]:
        """Write the record of a partnership for a folder of its own: the folder, and True. Where
        that folder is not free nothing is written: it, and False. Raises :class:`OutputError`."""
        folder = self.into / folder_name(partnership)
        if folder in self._made:
            return folder, False
        if not os.path.lexists(folder):
            made = self._part / folder.name
            with writing(folder / RECORD):
                made.mkdir()
                (made / RECORD).write_bytes(record_bytes(partnership))
            self._made[folder] = made
            return folder, True
        if folder.exists() and not folder.is_dir():
            return folder, False
        # Held first, so that a lock that a killed command left in it goes.
        with held_new_folder(folder, self._command):
            if not is_free(folder):
                return folder, False
            write_record(folder, partnership)
        return folder, True

    def put_in_place(self) -> None:
        """Move every folder to its place. Raises :class:`OutputError` where one has come to stand
        there that is none of ours; what was moved before is whole, and stays."""
        with writing(self.into):
            to_disk([made / RECORD for made in self._made.values()])
        for folder, made in self._made.items():
            with writing(folder):
                try:
                    made.rename(folder)
                except OSError as error:
                    if error.errno not in _TAKEN:
                        raise
                    # Another command, such as that of a plan, has filed it in the meantime.
                    raise there_already(folder) from None


@contextlib.contextmanager
def new_folders(into: Path, command: str) -> Iterator[NewFolders]:
    """Hold the folder of all partnerships, made if need be, while ``command`` files new ones, which
    are in their places at the end. What a killed command had not finished is taken away. Raises
    :class:`OutputError`."""
    with held_new_folder(into, command):
        clear_part_folders(into)
        with writing(into):
            part = new_part_folder(into)
        try:
            new = NewFolders(into, command, part)
            yield new
            new.put_in_place()
        finally:
            shutil.rmtree(part, ignore_errors=True)
