"""How the seekers of a plan are told apart: the groups that a plan, and an office's report, count.

What is not known of a seeker is a group of its own: it is neither of the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.phase_groups import PHASE_GROUPS, phase_groups
from matcher.core.schema import as_list
from matcher.core.tables import KINDS, NOT_KNOWN
from matcher.show.allocation.seekers.where import place_of_each

if TYPE_CHECKING:
    import geopandas as gpd

ALL, PRIORITY, AREA, PHASE, KIND = "all", "priority area", "area", "phase", "kind of school"
PLACE, MEALS = "rural or urban", "free school meals"
ALL_SEEKERS, IN_ONE, IN_NONE = "all seekers", "in a priority area", "in none"
RURAL, URBAN = "rural", "urban"
# The rural-urban classification of the ONS for England and Wales, of 2004 ("Town and Fringe - less
# sparse"), 2011 ("Rural village", E1) or 2021 ("Larger rural: …", RLN1): what is outside
# settlements of more than 10,000 residents is rural.
_OF_THE_ONS = r"\(?(england|wales|england/wales)\)?[\s-]+"
_RURAL_URBAN = {
    RURAL: re.compile(
        rf"({_OF_THE_ONS})?((larger |smaller )?rural|village|hamlet|town (and|&) fringe)\b"
        r"|([d-f][12]|r[ls][nf]1)\Z"
    ),
    URBAN: re.compile(rf"({_OF_THE_ONS})?urban\b|([a-c][12]|u[nf]1)\Z"),
}
# Free school meals, %: round bands, so that a school is in the same one in every run.
_BANDS = ((10.0, "under 10 %"), (20.0, "10 to under 20 %"), (30.0, "20 to under 30 %"),
          (40.0, "30 to under 40 %"), (math.inf, "40 % or more"))  # fmt: skip
FREE_MEALS = tuple(words for _, words in _BANDS)


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to tell seekers apart: its groups in their ``order``, and the group of each seeker by
    its URN; a seeker that ``of`` lacks is in the group "not known"."""

    order: tuple[str, ...]
    of: Mapping[str, str]


def groupings(
    seekers: Sequence[str], schools: gpd.GeoDataFrame, more: Mapping[str, Grouping]
) -> dict[str, dict[str, list[str]]]:
    """The members of every group, by what tells them apart, the groups in their order."""
    own = schools.set_index("urn").loc[list(seekers)].reset_index()
    areas, known_km = as_list(own["area"]), own["area_km"].notna().tolist()
    within = [
        IN_ONE if area else IN_NONE if known else NOT_KNOWN
        for area, known in zip(areas, known_km, strict=True)
    ]
    phases = [PHASE_GROUPS[at] if at >= 0 else NOT_KNOWN for at in phase_groups(own)]
    found = {
        ALL: _members(seekers, [ALL_SEEKERS] * len(own), [ALL_SEEKERS]),
        PRIORITY: _members(seekers, within, [IN_ONE, IN_NONE, NOT_KNOWN]),
        PHASE: _members(seekers, phases, [*PHASE_GROUPS, NOT_KNOWN]),
        PLACE: _members(
            seekers, map(rural_or_urban, as_list(own["urban_rural"])), [RURAL, URBAN, NOT_KNOWN]
        ),
        MEALS: _members(seekers, map(free_meals, own["fsm_pct"]), [*FREE_MEALS, NOT_KNOWN]),
        KIND: _members(seekers, as_list(own["kind"]), KINDS),
    }
    for by, told in more.items():
        own_groups = [told.of.get(urn, NOT_KNOWN) for urn in seekers]
        found[by] = _members(seekers, own_groups, [*told.order, NOT_KNOWN])
    found[AREA] = _members(seekers, areas, sorted({area for area in areas if area}))
    by, places = place_of_each(own)
    named = [place or NOT_KNOWN for place in places]
    found[by] = _members(seekers, named, [*sorted({*places} - {""}), NOT_KNOWN])
    return found


def rural_or_urban(words: str) -> str:
    """The group that the words or the code of the classification put a school in. Scotland has
    another classification, with small towns that are neither: they are "not known"."""
    text = words.strip().casefold()
    found = [group for group, said in _RURAL_URBAN.items() if said.match(text)]
    return found[0] if len(found) == 1 else NOT_KNOWN


def free_meals(share: float) -> str:
    """The band of a share of pupils eligible for free school meals, in percent."""
    if math.isnan(share):
        return NOT_KNOWN
    return next(words for below, words in _BANDS if share < below)


def _members(
    seekers: Sequence[str], groups: Iterable[str], order: Sequence[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in order}
    for urn, group in zip(seekers, groups, strict=True):
        if group in found:
            found[group].append(urn)
    return found
