"""What schools share beyond the guide, found in a clause by its words.

The model has learnt the guide's activities. A debating society, a joint choir or a cadet force
is to it a mixed class, the nearest of them, or nothing; masterclasses, work experience and the
well-being of pupils mostly nothing. Those words are few and plain, so that a table
(``data/reference/wording/enrichment-words.csv``) finds them; which way a clause points and how
surely, the model says. Where it is sure of another activity of the guide, the words are beside
the point: training in mental health is training, interview practice for medics is help with an
application, the lending of tents for expeditions is lending.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from matcher.core.installation import reference_rows
from matcher.profile.tag_suggestions import mentors_pupils
from matcher.profile.vocabulary import APPLICANTS, COACHING, MIXED_CLASSES, OLDER_PUPILS
from matcher.profile.wording.subjects import longest_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

WORDS = "enrichment-words.csv"
# How sure a clause is to be about the activity whose words it has, where the model is not sure
# of another: those of made-up sentences that are (tests/profile/wording/test_enrichment.py).
CONFIDENCE = 0.9
_MASTERCLASSES = "E1"
_APPLYING = re.compile(
    r"\b(?:universit|oxbridge|oxford|cambridge|ucas|appl(?:y|ic)|medic|admission|interview|"
    r"personal statement)",
    re.IGNORECASE,
)
_CAREERS = "E8"
_YOUNGER = re.compile(r"\b(?:y(?:ea)?r?s? ?(?:[7-9]|1[01])|ks ?[34])\b", re.IGNORECASE)
_SURE = 0.5  # of an activity of the guide, from which the words are beside the point


@dataclass(frozen=True, slots=True)
class EnrichmentWord:
    """The activity that a word stands for, and the activities of the guide in whose place it
    is: those that the model, which has not learnt it, takes it for."""

    activity: str
    over: tuple[str, ...]


@cache
def enrichment_words() -> Mapping[str, EnrichmentWord]:
    """Each word (lower case) with what it stands for."""
    return {
        row["word"]: EnrichmentWord(row["activity"], (MIXED_CLASSES, *row["over"].split()))
        for row in reference_rows("wording", WORDS)
    }


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{longest_first(enrichment_words())})(?![\w'’])", re.IGNORECASE)


def without_words(clause: str) -> str:
    """``clause`` without the words of this table, so that paired reading is about no reading."""
    return _pattern().sub(" ", clause)


def with_enrichment(
    clause: str, activities: Sequence[str], probabilities: NDArray[np.float64]
) -> list[tuple[str, float]]:
    """What a clause is about and how surely, the surest first: the model's ``activities``
    with their ``probabilities``, and those of ours that its words name, in the place of what
    the model takes them for."""
    about = [
        (activities[at], float(probabilities[at]))
        for at in (-probabilities).argsort(kind="stable").tolist()
    ]
    hits = [hit[0].casefold() for hit in _pattern().finditer(clause)]
    words = [enrichment_words()[hit] for hit in hits]
    over = {activity for word in words for activity in word.over}
    # The model, which has seen older pupils taught apart only before an application, takes
    # "masterclasses for Year 6" for that.
    if any(word.activity == _MASTERCLASSES for word in words) and not _APPLYING.search(clause):
        over.add(APPLICANTS)
    # Mock interviews are mostly those of applicants; beside careers, or for Year 11, they are not.
    applies = any(hit[0].casefold() != "interview" for hit in _APPLYING.finditer(clause))
    of_careers = [hit for hit in hits if enrichment_words()[hit].activity == _CAREERS]
    beside = any("interview" not in hit for hit in of_careers)
    if of_careers and not applies and (beside or _YOUNGER.search(clause)):
        over.add(APPLICANTS)
    if not words and mentors_pupils(clause):
        # Who mentors them is not said; leaders are coached and applicants mentored by others.
        rest = (one for one in about if one[0] not in (COACHING, APPLICANTS, OLDER_PUPILS))
        return [(OLDER_PUPILS, CONFIDENCE), *rest]
    if not words or (about[0][0] not in over and about[0][1] >= _SURE):
        return about
    ours = dict.fromkeys(word.activity for word in words)
    return [
        *((activity, CONFIDENCE) for activity in ours),
        *(one for one in about if one[0] not in over),
    ]
