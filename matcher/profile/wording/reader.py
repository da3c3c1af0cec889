"""From sentences to PROFILE: tags with a direction, a degree and the words that gave them.

A clause becomes a tag where the model is sure enough of what it is about and which way it
points; where it is less sure it becomes a suggestion for a person; otherwise nothing. In a
column of needs or strengths the column itself speaks for a direction, unless the words point
the other way; people write lists there, and each thing of a list is read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.tables import PROFILE, urn_key
from matcher.core.text.evidence import of_both
from matcher.profile.degrees import clause_degree
from matcher.profile.stated import FreeText
from matcher.profile.vocabulary import FACILITIES, GROUNDS, Vocabulary, load
from matcher.profile.wording.clause_classifier import Reading, load_model
from matcher.profile.wording.clauses import clauses
from matcher.profile.wording.column_sides import AGAINST, Verdict, side_meant
from matcher.profile.wording.enrichment import with_enrichment, without_words
from matcher.profile.wording.list_parts import (
    bare_pieces,
    begins_with_an_offer,
    is_bare,
    is_only_subject,
    is_outdoors,
    parts,
    says_subjects_alone,
)
from matcher.profile.wording.named_things import (
    is_own_thing,
    is_plain_name,
    is_something_else,
    names_things,
    never_seen,
    says_only_when,
    things_beside,
)
from matcher.profile.wording.notes_told import log_notes
from matcher.profile.wording.possible_tags import (
    EVIDENCE,
    FEW_WORDS,
    NOTHING,
    Doubted,
    PossibleTag,
    TextTags,
    asks_a_person,
    bare_subjects,
    is_unclear,
    log_unsure,
    of_clauses,
    with_bare,
    with_unread,
    without_unread,
)
from matcher.profile.wording.subjects import spotter

# Confidence from which a clause becomes a tag, and from which a suggestion; chosen on the
# learning sentences, each writer's read by a model of the others (benchmarks/wording.py).
TAG = 0.5
SUGGESTION = 0.25
# What a clause is about besides its surest activity, and what a few words say in a column
# that asks for something, has to be surer; elsewhere a few words are no sentence.
STRICT_CONFIDENCE = 0.7
OPPOSITE_CONFIDENCE = 0.8  # and what points against its column
# One word in notes is no sentence, and two are as little as "no labs".
FEWEST_WORDS = 2
# How sure the model is was tried on sentences; of so few words it is never surer than this.
SUREST_OF_FEW = STRICT_CONFIDENCE
_HAS_LETTER = re.compile(r"\S*[^\W\d_]\S*")
SUREST = 0.99  # what is read from sentences is never certain
# A part of a clause is about an activity if it is half as much so as the part most so.
_AS_MUCH = 0.5


def wording_profile(
    free_texts: Sequence[FreeText],
    vocabulary: Vocabulary,
    log: ProblemLog,
    doubted: set[Doubted] | None = None,
) -> pd.DataFrame:
    """The PROFILE rows of what sentences say; source "wording", ``evidence`` the clause,
    ``confidence`` from 0.5 to 0.99.

    Of a tag that several clauses give, the highest degree counts. What is not sure enough,
    and what says nothing in a column that asks for something, goes to ``log``; ``doubted`` gets
    what words may say that are not sure enough. Sorted as
    :func:`matcher.profile.stated.stated_profile` sorts.
    """
    by_tag: dict[tuple[str, str, str], dict[str, PossibleTag]] = {}
    read = read_texts(free_texts, vocabulary)
    for piece, text_tags in zip(free_texts, read, strict=True):
        for tag in text_tags.tags:
            own = by_tag.setdefault((piece.urn, tag.activity, tag.subject), {})
            before = own.get(tag.side)
            if before is None or tag.degree > before.degree:
                own[tag.side] = tag
        log_unsure(piece, text_tags, vocabulary, log)
        if doubted is not None:
            doubted |= text_tags.doubted(piece.urn, piece.column)
    log_notes(free_texts, [bool(one.tags) for one in read], vocabulary, log)
    rows = [
        (
            *key,
            own["need"].degree if "need" in own else np.nan,
            own["strength"].degree if "strength" in own else np.nan,
            "wording",
            of_both(*(own[side].words if side in own else "" for side in ("need", "strength"))),
            min(tag.confidence for tag in own.values()),
            np.nan,
        )
        for key, own in sorted(by_tag.items(), key=lambda one: (urn_key(one[0][0]), one[0][1:]))
    ]
    profile = pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())
    PROFILE.check(profile)
    return profile


def read_texts(free_texts: Sequence[FreeText], vocabulary: Vocabulary) -> list[TextTags]:
    """What each piece of prose says, read together."""
    clauses_of = [clauses(piece.text) for piece in free_texts]
    whole = list(dict.fromkeys(clause for own in clauses_of for clause in own))
    if not whole:
        return [NOTHING for _ in free_texts]
    # The parts of a clause are read as well: to tell which subject goes with which activity,
    # and because each may be a thing of its own.
    parts_of = {c: own for c in whole if len(own := parts(c)) > 1}
    texts = list(dict.fromkeys([*whole, *(part for own in parts_of.values() for part in own)]))
    classified = _ClassifiedClauses(
        load_model().read(texts), {text: at for at, text in enumerate(texts)}, parts_of
    )
    found = []
    for piece, own in zip(free_texts, clauses_of, strict=True):
        read = [_read_clause(clause, piece.column, classified, vocabulary) for clause in own]
        found.append(of_clauses(own, read))
    return found


def _read_clause(
    clause: str, column: str, classified: _ClassifiedClauses, vocabulary: Vocabulary
) -> TextTags:
    """What a clause says, and what subjects may mean that go with nothing beside them."""
    found = _read_things(clause, column, classified, vocabulary)
    if column not in AGAINST:
        return found
    if not names_things(clause):  # "We are tiny - shared planning, PE" ends in a thing of its own
        own = classified.parts_of.get(clause, [])[-1:]
        return with_bare(found, filter(is_only_subject, own), column, SUGGESTION)
    if found == NOTHING:
        found = replace(found, unread=tuple(things_beside(bare_pieces(clause), clause)))
    return with_bare(found, bare_pieces(clause), column, SUGGESTION)


def _read_things(
    clause: str, column: str, classified: _ClassifiedClauses, vocabulary: Vocabulary
) -> TextTags:
    """What a clause says. In a column that asks, and after words that offer, it is a list where
    each of its parts is surely a tag, and none points elsewhere than the whole. Bare subjects
    among them are suggestions, and what is no tag stays unread."""
    if column in AGAINST and says_subjects_alone(clause):
        return with_bare(NOTHING, bare_pieces(clause), column, SUGGESTION)
    whole = _read_text(clause, column, classified, vocabulary)
    if column in AGAINST and whole != NOTHING and (unread := never_seen(clause)):
        return without_unread(unread, whole, clause, column, SUGGESTION)
    own = [part for part in classified.parts_of.get(clause, ()) if not says_only_when(part)]
    is_list = column in AGAINST and names_things(clause)
    if column not in AGAINST and not begins_with_an_offer(clause):
        return whole
    column = column if column in AGAINST else "strengths"
    each = [
        bare_subjects(part, column, SUGGESTION) if is_bare(part)
        else _read_text(part, column, classified, vocabulary)
        for part in own
    ]  # fmt: skip
    if is_list and each and all(one.suggestions and not one.tags for one in (whole, *each)):
        return TextTags((), tuple(tag for one in each for tag in one.suggestions))
    tried = [one for one in zip(own, each, strict=True) if not is_bare(one[0])]
    left = [part for part, one in tried if not one.tags]
    if not any(one.tags for one in each) or (left and not is_list):
        return whole
    if left:
        odd = [part for part, one in tried if not one.tags or not one.named <= whole.named]
        if not whole.named or not all(is_own_thing(part, clause) for part in odd):
            unread = things_beside([p for p, one in tried if one.named & whole.named], clause)
            return with_unread(whole, each, unread)
    # What its parts only name, whatever the whole was taken for, is what the column has.
    counts = each if all(map(is_plain_name, own)) else (whole, *each)
    found = [tag for one in counts for tag in (*one.tags, *one.suggestions)]
    if len({tag.side for tag in found}) > 1 or any(t.verdict is Verdict.UNCLEAR for t in found):
        return whole
    unsure = tuple(tag for one in each if not one.tags for tag in one.suggestions)
    told = {tag.words for tag in unsure}
    return TextTags(
        tuple(tag for one in each for tag in one.tags),
        unsure,
        tuple(part for part in left if part[:EVIDENCE] not in told),
    )


def _read_text(
    text: str, column: str, classified: _ClassifiedClauses, vocabulary: Vocabulary
) -> TextTags:
    tags: list[PossibleTag] = []
    suggestions: list[PossibleTag] = []
    is_short = len(_HAS_LETTER.findall(text)) <= FEW_WORDS  # a dash or "1)" is no word
    for tag in _possible_tags(text, column, classified, vocabulary):
        sure = tag.confidence >= _least_confidence(text, column, tag)
        kept = replace(tag, confidence=min(tag.confidence, SUREST_OF_FEW)) if is_short else tag
        (tags if sure else suggestions).append(kept)
    # That letters are like those of a word is no advice.
    if suggestions and without_words(text) == text and not load_model().knows(text):
        suggestions.clear()
    return TextTags(tuple(tags), tuple(suggestions))


@dataclass(frozen=True, slots=True)
class _ClassifiedClauses:
    """What the model makes of every text, where each stands, and the parts of those
    clauses that have several."""

    reading: Reading
    place: Mapping[str, int]
    parts_of: Mapping[str, list[str]]

    def subjects(self, clause: str, activity: str) -> tuple[str, ...]:
        """The subjects of the parts of a clause that are most about an activity, of all of
        it where it has no parts."""
        own = self.parts_of.get(clause, ())
        if activity not in self.reading.activities:  # ours, which words name
            of_it = [p for p in own if without_words(p) != p or not is_own_thing(p, clause)]
            told = ", ".join(of_it) if own and names_things(clause) else clause
            return spotter().find(without_words(told)).of(activity)
        subjects = spotter().find(clause).of(activity)
        is_list = bool(own) and names_things(clause)
        if is_list or (own and is_only_subject(own[-1])):  # "Latin, forest school"
            things = [part for part in own if not is_only_subject(part)]
            named = {s for part in things for s in spotter().find(part).of(activity)}
            named |= {s for s, of in load().alone.items() if of == activity}
            subjects = tuple(s for s in subjects if s in named)
        if not own or len(subjects) < (1 if is_list else 2):
            return subjects
        column = self.reading.activities.index(activity)
        probabilities = [self.reading.activity[self.place[part], column] for part in own]
        kept = [
            p for p, c in zip(own, probabilities, strict=True) if c >= _AS_MUCH * max(probabilities)
        ]
        return tuple(dict.fromkeys(s for part in kept for s in spotter().find(part).of(activity)))


def _possible_tags(
    clause: str, column: str, classified: _ClassifiedClauses, vocabulary: Vocabulary
) -> Iterator[PossibleTag]:
    """Every tag that a clause gives or may give, the surest activity first."""
    at = classified.place[clause]
    meant = side_meant(clause, column, classified.reading.direction[at])
    about = with_enrichment(clause, classified.reading.activities, classified.reading.activity[at])
    for place, (activity, probability) in enumerate(about):
        confidence = min(round(probability * meant.chance, 2), SUREST)
        if confidence < SUGGESTION:
            return
        if is_something_else(activity, clause):
            continue
        known = vocabulary.by_id[activity]
        named = classified.subjects(clause, activity) if known.takes_subject else ()
        own = spotter().meant(clause, activity, named)
        subjects = [subject for subject in own if vocabulary.takes(activity, subject)]
        if activity == FACILITIES and not subjects and is_outdoors(clause):
            subjects = [GROUNDS]
        for subject, side_name in product(subjects or ("",), meant.sides):
            yield PossibleTag(
                known.id,
                subject,
                side_name,
                clause_degree(clause),
                confidence,
                clause[:EVIDENCE],
                place == 0,
                meant.verdict,
            )


def _least_confidence(clause: str, column: str, tag: PossibleTag) -> float:
    """The confidence from which what a clause in this column may mean is a tag."""
    words = len(_HAS_LETTER.findall(clause))
    is_loose = asks_a_person(tag, words) if column in AGAINST else words < FEWEST_WORDS
    if is_loose or is_unclear(tag, clause, words):
        return float("inf")
    if AGAINST.get(column) == tag.side and tag.verdict is Verdict.AGREE:
        return OPPOSITE_CONFIDENCE
    return TAG if tag.is_surest and words > FEW_WORDS else STRICT_CONFIDENCE
