"""Phases of education in the few groups within which schools are compared.

A partner's list holds many more primaries than secondaries, as England does. Its best few
secondaries are found within their group.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matcher.core.columns.columns import AnyTable, columns_of

PHASE_GROUPS = ("primary", "secondary", "16 plus", "special and alternative")
_PRIMARY, _SECONDARY, _16_PLUS, _SPECIAL = range(len(PHASE_GROUPS))
_UNKNOWN = -1

# What the phase of these is called, for which the register has no word: it says "Not applicable",
# as it does of independent schools and universities (:mod:`matcher.intake.merge.phase_of_type`).
SPECIAL_SCHOOLS = "Special"
ALTERNATIVE_PROVISION = "Alternative provision"
_GROUP_OF: Mapping[str, int] = MappingProxyType(
    {
        "nursery": _PRIMARY,
        "primary": _PRIMARY,
        "middle deemed primary": _PRIMARY,
        "secondary": _SECONDARY,
        "middle deemed secondary": _SECONDARY,
        "all-through": _SECONDARY,
        "16 plus": _16_PLUS,
        SPECIAL_SCHOOLS.casefold(): _SPECIAL,
        ALTERNATIVE_PROVISION.casefold(): _SPECIAL,
    }
)


def phase_groups(schools: AnyTable) -> NDArray[np.int64]:
    """The place of each school's group in :data:`PHASE_GROUPS`, -1 where its phase is not known.

    ``schools`` has the columns kind and phase of SCHOOLS. Colleges teach from 16 on, whatever
    is said of their phase.
    """
    own = columns_of(schools)

    def group_of(phase: str) -> int:
        return _GROUP_OF.get(phase.strip().casefold(), _UNKNOWN)

    group = own.texts("phase").each(group_of, np.int64)
    group[own.texts("kind").is_text("college")] = _16_PLUS
    return group
