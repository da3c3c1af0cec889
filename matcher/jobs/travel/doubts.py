"""Where an engine's map may not fit the schools of a run, for whoever mends lists.

An engine is asked about places, and answers as well as its map allows. A map that ends where some
schools go on has no roads near them, or no way between two that are next door; and where few times
are known, those that stand in for the rest say little.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.core.settings.config import Config
from matcher.core.travel.times import NEXT_DOOR_KM, TravelFound
from matcher.jobs.travel.given import Travel
from matcher.show.run.travel_words import few_known

if TYPE_CHECKING:
    import geopandas as gpd

_EACH = 5  # so many schools are named one by one; more have one cause, and one row
_LARGER = "give the engine a larger extract of the map, one that holds all these schools"


def note_doubts(
    travel: Travel, found: TravelFound, schools: gpd.GeoDataFrame, config: Config, log: ProblemLog
) -> None:
    """Tell of schools that no road is near to, of near ones without a way between them, and of
    estimates that rest on little."""
    if len(found.off_network) > _EACH:
        _note_many_off(travel, found, config, log)
    else:
        _note_each_off(travel, found, schools, config, log)
    if travel.engine is not None:
        _note_cut(found, schools, log)
    doubt = few_known(found.routed, found.estimated)
    if doubt:
        more = _LARGER if travel.engine is not None else "give a file that tells more of the pairs"
        log.add("few_known_times", doubt, severity="warning", hint=more)


def _note_cut(found: TravelFound, schools: gpd.GeoDataFrame, log: ProblemLog) -> None:
    pairs = found.pairs[np.isinf(found.pairs["minutes"].to_numpy(float))]
    if not len(pairs):
        return
    at = schools.set_index("urn").geometry
    one, other = (at.reindex(pairs[f"{side}_urn"]) for side in ("seeker", "partner"))
    apart = np.hypot(one.x.to_numpy() - other.x.to_numpy(), one.y.to_numpy() - other.y.to_numpy())
    km = apart / 1000.0
    near = km < NEXT_DOOR_KM
    if near.any():
        first = pairs.iloc[int(np.argmin(km))]
        log.add(
            "near_without_way",
            f"the engine knows no way between the schools of {counted(int(near.sum()), 'pair')} "
            f"less than {NEXT_DOOR_KM:g} km apart (the nearest two, URN {first['seeker_urn']} and "
            f"{first['partner_urn']}, are {km.min():.1f} km apart): its map may be cut there",
            severity="warning",
            hint=f"{_LARGER}; if there is none, as to an island, nothing is to be done",
        )


def _note_many_off(travel: Travel, found: TravelFound, config: Config, log: ProblemLog) -> None:
    log.add(
        "off_network",
        f"{len(found.off_network):,} of {counted(len(travel.road_m), 'school')} lie outside the "
        f"engine's roads, farther than travel_snap_m ({config.travel_snap_m:g} m) from any, so all "
        "their minutes are estimated from the straight distance",
        severity="warning",
        hint=f"{_LARGER}; roads.csv of the run says how far each is from a road",
    )


def _note_each_off(
    travel: Travel, found: TravelFound, schools: gpd.GeoDataFrame, config: Config, log: ProblemLog
) -> None:
    metres = travel.road_m
    for row in schools[schools["urn"].isin(list(found.off_network))].itertuples():
        far = metres[str(row.urn)]
        where = (
            "no road is near it" if math.isinf(far) else f"the nearest road is {far:,.0f} m away"
        )
        log.add(
            "off_network",
            f"{row.name}: {where}, farther than travel_snap_m ({config.travel_snap_m:g} m), so its "
            "minutes are estimated from the straight distance",
            list=str(row.list),
            sheet=str(row.sheet),
            row=int(row.row),
            severity="warning",
            hint="check where it is placed; if it is right, the engine's map has no road there",
        )
