"""The stages that several jobs share: lists in, schools placed and profiled out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.config import Config
from matcher.core.problems import ProblemLog

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.intake.read import Account
    from matcher.place.areas import Programme

Progress = Callable[[str, float], None]


def quiet(stage: str, share: float) -> None:
    """A progress callback that says nothing."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files a job reads. ``lists`` may hold folders and "-" for standard input."""

    lists: tuple[Path, ...]
    register: Path | None = None
    postcodes: Path | None = None
    existing: Path | None = None
    exclude: Path | None = None

    def files(self) -> tuple[Path, ...]:
        """Every path named, standard input left out."""
        named = (*self.lists, self.register, self.postcodes, self.existing, self.exclude)
        return tuple(path for path in named if path is not None and str(path) != "-")


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


@dataclass(frozen=True, slots=True)
class Listed:
    """What the lists said: LISTED, and the accounts of every file."""

    table: pd.DataFrame
    accounts: tuple[Account, ...]


def read_lists(sources: Sources, config: Config, log: ProblemLog, clock: Clock) -> Listed:
    """Stage 1: every row of every list, accounted for, merged by URN."""
    from matcher.intake.merge import listed
    from matcher.intake.read import read

    with clock.stage("reading"):
        lists = read(sources.lists, log)
        register = read([sources.register], log, source="register") if sources.register else None
        table = listed(
            lists,
            register,
            log,
            include_special=config.include_special,
            between="all" if config.between == "all" else "roles",
        )
    accounts = lists.accounts + (register.accounts if register else ())
    return Listed(table, accounts)


def place(
    listed: pd.DataFrame, sources: Sources, config: Config, log: ProblemLog, clock: Clock
) -> tuple[gpd.GeoDataFrame, Programme]:
    """Stage 2: where each school is, and in or near which priority area."""
    from matcher.place.areas import assign, programme
    from matcher.place.chain import locate

    with clock.stage("placing"):
        chosen = programme(config.areas)
        schools = locate(listed, log, postcodes=sources.postcodes)
        return assign(schools, chosen, log=log), chosen
