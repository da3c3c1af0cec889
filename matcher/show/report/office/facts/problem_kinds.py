"""The problems of a run, those of a kind together: what the report of an office says to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.core.schema import as_list
from matcher.show.report.office.facts.office import SEVERITIES, ProblemKind

if TYPE_CHECKING:
    import pandas as pd

_MOST_QUOTED = 4  # other words that a kind is told with


def problem_kinds(problems: pd.DataFrame, most: int) -> tuple[ProblemKind, ...]:
    """The problems of a run (its problems.csv, with ``urn`` and ``name`` of the school whose row
    each is of, "" where it is of none) by severity and code, ``most`` places named of
    each: the gravest first, then those there are most of, then by code."""
    found = []
    for (severity, code), rows in problems.groupby(["severity", "code"], sort=True):
        first = rows.iloc[0]
        places = sorted({*zip(*(as_list(rows[n]) for n in ("list", "sheet", "row")), strict=True)})
        found.append(
            ProblemKind(
                str(code),
                str(severity),
                len(rows),
                tuple(_place(*place) for place in places[:most]),
                f"{_whose(first)}{first['message']}{_others(rows)}",
                str(first["hint"])
                + ("; problems.csv says it of the others" if rows["hint"].nunique() > 1 else ""),
            )
        )
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    found.sort(key=lambda kind: (order.get(kind.severity, 3), -kind.many, kind.code))
    return tuple(found)


def _whose(problem: pd.Series[str]) -> str:
    """Of which school a problem is, where its row is known to be of one and its message does not
    say so."""
    name, urn = str(problem["name"]), str(problem["urn"])
    return f"{name} ({urn}): " if name and name not in str(problem["message"]) else ""


def _others(rows: pd.DataFrame) -> str:
    """What else problems of a kind quote than the first of them, as the end of its message."""
    first, message = str(rows.iloc[0]["value"]), str(rows.iloc[0]["message"])
    told = first if first in message else ""
    named = [f"“{one}”" for one in dict.fromkeys(as_list(rows["value"])) if one not in ("", told)]
    if not named:
        return ""
    more = f" and {len(named) - _MOST_QUOTED:,} more" if len(named) > _MOST_QUOTED else ""
    also = "; also" if told else ":"
    return f"{also} {', '.join(named[:_MOST_QUOTED])}{more}"


def _place(name: str, sheet: str, row: float) -> str:
    of_sheet = f", {sheet}" if sheet else ""
    return f"{name}{of_sheet}, row {int(row)}" if row else f"{name}{of_sheet}"
