"""Data: public downloads brought to this machine, what is kept, and where it lies.

Only :func:`pull` goes to the network, and only when a person asks for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from matcher.core.errors import FileError, SettingError
from matcher.core.installation import cache_folder, data_folder
from matcher.jobs.stages.reading import Progress, Sources, quiet

if TYPE_CHECKING:
    from matcher.core.services.answer import Limits
    from matcher.downloads.fetch import Source
    from matcher.downloads.pull import PullResult
    from matcher.downloads.store import Record


@dataclass(frozen=True, slots=True)
class Pulled:
    """The files that were pulled, for a run that names none; None for what is not kept. ``offers``
    are those of public registers of what institutions have. ``days`` gives the day of each."""

    register: Path | None = None
    links: Path | None = None
    groups: Path | None = None
    postcodes: Path | None = None
    offers: tuple[Path, ...] = ()
    days: dict[str, str] = field(default_factory=dict)


class State(NamedTuple):
    """What is kept of a dataset: its record, or None; its bytes; its age in days, None
    where its day is unknown; and what is wrong with it, "" for nothing."""

    dataset: str
    record: Record | None
    bytes: int = 0
    age_days: int | None = None
    fault: str = ""


def pull(
    names: Sequence[str] = (),
    *,
    source: str | None = None,
    day: dt.date | None = None,
    folder: Path | None = None,
    limits: Limits | None = None,
    min_rows: int | None = None,
    today: dt.date | None = None,
    progress: Progress = quiet,
) -> Iterator[PullResult]:
    """Bring the newest data of each dataset named, one by one; without names of the register and
    the postcodes.

    ``source`` is the address of a copy of the publishers' servers, or a folder of downloads
    (without names all that it holds is taken); ``day`` is the day the walk back begins.
    Raises :class:`SettingError` for a name that is none, and what
    :func:`matcher.downloads.pull.pull` raises; what was kept before is untouched then.
    """
    from matcher.downloads import pull as room
    from matcher.downloads.catalogue import DATASETS, MIN_ROWS
    from matcher.downloads.fetch import LIMITS, Source
    from matcher.downloads.store import Store
    from matcher.jobs.installation.conversions import conversions

    _check_names(names)
    chosen = Source.from_text(source)
    wanted = list(dict.fromkeys(names)) or [
        name
        for name, one in DATASETS.items()
        if chosen.has(one) and (chosen.folder is not None or not one.on_request)
    ]
    if not wanted:
        raise FileError(
            "the folder holds no download that is known",
            where=str(chosen.folder),
            hint="they are called edubasealldataYYYYMMDD.csv, links_edubasealldataYYYYMMDD.csv, "
            "alllinksdataYYYYMMDD.csv and codepo_gb.zip; those of public registers "
            f"activeplacescsvs.zip, for example; {_seen(chosen)}",
        )
    now = today or dt.date.today()
    passed_over = [
        one
        for name, one in DATASETS.items()
        if not names and name not in wanted and not one.on_request
    ]
    notes = tuple(
        f"{one.name} was left as it is: no file in the folder is called {one.parts[0].called}; "
        f"{_seen(chosen)}"
        for one in passed_over
    )
    for name in wanted:
        progress(name, 0.0)
        result = room.pull(
            DATASETS[name],
            chosen,
            Store(folder or data_folder()),
            conversions(DATASETS[name]),
            day=day or now,
            today=now,
            limits=limits or LIMITS,
            min_rows=MIN_ROWS if min_rows is None else min_rows,
        )
        yield replace(result, notes=(*result.notes, *notes))
        notes = ()
        progress(name, 1.0)


def _seen(source: Source) -> str:
    from matcher.downloads.fetch import seen_in

    return seen_in(source.folder) if source.folder is not None else ""


def status(*, folder: Path | None = None, today: dt.date | None = None) -> list[State]:
    """What is kept of every dataset; every byte is read and checked."""
    from matcher.downloads.catalogue import DATASETS
    from matcher.downloads.store import Store, age_days

    store, states = Store(folder or data_folder()), []
    for name in DATASETS:
        try:
            record = store.record(name)
        except FileError as error:
            states.append(State(name, None, fault=error.what))
            continue
        if record is None:
            states.append(State(name, None))
            continue
        changed = store.faults(record)
        fault = f"{', '.join(changed)} changed since the pull" if changed else ""
        age = age_days(record.day, today or dt.date.today())
        states.append(State(name, record, store.size(record), age, fault))
    return states


def bytes_of_indexes(*, folder: Path | None = None) -> int:
    """How large the indexes of postcodes are that made themselves, 0 where there are none."""
    from matcher.place.postcode_file import kept_index

    return kept_index.bytes_of_indexes(folder or data_folder())


def clear(names: Sequence[str] = (), *, folder: Path | None = None) -> int:
    """Take away what is kept of each dataset named (of postcodes also the indexes that made
    themselves); without names all of them, the remembered answers of services and the
    fingerprints of outputs. Gives the bytes freed. Raises :class:`SettingError` and
    :class:`OutputError`."""
    from matcher.core.files.ledger import clear_ledger
    from matcher.downloads.catalogue import DATASETS
    from matcher.downloads.store import Store
    from matcher.place.postcode_file.kept_index import clear_indexes
    from matcher.place.postcode_service.cache import clear_cache
    from matcher.travel.cache import clear_cache as clear_travel

    _check_names(names)
    store = Store(folder or data_folder())
    freed = sum(store.clear(name) for name in names or DATASETS)
    if not names or "postcodes" in names:
        freed += clear_indexes(store.folder)
    if names:
        return freed
    caches = (clear_cache, clear_travel, clear_ledger)
    return freed + sum(empty(cache_folder()) for empty in caches)


def pulled(*, folder: Path | None = None) -> Pulled:
    """The files of the store. Raises :class:`FileError` where it is damaged."""
    from matcher.downloads.catalogue import DATASETS
    from matcher.downloads.store import Store

    store = Store(folder or data_folder())
    paths: dict[str, Path] = {}
    days: dict[str, str] = {}
    offers: list[Path] = []
    for name, dataset in DATASETS.items():
        record = store.record(name)
        if record is None:
            continue
        if dataset.offers:
            offers += [store.path(record, kept.part) for kept in record.parts]
            days[name] = record.day or record.fetched
        else:
            paths |= {kept.part: store.path(record, kept.part) for kept in record.parts}
            days |= {kept.part: kept.day or record.fetched for kept in record.parts}
    return Pulled(
        paths.get("register"),
        paths.get("links"),
        paths.get("groups"),
        paths.get("postcodes"),
        tuple(offers),
        days,
    )


def _check_names(names: Sequence[str]) -> None:
    """Raise :class:`SettingError` for a name that is no dataset's."""
    from matcher.downloads.catalogue import DATASETS

    unknown = [name for name in names if name not in DATASETS]
    if unknown:
        raise SettingError(
            f"there is no dataset {', '.join(unknown)}",
            hint="the datasets are " + ", ".join(DATASETS),
        )


