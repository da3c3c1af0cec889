"""The stages that several jobs share: lists in, schools placed and profiled out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.problems import ProblemLog
from matcher.core.settings.config import Config, is_engine

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.intake.lists import ListedSchools
    from matcher.intake.performance.known_schools import KnownSchools
    from matcher.place.locate import Service
    from matcher.place.priority_areas.programmes import Programme

Progress = Callable[[str, float], None]


def quiet(stage: str, share: float) -> None:
    """A progress callback that says nothing."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a job's facts come from. ``lists`` may hold folders and "-" for standard input;
    ``geocoder`` is a service of postcodes ("postcodes.io" or an address), asked for what
    the files do not place, and only if it is named. ``existing`` is a table of pairs or a
    folder of partnerships, ``decisions`` what people decided about the pairs of a plan.
    ``performance`` are published tables, ``offers`` files of public registers of what
    institutions have, ``priorities`` what an area wants improved, and ``answers`` what schools
    answered in forms. ``travel`` is a routing engine ("osrm=URL" or "valhalla=URL"), asked only if
    it is named, or a file of minutes; ``travel_data`` says of what day an engine's roads are."""

    lists: tuple[Path, ...]
    register: Path | None = None
    postcodes: Path | None = None
    links: Path | None = None
    groups: Path | None = None
    geocoder: str | None = None
    existing: Path | None = None
    exclude: Path | None = None
    decisions: Path | None = None
    performance: tuple[Path, ...] = ()
    offers: tuple[Path, ...] = ()
    priorities: Path | None = None
    answers: Path | None = None
    travel: str | Path | None = None
    travel_data: str = ""

    def files(self) -> tuple[Path, ...]:
        """Every path named, standard input left out."""
        from matcher.intake.open.files import split_sheet

        named = (
            *self.lists,
            self.register,
            self.postcodes,
            self.links,
            self.groups,
            self.existing,
            self.exclude,
            self.decisions,
            *self.performance,
            *self.offers,
            self.priorities,
            self.answers,
            travel_file(self.travel),
        )
        # "schools.xlsx#North" is a sheet of a file.
        return tuple(
            split_sheet(path)[0] for path in named if path is not None and str(path) != "-"
        )


def travel_file(travel: str | Path | None) -> Path | None:
    """The file of minutes that ``--travel`` names, None where it names an engine or nothing."""
    return None if travel is None or is_engine(str(travel)) else Path(travel)


def setting_files(config: Config) -> tuple[Path, ...]:
    """The user's own files that settings name: priority areas, rules for published tables."""
    named = (Path(text) for text in (config.areas, config.rules) if Path(text).suffix)
    return tuple(path for path in named if path.is_file())


@dataclass(slots=True)
class Clock:
    """Seconds per stage, and a word to whoever watches."""

    progress: Progress = quiet
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        self.progress(name, 0.0)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)
        self.progress(name, 1.0)


def read_lists(sources: Sources, config: Config, log: ProblemLog, clock: Clock) -> ListedSchools:
    """Stage 1: every row of every list, accounted for, merged by URN."""
    from matcher.intake import lists
    from matcher.intake.clean.contact_cells import settle_contact
    from matcher.intake.headers.mapping import column_mapping
    from matcher.intake.merge.merge_lists import MergeOptions

    _service(sources.geocoder)  # a wrong address stops the run before any work
    mapping = column_mapping(config.columns)
    with clock.stage("reading"):
        read = lists.read_lists(
            sources.lists,
            sources.register,
            log,
            links=sources.links,
            groups=sources.groups,
            positions=partial(_positions, sources.postcodes) if sources.postcodes else None,
            options=MergeOptions(
                include_special=config.include_special,
                between="all" if config.between == "all" else "roles",
                prefer="earlier" if config.prefer == "earlier" else "later",
            ),
            today=config.day(),
            within=config.within,
            mapping=mapping,
            progress=clock.progress,
        )
        if sources.answers:
            read = _with_answers(read, sources.answers, log)
        settle_contact(read.table, log, read.answers)
        return read


def _with_answers(read: ListedSchools, path: Path, log: ProblemLog) -> ListedSchools:
    from matcher.core.schema import as_list
    from matcher.intake.answers import read_answers, with_answers

    known = dict(zip(as_list(read.table["urn"]), as_list(read.table["name"]), strict=True))
    answers = read_answers(path, known, log)
    return replace(read, table=with_answers(read.table, answers), answers=answers)


def successor(sources: Sources, table: pd.DataFrame) -> Callable[[str], str]:
    """For any URN that of the school of today: of a school that is not open in LISTED its
    successor, where there is exactly one; else itself."""
    if sources.links is None:
        return str
    from matcher.core.schema import as_list
    from matcher.intake.lists import read_links

    links = read_links(sources.links, ProblemLog())
    not_open = table["status"].isin(["closed", "proposed"])
    is_open = set(as_list(table.loc[~not_open, "urn"])).__contains__

    def current_urn(urn: str) -> str:
        successors = () if is_open(urn) else links.open_successors(urn, is_open)
        return successors[0] if len(successors) == 1 else urn

    return current_urn


def known_schools(
    lists: Sequence[Path], register: Path | None, columns: Sequence[str] = ()
) -> Callable[[], KnownSchools]:
    """What the files of a run know of its schools, read when it is first asked for: most runs
    have no table that leaves anything to be asked. ``columns`` are those of the lists that a
    person mapped by hand."""

    @cache
    def known() -> KnownSchools:
        import pandas as pd

        from matcher.intake.headers.mapping import column_mapping
        from matcher.intake.lists import read_records
        from matcher.intake.performance import known_schools as intake

        # Standard input can be read only once, and has been.
        paths = [path for path in lists if str(path) != "-"]
        mapping = column_mapping(columns)
        read = [read_records(paths, ProblemLog(), mapping=mapping)] if paths else []
        if register is not None:
            read.append(read_records([register], ProblemLog(), source="register"))
        if not read:
            return intake.KnownSchools()
        return intake.known_schools(pd.concat([one.records for one in read], ignore_index=True))

    return known


def _service(geocoder: str | None) -> Service | None:
    """The service of postcodes that a person named, with the cache of its answers."""
    if geocoder is None:
        return None
    from matcher.core.installation import cache_folder
    from matcher.place.postcode_service.service import ask_service, service_address

    return partial(ask_service, base=service_address(geocoder), cache=cache_folder())


def _positions(postcodes: Path, codes: list[str]) -> dict[str, tuple[float, float]]:
    """Where a file of postcodes puts these (EPSG:27700, metres)."""
    from matcher.core.installation import data_folder
    from matcher.place.postcode_file.lookup import look_up_postcodes

    return look_up_postcodes(postcodes, codes, keep_in=data_folder()).points()


def place(
    listed: pd.DataFrame, sources: Sources, config: Config, log: ProblemLog, clock: Clock
) -> tuple[gpd.GeoDataFrame, Programme]:
    """Stage 2: where each school is, and in or near which priority area."""
    from matcher.core.installation import data_folder
    from matcher.place.locate import locate
    from matcher.place.priority_areas.in_or_near import assign_areas
    from matcher.place.priority_areas.programmes import load_programme

    with clock.stage("placing"):
        chosen = load_programme(config.areas, log, day=config.day())
        schools = locate(
            listed,
            log,
            postcodes=sources.postcodes,
            keep_in=data_folder(),
            service=_service(sources.geocoder),
        )
        return assign_areas(schools, chosen, log=log), chosen
