"""Which subjects a clause names, and the clause with their names taken out.

"Physics teacher wanted" and "Latin teacher wanted" are the same sentence to whoever asks
which activity it is about, so the subject's name gives way to a mark. "Help with physics"
and "help with phonics" are not: a subject whose bare name stands for an activity has a mark
of its own. What only points to a subject ("our labs", "a swimming pool") tells of the
activity too, and stays.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from matcher.core.installation import resource
from matcher.profile.vocabulary import APPLICANTS, COACHING, FACILITIES, Vocabulary, load

MARK = "subjectmark"
SKILL_MARK = "skillmark"  # of phonics and its like, which staff are trained in

# Names that are words of English when they are small: "it", "re" …
_CAPITALS = frozenset({"IT", "RE", "RS"})
# … or that mean something else before these: a business manager, a pool of people.
_NOT_BEFORE = r"(?!\s+(?:managers?|partners?|partnerships?|links?|plans?|case|days?|of)\b)"
# ... but "no sports hall of our own" is about a sports hall.
_OF_OURS = _NOT_BEFORE.replace("|of)", "|of(?!\\s+(?:our|their|its|your)\\b))")
# "Latin or another language" is one thing, whichever it will be.
OR_ANOTHER = r"or (?:perhaps |maybe )?(?:(?:an|any|some)[ -]?other|a different|other)\b"
_OR_ANOTHER = re.compile(rf"\b{OR_ANOTHER}(?: \w+)? ?\Z", re.IGNORECASE)
# Of "languages (Spanish & Mandarin)" the two are meant, and no others; "(and Latin)" is one more.
_KINDS = re.compile(r"\s*\((?!\s*(?:and|&|\+|plus|or|also|incl\w*|not|no)\b)([^()]*)\)?")
_JOINS = re.compile(r"\b(?:and|or|gcse|a[- ]levels?|ks ?\d)\b", re.IGNORECASE)
# What is left out: "languages (not Latin or Greek)"; but "if not Latin, Greek" would have either.
LEAVES_OUT = (
    r"(?:(?:but )?(?<!\bif )(?<!\bwhy )not|except(?: for)?|excluding|other than|apart from)\b"
)
_LEFT_OUT = re.compile(rf"\b{LEAVES_OUT}[ (]*\Z", re.IGNORECASE)
_JOINS_LEFT_OUT = re.compile(r"\s+(?:or|and|nor|&)\s+", re.IGNORECASE)
# Who works beside teachers, and of what: a science technician is no lack of science.
_OTHER_STAFF = re.compile(r"\b(?:[\w&]+ )?(?:technicians?|therap(?:y|ies|ists?))\b", re.IGNORECASE)
# "Welcome to send children" is not about special needs.
_SENDING = re.compile(
    r"\b(?:to|will|can|could|would|may|might|we|they|you|and|or|schools?) send\Z", re.IGNORECASE
)

# Who teaches now: "taught by a biologist", "a biologist is teaching", "PE staff cover".
_ROLE = r"(?:teachers?|staff|specialists?|colleagues?)"
_BY_WHOM = re.compile(
    r"\b(?:taught|covered|delivered|led|taken) (?:\w+ )?by [^,;.]*(?:, (?:and )?an? [^,;.]*)*"
    rf"|\b(?:\w+ {_ROLE}|\w+ists?) (?:(?:is|are|now|currently|has|have|been|to) )*"
    r"(?:teach(?:es|ing)?|cover(?:s|ing)?)\b",
    re.IGNORECASE,
)

# Subjects that are groups of pupils too: a minibus for pupils with SEND is lent to nobody else.
_GROUPS = ("SEND", "English as an additional language")
_PUPILS = r"(?:pupils?|children|kids|students?|learners?|famil(?:y|ies)|young people)"


@dataclass(frozen=True, slots=True)
class Named:
    """The subjects a clause names, in their order there, the same as they are ``lent`` (of
    "our pool for PE" a pool, where both subjects are PE), and the clause with marks."""

    subjects: tuple[str, ...]
    lent: tuple[str, ...]
    marked: str

    def of(self, activity: str) -> tuple[str, ...]:
        """The subjects that an activity takes them for."""
        return self.lent if activity == FACILITIES else self.subjects


class Spotter:
    """Finds subjects in sentences by one vocabulary and by the ``words`` (lower case) that
    point to a subject, as its facilities do."""

    def __init__(self, vocabulary: Vocabulary, words: Mapping[str, str]) -> None:
        names: dict[str, str] = {}
        self._capitals: dict[str, str] = {}
        for subject in (s for s in vocabulary.subjects if not s.only):
            for spelling in (subject.name, *subject.aliases):
                if spelling in _CAPITALS:
                    self._capitals[spelling] = subject.name
                else:
                    names.update(_with_signs([(spelling, subject.name)]))
        facilities = dict(_with_signs((one.word, one.subject) for one in vocabulary.places))
        special = dict.fromkeys(map(str.casefold, vocabulary.special), "")
        facilities |= special  # of a hydrotherapy pool no swimming pool is meant
        self._subject = {**dict(_with_signs(words.items())), **facilities, **names}
        lent = dict(_with_signs((one.word, one.lent_as) for one in vocabulary.places)) | special
        self._special = re.compile(rf"\b(?:{longest_first(special)})(?![\w'’])", re.IGNORECASE)
        self._lent = {**self._subject, **lent, **names}
        self._places = facilities.keys() - names.keys()
        self._skills = set(vocabulary.alone)
        self._name = _any_of(names, self._capitals)
        groups = "|".join(re.escape(name) for name, of in names.items() if of in _GROUPS)
        self._for_whom = re.compile(
            rf"\b(?:{groups})\W+{_PUPILS}\b|\b{_PUPILS} (?:with|who have) (?:\w+ )?(?:{groups})\b"
            rf"|\bfor (?:{groups})\W*$",
            re.IGNORECASE,
        )
        self._either = _any_of(self._subject, self._capitals, _OF_OURS)

    def find(self, clause: str) -> Named:
        """The subjects of ``clause``: of "modern languages" and "languages" the longer
        name, "computer science and German" two."""
        matches: list[re.Match[str]] = []
        left_out = -1  # where the last that is left out ends
        for match in self._either.finditer(clause):
            is_joined = _JOINS_LEFT_OUT.fullmatch(clause, max(left_out, 0), match.start())
            if _LEFT_OUT.search(clause[: match.start()]) or (left_out >= 0 and is_joined):
                left_out = match.end()
                continue
            sends = match[0] == "send" and _SENDING.search(clause[: match.end()])
            if self._has_kinds(clause[match.end() :]) or sends:
                continue
            if not (matches and _OR_ANOTHER.search(clause[: match.start()])):
                matches.append(match)
        found = dict.fromkeys(self._named(match, self._subject) for match in matches)
        lent = dict.fromkeys(self._named(match, self._lent) for match in matches)
        # "A lab for science" is one place to lend, not a lab and something for science; but
        # "theatre and drama studio" are two, the studio lent as a place of drama.
        own = {
            self._lent[word] for match in matches if (word := match[0].casefold()) in self._places
        }
        for match in matches:
            subject, place = (self._named(match, known) for known in (self._subject, self._lent))
            if place != subject and subject not in own:
                lent.pop(subject, None)
        return Named(
            tuple(filter(None, found)),
            tuple(filter(None, lent)),
            self._name.sub(self._mark, clause),
        )

    def without_special(self, clause: str) -> str:
        """``clause`` without the special places that it names: "a sensory room"."""
        return self._special.sub(" ", clause)

    def meant(self, clause: str, activity: str, named: tuple[str, ...]) -> tuple[str, ...]:
        """Of the subjects ``named`` those that a need or an offer is about. A place, a coach and
        help with an application are not about the pupils that they are for: "a minibus for pupils
        with SEND", "a hall for EAL families". Nor is the subject of whoever teaches now what is
        lacking, where another is named: "physics taught by a biologist", or that of who helps:
        "a drama teacher and a science technician"."""
        clause = without_other_staff(clause)
        if activity in (FACILITIES, APPLICANTS, COACHING):
            own = self.find(self._for_whom.sub(" ", clause)).of(activity)
            return tuple(subject for subject in named if subject in own)
        own = self.find(_BY_WHOM.sub(" ", clause)).of(activity)
        return tuple(subject for subject in named if subject in own) or named

    def _has_kinds(self, behind: str) -> bool:
        """Whether a subject's kinds stand in brackets ``behind`` it, and nothing else."""
        kinds = _KINDS.match(behind)
        if kinds is None or not self._name.search(kinds[1]):
            return False
        return not any(map(str.isalnum, _JOINS.sub("", self._name.sub("", kinds[1]))))

    def _named(self, match: re.Match[str], known: Mapping[str, str]) -> str:
        return self._capitals.get(match[0]) or known[match[0].casefold()]

    def _mark(self, match: re.Match[str]) -> str:
        return SKILL_MARK if self._named(match, self._subject) in self._skills else MARK


