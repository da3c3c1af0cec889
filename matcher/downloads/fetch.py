"""A download, from its publisher, from a copy of the publisher's server, or from a folder.

Whatever it comes from, it lands in a file without a name: nothing of a register, which
holds the names and telephones of heads, is left behind by a process that is killed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from matcher.core.errors import FileError, ServiceError
from matcher.core.files.reading import open_file
from matcher.core.http import Client
from matcher.core.services.answer import Limits
from matcher.downloads.catalogue import MAX_BYTES, Dataset, DatasetPart

LIMITS = Limits(call_s=1800.0, read_s=30.0, max_bytes=MAX_BYTES)
RUN_S = 3600.0
DAYS_BACK = 14  # a daily file may be late, at the weekend by some days
_BY_HAND = "try again later, or download the file in a browser and give its folder with --from"
_MOST_SEEN = 8  # names of a folder that a message lists
# What a browser adds where a file of that name is there: "edubasealldata20261120 (1).csv".
_AGAIN = re.compile(r" ?\(\d+\)(?=\.\w+\Z)")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Download:
    """One download: the open file, what it is called, where it came from, the day in its
    name (YYYY-MM-DD, "" for none), its SHA-256 and size."""

    handle: IO[bytes]
    name: str
    address: str
    day: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where to fetch from: the publisher (the default), the address of a copy of its server,
    or a folder of files that were downloaded before, for which no network is used."""

    mirror: str = ""
    folder: Path | None = None

    @classmethod
    def from_text(cls, text: str | None) -> Source:
        """The source that a person names: an address, a folder, or None for the publisher.
        Raises :class:`FileError` for what is neither."""
        if not text:
            return cls()
        if _URL.match(text):
            return cls(mirror=text)
        folder = Path(text)
        if not folder.is_dir():
            raise FileError(
                "there is no such folder",
                where=text,
                hint="give the folder of the downloads, or an address that begins with https://",
            )
        return cls(folder=folder)

    def has(self, dataset: Dataset) -> bool:
        """Whether the first part of a dataset can be looked for here: always, but in a folder."""
        return self.folder is None or bool(
            _files_in_folder(dataset.parts[0], self.folder, dt.date.max)
        )


def seen_in(folder: Path) -> str:
    """What a folder of downloads holds that may be one under another name, in words."""
    names = sorted(
        path.name
        for path in folder.iterdir()
        if path.suffix.casefold() in (".csv", ".zip", ".xlsx", ".txt") and path.is_file()
    )
    if not names:
        return "there is no CSV or ZIP in it"
    more = f" and {len(names) - _MOST_SEEN:,} more" if len(names) > _MOST_SEEN else ""
    return f"there is {', '.join(names[:_MOST_SEEN])}{more}"


def fetch(
    dataset: Dataset,
    source: Source,
    day: dt.date,
    holder: Path,
    *,
    limits: Limits = LIMITS,
) -> dict[str, Download]:
    """Every part of a dataset as of ``day`` or the newest before it, checked to be what its
    name says; an optional part that is nowhere is left out.

    The files are held open in ``holder`` and vanish when closed. Raises
    :class:`ServiceError` and :class:`FileError`.
    """
    downloads: dict[str, Download] = {}
    try:
        for part in dataset.parts:
            if source.folder is not None:
                download = _newest_in_folder(part, source.folder, day)
            else:
                client = _client(dataset, source, limits)
                download = _download(dataset, part, client, day, holder)
            if download is not None:
                downloads[part.name] = download
                _check_content(part, download)
            elif not part.optional:
                raise _not_found(dataset, part, source, day)
    except BaseException:
        for download in downloads.values():
            download.handle.close()
        raise
    return downloads


def _client(dataset: Dataset, source: Source, limits: Limits) -> Client:
    """A client of the publisher, or of the copy that a person named."""
    if source.mirror:
        return Client(source.mirror, limits, plain=True, run_s=RUN_S)
    return Client(dataset.base, limits, run_s=RUN_S, allowed=dataset.hosts)


