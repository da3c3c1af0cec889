"""The vocabulary of needs and strengths: activities, subjects and how a sentence says them.

Small dated tables in ``data/reference/vocabulary`` hold every word; this module only looks
things up. Nothing heavy is imported here, so that the front door stays quick.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple, TypeVar

from matcher.core.errors import ContractError
from matcher.core.installation import reference_rows

T = TypeVar("T")

NONE = "none"  # the activity of a school that says it needs, or offers, nothing
COACHING = "L3"  # the activity of whoever coaches leaders or teachers
STAFF_TRAINING = "T2"  # the activity of whoever trains those who teach already
TEACHERS = "T3"  # the activity of whoever shares teachers of a subject
MIXED_CLASSES = "C2"  # the activity of pupils of several schools who learn together
FACILITIES = "C3"  # the activity of whoever needs or lends a place
GROUNDS = "grounds"  # what is lent of it to learn outdoors
OLDER_PUPILS = "E2"  # the activity of pupils who read with younger ones and mentor them
APPLICANTS = "X1"  # the activity of pupils who may apply to a university

Tag = tuple[str, str]  # activity, subject ("" where it is tied to none)


def key(text: str) -> str:
    """``text`` as words to look up: case, punctuation and spacing do not count, and
    ``&``, ``+`` and ``/`` read as "and"."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for sign in "&+/":
        folded = folded.replace(sign, " and ")
    folded = folded.replace("'", "").replace("’", "")
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


@dataclass(frozen=True)
class Activity:
    """One activity or route: ``short`` and ``short_subject`` are how a reason says it; a
    blank ``short_subject`` means that it is tied to no subject. ``whose``: of the "guide", or
    "ours", what schools share beyond it. ``subjects`` are those that it can be about, none
    where that is any (a concert is about music, never about maths)."""

    id: str
    area: str
    name: str
    short: str
    short_subject: str
    aliases: tuple[str, ...]
    whose: str = "guide"
    subjects: tuple[str, ...] = ()

    @property
    def takes_subject(self) -> bool:
        """Whether the activity can be about a subject."""
        return bool(self.short_subject)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way to write the activity, the identifier first."""
        apart = f"{self.id[0]} {self.id[1:]}"
        return (self.id, apart, self.name, self.short, *self.aliases)


@dataclass(frozen=True)
class Subject:
    """One subject; ``alone`` is the activity that its bare name stands for ("phonics" is
    training in it), if any; ``shortage_source`` names who calls it a shortage subject.
    A place or a thing to lend is the subject of one activity ``only``, whose reason then says
    it in words of its own, ``short`` ("use of a pool")."""

    name: str
    aliases: tuple[str, ...]
    alone: str
    shortage: bool
    shortage_source: str
    only: str = ""
    short: str = ""


class Facility(NamedTuple):
    """A word for a place or a thing to lend. ``subject``: what is taught with it, "" where
    nothing in particular (swimming pool: PE; minibus: ""); ``lent_as``: the subject that it is
    for whoever lends it (swimming pool: pool)."""

    word: str
    subject: str
    lent_as: str


@dataclass(frozen=True)
class Vocabulary:
    """Activities in the guide's order and subjects in the alphabet's; ``version`` is the
    ISO date of the latest entry; ``facilities`` are the words for what can be lent, ``special``
    those of places so particular that no tag stands for them: who needs a hydrotherapy pool is
    not served by a sports hall."""

    activities: tuple[Activity, ...]
    subjects: tuple[Subject, ...]
    version: str
    facilities: tuple[Facility, ...] = ()
    special: tuple[str, ...] = ()

    @cached_property
    def special_keys(self) -> frozenset[str]:
        """The :func:`key` of each word for a special place."""
        return frozenset(map(key, self.special))

    @cached_property
    def lendable(self) -> tuple[Facility, ...]:
        """The facilities that a tag stands for."""
        return tuple(one for one in self.facilities if key(one.word) not in self.special_keys)

    @cached_property
    def places(self) -> tuple[Facility, ...]:
        """The facilities with each spelling of the subject that they begin with: as there are "DT
        workshops" there are "design & technology workshops"."""
        known = {key(one.word) for one in self.facilities}
        spellings = {one.name: (one.name, *one.aliases) for one in self.subjects}
        more: dict[str, Facility] = {}
        for one in self.facilities:
            own, whole = spellings.get(one.subject, ()), key(one.word)
            starts = (f"{key(name)} " for name in own if whole.startswith(f"{key(name)} "))
            if start := max(starts, key=len, default=""):
                for word in (f"{name} {whole.removeprefix(start)}" for name in own):
                    more.setdefault(key(word), one._replace(word=word))
        return (*self.facilities, *(one for name, one in more.items() if name not in known))

    @cached_property
    def place_keys(self) -> Mapping[str, str]:
        """The subject, after the activity of facilities, for the :func:`key` of each spelling of a
        place that a tag stands for."""
        own = ((key(one.word), one.lent_as) for one in self.places)
        return _unambiguous((word, lent) for word, lent in own if word not in self.special_keys)

    @cached_property
    def joined_names(self) -> tuple[str, ...]:
        """The :func:`key` of each name of a subject that holds an "and", which parts nothing."""
        return tuple(name for name in self.subject_keys if " and " in name)

    @cached_property
    def by_id(self) -> Mapping[str, Activity]:
        """The activities by identifier."""
        return {activity.id: activity for activity in self.activities}

    @cached_property
    def activity_keys(self) -> Mapping[str, str]:
        """Identifier of the activity for the :func:`key` of each of its spellings."""
        return _unambiguous(
            (key(spelling), activity.id)
            for activity in self.activities
            for spelling in activity.spellings
        )

    @cached_property
    def alone(self) -> Mapping[str, str]:
        """The activity that a bare subject stands for, of those subjects that have one."""
        return {subject.name: subject.alone for subject in self.subjects if subject.alone}

    @cached_property
    def subject_keys(self) -> Mapping[str, str]:
        """Name of the subject for the :func:`key` of each of its spellings, of those that are
        not of one activity only."""
        return _unambiguous(
            (key(spelling), subject.name)
            for subject in self.subjects
            if not subject.only
            for spelling in (subject.name, *subject.aliases)
        )

    @cached_property
    def facility_keys(self) -> Mapping[str, str]:
        """The subject, after the activity of facilities, for the :func:`key` of each word for
        one and of each subject that is one."""
        names = [(key(one.name), one.name) for one in self.subjects if one.only == FACILITIES]
        return _unambiguous(iter((*self.place_keys.items(), *names)))

    @cached_property
    def only(self) -> Mapping[str, str]:
        """The one activity that takes a subject, of those subjects that have one."""
        return {subject.name: subject.only for subject in self.subjects if subject.only}

    def takes(self, activity: str, subject: str) -> bool:
        """Whether there is such a tag: the activity alone, or with a subject that it takes."""
        if not subject:
            return activity in self.by_id
        known = self.by_id.get(activity)
        return (
            known is not None
            and known.takes_subject
            and (not known.subjects or subject in known.subjects)
            and subject in self._subject_names
            and self.only.get(subject, activity) == activity
        )

    @cached_property
    def _subject_names(self) -> Mapping[str, Subject]:
        return {subject.name: subject for subject in self.subjects}

    @cached_property
    def phrase_keys(self) -> Mapping[str, Tag]:
        """The tag for the :func:`key` of each phrase of :meth:`labels`, so that the words
        of our own reasons read back ("physics teaching" is T3 physics), and of each
        facility."""
        phrases = [(key(phrase), tag) for tag, phrase in self.labels().items()]
        places = [(word, (FACILITIES, lent_as)) for word, lent_as in self.place_keys.items()]
        return _unambiguous(iter([*phrases, *places]))

    def words(self, activity: str, subject: str = "") -> str:
        """How a reason says the tag: lower case unless a proper name.

        ``("T3", "physics")`` is "physics teaching", ``("C3", "pool")`` "use of a pool",
        ``("L3", "")`` "coaching and mentoring", ``("none", "")`` "nothing". Raises
        :class:`ContractError` for an activity that the vocabulary does not have.
        """
        if activity == NONE:
            return "nothing"
        if activity not in self.by_id:
            raise ContractError(f"no activity {activity!r} in the vocabulary")
        known = self.by_id[activity]
        if subject in self.only and self.takes(activity, subject):
            return self._subject_names[subject].short
        if subject and known.takes_subject:
            return known.short_subject.replace("{subject}", subject)
        return known.short

    def labels(self) -> dict[Tag, str]:
        """The :meth:`words` of every tag: each activity alone and, where it takes one,
        with each subject."""
        return {
            (activity.id, subject): self.words(activity.id, subject)
            for activity in self.activities
            for subject in ("", *(s.name for s in self.subjects))
            if self.takes(activity.id, subject)
        }


