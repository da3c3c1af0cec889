"""The data of a map as one JSON island: compact columns that no reader of HTML can run.

Schools and pairs are columns, not objects: whole numbers, packed little-endian in the
narrowest of 8, 16 or 32 bits and written in base 64, so that 24,700 schools with 120,000
pairs take some 5 MB. Words that repeat (authority, area, trust, phrase of a reason) are
kept once and pointed at. In every packed column -1 means unknown.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from matcher.core.errors import ContractError
from matcher.core.geo import to_degrees
from matcher.core.phase_groups import PHASE_GROUPS, phase_groups
from matcher.core.schema import as_list
from matcher.core.settings.config import KM_PER_MILE
from matcher.core.tables import KINDS, LOCATED_BY, MATCHES, ROLES, SCHOOLS, urn_key
from matcher.show.kit.reach import Reach
from matcher.show.map.plan_data import PlanMarks, hub_columns, hubs_in_order, plan_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Outlines are drawn, never measured: 30 m is under a pixel until street level.
OUTLINE_TOLERANCE_M = 30.0
DEGREE_STEPS = 100_000

# The column with how sure a pair is of its places, in words.
SURENESS = "sureness"

# The places of a pair by which those of one seeker are ordered, the last one first.
_ORDER = ("phase_rank", "partner_rank", "worth_asking", "rank")
_TERMS = ("near100", "opportunity100", "gives100", "gains100", "evidence100")

# What could end the element or be read as markup; U+2028/9 end a line in older scripts;
# a lone surrogate cannot be written as UTF-8.
_RISKY = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def map_data(
    schools: gpd.GeoDataFrame,
    matches: pd.DataFrame,
    *,
    outlines: gpd.GeoDataFrame | None,
    area_title: str,
    reach: Reach,
    plan: PlanMarks | None = None,
) -> str:
    """The JSON text of one map: SCHOOLS that take part or are in MATCHES, the pairs in the
    order of matches.csv (seeker's URN, rank, place among those worth asking, partner's rank, its
    rank within the phase, partner's URN), with a column ``sureness`` if they have one (in how many
    weightings a pair holds, in words), and ``outlines`` (area, geometry, EPSG:27700) in
    degrees; and what each school is in a ``plan``, of whose schools alone the map is then.

    Neither the order of the rows nor any index changes a byte. Raises
    :class:`ContractError` where a table breaks its contract or a pair names a school
    that SCHOOLS lacks.
    """
    SCHOOLS.check(schools)
    MATCHES.check(matches)
    paired = {*as_list(matches["seeker_urn"]), *as_list(matches["partner_urn"])}
    takes_part = (schools["role"] != "") | schools["urn"].isin(list(paired))
    taking_part = schools[takes_part].sort_values(
        "urn", key=lambda urns: urns.map(urn_key), ignore_index=True
    )
    others = 0
    if plan is not None:
        inside = taking_part["urn"].isin(list(plan.schools))
        others, taking_part = int((~inside).sum()), taking_part[inside].reset_index(drop=True)
    areas = _WordIndex("")
    data: dict[str, Any] = {
        "areaTitle": area_title,
        "limit": reach.limit,
        "milesPerKm": 1 / KM_PER_MILE if reach.miles else 0,
        "kinds": KINDS,
        "roles": ROLES,
        "locatedBy": LOCATED_BY,
        "phaseGroups": PHASE_GROUPS,
        "schools": _schools(taking_part, areas),
        "matches": _matches(matches, taking_part["urn"], reach),
        "outlines": _outlines(outlines, areas),
    }
    data["areas"] = areas.words
    if plan is not None:
        for name in _TERMS:  # a plan keeps the score, not its terms
            del data["matches"][name]
        data["plan"] = _plan(plan, as_list(taking_part["urn"]), others)
    return script_safe_json(data)


def script_safe_json(data: object) -> str:
    """``data`` as JSON in which nothing can end a script element or be taken for markup."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _RISKY.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def pack_integers(values: NDArray[np.float64] | NDArray[np.int64]) -> dict[str, Any]:
    """Whole numbers from -1 (unknown; NaN becomes -1) up, as base 64 of the smallest
    unsigned type that holds each number plus one."""
    numbers = np.where(np.isnan(values), -1, np.rint(values)).astype(np.int64) + 1
    most = int(numbers.max(initial=0))
    bits = 8 if most < 2**8 else 16 if most < 2**16 else 32
    raw = numbers.astype(f"<u{bits // 8}").tobytes()
    return {"bits": bits, "data": base64.b64encode(raw).decode("ascii")}


