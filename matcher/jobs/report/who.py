"""Who a school is, in words: from its row of SCHOOLS, for a page."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from matcher.core.allocation.settings import is_too_small
from matcher.core.audiences.small_counts import FEWEST
from matcher.core.figures.number_format import counted
from matcher.core.places.spelling import district_beside
from matcher.core.schema import as_list
from matcher.show.explain.reasons import NO_PLACE, SMALL_PUPILS
from matcher.show.kit.attribution import ENTRIES
from matcher.show.kit.in_area import area_clause, area_phrase, place_in_doubt

if TYPE_CHECKING:
    import pandas as pd

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


def what_and_where(school: Row) -> str:
    """What an institution is, with its district, authority and postcode, as a phrase."""
    place = where_in(school), str(school["postcode"]) or "postcode not in the list or register"
    return ", ".join(filter(None, (*what(school), *place)))


def who(school: Row, *, miles: bool) -> str:
    """Who a school is, as a sentence, with the free school meals that its list or the register
    tells; on which condition it may be contacted, and that its place is in doubt."""
    pupils = counted(round(school["pupils"]), "pupil") if school["pupils"] > 0 else ""
    trust = f"trust: {school['trust'] or 'not known'}"
    urn = f"URN {school['urn']}" if str(school["urn"]).isdigit() else ""  # no stand-in for one
    meals = _free_meals(school["fsm_pct"], school["pupils"])
    words = ", ".join(filter(None, (what_and_where(school), urn, pupils, meals, trust)))
    condition = str(school["contact_condition"])
    contact = f" Contact: {condition}." if condition else ""
    doubt = _doubt("Its", school, miles)
    return f"{words[:1].upper()}{words[1:]}.{contact}{f' {doubt}.' if doubt else ''}"


def _free_meals(share: float, pupils: float) -> str:
    """The share of pupils (%) with free school meals; "" where it is not known, or of so few pupils
    that it might tell of one."""
    few = share * pupils / 100 < FEWEST
    return "" if math.isnan(share) or few else f"{share:.3g} % eligible for free school meals"


def where_in(school: Row) -> str:
    """Its district and authority, once where they are one."""
    authority = str(school["la_name"])
    district = district_beside(str(school["district_name"]), authority)
    return ", ".join(filter(None, (district, authority)))


def notes(school: Row, reckoned: int = 0) -> tuple[str, ...]:
    """Phrases of what a reader should know of a partner; ``reckoned``: how many places the plan
    beside the page gives it, which may be by a setting of its own."""
    none = ["the list gives it no places"] if school["capacity"] == 0 else []
    return (*small(school, reckoned), *none)


def small(school: Row, reckoned: int = 0) -> tuple[str, ...]:
    """A phrase of a partner that is small, also that a plan supposes no place for it; () else."""
    if not 0 < school["pupils"] < SMALL_PUPILS:
        return ()
    none = supposed_none(school, reckoned)
    return (f"it is small, {school['pupils']:,.0f} on roll{NO_PLACE * none}",)


def supposed_none(school: Row, reckoned: int | None = None) -> bool:
    """Whether a plan supposes that a partner has no place, because of its size."""
    none = is_too_small(school["kind"], school["pupils"], school["capacity"])
    return none and not reckoned


def to_heed(school: Row, *, miles: bool) -> tuple[str, ...]:
    """Phrases of what to heed before one rings or visits a school: the condition on which it may be
    contacted, and that its place is in doubt."""
    told = str(school["contact_condition"])
    return tuple(filter(None, (f"contact: {told}" if told else "", _doubt("its", school, miles))))


def all_to_heed(schools: pd.DataFrame, *, miles: bool) -> dict[str, str]:
    """:func:`to_heed` of each of SCHOOLS of which there is anything, by its URN."""
    columns = ("contact_condition", "located_by", "precision_m")
    values = zip(*(as_list(schools[name]) for name in columns), strict=True)
    told = ("; ".join(to_heed(dict(zip(columns, one, strict=True)), miles=miles)) for one in values)
    return {urn: words for urn, words in zip(as_list(schools["urn"]), told, strict=True) if words}


def register_entry(school: Row, record: Mapping[str, Any]) -> str:
    """The address of its entry in the public register; "" of one that is not known there, which a
    run cannot tell that read no register beside its lists (``record``: run.json, which does not
    tell others than the office what the run read). No URN of the register begins with another digit
    than 1, so none of a sample has an address."""
    known = school["register_name"] or "register" not in record.get("sources", ("register",))
    is_there = known and re.fullmatch(r"1\d{5}", str(school["urn"]), re.ASCII)
    return f"{ENTRIES}{school['urn']}" if is_there else ""


def near_area(school: Row, title: str, half_km: float, *, miles: bool) -> tuple[str, ...]:
    """A phrase of the priority area (``title``: what one is called) that a school is in, or near
    enough to be put higher in a list; () for none. ``half_km``: where an area counts half."""
    phrase = area_phrase(*_area(school), title, half_km, miles=miles)
    return (phrase,) if phrase else ()


def where(school: Row, title: str, ended: str, *, miles: bool) -> str:
    """In which priority area (``title``: what one is called) a school is, or how far from one, as a
    sentence. ``ended``: the month in which their programme ended; "" where it had not."""
    clause = area_clause("it", *_area(school), title, miles=miles)
    end = f" (the programme ended in {ended})" if ended else ""
    return f"{clause[:1].upper()}{clause[1:]}{end}."


def _doubt(whose: str, school: Row, miles: bool) -> str:
    how = str(school["located_by"]), float(school["precision_m"])
    return place_in_doubt(whose, *how, miles=miles)


def _area(school: Row) -> tuple[str, str, float]:
    return str(school["area"]), str(school["area_near"]), float(school["area_km"])
