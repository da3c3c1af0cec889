"""Records of lists and of the register, laid over each other: one row for each URN.

A later list knows better than an earlier one, any list better than the register, and a
blank cell never hides one that is filled. The result does not depend on the order of the
rows.
"""

from __future__ import annotations

import datetime
from typing import Literal

import numpy as np
import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.tables import LISTED, urn_key
from matcher.intake.clean.clean import headers_as_written, tidy
from matcher.intake.clean.kinds import default_role, kind_of
from matcher.intake.clean.values import is_stand_in
from matcher.intake.columns import headers
from matcher.intake.identify.finder import Where
from matcher.intake.identify.identify import identify
from matcher.intake.identify.links import Links
from matcher.intake.read import Reading

_NUMBERS = tuple(column.name for column in LISTED.columns if column.kind == "number")
_PAIRS = (("easting", "northing"), ("longitude", "latitude"))
_PLACE = tuple(name for pair in _PAIRS for name in pair)
# What the register knows of a school but its coordinates and what it is, which go
# together and are taken from one source or the other.
_FILLED = tuple(
    name for name in headers.COLUMNS if name not in ("urn", "type", "group", "kind", *_PLACE)
)


def listed(
    lists: Reading,
    register: Reading | None,
    log: ProblemLog,
    *,
    include_special: bool = False,
    between: Literal["roles", "all"] = "roles",
    prefer: Literal["later", "earlier"] = "later",
    links: Links | None = None,
    where: Where | None = None,
    today: datetime.date | None = None,
) -> pd.DataFrame:
    """The table LISTED: schools of the lists, filled in from the register, then those
    only in the register (``listed`` 0), in the order of their URNs.

    ``include_special`` makes independent special schools partners; ``between="all"`` lets
    every kind of school meet every other. A role given by a list always stands. Where
    lists contradict each other the later one is used, or with ``prefer="earlier"`` the
    earlier one. ``links`` leads closed schools to their successors and ``where`` places
    postcodes, for rows that have to be found by name (:mod:`matcher.intake.identify.identify`).
    Closing dates are past or to come as of ``today``.
    """
    rows = tidy(lists, log, today=today)
    known = None if register is None else _one_each(tidy(register, log, today=today), log, "later")
    if known is not None:
        header = headers_as_written(lists)
        rows = identify(rows, known, log, header=header, links=links, where=where)
    else:
        _without_urn(rows, log)
    table = _one_each(rows, log, prefer)
    table["listed"] = 1
    table["register_name"] = ""
    if known is not None:
        table = _fill(table, known)
    else:
        table["coordinates_from"] = np.where(_placed(table), "given", "")
        table["kind"], table["special"] = _kinds(table, table["type"], table["group"])
    table["kind"] = table["kind"].replace("", "other")
    table["role"] = _roles(table, include_special=include_special, all_meet=between == "all")
    for column in _NUMBERS:
        table[column] = pd.to_numeric(table[column].replace("", None)).astype("float64")
    table = table[LISTED.names].astype({"row": "int64", "listed": "int64"})
    texts = {column.name: "str" for column in LISTED.columns if column.kind == "text"}
    keys = [urn_key(str(urn)) for urn in as_list(table["urn"])]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    table = table.iloc[order].astype(texts).reset_index(drop=True)
    LISTED.check(table)
    return table


