"""The vocabulary of needs and strengths: activities, subjects and how a sentence says them.

Three small dated tables in ``data/reference/vocabulary`` hold every word; this module only
looks things up. Nothing heavy is imported here, so that the front door stays quick.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TypeVar

from matcher.core.errors import ContractError
from matcher.core.installation import reference_rows

T = TypeVar("T")

NONE = "none"  # the activity of a school that says it needs, or offers, nothing
COACHING = "L3"  # the activity of whoever coaches leaders or teachers
FACILITIES = "C3"  # the activity of whoever needs or lends a place

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
    """One activity or route of the guide: ``short`` and ``short_subject`` are how a
    reason says it; a blank ``short_subject`` means that it is tied to no subject."""

    id: str
    area: str
    name: str
    short: str
    short_subject: str
    aliases: tuple[str, ...]

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
    training in it), if any; ``shortage_source`` names who calls it a shortage subject."""

    name: str
    aliases: tuple[str, ...]
    alone: str
    shortage: bool
    shortage_source: str


@dataclass(frozen=True)
class Vocabulary:
    """Activities in the guide's order and subjects in the alphabet's; ``version`` is the
    ISO date of the latest entry; ``facilities`` gives the subject of a place or a thing to
    lend ("sports hall": PE), "" where it has none ("minibus")."""

    activities: tuple[Activity, ...]
    subjects: tuple[Subject, ...]
    version: str
    facilities: Mapping[str, str] = field(default_factory=dict)

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
        """Name of the subject for the :func:`key` of each of its spellings."""
        return _unambiguous(
            (key(spelling), subject.name)
            for subject in self.subjects
            for spelling in (subject.name, *subject.aliases)
        )

    @cached_property
    def facility_keys(self) -> Mapping[str, str]:
        """Subject of the facility for the :func:`key` of each facility."""
        return _unambiguous((key(name), subject) for name, subject in self.facilities.items())

    @cached_property
    def phrase_keys(self) -> Mapping[str, Tag]:
        """The tag for the :func:`key` of each phrase of :meth:`labels`, so that the words
        of our own reasons read back ("physics teaching" is T3 physics), and of each
        facility."""
        phrases = [(key(phrase), tag) for tag, phrase in self.labels().items()]
        places = [(name, (FACILITIES, subject)) for name, subject in self.facility_keys.items()]
        return _unambiguous(iter([*phrases, *places]))

    def words(self, activity: str, subject: str = "") -> str:
        """How a reason says the tag: lower case unless a proper name.

        ``("T3", "physics")`` is "physics teaching", ``("L3", "")`` "coaching and
        mentoring", ``("none", "")`` "nothing". Raises :class:`ContractError` for an
        activity that the vocabulary does not have.
        """
        if activity == NONE:
            return "nothing"
        if activity not in self.by_id:
            raise ContractError(f"no activity {activity!r} in the vocabulary")
        known = self.by_id[activity]
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
            if not subject or activity.takes_subject
        }


@cache
def load() -> Vocabulary:
    """The vocabulary that comes with the product.

    Raises :class:`FileError` where the installation lacks it.
    """
    activities = reference_rows("vocabulary", "activities.csv")
    subjects = reference_rows("vocabulary", "subjects.csv")
    facilities = reference_rows("vocabulary", "facilities.csv")
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
            )
            for row in subjects
        ),
        max(row["dated"] for row in (*activities, *subjects, *facilities, *cover)),
        {row["facility"]: row["subject"] for row in facilities},
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
