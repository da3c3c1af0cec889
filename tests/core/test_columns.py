"""A table as columns says what the same table of pandas says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import HOSTILE, schools_table

from matcher.core.columns.columns import Columns, columns_of
from matcher.core.columns.text_column import TextColumn
from matcher.core.errors import ContractError

TEXTS = st.sampled_from([*HOSTILE, "", "b", "a", "B"])


@given(st.lists(st.tuples(TEXTS, st.floats(allow_nan=True)), max_size=9))
def test_rows_and_tables_are_those_of_pandas(rows: list[tuple[str, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["text", "figure"]).astype({"text": "str", "figure": float})
    lists = {"text": [text for text, _ in rows], "figure": [figure for _, figure in rows]}
    for table in (columns_of(frame), Columns.of_lists(lists, figures=("figure",))):
        pd.testing.assert_frame_equal(table.frame(), frame)
        places = np.flatnonzero([text != "b" for text in lists["text"]])[::-1]
        for some in (places, np.array([text != "b" for text in lists["text"]], dtype=bool)):
            kept = table.take(some)
            expected = frame.iloc[some].reset_index(drop=True)
            pd.testing.assert_frame_equal(kept.frame(), expected)
            assert kept.values("text") == expected["text"].tolist()
            assert kept.frame(["text"])["text"].tolist() == expected["text"].tolist()
        changed = table.with_figures("figure", np.zeros(len(rows)))
        assert changed.values("figure") == [0.0] * len(rows)
        assert changed.values("text") == lists["text"]


@given(st.lists(TEXTS, max_size=9))
def test_what_is_asked_of_a_text_is_asked_of_each(texts: list[str]) -> None:
    column = TextColumn.of(texts)
    assert column.to_list() == column.to_numpy().tolist() == texts
    assert set(column.used) == set(texts)
    assert column.is_in(("a", "")).tolist() == [text in ("a", "") for text in texts]
    assert column.each(len, int).tolist() == [len(text) for text in texts]
    folded = column.worded(str.casefold)
    assert folded.to_list() == [text.casefold() for text in texts]
    assert len(folded.distinct) == len(set(folded.distinct))
    order = np.argsort(column.in_order(), kind="stable")
    assert column.take(order).to_list() == sorted(texts)


def test_points_are_two_columns_and_a_missing_text_is_refused() -> None:
    schools = schools_table([{"urn": "1", "x": 4e5, "y": 1e5}, {"urn": "2", "x": None, "y": None}])
    columns = columns_of(schools)
    np.testing.assert_array_equal(columns.figures("easting"), [4e5, np.nan])
    np.testing.assert_array_equal(columns.figures("northing"), [1e5, np.nan])
    with pytest.raises(ContractError, match="area_km is float64, not text"):
        columns.texts("area_km")
    with pytest.raises(ContractError, match="name is text, not figures"):
        columns.figures("name")
    with pytest.raises(ContractError, match="name is missing in 1 row"):
        columns_of(pd.DataFrame({"name": ["a", None]})).texts("name")
