"""Rows of one school joined: within a list, and of several lists.

A blank cell never hides one that is filled. The result does not depend on the order of the
rows.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from matcher.core.problems import Cell, ProblemLog
from matcher.core.schema import as_list
from matcher.intake.cell_values import urn
from matcher.intake.headers.synonyms import COLUMNS, OF_THE_SCHOOL, TEXTS

Prefer = Literal["later", "earlier"]
Record = dict[str, str | int]


def join_repeated(records: pd.DataFrame, log: ProblemLog, prefer: Prefer = "later") -> pd.DataFrame:
    """One row for each URN: rows of one school laid over each other. Where lists contradict
    each other the later one is used, or the earlier one if ``prefer`` says so."""
    repeated = records["urn"].duplicated(keep=False)
    if not repeated.any():
        return records.copy(deep=False)  # a column is copied when it is written into
    order = list(records["list"].unique())
    rank = {name: i for i, name in enumerate(order if prefer == "later" else order[::-1])}
    rows = records[repeated]
    columns = {str(name): as_list(rows[name]) for name in rows.columns}
    several: dict[str, list[int]] = {}
    for at, own in enumerate(columns["urn"]):
        several.setdefault(own, []).append(at)
    # A record of forty cells takes two kilobytes: those of one school alone are made at a time.
    merged = [
        _join([{name: cells[at] for name, cells in columns.items()} for at in group], rank, log)
        for group in several.values()
    ]
    return pd.concat([records[~repeated], pd.DataFrame(merged)], ignore_index=True)


def _join(group: list[Record], rank: dict[str, int], log: ProblemLog) -> Record:
    """The rows of one school as one: later lists over earlier ones, rows of one list in
    the order of their text."""
    group.sort(key=lambda r: (rank[str(r["list"])], [str(r[c]) for c in COLUMNS], r["row"]))
    last = str(group[-1]["list"])
    place = min(_place(record) for record in group if record["list"] == last)
    _report_repeats(place, group, log)
    group = _with_own_facts(group, log)
    result = dict(group[0])
    given_by = dict.fromkeys(COLUMNS, group[0])
    for record in group[1:]:
        for column in COLUMNS:
            old, new = str(result[column]), str(record[column])
            if not new or new == old:
                continue
            of_one_list = given_by[column]["list"] == record["list"]
            if old and column in TEXTS and of_one_list:
                # One row for each need is one way to write a list.
                new = "; ".join(dict.fromkeys([*old.split("; "), *new.split("; ")]))
            elif old and column == "open_to_contact" and of_one_list:
                before, now = sorted((given_by[column], record), key=_consent_given)
                _report_difference(column, str(before[column]), before, now, log)
                new, record = str(now[column]), now
            elif old:
                _report_difference(column, old, given_by[column], record, log)
            result[column], given_by[column] = new, record
    _note_where_words_stand(place, group, log)
    return result | dict(zip(("list", "sheet", "row"), place, strict=True))


def _consent_given(record: Record) -> int:
    """The order in which answers about contact of one list count: a yes is none where another row
    says no."""
    return ("", "yes", "unclear", "no").index(str(record["open_to_contact"]))


def _place(record: Record) -> tuple[str, str, int]:
    return str(record["list"]), str(record["sheet"]), int(record["row"])


def _note_where_words_stand(
    place: tuple[str, str, int], group: list[Record], log: ProblemLog
) -> None:
    """Let ``log`` tell what is found later in the joined row of the cell in which it stands: the
    row that stands for all of them first, then those of the lists that count for more. Of an
    answer about contact it has to know every row, also of those that answer alike."""
    first = [record for record in group if _place(record) == place]
    cells_of = first + [record for record in group[::-1] if _place(record) != place]
    for column in COLUMNS:
        said = {record[column] for record in group}
        if len(said) > 1 or (column == "open_to_contact" and said != {""}):
            log.joined[*place, column] = tuple(
                Cell(*_place(record), str(record[column])) for record in cells_of
            )


def _with_own_facts(group: list[Record], log: ProblemLog) -> list[Record]:
    """A row that has the school's URN knows better which school it is than one that was only
    found by a name, a place or a number: of the latter what contradicts it is left out."""
    own = [record for record in group if urn(str(record["urn_as_written"]))[0] == record["urn"]]
    if not own:
        return group
    result: list[Record] = []
    for record in group:
        if not any(record is one for one in own):
            record = dict(record)
            for column in OF_THE_SCHOOL:
                better = next((one for one in own[::-1] if one[column]), None)
                if better is None or better[column] == record[column]:
                    continue
                if record[column]:
                    _report_difference(column, str(record[column]), record, better, log)
                record[column] = ""
        result.append(record)
    return result


def _report_repeats(place: tuple[str, str, int], group: list[Record], log: ProblemLog) -> None:
    """Say of every row but the one at ``place``, which stands for all, that they were joined."""
    for record in sorted((one for one in group if _place(one) != place), key=_place):
        log.add(
            "repeated_urn",
            f"this school stands in {place[0]} row {place[2]} too; they were joined",
            list=str(record["list"]),
            sheet=str(record["sheet"]),
            row=int(record["row"]),
            column="urn",
            value=str(record["urn"]),
            severity="note",
            hint="delete one of them unless both are meant",
        )


def _report_difference(column: str, old: str, before: Record, now: Record, log: ProblemLog) -> None:
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
