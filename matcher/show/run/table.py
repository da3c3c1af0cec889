"""The lists of a run as tables for files: which columns, in which order.

The columns are promised in docs/reference/output-files.md and kept;
:mod:`matcher.show.kit.csv_table` writes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.core.schema import as_list
from matcher.core.tables import SCHOOLS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

MATCH_COLUMNS = (
    "seeker_urn",
    "seeker_name",
    "partner_urn",
    "partner_name",
    "rank",
    "partner_rank",
    "score",
    "distance_km",
    "near",
    "opportunity",
    "gives",
    "gains",
    "evidence",
    "shared",
    "reasons",
    "fit",
    "phase_rank",
    "worth_asking",
    "basis",
    "minutes_there",
    "minutes_back",
    "minutes",
    "minutes_by",
    "gives_known",
    "gains_known",
)
SCHOOL_COLUMNS = tuple(
    part
    for name in SCHOOLS.names
    for part in (("easting", "northing") if name == "geometry" else (name,))
)


def match_list(matches: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """MATCHES as people read them: with names, in the promised columns."""
    import pandas as pd

    name = dict(zip(as_list(schools["urn"]), as_list(schools["name"]), strict=True))
    named = matches.assign(
        **{
            f"{side}_name": pd.Series(
                [name[urn] for urn in as_list(matches[f"{side}_urn"])],
                index=matches.index,
                dtype="str",
            )
            for side in ("seeker", "partner")
        }
    )
    return named[list(MATCH_COLUMNS)]


def school_list(schools: gpd.GeoDataFrame) -> pd.DataFrame:
    """SCHOOLS in the promised columns: the point as easting and northing in metres."""
    import pandas as pd

    flat = pd.DataFrame(schools.drop(columns="geometry"))
    flat["easting"] = schools.geometry.x.round(6)
    flat["northing"] = schools.geometry.y.round(6)
    return flat[list(SCHOOL_COLUMNS)]


def profile_list(profile: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """The rows of PROFILE about ``schools``, with the name of each after its URN."""
    import pandas as pd

    name = dict(zip(as_list(schools["urn"]), as_list(schools["name"]), strict=True))
    own = profile[profile["urn"].isin(list(name))].reset_index(drop=True)
    own.insert(1, "name", pd.Series([name[urn] for urn in as_list(own["urn"])], dtype="str"))
    return own
