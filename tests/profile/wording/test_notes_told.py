"""What is told of a column of notes: how much of it was read, and tags that nobody reads there."""

from __future__ import annotations

from matcher.core.problems import ProblemLog
from matcher.profile.stated import FreeText
from matcher.profile.vocabulary import load
from matcher.profile.wording.reader import wording_profile


def told(*cells: str, column: str = "notes") -> list[tuple[str, int, str]]:
    log = ProblemLog()
    texts = [FreeText("1", column, cell, "list.csv", "", at) for at, cell in enumerate(cells, 2)]
    wording_profile(texts, load(), log)
    codes = ("notes_read", "tags_in_notes")
    return [(p.code, p.row, p.value or p.message) for p in log.problems if p.code in codes]


def test_tags_in_notes_are_told_with_their_row_and_never_used() -> None:
    assert told("X1; T3 maths", "Rang in May, E1 6AN", "see T3. Rang; E8", "pool; E8") == [
        ("notes_read", 0, "a need or an offer was read in 0 of 4 cells of notes; sentences that "
         "say neither are left alone"),
        ("tags_in_notes", 2, "X1; T3 maths"),
        ("tags_in_notes", 4, "E8"),
        ("tags_in_notes", 5, "E8"),
    ]  # fmt: skip
    assert told("X1; T3 maths", column="needs") == []


def test_of_notes_it_is_told_in_how_many_cells_anything_was_read() -> None:
    need = "We are short of physics teachers since Easter"
    ((_, _, message),) = told(need, "Rang in May")
    assert "in 1 of 2 cells" in message
    assert told(need) == []
