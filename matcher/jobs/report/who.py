"""Who a school is, in words: from its row of SCHOOLS, for a page."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any

from matcher.core.figures.number_format import counted
from matcher.show.explain.reasons import SMALL_PUPILS
from matcher.show.kit.text_format import kilometres

Row = Mapping[str, Any]
_KINDS = {
    "independent": "independent school",
    "state": "state-funded school",
    "university": "university",
    "college": "college",
    "other": "institution",
}


def what(school: Row) -> list[str]:
    """What an institution is, in words."""
    phase = str(school["phase"])
    told = [_KINDS.get(str(school["kind"]), "institution")]
    return [*told, *([phase.lower()] if phase and phase != "Not applicable" else [])]


def who(school: Row) -> str:
    """Who a school is, as a sentence."""
    pupils = counted(round(school["pupils"]), "pupil") if school["pupils"] > 0 else ""
    trust = f"trust: {school['trust'] or 'not known'}"
    urn = f"URN {school['urn']}" if str(school["urn"]).isdigit() else ""  # no stand-in for one
    place = str(school["la_name"]), str(school["postcode"])
    told = (*what(school), *place, urn, pupils, trust)
    words = ", ".join(filter(None, told))
    return f"{words[:1].upper()}{words[1:]}."


def notes(school: Row) -> tuple[str, ...]:
    """Phrases of what a reader should know of a partner."""
    if not 0 < school["pupils"] < SMALL_PUPILS:
        return ()
    return (f"it is small, {school['pupils']:,.0f} on roll",)


# As far away as this many times the distance at which an area counts half it counts an eighth:
# beyond that it moves no place that a reader would ask about.
_HALVES = 3


# The last day of programmes that have one (as matcher.place.priority_areas.programmes has them), by
# what one of their areas is called.
_LAST_DAY = {
    "opportunity area": datetime.date(2022, 9, 30),
    "priority education investment area": datetime.date(2025, 3, 31),
}


def _ended(title: str, day: datetime.date) -> str:
    """The month in which a programme ended, where it had by a day; "" else."""
    last = _LAST_DAY.get(title)
    past = last is not None and day > last
    return f"{last:%B %Y}" if past else ""


def near_area(
    school: Row, title: str, day: datetime.date, half_km: float, *, miles: bool
) -> tuple[str, ...]:
    """A phrase of the priority area (``title``: what one is called) that a school is in, or near
    enough to be put higher in a list; () for none. ``day``: the run's own, by which the
    programme may have ended; ``half_km``: where an area counts half."""
    area, near, km = str(school["area"]), str(school["area_near"]), float(school["area_km"])
    ended = _ended(title, day)
    until = f" until {ended}" if ended else ""
    if area:
        return (f"in the {area} {title}{until}",)
    if near and km <= _HALVES * half_km:
        return (f"{kilometres(km, miles)} from the {near} {title}{until}",)
    return ()


def where(school: Row, title: str, day: datetime.date, *, miles: bool) -> str:
    """In which priority area (``title``: what one is called) a school is, or how far from one, as a
    sentence; in the past tense where the programme had ended by ``day``, the run's own."""
    area, km = str(school["area"]), float(school["area_km"])
    ended = _ended(title, day)
    be, end = ("was", f" (the programme ended in {ended})") if ended else ("is", "")
    if area:
        return f"It {be} in the {area} {title}{end}."
    if math.isnan(km):
        return f"How far it is from {title}s is not known."
    near = f"{school['area_near']}, " if school["area_near"] else ""
    return f"The nearest {title} {be} {near}{kilometres(km, miles)} away{end}."
