"""All partnerships below a folder: listed, drawn, minded by a match, deleted when their time
is over."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.cells import in_words
from matcher.core.errors import FileError, OutputError
from matcher.core.problems import ProblemLog
from matcher.jobs.partnership.partnership import months_on
from matcher.partnership import folders
from matcher.partnership.record import DECLINED

if TYPE_CHECKING:
    import pandas as pd

    from matcher.show.partnerships.facts import Entry, Point, Register

# With whom a pair counts as partners already.
STANDING = ("contacted", "agreed", "running")
# How long a pair that declined is left alone: a school year and its plans have passed then.
APART_MONTHS = 12
_NO_PLACES = "no_places"


@dataclass(frozen=True, slots=True)
class Listing:
    """The register of partnerships; as lines, plain data, a table or a page. ``notes``: what
    could not be done about it, as sentences; ``runs``: what the partnerships were made from."""

    about: Register
    attribution: tuple[str, ...]
    notes: tuple[str, ...]
    runs: tuple[Path, ...]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.show.partnerships.facts import lines

        return lines(self.about)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; unknown figures are null."""
        from matcher.show.partnerships.facts import plain

        return plain(self.about)

    def table(self) -> pd.DataFrame:
        """The table for CSV (:func:`matcher.show.partnerships.facts.table`)."""
        from matcher.show.partnerships.facts import table

        return table(self.about)

    def page(self) -> str:
        """A page of HTML that stands alone, with a sketch map."""
        from matcher.show.partnerships.page import page

        return page(self.about, self.attribution)


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge found: the partnerships due, each with why it stays, if it does; whether
    the others were deleted; and the records that could not be read."""

    due: tuple[folders.Due, ...]
    deleted: bool
    unread: tuple[str, ...]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        gone = [one for one in self.due if not one.stays]
        done = "deleted" if self.deleted else "to be deleted"
        text = [
            f"{done.capitalize()}: {one.filed.folder} "
            f"(was to be kept until {in_words(one.filed.partnership.keep_until)}{_changed(one)})"
            for one in gone
        ]
        text += [
            f"Stays: {one.filed.folder}: {one.stays}{_changed(one)}"
            for one in self.due
            if one.stays
        ]
        text.append(f"{len(gone):,} {done}, {len(self.due) - len(gone):,} due but kept")
        if gone and not self.deleted:
            text.append("Nothing was deleted: give --yes to do it")
        return text


def listed(folder: Path) -> Listing:
    """Every partnership in or below ``folder``, in the order of their URNs. Raises
    :class:`FileError` where it is no folder."""
    from matcher.show.partnerships.facts import Register

    log = ProblemLog()
    found = folders.filed(folder, log)
    entries, unread = tuple(map(_entry, found)), _said(log)
    runs = tuple(dict.fromkeys(Path(one.partnership.run) for one in found if one.partnership.run))
    return Listing(Register(folder.as_posix(), entries, unread, DECLINED), (), unread, runs)


def placed(folder: Path, places: Sequence[Path] = ()) -> Listing:
    """As :func:`listed`, and where the schools are: from ``places`` (folders of runs, lists
    or a register; the first that knows a school is believed), else from the runs that the
    partnerships were made from, where these are still there.

    Raises :class:`FileError` as :func:`listed`, and for a place that cannot be read.
    """
    found, log = listed(folder), ProblemLog()
    at: dict[str, Point] = {}
    attribution: list[str] = []
    for path in places or found.runs:
        try:
            points, lines = _run_points(path) if path.is_dir() else _list_points(path)
        except FileError as error:
            if places:
                raise
            hint = "give a run, a list or the register: --places"
            log.add(_NO_PLACES, error.what, list=path.as_posix(), severity="note", hint=hint)
            continue
        at = {**points, **at}
        attribution += lines
    entries = tuple(
        replace(one, seeker_at=at.get(one.seeker_urn), partner_at=at.get(one.partner_urn))
        for one in found.about.entries
    )
    return Listing(
        replace(found.about, entries=entries),
        tuple(dict.fromkeys(attribution)),
        (*found.notes, *_said(log)),
        found.runs,
    )


def standing(
    folder: Path, today: datetime.date, log: ProblemLog, successor: Callable[[str], str] = str
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """The pairs of the partnerships in or below ``folder`` that a match minds: partners
    already, and pairs to be left alone.

    Contacted, agreed and running ones are partners already; suggested and ended ones are
    matched like anybody. A pair that declined is left alone for twelve months, or as long
    as its day is not known. ``successor`` gives the school of today for a URN. Records that
    cannot be read are problems. Raises :class:`FileError` for a folder without any record.
    """
    found = folders.filed(folder, log)
    if not found and not log.counts().get(folders.BROKEN):
        raise FileError(
            "holds no partnership",
            where=str(folder),
            hint="give a table of pairs, or the folder of matcher partnership new",
        )
    existing, apart = set(), set()
    for one in found:
        seeker, partner = (successor(urn) for urn in one.partnership.pair)
        if seeker == partner:
            continue  # the two have become one school
        if one.partnership.status in STANDING:
            existing.add((seeker, partner))
        elif one.partnership.status == "declined" and _recent(one, today):
            apart.add((seeker, partner))
    return frozenset(existing), frozenset(apart)


def purge(folder: Path, today: datetime.date, yes: bool = False) -> Purged:
    """Find the partnerships below ``folder`` whose last day to be kept is before ``today``,
    and with ``yes`` delete them; without, nothing is deleted.

    Agreed and running ones stay, and folders that hold files of somebody else: they are
    told of. Raises :class:`FileError` where it is no folder.
    """
    log = ProblemLog()
    due = list(folders.due(folder, today, log))
    for at, one in enumerate(due):
        if yes and not one.stays:
            try:
                folders.delete(one)
            except OutputError as error:
                due[at] = replace(one, stays=error.what)
    return Purged(tuple(due), yes, _said(log))


def _entry(one: folders.Filed) -> Entry:
    from matcher.show.partnerships.facts import Entry, gets

    record = one.partnership
    seeker, partner = record.parties
    return Entry(
        seeker_urn=seeker.urn,
        seeker_name=seeker.name,
        partner_urn=partner.urn,
        partner_name=partner.name,
        status=record.status,
        since=record.dates.get(record.status, ""),
        reason=record.declined,
        suggested=record.dates.get("suggested", ""),
        contacted=record.dates.get("contacted", ""),
        agreed=record.dates.get("agreed", ""),
        running=record.dates.get("running", ""),
        ended=record.dates.get("ended", ""),
        declined=record.dates.get("declined", ""),
        keep_until=record.keep_until,
        score=record.score,
        distance_km=record.distance_km,
        area=record.area,
        seeker_gets=gets([exchange.words for exchange in record.gives(partner.urn)]),
        partner_gets=gets([exchange.words for exchange in record.gives(seeker.urn)]),
        folder=one.folder.as_posix(),
    )


def _changed(one: folders.Due) -> str:
    return f"; last change to its files on {in_words(one.changed)}" if one.changed else ""


def _recent(one: folders.Filed, today: datetime.date) -> bool:
    day = one.partnership.dates.get("declined")
    return not day or today < months_on(datetime.date.fromisoformat(day), APART_MONTHS)


def _run_points(run: Path) -> tuple[dict[str, Point], list[str]]:
    """Where the schools of a run are, and the lines that whoever shows it must carry."""
    from matcher.show.run.csv_read import table
    from matcher.show.run.kept import POOL_FILE, SCHOOLS_FILE
    from matcher.show.run.read import record_of

    record = record_of(run)
    at: dict[str, Point] = {}
    for name in {str(entry["name"]) for entry in record["outputs"]} & {POOL_FILE, SCHOOLS_FILE}:
        frame = table(run / name, ["urn"], ["easting", "northing"], ("urn",))
        at |= _points(frame["urn"], frame["easting"], frame["northing"])
    return at, [str(line) for line in record.get("attribution", ())]


def _list_points(path: Path) -> tuple[dict[str, Point], list[str]]:
    """Where the schools of a list or register are, with what was pulled to this machine."""
    from matcher.core.config import settings
    from matcher.jobs.installation.data import complete
    from matcher.jobs.stages.reading import Clock, Sources, place, read_lists
    from matcher.show.run.manifest import attribution

    sources, _ = complete(Sources(lists=(path,)), set())
    log, clock, config = ProblemLog(), Clock(), settings()
    read = read_lists(sources, config, log, clock)
    schools, _ = place(read.table, sources, config, log, clock)
    points = _points(schools["urn"], schools.geometry.x, schools.geometry.y)
    return points, attribution(register=True, postcodes=sources.postcodes, areas=False)


def _points(urn: pd.Series, x: pd.Series, y: pd.Series) -> dict[str, Point]:
    known = x.notna() & y.notna()
    return {
        str(own): (float(east), float(north))
        for own, east, north in zip(urn[known], x[known], y[known], strict=True)
    }


def _said(log: ProblemLog) -> tuple[str, ...]:
    """Problems as sentences."""
    return tuple(f"{one.list}: {one.message} ({one.hint})" for one in sorted(log.problems))
