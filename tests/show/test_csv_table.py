"""A table as CSV: figures by their shortest text, and text that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import HOSTILE

from matcher.core.cells import neutralise
from matcher.show.kit.csv_table import csv_bytes, csv_text

_TEXT = st.sampled_from(["", " a", "a ", "a,b", 'say "a"', "two\nlines", "\xa0x", "-1", "=1+1",
                         "'=x", "'plain", "+44", "\t", *HOSTILE]) | st.text(max_size=8)  # fmt: skip


@pytest.mark.parametrize("each_once", [False, True])
def test_a_figure_is_the_shortest_text_that_gives_it_back(each_once: bool) -> None:
    """Figures of every size, rounded to any number of places, and those at the edges of a rule."""
    random = np.random.default_rng(7)
    figures = [1e-4, 9.9e-5, 1e-10, 1.5e-10, 5e-324, 99999.9999999999, 100000.5, 0.1 + 0.2, 0.0]
    for places in range(16):
        for size in 10.0 ** np.arange(-11, 9):
            figures += np.round(random.uniform(-size, size, 20), places).tolist()
    if each_once:
        figures = random.permutation([*set(figures)]).tolist()
    table = pd.DataFrame({"x": [*figures, np.nan, *figures[:50]]})  # some of them twice
    *lines, _ = csv_text(table, end="\n").split("\n")[1:]
    assert lines[len(figures)] == ""
    for figure, line in zip(table["x"].dropna(), filter(None, lines), strict=True):
        if figure == int(figure):
            assert line == str(int(figure))
        elif abs(figure) >= 1e-4:
            assert line == repr(figure)
        else:
            assert line == f"{figure:.10f}".rstrip("0")


def test_text_with_white_space_at_an_end_is_quoted() -> None:
    table = pd.DataFrame({"x": ["a b", " a", "a ", "a\xa0"]}, dtype="str")
    assert csv_text(table, end="|") == 'x|a b|" a"|"a "|"a\xa0"|'


@pytest.mark.parametrize("text", [*"=+-@'\t\r", "=x", "@x", "'x", " x", "x ", "x\ny", 'x"', "x,"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_one_cell_in_a_plain_column_is_guarded_wherever_it_stands(text: str, at: int) -> None:
    """A column is written as it stands where nothing in it needs quotes or a guard."""
    texts = ["Ash", "Elm"]
    texts.insert(at, text)
    table = pd.DataFrame({"x": pd.array(texts, dtype="str"), "y": [1, 2, 3]})
    rows = list(csv.reader(io.StringIO(csv_text(table), newline="")))[1:]
    assert [row[0] for row in rows] == list(map(neutralise, texts))
    if text[0] == " " or text[-1] == " ":
        assert f'"{text}"' in csv_text(table)


@given(st.lists(_TEXT, min_size=1, max_size=20))
def test_text_comes_back_as_any_reader_of_csv_has_it(texts: list[str]) -> None:
    table = pd.DataFrame({"x": pd.array(texts, dtype="str"), "y": np.arange(len(texts))})
    for raw in (False, True):
        rows = list(csv.reader(io.StringIO(csv_text(table, raw=raw), newline="")))[1:]
        assert [row[0] for row in rows] == [text if raw else neutralise(text) for text in texts]
        assert [row[1] for row in rows] == [str(n) for n in range(len(texts))]


@given(st.lists(st.lists(st.sampled_from(["", "a"]), min_size=2, max_size=2), max_size=6))
def test_columns_that_say_the_same_in_every_row_are_written_as_the_others(
    columns: list[list[str]],
) -> None:
    table = pd.DataFrame({str(at): pd.array(column, dtype="str") for at, column in
                          enumerate([["x", "y"], *columns])})  # fmt: skip
    rows = list(csv.reader(io.StringIO(csv_text(table), newline="")))[1:]
    assert rows == list(map(list, zip(["x", "y"], *columns, strict=True)))


def test_a_table_of_many_rows_is_put_together_whole() -> None:
    """A large table is made piece by piece: each row once, in order, the heading once."""
    many = 100_001
    table = pd.DataFrame({"x": np.arange(many), "y": pd.array(["a,b", "c"] * 50_000 + ["d"])})
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))
    assert rows[0] == ["x", "y"] and len(rows) == many + 1
    assert [row[0] for row in rows[1:]] == list(map(str, range(many)))
    assert [row[1] for row in rows[1:]] == table["y"].tolist()
    assert csv_bytes(table) == csv_text(table).encode("utf-8-sig")
