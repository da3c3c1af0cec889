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
from matcher.core.tables import KINDS, WHOLE, urn_key
from matcher.match.gates import Barred, ages, school_gates

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """Needs, or strengths, of all schools.

    ``degree``: n × tags, whole hundredths, 0 where there is none or it is unknown.
    ``known``: whether anything is known of the school on this side. ``partly``: n × tags,
    1 where that tag is known; None where whatever is known of a school is all of it.
    ``confidence``: n × tags, how sure the source is, 0 where the tag is unknown.
    """

    degree: Floats
    known: Bools
    partly: Floats | None
    confidence: Floats

    def told(self, schools: Positions) -> Floats:
        """1 for each tag that is known of these schools, else 0."""
        if self.partly is not None:
            return self.partly[schools]
        return np.repeat(self.known[schools][:, None], self.degree.shape[1], axis=1).astype(float)

    def sure(self, schools: Positions) -> Floats:
        """How sure the sources are of each tag of these schools, 0 where it is unknown."""
        return self.confidence[schools]


@dataclass(frozen=True, slots=True)
class Schools:
    """Arrays over all schools, n long, in the order of the URN.

    ``x``, ``y``: metres, EPSG:27700. ``needs``, ``strengths``: over the ``tags``.
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
    needs: Side
    strengths: Side
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
    tags, needs, strengths = _tags(ordered["urn"], profile)
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
        needs=needs,
        strengths=strengths,
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
    asked_to_seek, asked_to_offer = narrowed(ordered, config)
    passes_as_seeker, passes_as_partner = passes & asked_to_seek, passes & asked_to_offer
    want = config.from_register
    register_seeks = want in ("seekers", "both") or (want == "auto" and not (seeks & listed).any())
    register_offers = want in ("partners", "both") or (
        want == "auto" and not (offers & listed).any()
    )
    return (
        seeks & passes_as_seeker & (listed | register_seeks),
        offers & passes_as_partner & (listed | register_offers),
        listed,
    )


def narrowed(schools: pd.DataFrame, config: Config) -> tuple[Bools, Bools]:
    """Who may seek and who may offer where a run is narrowed to some phases and regions (of
    seekers) and kinds (of partners). Case does not count, nor a leading "the"."""
    seek = np.ones(len(schools), dtype=bool)
    for name, texts in (("phase", config.phases), ("region", config.regions)):
        if texts:
            wanted = {_plain(text) for text in texts}
            seek &= schools[name].map(_plain).isin(wanted).to_numpy()
    offer = np.ones(len(schools), dtype=bool)
    if config.kinds:
        offer &= schools["kind"].isin(config.kinds).to_numpy()
    return seek, offer


def _plain(text: str) -> str:
    return " ".join(text.replace("&", "and").split()).casefold().removeprefix("the ")


def _tags(urns: pd.Series, profile: pd.DataFrame) -> tuple[list[tuple[str, str]], Side, Side]:
    """Needs and strengths as dense matrices over the tags that anybody names.

    What a school states in tags is the whole of it: a tag that it does not name is then 0.
    A sentence or a published figure tells of its own tag and of no other.
    """
    position = {urn: place for place, urn in enumerate(as_list(urns))}
    rows = np.array([position.get(urn, -1) for urn in as_list(profile["urn"])], dtype=np.int64)
    profile = profile[rows >= 0]
    row = rows[rows >= 0]
    pairs = list(zip(as_list(profile["activity"]), as_list(profile["subject"]), strict=True))
    tags = sorted({tag for tag in pairs if tag[0] != "none"})
    column_of = {tag: i for i, tag in enumerate(tags)}
    column = np.array([column_of.get(tag, -1) for tag in pairs], dtype=np.int64)
    own_words = profile["source"].isin(WHOLE).to_numpy()
    needs, strengths = (
        _side(profile, name, row, column, own_words, (len(urns), len(tags)))
        for name in ("need", "strength")
    )
    return tags, needs, strengths


def _side(
    profile: pd.DataFrame,
    name: str,
    row: Positions,
    column: Positions,
    own_words: Bools,
    shape: tuple[int, int],
) -> Side:
    degrees = profile[name].to_numpy(float)
    sure = profile["confidence"].to_numpy(float)
    said = ~np.isnan(degrees)
    tagged = said & (column >= 0)
    at = (row[tagged], column[tagged])
    degree, confidence, partly = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    np.maximum.at(degree, at, np.round(degrees[tagged] * 100))
    # A school that speaks for itself is as sure of what it leaves out as of what it names.
    told = said & own_words
    speaks = np.zeros(shape[0])
    np.maximum.at(speaks, row[told], sure[told])
    confidence += speaks[:, None]
    confidence[at] = sure[tagged]
    partly[speaks > 0] = 1.0
    partly[at] = 1.0
    known = np.zeros(shape[0], dtype=bool)
    known[row[said]] = True
    whole = bool((partly[known] == 1.0).all())
    return Side(degree, known, None if whole else partly, confidence)
