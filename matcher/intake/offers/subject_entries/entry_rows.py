"""The rows of a table of entries: which school, which subject, how many pupils.

A subject of a school has a row for each grade and one of the total; grades that few reached are
left out, so totals alone count. It may stand several times (A level and AS, several sizes of a
vocational qualification, several courses that are one subject here): the largest number counts
and nothing is added up, for the same pupils may stand behind each. A number that is not published
says that there are some.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from matcher.core import cells
from matcher.core.calendar.school_years import first_school_year
from matcher.core.figures.number_format import counted
from matcher.intake import cell_values
from matcher.intake.offers.dataset import Institutions, OfferFile
from matcher.intake.offers.subject_entries.subject_names import (
    SubjectNames,
    is_roll_up,
    plain,
    subject_names,
)
from matcher.intake.performance.compared_with import kind_in_words

# The headers of all forms: Explore education statistics since 2023, the workbooks of the
# performance tables, and the file of institutions of 2023/24.
URN = ("SCHOOL_URN", "UNIQUE REFERENCE NUMBER (URN)", "URN")
QUALIFICATION = ("QUALIFICATION_DETAILED", "QUALIFICATION")
CODE = ("DISCOUNT_CODE", "DISCOUNT CODE")
GROUP = ("SUBJECT_DISCOUNT_GROUP", "SUBJECT DISCOUNT GROUP")
SUBJECT = ("SUBJECT", "SUBJECT DESCRIPTION")
ENTRIES = {
    "GCSE": ("NUMBER_ACHIEVING", "NUMBER OF ENTRIES AT GRADE"),
    "A level": ("ENTRIES_COUNT", "NUMBER_OF_EXAMS", "NUMBER OF EXAMS"),
}
TYPE = ("ESTABLISHMENT_TYPE_GROUP", "INSTITUTION TYPE", "SCHOOL OR COLLEGE TYPE")
_GRADE = ("GRADE", "GRADE_TOTAL_ENTRIES", "GRADE/TOTAL ENTRIES")
_YEAR = ("TIME_PERIOD", "YEAR")
_LEVEL = ("GEOGRAPHIC_LEVEL",)

_TOTALS = frozenset({"total exam entries", "total number entered", "total entries", "total"})
_SCHOOLS = frozenset({"", "school", "institution", "provider"})
# The qualifications whose entries count; all others of a table only say that it is taught.
_COUNTING = {
    "GCSE": re.compile(r"gcse\b(?!.*\bshort\b)"),
    "A level": re.compile(r"(applied )?gce a level\b"),
}
_MOST = 20_000  # entries of one school in one subject: no school has as many pupils
_NAMED = 8  # subjects in a message


@dataclass(slots=True)
class Taught:
    """What a school entered pupils for in a ``year``: the most ``entries`` of each subject with
    the file they stand in, and the subjects of which it has ``some``, of whatever qualification;
    ``like`` is what the table calls the school, "" where it does not say."""

    year: str
    like: str = ""
    entries: dict[str, tuple[float, str]] = field(default_factory=dict)
    some: set[str] = field(default_factory=set)

    def add(self, subject: str, count: float, list_: str, *, counts: bool) -> None:
        """Take in a total; NaN where it is not published."""
        if count == 0:
            return
        self.some.add(subject)
        if counts and not math.isnan(count):
            had, where = self.entries.get(subject, (-1.0, ""))
            if count > had or (count == had and list_ < where):
                self.entries[subject] = (count, list_)


def read_entries(
    level: str, files: Iterable[OfferFile], institutions: Institutions
) -> dict[str, Taught]:
    """What each school of the tables of a ``level`` (GCSE or A level) entered pupils for in the
    latest year they tell of, also of schools that are not known here: they are compared with."""
    taught: dict[str, dict[str, Taught]] = {}
    for file in files:
        _read_file(level, file, institutions, taught, subject_names())
    return {urn: years[max(years)] for urn, years in taught.items()}


def is_total(cells_of_row: Mapping[str, str]) -> bool:
    """Whether a row (its cells by their headers) is one that :func:`read_entries` looks at: a
    total, or of a table without grades."""
    grades = [cells_of_row[name] for name in _GRADE if name in cells_of_row]
    return not grades or plain(grades[0]) in _TOTALS


def column(file: OfferFile, names: Sequence[str]) -> str:
    """The first of these headers that a file has, "" where it has none."""
    return next((name for name in names if file.has(name)), "")


def _read_file(
    level: str,
    file: OfferFile,
    institutions: Institutions,
    taught: dict[str, dict[str, Taught]],
    known: SubjectNames,
) -> None:
    wanted = (_LEVEL, URN, QUALIFICATION, CODE, GROUP, SUBJECT, _GRADE, ENTRIES[level], _YEAR, TYPE)
    columns = [column(file, names) for names in wanted]
    has_grades = bool(columns[6])
    of_file = first_school_year(file.list)
    here: dict[str, bool] = {}
    without_word: Counter[str] = Counter()
    totals = 0
    for number, row in file.rows(*columns):
        area, urn_text, qualification, code, group, subject, grade, text, year, kind = row
        of_a_part = area.casefold() not in _SCHOOLS or is_roll_up(subject)
        if of_a_part or (has_grades and plain(grade) not in _TOTALS):
            totals += of_a_part
            file.account.headings += 1
            continue
        totals += 1
        urn, how = cell_values.urn(cells.restore(urn_text))
        count = cell_values.figure(text)
        if not urn or how not in ("", "mended"):
            _reject(file, number, columns[1], urn_text, "the row has no URN of a school")
            continue
        if count is None or not (math.isnan(count) or 0 <= count <= _MOST):
            _reject(file, number, columns[7], text, "this is no number of entries")
            continue
        if urn not in here:
            here[urn] = bool(institutions.known(urn))
        if here[urn]:
            file.account.used += 1
        else:
            file.account.not_ours += 1
        when = first_school_year(year) or of_file
        years = taught.setdefault(urn, {})
        school = years.setdefault(when, Taught(when))
        school.like = max(school.like, kind_in_words(kind) if kind else "")
        ours = known.subject(code, (group, subject))
        if not ours:
            without_word[subject or group or code] += 1
            continue
        counts = bool(_COUNTING[level].match(plain(qualification)))
        school.add(ours, count, file.list, counts=counts)
    _report(file, has_grades and not totals, without_word)


def _reject(file: OfferFile, row: int, header: str, value: str, message: str) -> None:
    file.reject(
        row,
        "no_urn_or_name" if "URN" in message else "not_a_number",
        message,
        column=header,
        value=value,
        hint="download the table again, and do not save it from a spreadsheet",
    )


def _report(file: OfferFile, lacks_totals: bool, without_word: Counter[str]) -> None:
    """Say what of a file says nothing."""
    if lacks_totals:
        file.log.add(
            "no_totals",
            "the table has no row of a total ('Total exam entries'), so nothing of it counts: "
            "grades that few reached are left out of such tables",
            list=file.list,
            sheet=file.account.sheet,
            hint="give the table as it is downloaded, with the rows of the totals",
        )
    if without_word:
        most = sorted(without_word.items(), key=lambda one: (-one[1], one[0]))
        more = f" and {len(most) - _NAMED:,} more" if len(most) > _NAMED else ""
        names = ", ".join(f"{cells.clean(name)[0] or 'none'} ({n:,})" for name, n in most[:_NAMED])
        file.log.add(
            "no_such_subject",
            f"{counted(sum(without_word.values()), 'row is', 'rows are')} of subjects that have "
            "no word here, "
            f"which give neither a strength nor a need: {names}{more}",
            list=file.list,
            sheet=file.account.sheet,
            severity="note",
            hint="nothing need be done",
        )