def _plan(plan: PlanMarks, urns: Sequence[str], others: int) -> dict[str, Any]:
    """What each of the schools ``urns`` is in the plan; ``others``: how many are not in it."""
    columns = plan_columns(plan, urns)
    data: dict[str, Any] = {name: pack_integers(column) for name, column in columns.items()}
    data["helpWords"] = list(plan.helps.values())
    data["others"] = [others, plan.partners_away]
    if plan.hubs is not None:
        members = hubs_in_order(plan.hubs)
        hubs = hub_columns(members, urns)
        data["hubs"] = {name: pack_integers(column) for name, column in hubs.items()}
        data["hubs"]["why"] = as_list(members["reasons"])
    return data


class _WordIndex:
    """A dictionary of words in order of first appearance; the blank word is -1."""

    def __init__(self, *blank: str) -> None:
        self.words: list[str] = []
        self._index = dict.fromkeys(blank, -1)

    def __call__(self, texts: Iterable[str]) -> NDArray[np.int64]:
        return np.array([self._number(text) for text in texts], dtype=np.int64)

    def _number(self, text: str) -> int:
        if text not in self._index:
            self._index[text] = len(self.words)
            self.words.append(text)
        return self._index[text]


def _schools(schools: gpd.GeoDataFrame, areas: _WordIndex) -> dict[str, Any]:
    longitude, latitude = to_degrees(
        schools.geometry.x.to_numpy(float), schools.geometry.y.to_numpy(float)
    )
    columns: dict[str, Any] = {
        "urn": as_list(schools["urn"]),
        "name": as_list(schools["name"]),
        # Moved to be positive, so that -1 stays free for "not placed".
        "lon": pack_integers((longitude + 180) * DEGREE_STEPS),
        "lat": pack_integers((latitude + 90) * DEGREE_STEPS),
        "kind": pack_integers(_FixedIndex(KINDS)(as_list(schools["kind"]))),
        "role": pack_integers(_FixedIndex(ROLES)(as_list(schools["role"]))),
        "locatedBy": pack_integers(_FixedIndex(LOCATED_BY)(as_list(schools["located_by"]))),
        "precisionM": pack_integers(_numbers(schools, "precision_m")),
        "area": pack_integers(areas(as_list(schools["area"]))),
        "areaNear": pack_integers(areas(as_list(schools["area_near"]))),
        "areaKm10": pack_integers(_numbers(schools, "area_km", 10)),
        "phaseGroup": pack_integers(phase_groups(schools)),
    }
    for column, name in (("la_name", "la"), ("phase", "phase"), ("trust", "trust")):
        words = _WordIndex("")
        columns[name] = pack_integers(words(as_list(schools[column])))
        columns[name + "Words"] = words.words
    return columns


class _FixedIndex:
    """Place of each text in a fixed list; -1 for anything else."""

    def __init__(self, known: Sequence[str]) -> None:
        self._place = {word: number for number, word in enumerate(known)}

    def __call__(self, texts: Iterable[str]) -> NDArray[np.int64]:
        return np.array([self._place.get(text, -1) for text in texts], dtype=np.int64)


