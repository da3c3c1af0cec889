"""What the lists and the register know of the schools of a table: the URN of a DfE number, and
what a school is, for tables that say neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from matcher.core.schema import as_list
from matcher.intake import cell_values
from matcher.intake.cell_values import dfe_number

_UKPRN = re.compile(r"[0-9]{8}")
_NO_PHASE = ("not applicable", "")


@dataclass(frozen=True, slots=True)
class KnownSchools:
    """``urn_of``: the URN by DfE number (seven digits), of numbers that one school has;
    ``words``: phase and type by URN, as the register writes them; ``ukprns``: the number in the UK
    Register of Learning Providers by URN."""

    urn_of: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    ukprns: Mapping[str, str] = field(default_factory=dict)


def known_schools(records: pd.DataFrame) -> KnownSchools:
    """What the records of lists and of the register (columns urn, laestab, la_code, estab,
    phase, type, group and ukprn, as written) know. The order of rows does not matter: what two rows
    contradict each other in is not known.
    """
    words: dict[str, set[str]] = {}
    by_number: dict[str, set[str]] = {}
    by_urn: dict[str, set[str]] = {}
    columns = ("urn", "laestab", "la_code", "estab", "phase", "type", "group", "ukprn")
    for row in zip(*(as_list(records[name]) for name in columns), strict=True):
        urn = cell_values.urn(row[0].strip())[0]
        number = dfe_number(*(text.strip() for text in row[1:4]))
        phase, type_, group = (" ".join(text.split()) for text in row[4:7])
        if not urn:
            continue
        if _UKPRN.fullmatch(row[7].strip()):
            by_urn.setdefault(urn, set()).add(row[7].strip())
        if number:
            by_number.setdefault(number, set()).add(urn)
        phase = "" if phase.casefold() in _NO_PHASE else phase
        if said := " ".join(filter(None, (phase, type_ or group))):
            words.setdefault(urn, set()).add(said)
    return KnownSchools(
        {number: next(iter(found)) for number, found in by_number.items() if len(found) == 1},
        {urn: next(iter(said)) for urn, said in words.items() if len(said) == 1},
        {urn: next(iter(found)) for urn, found in by_urn.items() if len(found) == 1},
    )