def _with_signs(words: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each of ``words`` (in small letters) with what it means, with "and" for "&" and back."""
    for word, meaning in words:
        plain = re.sub(" ?& ?", " and ", word.casefold())
        for spelling in (word.casefold(), plain, plain.replace(" and ", " & ")):
            yield spelling, meaning


def _any_of(
    small: Mapping[str, str], capitals: Mapping[str, str], not_before: str = _NOT_BEFORE
) -> re.Pattern[str]:
    """Any of these words, the longest first; ``capitals`` only as they are written."""
    forms = longest_first(small), longest_first(capitals)
    return re.compile(rf"\b(?:(?i:{forms[0]})|{forms[1]})(?![\w'’]){not_before}")


def longest_first(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first: of hundreds, those of another first
    letter are passed over at once."""
    after: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda w: (-len(w), w)):
        after.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in after.items())


def without_other_staff(clause: str) -> str:
    """``clause`` without technicians and therapists and the word before, which says of what."""
    return _OTHER_STAFF.sub(" ", clause)


@cache
def subject_words() -> Mapping[str, str]:
    """The subject that words point to which are no name of it: physicists, speech and language."""
    path = resource("data", "reference", "wording") / "subject-words.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["subject"] for row in csv.DictReader(file)}


@cache
def spotter() -> Spotter:
    """The spotter for the vocabulary that comes with the product."""
    return Spotter(load(), subject_words())
