"""A reason as it reads to others than the seeker.

Reasons speak to the seeker: "your" needs, what "it" offers. Whoever looks at the partner, or at a
table of many pairs, reads of "the school" and "the partner". On the partner's own page the reader
is the partner, and the other one the school.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

NOT_SHOWN = "not shown here"  # said to others than the office of what its own list may have

# How a phrase of a reason reads to whoever is not the seeker. Each stands at the beginning of its
# phrase, so nothing of a list is taken for one.
_THIRD_PERSON = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"(may cover \d+ more: .*)", r"the partner \1"),
        (r"(covers|may cover) (.*?)your (.*)", r"the partner \1 \2the school’s \3"),
        (r"does not cover your (.*)", r"the partner does not cover the school’s \1"),
        (
            r"not (known|shown here) whether it covers your (.*)",
            r"not \1 whether the partner covers the school’s \2",
        ),
        (r"you (may be able to give \d+ more: .*)", r"the school \1"),
        (
            r"you (could|may be able to) give (.*?)its (.*)",
            r"the school \1 give \2the partner’s \3",
        ),
        (r"your needs are (.*)", r"the school’s needs are \1"),
        (r"no need of yours (.*)", r"no need of the school’s \1"),
        (r"you (?:are said to|say that you) need nothing", r"the school is said to need nothing"),
        (r"whether you need (.*)", r"whether the school needs \1"),
        (r"whether it offers (.*)", r"whether the partner offers \1"),
        (r"nothing is known of what it offers", r"nothing is known of what the partner offers"),
        (r"what it offers is (.*)", r"what the partner offers is \1"),
        (
            r"ask whether it could give (.*? other needs?) of yours",
            r"ask whether the partner could give \1 of the school’s",
        ),
        (r"ask whether it could give (.*)", r"ask whether the partner could give \1"),
        (r"ask what it could give", r"ask what the partner could give"),
        (r"it offers (.*)", r"the partner offers \1"),
        (r"it is said to offer nothing", r"the partner is said to offer nothing"),
        (r"it is ((?:listed|chosen) for its nearness.*)", r"the partner is \1"),
        (r"((?:in the|.* km(?: \(.*? miles\))? from the) .*)", r"the school is \1"),
    )
)


def in_third_person(phrase: str) -> str:
    """A phrase of a reason (what stands between its semicolons) as it reads to others than the
    seeker: the seeker is "the school" in it and the other "the partner"."""
    for pattern, words in _THIRD_PERSON:
        if pattern.fullmatch(phrase):
            return pattern.sub(words, phrase)
    return phrase


def reasons_in_third_person(reasons: Iterable[str]) -> list[str]:
    """Whole reasons, phrase by phrase (:func:`in_third_person`). The phrases of a list are few
    beside its pairs, so each is turned once."""
    turned = cache(in_third_person)
    return ["; ".join(map(turned, one.split("; "))) for one in reasons]


# The same as the partner itself reads it, on a page that tells what is known to be given apart.
_TO_PARTNER = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"covers none of your (.*)", r"you cover none of the school’s \1"),
        (r"does not cover your (.*)", r"you do not cover the school’s \1"),
        (
            r"not (known|shown here) whether it covers your (.*)",
            r"not \1 whether you cover the school’s \2",
        ),
        (r"your needs are (.*)", r"the school’s needs are \1"),
        (r"whether you need (.*)", r"whether the school needs \1"),
        (r"whether it offers (.*)", r"whether you offer \1"),
        (r"nothing is known of what it offers", r"nothing is known of what you offer"),
        (r"what it offers is (.*)", r"what you offer is \1"),
    )
)


def to_partner(phrase: str) -> str:
    """A phrase of a reason (what stands between its semicolons) as the partner reads it: it is
    "you" there, and the seeker "the school"; any other phrase as it is."""
    for pattern, words in _TO_PARTNER:
        if pattern.fullmatch(phrase):
            return pattern.sub(words, phrase)
    return phrase


# The same for others than the office: its list may have what they are not shown, so that nothing
# is said not to be known, nor not to be there.
_TO_OTHERS = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"your needs are not known", rf"your needs are {NOT_SHOWN}"),
        (r"(whether (?:you need|it offers) .*) is not known", rf"\1 is {NOT_SHOWN}"),
        (r"nothing is known of what it offers", rf"what it offers is {NOT_SHOWN}"),
        (r"not known whether it (covers|fits) (.*)", rf"{NOT_SHOWN} whether it \1 \2"),
        (r"only in part known to fit (.*)", r"only in part shown here to fit \1"),
        (
            r"((?:covers none of|does not cover) .*) as far as is known",
            r"\1 as far as is shown here",
        ),
        (r"no need of yours stands out", r"no need of yours is shown here"),
    )
)


def to_others(reason: str) -> str:
    """A reason, or phrases of one, as an audience outside of the office reads it."""
    return "; ".join(map(_phrase_to_others, reason.split("; ")))


@cache
def _phrase_to_others(phrase: str) -> str:
    for pattern, words in _TO_OTHERS:
        if pattern.fullmatch(phrase):
            return pattern.sub(words, phrase)
    return phrase
