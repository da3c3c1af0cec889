"""The folders of partnerships: found below one folder, and deleted when they need not be kept
any longer.

A partnership is a folder with a record in it, at any depth. What else the product keeps
beside the record is listed here; a folder that holds anything more is never deleted.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.core.errors import FileError, MatcherError, OutputError
from matcher.core.files.atomic import clear_unfinished, is_unfinished, output_hint
from matcher.core.files.lock import LOCK, held, is_left_over
from matcher.core.files.names import is_partnership_file
from matcher.core.files.refusals import check_not_address, refuse_dash
from matcher.core.problems import ProblemLog
from matcher.core.tables import urn_key
from matcher.partnership.record.file import RECORD, read_record
from matcher.partnership.record.partnership import Partnership

_LOOKS = 100  # five seconds: eight that waited have looked by then
_ACTIVE = ("agreed", "running")
BROKEN = "broken_partnership"  # the code of the problem


@dataclass(frozen=True, slots=True)
class FiledPartnership:
    """A partnership and the folder it lies in."""

    folder: Path
    partnership: Partnership


@dataclass(frozen=True, slots=True)
class DueFolder:
    """A partnership whose time to be kept is over. ``kept_because``: why it is not deleted all the
    same; "" where it is. ``changed``: the day of the last change to a file of the folder, by
    the clock of this machine; None where it cannot be told."""

    filed: FiledPartnership
    kept_because: str = ""
    changed: datetime.date | None = None


def folder_name(partnership: Partnership) -> str:
    """What its folder is called: both URNs. A URN is text of a list: where it holds more than
    letters and digits, these are kept and a digest of the whole follows."""
    name = partnership.id
    if re.fullmatch(r"[0-9A-Za-z]{1,30}-[0-9A-Za-z]{1,30}", name):
        return name
    safe = "-".join(re.sub(r"[^0-9A-Za-z]", "", urn)[:20] for urn in partnership.pair)
    return f"{safe}-{hashlib.sha256(repr(partnership.pair).encode()).hexdigest()[:8]}"


@contextlib.contextmanager
def held_partnership(folder: Path, command: str) -> Iterator[Partnership]:
    """Hold the folder of a partnership for ``command``, from the reading of its record to the
    last file written: the partnership as it is then. Raises :class:`FileError` where there is
    none, and :class:`OutputError` where another command keeps the folder."""
    read_record(folder)  # what is wrong with it is said at once
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(held(folder, command))
        except OutputError:
            read_record(folder)  # it may have been deleted while we waited
            raise
        yield read_record(folder)


@contextlib.contextmanager
def held_for_documents(folder: Path, out: Path | None, command: str) -> Iterator[None]:
    """Hold the folder of a partnership while documents are made from its files that go there
    too; where they go elsewhere (``out``) the folder is only read, and not held."""
    if out is not None and folder.resolve() not in (out.resolve(), out.resolve().parent):
        yield
        return
    with held_partnership(folder, command):
        yield


def there_already(folder: Path) -> OutputError:
    """What is raised where a new partnership finds its folder taken."""
    return OutputError(
        "is there already",
        where=str(folder),
        hint="matcher partnership status FOLDER shows it, and moves it on",
    )


def is_free(folder: Path) -> bool:
    """Whether a new partnership may be filed in ``folder``: it is not there, or nothing is in
    it but what a killed command left."""
    if not folder.exists() and not folder.is_symlink():
        return True
    return folder.is_dir() and all(map(is_left_over, folder.iterdir()))


@contextlib.contextmanager
def held_new_folder(folder: Path, command: str) -> Iterator[None]:
    """Hold a folder that may have to be made for a new partnership; one that was
    made and stays empty is taken away again. Raises :class:`OutputError`."""
    check_not_address(folder)
    refuse_dash(folder)
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot be made: {error.strerror}", where=str(folder), hint=output_hint(error)
        ) from None
    try:
        with held(folder, command):
            yield
    finally:
        with contextlib.suppress(OSError):
            if made:
                folder.rmdir()


def read_partnerships(folder: Path, log: ProblemLog) -> tuple[FiledPartnership, ...]:
    """Every partnership in or below ``folder``, in the order of their URNs. One that cannot
    be read is a problem (``broken_partnership``), and the others are read all the same.
    Raises :class:`FileError` where ``folder`` is no folder."""
    if not folder.is_dir():
        raise FileError(
            "is no folder of partnerships",
            where=str(folder),
            hint="matcher partnership new RUN URN URN makes one",
        )
    found = []
    for path in _found(folder, RECORD):
        try:
            found.append(FiledPartnership(path.parent, read_record(path.parent)))
        except FileError as error:
            log.add(
                BROKEN,
                f"the record cannot be used: {error.what}",
                list=path.relative_to(folder.parent).as_posix(),
                severity="rejected",
                hint=error.hint or "mend it in a text editor, or take the folder away",
            )
    return tuple(sorted(found, key=_sort_key))


def due_folders(folder: Path, today: datetime.date, log: ProblemLog) -> tuple[DueFolder, ...]:
    """The partnerships that are to be kept no longer: the last day to keep them is before
    ``today``. One without such a day is never due.

    One that is agreed or running stays, and so does a folder that holds anything but files
    of :mod:`matcher.core.files.names` and their dated copies. Nothing is
    deleted. Problems and errors as :func:`read_partnerships`.
    """
    return tuple(
        DueFolder(one, _reason_to_keep(one), _last_change(one.folder))
        for one in read_partnerships(folder, log)
        if _is_due(one.partnership, today)
    )


def delete_folder(found: DueFolder, today: datetime.date) -> None:
    """Delete the folder of a partnership that is due, unless it is no longer due, or holds
    what is not ours, by the time that no other command uses it. Raises :class:`OutputError`
    where it stays, :class:`FileError` where its record cannot be read any more."""
    folder = found.filed.folder
    try:
        with held_partnership(folder, "partnership purge") as partnership:
            now = FiledPartnership(folder, partnership)
            stays = _reason_to_keep(now)
            if not _is_due(partnership, today):
                stays = "its record says now that it is to be kept longer"
            if stays:
                raise OutputError(f"is not deleted: {stays}", where=str(folder))
            # The record goes last: a purge that was cut off can be run again.
            entries = [entry for entry in folder.iterdir() if entry.name != LOCK]
            for entry in sorted(entries, key=lambda entry: (entry.name == RECORD, entry)):
                entry.unlink()
        _remove_empty(folder)
    except OSError as error:
        if isinstance(error, MatcherError):
            raise
        raise OutputError(
            f"cannot be deleted: {error.strerror}",
            where=str(folder),
            hint="close its files and purge again",
        ) from None


def _remove_empty(folder: Path) -> None:
    """Take away the folder of a partnership that is deleted. Whoever waited for it looks into
    it once more, which leaves a lock there for a moment. Raises OSError."""
    for _ in range(_LOOKS):
        try:
            folder.rmdir()
            return
        except OSError:
            if not folder.exists():
                return
            if not all(map(is_left_over, folder.iterdir())):
                raise
        time.sleep(0.05)
    folder.rmdir()


def clear_deleted(folder: Path) -> None:
    """Take away what a purge that was killed at its very end left below ``folder``: folders
    that hold a lock of ours and nothing else."""
    for lock in _found(folder, LOCK):
        with contextlib.suppress(OSError):
            if all(map(is_left_over, lock.parent.iterdir())):
                with held(lock.parent, "partnership purge", wait=0):
                    clear_unfinished(lock.parent)
                lock.parent.rmdir()


def _found(folder: Path, name: str) -> list[Path]:
    """Whatever has that name in or below ``folder``; a folder that goes meanwhile is passed
    over, as ``Path.rglob`` does not."""
    found = []
    for top, folders, files in os.walk(folder):
        # What is not finished is nowhere yet.
        folders[:] = [one for one in folders if not is_unfinished(Path(one))]
        if name in folders or name in files:
            found.append(Path(top, name))
    return sorted(found)


def _is_due(partnership: Partnership, today: datetime.date) -> bool:
    kept = partnership.keep_until
    return bool(kept) and datetime.date.fromisoformat(kept) < today


def _reason_to_keep(one: FiledPartnership) -> str:
    """Why the folder of a partnership must not be deleted; "" where it may."""
    if one.partnership.status in _ACTIVE:
        return f"it is {one.partnership.status}: end it first, or set a later keep_until"
    try:
        foreign = sorted(entry.name for entry in one.folder.iterdir() if not _is_own_file(entry))
    except OSError as error:
        return f"it cannot be looked into: {error.strerror}"
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        return f"it holds what is not ours: {', '.join(foreign[:3])}{more}"
    return ""


def _last_change(folder: Path) -> datetime.date | None:
    try:
        last = max(entry.lstat().st_mtime for entry in folder.iterdir())
        return datetime.datetime.fromtimestamp(last).astimezone().date()
    except (OSError, OverflowError, ValueError):
        return None


def _is_own_file(entry: Path) -> bool:
    known = is_partnership_file(entry.name) or is_left_over(entry)
    return known and (entry.is_symlink() or entry.is_file())


def _sort_key(one: FiledPartnership) -> tuple[object, ...]:
    seeker, partner = one.partnership.pair
    return urn_key(seeker), urn_key(partner), one.folder.as_posix()
