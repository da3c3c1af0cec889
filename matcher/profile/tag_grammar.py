"""The grammar of a cell of needs or strengths: tags, degrees, and what was not understood.

A cell holds tags parted by ``;``, ``|``, a bullet or a new line. A tag is an activity (its
identifier, its name or another spelling of the vocabulary), a subject where the activity
takes one, and a degree where it is not 1::

    T3 physics; coaching and mentoring          T3: physics = 0.5 | C2 Latin (low)
    T3 physics, maths; Latin classes            CPD in phonics 50%

A comma parts tags too; a piece after a comma that is only a subject takes the activity
before it. Nothing is guessed: whatever does not read exactly becomes a fault with
suggestions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.core.cells import is_unknown
from matcher.profile.degrees import split_degree
from matcher.profile.tag_suggestions import USUAL_ACTIVITIES, TagSuggestions
from matcher.profile.vocabulary import NONE, Tag, Vocabulary, key

FREE_TEXT_WORDS = 4  # a piece of so many words that is no tag is prose, not a slip in a tag
_NO_TAG = ("unknown_tag", "unknown_subject", "subject_not_taken")
MOST_SUGGESTIONS = 20  # in one cell: a cell with more faults is prose, not a list of tags

_SEPARATORS = re.compile("[;|\n\r\v\f\x85\u2028\u2029\u2022]")
_COMMA = re.compile("(?<![0-9]),|,(?![0-9])")  # not the comma of 0,5
# A cell that says one of these is known to need, or to offer, nothing.
NOTHING = frozenset(
    {"none", "nothing", "no needs", "no strengths", "nothing needed", "nothing to offer"}
)
_COURTESY = re.compile(
    r" (?:thanks|thank you|please|at (?:the |this )?(?:moment|present|time)|at all|currently|"
    r"for now|right now|just now|this year|required|needed|to report)$"
)
_CONNECTORS = ("in", "for", "of")
_LONGEST_JOIN = 3  # parts of a subject's name joined by "and"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a piece is left out: a code of the problems, what is wrong and what to write."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a cell: the words as written, and either tags with their degree or the
    fault for which they are left out. ``is_free_text``: a sentence, which is no tag but may tell
    some."""

    words: str
    tags: tuple[Tag, ...] = ()
    degree: float = 1.0
    fault: Fault | None = None
    is_free_text: bool = False


