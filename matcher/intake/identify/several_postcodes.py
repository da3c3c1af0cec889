"""Of several postcodes in one cell or address, the one that is the school's.

A school on two sites gives two. The one that the register has for the school of that row
counts: of its URN, or, where the row has no URN, of the school that its name and that
postcode mean. Where neither tells, the first counts. Whichever it is, it is said.
"""

from __future__ import annotations

from dataclasses import replace

from matcher.core.places.postcodes import PARTED_BY
from matcher.intake.identify.list_rows import ListRows
from matcher.intake.identify.open_schools import OpenSchools


def choose_postcodes(rows: ListRows, known: OpenSchools | None) -> None:
    """Leave one postcode in every row. Problem: ``several_postcodes``."""
    for at, urn in rows.urns():
        codes = rows.cell(at, "postcode").split(PARTED_BY)
        if len(codes) < 2:
            continue
        chosen = _of_the_register(rows, known, at, urn, codes) if known else ""
        where = "postcode" if rows.has_column(at, "postcode") else "address"
        rows.change(at, "postcode", chosen or codes[0])
        rows.report(
            at,
            "several_postcodes",
            f"of {' and '.join(codes)} the register has {chosen} for this school; it is used"
            if chosen
            else f"there are {' and '.join(codes)}; the first is used",
            PARTED_BY.join(codes),
            column=where,
            severity="note" if chosen else "warning",
            hint="leave the postcode of the main site alone in the cell, or give it a column",
        )


def _of_the_register(
    rows: ListRows, known: OpenSchools, at: int, urn: str, codes: list[str]
) -> str:
    if urn in known.names:
        return known.postcodes[urn] if known.postcodes[urn] in codes else ""
    (row,) = rows.describe([at])
    answers = known.finder.find([replace(row, postcode=code) for code in codes])
    found = [
        (answer.chosen.score, -place)
        for place, answer in enumerate(answers)
        if answer.chosen and answer.chosen.level == "postcode"
    ]
    return codes[-max(found)[1]] if found else ""
