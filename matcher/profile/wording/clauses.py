"""A cell of prose cut into clauses, each of which speaks of one thing, one way."""

from __future__ import annotations

import re

from matcher.profile.wording.subjects import MARK, spotter

MOST = 60  # clauses of one cell that are read: what is longer is a document
LONGEST = 400  # characters of a clause that are read

_ENDS = re.compile(r"(?<=[.!?])\s+|[;\n\r\v\f\x85\u2028\u2029|•]+")
# Where the sentence turns: what follows may point the other way.
_TURNS = re.compile(
    r",?\s+(?=but\s)|,\s*(?=(?:though|although|whereas|while|however|yet|otherwise|instead|"
    r"in return|in exchange|conversely|and (?:we|our|would|could|can)|we |our |happy to|"
    r"keen to|glad to|willing to|able to|can |could |would )\b)",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*,\s*|\s+(?:and|&|\+|plus|or)\s+", re.IGNORECASE)
# What a piece that only names a subject may hold besides: "KS3 French", "some Latin".
_BARE = re.compile(
    rf"{MARK}|\b(?:ks ?\d|y(?:ear|r)?s? ?\d+|i?gcse|a[- ]level|"
    r"a|an|the|our|some|more|any|both)\b",
    re.IGNORECASE,
)
_FEWEST = 3  # words; a shorter piece belongs to what stands before it


def clauses(text: str) -> list[str]:
    """The clauses of ``text`` in their order, white space single, none blank.

    "Short of physics teachers, but we could lend our theatre" is two. A piece of fewer
    than three words stays with its neighbour.
    """
    found: list[str] = []
    for sentence in _ENDS.split(text):
        own: list[str] = []
        for part in _TURNS.split(sentence):
            words = " ".join(part.split())
            if not words:
                continue
            if own and min(len(words.split()), len(own[-1].split())) < _FEWEST:
                own[-1] = f"{own[-1]}, {words}"
            else:
                own.append(words)
        found += own
    return [clause[:LONGEST] for clause in found[:MOST]]


def parts(clause: str) -> list[str]:
    """The parts of a clause that lists things, each with something to say: "maths, physics
    and Latin teachers, and a kiln" is "maths, physics, Latin teachers" and "a kiln". A
    piece that only names a subject belongs to the next that says more (to the one before,
    at the end)."""
    found: list[str] = []
    waiting: list[str] = []
    for piece in _LIST.split(clause):
        if not piece.strip():
            continue
        waiting.append(piece.strip())
        if _BARE.sub("", spotter().find(piece).marked).strip(" .!?"):
            found.append(", ".join(waiting))
            waiting = []
    if waiting:
        found[-1:] = [", ".join([*found[-1:], *waiting])]
    return found
