"""Partnerships that need not be kept any longer, found and deleted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

from matcher.core.cells import in_words
from matcher.core.errors import MatcherError
from matcher.core.problems import ProblemLog
from matcher.jobs.partnership.listing import problem_sentences
from matcher.partnership import folders


@dataclass(frozen=True, slots=True)
class PurgeResult:
    """What a purge found: the partnerships due, each with why it stays, if it does; whether
    the others were deleted; and the records that could not be read."""

    due: tuple[folders.DueFolder, ...]
    deleted: bool
    unread: tuple[str, ...]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        deletable = [one for one in self.due if not one.kept_because]
        done = "deleted" if self.deleted else "to be deleted"
        text = [
            f"{done.capitalize()}: {one.filed.folder} (was to be kept until "
            f"{in_words(one.filed.partnership.keep_until)}{_last_change(one)})"
            for one in deletable
        ]
        text += [
            f"Stays: {one.filed.folder}: {one.kept_because}{_last_change(one)}"
            for one in self.due
            if one.kept_because
        ]
        text.append(f"{len(deletable):,} {done}, {len(self.due) - len(deletable):,} due but kept")
        if deletable and not self.deleted:
            text.append("Nothing was deleted: give --yes to do it")
        return text


def purge(folder: Path, today: datetime.date, yes: bool = False) -> PurgeResult:
    """Find the partnerships below ``folder`` whose last day to be kept is before ``today``,
    and with ``yes`` delete them; without, nothing is deleted.

    Agreed and running ones stay, and folders that hold files of somebody else: they are
    told of. Raises :class:`FileError` where it is no folder.
    """
    log = ProblemLog()
    due = list(folders.due_folders(folder, today, log))
    for at, one in enumerate(due):
        if yes and not one.kept_because:
            try:
                folders.delete_folder(one, today)
            except MatcherError as error:
                due[at] = replace(one, kept_because=error.what)
    if yes:
        folders.clear_deleted(folder)
    return PurgeResult(tuple(due), yes, problem_sentences(log))


def _last_change(one: folders.DueFolder) -> str:
    return f"; last change to its files on {in_words(one.changed)}" if one.changed else ""
