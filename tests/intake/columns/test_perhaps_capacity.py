"""A column left unread that may say how many schools a partner can take on, or what a school needs
or offers, is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.core.problems import ProblemLog
from matcher.intake.headers.mapping import ColumnMapping
from matcher.intake.lists import read_records


def told(
    folder: Path, header: str, cells: list[str], code: str = "perhaps_capacity", **mapped: str
) -> tuple[tuple[str, ...], list[str]]:
    """The lines on columns not used, and the hints of this code, of a list with such a column."""
    rows = [f"Ash School {at},AB1 1AA,{cell}" for at, cell in enumerate(cells)]
    path = folder / "list.csv"
    path.write_text("\n".join([f"Name,Postcode,{header}", *rows]), encoding="utf-8")
    log = ProblemLog()
    mapping = ColumnMapping(tuple(mapped.items()))
    (account,) = read_records([path], log, mapping=mapping).accounts
    assert account.balances
    hints = [one.hint for one in log.problems if one.code == code]
    return account.unused_lines(), hints


@pytest.mark.parametrize("header", ["Places", "Max", "How many can you take"])
def test_small_whole_numbers_under_such_a_header(tmp_path: Path, header: str) -> None:
    lines, hints = told(tmp_path, header, ["0", "2", "", "3"])
    says = f'--column capacity="{header}"'
    assert lines[0] == f"not used: {header!r}"
    assert lines[1].endswith(says)
    assert len(hints) == 1
    assert hints[0].endswith(says)
    (account,) = read_records([tmp_path / "list.csv"], ProblemLog(), source="register").accounts
    assert account.perhaps == ()


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Places", ["210", "420", "90"]),
        ("Places", ["yes", "2", "no"]),
        ("Places", ["", "", ""]),
        ("Number of teachers", ["3", "2", "4"]),
        ("Max class size", ["30", "20", "28"]),
        ("Colour", ["1", "2", "3"]),
    ],
)
def test_other_columns_are_left_alone(tmp_path: Path, header: str, cells: list[str]) -> None:
    lines, hints = told(tmp_path, header, cells)
    assert (len(lines), hints) == (1, [])
    # Beside a column that is read, none is asked for.
    lines, hints = told(tmp_path, "Capacity,Places", ["1,2", "0,3"])
    assert (len(lines), hints) == (1, [])


@pytest.mark.parametrize(
    ("header", "side"),
    [("Wishlist", "needs"), ("Interested in", "needs"), ("Ask", "needs"),
     ("Could teach", "strengths"), ("Able to give", "strengths"), ("Our expertise", "strengths")],
)  # fmt: skip
def test_a_column_of_words_that_may_be_needs_or_offers_is_told(
    tmp_path: Path, header: str, side: str
) -> None:
    cells = ["physics; choir", "", "Latin"]
    (*_, line), (hint,) = told(tmp_path, header, cells, "perhaps_tags")
    does = {"needs": "needs", "strengths": "offers"}[side]
    say = f'--column {side}="{header}"; if not: --column none="{header}"'
    assert (hint, line) == (
        f"if so, say it: {say}",
        f"if {header!r} is what a school {does}: {say}",
    )
    for mapped in (side, "none"):
        lines, hints = told(tmp_path, header, cells, "perhaps_tags", **{mapped: header})
        assert not hints and not any("what a school" in line for line in lines)


@pytest.mark.parametrize(
    ("header", "cell"),
    [("Wishlist", "yes"), ("Wishlist", "3"), ("Wishlist", ""), ("Date asked", "Monday"),
     ("Asked by", "office"), ("Happy to be contacted", "ring first"), ("Colour", "physics"),
     ("Who is looking for", "physics"), ("Pupils with gaps", "physics"),
     ("Sharing agreement", "signed"), ("Support with transport", "minibus"),
     ("Seeking sponsor", "Ash Trust"), ("Wishes TBC", "to follow")],
)  # fmt: skip
def test_no_other_column_is_taken_for_needs_or_offers(
    tmp_path: Path, header: str, cell: str
) -> None:
    assert not told(tmp_path, header, [cell, cell, ""], "perhaps_tags")[1]


@pytest.mark.parametrize(
    ("header", "cells", "is_told"),
    [
        ("Call", ["would love physics help", "short of Latin", "", "could lend a minibus"], True),
        ("Outcome", ["We need a chemist for GCSE chemistry", "has a pool to share",
                     "looking for EAL support", "ring first"], True),
        ("Call", ["would love physics help", "short of Latin", ""], False),
        ("Call", ["Physics Road", "Latin Place", "Music Academy", "Sports Hall Lane"], False),
        ("Call", ["would like to talk", "needs a ring", "wants to know more"], False),
        ("Type", ["Special school", "Academy", "Free school", "Studio school"], False),
        ("Ofsted", ["needs to improve maths", "needs better phonics", "lacks science"], False),
    ],
)  # fmt: skip
def test_a_column_whose_cells_want_or_give_is_told_whatever_its_header(
    tmp_path: Path, header: str, cells: list[str], is_told: bool
) -> None:
    lines, hints = told(tmp_path, header, cells, "perhaps_tags")
    say = f'--column notes="{header}"; if not: --column none="{header}"'
    assert hints == ([f"if so, say it: {say}"] if is_told else [])
    assert (f"if {header!r} is what a school needs or offers: {say}" in lines) == is_told
    assert not told(tmp_path, header, cells, "perhaps_tags", notes=header)[1]


@pytest.mark.parametrize(
    ("header", "cell", "told"),
    [
        ("Offers", "T3 physics; wants to help 3 schools", "wants to help 3 schools"),
        ("Offers", "Could take on two primary schools a year", "Could take on two primary schools"),
        ("Notes", "Able to help  up to 4 local schools.", "Able to help up to 4 local schools"),
        ("Notes", "No pool. Can help 3 schools", "Can help 3 schools"),
        ("Offers", "Latin for up to 3 schools", ""),
        ("Notes", "We need up to 3 schools to help us with maths", ""),
        ("Notes", "We need someone who can help 3 schools", ""),
        ("Notes", "has no room for one school", ""),
        ("Notes", "don't think we can help 3 schools", ""),
        ("Notes", "Last year could help 3 schools but no longer", ""),
        ("Notes", "up to 3 schools in the trust already have it", ""),
        ("Offers", "has helped 3 schools; works with 2 schools now", ""),
        ("Offers", "cannot help 3 schools", ""),
        ("Offers", "can help 30 pupils of 3 schools", ""),
        ("Needs", "would like to work with 3 schools", ""),
        ("Capacity,Offers", "3,can help 3 schools", ""),
    ],
)  # fmt: skip
def test_how_many_schools_in_words_is_told_and_not_read(
    tmp_path: Path, header: str, cell: str, told: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Name,Postcode,{header}\nAsh School,AB1 1AA,{cell}\n", encoding="utf-8")
    log = ProblemLog()
    read_records([path], log)
    found = [(one.row, one.value) for one in log.problems if one.code == "capacity_in_words"]
    assert found == ([(2, told)] if told else [])
    of_a_register = ProblemLog()  # which says nothing of partnerships
    read_records([path], of_a_register, source="register")
    assert "capacity_in_words" not in {one.code for one in of_a_register.problems}
