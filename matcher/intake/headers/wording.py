"""A header as words, and the column that its words mean: as the synonyms say, by similar
spelling, or because it calls itself notes."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from matcher.core.cells import clean
from matcher.intake.headers.synonyms import (
    NOTE_WORDS,
    PRIVATE_WORDS,
    SYNONYMS,
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")
_LONGEST = 200  # characters of a header that are looked at
_SHORTEST_GUESS = 6  # letters


def printable(header: str) -> str:
    """A header as it may be printed: no control characters, at most 80 characters."""
    return clean(header)[0][:80]


@lru_cache(maxsize=4096)
def words(header: str) -> str:
    """A header as lower-case words: "HeadFirstName" and "Head_first name" are both
    "head first name"."""
    spaced = _CAMEL.sub(" ", header[:_LONGEST])
    return _NOT_WORD.sub(" ", spaced.replace("%", " pct ")).strip().casefold()


def plain(header: str) -> str:
    """A header in lower case, its words parted only where they are written apart."""
    return _NOT_WORD.sub(" ", header[:_LONGEST]).casefold()


@lru_cache(maxsize=4096)
def joined(header: str) -> str:
    """The words of a header without gaps, by which headers are compared."""
    return words(header).replace(" ", "")


# Of each synonym (joined) the column and its place among the column's synonyms.
SYNONYM_OF = {
    joined(text): (name, place)
    for name, texts in SYNONYMS.items()
    for place, text in enumerate(texts)
}


def is_of_notes(header: str) -> bool:
    """Whether a header calls its column notes ("Notes of call, 12 Sept"), and not such as are
    kept to oneself."""
    said = set(words(header).split())
    return bool(said & NOTE_WORDS) and not said & PRIVATE_WORDS


@lru_cache(maxsize=4096)
def similar_column(key: str) -> str:
    """The column whose synonym is nearest in spelling to a header (:func:`joined`), or "".

    Same first letter, same digits, at least six letters, and one slip in seven (optimal
    string alignment, transpositions counted once), a code never for a name: MSOA is not
    LSOA, NumberOfBoys is not NumberOfPupils.
    """
    if len(key) < _SHORTEST_GUESS:
        return ""
    best = (0.86, "")
    for known, (name, _) in SYNONYM_OF.items():
        alike = (
            known[0] == key[0]
            and _is_code(known) == _is_code(key)
            and re.sub(r"\D", "", known) == re.sub(r"\D", "", key)
        )
        if alike:
            near = OSA.normalized_similarity(known, key, score_cutoff=best[0])
            if near > best[0]:
                best = (near, name)
    return best[1]


def _is_code(key: str) -> bool:
    return key.endswith("code") and not key.endswith("postcode")