@cache
def load() -> Vocabulary:
    """The vocabulary that comes with the product.

    Raises :class:`FileError` where the installation lacks it.
    """
    activities = reference_rows("vocabulary", "activities.csv")
    subjects = reference_rows("vocabulary", "subjects.csv")
    facilities = reference_rows("vocabulary", "facilities.csv")
    special = reference_rows("vocabulary", "special-facilities.csv")
    cover = reference_rows("vocabulary", "cover.csv")
    return Vocabulary(
        tuple(
            Activity(
                row["id"],
                row["area"],
                row["name"],
                row["short"],
                row["short_subject"],
                _parts(row["aliases"]),
                row["whose"],
                _parts(row["subjects"]),
            )
            for row in activities
        ),
        tuple(
            Subject(
                row["subject"],
                _parts(row["aliases"]),
                row["alone"],
                row["shortage"] == "yes",
                row["shortage_source"],
                row["only"],
                row["short"],
            )
            for row in subjects
        ),
        max(row["dated"] for row in (*activities, *subjects, *facilities, *special, *cover)),
        tuple(
            Facility(row["facility"], row["subject"], row["lend"] or row["subject"])
            for row in facilities
        ),
        tuple(row["facility"] for row in special),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _unambiguous(pairs: Iterator[tuple[str, T]]) -> dict[str, T]:
    """The mapping of ``pairs``; two meanings for one spelling are our own mistake."""
    found: dict[str, T] = {}
    for spelling, meaning in pairs:
        if found.setdefault(spelling, meaning) != meaning:
            raise ContractError(f"the vocabulary gives {spelling!r} two meanings")
    return found
