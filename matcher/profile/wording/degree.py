"""How strongly a clause puts it, in the three steps that tags have."""

from __future__ import annotations

import re

from matcher.profile.tags import DEGREE_WORDS

# Conventions of this product: what most readers would call strong or faint.
_STRONG = re.compile(
    r"\b(?:desperate(?:ly)?|urgent(?:ly)?|critical(?:ly)?|crying out|at all|nobody|no one|none|"
    r"never|severe(?:ly)?|acute(?:ly)?|chronic|serious(?:ly)?|huge|very|outstanding|excellent|"
    r"exceptional|superb|large|extensive|renowned|award[- ]winning|purpose[- ]built|"
    r"state[- ]of[- ]the[- ]art|any time|fully|every|biggest|top priority|unfilled)\b",
    re.IGNORECASE,
)
_FAINT = re.compile(
    r"\b(?:a (?:bit|little|few)|some|somewhat|slight(?:ly)?|occasional(?:ly)?|perhaps|maybe|"
    r"might|possibly|limited|small|modest|now and then|from time to time|one[- ]off|"
    r"would be nice|nice to have|at a push|in time|eventually|low priority)\b",
    re.IGNORECASE,
)


def degree(clause: str) -> float:
    """1.0, 0.6 or 0.3, as "high", "medium" and "low" in a tag; 0.6 where the words do not
    tell, and where they tell both."""
    strong, faint = bool(_STRONG.search(clause)), bool(_FAINT.search(clause))
    if strong == faint:
        return DEGREE_WORDS["medium"]
    return DEGREE_WORDS["high" if strong else "low"]
