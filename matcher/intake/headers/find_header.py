"""Which row of a list is its header: the one of which most is understood, read together with
the titles of groups above it or the names of columns below it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from matcher.intake import cell_values
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping
from matcher.intake.headers.recognise import Layout, may_be_understood, recognise_header
from matcher.intake.headers.two_rows import (
    below_titles,
    group_titles,
    is_of_a_person,
    is_over_groups,
    items_below,
    people_two_above,
)
from matcher.intake.sheet import HEADER_WITHIN, is_blank


def find_header_row(
    rows: Sequence[Sequence[str]], mapping: ColumnMapping = UNMAPPED
) -> tuple[int, Layout] | None:
    """The position and layout of the header row: the first of the best among the first
    forty rows that are not blank; None where no row has a URN column, or a name column
    and another one. A header that has rows of its own below it is not given up for a better
    one further down: those rows would be lost. Of a header of two rows it is the lower one.
    """
    filled = (at for at, row in enumerate(rows) if not is_blank(row))
    candidates = list(islice(filled, HEADER_WITHIN))
    for guess in (False, True):
        scores = [
            recognise_header(rows[at], guess=guess, mapping=mapping).score
            if guess or may_be_understood(rows[at], mapping)
            else 0
            for at in candidates
        ]
        if any(scores):
            best = scores.index(max(scores))
            earlier = (
                i
                for i in range(best)
                if scores[i]
                and _has_rows(rows, candidates[i:best], scores[best] - scores[i], mapping)
            )
            return _with_neighbours(rows, candidates[next(earlier, best)], mapping)
    return None


def _with_neighbours(
    rows: Sequence[Sequence[str]], at: int, mapping: ColumnMapping
) -> tuple[int, Layout]:
    """The header at a row, joined to the row below it or the titles above it."""
    layout = recognise_header(rows[at], guess=True, mapping=mapping)
    if at + 1 < len(rows):
        upper_row = below_titles(rows[at - 1], rows[at]) if at else rows[at]
        if joined := items_below(upper_row, rows[at + 1], layout.used):
            items, titles = joined
            if at:
                over = group_titles(rows[at - 1], rows[at])
                titles = {i: text for i, text in over.items() if is_of_a_person(text)} | titles
            return at + 1, recognise_header(items, guess=True, mapping=mapping, titles=titles)
        below = recognise_header(rows[at + 1], guess=True, mapping=mapping)
        if below.score and is_over_groups(rows[at], rows[at + 1]):
            at, layout = at + 1, below
    titles = group_titles(rows[at - 1], rows[at]) if at else {}
    if at > 1:
        titles = people_two_above(rows[at - 2], rows[at], titles) | titles
    if titles:
        layout = recognise_header(rows[at], guess=True, mapping=mapping, titles=titles)
        # The row above may name the school, and this one what belongs to its head.
        upper = recognise_header(rows[at - 1], guess=True, mapping=mapping)
        if upper.score and (joined := items_below(rows[at - 1], rows[at], upper.used)):
            items, over = joined
            whole = recognise_header(items, guess=True, mapping=mapping, titles=over)
            layout = max(layout, whole, key=lambda found: found.score)
    return at, layout


def _has_rows(
    rows: Sequence[Sequence[str]], candidates: Sequence[int], lead: int, mapping: ColumnMapping
) -> bool:
    """Whether the first of ``candidates`` is the header of a row below it: one with a
    URN or, where the better header has a lead of one column at most, one
    that fills two of the columns it names. A block of titles ("Name: …") does neither."""
    used = recognise_header(rows[candidates[0]], mapping=mapping).used
    places = {at for found in used.values() for at in found}
    urn = used.get("urn", (-1,))[0]
    for at in candidates[1:]:
        row = rows[at]
        if 0 <= urn < len(row) and cell_values.urn(row[urn].strip())[1] == "":
            return True
        if lead <= 1 and len(places & {i for i, cell in enumerate(row) if cell.strip()}) > 1:
            return True
    return False
