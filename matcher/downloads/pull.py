"""One pull: fetch every part, make of it what is kept, and put it in place of the old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from matcher.core.errors import FileError
from matcher.core.http import Limits
from matcher.core.installation import __version__
from matcher.downloads.catalogue import MIN_ROWS, Dataset
from matcher.downloads.fetch import LIMITS, Raw, Source, fetch
from matcher.downloads.store import Kept, Record, Store, contents


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a download: rows kept, the day it says itself that it is of ("" where
    it does not), and what a person should know."""

    rows: int
    day: str = ""
    notes: tuple[str, ...] = ()


Convert = Callable[[IO[bytes], str, Path], Made]
"""Makes of an open download, called so, what is kept, at a path that is new."""


@dataclass(frozen=True, slots=True)
class Outcome:
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
) -> Outcome:
    """Bring the data of ``dataset`` of ``day``, or the newest before it, into ``store``.

    ``convert`` has a function for each part. Raises :class:`ServiceError`,
    :class:`FileError` and :class:`OutputError`; the data that were there are untouched then.
    """
    with store.pulling(dataset.name) as part:
        raws = fetch(dataset, source, day, part, limits=limits)
        try:
            kept, notes = _convert(dataset, raws, convert, part, min_rows)
        finally:
            for raw in raws.values():
                raw.handle.close()
        year = kept[0].day[:4]
        record = Record(
            dataset=dataset.name,
            publisher=dataset.publisher,
            licence=dataset.licence,
            attribution=tuple(
                " ".join(line.format(day=kept[0].day, year=year).split())
                for line in dataset.attribution
            ),
            fetched=today.isoformat(),
            made_by=__version__,
            folder="",
            parts=kept,
            contents=contents(part),
        )
        old = _old(store, dataset.name)
        if old is not None and old.same_data(record) and not store.faults(old):
            store.note(replace(record, folder=old.folder))
            return Outcome(replace(record, folder=old.folder), False, notes)
        return Outcome(store.keep(part, record), True, notes)


def _convert(
    dataset: Dataset,
    raws: Mapping[str, Raw],
    convert: Mapping[str, Convert],
    folder: Path,
    min_rows: int,
) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
    kept, notes = [], []
    for number, part in enumerate(dataset.parts):
        raw = raws.get(part.name)
        if raw is None:
            notes.append(f"{part.name}: none was found, so none are kept")
            continue
        fresh = folder / part.name
        made = convert[part.name](raw.handle, raw.name, fresh)
        least = 1 if number else min_rows
        if made.rows < least:
            raise FileError(
                f"it has {made.rows:,} rows, at least {least:,} were expected",
                where=raw.address,
                hint="try again later, or download the file in a browser and look at it",
            )
        day = made.day or raw.day
        file = part.kept.format(day=day or "undated")
        fresh.rename(folder / file)
        kept.append(Kept(part.name, file, raw.address, day, raw.sha256, raw.size, made.rows))
        notes += [f"{raw.name}: {note}" for note in made.notes]
    return tuple(kept), tuple(notes)


def _old(store: Store, dataset: str) -> Record | None:
    try:
        return store.record(dataset)
    except FileError:
        return None
