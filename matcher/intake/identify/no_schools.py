"""Rows of a kind that is no school: they never become the school at their place.

The register's older downloads and offices' own lists hold children's centres, childcare and
the like, often on a school's site and under its name. Such a row is kept as what it is.
"""

from __future__ import annotations

import re

from matcher.core.text.late_pattern import late_pattern
from matcher.intake.cell_values import plain
from matcher.intake.identify.list_rows import ListRows

# Types of GIAS that are no schools (Children's Centre, its linked sites, EY Setting, Playing
# for Success Centres) and what councils call such places, in plain words.
_NO_SCHOOL = late_pattern(
    r"\bchild(?:ren)? ?s? (?:and famil(?:y|ies) )?cent(?:re|er)s?\b|\blinked sites?\b|"
    r"\bsure start\b|\bfamily (?:hub|centre)s?\b|\b(?:early years|ey) settings?\b|"
    r"\b(?:day|private|pvi) nurser(?:y|ies)\b|\bchildminders?\b|\bchildcare\b|\bplaygroups?\b|"
    r"\bpre ?schools?\b|\bout of school\b|\bplaying for success\b|\byouth centres?\b"
)
_SCHOOL = re.compile(r"\b(?:schools?|academy|academies|colleges?|universit(?:y|ies))\b")


def leave_no_schools(rows: ListRows, lost: list[int]) -> list[int]:
    """Of the rows ``lost`` those that may be schools; the others, which their type or group
    says are none, are left as they are, and said. Problem: ``not_a_school``."""
    left = []
    for at in lost:
        said = [text for column in ("type", "group") if is_no_school(text := rows.cell(at, column))]
        if not said:
            left.append(at)
            continue
        rows.report(
            at,
            "not_a_school",
            "by its type this is no school, so none was looked for at its place; it is kept as "
            "it is",
            said[0],
            column="type" if said[0] == rows.cell(at, "type") else "group",
            hint="write the URN of the school if one is meant",
        )
    return left


def is_no_school(type_text: str) -> bool:
    """Whether a type or group is of no school ("Children's Centres"); not where it names a
    school beside it ("Nursery School and Children's Centre")."""
    words = plain(type_text)
    return bool(_NO_SCHOOL.search(words)) and not _SCHOOL.search(words.replace("pre school", ""))
