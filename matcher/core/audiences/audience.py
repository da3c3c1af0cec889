"""For whom an output is, and what those readers may have: an allow-list of files and columns.

``internal``: the office that asked, which may see all. ``partner``: the institutions of a run,
which may see who they are, where, and what each has said that it needs or offers. ``public``:
anybody, who may see counts. A column or a file that is not named here is not given to others,
however it came to be: what is new stays inside until somebody decides otherwise.
docs/explanation/privacy.md says why each is as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

INTERNAL, PARTNER, PUBLIC = "internal", "partner", "public"
AUDIENCES = (INTERNAL, PARTNER, PUBLIC)
# For whom an output is, as its readers are told.
SAID: Mapping[str, str] = MappingProxyType(
    {
        INTERNAL: "For internal use",
        PARTNER: "For the schools and partners that took part",
        PUBLIC: "For the public",
    }
)
# Whence a need or an offer may come that partners may know: from what the school itself has told,
# and from what a public register lists, or anybody may conclude from that. Not what prose or
# figures suggest of it, nor what others would have it improve.
OPEN_SOURCES = ("stated", "partly", "published", "inferred")
# What follows from that for whoever is told of schools.
UNREAD = (
    "Published tables of schools were not read for this, so which ages a school teaches is not "
    "always known"
)

_SCHOOLS = (
    "urn", "name", "kind", "phase", "age_low", "age_high", "status", "la_code", "la_name",
    "district_name", "region", "urban_rural", "trust", "postcode", "role", "easting", "northing",
    "located_by", "precision_m", "area", "area_km", "area_near", "register_name", "longitude",
    "latitude",
)  # fmt: skip
_PAIRS = (
    "seeker_urn", "seeker_name", "partner_urn", "partner_name", "rank", "partner_rank", "score",
    "distance_km", "near", "opportunity", "gives", "gains", "evidence", "shared", "reasons", "fit",
    "phase_rank", "worth_asking", "basis", "minutes_there", "minutes_back", "minutes", "minutes_by",
    "gives_known", "gains_known",
)  # fmt: skip
_TAGS = ("urn", "activity", "activity_name", "subject", "need", "strength", "degree", "source",
         "confidence")  # fmt: skip
# The columns of each table that those outside may have.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        PARTNER: {
            "schools": _SCHOOLS,
            "matches": _PAIRS,
            "pairs": _PAIRS,
            "profile": _TAGS,
            "needs": _TAGS,
            "offers": _TAGS,
        },
        PUBLIC: {"coverage": ("authority", "seekers", "with_partner", "without_partner")},
    }
)
_DATA = tuple(f"{layer}.{kind}" for layer in ("matches", "schools", "areas")
              for kind in ("geojson", "parquet"))  # fmt: skip
_STAR = tuple(f"star-{name}.{kind}" for name in ("schools", "pairs", "needs", "offers",
              "dictionary") for kind in ("csv", "parquet"))  # fmt: skip
# In SCHOOLS which list names a school has no unknown: this stands there.
NO_LIST: Mapping[str, str | int] = MappingProxyType({"list": "-", "row": 1, "listed": 1})
# The files of a folder that those outside may have, beside its record; those that each folder has.
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        PARTNER: ("csv-metadata.json", "map.html", "matches.csv", "profile.csv", "schools.csv"),
        PUBLIC: ("coverage.csv", "coverage.html", "csv-metadata.json"),
    }
)
FILES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        PARTNER: frozenset({*NEEDED[PARTNER], "matches.gpkg", *_DATA, *_STAR}),
        PUBLIC: frozenset(NEEDED[PUBLIC]),
    }
)
# What the record of such a folder says: not of which files it was made, nor who was left out.
RECORD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        PARTNER: ("title", "audience", "settings", "barred", "areas", "grid", "outputs",
                  "versions", "attribution", "digest"),
        PUBLIC: ("title", "audience", "areas", "grid", "outputs", "versions", "attribution",
                 "digest"),
    }
)  # fmt: skip
# The settings that it gives: how was asked. None of them names a file or a place of the asker.
SETTINGS = frozenset({
    "k", "max_km", "weights", "miles", "half_km", "half_area_km", "areas", "between", "givers",
    "include_special", "beyond", "worth_asking", "routes_km", "fewest_needs", "full_claims",
    "exam_years", "as_of", "activities", "subjects", "reciprocal", "must_give",
})  # fmt: skip


def allowed(audience: str, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of ``frame``, a table of this name, that the audience may have, in their order;
    all of them for internal use, and none of a table that is not named."""
    if audience == INTERNAL:
        return frame
    may = COLUMNS[audience].get(table, ())
    return frame[[name for name in frame.columns if name in may]]


def audience_of(record: Mapping[str, object]) -> str:
    """For whom a folder is, by its record; earlier versions wrote for internal use alone."""
    said = record.get("audience", INTERNAL)
    return said if isinstance(said, str) and said in AUDIENCES else INTERNAL


def title_for(title: str, audience: str) -> str:
    """The title of an output, which says for whom it is where that is not the office."""
    return title if audience == INTERNAL else f"{title} ({SAID[audience].casefold()})"


def dated_for(dated: Mapping[str, Any], audience: str) -> dict[str, Any]:
    """What is told of the day of a run and of its data: to others than the office no names of
    files."""
    if audience == INTERNAL:
        return dict(dated)
    areas = {**dated["areas"], "programme": "", "note": ""}
    return {**dated, "lists": [], "references": [], "tables": [], "areas": areas}
