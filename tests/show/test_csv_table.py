"""A table as CSV: figures by their shortest text, and text that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from strategies import HOSTILE

from matcher.core.cells import neutralise
from matcher.show.kit.csv_table import csv_text

_ROUNDED = st.tuples(
    st.floats(-1e7, 1e7) | st.floats(-1, 1) | st.floats(-1e-4, 1e-4), st.integers(0, 15)
).map(lambda pair: round(*pair))
_TEXT = st.sampled_from(["", " a", "a ", "a,b", 'say "a"', "two\nlines", "\xa0x", "-1", "=1+1",
                         "'=x", "'plain", "+44", "\t", *HOSTILE]) | st.text(max_size=8)  # fmt: skip


@given(st.lists(_ROUNDED | st.floats(-1e15, 1e15) | st.none(), max_size=30))
def test_a_figure_is_the_shortest_text_that_gives_it_back(figures: list[float | None]) -> None:
    lines = csv_text(pd.DataFrame({"x": figures}, dtype=float), end="\n").split("\n")[1:-1]
    for figure, line in zip(figures, lines, strict=True):
        if figure is None:
            assert line == ""
        elif figure == int(figure):
            assert line == str(int(figure))
        elif abs(figure) >= 1e-4:
            assert line == repr(figure)
        else:
            assert line == f"{figure:.10f}".rstrip("0")


@given(st.lists(_TEXT, min_size=1, max_size=20))
def test_text_comes_back_as_any_reader_of_csv_has_it(texts: list[str]) -> None:
    table = pd.DataFrame({"x": pd.array(texts, dtype="str"), "y": np.arange(len(texts))})
    for raw in (False, True):
        rows = list(csv.reader(io.StringIO(csv_text(table, raw=raw), newline="")))[1:]
        assert [row[0] for row in rows] == [text if raw else neutralise(text) for text in texts]
        assert [row[1] for row in rows] == [str(n) for n in range(len(texts))]
