"""What ``--travel`` names, ready to be asked: a routing engine, or a file of minutes.

Positions are those of schools in the order of their URN, as everywhere in a ranking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.core.errors import ServiceError, SettingError
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.services.address import shown_address
from matcher.core.settings.config import Config, is_engine
from matcher.core.travel.table import TimesTable
from matcher.core.travel.times import ESTIMATE, FROM_FILE, Answered, TravelTimes
from matcher.jobs.stages.reading import Progress, Sources, quiet, travel_file

if TYPE_CHECKING:
    import geopandas as gpd

    from matcher.intake.minutes.reader import MinutesTable

CAR = "car"  # by which engines are asked; an OSRM server goes by what it was built for
_GIVE = "give --travel osrm=URL, --travel valhalla=URL or --travel FILE.csv, a file of minutes"
_GO_ON = "What the engine has answered is kept: the same command goes on from there"
_LOOK = "look whether the engine runs and what it writes, and whether this is its address"
_ADDRESS = re.compile(r"\s*https?:/|\s*[\w.-]+:\d+/?\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Engine:
    """A routing engine as a record names it: ``name`` (osrm, valhalla), its ``address`` without
    what is secret in it, its ``version``, the day of its roads (``data``), and the ``profile`` by
    which it travels; "" what is not known."""

    name: str
    address: str
    version: str
    data: str
    profile: str


class Travel(NamedTuple):
    """Who tells a run's travel times: ``times``, and the ``engine``, or the ``file`` with its path
    and what was read of it. ``urns``: of the schools, in the order of their positions."""

    times: TravelTimes
    urns: tuple[str, ...]
    engine: Engine | None = None
    file: tuple[Path, MinutesTable] | None = None

    @property
    def modes(self) -> tuple[str, ...]:
        """How one travels, as people call it."""
        return (CAR,) if self.file is None else self.file[1].named("mode")

    @property
    def road_m(self) -> dict[str, float]:
        """Of each school that the engine was asked about the metres to the nearest road, inf where
        there is none; of a file nobody knows."""
        if self.engine is None:
            return {}
        metres = self.times.snap_m(np.zeros(0, dtype=np.int64)).tolist()
        return {urn: far for urn, far in zip(self.urns, metres, strict=True) if far == far}

    @property
    def gave_up_because(self) -> str:
        """Why the engine was not asked any more, "" where it was asked to the end."""
        asker = getattr(self.times, "asker", None)
        return "" if asker is None else str(asker.gave_up_because)

    @property
    def why_no_answer(self) -> str:
        """Why an engine gave no time for most of the pairs that it gave none for, "" where it gave
        all that it was asked for."""
        asker = getattr(self.times, "asker", None)
        return "" if asker is None else str(asker.why_most)

    @property
    def places_unanswered(self) -> int:
        """Of how many places the engine did not say where the nearest road is, though asked; the
        pairs of those are answered no more than they are."""
        return int(getattr(self.times, "places_unanswered", 0))


def check_travel(sources: Sources, config: Config) -> None:
    """Refuse what a run cannot mean, before any work. Raises :class:`SettingError`."""
    if sources.travel is None and config.max_minutes > 0:
        raise SettingError(
            "a limit in minutes needs travel times",
            where="max_minutes",
            hint=f"{_GIVE}; or limit the distance with --max-km",
        )
    check_named(sources.travel, sources.travel_data)


def check_named(travel: str | Path | None, data: str) -> None:
    """Refuse what ``--travel`` and ``--travel-data`` cannot mean; nothing is asked. Raises
    :class:`SettingError`."""
    name = "" if travel is None else str(travel)
    if _ADDRESS.match(name):
        raise SettingError(
            f"{shown_address(name)} is an address, but of which engine?",
            where="travel",
            hint="give osrm=URL or valhalla=URL",
        )
    if data and engine_of(travel) != "osrm":
        raise SettingError(
            "there is no engine that does not say itself of what day its roads are",
            where="travel_data",
            hint="give it with --travel osrm=URL, or leave it out",
        )
    if is_engine(name):
        from matcher.travel.open_engine import engine_address

        engine_address(name)


def engine_of(travel: str | Path | None) -> str:
    """The name of the engine that ``--travel`` names (osrm, valhalla), "" for a file or nothing."""
    text = "" if travel is None else str(travel)
    return text.partition("=")[0].strip().casefold() if is_engine(text) else ""


@contextmanager
def travel_times(
    named: str | Path | None,
    data: str,
    schools: gpd.GeoDataFrame,
    config: Config,
    log: ProblemLog,
    progress: Progress = quiet,
) -> Iterator[Travel | None]:
    """What ``--travel`` and ``--travel-data`` name for these SCHOOLS, None for nothing. An engine
    is let go of at the end. ``log`` gets the account of a file. Raises MatcherError kinds."""
    path = travel_file(named)
    if named is None:
        yield None
    elif path is None:
        with _engine(str(named), data, schools, config, progress) as travel:
            yield travel
    else:
        from matcher.intake.minutes.reader import read_minutes
        from matcher.jobs.travel.doubtful import believed, check_modes
        from matcher.jobs.travel.units import check_units

        progress("reading minutes", 0.0)
        table = read_minutes(path, as_list(schools["urn"]), log)
        check_units(table, schools, log)
        table = believed(table, schools, log)
        check_modes(table, log)
        progress("reading minutes", 1.0)
        yield Travel(times_of_file(table), table.urns, file=(path, table))


@contextmanager
def _engine(
    named: str, data: str, schools: gpd.GeoDataFrame, config: Config, progress: Progress
) -> Iterator[Travel]:
    from matcher.core.installation import cache_folder
    from matcher.match.build_arrays import urn_order
    from matcher.travel.engine import EngineRefusal
    from matcher.travel.open_engine import open_engine
    from matcher.travel.routed import RoutedTimes

    ordered = schools.iloc[urn_order(as_list(schools["urn"]))]
    # Whoever takes no part is asked about by nobody, and first of all a school of the lists.
    takes_part = ordered["role"] != ""
    points = ordered.geometry.where(takes_part)
    x, y = points.x.to_numpy(float), points.y.to_numpy(float)
    first = int(np.argmax(takes_part & (ordered["listed"] == 1))) if len(x) else 0
    engine, limit_m = open_engine(named), config.travel_snap_m
    with RoutedTimes(engine, x, y, limit_m, first, data, cache_folder(), progress) as times:
        about = times.about
        told = Engine(engine.name, engine.address, about.version, about.data, engine.profile)
        try:
            yield Travel(times, tuple(as_list(ordered["urn"])), told)
        except KeyboardInterrupt as stopped:
            stopped.add_note(_GO_ON)
            raise
        except ServiceError as error:
            why = times.asker.why_nothing
            if not why or isinstance(error, EngineRefusal):
                raise
            # Not that there is no way: it said nothing that counts, and this is why.
            raise ServiceError(
                f"the engine gave no time between any two schools: {why}",
                where=engine.address,
                hint=_LOOK,
            ) from error


def times_of_file(table: MinutesTable) -> TimesTable:
    """The times that a file of minutes tells. What a run estimated stays an estimate."""
    told = table.pairs[["minutes", "minutes_there", "minutes_back"]].notna().any(axis=1)
    pairs = table.pairs[told]
    minutes, there, back = (
        pairs[name].to_numpy(float) for name in ("minutes", "minutes_there", "minutes_back")
    )
    is_estimate = pairs["minutes_by"].to_numpy() == ESTIMATE
    return TimesTable(
        len(table.urns),
        pairs["seeker"].to_numpy(np.int64),
        pairs["partner"].to_numpy(np.int64),
        Answered(minutes, there, back, is_estimate),
        by=FROM_FILE,
    )
