"""Schools that have closed give way to the one that took their place."""

from __future__ import annotations

from matcher.intake.cell_values import is_stand_in
from matcher.intake.headers.synonyms import OF_THE_SCHOOL
from matcher.intake.identify.list_rows import ListRows
from matcher.intake.identify.open_schools import OpenSchools


def follow_successors(rows: ListRows, known: OpenSchools) -> None:
    """Give every row whose URN is not open that of its successor, where there is exactly
    one; but a name and place that are another school's count for more than the URN."""
    for at, urn in rows.urns():
        if urn in known.names or is_stand_in(urn):
            continue
        found = known.successors(urn)
        if (found or urn in known.not_open) and _is_another_school(rows, known, at, urn, found):
            continue
        if len(found) == 1:
            _use_successor(rows, known, at, urn, found[0])
        elif found:
            listed = "; ".join(map(known.label, found[:5]))
            rows.report(
                at,
                "several_successors",
                f"this school was split: {listed}",
                urn,
                severity="warning",
                hint="write the URN of the one that is meant",
            )
        elif urn in known.not_open:
            rows.report(
                at,
                "not_open",
                "this school has closed or has yet to open, and no successor is known; it "
                "takes no part",
                urn,
                severity="warning",
                hint="write the URN of the school that took its place",
            )


def _use_successor(rows: ListRows, known: OpenSchools, at: int, urn: str, successor: str) -> None:
    name, was = rows.cell(at, "name"), known.former_name(urn)
    unlike = known.is_other_name(name, was, known.names[successor])
    rows.assign_urn(at, successor)
    # What the list needs and offers, and which part it plays, is said of the successor too.
    for column in OF_THE_SCHOOL:
        rows.change(at, column, "")
    message = f"this school has closed; {known.label(successor)} took its place and is used"
    if unlike:
        message += f"; but the list calls it {name}, which is neither's name"
    rows.report(
        at,
        "succeeded",
        message,
        urn,
        severity="warning" if unlike else "note",
        hint="check the URN" if unlike else "write the new URN in the list",
    )


def _is_another_school(
    rows: ListRows, known: OpenSchools, at: int, urn: str, found: tuple[str, ...]
) -> bool:
    """Whether the row's name is nobody's of the URN's, and its name and place are those of
    another school, which the row is then given."""
    was = known.former_name(urn)
    if not known.is_other_name(rows.cell(at, "name"), was, *(known.names[u] for u in found)):
        return False
    (answer,) = known.finder.find(rows.describe([at]))
    if answer.chosen is None or answer.chosen.urn in found:
        return False
    wrong = f"; the URN {urn} is that of a school that has closed"
    rows.assign_by_name(at, answer.chosen, known, wrong + (f", {was}" if was else ""))
    return True
