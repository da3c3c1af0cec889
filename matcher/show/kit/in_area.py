"""In or near which priority area a school is, and how far its place is in doubt, as every output
says it."""

from __future__ import annotations

import math

from matcher.core.figures.number_format import half_up
from matcher.core.places.area_words import called
from matcher.core.settings.config import KM_PER_MILE
from matcher.core.tables import FAR_FROM_POSTCODE_M
from matcher.show.kit.text_format import kilometres

_BY_COORDINATES = frozenset(("given", "register"))
# As far away as this many times the distance at which an area counts half it counts an eighth:
# beyond that it moves no place that a reader would ask about.
_HALVES = 3


def area_phrase(area: str, near: str, km: float, title: str, half_km: float, *, miles: bool) -> str:
    """The area that a school is in, or how far from it: "in the Hastings opportunity area", "12 km
    from the Hastings opportunity area"; "" where it is in none and the nearest is too far to count,
    or not known. ``title``: what one area of the programme is called
    (:mod:`matcher.core.places.area_words`); ``half_km``: where an area counts half."""
    if area:
        return f"in the {called(area, title)}"
    if near and km <= _HALVES * half_km:
        return f"{_about(km, miles)} from the {called(near, title)}"
    return ""


def _about(km: float, miles: bool) -> str:
    """A distance in whole kilometres, and in miles behind them."""
    in_miles = f" ({_whole(km / KM_PER_MILE, 'miles')})" if miles else ""
    return f"{_whole(km, 'km')}{in_miles}"


def _whole(far: float, unit: str) -> str:
    return f"under 1 {unit}" if far < 0.5 else f"{half_up(far, 0)} {unit}"


def area_clause(who: str, area: str, near: str, km: float, title: str, *, miles: bool) -> str:
    """In which area ``who`` is, or how far from the nearest, as a clause without a full stop; NaN
    kilometres: not known."""
    if area:
        return f"{who} is in the {called(area, title)}"
    if math.isnan(km):
        return f"how far {who} is from {title}s is not known"
    which = f", {near}" if near else ""
    return f"{who} is {kilometres(km, miles)} from the nearest {title}{which}"


def place_in_doubt(whose: str, located_by: str, precision_m: float, *, miles: bool) -> str:
    """That the coordinates of a school lie far from its own postcode, so that one of them is wrong;
    "" where they do not, or where its postcode placed it. ``whose``: "its", or "the partner's";
    ``located_by`` and ``precision_m`` (metres) as SCHOOLS has them."""
    if located_by not in _BY_COORDINATES or not precision_m > FAR_FROM_POSTCODE_M:
        return ""
    far = kilometres(precision_m / 1000.0, miles)
    return f"{whose} postcode is {far} from where its coordinates put it: ask where it is"
