"""What the offers of a pair rest on: the last column of MATCHES, tag by tag.

An offer that a school has stated, a thing that a public register lists and what published figures
suggest are three things, and a list that is sorted and printed must not let them look alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import BASIS, COVER

# By the tag that is needed: how much of it the best tag of a school meets, and its source.
Met = dict[str, tuple[float, str]]


def offer_basis(
    matches: pd.DataFrame, profile: pd.DataFrame, cover: pd.DataFrame | None = None
) -> pd.Series:
    """For every row of MATCHES its ``basis``: beside each tag of ``shared`` a word of
    :data:`matcher.core.tables.BASIS`, as in "T2 SEND: stated; C3: published | L3: figures suggest".

    ``cover`` is COVER, None where a need is met by its own tag alone. A tag that another meets in
    part rests on what that other one rests on.
    """
    offers = _offers(profile)
    covers = _covers(cover)
    met: dict[str, Met] = {}
    texts = []
    for seeker, partner, shared in zip(
        *(as_list(matches[name]) for name in ("seeker_urn", "partner_urn", "shared")), strict=True
    ):
        if not shared:
            texts.append("")
            continue
        gets, _, returns = shared.partition(" | ")
        sides = []
        for giver, tags in ((partner, gets), (seeker, returns)):
            if giver not in met:
                met[giver] = _met(offers.get(giver, {}), covers)
            sides.append("; ".join(f"{tag}: {_word(met[giver], tag)}" for tag in _split(tags)))
        texts.append(f"{sides[0]} | {sides[1]}")
    return pd.Series(texts, index=matches.index, dtype="str")


def _split(tags: str) -> list[str]:
    return [tag for tag in tags.strip().split("; ") if tag]


def _word(met: Met, tag: str) -> str:
    return BASIS[met[tag][1]] if tag in met else "not said"


def _offers(profile: pd.DataFrame) -> dict[str, Met]:
    """The strengths of each school by tag, with their sources."""
    found: dict[str, Met] = {}
    own = profile[profile["strength"] > 0]
    for urn, activity, subject, strength, source in zip(
        *(as_list(own[name]) for name in ("urn", "activity", "subject", "strength", "source")),
        strict=True,
    ):
        found.setdefault(urn, {})[_name(activity, subject)] = (strength, source)
    return found


def _covers(cover: pd.DataFrame | None) -> Mapping[str, list[tuple[str, float]]]:
    """By the tag offered, the tags that it meets in part and how much of each."""
    found: dict[str, list[tuple[str, float]]] = {}
    if cover is None:
        return found
    for offered, subject, needed, about, degree in zip(
        *(as_list(cover[name]) for name in (*COVER.key, "degree")), strict=True
    ):
        found.setdefault(_name(offered, subject), []).append((_name(needed, about), degree))
    return found


def _met(offers: Met, covers: Mapping[str, list[tuple[str, float]]]) -> Met:
    """What each need is met by: the strongest of degree times strength, its own tag first."""
    found = dict(offers)
    for tag, (strength, source) in sorted(offers.items()):
        for needed, degree in covers.get(tag, ()):
            if needed not in found or strength * degree > found[needed][0]:
                found[needed] = (strength * degree, source)
    return found


def _name(activity: str, subject: str) -> str:
    return f"{activity} {subject}".strip()
