"""What a run records of its travel times: for run.json, for its two files, and for whoever mends
lists."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.core.settings.config import Config
from matcher.core.travel.times import TravelFound
from matcher.jobs.travel.doubts import note_doubts
from matcher.jobs.travel.given import CAR, Travel

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


class Travelled(NamedTuple):
    """The travel times of a run, by whoever told them, and what the ranking learned of them."""

    travel: Travel
    found: TravelFound

    def record(self) -> dict[str, Any]:
        """What run.json says under ``travel``; docs/reference/output-files.md promises it."""
        found, bound = self.found, self.found.bound_kmh
        return {
            **told_by(self.travel),
            "ways_asked": found.ways_asked,
            "pairs_routed": found.routed,
            "pairs_estimated": found.estimated,
            "pairs_unreachable": found.unreachable,
            "no_answer": found.no_answer,
            "places_off_network": len(found.off_network),
            "could_reach": found.could_reach,
            "speed_bound_kmh": None if math.isnan(bound) else bound,
            "breaches": found.breaches,
            "gave_up": self.travel.gave_up_because,
            "places_unanswered": self.travel.places_unanswered,
            "speeds": dict(found.speeds),
        }

    def files(self, urns: Collection[str]) -> dict[str, pd.DataFrame]:
        """The files of a run that tell its travel times, by name; ``urns``: of the schools that the
        run keeps."""
        import pandas as pd

        from matcher.show.run.minutes import MINUTES_FILE, ROADS_FILE, road_list

        files = {MINUTES_FILE: minutes_of(self.found.pairs, self.travel)}
        if self.travel.engine is not None:
            metres = {urn: far for urn, far in self.travel.road_m.items() if urn in urns}
            files[ROADS_FILE] = road_list(pd.Series(metres, dtype="float64"))
        return files


def told_by(travel: Travel | None) -> dict[str, Any]:
    """Who told travel times, for a record: an engine, or a file; "" and {} what was not asked."""
    told: dict[str, Any] = dict.fromkeys(("engine", "address", "version", "data", "profile"), "")
    told |= {"modes": [], "file": {}}
    if travel is None:
        return told
    if travel.engine is not None:
        told |= asdict(travel.engine)
        told["engine"] = told.pop("name")
    if travel.file is not None:
        path, table = travel.file
        sources, dates = list(table.named("source")), list(table.named("date"))
        told["file"] = {"name": path.name, "sources": sources, "dates": dates}
    return {**told, "modes": list(travel.modes)}


def minutes_of(pairs: pd.DataFrame, travel: Travel) -> pd.DataFrame:
    """Pairs (:class:`matcher.core.travel.times.TravelFound`) as minutes.csv has them, with the
    mode, source and date of each."""
    from matcher.show.run.minutes import minutes_list

    names, key = ["mode", "source", "date"], ["seeker_urn", "partner_urn"]
    engine = travel.engine
    if engine is not None:
        source = " ".join(filter(None, (engine.name, engine.version)))
        told = pairs.assign(mode=CAR, source=source, date=engine.data)[names]
    else:
        of_file = travel.file[1].pairs[[*key, *names]] if travel.file else pairs.iloc[:0]
        told = pairs[key].merge(of_file, on=key, how="left").reindex(columns=names).fillna("")
    return minutes_list(pairs, told)


def note_travel(
    travelled: Travelled, schools: gpd.GeoDataFrame, config: Config, log: ProblemLog
) -> None:
    """Tell of schools that no road is near to, and of pairs whose minutes are an estimate."""
    travel, found = travelled.travel, travelled.found
    note_doubts(travel, found, schools, config, log)
    if found.no_answer:
        who = "the engine" if travel.engine is not None else "the file"
        why = f" ({travel.why_no_answer})" if travel.why_no_answer else ""
        log.add(
            "no_answer",
            f"{who} gave no time for {counted(found.no_answer, 'pair')}{why}; theirs are estimated "
            "from the straight distance by the speed of this run's other pairs",
            severity="note",
            hint="minutes_by is estimate in matches.csv and minutes.csv; nearness then counts "
            "nothing in evidence",
        )
    if travel.places_unanswered:
        log.add(
            "places_unanswered",
            f"the engine did not say of {counted(travel.places_unanswered, 'place')} where the "
            "nearest road is, so all the minutes of the schools there are estimated",
            severity="warning",
            hint="give the same command again: what it answered is kept, and only the rest is "
            "asked",
        )
    if travel.gave_up_because:
        log.add(
            "engine_gave_up",
            f"the engine was not asked any more: {travel.gave_up_because}",
            severity="warning",
            hint="see that it runs and give the same command again: what it answered is kept, so "
            "it goes on from there",
        )
    if found.breaches:
        log.add(
            "speed_bound_raised",
            f"{counted(found.breaches, 'answer was', 'answers were')} quicker than the greatest "
            f"speed; it was raised to {found.bound_kmh:g} km/h and the search run again, so the "
            "lists are exact all the same",
            severity="note",
            hint="if that is no speed of a road, check where these schools are placed",
        )
