"""In or near which priority area a school is, as every output says it."""

from __future__ import annotations

import math

from matcher.core.places.area_words import called
from matcher.show.kit.text_format import kilometres


def area_phrase(
    area: str, near: str, km: float, title: str, within_km: float, *, miles: bool
) -> str:
    """The area that a school is in, or near: "in the Hastings opportunity area"; "" where it is in
    none and the nearest is farther than ``within_km``, or not known. ``title``: what one area of
    the programme is called (:mod:`matcher.core.places.area_words`)."""
    if area:
        return f"in the {called(area, title)}"
    if near and km <= within_km:
        return f"{kilometres(km, miles)} from the {called(near, title)}"
    return ""


def area_clause(who: str, area: str, near: str, km: float, title: str, *, miles: bool) -> str:
    """In which area ``who`` is, or how far from the nearest, as a clause without a full stop; NaN
    kilometres: not known."""
    if area:
        return f"{who} is in the {called(area, title)}"
    if math.isnan(km):
        return f"how far {who} is from {title}s is not known"
    which = f", {near}" if near else ""
    return f"{who} is {kilometres(km, miles)} from the nearest {title}{which}"
