"""Which school a row means: every row of a list given the URN of a school open today.

In this order: a URN that is open stands (and is questioned where the name disagrees); one
that has closed leads to its successor; a row without a usable URN is found by its DfE
number, or by its name and place. Whatever is decided is reported, and whatever cannot be
decided lists the candidates. Without a register a made-up key stands in for a missing URN.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matcher.core.places import gazetteer
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.intake.cell_values import is_stand_in
from matcher.intake.identify.doubtful_urns import question_urns
from matcher.intake.identify.links import Links
from matcher.intake.identify.list_rows import ENOUGH_SCHOOLS, ListRows
from matcher.intake.identify.name_and_place import NameMatch, PostcodePositions
from matcher.intake.identify.no_schools import leave_no_schools
from matcher.intake.identify.open_schools import OpenSchools
from matcher.intake.identify.several_postcodes import choose_postcodes
from matcher.intake.identify.successors import follow_successors

_WITHIN = "; or, where the whole list is in one place, say which (--within)"
_WITHIN_THEM = '; or, where all of the list is in {0} like the other schools, add --within "{1}"'


def identify_schools(
    records: pd.DataFrame,
    register: pd.DataFrame | None,
    headers: Mapping[tuple[str, str], str],
    log: ProblemLog,
    *,
    links: Links | None = None,
    positions: PostcodePositions | None = None,
    within: str = "",
) -> pd.DataFrame:
    """The clean ``records`` with the URNs they mean.

    ``register``: clean records, one for each URN; ``headers``: the header as written for
    (list, column); ``within``: where the schools are of rows that say nothing of it
    (:meth:`matcher.intake.identify.candidates.place_index.PlaceIndex.named`, which raises
    :class:`SettingError`). What a successor is and where is left to the register. Problems:
    succeeded, several_successors, not_open, urn_from_number, urn_from_name, several_schools,
    not_found, place_assumed, not_a_school, urn_differs, name_differs, postcode_differs,
    several_postcodes, not_in_register; without a register no_urn.
    """
    rows = ListRows(records, headers, log)
    if register is None:
        choose_postcodes(rows, None)
        table = rows.table()
        _report_stand_ins(table, log)
        return table
    known = OpenSchools(register, links or Links(), positions, within)
    if within:
        known.finder.within  # noqa: B018 - a place that nobody knows ends the run before any work
    choose_postcodes(rows, known)
    follow_successors(rows, known)
    _find_lost_rows(rows, known)
    question_urns(rows, known)
    return rows.table()


def _report_stand_ins(records: pd.DataFrame, log: ProblemLog) -> None:
    """Report the rows in which a made-up key has to do for the URN."""
    lost = records[records["urn"] != records["urn_as_written"]]
    lost = lost[lost["urn"].map(is_stand_in).astype(bool)]
    columns = (as_list(lost[c]) for c in ("list", "sheet", "row", "urn", "urn_as_written"))
    for name, sheet, row, urn, said in zip(*columns, strict=True):
        log.add(
            "no_urn",
            f"the row has no URN; its name and place stand in for it as {urn}",
            list=name, sheet=sheet, row=int(row), column="urn", value=said,
            hint="add the URN, or run with --register, which finds it by name",
        )  # fmt: skip


def _find_lost_rows(rows: ListRows, known: OpenSchools) -> None:
    """Rows whose URN is missing or unknown: by DfE number, else by name and place."""
    lost = [at for at, urn in rows.urns() if urn not in known.names and urn not in known.not_open]
    lost = leave_no_schools(rows, lost)
    left = [
        at for at in lost if _is_called_closed(rows, at) or not _assign_by_number(rows, known, at)
    ]
    named = [at for at in left if rows.cell(at, "name") and not _is_called_closed(rows, at)]
    for at in sorted(set(left) - set(named)):
        _report_not_found(rows, at, NameMatch(None, ()))
    if not named:
        return
    finder, described = known.finder, rows.describe(named)
    bare = {at for at, row in zip(named, described, strict=True) if not finder.says_where(row)}
    unsure: list[tuple[int, NameMatch]] = []
    for at, answer in zip(named, finder.find(described), strict=True):
        if answer.chosen:
            rows.assign_by_name(at, answer.chosen, known, _wrong_urn(rows, at))
        else:
            unsure.append((at, answer))
    # Of a list that is all of one authority, or of few, a row need not say its place.
    authorities = rows.authorities(known) if bare and not finder.within else {}
    for at, answer in unsure:
        there = authorities.get(rows.cell(at, "list"), {}) if at in bare else {}
        its = known.authorities[answer.only.urn] if answer.only else ""
        if answer.only and there.get(its, 0) >= ENOUGH_SCHOOLS:
            others = f", in {its} like {there[its]:,} other schools found of its list"
            rows.assign_by_name(at, answer.only, known, _wrong_urn(rows, at), others)
        else:
            places = " or ".join(there), "; ".join(there)
            cure = _WITHIN_THEM.format(*places) if there else _WITHIN
            _report_not_found(rows, at, answer, "" if finder.within or at not in bare else cure)
    if finder.within:
        rows.report_assumed(bare, finder.within)


def _is_called_closed(rows: ListRows, at: int) -> bool:
    """A school of a URN that the list itself calls closed: nobody else is meant."""
    return rows.cell(at, "status") == "closed" and bool(rows.cell(at, "urn_as_written"))


def _assign_by_number(rows: ListRows, known: OpenSchools, at: int) -> bool:
    numbers = filter(None, (rows.cell(at, name) for name in ("laestab", "previous_laestab")))
    number, urn = next(
        ((one, known.dfe_numbers[one]) for one in numbers if one in known.dfe_numbers), ("", None)
    )
    # Numbers are given again, so a name that is another's counts for more.
    if urn is None or known.is_other_name(rows.cell(at, "name"), known.names[urn]):
        return False
    how = f"found by its DfE number {number}{_wrong_urn(rows, at)}"
    rows.assign_found(at, urn, "urn_from_number", how, known)
    return True


def _wrong_urn(rows: ListRows, at: int) -> str:
    said = rows.cell(at, "urn_as_written")
    return f"; no open school has the URN {said}" if said else ""


def _report_not_found(rows: ListRows, at: int, answer: NameMatch, cure: str = "") -> None:
    said, name = rows.cell(at, "urn_as_written"), rows.cell(at, "name")
    if said and not is_stand_in(said):
        rows.report(
            at,
            "not_in_register",
            "the register has no school with this URN",
            said,
            severity="warning",
            hint="check the URN; the school may have closed or have a new one",
        )
    if answer.candidates:
        listed = "; ".join(c.words for c in answer.candidates)
        if answer.namesakes:
            listed += f"; or one of {answer.namesakes} more of exactly this name"
        rows.report(
            at,
            "several_schools",
            f"this may be {listed}",
            name,
            column="name",
            severity="warning",
            hint=f"write the URN of the one that is meant, or add its postcode or town{cure}"
            + _doubtful_authority(rows, at),
        )
    elif name and not said:
        rows.report(
            at,
            "not_found",
            "no school of the register has this name there; it is kept as it is",
            name,
            column="name",
            severity="warning",
            hint="check the name and postcode, or write the URN" + _doubtful_authority(rows, at),
        )


def _doubtful_authority(rows: ListRows, at: int) -> str:
    """What to say of an authority that is nobody's name, or that of several."""
    written, known = rows.cell(at, "la_name"), gazetteer.load()
    if not written or known.codes(rows.cell(at, "la_code"), written):
        return ""
    near = known.near(written)
    if known.places(written):
        return f"; {near}" if near else ""
    return f"; no authority is called {written!r}" + (f": {near}" if near else "")
