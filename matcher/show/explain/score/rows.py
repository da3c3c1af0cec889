"""The score of a pair in rows: what each term weighs, comes to, adds, and rests on."""

from __future__ import annotations

import math

from matcher.show.explain.facts import ExplainedPair, Part
from matcher.show.explain.score.known import left_out_sentences
from matcher.show.explain.travel import near_basis, term_words
from matcher.show.kit.text_format import product_sign, shown_sum, three_decimals

_DECIMALS_LISTED = 10  # of matches.csv
_OF_KINDS = "the average of pairs of these kinds"


def score_title(pair: ExplainedPair) -> str:
    """The title of the score, or of what it would be."""
    if pair.gate and not pair.beyond:
        most = "What" if math.isnan(pair.least_minutes) else "The most that"
        return f"{most} the score would be, but for what keeps them apart"
    return "How the score comes about"


def score_points(pair: ExplainedPair) -> list[float]:
    """What each term brings to the score as it is shown
    (:func:`matcher.show.kit.text_format.shown_sum`)."""
    return shown_sum([(part.weight, _listed(part.value)) for part in pair.parts], pair.score)


def _listed(value: float) -> float:
    """A value as matches.csv has it, which the map shows."""
    return round(value, _DECIMALS_LISTED)


def term_rows(pair: ExplainedPair) -> list[tuple[str, str, str, str, str]]:
    """The terms as a table: words, weight, value, points, and what the value rests on."""
    return [
        (
            term_words(part.term, pair),
            three_decimals(part.weight),
            three_decimals(_listed(part.value)),
            three_decimals(own),
            value_basis(part, pair),
        )
        for part, own in zip(pair.parts, score_points(pair), strict=True)
    ]


def value_basis(part: Part, pair: ExplainedPair) -> str:
    """What a term's value rests on: so much of it on these two, the rest on an average."""
    ends = {"gives": (pair.seeker, pair.partner), "gains": (pair.partner, pair.seeker)}
    if part.term == "near":
        return near_basis(pair)
    if part.term in ends:
        needy, helper = ends[part.term]
        if needy.needs_nothing or helper.offers_nothing:
            return f"known: nothing is {'needed' if needy.needs_nothing else 'offered'}"
    if part.sure >= 1:
        return "known"
    average = f"{_OF_KINDS}, {three_decimals(part.stand_in)}, stands in"
    if part.known <= 0:
        return f"not known, so {average}"
    sure = part.sure / part.known
    known = f"rests on what is said or suggested of these two, {sure:.0%} sure"
    if part.known >= 1:
        return known
    known = "is known" if sure >= 1 else known
    return f"{part.known:.0%} {known}; for the other {1 - part.known:.0%} {average}"


def notes(pair: ExplainedPair) -> list[str]:
    """What is to be said of the rows: needs that a school is taken to have beyond those known, and
    what the run leaves out."""
    found = []
    for part in pair.parts:
        school = {"gives": pair.seeker, "gains": pair.partner}.get(part.term)
        if school and 0 < part.known < 1 and part.named < 1:
            found.append(
                f"Every school is taken to have at least {pair.fewest_needs} needs as great as its "
                f"greatest. Those known of {school.name} come to {part.named:.0%} of that; of the "
                "rest nothing is known"
            )
    return [*found, *left_out_sentences(pair)]


def score_lines(pair: ExplainedPair) -> list[str]:
    """The rows as lines of text, with what is to be said of them."""
    found = [
        f"{points:>7}  {product_sign(float(weight), float(value), float(points))} "
        f"{weight} × {value}  {words} ({basis})"
        for words, weight, value, points, basis in term_rows(pair)
    ]
    noted = [f"  {note}" for note in notes(pair)]
    return [*found, f"  {three_decimals(pair.score)}  score", *noted]
