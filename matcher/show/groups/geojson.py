"""Groups as a map layer: GeoJSON, one point each, its best partners among the properties.

RFC 7946: longitude and latitude in degrees (WGS84), six decimals, no crs member. The
attribution lines stand beside the features, as a foreign member (RFC 7946 §6.1).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from matcher.core.geo import to_degrees
from matcher.show.data_files.geojson import DECIMALS
from matcher.show.groups.facts import Group, GroupMatch, GroupRankings
from matcher.show.groups.table import match_as_dict


def groups_geojson(about: GroupRankings, attribution: Sequence[str]) -> str:
    """The groups shown as a FeatureCollection, in the order of their names.

    Each is a point at the mean of its seekers' points, with by, group, seekers,
    partners_in_range; best_partner_urn, best_partner_name, best_partner_score (null where
    it has none, or another partner was asked for); and the partners shown, each as in the
    JSON, the best first.
    """
    matches: dict[str, list[GroupMatch]] = {}
    for one in about.matches:
        if one.rank <= about.top or about.partner:
            matches.setdefault(one.group.name, []).append(one)
    longitude, latitude = to_degrees(
        np.array([group.easting for group in about.groups], dtype=float),
        np.array([group.northing for group in about.groups], dtype=float),
    )
    features = [
        {
            "type": "Feature",
            "geometry": {
                "type": "Point",
                "coordinates": [round(float(x), DECIMALS), round(float(y), DECIMALS)],
            },
            "properties": _properties(about, group, matches.get(group.name, [])),
        }
        for group, x, y in zip(about.groups, longitude, latitude, strict=True)
    ]
    made = {"type": "FeatureCollection", "attribution": list(attribution), "features": features}
    return json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _properties(
    about: GroupRankings, group: Group, matches: Sequence[GroupMatch]
) -> dict[str, Any]:
    best = matches[0] if matches and matches[0].rank == 1 else None
    return {
        "by": about.by,
        "group": group.name,
        "seekers": group.seekers,
        "partners_in_range": about.of_partners.get(group.name, 0),
        "best_partner_urn": best.partner.urn if best else None,
        "best_partner_name": best.partner.name if best else None,
        "best_partner_score": best.score if best else None,
        "partners": [match_as_dict(one, about) for one in matches],
    }