class TagGrammar:
    """Reads cells in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._suggestions = TagSuggestions(vocabulary)
        self._longest_name = max(len(name.split()) for name in vocabulary.activity_keys)
        self._suggestions_left = MOST_SUGGESTIONS
        # Pieces understood, by their words and the activity before them: lists repeat
        # themselves. Faults are not kept, for their suggestions are counted by the cell.
        self._understood: dict[tuple[str, str], tuple[Piece, str]] = {}

    def read(self, cell: str) -> list[Piece]:
        """The pieces of ``cell`` in their order; none where the cell is blank or unknown.

        Every piece that is not blank or a word for unknown has tags or a fault. "None"
        and its like give one piece of the activity "none", degree 0.
        """
        if means_none(cell):
            return [Piece(cell.strip(), ((NONE, ""),), 0.0)]
        if is_unknown(cell):
            return []
        self._suggestions_left = MOST_SUGGESTIONS
        return [
            piece for part in _SEPARATORS.split(cell) for piece in self._pieces_or_free_text(part)
        ]

    def _pieces_or_free_text(self, part: str) -> list[Piece]:
        """The pieces between two semicolons. Where one of them is too long to be a slip in
        a tag, all but those that begin with an identifier are one piece of prose: of "no
        shortage of physicists, maths teachers" the end alone would be a need."""
        pieces = list(self._pieces_of(part))
        long = (p for p in pieces if p.fault and len(key(p.words).split()) >= FREE_TEXT_WORDS)
        first = next((p for p in long if not self._has_identifier(p.words)), None)
        if first is None:
            return [self._free_text_if_no_slip(p) for p in pieces]
        marked = [p for p in pieces if self._has_identifier(p.words)]
        rest = ", ".join(p.words for p in pieces if p not in marked)
        return [*marked, Piece(rest, fault=first.fault, is_free_text=True)]

    def _free_text_if_no_slip(self, piece: Piece) -> Piece:
        """A few words that are no tag and nearly none: "CPD twilights" is prose, "coching
        and mentoring" a slip of the pen."""
        words = key(piece.words)
        few = piece.fault and piece.fault.code in _NO_TAG and len(words.split()) > 1
        if not few or self._has_identifier(piece.words) or self._suggestions.is_slip(words):
            return piece
        return replace(piece, is_free_text=True)

    def _has_identifier(self, words: str) -> bool:
        start = key(words.replace(":", " ")).split()[:2]
        known = {key(identifier) for identifier in self._vocabulary.by_id}
        return bool({"".join(start), *start[:1]} & known)

    def _pieces_of(self, part: str) -> Iterator[Piece]:
        """The pieces between two semicolons, which share the activity of the first."""
        activity = ""
        for written in _COMMA.split(part):
            words = " ".join(written.split())
            known = self._understood.get((words, activity))
            if known:
                piece, activity = known
                yield piece
            elif means_none(words):
                yield Piece(words, fault=_nothing_beside_tags())
            elif not is_unknown(words):
                before = activity
                piece, activity = self._piece(words, before)
                if not piece.fault:
                    self._understood[words, before] = piece, activity
                yield piece

    def _piece(self, words: str, activity: str) -> tuple[Piece, str]:
        """One piece, and the activity that a bare subject after it would take."""
        text, degree = split_degree(words)
        found = self._activity_first(text) or self._subject_first(text)
        if found:
            activity, subjects, rest = found
        elif (subjects := self._subjects(key(text))) and self._takes_subject(activity):
            rest = ""
        elif subjects:
            return Piece(words, fault=_subject_without_activity(subjects)), ""
        else:
            return Piece(words, fault=self._unknown_tag(text)), ""
        if rest:
            return Piece(words, fault=self._unknown_rest(activity, rest)), activity
        if degree is None:
            return Piece(words, fault=_bad_degree()), activity
        return Piece(words, tuple((activity, s) for s in subjects), degree), activity

    def _activity_first(self, text: str) -> tuple[str, list[str], str] | None:
        """Activity, subjects and what is left over of "T3 physics", "CPD in maths"."""
        whole = key(text)
        if whole in self._vocabulary.phrase_keys:
            activity, subject = self._vocabulary.phrase_keys[whole]
            return activity, [subject], ""
        tokens = whole.split()
        activity = ""
        # "T3 sharing teachers: physics" names its activity twice.
        while (step := self._leading_activity(tokens)) and step[0] in (activity or step[0]):
            activity, tokens = step
        if not activity:
            return None
        if tokens and tokens[0] in _CONNECTORS:
            tokens = tokens[1:]
        rest = " ".join(tokens)
        subjects = self._subjects(rest) if self._takes_subject(activity) else []
        if rest and not subjects:
            return activity, [], rest
        return activity, subjects or [""], ""

    def _leading_activity(self, tokens: list[str]) -> tuple[str, list[str]] | None:
        for count in range(min(self._longest_name, len(tokens)), 0, -1):
            activity = self._vocabulary.activity_keys.get(" ".join(tokens[:count]))
            if activity:
                return activity, tokens[count:]
        return None

    def _subject_first(self, text: str) -> tuple[str, list[str], str] | None:
        """The same of "physics teachers", "maths CPD"."""
        tokens = key(text).split()
        for count in range(1, min(self._longest_name, len(tokens) - 1) + 1):
            activity = self._vocabulary.activity_keys.get(" ".join(tokens[-count:]), "")
            if self._takes_subject(activity):
                subjects = self._subjects(" ".join(tokens[:-count]))
                if subjects:
                    return activity, subjects, ""
        return None

    def _subjects(self, text: str) -> list[str]:
        """The subjects of "physics and further maths"; none unless all are known."""
        known = self._vocabulary.subject_keys
        parts = text.split(" and ")
        subjects: list[str] = []
        start = 0
        while start < len(parts):
            for end in range(min(start + _LONGEST_JOIN, len(parts)), start, -1):
                name = known.get(" and ".join(parts[start:end]))
                if name:
                    subjects.append(name)
                    start = end
                    break
            else:
                return []
        return list(dict.fromkeys(subjects))

    def _takes_subject(self, activity: str) -> bool:
        known = self._vocabulary.by_id.get(activity)
        return known is not None and known.takes_subject

    def _unknown_rest(self, activity: str, rest: str) -> Fault:
        name = self._vocabulary.by_id[activity].short
        if not self._takes_subject(activity):
            return Fault(
                "subject_not_taken",
                f"{activity} ({name}) is tied to no subject, so the words after it are not "
                "understood; left out",
                f'write "{activity}" alone',
            )
        near = self._suggestions.subjects(rest, activity) if self._may_suggest() else []
        return Fault(
            "unknown_subject",
            f"no subject of the vocabulary follows {activity} ({name}); left out",
            _did_you_mean(near) or f'write a subject, such as "{activity} maths"',
        )

    def _unknown_tag(self, text: str) -> Fault:
        near = self._suggestions.tags(text) if self._may_suggest() else []
        return Fault(
            "unknown_tag",
            "no activity of the vocabulary; left out",
            _did_you_mean(near) or 'write an activity and a subject, such as "T3 physics"',
        )

    def _may_suggest(self) -> bool:
        self._suggestions_left -= 1
        return self._suggestions_left >= 0


def means_none(text: str) -> bool:
    """Whether ``text`` says that there is nothing, as "none" or "nothing at the moment,
    thanks" does."""
    rest = key(text)
    while (shorter := _COURTESY.sub("", rest)) != rest:
        rest = shorter
    return rest in NOTHING


def _bad_degree() -> Fault:
    return Fault(
        "bad_degree",
        "the degree is not a number from 0 to 1; left out",
        'write "=0.5", "50%", "(high)", "(medium)" or "(low)" after the tag',
    )


def _subject_without_activity(subjects: list[str]) -> Fault:
    near = [f"{activity} {subjects[0]}" for activity in USUAL_ACTIVITIES]
    return Fault(
        "subject_without_activity",
        "a subject without an activity; left out",
        _did_you_mean(near),
    )


def _nothing_beside_tags() -> Fault:
    return Fault(
        "nothing_beside_tags",
        "says that there is nothing, beside other words; left out",
        'write "none" alone, or take it out',
    )


def _did_you_mean(tags: list[str]) -> str:
    return "did you mean " + " or ".join(f'"{tag}"' for tag in tags) + "?" if tags else ""