def _matches(matches: pd.DataFrame, urns: pd.Series[str], reach: Reach) -> dict[str, Any]:
    place = _FixedIndex(as_list(urns))
    seeker, partner = (place(as_list(matches[side])) for side in ("seeker_urn", "partner_urn"))
    if (seeker < 0).any() or (partner < 0).any():
        raise ContractError(
            "MATCHES names a school that SCHOOLS lacks",
            hint="this is a fault of the product, please report it",
        )
    places = (matches[name].fillna(np.inf).to_numpy(float) for name in _ORDER)
    order = np.lexsort((partner, *places, seeker))
    pairs = matches.iloc[order]
    phrases = _WordIndex()
    reasons = as_list(pairs["reasons"])
    split = {text: phrases(text.split("; ") if text else []) for text in dict.fromkeys(reasons)}
    score = _as_displayed(pairs, "score", 3)
    return {
        "seeker": pack_integers(seeker[order]),
        "partner": pack_integers(partner[order]),
        "rank": pack_integers(_numbers(pairs, "rank")),
        "partnerRank": pack_integers(_numbers(pairs, "partner_rank")),
        "phaseRank": pack_integers(_numbers(pairs, "phase_rank")),
        "worthAsking": pack_integers(_numbers(pairs, "worth_asking")),
        "score1000": pack_integers(score),
        "km10": pack_integers(_as_displayed(pairs, "distance_km", 1)),
        "near100": pack_integers(_numbers(pairs, "near", 100)),
        "opportunity100": pack_integers(_numbers(pairs, "opportunity", 100)),
        "gives100": pack_integers(_numbers(pairs, "gives", 100)),
        "gains100": pack_integers(_numbers(pairs, "gains", 100)),
        "evidence100": pack_integers(_numbers(pairs, "evidence", 100)),
        "beyond": pack_integers(_numbers(pairs, "beyond")),
        "phraseCount": pack_integers(
            np.array([len(split[text]) for text in reasons], dtype=np.int64)
        ),
        "phrase": pack_integers(
            np.concatenate([split[text] for text in reasons] or [np.array([0])[:0]])
        ),
        "phrases": phrases.words,
        "bands1000": _bands(score),
        **_sureness(pairs),
        **_travel(pairs, reach),
    }


def _sureness(pairs: pd.DataFrame) -> dict[str, Any]:
    """How sure each pair is of its places, where that was asked."""
    return _in_words("sureness", as_list(pairs[SURENESS])) if SURENESS in pairs else {}


def _travel(pairs: pd.DataFrame, reach: Reach) -> dict[str, Any]:
    """How long the way between each pair takes, where that was asked."""
    told = list(map(reach.minutes, as_list(pairs["minutes"]), as_list(pairs["minutes_by"])))
    return _in_words("travel", told) if any(told) else {}


def _in_words(name: str, texts: Sequence[str]) -> dict[str, Any]:
    words = _WordIndex("")
    return {name: pack_integers(words(texts)), f"{name}Words": words.words}


def _bands(score: NDArray[np.float64]) -> list[int]:
    """Two edges that part the scores into thirds, in thousandths, for the lines' legend."""
    if not len(score):
        return []
    upper, middle = np.quantile(score, (2 / 3, 1 / 3), method="nearest")
    return sorted({int(upper), int(middle)}, reverse=True)


def _numbers(frame: pd.DataFrame, column: str, times: int = 1) -> NDArray[np.float64]:
    return frame[column].to_numpy(float, na_value=np.nan) * times


def _as_displayed(frame: pd.DataFrame, column: str, places: int) -> NDArray[np.float64]:
    """Figures as the sentences and lists show them, in units of the last place: rounded
    as Python writes them, so that 8.95 km is never 8.9 in one place and 9.0 in another."""
    values = frame[column].to_numpy(float)
    units = values * 10**places
    shown: NDArray[np.float64] = np.rint(units)
    for at in np.flatnonzero(np.abs(units % 1 - 0.5) < 1e-6).tolist():
        shown[at] = round(round(float(values[at]), places) * 10**places)
    return shown


def _outlines(outlines: gpd.GeoDataFrame | None, areas: _WordIndex) -> list[dict[str, Any]]:
    if outlines is None:
        return []
    found = []
    for area, shape in sorted(
        zip(outlines["area"], outlines.geometry, strict=True),
        key=lambda pair: (pair[0], shapely.to_wkb(pair[1])),
    ):
        if shape is None or shape.is_empty:
            continue
        rings = [_ring(ring) for part in _polygons(shape) for ring in _edges(part)]
        found.append({"area": int(areas([area])[0]), "rings": rings})
    return found


def _polygons(shape: Any) -> list[Any]:
    simple = shapely.simplify(shape, OUTLINE_TOLERANCE_M, preserve_topology=True)
    return [part for part in shapely.get_parts(simple) if part.geom_type == "Polygon"]


def _edges(polygon: Any) -> list[Any]:
    return [polygon.exterior, *polygon.interiors]


def _ring(ring: Any) -> list[int]:
    """Longitude, latitude, longitude … in steps of 0.00001 degree, each after the first
    pair as the difference from the one before."""
    easting, northing = shapely.get_coordinates(ring).T
    degrees = np.column_stack(to_degrees(easting, northing))
    steps = np.rint(degrees * DEGREE_STEPS).astype(np.int64)
    return np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
