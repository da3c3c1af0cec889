"""Lists laid over the register: one row for each school, the table LISTED.

A list knows better than the register, and a blank cell never hides one that is filled.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list, map_texts
from matcher.core.tables import LISTED, SPECIAL, urn_key
from matcher.intake.merge.kinds import default_role
from matcher.intake.merge.may_give import may_give
from matcher.intake.merge.register_facts import (
    fill_from_register,
    fill_regions,
    sen_places,
    without_register,
)
from matcher.intake.merge.repeated_schools import Prefer, join_repeated
from matcher.intake.trusts.memberships import Trusts
from matcher.intake.trusts.school_trusts import add_groups

_NUMBERS = tuple(column.name for column in LISTED.columns if column.kind == "number")


class MergeOptions(NamedTuple):
    """What a run asks of the table: ``include_special`` makes independent special schools
    partners; ``between="all"`` lets every kind of school meet every other (a role that a list
    gives always stands). Where lists contradict each other the one that ``prefer`` names is
    used."""

    include_special: bool = False
    between: Literal["roles", "all"] = "roles"
    prefer: Prefer = "later"


def merge_lists(
    records: pd.DataFrame,
    register: pd.DataFrame | None,
    log: ProblemLog,
    options: MergeOptions,
    trusts: Trusts | None = None,
) -> pd.DataFrame:
    """The table LISTED: schools of the lists, filled in from the register, then those only in
    the register (``listed`` 0), in the order of their URNs.

    ``records`` are those of the lists, cleaned and identified; ``register`` is clean and has
    one row for each URN; ``trusts`` are those of the register's files of groups.
    """
    table = join_repeated(records, log, options.prefer)
    table["listed"] = 1
    table["register_name"] = ""
    table = without_register(table) if register is None else fill_from_register(table, register)
    table["contact_condition"] = ""  # until it is settled which answer of a school counts
    fill_regions(table)
    if trusts is not None:
        table["trust"] = add_groups(table, trusts, register)
    table["kind"] = map_texts(table["kind"], lambda kind: kind or "other")
    table["may_give"] = may_give(table, all_meet=options.between == "all")
    table["role"] = _roles(table, options)
    special = table["special"].astype(bool) | (table["by_type"] == SPECIAL)
    table["special"] = special.map({True: "yes", False: ""})
    table["sen_places"] = sen_places(table)
    for column in _NUMBERS:
        table[column] = _numbers(table[column])
    table = table[LISTED.names].astype({"row": "int64", "listed": "int64"})
    texts = {column.name: "str" for column in LISTED.columns if column.kind == "text"}
    keys = [urn_key(str(urn)) for urn in as_list(table["urn"])]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    if order != list(range(len(keys))):  # most lists are in the order of their URNs
        table = table.iloc[order]
    table = table.astype(texts).reset_index(drop=True)
    LISTED.check(table)
    return table


def _numbers(texts: pd.Series) -> pd.Series:
    """Plain figures as numbers, NaN for blanks; each is read once."""
    listed = as_list(texts)
    different = list(dict.fromkeys(listed))
    read = pd.to_numeric(pd.Series([text or None for text in different], dtype=object))
    number = dict(zip(different, read.astype("float64").tolist(), strict=True))
    return pd.Series([number[text] for text in listed], index=texts.index, dtype="float64")


def _roles(table: pd.DataFrame, options: MergeOptions) -> list[str]:
    """A list's own role, "none" made blank, or the default."""
    return [
        ("" if role == "none" else role)
        if role
        else default_role(
            kind,
            special=special,
            include_special=options.include_special,
            all_meet=options.between == "all",
        )
        for role, kind, special in zip(
            *(as_list(table[name]) for name in ("role", "kind", "special")), strict=True
        )
    ]
