"""What a pair exchanges and what the offers rest on: two columns of MATCHES, tag by tag.

An offer that a school has stated, a thing that a public register lists, what follows from it
and what published figures suggest are four things, and a list that is sorted and printed must not
let them look alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matcher.core.columns.columns import AnyTable, columns_of
from matcher.core.figures.surety import is_small
from matcher.core.schema import as_list
from matcher.core.tables import NOT_KNOWN, PROFILE
from matcher.show.explain.asking import to_be_asked
from matcher.show.explain.met import Met, NeedsMet, are_small_needs


def exchange_columns(
    matches: pd.DataFrame,
    profile: AnyTable,
    cover: AnyTable | None = None,
    whole: AnyTable | None = None,
) -> pd.DataFrame:
    """The columns ``shared`` and ``basis`` for every row of MATCHES.

    ``shared`` as it is in ``matches``, without what the reasons do not name either
    (:func:`matcher.core.figures.surety.is_small`). ``basis``: beside each tag of it a word of
    :data:`matcher.core.tables.BASES`, as in "T2 SEND: stated; C3: published | L3: figures suggest";
    of a partner that is to be asked (:func:`matcher.show.explain.asking.to_be_asked`) "not known".

    ``profile`` has strengths as they count, and ``whole`` is all of it where it was narrowed;
    ``cover`` is COVER, None where a need is met by its own tag alone. A tag that another meets in
    part rests on what that other one rests on, or on its being wider.
    """
    met, small = NeedsMet(profile, cover, _name), _small_needs(profile)
    told, bases = [], []
    seekers, partners = as_list(matches["seeker_urn"]), as_list(matches["partner_urn"])
    ask_each = to_be_asked(seekers, partners, profile, whole)
    for seeker, partner, shared, ask in zip(
        seekers, partners, as_list(matches["shared"]), ask_each, strict=True
    ):
        if not shared:  # as in most pairs where lists state no needs
            told.append("")
            bases.append(f"{NOT_KNOWN} | " if ask else "")
            continue
        gets, _, returns = shared.partition(" | ")
        tags, words = [], []
        for needy, giver, side in ((seeker, partner, gets), (partner, seeker, returns)):
            offers = met.of(giver)
            named = [
                tag
                for tag in _split(side)
                if (needy, tag) not in small and not _is_small_offer(offers, tag)
            ]
            tags.append("; ".join(named))
            words.append("; ".join(f"{tag}: {_word(offers, tag)}" for tag in named))
        words[0] = NOT_KNOWN if ask else words[0]
        told.append(f"{tags[0]} | {tags[1]}" if any(tags) else "")
        bases.append(f"{words[0]} | {words[1]}" if any(words) else "")
    return pd.DataFrame({"shared": told, "basis": bases}, index=matches.index, dtype="str")


def _small_needs(profile: AnyTable) -> set[tuple[str, str]]:
    """The URN and tag of each need that figures put too low to name."""
    columns = columns_of(profile)
    small = columns.take(are_small_needs(columns))
    return {(urn, _name(activity, subject)) for urn, activity, subject in small.rows(*PROFILE.key)}


def _is_small_offer(offers: Mapping[str, Met], tag: str) -> bool:
    return tag in offers and is_small(offers[tag].strength, offers[tag].source)


def _split(tags: str) -> list[str]:
    return [tag for tag in tags.strip().split("; ") if tag]


def _word(met: Mapping[str, Met], tag: str) -> str:
    return met[tag].rests_on if tag in met else "not said"


def _name(activity: str, subject: str) -> str:
    return f"{activity} {subject}".strip()
