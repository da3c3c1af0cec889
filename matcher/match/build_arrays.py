"""From the tables SCHOOLS and PROFILE to arrays: who seeks, who offers, and every known tag."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from matcher.core.geo import grid_positions
from matcher.core.phase_groups import phase_groups
from matcher.core.schema import as_list
from matcher.core.settings.config import Config
from matcher.core.tables import KINDS, NO_TRUST, WHOLE, urn_key
from matcher.core.tie_order import name_hashes
from matcher.match.arrays import Bools, Exchange, Positions, SchoolArrays, TagDegrees
from matcher.match.gates import Exclusions, age_spans, ages, school_gates
from matcher.match.narrowing import schools_fit
from matcher.match.strengths.claims import claims_of, recorded_strengths
from matcher.match.strengths.cover import cover_of, effective_strengths
from matcher.match.terms import need_total, opportunity


def urn_order(urns: pd.Series) -> Positions:
    """The canonical order: URNs that are numbers by number, then the others as text."""
    text = [str(urn) for urn in as_list(urns)]
    if all(text) and "".join(text).isascii() and "".join(text).isdigit():  # as good as always
        numbers = np.array(list(map(int, text)), dtype=object)
        if max(numbers) < 2**63 and len(set(numbers)) == len(numbers):
            return np.argsort(numbers.astype(np.int64), kind="stable")
    return np.array(sorted(range(len(text)), key=lambda i: urn_key(text[i])), dtype=np.int64)


def build_arrays(
    schools: pd.DataFrame,
    profile: pd.DataFrame,
    config: Config,
    exclusions: Exclusions,
    whole: pd.DataFrame | None = None,
    cover: pd.DataFrame | None = None,
) -> SchoolArrays:
    """SCHOOLS, its point in one column or two (:func:`matcher.core.geo.grid_positions`), and
    PROFILE as :class:`SchoolArrays`; ``whole`` is PROFILE before it was narrowed to what the run
    asks about, None where that is the same; ``cover``: COVER, None where a need is met by its own
    tag alone."""
    ordered = schools.iloc[urn_order(schools["urn"])].reset_index(drop=True)
    x, y = grid_positions(ordered)
    low, high = ages(ordered)
    age_span, spans = age_spans(low, high)
    gate = school_gates(ordered, exclusions)
    unnarrowed = profile if whole is None else whole
    claims = claims_of(ordered["urn"], unnarrowed)
    speaks = as_list(unnarrowed.loc[unnarrowed["strength"].notna(), "urn"])
    exchange = _exchange(ordered["urn"], profile, claims, config, cover)
    everything = exchange
    if config.reciprocal and whole is not None and whole is not profile:
        everything = _exchange(ordered["urn"], whole, claims, config, cover)
    trust = ordered["trust"].str.strip().str.casefold().replace(NO_TRUST, "")
    seek, offer = schools_fit(ordered, config)
    is_seeker, is_partner, listed = _roles_in_run(
        ordered, gate, config, (seek.possible, offer.possible)
    )
    return SchoolArrays(
        urn=ordered["urn"].to_numpy(dtype=object),
        tie=name_hashes(as_list(ordered["urn"])),
        x=x,
        y=y,
        kind=pd.Categorical(ordered["kind"], categories=list(KINDS)).codes.astype(np.intp),
        trust=pd.Categorical(trust.where(trust != "")).codes.astype(np.intp),
        age_low=low,
        age_high=high,
        age_span=age_span,
        spans=spans,
        opportunity=opportunity(ordered["area_km"].to_numpy(float), config.half_area_km),
        exchange=exchange,
        everything=everything,
        offers_known=ordered["urn"].isin(speaks).to_numpy(),
        phase_group=phase_groups(ordered),
        listed=listed,
        gate=gate.to_numpy(dtype=object),
        is_seeker=is_seeker,
        is_partner=is_partner,
        seeker_fits=seek.known,
        partner_fits=offer.known,
    )


def _roles_in_run(
    ordered: pd.DataFrame, gate: pd.Series, config: Config, fits: tuple[Bools, Bools]
) -> tuple[Bools, Bools, Bools]:
    """Who seeks and who offers: the listed schools, and from the register the side that
    the lists leave empty (or what ``from_register`` says), of those that fit on either side."""
    listed = (ordered["listed"] == 1).to_numpy()
    passes = (gate == "").to_numpy()
    is_seeker = ordered["role"].isin(["seeker", "both"]).to_numpy()
    is_partner = ordered["role"].isin(["partner", "both"]).to_numpy()
    passes_as_seeker, passes_as_partner = passes & fits[0], passes & fits[1]
    want = config.from_register
    register_seeks = want in ("seekers", "both") or (
        want == "auto" and not (is_seeker & listed).any()
    )
    own_partners = is_partner & listed & ~gives_too(ordered).to_numpy()
    register_offers = want in ("partners", "both") or (want == "auto" and not own_partners.any())
    return (
        is_seeker & passes_as_seeker & (listed | register_seeks),
        is_partner & passes_as_partner & (listed | register_offers),
        listed,
    )


def gives_too(schools: pd.DataFrame) -> pd.Series:
    """Which state-funded schools of SCHOOLS the policy (``givers``) lets give, where no list says
    that they do. They seek, first of all: a list in which nobody else gives has no side of
    partners."""
    return (schools["role"] == "both") & (schools["may_give"] != "")


def _exchange(
    urns: pd.Series,
    profile: pd.DataFrame,
    claims: Positions,
    config: Config,
    cover: pd.DataFrame | None,
) -> Exchange:
    """Needs and strengths as dense matrices over the tags that anybody names.

    What a school states in tags is the whole of it: a tag that it does not name is then 0.
    A sentence or a published figure tells of its own tag and of no other.
    """
    codes, of_profile = pd.factorize(profile["urn"])
    rows = pd.Index(urns).get_indexer(of_profile).astype(np.int64)[codes]
    profile = profile[rows >= 0]
    row = rows[rows >= 0]
    tags, column = _tags(profile)
    own_words = profile["source"].isin(WHOLE).to_numpy()
    needs, strengths = (
        _tag_degrees(profile, name, row, column, own_words, (len(urns), len(tags)))
        for name in ("need", "strength")
    )
    at = column >= 0
    recorded = np.zeros((len(urns), len(tags)))
    recorded[row[at], column[at]] = recorded_strengths(profile[at])
    own, relation = replace(strengths, recorded=recorded, claims=claims), cover_of(cover, tags)
    met = effective_strengths(own, relation, config.full_claims)
    total = need_total(needs.degree, config.fewest_needs)
    named = needs.degree.sum(axis=1)
    return Exchange(tags, needs, total, named, own, met, relation, config.full_claims)


def _tags(profile: pd.DataFrame) -> tuple[list[tuple[str, str]], Positions]:
    """The tags that PROFILE names, in their order, and which of them each row is about, -1 for none
    of them. Texts that are the same are looked at once."""
    (of_activity, activities), (of_subject, subjects) = (
        pd.factorize(profile[name]) for name in ("activity", "subject")
    )
    both, found = pd.factorize(of_activity * max(len(subjects), 1) + of_subject)
    pairs = [
        (str(activities[pair // len(subjects)]), str(subjects[pair % len(subjects)]))
        for pair in found.tolist()
    ]
    tags = sorted(tag for tag in pairs if tag[0] != "none")
    column_of = {tag: i for i, tag in enumerate(tags)}
    columns = np.array([column_of.get(tag, -1) for tag in pairs], dtype=np.int64)
    return tags, columns[both]


def _tag_degrees(
    profile: pd.DataFrame,
    name: str,
    row: Positions,
    column: Positions,
    own_words: Bools,
    shape: tuple[int, int],
) -> TagDegrees:
    degrees = profile[name].to_numpy(float)
    confidences = profile["confidence"].to_numpy(float)
    known_degree = ~np.isnan(degrees)
    tagged = known_degree & (column >= 0)
    at = (row[tagged], column[tagged])
    degree, confidence, known_by_tag = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    np.maximum.at(degree, at, np.round(degrees[tagged] * 100))
    # A school that speaks for itself is as sure of what it leaves out as of what it names.
    whole = known_degree & own_words
    whole_confidence = np.zeros(shape[0])
    np.maximum.at(whole_confidence, row[whole], confidences[whole])
    confidence += whole_confidence[:, None]
    confidence[at] = confidences[tagged]
    known_by_tag[whole_confidence > 0] = 1.0
    known_by_tag[at] = 1.0
    known = np.zeros(shape[0], dtype=bool)
    known[row[known_degree]] = True
    all_known = bool((known_by_tag[known] == 1.0).all())
    says_all = whole_confidence > 0
    silent = None
    if name == "strength" and (profile["source"] == "measured").any():
        weak = tagged & (profile["source"] == "measured").to_numpy() & (degrees == 0)
        silent = np.zeros(shape, dtype=bool)
        silent[row[weak], column[weak]] = True
        silent &= (degree == 0) & ~says_all[:, None]
    known_tags = None if all_known else known_by_tag
    return TagDegrees(degree, known, known_tags, confidence, says_all, silent)
