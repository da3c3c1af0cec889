"""A partnership for tests of its agreement, and its documents as plain text."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from matcher.partnership.record.partnership import Exchange, Partnership, Party

SCHOOL, COLLEGE = "100001", "100002"


def partnership(**more: Any) -> Partnership:
    """Two schools that give each other something, with ``more`` of its fields."""
    plain = Partnership(
        parties=(
            Party(SCHOOL, "Ashford Vale Academy", "state", "seeker", "Secondary", "Suffolk"),
            Party(COLLEGE, "St Mary & St John’s", "independent", "partner", "", "Suffolk"),
        ),
        exchanges=(
            Exchange(COLLEGE, SCHOOL, "T3", "physics", "physics teaching", "needs it", "has it"),
            Exchange(COLLEGE, SCHOOL, "C3", "science", "science facilities", "no labs", "labs"),
            Exchange(SCHOOL, COLLEGE, "L3", "", "coaching and mentoring", "asked", "coaches"),
        ),
        distance_km=7.34,
        area="Ipswich opportunity area",
    )
    return dataclasses.replace(plain, **more)


def named(one: str, other: str, words: tuple[str, ...] = ()) -> Partnership:
    """The same with two names of its parties, and what is given in these ``words``."""
    plain = partnership()
    first, second = plain.parties
    given = [Exchange(COLLEGE, SCHOOL, "T2", "", text) for text in words]
    return dataclasses.replace(
        plain,
        parties=(dataclasses.replace(first, name=one), dataclasses.replace(second, name=other)),
        exchanges=(*plain.exchanges, *given),
    )


def word_cells(data: bytes) -> list[str]:
    """The text of every cell of every table of a Word document."""
    tables = Document(io.BytesIO(data)).tables
    return [
        "".join(text.text or "" for text in cell._tc.iter(qn("w:t")))
        for table in tables
        for cell in table._cells
    ]
