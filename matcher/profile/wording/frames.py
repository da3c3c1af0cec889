"""The frame of a clause: the small words that tell which way it points, by the part they play.

"No lack of laboratories" and "no shortage of pitches" have hardly a word in common, and one
frame: negation, lack. A clause's frame is the row of the parts that its words play, in their
order, whatever stands between them. So a regression that has learnt from one of the two knows
the other. Which word plays which part stands in ``data/reference/wording/frame-words.csv``; a
word that plays none, and every word of a school's subjects and things, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from matcher.core.installation import reference_rows

WORDS = "frame-words.csv"

_WORD = re.compile(r"[^\W\d_]+|\?")
_START, _END, _QUESTION = "start", "end", "question"


@cache
def roles() -> Mapping[str, str]:
    """The part that each word plays, of those that play one (lower case)."""
    return {row["word"]: row["role"] for row in reference_rows("wording", WORDS)}


def frame(clause: str) -> str:
    """The parts in their order, as words: of "we cannot lend our pool?" it is "start we
    negation offer our question end". ``clause`` is as the model sees it (small letters)."""
    known = roles()
    parts = (_QUESTION if word == "?" else known.get(word, "") for word in _WORD.findall(clause))
    return " ".join((_START, *filter(None, parts), _END))
