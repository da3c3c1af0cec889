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

from collections.abc import Callable, Iterator
from dataclasses import replace

from matcher.profile import tag_faults
from matcher.profile.cell_words import means_none, means_not_known, means_yes
from matcher.profile.degrees import split_degree
from matcher.profile.list_marks import without_list_marks
from matcher.profile.tag_faults import Fault
from matcher.profile.tag_pieces import (
    FREE_TEXT_WORDS,
    OF_A_SUBJECT,
    Piece,
    all_known,
    asks,
    belongs_to_more,
    for_pupils,
    is_special_place,
    listed_in_brackets,
    parts_of_cell,
    pieces_of_part,
    pieces_with_brackets,
    says_a_side,
    things_joined,
    without_article,
    without_years,
)
from matcher.profile.tag_suggestions import TagSuggestions
from matcher.profile.vocabulary import (
    COACHING,
    FACILITIES,
    MIXED_CLASSES,
    NONE,
    Vocabulary,
    key,
)

_BARE = "subject_without_activity"
_NO_TAG = ("unknown_tag", "unknown_subject", "subject_not_taken")
MOST_SUGGESTIONS = 20  # in one cell: a cell with more faults is prose, not a list of tags

_FOR_PUPILS = (MIXED_CLASSES, "C4", "X1")
_CONNECTORS = ("in", "for", "of")

_Found = tuple[str, list[str], str]  # activity, subjects, and what is left over