def _download(
    dataset: Dataset, part: DatasetPart, client: Client, day: dt.date, holder: Path
) -> Download | None:
    handle: IO[bytes] = tempfile.TemporaryFile(dir=holder)  # noqa: SIM115 - the caller closes it
    try:
        if part.in_a_list:
            entry = _list_entry(dataset, part, client)
            path, name, found_day = entry["path"], entry["fileName"], ""
            found = client.download(path, handle)
            if found is not None:
                _check_against_list(entry, handle, found[1], client.base + path)
        else:
            # What has no day in its path is asked for once.
            for back in range(DAYS_BACK + 1 if part.is_of_a_day else 1):
                when = day - dt.timedelta(days=back)
                path = part.path.format(day=f"{when:%Y%m%d}")
                found_day = when.isoformat() if part.is_of_a_day else ""
                name = path.rpartition("/")[2] if found_day else f"{dataset.name} {part.name}"
                found = client.download(path, handle)
                if found is not None:
                    break
        if found is None:
            handle.close()
            return None
        handle.flush()
        return Download(handle, name, client.base.rstrip("/") + path, found_day, found[0], found[1])
    except BaseException:
        handle.close()
        raise


def _list_entry(dataset: Dataset, part: DatasetPart, client: Client) -> dict[str, Any]:
    """The entry of the publisher's list for Great Britain as CSV, with its ``path`` on the
    server that is asked: where a list names another server, that is not believed."""
    where = client.base.rstrip("/") + part.path
    listed = client.get(part.path).json(where)
    for entry in listed if isinstance(listed, list) else []:
        if not isinstance(entry, dict) or not isinstance(entry.get("url"), str):
            continue
        if (entry.get("area"), entry.get("format")) != ("GB", "CSV"):
            continue
        for base in (dataset.base, client.base.rstrip("/")):
            if entry["url"].startswith(base + part.path + "?"):
                path = entry["url"].removeprefix(base)
                return entry | {"path": path, "fileName": str(entry.get("fileName") or part.name)}
    raise ServiceError("the list names no CSV of Great Britain", where=where, hint=_BY_HAND)


def _check_against_list(entry: dict[str, Any], handle: IO[bytes], size: int, where: str) -> None:
    handle.seek(0)
    md5 = hashlib.file_digest(handle, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()  # type: ignore[arg-type]
    wrong = entry.get("size") not in (None, size) or (
        entry.get("md5") and str(entry["md5"]).casefold() != md5
    )
    if wrong:
        raise ServiceError("this is not the file that is listed (MD5)", where=where, hint=_BY_HAND)


def _newest_in_folder(part: DatasetPart, folder: Path, day: dt.date) -> Download | None:
    """The newest file of the folder that is not of a later day."""
    found = _files_in_folder(part, folder, day)
    if not found:
        return None
    when, path = found[-1]
    try:
        handle = open_file(path)
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise FileError(f"the file is larger than {MAX_BYTES:,} bytes", where=str(path))
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(
            f"the file cannot be read: {error.strerror}",
            where=str(path),
            hint="close it elsewhere and check that you may read it",
        ) from error
    # The name alone: a record of a person's folders is nobody's business.
    return Download(handle, path.name, path.name, when, digest, size)


def _files_in_folder(part: DatasetPart, folder: Path, day: dt.date) -> list[tuple[str, Path]]:
    """The files of a part with the day in their name, oldest first."""
    found = []
    for path in folder.iterdir():
        match = part.file_name.fullmatch(_AGAIN.sub("", path.name))
        if match and path.is_file():
            digits = re.sub(r"\D", "", match[1] or "")
            when = "-".join(filter(None, (digits[:4], digits[4:6], digits[6:8])))
            if when <= day.isoformat():
                found.append((when, path.stat().st_mtime, path))
    return [(when, path) for when, _, path in sorted(found)]


def _check_content(part: DatasetPart, download: Download) -> None:
    """Refuse a web page that answers in place of a file, and a zip that breaks off."""
    download.handle.seek(0)
    start = download.handle.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    download.handle.seek(0)
    what = ""
    if start[:1] == b"<":
        what = "this is a web page, not the download"
    elif part.kind == "zip" and not zipfile.is_zipfile(download.handle):
        what = "this is not a zip, or it breaks off"
    download.handle.seek(0)
    if what:
        raise FileError(what, where=download.address, hint=_BY_HAND)


def _not_found(dataset: Dataset, part: DatasetPart, source: Source, day: dt.date) -> Exception:
    if source.folder is not None:
        return FileError(
            f"the folder holds no download of {dataset.name}",
            where=str(source.folder),
            hint=f"it is called {part.called}, of {day.isoformat()} or before; "
            f"{seen_in(source.folder)}",
        )
    since = f" of {day.isoformat()} or the {DAYS_BACK} days before it" if part.is_of_a_day else ""
    return ServiceError(
        f"there is no {part.name}{since}", where=source.mirror or dataset.base, hint=_BY_HAND
    )
