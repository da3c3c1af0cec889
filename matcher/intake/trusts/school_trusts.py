"""The trust of each school: named, known to be none, or not known.

A list knows best; then the register's own columns; then the register's files of groups. That a
school belongs to none is known where a list says so, where the register has its columns of
trusts and they are blank, and where files that name all groups of its authority do not name it.
An academy always has a trust: of one that nobody names it is not known, nor of a school whose
type nobody gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import NO_TRUST
from matcher.intake import cell_values
from matcher.intake.cell_values import plain
from matcher.intake.headers.wording import words
from matcher.intake.trusts.memberships import Trusts

# What an office writes where a school belongs to no trust.
_NONE = {
    "none", "no", "nil", "no trust", "no mat", "not in a trust", "not in a mat", "not in trust",
    "not part of a trust", "not part of a mat", "no multi academy trust", "not an academy",
    "standalone", "stand alone", "stand alone academy", "standalone academy", "maintained",
    "la maintained", "lea maintained", "local authority maintained", "local authority",
    "council maintained", "community school", "independent", "not supported by a trust",
    "not under a federation",
}  # fmt: skip
# The register's own headers: there a blank says that there is none.
_OWN_HEADERS = {"trusts name", "trusts code"}
_ACADEMY = re.compile(
    r"\b(academy|academies|free schools?|university technical college|studio schools?)\b"
)
_ACADEMY_CODES = {"28", "33", "34", "35", "36", *map(str, range(38, 47)), "57"}
_URN = re.compile(r"[0-9]{5,7}")


def clean_trusts(records: pd.DataFrame, headers: Mapping[tuple[str, str], str]) -> pd.Series:
    """The trust of each record as one of its columns has it (the trust, else the federation),
    :data:`NO_TRUST` where they say that there is none, "" where they do not say. ``headers``: the
    header as written for each (list, column of ours)."""
    own = {
        name: words(headers.get((name, "trust"), "")) in _OWN_HEADERS
        for name in dict.fromkeys(as_list(records["list"]))
    }
    columns = ("list", "trust", "federation", "trust_flag", "federation_flag", "type", "group")
    rows = list(zip(*(as_list(records[c]) for c in columns), strict=True))
    trust = {row: _trust(own[row[0]], *row[1:]) for row in dict.fromkeys(rows)}
    return pd.Series([trust[row] for row in rows], index=records.index, dtype="str")


def _trust(
    own: bool, trust: str, federation: str, flag: str, federated: str, type_: str, group: str
) -> str:
    said_none = False
    for text in (trust, federation):
        if plain(text) in _NONE:
            said_none = True
        elif named := cell_values.known_text(text):
            return named
    flags = [plain(text) for text in (flag, federated) if text]
    if any(text.startswith("supported by") for text in flags):
        return ""  # by one that is not named
    if said_none or "not supported by a trust" in flags:
        return NO_TRUST
    return NO_TRUST if (own or flags) and not _may_be_academy(type_, group) else ""


def _may_be_academy(type_: str, group: str) -> bool:
    """Whether a school is an academy, or nobody says what it is."""
    code = type_.removesuffix(".0").lstrip("0")
    known = " ".join(filter(None, map(cell_values.known_text, (type_, group))))
    return not known or code in _ACADEMY_CODES or bool(_ACADEMY.search(plain(known)))


def add_groups(table: pd.DataFrame, trusts: Trusts, register: pd.DataFrame | None) -> pd.Series:
    """The column ``trust`` of schools (with urn, type and group) filled in by the files of
    groups. One that they name stands where a list or the register knows of none: a maintained
    school has no trust, and may be in a federation. What a school is, the ``register`` may say
    where its list does not."""
    what = {} if register is None else _types(register)
    filled = []
    cells = (as_list(table[name]) for name in ("urn", "trust", "la_code"))
    for (urn, trust, authority), own in zip(
        zip(*cells, strict=True), _types(table).values(), strict=True
    ):
        named = trusts.names.get(urn, "")
        if trust and trust != NO_TRUST:
            filled.append(trust)
        elif named or trust:
            filled.append(named or trust)
        else:
            type_, group = own if any(own) else what.get(urn, own)
            told_of = authority in trusts.authorities and _URN.fullmatch(urn)
            none = told_of and not _may_be_academy(type_, group)
            filled.append(NO_TRUST if none else "")
    return pd.Series(filled, index=table.index, dtype="str")


def _types(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Type and group of each school, by URN."""
    cells = (as_list(table[name]) for name in ("urn", "type", "group"))
    return {urn: (type_, group) for urn, type_, group in zip(*cells, strict=True)}
