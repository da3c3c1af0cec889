"""Valhalla over HTTP: ``/sources_to_targets``, 2,500 pairs at once in a server's usual setting.

A cell depends on what else is in its table (a pair of 303 s alone took 1,058 s among forty), so a
table is asked for as planned or cut only where the engine refuses it. Seconds are whole: 0 is an
answer. Where a point is moved to is asked of ``/locate``.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType
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
    NoWay,
    Point,
    TooBig,
    TooFar,
    printable,
    seconds_of,
)
from matcher.travel.tables import Cost, Size

# Codes of Valhalla's documentation of its API, and what they mean for a table.
_REFUSALS: dict[int, type[Exception]] = {
    150: TooBig,  # more locations than the server takes
    154: TooFar,  # farther than the server looks
    170: NoWay,  # in regions that no road joins
    171: NoRoad,  # no suitable edge near a location
    442: NoWay,  # no path for the input
}
_EARTH_M = 6_371_008.8  # mean radius of the Earth (IUGG)
_LONGEST_VERSION = 40


class Valhalla:
    """A ``valhalla_service``, which goes by car."""

    name = "valhalla"
    profile = "auto"
    cells_stand_alone = False
    # Milliseconds, measured: each place is a search of its own, the longer the more it looks for.
    cost = Cost(call=3.0, place=1.5, cell=0.3)
    size = Size(cells=2_500, places=1_000)

    _request: Mapping[str, Any] = MappingProxyType({"costing": profile, "verbose": False})

    def __init__(self, client: Client) -> None:
        self._client = client
        self.address = client.base

    def about(self, somewhere: Point) -> About:
        """Its version and the day of its tiles."""
        body = self._read(self._client.get("status"))
        version, made = body.get("version"), body.get("tileset_last_modified")
        if not isinstance(version, str):
            raise EngineRefusal(
                "this does not answer as Valhalla does", where=self.address, hint=HINT
            )
        return About(printable(version, _LONGEST_VERSION), _day(made))

    def snaps(self, points: list[Point], limit_m: float) -> Floats:
        """See :class:`matcher.travel.engine.Engine`. The farthest of the roads within the limit
        that a table may choose from."""
        payload = {**self._request, "locations": _locations(points, limit_m)}
        answer = self._post("locate", payload)
        if not isinstance(answer, list) or len(answer) != len(points):
            raise ServiceError(SHAPE, where=self.address, hint=HINT)
        return np.array(
            [self._located(point, found) for point, found in zip(points, answer, strict=True)]
        )

    def table(self, origins: list[Point], destinations: list[Point], limit_m: float) -> Answer:
        """See :class:`matcher.travel.engine.Engine`."""
        body = self._post(
            "sources_to_targets",
            {
                **self._request,
                "sources": _locations(origins, limit_m),
                "targets": _locations(destinations, limit_m),
            },
        )
        cells = body.get("sources_to_targets") if isinstance(body, dict) else None
        if isinstance(cells, dict):
            rows = cells.get("durations")
        elif isinstance(cells, list):  # the long form
            rows = [_times(row) for row in cells]
        else:
            rows = None
        shape = (len(origins), len(destinations))
        return Answer(seconds_of(rows, shape, self.address))

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _post(self, path: str, payload: dict[str, Any]) -> Any:
        answer = self._client.post(path, payload)
        if answer.status in (413, 414):
            raise TooBig
        if answer.status != 200:
            return self._read(answer)
        return answer.json(self.address)

    def _read(self, answer: Any) -> dict[str, Any]:
        """The object in an answer; a refusal is raised."""
        body = answer.json(self.address)
        if not isinstance(body, dict):
            raise ServiceError(SHAPE, where=self.address, hint=HINT)
        if answer.status == 200:
            return body
        code = body.get("error_code")
        if isinstance(code, int) and code in _REFUSALS:
            raise _REFUSALS[code]
        raise engine.refusal(code or answer.status, body.get("error"), self.address)

    def _located(self, point: Point, found: Any) -> float:
        """Metres from a point to the farthest of what ``/locate`` found for it; inf: nothing."""
        if not isinstance(found, dict):
            raise ServiceError(SHAPE, where=self.address, hint=HINT)
        places = [
            (edge.get("correlated_lon"), edge.get("correlated_lat"))
            for edge in self._objects(found.get("edges"))
        ] + [(node.get("lon"), node.get("lat")) for node in self._objects(found.get("nodes"))]
        distances = [_metres(point, place, self.address) for place in places]
        return max(distances, default=np.inf)

    def _objects(self, listed: Any) -> list[dict[str, Any]]:
        """A list of objects; null is an empty one."""
        if listed is None:
            return []
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise ServiceError(SHAPE, where=self.address, hint=HINT)
        return listed


def _locations(points: list[Point], limit_m: float) -> list[dict[str, float]]:
    return [{"lon": east, "lat": north, "search_cutoff": limit_m} for east, north in points]


def _times(row: Any) -> Any:
    """The times of a row in the long form; a cell of another shape as text, which is refused."""
    if not isinstance(row, list):
        return row
    return [cell.get("time", "") if isinstance(cell, dict) else "" for cell in row]


def _day(seconds: Any) -> str:
    """The day of a moment, in seconds since 1970; "" for what is none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return ""
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    except (OverflowError, OSError, ValueError):
        return ""


def _metres(one: Point, other: tuple[Any, Any], where: str) -> float:
    """The distance of two points of degrees on a sphere (haversine)."""
    for part in other:
        if isinstance(part, bool) or not isinstance(part, int | float) or abs(part) > 360:
            raise ServiceError(f"{SHAPE}: a place is no number", where=where, hint=HINT)
    (east, north), (x, y) = np.radians(one), np.radians(np.array(other, dtype=float))
    half = np.sin((y - north) / 2) ** 2 + np.cos(north) * np.cos(y) * np.sin((x - east) / 2) ** 2
    return float(2 * _EARTH_M * np.arcsin(np.sqrt(min(half, 1.0))))
