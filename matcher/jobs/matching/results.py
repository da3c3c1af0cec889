"""What the main job makes, for everything that is told or written of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.audiences.audience import INTERNAL
from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.core.settings.config import Config
from matcher.jobs.matching.reopened.run import Run as OpenedRun
from matcher.jobs.stages.reading import Clock
from matcher.show.run.travel_words import unanswered_words

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.intake.accounts import (
        GroupsAccount,
        ListAccount,
        OffersAccount,
        PrioritiesAccount,
        TableAccount,
    )
    from matcher.jobs.stages.concerned import Concerned
    from matcher.jobs.travel.record import Travelled
    from matcher.match.gates import Exclusions
    from matcher.match.rank import Ranking
    from matcher.place.priority_areas.programmes import Programme
    from matcher.show.kit.reach import Reach


@dataclass(frozen=True, repr=False)
class MatchResult:
    """Everything that a run came to, before any of it is written.

    ``schools``: SCHOOLS, those of the register that nobody listed or matched left out;
    ``profile``: PROFILE; ``matches``: MATCHES with reasons; ``ranking``: the weights used,
    gates and counts; ``programme`` and ``outlines``: the priority areas and their shapes
    (EPSG:27700); ``accounts``, ``tables``, ``priorities``, ``groups`` and ``offers``: what became
    of the rows of each file; ``pool``: SCHOOLS that took part and are not among ``schools``;
    ``ruled_out``: the pairs and schools that were not to be matched; ``log``: problems;
    ``clock``: seconds of each stage; ``narrowed_to_nobody``: a line for each place or phase
    asked for in which nobody seeks; ``attribution``: the lines that whatever is made of
    it must carry; ``travelled``: its travel times, None where it asked for none;
    ``audience``: for whom it is; ``left_unread``: what was named and not read or shown for it.
    """

    config: Config
    schools: gpd.GeoDataFrame
    profile: pd.DataFrame
    matches: pd.DataFrame
    ranking: Ranking
    programme: Programme
    outlines: gpd.GeoDataFrame
    accounts: tuple[ListAccount, ...]
    tables: tuple[TableAccount, ...]
    priorities: tuple[PrioritiesAccount, ...]
    pool: gpd.GeoDataFrame
    ruled_out: Exclusions
    log: ProblemLog
    clock: Clock
    narrowed_to_nobody: tuple[str, ...] = ()
    attribution: list[str] = field(default_factory=list)
    groups: tuple[GroupsAccount, ...] = ()
    offers: tuple[OffersAccount, ...] = ()
    travelled: Travelled | None = None
    audience: str = INTERNAL
    left_unread: tuple[str, ...] = ()

    def __repr__(self) -> str:
        ranking = self.ranking
        return (
            f"MatchResult({counted(ranking.seekers, 'seeker')}, "
            f"{counted(ranking.partners, 'partner')}, {counted(len(self.matches), 'pair')})"
        )

    @cached_property
    def concerned(self) -> Concerned:
        """Whom it is about: every school of the lists once, by what became of it."""
        from matcher.jobs.stages.concerned import concerned

        return concerned(self.schools, self.ranking, self.config, self.ruled_out)

    @property
    def travel(self) -> dict[str, Any]:
        """What the record says of travel times, {} where the run asked for none."""
        return {} if self.travelled is None else self.travelled.record()

    @property
    def reach(self) -> Reach:
        """How far apart the run lets two schools be, and how they travel."""
        from matcher.show.kit.reach import Reach

        return Reach.of(self.config, self.travel)

    @property
    def rejected(self) -> int:
        """How many rows of the lists and the register could not be used."""
        return sum(account.rejected for account in self.accounts)

    @property
    def gave_up(self) -> str:
        """What a routing engine left without an answer by a fault, in words: it was not asked to
        the end, or said nothing about some places; "" where it did neither."""
        if self.travelled is None:
            return ""
        travel = self.travelled.travel
        return travel.gave_up_because or " ".join(unanswered_words(travel.places_unanswered))


@dataclass(frozen=True, repr=False)
class Run(OpenedRun):
    """A run as it was written: its folder, its manifest (``run.json``), what it found, a
    line for each file that was not written, and the dated folder in which the run before it is
    kept, if it took the place of one. Its tables and its map are those of its folder."""

    folder: Path
    manifest: dict[str, Any]
    found: MatchResult
    skipped: tuple[str, ...]
    kept: Path | None = None
