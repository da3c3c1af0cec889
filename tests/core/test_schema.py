"""A contract names every fault of a table at once."""

from __future__ import annotations

import pandas as pd
import pytest

from matcher.core.columns.columns import columns_of
from matcher.core.errors import ContractError
from matcher.core.problems import ProblemLog
from matcher.core.schema import Column, Table
from matcher.core.tables import PROBLEMS

TABLE = Table(
    "THINGS",
    ("id",),
    (
        Column("id", nullable=False),
        Column("share", "number", low=0, high=1),
        Column("count", "integer"),
        Column("kind", allowed=("a", "b")),
    ),
)


def things(**columns: object) -> pd.DataFrame:
    base = {"id": ["1", "2"], "share": [0.5, float("nan")], "count": [1, 2], "kind": ["a", ""]}
    return pd.DataFrame({**base, **columns})


def test_a_good_table_passes_and_may_hold_more() -> None:
    TABLE.check(things(more=[1, 2]))
    TABLE.check(columns_of(things(more=[1, 2])))


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"id": ["", "2"]}, "id is unknown in 1 row"),
        ({"id": ["1", "1"]}, "1 row repeats the key"),
        ({"share": [1.5, -0.1]}, "share is below 0 in 1 row; share is above 1 in 1 row"),
        ({"share": ["x", "y"]}, "share is"),
        ({"count": [1.5, 2]}, "count is float64, not integer"),
        ({"kind": ["a", "z"]}, "kind holds 'z', not one of a, b"),
        ({"kind": ["a", None]}, "kind is missing in 1 row"),
        ({"share": [True, False]}, "share is bool"),
    ],
)
def test_each_fault_is_named(columns: dict[str, object], fault: str) -> None:
    with pytest.raises(ContractError) as raised:
        TABLE.check(things(**columns))
    assert fault in str(raised.value)
    with pytest.raises(ContractError) as of_columns:
        TABLE.check(columns_of(things(**columns)))
    assert fault in str(of_columns.value)


def test_all_faults_are_named_together() -> None:
    frame = things(share=[2.0, 0.0], kind=["q", "a"]).drop(columns="count")
    with pytest.raises(ContractError) as raised:
        TABLE.check(frame)
    for fault in ("no column count", "share is above 1", "kind holds 'q'"):
        assert fault in str(raised.value)


def test_problems_come_in_one_order_and_keep_their_contract() -> None:
    log = ProblemLog()
    for row in (9, 2, 5):
        log.add("bad", "it is bad", list="b.csv" if row == 2 else "a.csv", row=row, value="v" * 500)
    frame = log.frame()
    PROBLEMS.check(frame)
    assert frame[["list", "row"]].values.tolist() == [["a.csv", 5], ["a.csv", 9], ["b.csv", 2]]
    assert frame["value"].str.len().max() == 200
    PROBLEMS.check(ProblemLog().frame())
