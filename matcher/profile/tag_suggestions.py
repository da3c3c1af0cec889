"""What a misspelt tag may have meant: suggestions for a person, never a guess of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from rapidfuzz import fuzz, process

from matcher.core.text.late_pattern import late_pattern
from matcher.profile.vocabulary import FACILITIES, OLDER_PUPILS, Vocabulary, key
from matcher.profile.wording.subjects import spotter, without_other_staff

# Likeness out of 100 (rapidfuzz's token_ratio) below which a suggestion puzzles more than
# it helps: two letters that changed places in a word of seven give 86.
LIKE_ENOUGH = 70.0
NEAR_BEST = 10.0  # a suggestion this much less like than the best is left unsaid
AT_MOST = 3
# Likeness (rapidfuzz's ratio) of a tag with one slip in it: "coching and mentoring" has 98.
SLIP = 85.0
LIKE_WORD = 75.0  # the same of two words: "phyiscs" and "physics" have 86
_LEAST_START = 4  # letters of a word cut short: "lang" for languages
LONGEST = 200  # characters compared: what is longer is prose, not a tag

# A bare subject most often means one of these: a teacher of it, or a class in it.
USUAL_ACTIVITIES = ("T3", "C2")
SPORT = "E5 sport together"  # what coaching pupils in a sport mostly is

# Coaching that is no leadership's: pupils are coached in a sport.
SPORTS_COACHING = late_pattern(
    r"\b(?:sports?|sporting|pe|football|rugby|cricket|netball|hockey|tennis|swim(?:ming)?|"
    r"athletics|gymnastics|basketball|rowing|badminton|multi[- ]?sports?) "
    r"(?:coach(?:es|ing)?|instructors?)\b",
    re.IGNORECASE,
)
# Mentoring of pupils, which is that of no leaders; and what says that it leads to a university,
# or that those who teach are mentored too.
_MENTORED = late_pattern(
    r"\b(?:mentor\w*|coach(?:ing|ed)) (?:[\w'’-]+ ){0,4}?"
    r"(?:y(?:ea)?r?s? ?(?:[1-9]|1[01])s?|ks ?[1-4]|key stages? [1-4]|boys|girls|pupils|children|"
    r"kids|teenagers|students)\b(?! teachers?)"
    r"|\b(?:y(?:ea)?r?s? ?(?:[1-9]|1[01])|ks ?[1-4]|boys|girls|pupils?|student)['’s]* "
    r"mentor(?:s|ing)\b",
    re.IGNORECASE,
)
_NOT_OF_PUPILS = late_pattern(
    r"\b(?:universit|oxbridge|oxford|cambridge|ucas|appl(?:y|ic)|medic|admission|interview|degree|"
    r"campus|undergrad|graduate|sixth|a[- ]levels?|ks ?5|post[- ]16|y(?:ea)?r?s? ?1[23]|staff|"
    r"teachers?|leaders?|heads?|ects?|colleagues|governors?|looked[- ]after|in care)",
    re.IGNORECASE,
)


def mentors_pupils(words: str) -> bool:
    """Whether ``words`` speak of mentoring pupils up to Year 11, or of any year, and neither of a
    university nor of those who teach."""
    return _MENTORED.search(words) is not None and not _NOT_OF_PUPILS.search(words)


class TagSuggestions:
    """Suggestions from one vocabulary, each written so that it can be pasted into a list."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._subjects = vocabulary.subject_keys
        self._lent = vocabulary.facility_keys
        self._tags: dict[str, list[str]] = {}
        self._alone = vocabulary.alone
        for spelling, subject in vocabulary.subject_keys.items():
            self._tags[spelling] = self.of_subject(subject)
        for spelling, (activity, subject) in vocabulary.phrase_keys.items():
            words = subject or vocabulary.by_id[activity].short
            self._tags.setdefault(spelling, [f"{activity} {words}"])
        for spelling, activity in vocabulary.activity_keys.items():
            suggestion = f"{activity} {vocabulary.by_id[activity].short}"
            self._tags.setdefault(spelling, [suggestion])
        # Of two as like, a name of the vocabulary is likelier meant than one made with a subject.
        self._names = {*vocabulary.activity_keys, *vocabulary.facility_keys, *self._subjects}

    def of_subject(self, subject: str) -> list[str]:
        """The tags that a bare subject may stand for."""
        usual = (self._alone[subject],) if subject in self._alone else USUAL_ACTIVITIES
        return [f"{activity} {subject}" for activity in usual]

    def meant_by(self, subject: str) -> dict[str, str]:
        """The same, each with its words: "T3 physics" is physics teaching."""
        tags = self.of_subject(subject)
        return {tag: self._vocabulary.words(*tag.split(" ", 1)) for tag in tags}

    def tags(self, words: str) -> list[str]:
        """Up to three tags like ``words``, best first."""
        if SPORTS_COACHING.search(words):
            return [SPORT, *self.of_subject("PE")]
        if meant := [one for one in spotter().find(words).subjects if one in self._alone]:
            return [tag for subject in meant[:AT_MOST] for tag in self.of_subject(subject)]
        if without_other_staff(words) != words:
            return []
        if mentors_pupils(words):
            return [f"{OLDER_PUPILS} {self._vocabulary.by_id[OLDER_PUPILS].short}"]
        return _most_alike(words, self._tags, self._names)

    def is_slip(self, words: str) -> bool:
        """Whether ``words`` are likely a slip in writing one of the tags."""
        found = process.extractOne(
            key(words[:LONGEST]), list(self._tags), scorer=fuzz.ratio, score_cutoff=SLIP
        )
        return found is not None

    def subjects(self, words: str, activity: str) -> list[str]:
        """Up to three tags of ``activity`` with a subject like ``words``, best first."""
        known = {**(self._lent if activity == FACILITIES else {}), **self._subjects}
        choices = {
            word: [f"{activity} {name}"]
            for word, name in known.items()
            if name and self._vocabulary.takes(activity, name)
        }
        return _most_alike(words, choices, choices)


