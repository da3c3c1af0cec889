"""How far apart two schools are, as every output tells it: in kilometres and, where a run has
travel times, in minutes beside them; and how far apart a run lets them be.

Minutes are told whole. Those of a car are without traffic, so whatever shows them says so
(:attr:`Reach.note`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.core.figures.number_format import counted
from matcher.core.settings.config import ENGINES, Config
from matcher.show.kit.text_format import each_kilometres, kilometres, limit_words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FREE_FLOW = "Car times are without traffic"
UNTOLD = "Nobody says whether car times are with traffic"
_SOURCES, _LONGEST = 3, 40  # so many are named, each with so many characters at most
_CAR = "by car"
# How somebody travels, as engines and people name it, in words.
_WAYS = {
    **dict.fromkeys(("car", "driving", "drive", "auto", "road"), _CAR),
    **dict.fromkeys(("bus", "coach"), "by bus"),
    **dict.fromkeys(("train", "rail"), "by train"),
    **dict.fromkeys(("public transport", "transit", "pt"), "by public transport"),
    **dict.fromkeys(("walk", "walking", "foot", "on foot", "pedestrian"), "on foot"),
    **dict.fromkeys(("cycle", "cycling", "bicycle", "bike"), "by bicycle"),
}


def way_of(modes: Iterable[str]) -> str:
    """How a run travels, in words: "by car"; "" where that is not known or differs."""
    ways = {_WAYS.get(" ".join(mode.replace("_", " ").casefold().split()), "") for mode in modes}
    return ways.pop() if len(ways) == 1 else ""


def engines_named(source: str) -> set[str]:
    """The engines that the source of a file of minutes names ("osrm 26.10.0")."""
    return {*ENGINES}.intersection(re.findall(r"[a-z]+", source.casefold()))


def by_an_engine(told: Mapping[str, Any]) -> bool:
    """Whether a run's times come from an engine, asked by the run or by whoever made its file;
    ``told``: what its record says under ``travel``."""
    sources = (told.get("file") or {}).get("sources", ())
    return bool(told.get("engine")) or any(engines_named(str(one)) for one in sources)


def sources_named(sources: Iterable[str]) -> str:
    """The sources of a file of minutes in words, the first few; "" where it names none."""
    texts = [" ".join(text.split())[:_LONGEST] for text in sources]
    more = f" and {len(texts) - _SOURCES:,} more" if len(texts) > _SOURCES else ""
    return f"{', '.join(texts[:_SOURCES])}{more}"


def _car_note(told: Mapping[str, Any]) -> str:
    """What the times of a car leave out: an engine's are without traffic, those of a file that
    comes from one too; a file that names no source does not say."""
    if told.get("engine"):
        return FREE_FLOW
    file = told.get("file") or {}
    sources = [str(one) for one in file.get("sources", ())]
    if routed := [one for one in sources if engines_named(one)]:
        return f"{FREE_FLOW} (they come from {sources_named(routed)})"
    return UNTOLD if file and not sources else ""


class Reach(NamedTuple):
    """How far apart a run lets two schools be: ``max_km``, told in ``miles`` too, or
    ``max_minutes`` in its place (0: not); ``by``: how they travel ("by car", "" not known);
    ``is_routed``: as an engine found it; ``note``: what to know of these times, "" nothing: those
    of a car are without traffic."""

    max_km: float
    miles: bool = False
    max_minutes: float = 0.0
    by: str = ""
    is_routed: bool = False
    note: str = ""

    @classmethod
    def of(cls, config: Config, travel: Mapping[str, Any] | None = None) -> Reach:
        """The reach of a run by its settings and what its record says under ``travel``: engine
        ("" or not there: none was asked), modes (of travel), and the sources that its file
        names."""
        told = travel or {}
        by = way_of(told.get("modes", ()))
        note = _car_note(told) if by == _CAR else ""
        is_routed = bool(told.get("engine"))
        return cls(config.max_km, config.miles, config.max_minutes, by, is_routed, note)

    @property
    def limit(self) -> str:
        """The limit in words: "40 km", or "60 minutes by car"."""
        if not self.max_minutes:
            return limit_words(self.max_km, self.miles)
        return self._with_way(f"{self.max_minutes:g} minute{'s' * (self.max_minutes != 1)}")

    @property
    def within(self) -> str:
        """Where the pairs are that a run counts: "within 40 km". An engine is asked about few of
        them, so by its times all count that are not known to be out of reach."""
        return f"{'that may be in reach ' if self.is_routed else ''}within {self.limit}"

    def each_is_farther(self, distances_km: Floats, minutes: Floats) -> NDArray[np.bool_]:
        """Whether each pair is farther apart than the limit."""
        return minutes > self.max_minutes if self.max_minutes else distances_km > self.max_km

    def are_farther(self, matches: pd.DataFrame) -> NDArray[np.bool_]:
        """Whether each pair of MATCHES is farther apart than the limit."""
        return self.each_is_farther(
            matches["distance_km"].to_numpy(float), matches["minutes"].to_numpy(float)
        )

    def apart(self, distance_km: float, minutes: float = math.nan, rests_on: str = "") -> str:
        """How far apart two schools are: "3.1 km apart", or "3.1 km apart, 41 minutes by car
        (estimate)"; ``rests_on`` as minutes_by of MATCHES has it."""
        travel = self.minutes(minutes, rests_on)
        return f"{kilometres(distance_km, self.miles)} apart{f', {travel}' if travel else ''}"

    def each_apart(
        self, distances_km: Floats, minutes: Floats, rests_on: Sequence[str]
    ) -> list[str]:
        """:meth:`apart` of each pair."""
        import numpy as np

        said = each_kilometres(distances_km, self.miles, "{} apart")
        for at in np.flatnonzero(~np.isnan(minutes)).tolist():
            said[at] += f", {self.minutes(float(minutes[at]), rests_on[at])}"
        return said

    def minutes(self, minutes: float, rests_on: str = "") -> str:
        """A travel time in words, "" where it is not known."""
        if math.isnan(minutes):
            return ""
        if math.isinf(minutes):
            return self._with_way("no way")
        whole = round(minutes)
        told = self._with_way(counted(whole, "minute") if whole else "under a minute")
        return f"{told} (estimate)" if rests_on == "estimate" else told

    def _with_way(self, told: str) -> str:
        return f"{told} {self.by}" if self.by else told
