"""The rows of a workbook are what xlsxwriter would have written itself."""

from __future__ import annotations

import io
import re
import zipfile

import pandas as pd
import pytest

from matcher.show.workbook import xlsx, xlsx_rows
from matcher.show.workbook.sheets import Book, Link, Sheet

TEXTS = ["Oak & Ash <School>", "=1+1", " two  spaces ", "_x0041_", "a\x07b\x1f", "one\ntwo\r\nend",
         "", "Ŵ \U0001f600", "7", "</t></si>", "\ttab", "x" * 40_000, "\ufffe"]  # fmt: skip
FIGURES = [0.1 + 0.2, float("nan"), 1 / 3, 1e-7, 0.0, 12345678.9, 1.0, -2.5, 1e20, 5.0, 0.5, 7.0, 3]
# Hints of the writer's that say nothing of a cell: which columns a row has, and of the font.
HINTS = re.compile(r' (?:spans="[\d:]+"|x14ac:dyDescent="[\d.]+")')


def parts(data: bytes) -> dict[str, str]:
    """The parts of a workbook, each cell of text with its text in place of the text's number."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        found = {name: packed.read(name).decode("utf-8") for name in packed.namelist()}
    shared = re.findall(r"<si>(.*?)</si>", found.pop("xl/sharedStrings.xml"), re.S)
    number = re.compile(r'(?<= t="s"><v>)\d+')
    return {
        name: number.sub(lambda at: shared[int(at[0])], HINTS.sub("", part))
        for name, part in found.items()
    }


@pytest.mark.parametrize("working", [False, True])
def test_the_rows_are_those_that_the_writer_would_write(
    working: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.DataFrame(
        {"seeker_name": TEXTS, "score": FIGURES, "reasons": TEXTS[::-1], "rank": range(len(TEXTS))}
    ).astype({"seeker_name": "str", "reasons": "str"})
    links = {"seeker_name": [Link(file="map.html"), *[None] * (len(TEXTS) - 1)]}
    sheets = [
        Sheet("Matches", "Ranked pairs", frame),
        Sheet("Scores", "With links", frame, links=links),
        Sheet("Schools", "Nothing", frame.iloc[:0]),
        Sheet("Needs", "One row", frame.iloc[:1]),
    ]
    book = Book("Title", ["A line."], sheets, working)
    monkeypatch.setattr(xlsx_rows, "_AT_ONCE", 3)
    made = xlsx.xlsx_bytes(book)
    assert made == xlsx.xlsx_bytes(book)
    monkeypatch.setattr(xlsx, "_are_written_afterwards", lambda laid: False)
    assert parts(made) == parts(xlsx.xlsx_bytes(book))
