"""One pull: fetch every part, make of it what is kept, and put it in place of the old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from matcher.core.errors import FileError
from matcher.core.installation import __version__
from matcher.core.services.answer import Limits
from matcher.downloads.catalogue import MIN_ROWS, Dataset
from matcher.downloads.fetch import LIMITS, Download, Source, fetch
from matcher.downloads.store import Record, Store, StoredPart, contents


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a download: rows kept, the day it says itself that it is of ("" where
    it does not), and what a person should know."""

    rows: int
    day: str = ""
    notes: tuple[str, ...] = ()


Convert = Callable[[IO[bytes], str, Path], Converted]
"""Makes of an open download, called so, what is kept, at a path that is new."""


@dataclass(frozen=True, slots=True)
class PullResult:
    """What a pull came to; ``changed`` says whether the data are other than before."""

    record: Record
    changed: bool
    notes: tuple[str, ...]


def pull(
    dataset: Dataset,
    source: Source,
    store: Store,
    convert: Mapping[str, Convert],
    *,
    day: dt.date,
    today: dt.date,
    limits: Limits = LIMITS,
    min_rows: int = MIN_ROWS,
) -> PullResult:
    """Bring the data of ``dataset`` of ``day``, or the newest before it, into ``store``.

    ``convert`` has a function for each part. Raises :class:`ServiceError`,
    :class:`FileError` and :class:`OutputError`; the data that were there are untouched then.
    """
    with store.pulling(dataset.name) as part:
        downloads = fetch(dataset, source, day, part, limits=limits)
        try:
            stored, notes = _convert_parts(dataset, downloads, convert, part, min_rows)
        finally:
            for download in downloads.values():
                download.handle.close()
        year = stored[0].day[:4]
        record = Record(
            dataset=dataset.name,
            publisher=dataset.publisher,
            licence=dataset.licence,
            attribution=tuple(
                " ".join(line.format(day=stored[0].day, year=year).split())
                for line in dataset.attribution
            ),
            fetched=today.isoformat(),
            made_by=__version__,
            folder="",
            parts=stored,
            contents=contents(part),
        )
        before = _record_before(store, dataset.name)
        if before is not None and before.same_data(record) and not store.faults(before):
            store.write_record(replace(record, folder=before.folder))
            return PullResult(replace(record, folder=before.folder), False, notes)
        return PullResult(store.make_current(part, record), True, notes)


def _convert_parts(
    dataset: Dataset,
    downloads: Mapping[str, Download],
    convert: Mapping[str, Convert],
    folder: Path,
    min_rows: int,
) -> tuple[tuple[StoredPart, ...], tuple[str, ...]]:
    stored, notes = [], []
    for number, part in enumerate(dataset.parts):
        download = downloads.get(part.name)
        if download is None:
            notes.append(f"{part.name}: none was found ({part.called}), so none are kept")
            continue
        new_path = folder / part.name
        converted = convert[part.name](download.handle, download.name, new_path)
        least = 1 if number else min_rows
        if converted.rows < least:
            raise FileError(
                f"it has {converted.rows:,} rows, at least {least:,} were expected",
                where=download.address,
                hint="try again later, or download the file in a browser and look at it",
            )
        day = converted.day or download.day
        file = part.stored_as.format(day=day or "undated")
        new_path.replace(folder / file)
        stored.append(
            StoredPart(
                part.name,
                file,
                download.address,
                day,
                download.sha256,
                download.size,
                converted.rows,
            )
        )
        notes += [f"{download.name}: {note}" for note in converted.notes]
    return tuple(stored), tuple(notes)


def _record_before(store: Store, dataset: str) -> Record | None:
    try:
        return store.record(dataset)
    except FileError:
        return None
