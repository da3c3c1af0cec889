"""The phase of special schools and alternative provision, which follows from their type.

The Get Information about Schools register says "Not applicable" of the phase of both, whatever
the ages of their pupils. The Department's statistics ("Schools, pupils and their characteristics")
count schools as nursery, primary, secondary, special and alternative provision: so do we, in
those words. What a list or the register says of the phase of such a school stands.
"""

from __future__ import annotations

import re

import pandas as pd

from matcher.core.phase_groups import ALTERNATIVE_PROVISION, SPECIAL_SCHOOLS
from matcher.core.schema import as_list
from matcher.core.tables import SPECIAL
from matcher.intake.cell_values import plain
from matcher.intake.merge.may_give import by_type

# The register's codes of alternative provision, for downloads that carry no names (list of 2025).
_CODES = frozenset(
    {
        "14",  # pupil referral unit
        "38",  # free school
        "42",  # academy converter
        "43",  # academy sponsor led
    }
)
_ALTERNATIVE = re.compile(r"\b(?:alternative provision|pupil referral units?|prus?)\b")
# Colleges for young people with special needs are colleges, and a special school that neither is
# nor was maintained or independent takes no part.
_KINDS = ("state", "independent")


def phase_of_type(type_text: str) -> str:
    """What a school of this type is called as a phase.

    :data:`SPECIAL_SCHOOLS` or :data:`ALTERNATIVE_PROVISION` by the register's name or code of the
    type, or in an office's words; "" for every other type.
    """
    text = plain(type_text)
    if text.lstrip("0") in _CODES or _ALTERNATIVE.search(text):
        return ALTERNATIVE_PROVISION
    return SPECIAL_SCHOOLS if by_type(type_text) == SPECIAL else ""


def fill_phases(table: pd.DataFrame, register_types: pd.Series | None = None) -> None:
    """Write the phase of the schools that have none into ``table``, where their type gives it.

    ``table`` has the columns kind, type and phase of one row a school; ``register_types``: their
    types as the register has them, on the same index, which speak where the table's own type
    gives none. A school of another kind, and one that is neither, stays blank.
    """
    asked = [table["type"], *([] if register_types is None else [register_types])]
    said = {text: phase_of_type(text) for types in asked for text in dict.fromkeys(as_list(types))}
    found = table["type"].map(said)
    if register_types is not None:
        found = found.where(found != "", register_types.map(said))
    blank = (table["phase"] == "") & table["kind"].isin(_KINDS)
    table["phase"] = table["phase"].where(~blank, found)
