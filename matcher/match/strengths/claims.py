"""What a school says of itself is a claim; long claims count in part.

Nobody can serve everything. Of a school that says it offers more tags than so many
(``full_claims``), all that it says is scaled down so that no more than so many count together: a
school that ticks every box stands where one with an ordinary offer does. What a public register
or a published figure says is no claim, and counts in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from matcher.core.schema import as_list
from matcher.match.arrays import Positions, TagDegrees

# The sources in which a school, or the office for it, speaks for itself.
CLAIMS = ("stated", "partly", "wording")
# A claim is suspiciously long where it is above the limit and so many times as long as three
# quarters of the run's are: more than an honest school with a broad offer is likely to name.
_FAR_ABOVE, _MOST = 2.0, 0.75


@dataclass(frozen=True, slots=True)
class LongClaim:
    """A school that says it offers far more than others: ``tags``, where three quarters of those
    who say anything say ``most`` or fewer."""

    urn: str
    tags: int
    most: float


def is_claim(profile: pd.DataFrame) -> pd.Series:
    """Which rows of PROFILE are strengths that a school claims."""
    offered = (profile["strength"] > 0) & (profile["activity"] != "none")
    return offered & profile["source"].isin(CLAIMS)


def claim_counts(urns: pd.Series, profile: pd.DataFrame) -> Positions:
    """How many tags each of these schools claims."""
    counts = profile.loc[is_claim(profile), "urn"].value_counts()
    claims: Positions = counts.reindex(as_list(urns), fill_value=0).to_numpy(dtype=np.int64)
    return claims


def counted_claims(own: TagDegrees, full_claims: int) -> TagDegrees:
    """Strengths of schools' own with long claims scaled down, to whole hundredths."""
    if own.claimed is None or own.claims is None:
        return own
    schools = np.flatnonzero(own.claims > full_claims)
    if not len(schools):
        return own
    degree = own.degree.copy()
    counted = np.round(own.degree[schools] * full_claims / own.claims[schools][:, None])
    degree[schools] = np.where(own.claimed[schools], counted, own.degree[schools])
    return replace(own, degree=degree)


def counted_profile(
    profile: pd.DataFrame, full_claims: int, whole: pd.DataFrame | None = None
) -> pd.DataFrame:
    """PROFILE with strengths as they count (:func:`counted_claims`), for what is told of a pair;
    ``whole`` is all of it where ``profile`` was narrowed."""
    counts = claim_counts(profile["urn"], profile if whole is None else whole)
    long = is_claim(profile).to_numpy() & (counts > full_claims)
    own = profile["strength"]
    counted = np.round(np.round(own * 100) * full_claims / np.maximum(counts, 1)) / 100
    return profile.assign(strength=own.mask(long, counted))


def long_claims(profile: pd.DataFrame, full_claims: int) -> list[LongClaim]:
    """The schools of PROFILE that claim far more than the others, in its order."""
    counts = profile.loc[is_claim(profile), "urn"].value_counts(sort=False)
    if not len(counts):
        return []
    most = float(counts.quantile(_MOST))
    return [
        LongClaim(str(urn), int(many), most)
        for urn, many in counts.items()
        if many > full_claims and many >= _FAR_ABOVE * most
    ]
