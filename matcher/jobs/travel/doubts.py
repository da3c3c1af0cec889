"""Where an engine's map may not fit the schools of a run, for whoever mends lists.

An engine is asked about places, and answers as well as its map allows. A map that ends where some
schools go on has no roads near them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matcher.core.problems import ProblemLog
from matcher.core.settings.config import Config
from matcher.core.travel.times import TravelFound
from matcher.jobs.travel.given import Travel

if TYPE_CHECKING:
    import geopandas as gpd

_EACH = 5  # so many schools are named one by one; more have one cause, and one row
_LARGER = "give the engine a larger extract of the map, one that holds all these schools"


def note_doubts(
    travel: Travel, found: TravelFound, schools: gpd.GeoDataFrame, config: Config, log: ProblemLog
) -> None:
    """Tell of schools that no road is near to."""
    if len(found.off_network) > _EACH:
        _note_many_off(travel, found, config, log)
    else:
        _note_each_off(travel, found, schools, config, log)


def _note_many_off(travel: Travel, found: TravelFound, config: Config, log: ProblemLog) -> None:
    log.add(
        "off_network",
        f"{len(found.off_network):,} of {len(travel.road_m):,} schools lie outside the engine's "
        f"roads, farther than travel_snap_m ({config.travel_snap_m:g} m) from any, so all their "
        "minutes are estimated from the straight distance",
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
