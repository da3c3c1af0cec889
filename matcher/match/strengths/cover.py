"""How far what a school offers meets the need for each tag.

A need is met by its own tag, and in part by others: physics is half of science. What counts is
the largest of degree × strength over the school's own tags: three sciences do not cover science
one and a half times. Where two come to the same, the need's own tag says why, then the first in
the order of the tags (:class:`matcher.show.explain.met.NeedsMet` names the others beside it).

The product is rounded to whole hundredths, so that sums stay exact in any order. A tag that is
met in part through another is known, as surely as that other one. Where that is wider and may not
hold it, it is no more than suggested, and as sure as the degree says. Of a tag that nothing known
meets, nothing new is known.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matcher.core.columns.columns import AnyTable, columns_of
from matcher.core.figures.surety import SUGGESTED
from matcher.match.arrays import Cover, TagDegrees
from matcher.match.strengths.claims import counted_claims

_KEY = ("offered_activity", "offered_subject", "needed_activity", "needed_subject")


def cover_of(cover: AnyTable | None, tags: list[tuple[str, str]]) -> Cover:
    """COVER over these tags, in their order; None: no tag meets the need for another."""
    place = {tag: at for at, tag in enumerate(tags)}
    found: dict[tuple[int, int], tuple[float, bool]] = {}
    if cover is not None:
        rows = columns_of(cover).rows(*_KEY, "degree", "known")
        for offered, about, needed, of_what, degree, known in rows:
            one, other = place.get((offered, about)), place.get((needed, of_what))
            if one is not None and other is not None and one != other:
                step = float(round(degree * 100)), bool(known)
                found[other, one] = max(found.get((other, one), (0.0, False)), step)
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    steps = np.array([found[needed, offered] for needed, offered in pairs.tolist()], dtype=float)
    degrees, known_to = steps.reshape(-1, 2).T
    return Cover(pairs[:, 1], pairs[:, 0], degrees, known_to == 1)


def effective_strengths(own: TagDegrees, cover: Cover, full_claims: int) -> TagDegrees:
    """How far strengths of schools' own meet the need for each tag."""
    own = counted_claims(own, full_claims)
    if not len(cover.degree) or not own.degree.any():
        return own
    degree, confidence, surety = own.degree.copy(), own.confidence.copy(), own.surety.copy()
    known = None if own.known_by_tag is None else own.known_by_tag.copy()
    through = np.tile(np.arange(degree.shape[1]), (len(degree), 1))
    has = {int(tag): np.flatnonzero(own.degree[:, tag]) for tag in np.unique(cover.offered)}
    for offered, needed, share, holds in zip(*(part.tolist() for part in cover), strict=True):
        schools = has[offered]
        met = np.round(own.degree[schools, offered] * share / 100.0)
        more = met > degree[schools, needed]
        schools, met = schools[more], met[more]
        degree[schools, needed], through[schools, needed] = met, offered
        sure = own.confidence[schools, offered]
        confidence[schools, needed] = sure if holds else sure * (share / 100.0)
        as_sure = own.surety[schools, offered]
        surety[schools, needed] = as_sure if holds else np.minimum(as_sure, SUGGESTED)
        if known is not None:
            known[schools, needed] = 1.0
    silent = None if own.silent is None else own.silent & (degree == 0)
    return replace(
        own,
        degree=degree,
        confidence=confidence,
        known_by_tag=known,
        surety=surety,
        silent=silent,
        through=through,
    )
