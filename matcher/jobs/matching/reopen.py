"""A finished run read from its folder: its tables, settings and gates, ready to be asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from matcher.core.audiences.audience import INTERNAL
from matcher.core.errors import FileError, MatcherError, SettingError
from matcher.core.files.names import TABLES_FILE
from matcher.core.installation import __version__
from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.core.travel.times import TravelTimes
from matcher.jobs.matching.reopened.rows_by_urn import RowsByUrn
from matcher.jobs.travel.finished_run import RecordedTravel, recorded_travel

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.core.columns.columns import AnyTable, Columns
    from matcher.jobs.travel.given import Travel
    from matcher.match.explain.finished_ranking import FinishedRanking
    from matcher.match.weights import Weights
    from matcher.show.kit.reach import Reach
    from matcher.show.map.data.profile import PanelFacts
    from matcher.show.run.read_back import RunTables


More: TypeAlias = "Callable[[RunTables, Config, RecordedTravel | None], TravelTimes | None]"
# What earlier versions did not do, for runs whose record has no word of it.
_BEFORE = {"worth_asking": 0, "routes_km": 0.0, "exam_years": False}


@dataclass(frozen=True)
class ReopenedRun:
    """A finished run: what its folder keeps, its settings, the ranking to ask, and the travel
    times that it wrote down, None where it asked for none; ``filled``: who tells those that it did
    not ask for, and ``notes``: what to know of them. ``kept_pairs``: the places of the pairs that
    it shows, None where it keeps none, or where more travel times are known now."""

    tables: RunTables
    config: Config
    ranking: FinishedRanking
    travel: RecordedTravel | None = None
    filled: Travel | None = None
    notes: tuple[str, ...] = ()
    kept_pairs: Columns | None = None

    @cached_property
    def school_rows(self) -> RowsByUrn:
        """The row of each school, its point as easting and northing."""
        return RowsByUrn(self.tables.school_columns)

    @cached_property
    def profile_rows(self) -> RowsByUrn:
        """The rows of PROFILE about each school, narrowed to what the run asks about."""
        return RowsByUrn(self.ranking.profile_columns)

    @property
    def profile(self) -> pd.DataFrame:
        """PROFILE, narrowed to what the run asks about."""
        return self.ranking.profile_columns.frame()

    @property
    def area_title(self) -> str:
        """What one priority area of the run is called on its day, whichever version made it."""
        from matcher.place.priority_areas.named import title_on

        return title_on(str(self.tables.record["areas"]["title"]), self.config.day())

    @property
    def areas_ended(self) -> str:
        """The month in which the programme of its areas ended; "" where it had not on its day."""
        from matcher.place.priority_areas.named import ended_programme

        ended = ended_programme(self.area_title, None)
        return "" if ended is None else ended.ended

    @property
    def reach(self) -> Reach:
        """How far apart the run lets two schools be, and how they travel."""
        from matcher.show.kit.reach import Reach

        return Reach.of(self.config, self.tables.record.get("travel"))

    def road_m(self, seeker: str, partner: str) -> tuple[float, float]:
        """From each of the two schools the metres to the nearest road, NaN where nobody knows."""
        if self.travel is None:
            return math.nan, math.nan
        metres, index = self.travel.times.snap_m(), self.ranking.index
        return float(metres[index[seeker]]), float(metres[index[partner]])

    @property
    def attribution(self) -> tuple[str, ...]:
        """The lines that whatever is made of the run must carry."""
        return tuple(map(str, self.tables.record["attribution"]))

    def panel_facts(self) -> PanelFacts:
        """What a map of the run tells beside its pairs."""
        from matcher.profile.vocabulary import load
        from matcher.show.map.data.profile import PanelFacts

        weights = self.ranking.weights
        return PanelFacts(
            self.tables.profile,
            load().words,
            self.config.k,
            weights.shares,
            weights.stand_ins_by_kind(),
            weights.left_out,
        )

    def outlines(self, schools: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
        """The outlines of the priority areas near ``schools``, for a map; None where they are of
        a file of the user's own: a run keeps none of it, and it may be another by now."""
        from matcher.place.priority_areas.in_or_near import area_outlines
        from matcher.place.priority_areas.programmes import load_programme

        if Path(self.config.areas).suffix:
            return None
        try:
            return area_outlines(load_programme(self.config.areas), schools)
        except MatcherError:  # a programme of another version
            return None


def reopen_run(
    folder: Path,
    more: More | None = None,
    audiences: Collection[str] = (INTERNAL,),
) -> ReopenedRun:
    """The run in ``folder``. ``more``: who tells the travel times that it did not ask about, from
    its tables, its settings and what it wrote down (:mod:`matcher.jobs.travel.fill_in`);
    ``audiences``: for whom the run may be. Raises
    :class:`FileError` where there is none, where its files have changed, or where it is of an
    earlier version."""
    from matcher.match.explain.finished_ranking import FinishedRanking
    from matcher.match.gates import Exclusions
    from matcher.profile.cover import cover_columns
    from matcher.profile.narrow import narrow_profile
    from matcher.profile.vocabulary import load
    from matcher.show.run.read_back import read_run_tables

    tables = read_run_tables(folder, audiences)
    try:
        config = settings(**{**_BEFORE, **tables.record["settings"]})
        ruled_out = tables.record["barred"]
        barred = Exclusions(
            existing=_pairs(ruled_out["existing"]),
            excluded_pairs=_pairs(ruled_out["excluded_pairs"]),
            excluded_schools=frozenset(ruled_out["excluded_schools"]),
            declined=_pairs(ruled_out.get("declined", ())),  # earlier runs have none apart
        )
        str(tables.record["areas"]["title"]), tuple(tables.record["attribution"])
        weights = _weights(tables)
    except (KeyError, TypeError, ValueError, SettingError) as error:
        raise FileError(
            f"the record of the run cannot be used ({error})",
            where=str(folder),
            hint="run the match again",
        ) from None
    vocabulary = load()
    whole = tables.profile_columns
    narrowed: AnyTable = whole
    if config.activities or config.subjects:
        narrowed = narrow_profile(
            tables.profile, vocabulary, activities=config.activities, subjects=config.subjects
        )
    cover = cover_columns(whole, vocabulary)
    travel = recorded_travel(folder, tables.record, tables.school_columns)
    told_now = None if more is None else more(tables, config, travel)
    ranking = FinishedRanking(
        tables.school_columns,
        narrowed,
        config,
        barred,
        whole,
        cover,
        weights=weights,
        **({} if travel is None else travel.as_asked(told_now)),
    )
    kept_pairs = tables.pairs if told_now is None else None
    return ReopenedRun(tables, config, ranking, travel, kept_pairs=kept_pairs)


def _weights(tables: RunTables) -> Weights | None:
    """What the run ranked by; None where it keeps none, or another version found them."""
    from matcher.match.weights import Weights
    from matcher.show.run.manifest import RUN_AGAIN

    if tables.weights is None or tables.record["versions"].get("matcher") != __version__:
        return None
    try:
        return Weights.of(tables.weights)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileError(
            f"the weights in it cannot be used: {error}",
            where=str(tables.folder / TABLES_FILE), hint=RUN_AGAIN,
        ) from None  # fmt: skip


def _pairs(given: Any) -> frozenset[tuple[str, str]]:
    return frozenset((str(one), str(other)) for one, other in given)