class TagGrammar:
    """Reads cells in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._suggestions = TagSuggestions(vocabulary)
        self._longest_name = max(len(name.split()) for name in vocabulary.activity_keys)
        self._lent = {**vocabulary.facility_keys, **vocabulary.subject_keys}
        self._suggestions_left = MOST_SUGGESTIONS
        # Pieces understood, by their words and the activity before them: lists repeat
        # themselves. Faults are not kept, for their suggestions are counted by the cell.
        self._understood: dict[tuple[str, str], tuple[Piece, str]] = {}

    def read(self, cell: str) -> list[Piece]:
        """The pieces of ``cell`` in their order; none where the cell is blank.

        Every piece has tags or a fault. "None" and its like give one piece of the activity
        "none", degree 0; "?" and its like the fault that it is not known, and so does a tag with
        a question mark: who asks "some CPD?" has not said yes.
        """
        if means_none(without_list_marks(cell)):
            return [Piece(cell.strip(), ((NONE, ""),), 0.0)]
        self._suggestions_left = MOST_SUGGESTIONS
        return [
            Piece(piece.words, fault=tag_faults.question())
            if piece.tags and asks(piece.words) else piece
            for part in parts_of_cell(cell)
            for piece in self._pieces_or_free_text(part)
        ]  # fmt: skip

    def _pieces_or_free_text(self, part: str) -> list[Piece]:
        """The pieces between two semicolons. Where one of them is too long to be a slip in
        a tag, or the first says which side is meant, all but those that begin with an
        identifier are one piece of prose: of "no shortage of physicists, maths teachers" the
        end alone would be a need, and so it would of "offer: Latin, maths teachers"."""
        pieces = list(self._pieces_of(part))
        long = (
            p for at, p in enumerate(pieces)
            if p.fault and p.fault.code != _BARE
                       and (len(key(p.words).split()) >= FREE_TEXT_WORDS
                            or (at == 0 and len(pieces) > 1 and says_a_side(p.words)))
        )  # fmt: skip
        first = next((p for p in long if not self._has_identifier(p.words)), None)
        if first is None:
            return [self._free_text_if_no_slip(p) for p in pieces]
        marked = [p for p in pieces if self._has_identifier(p.words)]
        rest = ", ".join(p.words for p in pieces if p not in marked)
        return [*marked, Piece(rest, fault=first.fault, is_free_text=True)]

    def _free_text_if_no_slip(self, piece: Piece) -> Piece:
        """A few words that are no tag and nearly none: "CPD twilights" is prose, "coching
        and mentoring" a slip of the pen. So is a subject whose bare name says it all."""
        words = key(piece.words)
        no_prose = self._has_identifier(words) or is_special_place(words, self._vocabulary)
        if not piece.fault or no_prose:
            return piece
        if piece.fault.code == _BARE:
            says_all = set(self._subjects(words)) <= set(self._vocabulary.alone)
            return replace(piece, is_free_text=says_all)
        prose = piece.fault.code in _NO_TAG and not self._suggestions.is_slip(words)
        return replace(piece, is_free_text=prose)

    def _has_identifier(self, words: str) -> bool:
        start = key(words.replace(":", " ")).split()[:2]
        known = {key(identifier) for identifier in self._vocabulary.by_id}
        return bool({"".join(start), *start[:1]} & known)

    def _pieces_of(self, part: str) -> Iterator[Piece]:
        """The pieces between two semicolons, which share the activity of the first."""
        activity = ""
        for written in self._written(part):
            words = " ".join(written.split())
            known = self._understood.get((words, activity))
            if known:
                piece, activity = known
                yield piece
            elif means_none(words):
                yield Piece(words, fault=tag_faults.nothing_beside_tags())
            elif means_yes(words):
                yield Piece(words, fault=tag_faults.yes_alone())
            elif words and means_not_known(words):
                yield Piece(words, fault=tag_faults.not_known())
            elif words:
                before = activity
                piece, activity = self._piece(words, before)
                if not piece.fault:
                    self._understood[words, before] = piece, activity
                yield from (piece.fault and self._things_joined(words)) or [piece]

    def _written(self, part: str) -> Iterator[str]:
        """The pieces of a part as written. Brackets that list what the activity before them is of
        are parted: "CPD (phonics, behaviour)", and not "careers talks (medicine, law)"."""
        for whole in pieces_with_brackets(part):
            listed = self._subjects_listed(whole) or (self._has_identifier(whole) and whole)
            yield from pieces_of_part(listed) if listed else [whole]

    def _subjects_listed(self, whole: str) -> str:
        """ "CPD phonics, maths" of "CPD (phonics & maths)"; "" unless one of them is known."""
        before, things, after = listed_in_brackets(whole)
        alone = (OF_A_SUBJECT.get(key(before), ""), [""], "")
        activity, *more = self._activity_first(before) or alone
        if more != [[""], ""] or not self._takes_subject(activity):
            return ""
        is_known = len(things) > 1 and any(self._subjects(key(one), activity) for one in things)
        return f"{before} {', '.join(things)} {after}" if is_known else ""

    def _things_joined(self, words: str) -> list[Piece]:
        """The pieces of "counselling and a minibus", which is no tag as a whole while one of the
        two is; none of "arts and crafts", nor where a subject may be that of what follows it, as
        in "dance and drama studio"."""
        things = things_joined(words)
        shared = (s for one in things for s in self._subjects(key(one)))
        if self._has_identifier(words) or any(one not in self._vocabulary.alone for one in shared):
            return []
        pieces = [self._piece(thing, "")[0] for thing in things]
        for words in (piece.words for piece in pieces if piece.fault):
            _, *rest = key(words).split() or [""]
            # "GCSE maths and physics teachers": the teachers are of both.
            of_both = any(self._subjects(" ".join(rest[at:])) for at in range(len(rest)))
            if of_both or belongs_to_more(words):
                return []
        return pieces if any(piece.tags for piece in pieces) else []

    def _piece(self, words: str, activity: str) -> tuple[Piece, str]:
        """One piece, and the activity that a bare subject after it would take."""
        text, degree = split_degree(words)
        found = self._activity_first(text) or self._subject_first(text)
        found = found or self._plainer(without_article, text)
        if found is None or found[2]:
            found = self._for_years(text) or found
        if found:
            activity, subjects, rest = found
        elif (subjects := self._subjects(key(text), activity)) and all(
            self._vocabulary.takes(activity, subject) for subject in subjects
        ):
            rest = ""
        elif subjects:
            meant = [self._suggestions.meant_by(subject) for subject in subjects]
            return Piece(words, fault=tag_faults.subject_without_activity(meant)), ""
        elif is_special_place(text, self._vocabulary):
            return Piece(words, fault=tag_faults.special_place(text)), ""
        else:
            near = self._suggestions.tags(text) if self._may_suggest() else []
            return Piece(words, fault=tag_faults.unknown_tag(near)), ""
        if rest:
            return Piece(words, fault=self._unknown_rest(activity, rest)), activity
        if degree is None:
            return Piece(words, fault=tag_faults.bad_degree()), activity
        piece = Piece(words, tuple((activity, s) for s in subjects), degree)
        return piece, activity if any(subjects) or self._calls_for_subject(activity) else ""

    def _plainer(self, without: Callable[[str], str], text: str) -> _Found | None:
        """What ``text`` says without those words, where it has them."""
        rest = without(whole := key(text))
        return (self._activity_first(rest) or self._subject_first(rest)) if rest != whole else None

    def _for_years(self, text: str) -> _Found | None:
        """The same without the year groups that it is for, of what pupils take part in: of a
        teacher "for Year 6" it is no shortage subject that is meant."""
        found = self._plainer(without_years, text)
        if found is None or found[2]:
            found = self._plainer(for_pupils, text)
        if found is None or found[2]:
            return None
        known = self._vocabulary.by_id[found[0]]
        return found if known.whose == "ours" or known.id in _FOR_PUPILS else None

    def _activity_first(self, text: str) -> _Found | None:
        """Activity, subjects and what is left over of "T3 physics", "CPD in maths"."""
        whole = key(text)
        for phrase in (whole, without_article(whole)):
            if phrase in self._vocabulary.phrase_keys:
                activity, subject = self._vocabulary.phrase_keys[phrase]
                return activity, [subject], ""
        if places := all_known(whole, self._vocabulary.place_keys):
            return FACILITIES, places, ""
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
        subjects = self._subjects(rest, activity) if self._takes_subject(activity) else []
        if rest and not (subjects and all(self._vocabulary.takes(activity, s) for s in subjects)):
            return activity, [], rest
        return activity, subjects or [""], ""

    def _leading_activity(self, tokens: list[str]) -> tuple[str, list[str]] | None:
        for count in range(min(self._longest_name, len(tokens)), 0, -1):
            activity = self._vocabulary.activity_keys.get(" ".join(tokens[:count]))
            if activity:
                return activity, tokens[count:]
        return None

    def _subject_first(self, text: str) -> _Found | None:
        """The same of "physics teachers", "maths CPD"."""
        tokens = key(text).split()
        for count in range(1, min(self._longest_name, len(tokens) - 1) + 1):
            name = " ".join(tokens[-count:])
            activity = self._vocabulary.activity_keys.get(name) or OF_A_SUBJECT.get(name, "")
            if self._takes_subject(activity):
                subjects = self._subjects(" ".join(tokens[:-count]))
                if subjects and all(self._vocabulary.takes(activity, s) for s in subjects):
                    return activity, subjects, ""
        return None

    def _subjects(self, text: str, activity: str = "") -> list[str]:
        """The subjects of "physics and further maths"; none unless all are known. After
        the activity of facilities, a facility stands for its subject."""
        lent = activity == FACILITIES
        return all_known(text, self._lent if lent else self._vocabulary.subject_keys)

    def _takes_subject(self, activity: str) -> bool:
        known = self._vocabulary.by_id.get(activity)
        return known is not None and known.takes_subject

    def _calls_for_subject(self, activity: str) -> bool:
        """Whether a bare subject after it is about it: of "T3, maths" yes, of "coaching, maths"
        it need not be."""
        known = self._vocabulary.by_id[activity]
        return known.takes_subject and known.whose == "guide" and activity != COACHING

    def _unknown_rest(self, activity: str, rest: str) -> Fault:
        if activity == FACILITIES and is_special_place(rest, self._vocabulary):
            return tag_faults.special_place(rest)
        if lent := self._vocabulary.facility_keys.get(without_article(rest)):
            return tag_faults.only_lent(self._vocabulary.by_id[activity], rest, lent)
        suggests = self._takes_subject(activity) and self._may_suggest()
        near = self._suggestions.subjects(rest, activity) if suggests else []
        return tag_faults.unknown_rest(self._vocabulary.by_id[activity], near)

    def _may_suggest(self) -> bool:
        self._suggestions_left -= 1
        return self._suggestions_left >= 0
