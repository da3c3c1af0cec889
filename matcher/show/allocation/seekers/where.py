"""Where the seekers of a plan are: places in which many are left out, and authorities to which the
pairs of others lead.

Places are local authorities; where most seekers are of one, its districts tell more. A school whose
place is not known is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matcher.core.places import gazetteer
from matcher.core.places.districts import district_names
from matcher.core.places.postcodes import outward_code
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd

AUTHORITY, DISTRICT, OUTCODE = "local authority", "district", "first half of the postcode"
PLACES = (AUTHORITY, DISTRICT, OUTCODE)
_MOST_OF = 0.5  # of the seekers: where more are of one authority, authorities say little. A choice
_MOST = 5  # places that are named


def place_of_each(schools: pd.DataFrame) -> tuple[str, list[str]]:
    """What the schools (SCHOOLS) are told apart by, one of :data:`PLACES`, and the place of each,
    "" where it is not known."""
    authorities = _authorities(schools)
    ((_, most),) = Counter(filter(None, authorities)).most_common(1) or [("", 0)]
    if most and most <= _MOST_OF * len(authorities):
        return AUTHORITY, authorities
    districts = _districts(schools)
    outcodes = [outward_code(code) for code in as_list(schools["postcode"])]
    # The finer place that is known of more of them.
    known = [sum(map(bool, one)) for one in (districts, outcodes, authorities)]
    if known[0] and known[0] >= _MOST_OF * max(known):
        return DISTRICT, districts
    return (OUTCODE, outcodes) if known[1] >= known[2] else (AUTHORITY, authorities)


def _authorities(schools: pd.DataFrame) -> list[str]:
    """The name of each school's authority, one name however lists write it."""
    known = gazetteer.load()
    pairs = [*zip(as_list(schools["la_code"]), as_list(schools["la_name"]), strict=True)]
    names = {}
    for code, name in {*pairs}:
        found = known.codes(code, name)
        names[code, name] = (
            known.authorities[found[0]].name if len(found) == 1 else " ".join(name.split())
        )
    return [names[pair] for pair in pairs]


def _districts(schools: pd.DataFrame) -> list[str]:
    """The name of each school's district, or where nobody has that its code. Schools of earlier
    runs have codes alone."""
    codes = as_list(schools["district_code"])
    names = district_names(as_list(schools["district_name"]), codes)
    return [name or code for name, code in zip(names, codes, strict=True)]


def where_left_out(seekers: Sequence[str], unserved: Sequence[str], schools: pd.DataFrame) -> str:
    """In which places seekers have no partner, those with most first, in a sentence; "" where
    all have one. ``schools``: SCHOOLS of everybody."""
    own = schools[schools["urn"].isin([*seekers])]
    by, places = place_of_each(own)
    without = set(unserved)
    there = Counter(places)
    lost = Counter(
        place for place, urn in zip(places, as_list(own["urn"]), strict=True) if urn in without
    )
    not_known = lost.pop("", 0)
    if not lost and not not_known:
        return ""
    worst = sorted(lost, key=lambda place: (-lost[place], -lost[place] / there[place], place))
    told = [f"{place} {lost[place]:,} of {there[place]:,}" for place in worst[:_MOST]]
    if rest := worst[_MOST:]:
        others = sum(there[place] for place in rest)
        told.append(f"{_more(rest)} {sum(lost[place] for place in rest):,} of {others:,}")
    if not_known:
        told.append(f"not known {not_known:,} of {there['']:,}")
    if all_served := len({*there} - {"", *lost}):
        told.append(f"in {_more(range(all_served))} everybody has a partner")
    return f"Unserved by {by}, most first: {', '.join(told)}"


def where_pairs_lead(pairs: pd.DataFrame, schools: pd.DataFrame) -> str:
    """How many pairs (ALLOCATION) are with a partner of another local authority than the seeker's,
    and of which, in a sentence; "" for none. ``schools``: SCHOOLS of everybody."""
    of_each = dict(zip(as_list(schools["urn"]), _authorities(schools), strict=True))
    sides = (as_list(pairs[f"{side}_urn"]) for side in ("seeker", "partner"))
    both = [(of_each[one], of_each[other]) for one, other in zip(*sides, strict=True)]
    known = [one for one in both if all(one)]
    leaving = Counter(to for own, to in known if own != to)
    if not leaving:
        return ""
    told = f"{leaving.total():,} of {len(known):,} pairs"
    if len(known) < len(both):
        told += " of which both authorities are known"
    be = "is" if leaving.total() == 1 else "are"
    return f"{told} {be} with a partner in another local authority: {_to(leaving)}"


def _to(leaving: Mapping[str, int]) -> str:
    most = sorted(leaving, key=lambda name: (-leaving[name], name))
    told = [f"{leaving[name]:,} in {name}" for name in most[:_MOST]]
    if rest := most[_MOST:]:
        told.append(f"{sum(leaving[name] for name in rest):,} in {_more(rest)}")
    return ", ".join(told)


def _more(rest: Sequence[object]) -> str:
    return "one other" if len(rest) == 1 else f"{len(rest):,} others"
