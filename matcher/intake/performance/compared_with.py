"""With whom the school of a row is compared: like with like.

What a table calls a school decides; a table that does not say what its schools are (key stage
2 since 2023) takes it from the lists and the register.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from functools import lru_cache

from matcher.intake.performance.table_forms import TableLayout
from matcher.intake.sheet import cells_at

# Tables of all phases, which are compared phase by phase.
_MIXED = ("census", "workforce", "absence", "suspensions")

# Columns that say what a school is, the plainest first.
_TYPES = (
    "NFTYPE",
    "NFTYPE/FESITYPE",
    "SCHOOLTYPE",
    "SCHTYPE",
    "ESTABLISHMENT_TYPE_GROUP",
    "SCHOOL PHASE",
    "PHASE-TYPE_GROUPING",
    "PHASE_TYPE_GROUPING",
    "EDUCATION_PHASE",
    "SCHOOL_TYPE",
    "INSTITUTION_TYPE",
    "ESTABLISHMENT_TYPE",
)
# The tables' own short codes (column NFTYPE) that are not mainstream state-funded schools;
# of special schools the column RECTYPE says it too, as 2.
_CODES = {
    **dict.fromkeys(("cys", "fds", "acs", "accs", "fs", "nmss", "indspec"), "special"),
    **dict.fromkeys(("fesi", "fe", "sfc", "tert", "agric"), "college"),
    **dict.fromkeys(("pru", "ap", "acap", "fap"), "alternative provision"),
    # From 14 on: the Department says that Progress 8 is not made for them.
    **dict.fromkeys(("utc", "futc", "ss", "fss"), "technical"),
    "ind": "independent",
}
_WORDS = (
    (re.compile(r"special"), "special"),
    (re.compile(r"independent"), "independent"),
    (re.compile(r"pupil referral|alternative provision"), "alternative provision"),
    (re.compile(r"technical college|studio"), "technical"),
    (re.compile(r"(?<!technology )colleges?\b|further education|sixth form cent"), "college"),
)
_PHASES = re.compile(r"primary|secondary|nursery|all[ -]through|16 plus")


def says_what_schools_are(layout: TableLayout) -> bool:
    """Whether a table has a column for it."""
    return "RECTYPE" in layout.at or any(column in layout.at for column in _TYPES)


def compared_with(layout: TableLayout, row: Sequence[str], known: str = "") -> str:
    """With whom the school of a row is compared.

    "mainstream", "special", "independent", "college", "technical" (university technical
    colleges and studio schools) or "alternative provision"; in tables of several phases
    mainstream schools by phase ("primary mainstream"). ``known``: the words of a list or the
    register for what the school is, used where the table has none; without any it counts as
    mainstream.
    """
    if layout.cell(row, "RECTYPE") == "2":
        return "special"
    kind = next(filter(None, (layout.cell(row, column) for column in _TYPES)), "") or known
    return _of_kind(kind, layout.table in _MIXED)


class Comparisons:
    """:func:`compared_with` of the rows of a table, asked once of cells that are the same."""

    def __init__(self, layout: TableLayout) -> None:
        self._layout = layout
        names = ("RECTYPE", *_TYPES)
        self._told_by = cells_at([layout.at[name] for name in names if name in layout.at])
        self._known: dict[Hashable, str] = {}

    def of(self, row: Sequence[str], known: str = "") -> str:
        """With whom the school of a row is compared."""
        told = (self._told_by(row), known)
        like = self._known.get(told)
        if like is None:
            like = self._known[told] = compared_with(self._layout, row, known)
        return like


def kind_in_words(kind: str) -> str:
    """The same for a table's words of what a school is, whatever its phase."""
    return _of_kind(kind, is_mixed=False)


@lru_cache(10_000)
def _of_kind(kind: str, is_mixed: bool) -> str:
    """With whom schools of a kind, in a table's words, are compared."""
    kind = " ".join(kind.split()).casefold()
    found = _CODES.get(kind) or next((is_ for p, is_ in _WORDS if p.search(kind)), "mainstream")
    if found == "mainstream" and is_mixed:
        phase = _PHASES.search(kind)
        return f"{phase[0].replace(' t', '-t')} mainstream" if phase else found
    return found
