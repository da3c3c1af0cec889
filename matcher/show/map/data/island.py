"""The data of a map as one JSON island: compact columns that no reader of HTML can run.

Schools and pairs are columns, not objects: whole numbers, packed little-endian in the
narrowest of 8, 16 or 32 bits and written in base 64, so that 24,700 schools with 126,000
pairs take some 6.5 MB, ground and scripts with them. Words that repeat (authority, area,
trust, phrase of a reason) are kept once and pointed at. In every packed column -1 means
unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from matcher.core.allocation.decisions import DECISIONS, DECLINED
from matcher.core.phase_groups import PHASE_GROUPS
from matcher.core.schema import are_among, as_list
from matcher.core.settings.config import KM_PER_MILE
from matcher.core.tables import (
    FAR_FROM_POSTCODE_M,
    KINDS,
    LOCATED_BY,
    MATCHES,
    ROLES,
    SCHOOLS,
    urn_key,
)
from matcher.show.explain.phrases.readers import reasons_in_third_person
from matcher.show.kit.reach import Reach
from matcher.show.map.data.account import MapAccount
from matcher.show.map.data.geography import geography_columns
from matcher.show.map.data.outlines import outline_rings
from matcher.show.map.data.packing import (
    WordIndex,
    as_displayed,
    pack_integers,
    script_safe_json,
)
from matcher.show.map.data.pairs import DECIMALS, TERMS, pair_columns, seeker_opportunity
from matcher.show.map.data.plan import PlanMarks, hub_columns, hubs_in_order, plan_columns
from matcher.show.map.data.profile import PanelFacts, panel_columns
from matcher.show.map.data.schools import school_columns


def map_data(
    schools: gpd.GeoDataFrame,
    matches: pd.DataFrame,
    *,
    outlines: gpd.GeoDataFrame | None,
    area_title: str,
    reach: Reach,
    plan: PlanMarks | None = None,
    activities: Mapping[str, str] = MappingProxyType({}),
    panel: PanelFacts | None = None,
    account: MapAccount | None = None,
) -> str:
    """The JSON text of one map: SCHOOLS that take part or are in MATCHES, the pairs in the
    order of matches.csv (seeker's URN, rank, place among those worth asking, partner's rank, its
    rank within the phase, partner's URN), with a column ``sureness`` if they have one (in how many
    weightings a pair holds, in words), and ``outlines`` (area, geometry, EPSG:27700) in
    degrees; what the ``panel`` tells beside the pairs; what the search says of schools that are
    not on the map (``account``); and what each school is in a ``plan``, of whose schools alone
    the map is then; ``activities``: the name of each activity by its letter and number.

    Neither the order of the rows nor any index changes a byte. Raises
    :class:`ContractError` where a table breaks its contract or a pair names a school
    that SCHOOLS lacks.
    """
    SCHOOLS.check(schools)
    MATCHES.check(matches)
    paired = {*as_list(matches["seeker_urn"]), *as_list(matches["partner_urn"])}
    takes_part = (schools["role"] != "").to_numpy(bool) | are_among(schools["urn"], paired)
    keys = [urn_key(urn) for urn in as_list(schools["urn"])]
    order = sorted(np.flatnonzero(takes_part).tolist(), key=keys.__getitem__)
    taking_part = schools.iloc[order].reset_index(drop=True)
    if plan is not None:
        inside = taking_part["urn"].isin(list(plan.schools))
        taking_part = taking_part[inside].reset_index(drop=True)
    areas = WordIndex("")
    data: dict[str, Any] = {
        "areaTitle": area_title,
        "limit": reach.limit,
        "farFromPostcodeM": FAR_FROM_POSTCODE_M,
        "milesPerKm": 1 / KM_PER_MILE if reach.miles else 0,
        "kinds": KINDS,
        "roles": ROLES,
        "locatedBy": LOCATED_BY,
        "phaseGroups": PHASE_GROUPS,
        "activities": dict(activities),
        "decisions": dict(DECISIONS),
        "declined": dict(DECLINED),
        "schools": school_columns(taking_part, areas),
        "matches": pair_columns(matches, taking_part["urn"], reach),
        "outlines": outline_rings(_near(outlines, taking_part), areas),
        "geography": geography_columns(),
    }
    data["areas"] = areas.words
    if account is not None:
        data["account"] = account.columns(as_list(taking_part["urn"]))
    if panel is not None:
        data["panel"] = panel_columns(panel, as_list(taking_part["urn"]))
    if plan is None:
        opportunity = seeker_opportunity(matches, taking_part["urn"])
        data["schools"]["opportunity"] = pack_integers(as_displayed(opportunity, DECIMALS))
    else:
        for name in TERMS:  # a plan keeps the score, not its terms
            del data["matches"][name]
        data["plan"] = _plan(plan, as_list(taking_part["urn"]))
    return script_safe_json(data)


def _near(outlines: gpd.GeoDataFrame | None, schools: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """The outlines of areas that one of the ``schools`` lies in or has nearest to it: the map of
    one county says nothing of areas at the other end of the country."""
    if outlines is None:
        return None
    named = {*as_list(schools["area"]), *as_list(schools["area_near"])}
    return outlines[outlines["area"].isin(list(named))]


def _plan(plan: PlanMarks, urns: Sequence[str]) -> dict[str, Any]:
    """What each of the schools ``urns`` is in the plan."""
    columns = plan_columns(plan, urns)
    data: dict[str, Any] = {name: pack_integers(column) for name, column in columns.items()}
    data["helpWords"] = list(plan.helps.values())
    if plan.hubs is not None:
        members = hubs_in_order(plan.hubs)
        hubs = hub_columns(members, urns)
        data["hubs"] = {name: pack_integers(column) for name, column in hubs.items()}
        data["hubs"]["why"] = reasons_in_third_person(as_list(members["reasons"]))
    return data
