"""Schools too far from any road for an engine to be asked about them, by name, and how far."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from matcher.core.columns.columns import AnyTable, columns_of
from matcher.show.explain.facts import OffRoad

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun

_MOST = 5  # schools that are named


def off_road_of_pair(run: ReopenedRun, *urns: str) -> tuple[OffRoad, ...]:
    """Those of these schools of a finished run that were too far from any road to be asked
    about."""
    if run.travel is None:
        return ()
    metres = run.travel.times.snap_m()
    road_m = {urn: float(metres[run.ranking.index[urn]]) for urn in urns}
    return off_road(run.tables.school_columns, urns, road_m, run.config.travel_snap_m)


def off_road(
    schools: AnyTable, urns: Iterable[str], road_m: Mapping[str, float], limit_m: float
) -> tuple[OffRoad, ...]:
    """Those of ``urns`` that are more than ``limit_m`` metres from any road, the farthest first;
    ``road_m``: of each the metres (infinity: no road, NaN: not known); ``schools``: SCHOOLS."""
    name = dict(columns_of(schools).rows("urn", "name"))
    off = [urn for urn in urns if road_m.get(urn, 0.0) > limit_m]
    return tuple(
        OffRoad(str(name[urn]), road_m[urn]) for urn in sorted(off, key=lambda urn: -road_m[urn])
    )


def off_road_lines(schools: tuple[OffRoad, ...], limit_m: float) -> list[str]:
    """Which schools have no road near, how far the nearest is, and what to do; [] for none."""
    from matcher.core.figures.number_format import counted

    if not schools:
        return []
    named = [f"{one.name} ({_far(one.metres)})" for one in schools[:_MOST]]
    more = [f"and {len(schools) - _MOST:,} more"] if len(schools) > _MOST else []
    verb = "is" if len(schools) == 1 else "are"
    return [
        f"{counted(len(schools), 'school')} {verb} more than {limit_m:,.0f} m from any road that "
        f"the engine knows, so no time of theirs is known: {', '.join([*named, *more])}. Give the "
        "engine a larger extract, or look whether they stand where they should"
    ]


def _far(metres: float) -> str:
    return "no road" if math.isinf(metres) else f"{metres:,.0f} m"
