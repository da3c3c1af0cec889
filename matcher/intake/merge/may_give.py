"""Which state-funded schools a run may let give, where no list says what part they play.

A state-funded school looks for partners. Some are there to help others too: special schools, with
their knowledge of special needs, and sixth-form colleges. Which of them a run lets give is decided
once it is known what they offer (:mod:`matcher.jobs.stages.givers`); here stands what they are.
Type and phase are worded as in the Get Information about Schools register, or as offices word
them.
"""

from __future__ import annotations

import re

import pandas as pd

from matcher.core.schema import as_list, map_texts
from matcher.core.tables import ORDINARY, SIXTH_FORM, SPECIAL
from matcher.intake.cell_values import plain

# The register's codes of state-funded types, for downloads that carry no names (list of 2025). A
# secure 16 to 19 academy (57) is a place of custody, and so is no sixth-form college here.
_CODES = {"7": SPECIAL, "12": SPECIAL, "33": SPECIAL, "36": SPECIAL, "44": SPECIAL,
          "39": SIXTH_FORM, "45": SIXTH_FORM, "46": SIXTH_FORM, "57": ORDINARY}  # fmt: skip
_SPECIAL = re.compile(r"\bspecial\b")
_SIXTH_FORM = re.compile(r"\b(?:16 (?:to )?19|post 16|sixth form (?:college|centre))\b")
_CUSTODY = re.compile(r"\bsecure\b")
_PHASE = "16 plus"


def by_type(type_text: str) -> str:
    """What a state-funded school of this type is: SPECIAL, SIXTH_FORM, ORDINARY although its
    phase is that of a sixth-form college, or "", where the type says nothing of it."""
    text = plain(type_text)
    if text.lstrip("0").isdecimal():
        return _CODES.get(text.lstrip("0"), "")
    if _CUSTODY.search(text):
        return ORDINARY
    if _SPECIAL.search(text):
        return SPECIAL
    return SIXTH_FORM if _SIXTH_FORM.search(text) else ""


def types_of(types: pd.Series, more: pd.Series | None = None) -> pd.Series:
    """:func:`by_type` of each of the ``types`` (dtype str, on the same index), or where it says
    nothing, of that in ``more``, which is what the register knows."""
    found = map_texts(types, by_type)
    return found if more is None else found.where(found != "", map_texts(more, by_type))


def may_give(table: pd.DataFrame, *, all_meet: bool) -> list[str]:
    """The column ``may_give`` of LISTED, from the columns kind, phase, ``by_type`` and role, the
    last as the lists give it: "" where one does, where ``all_meet``, and for whatever is no
    state-funded school."""
    names = ("kind", "role", "by_type", "phase")
    return [
        ""
        if all_meet or role or kind != "state"
        else found or (SIXTH_FORM if phase == _PHASE else ORDINARY)
        for kind, role, found, phase in zip(*(as_list(table[name]) for name in names), strict=True)
    ]
