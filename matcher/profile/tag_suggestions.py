"""What a misspelt tag may have meant: suggestions for a person, never a guess of ours."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from matcher.profile.vocabulary import Vocabulary, key

# Likeness out of 100 (rapidfuzz's token_ratio) below which a suggestion puzzles more than
# it helps: two letters that changed places in a word of seven give 86.
LIKE_ENOUGH = 70.0
NEAR_BEST = 10.0  # a suggestion this much less like than the best is left unsaid
AT_MOST = 3
# Likeness (rapidfuzz's ratio) of a tag with one slip in it: "coching and mentoring" has 98.
SLIP = 85.0
LONGEST = 200  # characters compared: what is longer is prose, not a tag

# A bare subject most often means one of these: a teacher of it, or a class in it.
USUAL_ACTIVITIES = ("T3", "C2")


class TagSuggestions:
    """Suggestions from one vocabulary, each written so that it can be pasted into a list."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._subjects = vocabulary.subject_keys
        self._tags: dict[str, list[str]] = {}
        for spelling, subject in vocabulary.subject_keys.items():
            self._tags[spelling] = [f"{activity} {subject}" for activity in USUAL_ACTIVITIES]
        for spelling, (activity, subject) in vocabulary.phrase_keys.items():
            words = subject or vocabulary.by_id[activity].short
            self._tags.setdefault(spelling, [f"{activity} {words}"])
        for spelling, activity in vocabulary.activity_keys.items():
            suggestion = f"{activity} {vocabulary.by_id[activity].short}"
            self._tags.setdefault(spelling, [suggestion])

    def tags(self, words: str) -> list[str]:
        """Up to three tags like ``words``, best first."""
        return _most_alike(words, self._tags)

    def is_slip(self, words: str) -> bool:
        """Whether ``words`` are likely a slip in writing one of the tags."""
        found = process.extractOne(
            key(words[:LONGEST]), list(self._tags), scorer=fuzz.ratio, score_cutoff=SLIP
        )
        return found is not None

    def subjects(self, words: str, activity: str) -> list[str]:
        """Up to three tags of ``activity`` with a subject like ``words``, best first."""
        choices = {word: [f"{activity} {name}"] for word, name in self._subjects.items()}
        return _most_alike(words, choices)


def _most_alike(words: str, choices: Mapping[str, list[str]]) -> list[str]:
    """The suggestions of the ``choices`` most like ``words``: by likeness, then spelling."""
    sought = key(words[:LONGEST])
    # Identifiers are too short to be like anything but by chance.
    spellings = [spelling for spelling in choices if len(spelling) > 3]
    found = process.extract(
        sought, spellings, scorer=fuzz.token_ratio, score_cutoff=LIKE_ENOUGH, limit=None
    )
    ranked = sorted(found, key=lambda hit: (-hit[1], hit[0]))
    ranked = [hit for hit in ranked if hit[1] >= ranked[0][1] - NEAR_BEST]
    # A dictionary keeps the first of equal suggestions in its place.
    suggestions = dict.fromkeys(tag for spelling, _, _ in ranked for tag in choices[spelling])
    return list(suggestions)[:AT_MOST]
