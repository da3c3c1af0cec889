"""What to ask a partner of which nothing is known that it offers.

Such a partner stands in a list by its nearness, or beside it as worth asking; either way what is
told of it is the same: that nothing is known, and the question.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.core.columns.columns import AnyTable, columns_of
from matcher.core.figures.number_format import counted
from matcher.show.explain.sides import Side, Words, sides

# What is said of such a partner, before the question.
UNKNOWN_OFFERS = "nothing is known of what it offers"

# So many needs are named in a question; a person asks about no more at once.
_MOST_ASKED = 5


def to_be_asked(
    seekers: Sequence[str],
    partners: Sequence[str],
    profile: AnyTable,
    whole: AnyTable | None = None,
) -> list[bool]:
    """For each pair, seekers[n] with partners[n], whether the partner is to be asked: the seeker
    has a known need and of the partner nothing is known that it offers, nor that it does not.

    ``profile``: PROFILE, narrowed to what the run asks about; ``whole``: all of it, None where
    that is the same. Where of nobody anything is known, a list has nothing to say of offers.
    """
    asked, everything = columns_of(profile), columns_of(profile if whole is None else whole)
    speaks = {*everything.take(~np.isnan(everything.figures("strength"))).texts("urn").used}
    needy = {*asked.take(asked.figures("need") > 0).texts("urn").used} if speaks else set()
    return [
        seeker in needy and partner not in speaks
        for seeker, partner in zip(seekers, partners, strict=True)
    ]


def question_to_ask(profile: AnyTable, seeker: str, words: Words, *, asked: str = "") -> str:
    """The question for a partner that is to be asked, of a seeker by its URN; ``asked`` as
    ``about`` of :func:`question`."""
    columns = columns_of(profile)
    own = columns.take(columns.texts("urn").is_text(seeker))
    return "; ".join(question(sides(own, "need", words).get(seeker), asked))


def of_several(asked: str) -> str:
    """A question (:func:`question`) for several partners at once."""
    for one, several in ((" it offers", " they offer"), (" it could", " they could")):
        asked = asked.replace(one, several)
    return asked


def question(wants: Side | None, about: str) -> list[str]:
    """What to ask a partner of which nothing is known: its seeker's needs, the greatest first;
    in a narrowed run of what it is ``about``."""
    tags = {} if wants is None else wants.tags
    greatest = sorted(tags, key=lambda tag: (-tags[tag], tag))
    named, more = greatest[:_MOST_ASKED], len(greatest) - _MOST_ASKED
    if more > 0:
        named.append(f"{counted(more, 'other need')} of yours")
    asked = " or ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
    silent = f"whether it offers {about} is not known" if about else UNKNOWN_OFFERS
    return [silent, f"ask whether it could give {asked}" if asked else "ask what it could give"]
