"""A cell of prose cut into clauses, each of which speaks of one thing, one way."""

from __future__ import annotations

import re

from matcher.profile.wording.subjects import MARK, SKILL_MARK, spotter

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
# Where a condition begins: what follows it says which way it points.
_CONDITION = re.compile(
    r"(?:if|should|were|had|unless|provided|as long as|in case|without|with)\b", re.IGNORECASE
)
# What says of the clause before it that it goes on: "we will do so again".
_REFERS_BACK = re.compile(
    r"(?:and )?(?:we|they|it|this|that|he|she)\b.*\b(?:again|so|the same|repeat(?:ed)?|continues?|"
    r"(?:carr(?:y|ies)|goes?) on)\b",
    re.IGNORECASE,
)
_MOST_BACK = 8  # words of such a clause
_LIST = re.compile(r"\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|&|\+|plus|or)\s+", re.IGNORECASE)
# What a piece that only names a subject may hold besides: "KS3 French", "some Latin".
_BARE = re.compile(
    rf"{MARK}|{SKILL_MARK}|\b(?:ks ?\d|y(?:ear|r)?s? ?\d+|i?gcse|a[- ]level|"
    r"a|an|the|our|some|more|any|both)\b",
    re.IGNORECASE,
)
_ENDS_IN_MARK = re.compile(rf"(?:{MARK}|{SKILL_MARK})\Z")
_STARTS_WITH_MARK = re.compile(rf"(?:{MARK}|{SKILL_MARK})\b")
_FEWEST = 3  # words; a shorter piece belongs to what stands before it


def clauses(text: str) -> list[str]:
    """The clauses of ``text`` in their order, white space single, none blank.

    "Short of physics teachers, but we could lend our theatre" is two. A piece of fewer
    than three words stays with its neighbour, and so does a condition: "should a chemist
    come free, we would take her" is one. What only says that something goes on belongs to
    what goes on.
    """
    found: list[str] = []
    for sentence in _ENDS.split(text):
        own: list[str] = []
        awaits_end = False
        for part in _TURNS.split(sentence):
            words = " ".join(part.split())
            if not words:
                continue
            if not own and found and _refers_back(words):
                found[-1] = f"{found[-1]} {words}"
            elif own and (awaits_end or _refers_back(words) or _is_short(words, own[-1])):
                own[-1] = f"{own[-1]}, {words}"
                awaits_end = False
            else:
                own.append(words)
                awaits_end = _CONDITION.match(words) is not None
        found += own
    return [clause[:LONGEST] for clause in found[:MOST]]


def _is_short(*texts: str) -> bool:
    return min(len(text.split()) for text in texts) < _FEWEST


def _refers_back(words: str) -> bool:
    return len(words.split()) <= _MOST_BACK and _REFERS_BACK.match(words) is not None


def parts(clause: str) -> list[str]:
    """The parts of a clause that lists things, each with something to say: "maths, physics
    and Latin teachers, and a kiln" is "maths, physics, Latin teachers" and "a kiln". A
    piece that only names a subject belongs to the next that says more (to the one before,
    at the end), and subjects that stand side by side belong together: "short of physics
    and chemistry specialists" is one part."""
    found: list[str] = []
    waiting: list[str] = []
    pieces = [piece.strip() for piece in _LIST.split(clause) if piece.strip()]
    marked = [spotter().find(piece).marked.strip(" .!?") for piece in pieces]
    for piece, own, after in zip(pieces, marked, [*marked[1:], ""], strict=True):
        waiting.append(piece)
        is_side_by_side = _ENDS_IN_MARK.search(own) and _STARTS_WITH_MARK.match(after)
        if _BARE.sub("", own).strip(" .!?") and not is_side_by_side:
            found.append(", ".join(waiting))
            waiting = []
    if waiting:
        found[-1:] = [", ".join([*found[-1:], *waiting])]
    return found
