"""Words beside a tick: which subjects they name, or which places, and what in them is neither.

The grammar is that of a cell of a list. Nothing is taken from words that may turn it round: "all
but physics, chemistry" offers no chemistry.
"""

from __future__ import annotations

import re

from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.vocabulary import Vocabulary, key

_PARTS = re.compile(r"[,;:/\n()]|\s[\u2013\u2014-]\s")
_JOINED = re.compile(r"[&+]|\band\b", re.I)
_ONLY = re.compile(r"\b(?:only|just|mainly|mostly|some|all|and more|etc)\b\.?|[.!]+$", re.I)
_TURNS = re.compile(
    r"\b(?:no|not|nor|never|none|without|but|except(?:ing)?|excluding|apart from|other than|"
    r"rather than|instead of|used to|until|unless|if|cannot|lack|short of|maybe|perhaps|"
    r"possibly|might|tb[acd])\b|n't\b|n t\b|\?"
)
_SOON = (
    r"(?:20\d\d|next|january|february|march|april|june|july|august|september|october|november|"
    r"december|easter|christmas|(?:the )?(?:spring|summer|autumn|winter|new year))"
)
# What a yes may wait for, or what takes it back: "from 2027", "if we find the staff", "we no
# longer have one". A limit does neither: "only on Tuesdays", "after school", "from 4pm".
_CONDITION = re.compile(
    rf"\b(?:if|unless|when|once|until|till|provided|providing|subject to|depend\w*|as long as|"
    rf"possibly|perhaps|maybe|potentially|hopefully|might|may be|in principle|tb[acd]|"
    rf"to be (?:agreed|confirmed|decided|discussed)|"
    rf"(?:from|after|in|by|starting|start of|end of) {_SOON}|20\d\d|next (?:year|term|month)|"
    rf"no longer|any ?more|used to|"
    rf"not (?:any|yet|now|at present|currently|available|possible|sure)|"
    rf"(?:have|has|got|is|are|there) (?:no|none|not|nobody)|(?:do|does|can|could)(?: ?not|n.?t)|"
    rf"declin\w+|refus\w+|withdr[ae]w\w*|opt(?:ed|ing)? out|no contact|"
    rf"closed|sold|demolished|lost|left)\b|\?",
    re.I,
)
_EVERY = frozenset(
    {"all", "any", "all subjects", "any subject", "all of them", "most", "most subjects",
     "various", "several", "whole range", "all areas", "everything"}
)  # fmt: skip


_NO_SUBJECTS = frozenset({"it", "re", "law"})  # of prose: no subject unless it stands alone


def turns_round(text: str) -> bool:
    """Whether words may mean the opposite of what they name."""
    return _TURNS.search(text.casefold().replace("\u2019", "'")) is not None


def is_conditional(text: str) -> bool:
    """Whether words make a yes beside them wait for something, or take it back."""
    return _CONDITION.search(text.replace("\u2019", "'")) is not None


def is_all(text: str) -> bool:
    """Whether words beside a tick stand for every subject."""
    return key(text) in _EVERY


class WordsBeside:
    """Reads the words beside a tick, in one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._grammar = TagGrammar(vocabulary)
        self._names = {*vocabulary.subject_keys, *vocabulary.facility_keys}
        self.takes = {one.id for one in vocabulary.activities if one.takes_subject}

    def are_all_subjects(self, ref: str, words: str) -> bool:
        """Whether words say which subjects the question ``ref`` is answered for, and nothing
        else."""
        subjects, rest = self.subjects(ref, words)
        return bool(subjects) and not rest

    def subjects(self, ref: str, words: str) -> tuple[list[str], str]:
        """The tags of the question ``ref`` with the subjects that ``words`` name ("T3
        physics"), and the words that name none."""
        if not words or ref not in self.takes or turns_round(words):
            return [], words
        if (tags := self._tags(ref, words)) is not None:
            return tags, ""
        found: list[str] = []
        left: list[str] = []
        for whole in _PARTS.split(words):
            tags = self._tags(ref, whole)
            for part in [whole] if tags else _JOINED.split(whole):
                if tags := self._tags(ref, part):
                    found += tags
                elif part.strip():
                    left.append(" ".join(part.split()))
        return (found, ", ".join(left)) if found else ([], words)

    def may_name_more(self, ref: str, words: str) -> bool:
        """Whether words that were not understood may yet say which subjects are meant, or turn
        the answer round."""
        return turns_round(words) or (ref in self.takes and self.names_subjects(words))

    def names_subjects(self, words: str) -> bool:
        """Whether a subject, or a place to lend, stands anywhere in words."""
        tokens = [token for token in key(words).split() if token not in _NO_SUBJECTS]
        runs = (" ".join(tokens[at : at + n]) for n in (1, 2, 3) for at in range(len(tokens)))
        return any(run in self._names for run in runs)

    def _tags(self, ref: str, words: str) -> list[str] | None:
        """The tags that words name, all of them; None where some word names none."""
        text = " ".join(_ONLY.sub(" ", words.strip()).split())
        if not text:
            return []
        pieces = self._grammar.read(f"{ref} {text}")
        if any(piece.fault or piece.is_free_text for piece in pieces):
            return None
        tags = [(tag, piece.degree) for piece in pieces for tag in piece.tags]
        if any(activity != ref or degree != 1 for (activity, _), degree in tags):
            return None
        return [f"{activity} {subject}".strip() for (activity, subject), _ in tags]
