"""Who a row is: every row of a list given the URN of a school that is open today.

In this order: a URN that is open stands (and is questioned where the name disagrees); one
that has closed leads to its successor; a row without a usable URN is found by its DfE
number, or by its name and place. Whatever is decided is said, and whatever cannot be
decided lists the candidates.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.intake.clean.values import is_stand_in
from matcher.intake.identify.finder import Found, Where
from matcher.intake.identify.links import Links
from matcher.intake.identify.register import Standing
from matcher.intake.identify.rows import Rows
from matcher.intake.identify.successors import succeed


def identify(
    table: pd.DataFrame,
    register: pd.DataFrame,
    log: ProblemLog,
    *,
    header: Mapping[tuple[str, str], str],
    links: Links | None = None,
    where: Where | None = None,
) -> pd.DataFrame:
    """The tidy records ``table`` with the URNs they mean.

    ``register``: tidy records, one for each URN; ``header``: the header as written for
    (list, column). What a successor is and where is left to the register. Problems:
    succeeded, several_successors, not_open, urn_from_number, urn_from_name,
    several_schools, not_found, name_differs, not_in_register.
    """
    rows = Rows(table.copy(), header, log)
    known = Standing(register, links or Links(), where)
    succeed(rows, known)
    _find(rows, known)
    _question(rows, known)
    return rows.table


def _find(rows: Rows, known: Standing) -> None:
    """Rows whose URN is missing or unknown: by DfE number, else by name and place."""
    lost = [at for at, urn in rows.urns() if urn not in known.names and urn not in known.gone]
    left = [at for at in lost if _is_gone(rows, at) or not _by_number(rows, known, at)]
    named = [at for at in left if rows.cell(at, "name") and not _is_gone(rows, at)]
    for at in sorted(set(left) - set(named)):
        _unknown(rows, at, Found(None, ()))
    if not named:
        return
    for at, answer in zip(named, known.finder.find(rows.wanted(named)), strict=True):
        if answer.chosen:
            rows.take_by_name(at, answer.chosen, known, _wrong(rows, at))
        else:
            _unknown(rows, at, answer)


def _is_gone(rows: Rows, at: int) -> bool:
    """A school of a URN that the list itself calls closed: nobody else is meant."""
    return rows.cell(at, "status") == "closed" and bool(rows.cell(at, "urn_said"))


def _by_number(rows: Rows, known: Standing, at: int) -> bool:
    number = rows.cell(at, "laestab")
    urn = known.numbers.get(number) if number else None
    # Numbers are given again, so a name that is another's counts for more.
    if urn is None or known.disagrees(rows.cell(at, "name"), known.names[urn]):
        return False
    how = f"found by its DfE number {number}{_wrong(rows, at)}"
    rows.take(at, urn, "urn_from_number", how, known)
    return True


def _wrong(rows: Rows, at: int) -> str:
    said = rows.cell(at, "urn_said")
    return f"; no open school has the URN {said}" if said else ""


def _unknown(rows: Rows, at: int, answer: Found) -> None:
    said, name = rows.cell(at, "urn_said"), rows.cell(at, "name")
    if said and not is_stand_in(said):
        rows.say(
            at,
            "not_in_register",
            "the register has no school with this URN",
            said,
            severity="warning",
            hint="check the URN; the school may have closed or have a new one",
        )
    if answer.candidates:
        listed = "; ".join(f"{c.urn} {c.name} ({c.score:.2f})" for c in answer.candidates)
        rows.say(
            at,
            "several_schools",
            f"this may be {listed}",
            name,
            column="name",
            severity="warning",
            hint="write the URN of the one that is meant, or add its postcode or town",
        )
    elif name and not said:
        rows.say(
            at,
            "not_found",
            "no school of the register has this name there; it is kept as it is",
            name,
            column="name",
            severity="warning",
            hint="check the name and postcode, or write the URN",
        )


def _question(rows: Rows, known: Standing) -> None:
    """URNs that a list gave, where the register's name is another's."""
    doubtful = [
        at
        for at, urn in rows.urns()
        if at not in rows.decided
        and urn in known.names
        and known.disagrees(rows.cell(at, "name"), known.names[urn])
    ]
    if not doubtful:
        return
    for at, answer in zip(doubtful, known.finder.find(rows.wanted(doubtful)), strict=True):
        urn = rows.cell(at, "urn")
        postcode = known.postcodes[urn]
        same = bool(postcode) and postcode == rows.cell(at, "postcode")
        message = f"the register calls this URN {known.names[urn]}"
        other = answer.chosen if answer.chosen and answer.chosen.urn != urn else None
        if other is not None:
            message += f"; the name and place given are those of {known.called(other.urn)}"
        elif same:
            message += ", at the same postcode: it may have been renamed"
        rows.say(
            at,
            "name_differs",
            message,
            rows.cell(at, "name"),
            column="name",
            severity="note" if same and other is None else "warning",
            hint="check the URN; it was used as it is",
        )
