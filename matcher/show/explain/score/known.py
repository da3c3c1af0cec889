"""How far what a score weighs is known of a pair, in words that mean the same in every run.

A percentage would not: a run leaves out of the score what nothing is known of, so that of one pair
"50% is known" in one run and "71% is known" in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.show.explain.facts import ExplainedPair, Tag
from matcher.show.explain.needs import met_sign, to_name
from matcher.show.explain.travel import TERM_WORDS, is_estimated

KNOWN, IN_PART, UNKNOWN = "known", "in part or not for sure", "not known"
# What is surer than this is as good as known.
AS_GOOD_AS_KNOWN = 0.97
_NEEDY = {"gives": "seeker", "gains": "partner"}
_NAMES = {
    **TERM_WORDS,
    **{term: f"how far the {needy}'s needs are covered" for term, needy in _NEEDY.items()},
}


def state(known: float, sure: float) -> str:
    """How far a term is known. ``known``: how much of it rests on something known; ``sure``: the
    same, each need counted as far as its source is sure (both 0 to 1)."""
    if sure >= AS_GOOD_AS_KNOWN:
        return KNOWN
    return IN_PART if known > 0 else UNKNOWN


def known_in_words(states: Mapping[str, str], names: Mapping[str, str]) -> str:
    """What is known and what is not: "known: distance; not known: what it could give you".
    ``names``: the terms to tell of, in their order; one without a state is not told."""
    told = (
        (one, [name for term, name in names.items() if states.get(term) == one])
        for one in (KNOWN, IN_PART, UNKNOWN)
    )
    return "; ".join(f"{one}: {', '.join(terms)}" for one, terms in told if terms)


def known_sentence(pair: ExplainedPair) -> str:
    """What of a pair is known: who is said to need, or to offer, nothing gets, or gives, nothing,
    which is known."""
    states = dict.fromkeys(pair.left_out, UNKNOWN)
    states |= {part.term: state(part.known, part.sure) for part in pair.parts if part.weight > 0}
    if is_estimated(pair) and "near" in states:
        states["near"] = IN_PART
    for term, school, helper, needs in (
        ("gives", pair.seeker, pair.partner, pair.seekers_needs),
        ("gains", pair.partner, pair.seeker, pair.partners_needs),
    ):
        if term in states and (school.needs_nothing or helper.offers_nothing):
            states[term] = KNOWN
        if states.get(term) == IN_PART and nothing_is_known_of(needs):
            states[term] = UNKNOWN
    told = known_in_words(states, _NAMES)
    return told[:1].upper() + told[1:]


def nothing_is_known_of(needs: Sequence[Tag]) -> bool:
    """Whether of none of the needs that are told is it known if the other side can give it: what is
    known of needs too low to name is nothing known of these. Where no other is known the score
    goes by those alone. Lists have it by :func:`matcher.show.explain.score.named.is_open`."""
    return all(met_sign(one) == "?" for one in to_name(needs) or needs)


def left_out_sentences(pair: ExplainedPair) -> list[str]:
    """What the run would have weighed, and could not."""
    none = {
        "gives": pair.seeker.needs_nothing or pair.partner.offers_nothing,
        "gains": pair.partner.needs_nothing or pair.seeker.offers_nothing,
    }
    return [
        f"Not counted, as nothing{' else' * none.get(term, False)} is known of it in this run: "
        f"{TERM_WORDS[term]}"
        for term in pair.left_out
    ]