def _without_urn(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Say of which rows a made-up key has to do for the URN."""
    lost = rows[rows["urn"].map(is_stand_in).astype(bool) & (rows["urn"] != rows["urn_said"])]
    columns = (as_list(lost[c]) for c in ("list", "sheet", "row", "urn", "urn_said"))
    for name, sheet, row, urn, said in zip(*columns, strict=True):
        log.add(
            "no_urn",
            f"the row has no URN; its name and postcode stand in for it as {urn}",
            list=name, sheet=sheet, row=int(row), column="urn", value=said,
            hint="add the URN, or run with --register, which finds it by name",
        )  # fmt: skip


def _one_each(
    records: pd.DataFrame, log: ProblemLog, prefer: Literal["later", "earlier"]
) -> pd.DataFrame:
    """One row for each URN."""
    repeated = records["urn"].duplicated(keep=False)
    if not repeated.any():
        return records.copy()
    order = list(records["list"].unique())
    rank = {name: i for i, name in enumerate(order if prefer == "later" else order[::-1])}
    several: dict[str, list[dict[str, str | int]]] = {}
    for record in records[repeated].to_dict("records"):
        several.setdefault(str(record["urn"]), []).append({str(k): v for k, v in record.items()})
    merged = [_lay_over(group, rank, log) for group in several.values()]
    return pd.concat([records[~repeated], pd.DataFrame(merged)], ignore_index=True)


def _lay_over(
    group: list[dict[str, str | int]], rank: dict[str, int], log: ProblemLog
) -> dict[str, str | int]:
    """The rows of one school as one: later lists over earlier ones, rows of one list in
    the order of their text."""
    group.sort(key=lambda r: (rank[str(r["list"])], [str(r[c]) for c in headers.COLUMNS], r["row"]))
    _repeats(group, log)
    result = dict(group[0])
    last = str(group[-1]["list"])
    given_by = dict.fromkeys(headers.COLUMNS, group[0])
    for record in group[1:]:
        for column in headers.COLUMNS:
            old, new = str(result[column]), str(record[column])
            if not new or new == old:
                continue
            if old and column in headers.TEXTS and given_by[column]["list"] == record["list"]:
                # One row for each need is one way to write a list.
                new = "; ".join(dict.fromkeys([*old.split("; "), *new.split("; ")]))
            elif old:
                _differs(column, old, given_by[column], record, log)
            result[column], given_by[column] = new, record
    winner = min((r for r in group if r["list"] == last), key=lambda r: r["row"])
    return result | {name: winner[name] for name in ("list", "sheet", "row")}


def _repeats(group: list[dict[str, str | int]], log: ProblemLog) -> None:
    """Say of every row but the first that its school was named before."""
    first, *others = sorted(group, key=lambda r: (str(r["list"]), str(r["sheet"]), r["row"]))
    for record in others:
        log.add(
            "repeated_urn",
            f"this school stands in {first['list']} row {first['row']} too; they were joined",
            list=str(record["list"]),
            sheet=str(record["sheet"]),
            row=int(record["row"]),
            column="urn",
            value=str(record["urn"]),
            severity="note",
            hint="delete one of them unless both are meant",
        )


def _differs(
    column: str, old: str, before: dict[str, str | int], now: dict[str, str | int], log: ProblemLog
) -> None:
    log.add(
        "merged_differs",
        f"{now['list']} row {now['row']} is used; {before['list']} row {before['row']}"
        f" says “{old[:200]}”",
        list=str(now["list"]),
        sheet=str(now["sheet"]),
        row=int(now["row"]),
        column=column,
        value=str(now[column]),
        severity="note",
        hint="the school stands in several rows; correct or delete the row that is wrong",
    )


def _placed(table: pd.DataFrame) -> pd.Series:
    """Whether both coordinates of a pair are given."""
    return pd.concat([(table[list(pair)] != "").all(axis=1) for pair in _PAIRS], axis=1).any(axis=1)


def _kinds(table: pd.DataFrame, types: pd.Series, groups: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Kind ("" where nothing says) and whether it is an independent special school. A
    kind given outright stands, but type and group still tell a special school."""
    pairs = list(zip(as_list(types), as_list(groups), strict=True))
    said = {pair: kind_of(*pair) or ("", False) for pair in set(pairs)}
    found = pd.DataFrame([said[pair] for pair in pairs], columns=["kind", "special"],
                         index=table.index)  # fmt: skip
    kind = table["kind"].where(table["kind"] != "", found["kind"])
    return kind, found["special"].astype(bool) & (kind == "independent")


def _fill(table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The listed schools with their blanks filled from the register, then the rest of
    the register."""
    known = known.set_index("urn", drop=False)
    theirs = (
        known.drop(columns=["list", "sheet", "row", "urn_said"]).reindex(table["urn"]).fillna("")
    )
    theirs.index = table.index
    table["register_name"] = theirs["name"]
    for column in _FILLED:
        table[column] = table[column].where(table[column] != "", theirs[column])
    own = _placed(table)
    table["coordinates_from"] = np.where(own, "given", np.where(_placed(theirs), "register", ""))
    for column in _PLACE:
        table[column] = table[column].where(own, theirs[column])
    table["kind"], table["special"] = _kinds(table, table["type"], table["group"])
    by_register, special = _kinds(theirs, theirs["type"], theirs["group"])
    unsaid = table["kind"] == ""
    table["kind"] = table["kind"].where(~unsaid, by_register)
    # An office that writes "independent" leaves out what the register knows.
    table["special"] |= special & (table["kind"] == "independent")

    rest = known[~known.index.isin(table["urn"])].reset_index(drop=True)
    rest["listed"], rest["register_name"] = 0, rest["name"]
    rest["coordinates_from"] = np.where(_placed(rest), "register", "")
    rest["kind"], rest["special"] = _kinds(rest, rest["type"], rest["group"])
    return pd.concat([table, rest], ignore_index=True)


def _roles(table: pd.DataFrame, *, include_special: bool, all_meet: bool) -> list[str]:
    """A list's own role, "none" made blank, or the default."""
    return [
        ("" if role == "none" else role)
        if role
        else default_role(kind, special=special, include_special=include_special, all_meet=all_meet)
        for role, kind, special in zip(
            *(as_list(table[name]) for name in ("role", "kind", "special")), strict=True
        )
    ]
