"""What the offers of a pair rest on: the last column of MATCHES, tag by tag.

An offer that a school has stated, a thing that a public register lists and what published figures
suggest are three things, and a list that is sorted and printed must not let them look alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import BASIS
from matcher.show.explain.met import Met, NeedsMet


def offer_basis(
    matches: pd.DataFrame, profile: pd.DataFrame, cover: pd.DataFrame | None = None
) -> pd.Series:
    """For every row of MATCHES its ``basis``: beside each tag of ``shared`` a word of
    :data:`matcher.core.tables.BASIS`, as in "T2 SEND: stated; C3: published | L3: figures suggest".

    ``profile`` has strengths as they count, ``cover`` is COVER, None where a need is met by its
    own tag alone. A tag that another meets in part rests on what that other one rests on.
    """
    met = NeedsMet(profile, cover, _name)
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
            offers = met.of(giver)
            sides.append("; ".join(f"{tag}: {_word(offers, tag)}" for tag in _split(tags)))
        texts.append(f"{sides[0]} | {sides[1]}")
    return pd.Series(texts, index=matches.index, dtype="str")


def _split(tags: str) -> list[str]:
    return [tag for tag in tags.strip().split("; ") if tag]


def _word(met: Mapping[str, Met], tag: str) -> str:
    return BASIS[met[tag].source] if tag in met else "not said"


def _name(activity: str, subject: str) -> str:
    return f"{activity} {subject}".strip()
