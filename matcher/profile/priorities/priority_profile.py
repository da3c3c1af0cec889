"""Priorities of a commissioner's office or an opportunity area, as needs of its schools.

A priority of a region, an authority, a trust, a priority area or a school becomes a need of
every school there that seeks. It is a need by where the school is: what the school states
itself goes before it (:mod:`matcher.profile.combine_sources`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.core.problems import ProblemLog, Severity
from matcher.core.schema import as_list
from matcher.core.tables import PROFILE, urn_key
from matcher.profile.priorities.place_names import Places, place_in_words
from matcher.profile.stated import FreeText, log_fault
from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.tag_pieces import Piece
from matcher.profile.vocabulary import Tag, Vocabulary, key

# How sure a priority is of one school's need: it is about the area, not about this school. This
# product's own convention: below what a school states (1).
CONFIDENCE = 0.8
NEAREST_FIRST = ("school", "trust", "authority", "area", "region")
SEEKER_ROLES = ("seeker", "both")

# Further words for a phase of the register, and phases that schools of another phase have too:
# a middle school is deemed one or the other by law, an all-through school is both.
_PHASES = {
    **dict.fromkeys(("post 16", "16 and", "16 to 19", "16 19", "sixth form"), "16 plus"),
    **dict.fromkeys(("all", "any", "every", "all phases", "any phase", "every phase"), ""),
}
_ALSO = {
    "primary": ("middle deemed primary", "all through"),
    "secondary": ("middle deemed secondary", "all through"),
}
_LONGEST_WORDS = 200  # of the evidence, which stands in a row of every school


class Priority(Protocol):
    """One priority as it was read (:mod:`matcher.intake.priorities.reader`)."""

    @property
    def level(self) -> str:
        """One of :data:`NEAREST_FIRST`."""

    @property
    def name(self) -> str:
        """The place, by name or code."""

    @property
    def tag_text(self) -> str:
        """A cell of needs."""

    @property
    def phase(self) -> str:
        """The phase of the schools it is for; "" for any."""

    @property
    def list(self) -> str:
        """The file it stands in."""

    @property
    def sheet(self) -> str:
        """The sheet of a workbook."""

    @property
    def row(self) -> int:
        """The row in that file."""


@dataclass(frozen=True, slots=True)
class _TagForSchools:
    """One tag of one priority: the schools that get it by position, and what to say of it."""

    schools: NDArray[np.intp]
    degree: float
    distance: int  # place in NEAREST_FIRST
    evidence: str


def priority_profile(
    read: Iterable[Priority], schools: pd.DataFrame, log: ProblemLog, vocabulary: Vocabulary
) -> pd.DataFrame:
    """The PROFILE table of the needs that ``read`` priorities give to ``schools``.

    ``schools`` has the columns urn, la_code, la_name, region, trust, area, phase and role of
    SCHOOLS; those whose role is one of :data:`SEEKER_ROLES` get needs. How a place is found by
    what is written of it says :class:`matcher.profile.priorities.place_names.Places`. A
    priority for a phase is one of schools of that phase, for primary or secondary also of middle
    schools deemed so and of all-through schools; a school whose phase is not known does not get
    it.

    ``need`` is the degree written, the highest where several priorities give a school one tag;
    ``evidence`` names the nearest of them (:data:`NEAREST_FIRST`); ``strength`` is NaN,
    ``source`` "priority", ``confidence`` :data:`CONFIDENCE`. A degree of 0 is no priority and
    gives no row. Rows are sorted by urn (numbers by value, then text), activity and subject.

    ``log`` hears of tags that are not understood, of priorities without any, and of those
    that meet no school (``priority_unmet``).
    """
    grammar = TagGrammar(vocabulary)
    places = Places(schools)
    seeks = schools["role"].isin(SEEKER_ROLES).to_numpy(dtype=bool)
    phases = np.array([_phase(text) for text in as_list(schools["phase"])], dtype=object)
    by_tag: dict[Tag, list[_TagForSchools]] = {}
    for one in read:
        pieces = [piece for piece in _pieces(grammar, one, log) if piece.degree > 0]
        found = places.find(one.level, one.name)
        schools_met = found.schools[seeks[found.schools]]
        if phase := _phase(one.phase):
            schools_met = schools_met[np.isin(phases[schools_met], [phase, *_ALSO.get(phase, ())])]
        if not len(schools_met):
            message, hint = _why_unmet(one, bool(len(found.schools)), phase, found.hint)
            _log_problem(one, log, "priority_unmet", "warning", "name", one.name, message, hint)
            continue
        for piece in pieces:
            place = place_in_words(one.level, found.label)
            words = f"priority of {place}: {piece.words[:_LONGEST_WORDS]}"
            wanted = _TagForSchools(
                schools_met, piece.degree, NEAREST_FIRST.index(one.level), words
            )
            for tag in piece.tags:
                by_tag.setdefault(tag, []).append(wanted)
    profile = _table(by_tag, as_list(schools["urn"]))
    PROFILE.check(profile)
    return profile


def _pieces(grammar: TagGrammar, one: Priority, log: ProblemLog) -> list[Piece]:
    """What a cell of priorities says; the log hears of all that asks for nothing."""
    read = grammar.read(one.tag_text)
    pieces = [piece for piece in read if not (piece.fault and piece.fault.code == "not_known")]
    for piece in pieces:
        if piece.fault:
            free_text = FreeText(
                "", "priority", piece.words, one.list, one.sheet, one.row, piece.fault
            )
            log_fault(free_text, log)
    nothing = [piece.words for piece in pieces if not piece.fault and not piece.degree]
    for words in nothing if pieces else [one.tag_text]:
        _log_problem(one, log, "no_priority", "note", "priority", words,
              "this is no priority, so it gives no need")  # fmt: skip
    return [piece for piece in pieces if not piece.fault]


def _phase(text: str) -> str:
    """A phase in one form, as words: "Primary schools" is "primary"; "" for any phase."""
    words = key(text)
    for end in (" schools", " school", " phase", " education"):
        words = words.removesuffix(end)
    return _PHASES.get(words, words)


def _why_unmet(one: Priority, known: bool, phase: str, hint: str) -> tuple[str, str]:
    """Why a priority meets no school, and what to do; ``known``: the place has schools."""
    whose = "this school" if one.level == "school" else f"no school of this {one.level}"
    if not known:
        there = "stands in no list" if one.level == "school" else "was found"
        return f"{whose} {there}, so the priority gives no need", hint
    does = "does not seek" if one.level == "school" else "seeks"
    of_phase = " and phase" if phase else ""
    return (
        f"{whose}{of_phase} {does} a partner, so the priority gives no need",
        'write one phase as the register words it, such as "Secondary", or leave it blank'
        if phase
        else "give a list or a register with schools that seek",
    )


def _table(by_tag: dict[Tag, list[_TagForSchools]], urns: Sequence[str]) -> pd.DataFrame:
    """The rows of PROFILE, one for each school and tag."""
    school: list[NDArray[np.intp]] = []
    need: list[NDArray[np.float64]] = []
    activities: list[NDArray[np.object_]] = []
    subjects: list[NDArray[np.object_]] = []
    evidence: list[NDArray[np.object_]] = []
    for (activity, subject), given in sorted(by_tag.items()):
        # The nearest last, and of those as near the highest degree: it has the last word.
        given = sorted(given, key=lambda a: (a.distance, -a.degree, a.evidence), reverse=True)
        degree, why = np.zeros(len(urns)), np.full(len(urns), -1)
        for number, wanted in enumerate(given):
            degree[wanted.schools] = np.maximum(degree[wanted.schools], wanted.degree)
            why[wanted.schools] = number
        at = np.flatnonzero(why >= 0)
        school.append(at)
        need.append(degree[at])
        words = np.array([wanted.evidence for wanted in given], dtype=object)
        activities.append(np.full(len(at), activity, dtype=object))
        subjects.append(np.full(len(at), subject, dtype=object))
        evidence.append(words[why[at]])
    if not school:
        return pd.DataFrame(columns=PROFILE.names).astype(PROFILE.dtypes())
    rows = np.concatenate(school)
    rank = np.empty(len(urns), dtype=np.intp)
    rank[sorted(range(len(urns)), key=lambda at: urn_key(urns[at]))] = np.arange(len(urns))
    order = np.argsort(rank[rows], kind="stable")  # tags are in their order already
    frame = pd.DataFrame(
        {
            "urn": np.array(urns, dtype=object)[rows[order]],
            "activity": np.concatenate(activities)[order],
            "subject": np.concatenate(subjects)[order],
            "evidence": np.concatenate(evidence)[order],
            "need": np.concatenate(need)[order],
            "strength": float("nan"),
            "source": "priority",
            "confidence": CONFIDENCE,
            "recorded": float("nan"),
        }
    )
    return frame[PROFILE.names].astype(PROFILE.dtypes())


def _log_problem(
    one: Priority, log: ProblemLog, code: str, severity: Severity, column: str, value: str,
    message: str, hint: str = "",
) -> None:  # fmt: skip
    log.add(
        code, message, list=one.list, sheet=one.sheet, row=one.row, column=column, value=value,
        severity=severity, hint=hint,
    )  # fmt: skip
