"""What is said where nothing is known to be given: a reason told to the partner itself, and what
reasons leave out, why nothing would come back.

Reasons speak to the seeker: "your" needs, what "it" offers. On the partner's own page the reader is
the partner, and the other one the school.
"""

from __future__ import annotations

import re

from matcher.show.explain.sides import Side

# Each stands at the beginning of its phrase, so nothing of a list is taken for one.
_TO_PARTNER = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"covers none of your (.*)", r"you cover none of the school’s \1"),
        (r"not known whether it covers your (.*)", r"not known whether you cover the school’s \1"),
        (r"your needs are not known", r"the school’s needs are not known"),
        (r"whether you need (.*)", r"whether the school needs \1"),
        (r"whether it offers (.*)", r"whether you offer \1"),
        (r"nothing is known of what it offers", r"nothing is known of what you offer"),
    )
)


def to_partner(phrase: str) -> str:
    """A phrase of a reason (what stands between its semicolons) as the partner reads it: it is
    "you" there, and the seeker "the school"; any other phrase as it is."""
    for pattern, words in _TO_PARTNER:
        if pattern.fullmatch(phrase):
            return pattern.sub(words, phrase)
    return phrase


def nothing_back(needs: Side | None, offers_known: bool, about: str, *, own: bool) -> str:
    """Why no need is known that would be met in return. ``needs``: what is known that the school
    that would gain needs; ``offers_known``: whether anything is of what the other offers;
    ``about``: what the run was narrowed to, "" for nothing; ``own``: the reader would gain, and
    else gives."""
    if needs is None:
        need = "you need" if own else "it needs"
        return f"whether {need} {about} is not known" if about else f"what {need} is not known"
    if not needs.tags:
        return f"no need of {'yours' if own else 'it'} is known"
    if not offers_known:
        return f"what {'it offers' if own else 'you offer'} is not known"
    return f"none of what {'you need' if own else 'it needs'}, as far as is known"
