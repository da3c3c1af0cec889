"""From the tables SCHOOLS and PROFILE to arrays: who seeks, who offers, and every known tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.core.columns.columns import AnyTable, Columns, columns_of
from matcher.core.figures.surety import sureties
from matcher.core.phase_groups import phase_groups
from matcher.core.settings.config import Config
from matcher.core.tables import KINDS, NO_TRUST, WHOLE, urn_key
from matcher.core.tie_order import NameHashes
from matcher.match.arrays import Bools, Exchange, Positions, SchoolArrays, TagDegrees
from matcher.match.gates import Exclusions, age_spans, ages, school_gates
from matcher.match.narrowing import schools_fit
from matcher.match.strengths.claims import claims_of, recorded_strengths
from matcher.match.strengths.cover import cover_of, effective_strengths
from matcher.match.terms import need_total, opportunity


def urn_order(urns: Sequence[str]) -> Positions:
    """The canonical order: URNs that are numbers by number, then the others as text."""
    together = "".join(urns)
    # As good as always they are numbers of a few digits.
    if all(urns) and together.isascii() and together.isdigit() and max(map(len, urns)) < 19:
        numbers = np.array([*map(int, urns)], dtype=np.int64)
        order = np.argsort(numbers, kind="stable")
        if (np.diff(numbers[order]) > 0).all():
            return order
    return np.array(sorted(range(len(urns)), key=lambda i: urn_key(urns[i])), dtype=np.int64)


def build_arrays(
    schools: AnyTable,
    profile: AnyTable,
    config: Config,
    exclusions: Exclusions,
    whole: AnyTable | None = None,
    cover: AnyTable | None = None,
) -> SchoolArrays:
    """SCHOOLS and PROFILE as :class:`SchoolArrays`; ``whole`` is PROFILE before it was narrowed to
    what the run asks about, None where that is the same; ``cover``: COVER, None where a need is
    met by its own tag alone."""
    return arrays_in_order(in_order(schools), profile, config, exclusions, whole, cover)


def arrays_in_order(
    ordered: Columns,
    profile: AnyTable,
    config: Config,
    exclusions: Exclusions,
    whole: AnyTable | None = None,
    cover: AnyTable | None = None,
) -> SchoolArrays:
    """As :func:`build_arrays`, of SCHOOLS that stand in the canonical order."""
    low, high = ages(ordered)
    age_span, spans = age_spans(low, high)
    gate = school_gates(ordered, exclusions)
    unnarrowed = columns_of(profile if whole is None else whole)
    urns = ordered.values("urn")
    place = {urn: at for at, urn in enumerate(urns)}
    claims = claims_of(urns, unnarrowed)
    speaks = {*unnarrowed.take(~np.isnan(unnarrowed.figures("strength"))).values("urn")}
    exchange = _exchange(place, columns_of(profile), claims, config, cover)
    everything = exchange
    if config.reciprocal and whole is not None and whole is not profile:
        everything = _exchange(place, unnarrowed, claims, config, cover)
    seek, offer = schools_fit(ordered, config)
    is_seeker, is_partner, listed = _roles_in_run(
        ordered, gate, config, (seek.possible, offer.possible)
    )
    return SchoolArrays(
        urn=ordered.texts("urn").to_numpy(),
        tie=NameHashes(urns),
        x=ordered.figures("easting"),
        y=ordered.figures("northing"),
        kind=ordered.texts("kind").each(_kind, np.intp),
        trust=_trusts(ordered),
        age_low=low,
        age_high=high,
        age_span=age_span,
        spans=spans,
        opportunity=opportunity(ordered.figures("area_km"), config.half_area_km),
        exchange=exchange,
        everything=everything,
        offers_known=ordered.texts("urn").is_in(speaks),
        phase_group=phase_groups(ordered),
        listed=listed,
        gate=gate,
        is_seeker=is_seeker,
        is_partner=is_partner,
        seeker_fits=seek.known,
        partner_fits=offer.known,
    )


def in_order(schools: AnyTable) -> Columns:
    """The columns of SCHOOLS in the canonical order."""
    columns = columns_of(schools)
    return columns.take(urn_order(columns.values("urn")))


def _kind(kind: str) -> int:
    """The place of a kind among :data:`matcher.core.tables.KINDS`, -1 for any other."""
    return KINDS.index(kind) if kind in KINDS else -1


def _trusts(schools: Columns) -> NDArray[np.intp]:
    """A number for each trust, whatever the case of its name; -1 where there is none."""
    trust = schools.texts("trust").worded(lambda text: text.strip().casefold())
    none = trust.is_in(("", NO_TRUST))
    return np.where(none, -1, trust.codes).astype(np.intp)


def _roles_in_run(
    ordered: Columns, gate: NDArray[np.object_], config: Config, fits: tuple[Bools, Bools]
) -> tuple[Bools, Bools, Bools]:
    """Who seeks and who offers: the listed schools, and from the register the side that
    the lists leave empty (or what ``from_register`` says), of those that fit on either side."""
    listed, role = ordered.figures("listed") == 1, ordered.texts("role")
    passes = gate == ""
    is_seeker, is_partner = (role.is_in((side, "both")) for side in ("seeker", "partner"))
    passes_as_seeker, passes_as_partner = passes & fits[0], passes & fits[1]
    want = config.from_register
    register_seeks = want in ("seekers", "both") or (
        want == "auto" and not (is_seeker & listed).any()
    )
    return (
        is_seeker & passes_as_seeker & (listed | register_seeks),
        is_partner & passes_as_partner & (listed | _register_offers(ordered, config)),
        listed,
    )


def _register_offers(schools: Columns, config: Config) -> bool:
    """Whether partners of the register take part besides those of the lists."""
    role, listed = schools.texts("role"), schools.figures("listed") == 1
    own_partners = role.is_in(("partner", "both")) & listed & ~gives_too(schools)
    want = config.from_register
    return want in ("partners", "both") or (want == "auto" and not own_partners.any())


def could_give(schools: AnyTable, config: Config) -> Bools:
    """Which state-funded schools of SCHOOLS only seek in this run, and would be partners by a wider
    policy (``givers``), were anything known of what they offer."""
    own = columns_of(schools)
    seeks: Bools = own.texts("role").is_text("seeker") & ~own.texts("may_give").is_text("")
    seeks &= (own.figures("listed") == 1) | _register_offers(own, config)
    return seeks


def gives_too(schools: AnyTable) -> Bools:
    """Which state-funded schools of SCHOOLS the policy (``givers``) lets give, where no list says
    that they do. They seek, first of all: a list in which nobody else gives has no side of
    partners."""
    own = columns_of(schools)
    gives: Bools = own.texts("role").is_text("both") & ~own.texts("may_give").is_text("")
    return gives


def _exchange(
    place: Mapping[str, int],
    profile: Columns,
    claims: Positions,
    config: Config,
    cover: AnyTable | None,
) -> Exchange:
    """Needs and strengths as dense matrices over the tags that anybody names; ``place``: where each
    school stands.

    What a school states in tags is the whole of it: a tag that it does not name is then 0.
    A sentence or a published figure tells of its own tag and of no other.
    """
    rows = profile.texts("urn").each(lambda urn: place.get(urn, -1), np.int64)
    profile, row = profile.take(rows >= 0), rows[rows >= 0]
    tags, column = _tags(profile)
    own_words = profile.texts("source").is_in(WHOLE)
    needs, strengths = (
        _tag_degrees(profile, name, row, column, own_words, (len(place), len(tags)))
        for name in ("need", "strength")
    )
    at = column >= 0
    recorded = np.zeros((len(place), len(tags)))
    recorded[row[at], column[at]] = recorded_strengths(profile.take(at))
    own, relation = replace(strengths, recorded=recorded, claims=claims), cover_of(cover, tags)
    met = effective_strengths(own, relation, config.full_claims)
    total = need_total(needs.degree, config.fewest_needs)
    named = needs.degree.sum(axis=1)
    return Exchange(tags, needs, total, named, own, met, relation, config.full_claims)


def _tags(profile: Columns) -> tuple[list[tuple[str, str]], Positions]:
    """The tags that PROFILE names, in their order, and which of them each row is about, -1 for none
    of them. Texts that are the same are looked at once."""
    activity, subject = profile.texts("activity"), profile.texts("subject")
    many = max(len(subject.distinct), 1)
    found, both = np.unique(activity.codes * many + subject.codes, return_inverse=True)
    pairs = [
        (activity.distinct[pair // many], subject.distinct[pair % many]) for pair in found.tolist()
    ]
    tags = sorted(tag for tag in pairs if tag[0] != "none")
    column_of = {tag: i for i, tag in enumerate(tags)}
    columns = np.array([column_of.get(tag, -1) for tag in pairs], dtype=np.int64)
    return tags, columns[both]


def _tag_degrees(
    profile: Columns,
    name: str,
    row: Positions,
    column: Positions,
    own_words: Bools,
    shape: tuple[int, int],
) -> TagDegrees:
    degrees, confidences = profile.figures(name), profile.figures("confidence")
    known_degree = ~np.isnan(degrees)
    tagged = known_degree & (column >= 0)
    at = (row[tagged], column[tagged])
    degree, confidence = np.zeros(shape), np.zeros(shape)
    surety = np.zeros(shape, dtype=np.int8)
    surety[at] = sureties(profile, name)[tagged]
    known_by_tag = np.zeros(shape, dtype=bool)
    np.maximum.at(degree, at, np.round(degrees[tagged] * 100))
    # A school that speaks for itself is as sure of what it leaves out as of what it names.
    whole = known_degree & own_words
    whole_confidence = np.zeros(shape[0])
    np.maximum.at(whole_confidence, row[whole], confidences[whole])
    confidence += whole_confidence[:, None]
    confidence[at] = confidences[tagged]
    known_by_tag[whole_confidence > 0] = True
    known_by_tag[at] = True
    known = np.zeros(shape[0], dtype=bool)
    known[row[known_degree]] = True
    all_known = bool(known_by_tag[known].all())
    says_all = whole_confidence > 0
    silent = None
    measured = profile.texts("source").is_text("measured")
    if name == "strength" and measured.any():
        weak = tagged & measured & (degrees == 0)
        silent = np.zeros(shape, dtype=bool)
        silent[row[weak], column[weak]] = True
        silent &= (degree == 0) & ~says_all[:, None]
    known_tags = None if all_known else known_by_tag.astype(float)
    return TagDegrees(degree, known, known_tags, confidence, says_all, surety, silent)
