"""OSRM over HTTP: ``/table``, 100 × 100 pairs at once in a server's usual setting.

A point in the sea is answered too, from wherever the nearest road is, so the distance to it is
read from every answer. The profile in the address is ignored by the server: what travels is what
it was built for. ``fallback_speed``, which hides that there is no way, is never sent. Addresses are
kept short, for long ones go unanswered.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from matcher.core.errors import ServiceError
from matcher.core.http import Client
from matcher.core.travel.times import Floats
from matcher.travel import engine
from matcher.travel.engine import (
    HINT,
    SHAPE,
    About,
    Answer,
    EngineRefusal,
    NoRoad,
    Point,
    TooBig,
    metres_of,
    seconds_of,
)
from matcher.travel.tables import Cost, Size

_COORDINATE = re.compile(r"coordinate\s+(\d+)", re.ASCII | re.IGNORECASE)
_DATA = re.compile(r"[\w.:+-]{1,40}", re.ASCII)


class Osrm:
    """An ``osrm-routed`` or a server that answers like one."""

    name = "osrm"
    profile = "driving"
    cells_stand_alone = True
    # Milliseconds, measured: finding the road of a point is dear, a cell is not. With six cells for
    # each that is wanted a third of England takes a quarter of the calls that it takes with three.
    cost = Cost(call=5.0, place=0.6, cell=0.003, most_cells=6.0)
    size = Size(cells=10_000, places=200)

    def __init__(self, client: Client) -> None:
        self._client = client
        self.address = client.base

    def about(self, somewhere: Point) -> About:
        """The day of the data, where the server was built with one; OSRM does not tell its own
        version."""
        body = self._ask(f"nearest/v1/{self.profile}/{_text(somewhere)}?number=1", {"NoSegment"})
        day = body.get("data_version")
        return About(data=day if isinstance(day, str) and _DATA.fullmatch(day) else "")

    def snaps(self, points: list[Point], limit_m: float) -> Floats:
        """See :class:`matcher.travel.engine.Engine`. A table moves points to roads that lead
        somewhere, and only where there is none in reach to one that leads nowhere else."""
        if len(points) == 1:  # a table has two points at least
            body = self._table(points * 2, [0], [1])
        else:
            body = self._table(points, [0], list(range(len(points))))
        snaps = self._snapped(body, "destinations", len(points))
        for number in np.flatnonzero(snaps > limit_m).tolist():
            nearest = self._nearest(points[number])
            if nearest <= limit_m:
                snaps[number] = nearest
        return snaps

    def table(self, origins: list[Point], destinations: list[Point], limit_m: float) -> Answer:
        """See :class:`matcher.travel.engine.Engine`."""
        first, last = len(origins), len(origins) + len(destinations)
        body = self._table(
            origins + destinations, list(range(first)), list(range(first, last)), limit_m
        )
        return Answer(
            seconds_of(body.get("durations"), (first, last - first), self.address),
            self._snapped(body, "sources", first),
            self._snapped(body, "destinations", last - first),
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _nearest(self, point: Point) -> float:
        """Metres to the nearest road of any kind, joined to the rest or not; inf: none found."""
        body = self._ask(f"nearest/v1/{self.profile}/{_text(point)}?number=1", {"NoSegment"})
        if body["code"] == "NoSegment":
            return np.inf
        return float(self._snapped(body, "waypoints", 1)[0])

    def _table(
        self,
        points: list[Point],
        origins: list[int],
        destinations: list[int],
        limit_m: float | None = None,
    ) -> dict[str, Any]:
        within = "" if limit_m is None else f"&radiuses={';'.join([f'{limit_m:g}'] * len(points))}"
        return self._ask(
            f"table/v1/{self.profile}/{';'.join(map(_text, points))}"
            f"?annotations=duration&generate_hints=false&sources={_list(origins)}"
            f"&destinations={_list(destinations)}{within}"
        )

    def _snapped(self, body: dict[str, Any], side: str, count: int) -> Floats:
        """How far each point was moved, in metres."""
        points = body.get(side)
        if not isinstance(points, list) or len(points) != count:
            raise ServiceError(SHAPE, where=self.address, hint=HINT)
        return np.array(
            [
                metres_of(point.get("distance") if isinstance(point, dict) else None, self.address)
                for point in points
            ]
        )

    def _ask(self, path: str, answers: set[str] | frozenset[str] = frozenset()) -> dict[str, Any]:
        """The answer where its code is Ok or one of ``answers``. Raises."""
        answer = self._client.get(path)
        if answer.status in (413, 414):
            raise TooBig
        body = answer.json(self.address)
        code = body.get("code") if isinstance(body, dict) else None
        if not isinstance(code, str):
            raise (
                EngineRefusal("this does not answer as OSRM does", where=self.address, hint=HINT)
                if answer.status >= 400
                else ServiceError(SHAPE, where=self.address, hint=HINT)
            )
        if code in answers or (code == "Ok" and answer.status == 200):
            return dict(body)
        if code == "TooBig":
            raise TooBig
        if code == "NoSegment":
            found = _COORDINATE.search(str(body.get("message", ""))[:200])
            raise NoRoad(int(found.group(1)) if found else None)
        raise engine.refusal(code, body.get("message"), self.address)


def _text(point: Point) -> str:
    return f"{point[0]:.6f},{point[1]:.6f}"


def _list(numbers: list[int]) -> str:
    return ";".join(map(str, numbers))
