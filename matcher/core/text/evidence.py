"""The words that a tag of a school rests on, where it is both needed and offered.

PROFILE has one row for a tag of a school. Where the words of the two sides differ, each is told
by its side, so that nobody reads what a school offers as what shows its need.
"""

from __future__ import annotations

import re

from matcher.core.questionnaire import IN_FORM

_TWO = re.compile(
    f"(?P<start>(?:{IN_FORM})?)needs: (?P<need>.*?) / offers: (?P<strength>.*)", re.DOTALL
)


def of_both(need: str, strength: str) -> str:
    """The evidence of a tag of which a school says ``need`` and ``strength``, either "" where it
    says nothing."""
    if need and strength and need != strength:
        return f"needs: {need} / offers: {strength}"
    return need or strength


def of_side(evidence: str, side: str) -> str:
    """The part of ``evidence`` that is of one side: "need" or "strength"."""
    found = _TWO.fullmatch(evidence)
    return f"{found['start']}{found[side]}" if found else evidence