def complete(sources: Sources, left_out: set[str]) -> tuple[Sources, list[str]]:
    """``sources`` with what was pulled in place of each file that is not named and not
    ``left_out`` ("register", "postcodes", "links", "groups", "offers"), and a line for a person
    on each. Links and groups go with the pulled register alone. Raises :class:`FileError` for a
    damaged store.
    """
    from matcher.downloads.catalogue import DATASETS

    kept, used = pulled(), []
    if sources.register is None and "register" not in left_out and kept.register:
        sources = replace(sources, register=kept.register)
        used.append("register")
        if sources.links is None and "links" not in left_out and kept.links:
            sources = replace(sources, links=kept.links)
            used.append("links")
        if sources.groups is None and "groups" not in left_out and kept.groups:
            sources = replace(sources, groups=kept.groups)
            used.append("groups")
    if sources.postcodes is None and "postcodes" not in left_out and kept.postcodes:
        sources = replace(sources, postcodes=kept.postcodes)
        used.append("postcodes")
    lines = [
        f"Using the {name} pulled on this machine, of {kept.days[name]}; --{name} none leaves "
        f"{'it' if name == 'register' else 'them'} out"
        for name in used
    ]
    if not sources.offers and "offers" not in left_out and kept.offers:
        sources = replace(sources, offers=kept.offers)
        named = (name for name, one in DATASETS.items() if one.offers and name in kept.days)
        lines.append(
            f"Using {', '.join(f'{name} of {kept.days[name]}' for name in named)}, pulled on this "
            "machine; --offers none leaves them out"
        )
    return sources, lines
