"""Pairs an office rules out: partners already, or exclusions of its own.

A table with one or two columns of URNs: a row with two is a pair, a row with one is a
school on its own. Our own matches.csv, cut down by hand, will do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.intake import cell_values
from matcher.intake.headers.wording import printable
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.sheet import is_blank

Pairs = frozenset[tuple[str, str]]

_URN_HEADER = re.compile(r"urn|seeker|partner", re.IGNORECASE)


def read_pairs(
    path: Path | None,
    log: ProblemLog,
    successor: Callable[[str], str] = str,
    *,
    kind: Literal["existing", "excluded"] = "excluded",
) -> tuple[Pairs, frozenset[str]]:
    """The pairs and the single schools that a file names; both empty without a file.

    The columns are those whose header speaks of a URN, a seeker or a partner and that
    hold URNs; without such a header the first two are taken. ``successor`` gives the school
    of today for a URN: who was a partner of a school that closed is one of its successor.
    ``log`` gets the account of the rows, under ``kind``.
    Raises :class:`FileError`.
    """
    if path is None:
        return frozenset(), frozenset()
    sheet = open_sheet(path, path.name, log)
    every = list(sheet.rows)
    rows = [(number, cells) for number, cells in every if not is_blank(cells)]
    if not rows:
        raise FileError("holds no pairs", where=path.name)
    columns, body = _columns(rows[0][1]), rows[1:]
    if columns is None:
        columns, body = [0, 1], rows
    account = ReferenceAccount(path.name, kind, sheet.sheet)
    account.blank = len(every) - len(rows)
    account.read = len(body) + account.blank
    for at in _unread(rows[0][1], columns):
        log.add(
            "duplicate_header",
            "two columns of URNs before it were used, and this one was not",
            list=path.name,
            sheet=sheet.sheet,
            row=rows[0][0],
            column=printable(rows[0][1][at]),
            hint="give a row for each pair",
        )
    log.references.append(account)
    pairs, singles = set(), set()
    for number, cells in body:
        urns = [
            cell_values.urn(cells[c].strip())[0]
            for c in columns
            if c < len(cells) and cells[c].strip()
        ]
        found = [successor(urn) for urn in urns if urn]
        if len(found) == 2 and found[0] != found[1]:
            pairs.add((found[0], found[1]))
            account.used += 1
        elif len(found) == 1 and len(urns) == 1:
            singles.add(found[0])
            account.used += 1
        else:
            account.rejected += 1
            log.add(
                "unread_pair",
                "this row names no pair of URNs and no single one",
                list=path.name,
                sheet=sheet.sheet,
                row=number,
                value="; ".join(cells[c] for c in columns if c < len(cells)),
                severity="rejected",
                hint="give two URNs, or one to leave a school out altogether",
            )
    return frozenset(pairs), frozenset(singles)


def _columns(header: list[str]) -> list[int] | None:
    """The columns of URNs by their headers: those that say URN, else seeker and partner."""
    named = [i for i, text in enumerate(header) if _URN_HEADER.search(text)]
    urns = [i for i in named if "urn" in header[i].casefold()]
    return (urns or named)[:2] or None


def _unread(header: list[str], columns: list[int]) -> list[int]:
    """The columns that say URN, of which two others were taken."""
    urns = [i for i, text in enumerate(header) if "urn" in text.casefold()]
    return [i for i in urns if i not in columns] if {*columns} <= {*urns} else []
