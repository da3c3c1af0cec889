"""What a need or an offer rests on, in words for people who have never seen a list of tags.

A record holds the source and, in quotation marks, what was read there. What a person wrote in a
sentence stays a quotation; the short form in which a list states a tag ("T3 physics") becomes
what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# What each source is called in a record (show.why_words) and in an agreement.
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "stated in a list": "stated by the school",
        "a priority of its area": "a priority of its area",
        "read from prose": "in the school’s own words",
        "published figures": "published results",
    }
)
_QUOTED = re.compile(r"(?P<source>[^:“]+)(?:: “(?P<quote>.*)”)?\Z")
_CODE = re.compile(r"\b(?:T[1-4]|C[1-4]|L[1-3]|X[1-3]|R[1-3])\b")
_LEAST_WORDS = 4  # fewer are a tag ("CPD in maths"), not something that somebody wrote


def basis(evidence: str, words: str) -> str:
    """``evidence`` of a record as an agreement says it; ``words`` are those of what is given.
    What a person wrote in the record by hand stays as it is."""
    found = _QUOTED.match(evidence)
    if not found or found["source"] not in SOURCES:
        return evidence
    source, quote = SOURCES[found["source"]], found["quote"] or ""
    if found["source"] == "a priority of its area":
        place, _, quote = quote.partition(": ")
        source = place or source
    if found["source"] == "published figures":
        return f"{source}: {quote}" if quote else source  # figures, not what somebody wrote
    said = "; ".join(part for part in quote.split("; ") if _is_sentence(part))
    return f"{source}: “{said}”" if said else f"{source}: {words}" if quote else source


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _LEAST_WORDS and not _CODE.search(text)
