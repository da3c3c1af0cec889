"""Who may give, once it is known what each school has: the policy of a run; and who claims to
give far more than others.

State-funded schools look for partners, and some could give too. The setting ``givers`` says which:

guide   none: independent schools, universities and colleges give, as the Department's guide has it
hubs    special schools, sixth-form colleges and teaching school hubs too
anyone  and every state-funded school of which some strength is known

A school that gives still seeks (role "both"), and a role that a list gives stands.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matcher.core.problems import ProblemLog
from matcher.core.schema import are_among, as_list
from matcher.core.settings.config import ANYONE, GUIDE, Config
from matcher.core.tables import ORDINARY, SIXTH_FORM, SPECIAL
from matcher.show.explain.met import with_strength

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def let_give(
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    offered: pd.DataFrame | None,
    givers: str,
) -> gpd.GeoDataFrame:
    """SCHOOLS with the role "both" for every state-funded school that the policy ``givers`` lets
    give: those that a list gives a role have no ``may_give``. ``profile``: the whole PROFILE;
    ``offered``: OFFERED, None where no public register was given."""
    if givers == GUIDE:
        return schools
    known = _hubs(offered)
    if givers == ANYONE:
        known |= set(as_list(profile.loc[profile["strength"] > 0, "urn"]))
    gives = [
        what in (SPECIAL, SIXTH_FORM) or (what == ORDINARY and urn in known)
        for urn, what in zip(as_list(schools["urn"]), as_list(schools["may_give"]), strict=True)
    ]
    return schools.assign(role=schools["role"].mask(gives, "both").astype("str"))


def who_only_seek(schools: pd.DataFrame, profile: pd.DataFrame) -> pd.DataFrame:
    """Those of SCHOOLS with a strength to be named that only seek: by a list's word, who have no
    ``may_give``, or as the settings of the run have it."""
    able = are_among(schools["urn"], with_strength(profile))
    return schools[able & (schools["role"] == "seeker")]


def could_give_near(
    schools: gpd.GeoDataFrame, profile: pd.DataFrame, config: Config
) -> NDArray[np.bool_]:
    """Which state-funded schools of SCHOOLS with a strength to name would give by a wider policy
    alone, and are near enough to meet a school that a list names, which looks for partners."""
    import numpy as np
    import shapely

    from matcher.match.build_arrays import could_give
    from matcher.match.reach import straight_km

    able = are_among(schools["urn"], with_strength(profile))
    placed, listed = schools.geometry.notna(), schools["listed"] == 1
    could = np.flatnonzero(could_give(schools, config) & able & placed & ~listed)
    seeking = schools.geometry[placed & listed & schools["role"].isin(["seeker", "both"])]
    found = np.zeros(len(schools), dtype=bool)
    if len(seeking):
        near, _ = shapely.STRtree(seeking.to_numpy()).query_nearest(
            schools.geometry.to_numpy()[could], straight_km(config) * 1000.0, all_matches=False
        )
        found[could[near]] = True
    return found


def _hubs(offered: pd.DataFrame | None) -> set[str]:
    """The schools that lead a teaching school hub."""
    from matcher.intake.offers.teaching_school_hubs import HUB

    if offered is None:
        return set()
    return set(as_list(offered.loc[offered["item"] == HUB, "urn"]))


def warn_of_long_claims(
    profile: pd.DataFrame, schools: gpd.GeoDataFrame, config: Config, log: ProblemLog
) -> None:
    """Say which schools claim to offer far more than the others."""
    from matcher.match.strengths.claims import long_claims

    found = long_claims(profile, config.full_claims)
    named = schools[schools["urn"].isin([one.urn for one in found])]
    rows = {str(row.urn): row for row in named.itertuples()}
    for one in found:
        row = rows.get(one.urn)
        if row is not None:
            log.add(
                "long_claim",
                f"{row.name} says it offers as much as {one.amount:g} things in full, beyond what "
                f"public sources show, where {_others(one.most)}; together they count as "
                f"{config.full_claims}",
                list=str(row.list),
                sheet=str(row.sheet),
                row=int(row.row),
                value=f"{one.amount:g}",
                severity="warning",
                hint="ask which few it can really give, and state those",
            )


def _others(most: float) -> str:
    """What the others claim, in words."""
    if math.isnan(most):
        return "nobody else says anything beyond that"
    return f"three quarters of the others that do say {most:g} or less"
