"""Which rows of a table are of a whole school, and which of a part of it.

The tables of today have a row for each school and group of pupils: boys, the disadvantaged, an
average of three years. A row is of the whole school where every column of groups says so. A
table that has such a column by a name not known here repeats its schools with other figures,
and of those none is used (``repeated_urn``): nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.intake.performance.table_forms import TableLayout

_GROUPS = re.compile(
    r"BREAKDOWN(_TOPIC)?|SEX|GENDER|DISADVANTAGE(D|_STATUS)?|FIRST_LANGUAGE|PRIOR_ATTAINMENT|"
    r"MOBILITY(_STATUS)?|FSM_STATUS|FREE_SCHOOL_MEALS|ETHNICITY(_MAJOR|_MINOR)?|"
    r"SEN_(STATUS|PROVISION|PRIMARY_NEED|DESCRIPTION)|MONTH_OF_BIRTH|NC_?YEAR|YEAR_GROUP|"
    r"CHARACTERISTIC(_\w+)?|(PUPIL|STUDENT)_CHARACTERISTIC"
)
_WHOLE = re.compile(
    r"|total|all|all (state[- ]funded )?(pupils|students|schools)|all (sexes|genders)|"
    r"state[- ]funded( total)?|both( sexes)?|boys and girls|not applicable|n/a|z"
)
# A term, a month or a week of a school year; "autumn and spring term" is what is published
# of a year that has not ended, "six half terms" of one that has.
_PERIOD = "TIME_IDENTIFIER"
_PART_OF_A_YEAR = re.compile(
    r"(autumn|spring|summer) term|week \d+|january|february|march|april|may|june|july|august|"
    r"september|october|november|december"
)


class Groups:
    """The columns of a table that say which pupils a row is of."""

    def __init__(self, layout: TableLayout) -> None:
        # Of the other tables GENDER is that of the school, and every row is a whole school.
        at = layout.at if layout.is_of_statistics else {}
        self._at = [place for name, place in at.items() if _GROUPS.fullmatch(name)]
        self._period = at.get(_PERIOD, -1)
        self._seen: dict[str, bool] = {}

    def is_part(self, row: Sequence[str]) -> bool:
        """Whether a row is of some pupils of a school, or of a part of a year."""
        if self._period >= 0 and self._is_part_of_a_year(row[self._period]):
            return True
        return any(not self._is_whole(row[at]) for at in self._at)

    def _is_whole(self, cell: str) -> bool:
        known = self._seen.get(cell)
        if known is None:
            known = self._seen[cell] = bool(_WHOLE.fullmatch(cell.strip().casefold()))
        return known

    def _is_part_of_a_year(self, cell: str) -> bool:
        return bool(_PART_OF_A_YEAR.fullmatch(cell.strip().casefold()))
