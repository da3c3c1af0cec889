"""What a form says, once it is understood: answers in tags, and what is for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from matcher.core.questionnaire import FormRemark, ReturnedForm
from matcher.core.text.contacts import without_contacts

_LONGEST_WORDS = 2_000
# A person by a title, as columns of lists are told by theirs; not what is named after one.
_NAME = r"[^\W\d_][\w'’-]*"
_CAPITAL = r"[A-Z][\w'’-]*"
_PERSON = re.compile(
    rf"\b(?:(?:(?i:mrs|mr|mx|dr)\b\.?|(?:Ms|Miss|Prof|Professor|Dame|Sir|Revd?)\b\.?)\s+"
    rf"(?:[A-Z]\.?\s+)*{_NAME}(?:\s+{_CAPITAL})?)(?![\w'’-]|\s+(?:School|College|Academy|Grammar|Trust))"
)
NAME = "[name]"


@dataclass(slots=True)
class FormAnswers:
    """What one form says: ``answers`` by the reference of the question, each a state ("yes",
    "no", "not now") and its tags; ``capacity``, ``contact`` ("yes", "no", "unclear"),
    ``complete``; ``own_words`` and what stands ``beside`` answers; the ``remarks`` for a person."""

    form: ReturnedForm
    answers: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    capacity: str = ""
    contact: str = ""
    complete: bool = False
    own_words: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    remarks: list[FormRemark] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written into the form; that its file cannot be looked over for
        marks says nothing of it."""
        unseen = {one for one in self.form.remarks if one.note}
        return not (self.answers or self.capacity or self.contact or self.complete
                    or self.own_words or self.beside or set(self.remarks) - unseen)  # fmt: skip


def merged_tags(parts: Sequence[Sequence[str]]) -> Iterator[str]:
    """The tags of several answers, each once; a yes goes before a no to the same."""
    every = [tag for part in parts for tag in part]
    offered = {tag for tag in every if not tag.endswith("=0")}
    for tag in dict.fromkeys(every):
        if not (tag.endswith("=0") and tag[:-2] in offered):
            yield tag


def contact_of(said: Iterable[str]) -> str:
    """The answer about contact of several: a yes is none where another says no, or is unclear."""
    return max(said, key=("", "yes", "unclear", "no").index, default="")


def kept_text(text: str) -> str:
    """Text of a form as it may be kept: in one line, nobody's address or number in it, and no
    name behind a title."""
    return _PERSON.sub(NAME, without_contacts(" ".join(text.split())))[:_LONGEST_WORDS]
