"""Degrees of need and strength, from 0 to 1: as a tag writes them, as a sentence puts them,
and as a figure or a fact gives them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import numpy.typing as npt

from matcher.core.figures.number_format import ROUNDING
from matcher.core.text.late_pattern import late_pattern

Numbers = npt.NDArray[np.float64]

# How strongly a word says it. The three steps are this product's own convention.
DEGREE_WORDS = {"high": 1.0, "medium": 0.6, "low": 0.3}

_NUMBER = r"[+-]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)"
_WORD = "|".join(DEGREE_WORDS)
_DEGREE = late_pattern(
    rf"(?: ?[=:] ?(?:{_NUMBER} ?%?|{_WORD})"  # =0.5  :50%  = high
    rf"| ?\( ?(?:{_NUMBER} ?%?|{_WORD}) ?\)"  # (0.5) (low)
    rf"| (?:{_NUMBER} ?%|[+-]?[0-9]*[.,][0-9]+|{_WORD}))$",  # 50%   0.5   low
    re.IGNORECASE | re.ASCII,
)

# Conventions of this product: what most readers would call strong or faint.
_STRONG = late_pattern(
    r"\b(?:desperate(?:ly)?|urgent(?:ly)?|critical(?:ly)?|crying out|at all|nobody|no one|none|"
    r"never|severe(?:ly)?|acute(?:ly)?|chronic|serious(?:ly)?|huge|very|outstanding|excellent|"
    r"exceptional|superb|large|extensive|renowned|award[- ]winning|purpose[- ]built|"
    r"state[- ]of[- ]the[- ]art|any time|fully|every|biggest|top priority|unfilled)\b",
    re.IGNORECASE,
)
_FAINT = late_pattern(
    r"\b(?:a (?:bit|little|few)|some|somewhat|slight(?:ly)?|occasional(?:ly)?|perhaps|maybe|"
    r"might|possibly|limited|small|modest|now and then|from time to time|one[- ]off|"
    r"would be nice|nice to have|at a push|in time|eventually|low priority)\b",
    re.IGNORECASE,
)


def split_degree(words: str) -> tuple[str, float | None]:
    """The words without their degree, and the degree in steps of 0.01: 1 where none is
    written, None where it is not within 0 to 1 or not a number at all."""
    found = _DEGREE.search(words)
    if not found:
        text, sign, _ = words.partition("=")
        return text, None if sign else 1.0
    text, written = words[: found.start()], found.group().strip(" =:()").casefold()
    if written in DEGREE_WORDS:
        return text, DEGREE_WORDS[written]
    share = Decimal(written.rstrip(" %").replace(",", "."))
    if written.endswith("%"):
        share /= 100
    if not 0 <= share <= 1:
        return text, None
    return text, float(share.quantize(Decimal("0.01"), ROUND_HALF_UP))


def clause_degree(clause: str) -> float:
    """1.0, 0.6 or 0.3, as "high", "medium" and "low" in a tag; 0.6 where the words do not
    tell, and where they tell both."""
    strong, faint = bool(_STRONG.search(clause)), bool(_FAINT.search(clause))
    if strong == faint:
        return DEGREE_WORDS["medium"]
    return DEGREE_WORDS["high" if strong else "low"]


def degrees_between(values: Numbers, start: float, full: float, most: float) -> Numbers:
    """Degrees in steps of 0.01: 0 up to ``start``, ``most`` from ``full`` on, a straight
    line between them.

        degree = most · min(1, max(0, (value − start) / (full − start)))
    """
    ramp = np.clip((values - start) / (full - start), 0.0, 1.0)
    return np.floor(100 * most * ramp + 0.5 + ROUNDING) / 100
