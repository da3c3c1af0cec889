"""All partnerships below a folder, listed and drawn on a sketch map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.allocation.decisions import DECLINED
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.partnership import folders

if TYPE_CHECKING:
    import pandas as pd

    from matcher.show.partnerships.facts import Entry, Point, Register

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
        from matcher.show.partnerships.text import lines

        return lines(self.about)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; unknown figures are null."""
        from matcher.show.partnerships.table import as_dict

        return as_dict(self.about)

    def table(self) -> pd.DataFrame:
        """The table for CSV (:func:`matcher.show.partnerships.table.table`)."""
        from matcher.show.partnerships.table import table

        return table(self.about)

    def page(self) -> str:
        """A page of HTML that stands alone, with a sketch map."""
        from matcher.show.partnerships.page import page

        return page(self.about, self.attribution)


def list_partnerships(folder: Path) -> Listing:
    """Every partnership in or below ``folder``, in the order of their URNs. Raises
    :class:`FileError` where it is no folder."""
    from matcher.show.partnerships.facts import Register

    log = ProblemLog()
    found = folders.read_partnerships(folder, log)
    entries, unread = tuple(map(_entry, found)), problem_sentences(log)
    runs = tuple(dict.fromkeys(Path(one.partnership.run) for one in found if one.partnership.run))
    return Listing(Register(folder.as_posix(), entries, unread, DECLINED), (), unread, runs)


def list_with_places(folder: Path, places: Sequence[Path] = ()) -> Listing:
    """As :func:`list_partnerships`, and where the schools are: from ``places`` (folders
    of runs, lists or a register; the first that knows a school is believed), else from the runs
    that the partnerships were made from, where these are still there.

    Raises :class:`FileError` as :func:`list_partnerships`, and for a place that cannot be read.
    """
    found, log = list_partnerships(folder), ProblemLog()
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
        (*found.notes, *problem_sentences(log)),
        found.runs,
    )


def _entry(one: folders.FiledPartnership) -> Entry:
    from matcher.show.partnerships.facts import Entry
    from matcher.show.partnerships.text import exchanges_text

    record = one.partnership
    seeker, partner = record.parties
    return Entry(
        seeker_urn=seeker.urn,
        seeker_name=seeker.name,
        partner_urn=partner.urn,
        partner_name=partner.name,
        status=record.status,
        since=record.since,
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
        seeker_gets=exchanges_text([exchange.told for exchange in record.gives(partner.urn)]),
        partner_gets=exchanges_text([exchange.told for exchange in record.gives(seeker.urn)]),
        folder=one.folder.as_posix(),
    )


def _run_points(run: Path) -> tuple[dict[str, Point], list[str]]:
    """Where the schools of a run are, and the lines that whoever shows it must carry."""
    from matcher.show.run.integrity import read_intact_manifest
    from matcher.show.run.read_back import POOL_FILE, SCHOOLS_FILE
    from matcher.show.run.read_back_csv import read_csv_table

    record = read_intact_manifest(run)
    at: dict[str, Point] = {}
    for name in {str(entry["name"]) for entry in record["outputs"]} & {POOL_FILE, SCHOOLS_FILE}:
        frame = read_csv_table(run / name, ["urn"], ["easting", "northing"], ("urn",))
        at |= _points(frame["urn"], frame["easting"], frame["northing"])
    return at, [str(line) for line in record.get("attribution", ())]


def _list_points(path: Path) -> tuple[dict[str, Point], list[str]]:
    """Where the schools of a list or register are, with what was pulled to this machine."""
    from matcher.core.settings.combine import settings
    from matcher.jobs.installation.data import complete
    from matcher.jobs.stages.reading import Clock, Sources, place, read_lists
    from matcher.show.kit.attribution import attribution

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


def problem_sentences(log: ProblemLog) -> tuple[str, ...]:
    """Problems as sentences."""
    return tuple(f"{one.list}: {one.message} ({one.hint})" for one in sorted(log.problems))
