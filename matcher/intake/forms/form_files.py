"""The files in a folder of returned forms, whatever was put there: each is a form to be read or
is accounted for.

Folders below it are read too, and archives (.zip) one deep. Files that a program leaves while
it has another open ("~$form.xlsx") are no forms.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.core.cells import without_controls
from matcher.core.errors import FileError
from matcher.core.files.dated_copy import original_name
from matcher.core.files.reading import open_file
from matcher.core.questionnaire import COVERING_FILES
from matcher.core.zip_files import DAMAGED_ZIP

MAX_BYTES = 20_000_000  # a form has some 10,000
MAX_FILES = 50_000
_IN_ARCHIVE = 5_000
_LEFT = ("~$", ".~lock.", "._")  # files of Office, of LibreOffice and of a Mac
_SYSTEM = ("thumbs.db", "desktop.ini", ".ds_store")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the folder: its name below it, what it holds, and when its archive says that it
    was saved; ``fault`` and ``hint`` where it cannot be read; ``passed_over`` for what nobody
    meant as a form."""

    name: str
    data: bytes = b""
    fault: str = ""
    hint: str = ""
    passed_over: bool = False


def found_files(folder: Path, own: Collection[Path] = ()) -> Iterator[FoundFile]:
    """Every file in and below ``folder``, in the order of their names; ``own`` are files that the
    command itself writes; dated copies of them are passed over as they are. Raises
    :class:`FileError` where it is no folder, cannot be listed, or holds far too many."""
    if not folder.is_dir():
        raise FileError(
            "this is not a folder" if folder.exists() else "there is no such folder",
            where=str(folder),
            hint="put the forms that came back into one folder and name that",
        )
    try:
        paths = sorted(path for path in folder.rglob("*") if not path.is_dir())
    except OSError as error:
        raise FileError(
            f"the folder cannot be read: {error.strerror}", where=str(folder)
        ) from error
    if len(paths) > MAX_FILES:
        raise FileError(
            f"the folder holds more than {MAX_FILES:,} files",
            where=str(folder),
            hint="name a folder that holds returned forms alone",
        )
    written = {path.absolute() for path in own}
    for path in paths:
        if path.absolute().with_name(original_name(path.name)) in written:
            yield FoundFile(path.relative_to(folder).as_posix(), passed_over=True)
            continue
        yield from _found(path, without_controls(path.relative_to(folder).as_posix()))


def _found(path: Path, name: str) -> Iterator[FoundFile]:
    if _is_passed_over(path.name):
        yield FoundFile(name, passed_over=True)
        return
    try:
        with open_file(path) as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield FoundFile(name, fault=f"cannot be read: {reason}", hint="close it elsewhere")
        return
    if len(data) > MAX_BYTES:
        yield FoundFile(name, fault="is far too large for a form")
    elif not data.strip():
        yield FoundFile(name, fault="is empty: it holds no byte", hint="ask for it again")
    elif _is_archive(data):
        yield from _in_archive(data, name)
    else:
        yield FoundFile(name, data)


def _is_passed_over(name: str) -> bool:
    folded = name.casefold()
    return (
        folded.startswith(_LEFT)
        or folded in _SYSTEM
        or original_name(name) in COVERING_FILES
        or folded.endswith((".tmp", ".lnk"))
    )


def _is_archive(data: bytes) -> bool:
    """Whether a file is packed and neither a workbook nor a document."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {one.filename.casefold() for one in archive.infolist()}
    except DAMAGED_ZIP:
        return False  # whoever opens it says what is wrong
    parts = {"[content_types].xml", "content.xml", "mimetype"}
    return not (names & parts or any(name.startswith(("xl/", "word/")) for name in names))


def _in_archive(data: bytes, name: str) -> Iterator[FoundFile]:
    """The files of an archive; one within it is not unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        if len(members) > _IN_ARCHIVE or sum(one.file_size for one in members) > 10 * MAX_BYTES:
            yield FoundFile(name, fault="is an archive far too large for forms",
                            hint="unpack it into the folder")  # fmt: skip
            return
        for member in sorted(members, key=lambda one: one.filename):
            inside = f"{name}/{without_controls(member.filename)}"
            last = member.filename.rpartition("/")[2]
            if _is_passed_over(last) or member.filename.startswith("__MACOSX/"):
                yield FoundFile(inside, passed_over=True)
                continue
            try:
                if member.flag_bits & 1:
                    raise RuntimeError("it is locked by a password")
                with archive.open(member) as stream:
                    content = stream.read(MAX_BYTES + 1)
            except DAMAGED_ZIP as error:
                yield FoundFile(inside, fault=f"cannot be unpacked: {error}",
                                hint="unpack the archive into the folder")  # fmt: skip
                continue
            if len(content) > MAX_BYTES:
                yield FoundFile(inside, fault="is far too large for a form")
            elif not content.strip():
                yield FoundFile(inside, fault="is empty: it holds no byte", hint="ask for it again")
            elif _is_archive(content):
                yield FoundFile(inside, fault="is an archive within an archive",
                                hint="unpack it into the folder")  # fmt: skip
            else:
                yield FoundFile(inside, content)
