"""Subjects of courses, by the places where they are taught.

A course belongs to who teaches it, not to who publishes or awards it: the place of a course says
whose it is (``LOCUKPRN``, else ``UKPRN``). Courses without a place are taught at a distance and
are nobody's here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from matcher.core.figures.number_format import counted
from matcher.core.installation import reference_rows
from matcher.intake.offers.dataset import OfferFile

Course = tuple[str, str, str]  # PUBUKPRN, UKPRN, KISCOURSEID
Place = tuple[str, str]  # UKPRN, LOCID

_CAH = re.compile(r"CAH\d\d(-\d\d){0,2}\Z")
TEACHER_TRAINING = "teacher training"


def read_course_places(
    files: Sequence[OfferFile], whose: Mapping[Place, str]
) -> dict[str, set[Course]]:
    """The courses of each owner of a place in ``whose``; rows of other places are of nobody
    here. A course of several modes (full time, part time) is one."""
    courses: dict[str, set[Course]] = defaultdict(set)
    for file in files:
        for number, cells in file.rows("PUBUKPRN", "UKPRN", "KISCOURSEID", "LOCID"):
            published_by, ukprn, course, location = cells
            if not (published_by and ukprn and course):
                _reject(file, number)
            elif owner := whose.get((ukprn, location)):
                file.account.used += 1
                courses[owner].add((published_by, ukprn, course))
            else:
                file.account.not_ours += 1
    return courses


def read_subjects(
    files: Sequence[OfferFile], wanted: frozenset[Course]
) -> dict[Course, frozenset[str]]:
    """Our subjects of each of the ``wanted`` courses."""
    subjects: dict[Course, set[str]] = {course: set() for course in wanted}
    for file in files:
        unread = []
        for number, cells in file.rows("PUBUKPRN", "UKPRN", "KISCOURSEID", "SBJ"):
            published_by, ukprn, course, code = cells
            key = (published_by, ukprn, course)
            if not all(key):
                _reject(file, number)
            elif not _CAH.match(code):
                unread.append((code, number))
            elif key in subjects:
                file.account.used += 1
                subjects[key] |= subjects_of(code)
            else:
                file.account.not_ours += 1
        if unread:
            file.account.rejected += len(unread)
            code, number = min(unread)
            file.log.add(
                "unread_cell",
                f"{counted(len(unread), 'row names its', 'rows name their')} subject by no code of "
                "the Common Aggregation Hierarchy (such as CAH07-01-01); not used",
                list=file.list,
                sheet=file.account.sheet,
                row=number,
                column="SBJ",
                value=code,
                severity="rejected",
                hint="give the dataset of 2019 or later, as it was downloaded",
            )
    return {course: frozenset(found) for course, found in subjects.items()}


@cache
def subjects_of(code: str) -> frozenset[str]:
    """Our subjects for a code of the Common Aggregation Hierarchy: those of the code itself, else
    of the nearest group that it is in and that our table has; none for the rest."""
    table = _table()
    while code:
        if code in table:
            return table[code]
        code = code.rpartition("-")[0]
    return frozenset()


@cache
def _table() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in reference_rows("offers", "cah-subjects.csv"):
        found[row["code"]] |= {row["subject"]} - {""}
    return {code: frozenset(subjects) for code, subjects in found.items()}


def _reject(file: OfferFile, number: int) -> None:
    file.reject(
        number,
        "no_urn_or_name",
        "the row is of no course that can be told: it lacks a UKPRN or a KISCOURSEID",
        hint="download the dataset again, and do not save it from a spreadsheet",
    )
