"""The schools as arrays: everything the scorer asks, in one canonical order.

Schools stand in the order of their URN, so that whatever is summed is summed in the same
order however the list was shuffled. Degrees of need and strength are kept in whole
hundredths: sums of their products are then exact in any order.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.core.config import Config
from matcher.core.schema import as_list
from matcher.core.tables import KINDS
from matcher.core.urns import urn_key
from matcher.match.gates import Barred, ages, school_gates

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Schools:
    """Arrays over all schools, n long, in the order of the URN.

    ``x``, ``y``: metres, EPSG:27700. ``need``, ``strength``: n × tags, whole hundredths.
    ``opportunity``: the term, NaN where unknown. ``kind``, ``trust``: codes, trust -1
    where there is none. ``seeks``, ``offers``: takes part on that side and passes the
    school gates.
    """

    urn: NDArray[np.object_]
    x: Floats
    y: Floats
    kind: NDArray[np.intp]
    trust: NDArray[np.intp]
    age_low: Floats
    age_high: Floats
    opportunity: Floats
    tags: list[tuple[str, str]]
    need: Floats
    strength: Floats
    knows_need: Bools
    knows_strength: Bools
    listed: Bools
    gate: NDArray[np.object_]
    seeks: Bools
    offers: Bools

    @property
    def index(self) -> dict[str, int]:
        """The position of each URN."""
        return {urn: position for position, urn in enumerate(self.urn)}


def urn_order(urns: pd.Series) -> Positions:
    """The canonical order: URNs that are numbers by number, then the others as text."""
    text = [str(urn) for urn in as_list(urns)]
    return np.array(sorted(range(len(text)), key=lambda i: urn_key(text[i])), dtype=np.int64)


def opportunity(area_km: Floats, half_area_km: float) -> Floats:
    """1 in a priority area, 2^(−distance / half distance) outside it, NaN where unknown."""
    return np.exp2(-area_km / half_area_km)


def arrays(
    schools: gpd.GeoDataFrame, profile: pd.DataFrame, config: Config, barred: Barred
) -> Schools:
    """SCHOOLS and PROFILE as :class:`Schools`."""
    ordered = schools.iloc[urn_order(schools["urn"])].reset_index(drop=True)
    low, high = ages(ordered)
    gate = school_gates(ordered, barred)
    tags, need, strength, knows_need, knows_strength = _tags(ordered["urn"], profile)
    trust = ordered["trust"].str.strip().str.casefold()
    seeks, offers, listed = _sides(ordered, gate, config)
    return Schools(
        urn=ordered["urn"].to_numpy(dtype=object),
        x=ordered.geometry.x.to_numpy(float),
        y=ordered.geometry.y.to_numpy(float),
        kind=pd.Categorical(ordered["kind"], categories=list(KINDS)).codes.astype(np.intp),
        trust=pd.Categorical(trust.where(trust != "")).codes.astype(np.intp),
        age_low=low,
        age_high=high,
        opportunity=opportunity(ordered["area_km"].to_numpy(float), config.half_area_km),
        tags=tags,
        need=need,
        strength=strength,
        knows_need=knows_need,
        knows_strength=knows_strength,
        listed=listed,
        gate=gate.to_numpy(dtype=object),
        seeks=seeks,
        offers=offers,
    )


def _sides(ordered: pd.DataFrame, gate: pd.Series, config: Config) -> tuple[Bools, Bools, Bools]:
    """Who seeks and who offers: the listed schools, and from the register the side that
    the lists leave empty (or what ``from_register`` says)."""
    listed = (ordered["listed"] == 1).to_numpy()
    passes = (gate == "").to_numpy()
    seeks = ordered["role"].isin(["seeker", "both"]).to_numpy()
    offers = ordered["role"].isin(["partner", "both"]).to_numpy()
    want = config.from_register
    register_seeks = want in ("seekers", "both") or (want == "auto" and not (seeks & listed).any())
    register_offers = want in ("partners", "both") or (
        want == "auto" and not (offers & listed).any()
    )
    return (
        seeks & passes & (listed | register_seeks),
        offers & passes & (listed | register_offers),
        listed,
    )


def _tags(
    urns: pd.Series, profile: pd.DataFrame
) -> tuple[list[tuple[str, str]], Floats, Floats, Bools, Bools]:
    """Needs and strengths as dense matrices over the tags that anybody names.

    A school is known in a direction when it states at least one degree there, "none"
    included; what it does not name is then 0.
    """
    position = {urn: place for place, urn in enumerate(as_list(urns))}
    rows = np.array([position.get(urn, -1) for urn in as_list(profile["urn"])], dtype=np.int64)
    profile = profile[rows >= 0]
    row = rows[rows >= 0]
    pairs = list(zip(as_list(profile["activity"]), as_list(profile["subject"]), strict=True))
    tags = sorted({tag for tag in pairs if tag[0] != "none"})
    column_of = {tag: i for i, tag in enumerate(tags)}
    column = np.array([column_of.get(tag, -1) for tag in pairs], dtype=np.int64)
    matrices, known = [], []
    for name in ("need", "strength"):
        degree = profile[name].to_numpy(float)
        matrix = np.zeros((len(urns), len(tags)))
        said = ~np.isnan(degree)
        tagged = said & (column >= 0)
        np.maximum.at(matrix, (row[tagged], column[tagged]), np.round(degree[tagged] * 100))
        knows = np.zeros(len(urns), dtype=bool)
        knows[row[said]] = True
        matrices.append(matrix)
        known.append(knows)
    return tags, matrices[0], matrices[1], known[0], known[1]
