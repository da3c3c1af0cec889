"""What a piece of prose may say: tags that are sure enough, those that a person should look at,
and the words that led to neither; and how that is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.core.problems import ProblemLog, Severity
from matcher.profile.degrees import clause_degree
from matcher.profile.stated import FreeText, log_fault
from matcher.profile.tag_faults import SPECIAL_HINT
from matcher.profile.tag_pieces import things_joined
from matcher.profile.tag_suggestions import USUAL_ACTIVITIES, mentors_pupils
from matcher.profile.vocabulary import (
    APPLICANTS,
    FACILITIES,
    GROUNDS,
    OLDER_PUPILS,
    STAFF_TRAINING,
    Tag,
    Vocabulary,
    load,
)
from matcher.profile.wording.clause_classifier import CLAIMS
from matcher.profile.wording.column_sides import AGAINST, Verdict, stated_side
from matcher.profile.wording.enrichment import without_words
from matcher.profile.wording.list_parts import is_about_training, is_only_subject, is_outdoors
from matcher.profile.wording.named_things import (
    names_only_other_staff,
    names_special_place,
    says_unknown,
)
from matcher.profile.wording.subjects import spotter

# A school, a tag, and the side on which its own unsure words of the other leave no guess.
Doubted = tuple[str, str, str, str]
_HOLIDAY_CLASSES = "C4"
EVIDENCE = 200  # characters of a clause that are kept
_MOST_SUGGESTED = 4
FEW_WORDS = 3  # no sentence
_OF_A_NAME = 6  # words of the name of an event at most: more tell who does what there
_PRIMARY = re.compile(r"\b(?:y(?:ea)?r?s? ?[1-6]|ks ?[12]|reception)\b", re.IGNORECASE)

# Help that pupils get, and no training: "reading support for Y2".
_FOR_PUPILS = re.compile(
    r"\b(?:support|help|catch[- ]?up|interventions?) (?:for|in|with) (?:(?:our|some|the) )?"
    r"(?:y(?:ea)?r?s? ?\d+|ks ?\d|reception|pupils|children)\b",
    re.IGNORECASE,
)
# What is taught in the holidays: revision may be any day after school, and a club no lesson.
_CLUB = re.compile(r"\bclubs?\b", re.IGNORECASE)
_HOLIDAYS = re.compile(
    r"\b(?:holidays?|vacations?|easter|christmas|summer|winter|autumn|spring|october|february|may|"
    r"july|august|breaks?|half[- ]?terms?|residentials?|weeks?|camps?)\b",
    re.IGNORECASE,
)
# A question, or what is still to be settled; "could you help with physics?" asks for it.
_DOUBT = re.compile(
    r"(?!\W*(?:can|could|would|is|are|do|does|has|have|any|anyone|who|where|what|which|how|please|may)\b)"
    r".*(?:\?\W*\Z|\b(?:tb[acd]|to be (?:confirmed|agreed|decided))\b)",
    re.IGNORECASE | re.DOTALL,
)
# Where only a detail is to be settled, the rest is not: "a pool, days to be agreed".
_OPEN_DETAIL = re.compile(
    r"\b(?:days?|dates?|times?|timings?|details?|hours|terms?|arrangements?|numbers?|costs?|prices?|"
    r"fees?|venue|length|year groups?|when|how (?:much|many|often|long))"
    r"(?: (?:and|or) \w+)?[ :]*(?:(?:are|is|still|yet) )*"
    r"(?:tb[acd]|to be (?:confirmed|agreed|decided))\b",
    re.IGNORECASE,
)
# What pupils or families go to: nobody is trained there.
_EVENT = re.compile(
    r"\b(?:trips?|visits?|outings?|excursions?|residentials?|(?:parents?['’]?|family) evenings?|"
    r"coffee mornings?|open (?:days?|evenings?)|fairs?|camps?|sports days?|parents?|families)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PossibleTag:
    """What a clause seems to say: a tag, which way and how strongly, and how sure that is."""

    activity: str
    subject: str
    side: str
    degree: float
    confidence: float
    words: str
    is_surest: bool = True
    verdict: Verdict = Verdict.AGREE


def asks_a_person(tag: PossibleTag, words: int) -> bool:
    """Whether a tag of a clause of so many words is for a person to confirm, however sure: a forest
    school may be lent, led or taught, a child of Year 6 is no applicant, a parents' evening and
    support for pupils are no training, and revision need not be in the holidays."""
    if tag.subject == GROUNDS:
        return words <= FEW_WORDS and is_outdoors(tag.words)
    if tag.activity == STAFF_TRAINING:
        is_event = words <= _OF_A_NAME and _EVENT.search(tag.words) is not None
        is_event = is_event or _FOR_PUPILS.search(tag.words) is not None
        return is_event and not is_about_training(tag.words)
    if tag.activity == _HOLIDAY_CLASSES:
        is_loose = _HOLIDAYS.search(tag.words) is None or _CLUB.search(tag.words) is not None
        return is_loose and words <= _OF_A_NAME
    return tag.activity == APPLICANTS and _PRIMARY.search(tag.words) is not None


def is_in_doubt(clause: str) -> bool:
    """Whether a clause asks, or is still to be settled: "need help with applications? tbc"."""
    return _DOUBT.match(_OPEN_DETAIL.sub("", clause)) is not None


def is_a_guess(tag: PossibleTag) -> bool:
    """Whether a tag only stands for the mentoring of pupils, of which nobody says who does it."""
    return (
        tag.activity == OLDER_PUPILS
        and without_words(tag.words) == tag.words
        and mentors_pupils(tag.words)
    )


def is_too_general(tag: PossibleTag) -> bool:
    """Whether a tag is of any facility and its clause of a place that no tag stands for."""
    return tag.activity == FACILITIES and not tag.subject and names_special_place(tag.words)


def is_unclear(tag: PossibleTag, clause: str, words: int) -> bool:
    """Whether nobody can tell from a ``clause`` of so many ``words`` that a tag of it is meant,
    wherever it stands and however sure the model is."""
    if tag.verdict is Verdict.UNCLEAR or is_in_doubt(clause) or names_only_other_staff(clause):
        return True
    return is_too_general(tag) or is_a_guess(tag) or (words <= FEW_WORDS and says_unknown(clause))


@dataclass(frozen=True, slots=True)
class TextTags:
    """What one piece of prose says: tags, what it may say, and the clauses that led to neither."""

    tags: tuple[PossibleTag, ...]
    suggestions: tuple[PossibleTag, ...]
    unread: tuple[str, ...] = ()

    @property
    def named(self) -> set[Tag]:
        """The tags that are sure enough, whichever way they point."""
        return {(tag.activity, tag.subject) for tag in self.tags}

    def doubted(self, urn: str, column: str) -> set[Doubted]:
        """What it may say, where it is of a column that asks, against which nobody may guess."""
        side = AGAINST.get(column)
        return {(urn, t.activity, t.subject, side) for t in self.suggestions if side}


NOTHING = TextTags((), ())


def of_clauses(clauses: Sequence[str], read: Sequence[TextTags]) -> TextTags:
    """What a piece of prose says whose clauses say these."""
    unread = (
        words
        for clause, one in zip(clauses, read, strict=True)
        for words in ((clause,) if one == NOTHING else one.unread)
    )
    return TextTags(
        tuple(tag for one in read for tag in one.tags),
        tuple(tag for one in read for tag in one.suggestions),
        tuple(unread),
    )


def bare_subjects(part: str, column: str, confidence: float) -> TextTags:
    """What subjects alone may mean in a list: "labs and Latin"."""
    side = next(name for name in CLAIMS if name != AGAINST[column])
    return TextTags(
        (),
        tuple(
            PossibleTag(activity, subject, side, clause_degree(part), confidence, part)
            for subject in spotter().find(part).subjects
            for activity in (load().alone.get(subject),)
            for activity in ((activity,) if activity else USUAL_ACTIVITIES)
        ),
    )


def with_bare(whole: TextTags, bare: Iterable[str], column: str, confidence: float) -> TextTags:
    """What a list says as a whole, and what bare subjects among its things may mean of which that
    has none: of "French and forest school" the French."""
    told = {tag.subject for tag in (*whole.tags, *whole.suggestions)}
    more = (tag for part in bare for tag in bare_subjects(part, column, confidence).suggestions)
    unsaid = (tag for tag in more if tag.subject not in told)
    return TextTags(whole.tags, (*whole.suggestions, *unsaid), whole.unread)


def with_unread(whole: TextTags, things: Iterable[TextTags], unread: Sequence[str]) -> TextTags:
    """What a list says as a whole, which is not understood of these things of it: each tag is then
    told as that of its ``things`` tells it that has it too."""
    own = {(tag.activity, tag.subject, tag.side): tag for one in things for tag in one.tags}
    tags = tuple(own.get((tag.activity, tag.subject, tag.side), tag) for tag in whole.tags)
    return TextTags(tags if unread else whole.tags, whole.suggestions, tuple(unread))


def without_unread(
    unread: Sequence[str], whole: TextTags, clause: str, column: str, confidence: float
) -> TextTags:
    """What a clause says but for these things of it: of "Latin and wands" a bare subject."""
    left = [one for one in things_joined(clause) if one not in unread]
    if all(map(is_only_subject, left)):
        whole = with_bare(NOTHING, left, column, confidence)
    return TextTags(whole.tags, whole.suggestions, (*whole.unread, *unread))


def log_unsure(
    piece: FreeText, text_tags: TextTags, vocabulary: Vocabulary, log: ProblemLog
) -> None:
    """Say what a person should look at: nothing where every word led to a tag."""
    used = {tag.words for tag in text_tags.tags}
    suggestions = [tag for tag in text_tags.suggestions if tag.words not in used]
    if not suggestions and not text_tags.tags:
        log_fault(piece, log)
        return
    asks = piece.column in AGAINST
    # In a column that asks, every clause is told with what it may mean.
    each = dict.fromkeys(tag.words for tag in suggestions) if asks else ()
    groups = [[tag for tag in suggestions if tag.words == words] for words in each]
    for own in groups or [suggestions][: len(suggestions)]:
        _add(
            piece,
            f"not sure enough what these words say to use them: {own[0].words}",
            # Not what was understood besides; and the rest of notes may be about anybody.
            piece.text if piece.fault and not text_tags.tags else own[0].words,
            _advice(own, asks, vocabulary),
            "note" if piece.fault is None or text_tags.tags else "warning",
            log,
        )
    # Beside what was read there, nothing is passed over in silence.
    for clause in text_tags.unread if asks else ():
        _add(
            piece,
            f"these words led to no need and no strength: {clause[:EVIDENCE]}",
            clause[:EVIDENCE],
            "if one is meant, write it as a tag, such as T3 physics",
            "note",
            log,
        )


def _advice(tags: Sequence[PossibleTag], asks: bool, vocabulary: Vocabulary) -> str:
    """What to write if the words mean these tags. In notes only the words can say which side they
    are on: a guess of ours would make an offer a need."""
    if all(map(is_too_general, tags)):
        return SPECIAL_HINT
    meant = dict.fromkeys(
        f'"{one.activity} {one.subject or vocabulary.by_id[one.activity].short}" as a '
        + (one.side if asks else stated_side(one.words) or "need or a strength")
        for one in tags
    )
    return "if it is meant, write " + " or ".join(list(meant)[:_MOST_SUGGESTED])


def _add(
    piece: FreeText, message: str, value: str, hint: str, severity: Severity, log: ProblemLog
) -> None:
    log.add(
        "unsure_words",
        message,
        list=piece.list,
        sheet=piece.sheet,
        row=piece.row,
        column=piece.column,
        value=value,
        severity=severity,
        hint=hint,
    )