def _most_alike(words: str, choices: Mapping[str, list[str]], names: Collection[str]) -> list[str]:
    """The suggestions of the ``choices`` most like ``words``: those that are words with a slip
    first, then by likeness, ``names`` before others, and by spelling."""
    sought = key(words[:LONGEST])
    # Identifiers are too short to be like anything but by chance.
    spellings = [spelling for spelling in choices if len(spelling) > 3]
    # Some part of it may be like ("sports hal" has "sports" in it), or all but a space.
    found: dict[str, float] = {}
    for scorer in (fuzz.token_ratio, fuzz.ratio):
        for spelling, likeness, _ in process.extract(
            sought, spellings, scorer=scorer, score_cutoff=LIKE_ENOUGH, limit=None
        ):
            found[spelling] = max(likeness, found.get(spelling, 0.0))

    def order(spelling: str) -> tuple[float, float, bool, str]:
        whole = fuzz.ratio(sought, spelling)
        slip = whole if whole >= SLIP else 0.0
        return -slip, -found[spelling], spelling not in names, spelling

    ranked = [one for one in sorted(found, key=order) if _word_by_word(sought, one)]
    ranked = [one for one in ranked if found[one] >= found[ranked[0]] - NEAR_BEST]
    # A dictionary keeps the first of equal suggestions in its place.
    suggestions = dict.fromkeys(tag for spelling in ranked for tag in choices[spelling])
    return list(suggestions)[:AT_MOST]


def _word_by_word(one: str, other: str) -> bool:
    """Whether every word of the shorter text is like some word of the other: "forest
    school" and "free school" share letters and a word, and mean two things."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return all(any(_same_word(word, near) for near in longer) for word in shorter)


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    is_start = len(short) >= _LEAST_START and long.startswith(short)
    return is_start or fuzz.ratio(one, other) >= LIKE_WORD
