"""How a cell says that a school needs, or offers, nothing."""

from __future__ import annotations

import re

from matcher.profile.vocabulary import key

# A cell that says one of these is known to need, or to offer, nothing.
NOTHING = frozenset(
    {"none", "nothing", "no needs", "no strengths", "nothing needed", "nothing to offer"}
)
_COURTESY = re.compile(
    r" (?:thanks|thank you|please|at (?:the |this )?(?:moment|present|time)|at all|currently|"
    r"for now|right now|just now|this year|required|needed|to report)$"
)


def says_nothing(text: str) -> bool:
    """Whether ``text`` says that there is nothing, as "none" or "nothing at the moment,
    thanks" does."""
    said = key(text)
    while (shorter := _COURTESY.sub("", said)) != said:
        said = shorter
    return said in NOTHING
