"""What every routing engine can do here, and the ways in which it can refuse.

An engine is a server that a person runs or names. Its answers are believed as far as they have the
shape that is documented and say something that can be true; the rest is no answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

import numpy as np

from matcher.core.errors import ServiceError
from matcher.core.travel.times import Floats
from matcher.travel.tables import Cost, Size

SHAPE = "the answer does not have the shape that is documented"
HINT = "look whether the engine runs and what it writes; what it has answered is kept"

Point = tuple[float, float]  # longitude and latitude, degrees (EPSG:4326)


class TooBig(Exception):
    """The table has more cells than the engine answers at once."""


class NoRoad(Exception):
    """A point of the table has no road. ``number``: its place among the origins and then the
    destinations, None where the engine does not say which."""

    def __init__(self, number: int | None = None) -> None:
        super().__init__()
        self.number = number


class NoWay(Exception):
    """Some of the points are in parts of the map that no road joins."""


class TooFar(Exception):
    """Some of the points are farther from one another than the engine looks."""


class EngineRefusal(ServiceError):
    """The engine does not answer such a request at all: no other table would fare better."""


@dataclass(frozen=True, slots=True)
class About:
    """What an engine says of itself: its version, and the day of its data; "" where it does not."""

    version: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A table of seconds: inf where there is no way. ``from_m``, ``to_m``: how far each point was
    moved to a road, in metres, where the engine says so with the table; else None."""

    seconds: Floats
    from_m: Floats | None = None
    to_m: Floats | None = None


class Engine(Protocol):
    """One routing engine. Every call raises :class:`ServiceError` where there is no answer.

    ``name`` as ``--travel`` has it, ``address`` without credentials, ``profile`` what travels.
    ``cells_stand_alone``: whether a cell is the same whatever else is in its table.
    """

    name: str
    address: str
    profile: str
    cells_stand_alone: bool
    cost: Cost
    size: Size

    def about(self, somewhere: Point) -> About:
        """What it is; the first thing that is asked, so it shows whether anybody is there."""

    def snaps(self, points: list[Point], limit_m: float) -> Floats:
        """Of each point how far a table moves it to a road, in metres; more than ``limit_m``, or
        inf, where there is no road within that. Raises :class:`TooBig` and :class:`NoRoad` too."""

    def table(self, origins: list[Point], destinations: list[Point], limit_m: float) -> Answer:
        """Seconds from each to each, no point moved farther than ``limit_m``: without that, one
        on an island would be moved to the mainland. Raises the refusals of this module too."""

    def close(self) -> None:
        """Let go of the connection."""


def seconds_of(rows: Any, shape: tuple[int, int], where: str) -> Floats:
    """The cells of an answer as seconds, null as inf: there is no way. Raises
    :class:`ServiceError` for another shape, for text, for what is negative or no number."""
    if (
        not isinstance(rows, list)
        or len(rows) != shape[0]
        or any(not isinstance(row, list) or len(row) != shape[1] for row in rows)
    ):
        raise ServiceError(SHAPE, where=where, hint=HINT)
    kinds = set(map(type, chain.from_iterable(rows)))
    if not kinds <= {int, float, type(None)}:
        raise ServiceError(f"{SHAPE}: a time is no number", where=where, hint=HINT)
    try:
        seconds = np.array(rows, dtype=np.float64).reshape(shape)
    except OverflowError as error:
        raise ServiceError(f"{SHAPE}: a time is no number", where=where, hint=HINT) from error
    if (seconds < 0).any():
        raise ServiceError(f"{SHAPE}: a time is negative", where=where, hint=HINT)
    return np.where(np.isnan(seconds), np.inf, seconds)


def metres_of(value: Any, where: str) -> float:
    """A distance of an answer in metres. Raises :class:`ServiceError` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ServiceError(f"{SHAPE}: a distance is no number", where=where, hint=HINT)
    if not (0 <= value < 1e9 and math.isfinite(value)):
        raise ServiceError(f"{SHAPE}: a distance is out of range", where=where, hint=HINT)
    return float(value)


def refusal(code: object, message: object, where: str) -> EngineRefusal:
    """An engine's own word on why it answers no such request, cut short."""
    shown = printable(f"{code}: {message}" if message else str(code), 160)
    return EngineRefusal(f"the engine refuses what it is asked, {shown!r}", where=where, hint=HINT)


def printable(text: str, most: int) -> str:
    """A text of an engine on one line, cut after ``most`` signs: only what can be seen, so that it
    changes no terminal and every file can hold it."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text[:most])
    return " ".join(seen.split())
