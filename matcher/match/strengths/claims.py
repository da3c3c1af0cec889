"""What a school says of itself beyond what is on record is a claim; long claims count in part.

Nobody can serve everything. What a public register or a published figure shows counts in full, and
so does a school's own word as far as that bears it out. Where what schools say beyond that comes to
more than so many offers in full (``full_claims``), it is scaled down to that many: a school that
ticks every box stands where one with an ordinary offer does, and one that confirms what
registers list loses nothing by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matcher.core.columns.columns import AnyTable, Columns, columns_of
from matcher.match.arrays import Floats, Positions, TagDegrees

# The sources in which a school, or the office for it, speaks for itself.
CLAIMS = ("stated", "partly", "wording")
# A claim is suspiciously long where it is above the limit and so many times as long as three
# quarters of the others' are: more than an honest school with a broad offer is likely to name.
_FAR_ABOVE, _MOST = 2.0, 0.75


class LongClaim(NamedTuple):
    """A school that claims far more than others: ``amount``, its degrees beyond the record added
    up, where three quarters of the others that claim anything claim ``most`` or less; NaN: nobody
    else does."""

    urn: str
    amount: float
    most: float


def recorded_strengths(profile: Columns) -> Floats:
    """How much of each strength of PROFILE is on record, whole hundredths: all of it where a
    register or a figure is its source; what ``recorded`` says where a school claims it."""
    claimed = profile.texts("source").is_in(CLAIMS)
    own = np.where(claimed, profile.figures("recorded"), profile.figures("strength"))
    recorded: Floats = np.round(np.nan_to_num(own) * 100.0)
    return recorded


def claim_amounts(profile: Columns) -> dict[str, int]:
    """What each school claims beyond the record, by URN in the order of PROFILE: whole hundredths,
    above 0."""
    degree = np.round(np.nan_to_num(profile.figures("strength")) * 100.0)
    beyond = np.maximum(degree - recorded_strengths(profile), 0.0)
    claimed = np.flatnonzero(beyond)
    amounts: dict[str, int] = {}
    for urn, amount in zip(
        profile.texts("urn").take(claimed).to_list(), beyond[claimed].tolist(), strict=True
    ):
        amounts[urn] = amounts.get(urn, 0) + int(amount)
    return amounts


def claims_of(urns: Iterable[str], profile: Columns) -> Positions:
    """What each of these schools claims beyond the record, whole hundredths."""
    amounts = claim_amounts(profile)
    return np.array([amounts.get(urn, 0) for urn in urns], dtype=np.int64)


def counted_claims(own: TagDegrees, full_claims: int) -> TagDegrees:
    """Strengths of schools' own with long claims scaled down, to whole hundredths."""
    if own.recorded is None or own.claims is None:
        return own
    schools = np.flatnonzero(own.claims > full_claims * 100)
    if not len(schools):
        return own
    degree = own.degree.copy()
    claims = own.claims[schools][:, None]
    degree[schools] = _counted(own.degree[schools], own.recorded[schools], claims, full_claims)
    return replace(own, degree=degree)


def counted_profile(profile: AnyTable, full_claims: int, whole: AnyTable | None = None) -> Columns:
    """PROFILE with strengths as they count (:func:`counted_claims`), for what is told of a pair;
    ``whole`` is all of it where ``profile`` was narrowed."""
    columns = columns_of(profile)
    claims = claims_of(columns.values("urn"), columns_of(profile if whole is None else whole))
    own = columns.figures("strength")
    degree = np.round(own * 100.0)
    counted = _counted(degree, recorded_strengths(columns), claims, full_claims) / 100.0
    return columns.with_figures("strength", np.where(claims > full_claims * 100, counted, own))


def _counted(degree: Floats, recorded: Floats, claims: Positions, full_claims: int) -> Floats:
    """Degrees as they count: what is on record in full, what goes beyond it in part."""
    beyond = degree - recorded
    part = np.round(beyond * full_claims * 100.0 / np.maximum(claims, 1))
    counted: Floats = np.where(beyond > 0, recorded + part, degree)
    return counted


def long_claims(profile: AnyTable, full_claims: int) -> list[LongClaim]:
    """The schools of PROFILE that claim far more than the others, in its order."""
    claimed = claim_amounts(columns_of(profile))
    amounts = np.array([*claimed.values()], dtype=float) / 100.0
    most = _most_of_others(amounts)
    far_above = np.where(
        np.isnan(most), amounts > _FAR_ABOVE * full_claims, amounts >= _FAR_ABOVE * most
    )
    return [
        LongClaim(str(urn), float(amount), float(others))
        for urn, amount, others, far in zip(claimed, amounts, most, far_above, strict=True)
        if far and amount > full_claims
    ]


def _most_of_others(amounts: Floats) -> Floats:
    """For each amount what three quarters of the others do not exceed; NaN: there are none."""
    others = len(amounts) - 1
    if others < 1:
        return np.full(len(amounts), np.nan)
    order = np.argsort(amounts, kind="stable")
    place = np.empty(len(amounts), dtype=np.int64)
    place[order] = np.arange(len(amounts))
    at = _MOST * (others - 1)
    low, high = int(np.floor(at)), int(np.ceil(at))
    # The others in their order are all in theirs, those from its own place on moved up by one.
    below, above = (amounts[order][n + (n >= place)] for n in (low, high))
    most: Floats = below + (above - below) * (at - low)
    return most
