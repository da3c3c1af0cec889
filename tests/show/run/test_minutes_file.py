"""minutes.csv and roads.csv: what is written is read again, digit by digit, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from strategies import HOSTILE

from matcher.core.cells import neutralise
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.minutes.reader import COLUMNS, read_minutes
from matcher.show.kit.csv_table import csv_bytes
from matcher.show.run.minutes import (
    MINUTES_COLUMNS,
    minutes_list,
    read_minutes_list,
    read_road_list,
    road_list,
)

NAN, INF = np.nan, np.inf
PAIRS = pd.DataFrame(
    {
        "seeker_urn": ["900001", "900001", "900002", "list-7", "list-7"],
        "partner_urn": ["900010", "900011", "900010", "900011", "900012"],
        "minutes": [12.346, INF, 0.0, 41.5, NAN],
        "minutes_there": [12.001, INF, 0.0, NAN, 40.0],
        "minutes_back": [12.691, 3.0, 0.0, NAN, NAN],
        "minutes_by": ["routed", "routed", "routed", "estimate", ""],
    }
)
TOLD = pd.DataFrame({"mode": ["car"] * 5, "source": ["osrm 6.0"] * 5, "date": ["2026-10-01"] * 5})
HEADER = ",".join(MINUTES_COLUMNS)


def test_what_a_run_writes_it_reads_again(tmp_path: Path) -> None:
    path = tmp_path / "minutes.csv"
    path.write_bytes(csv_bytes(minutes_list(PAIRS, TOLD)))
    pd.testing.assert_frame_equal(read_minutes_list(path), PAIRS.astype({"seeker_urn": "str"}))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[2] == "900001,900011,unreachable,unreachable,3,routed,car,osrm 6.0,2026-10-01"
    assert lines[4] == "list-7,900011,41.5,,,estimate,car,,"  # nobody tells an estimate
    assert lines[5] == "list-7,900012,,40,,,car,osrm 6.0,2026-10-01"  # asked one way


def test_every_cell_is_written_as_it_would_be_alone() -> None:
    """Columns of few words are written by the word; hostile ones, and figures of any kind."""
    figures = [0.0, -0.0, 0.001, 12.0, 12.3, 1234.567, NAN, INF, *np.arange(len(HOSTILE)) / 7]
    rng = np.random.default_rng(3)
    pairs = pd.DataFrame(
        {name: rng.choice(np.array(HOSTILE, dtype=object), 300) for name in PAIRS.columns[:2]}
        | {name: rng.choice(figures, 300) for name in PAIRS.columns[2:5]}
        | {"minutes_by": rng.choice(["routed", "estimate"], 300)}
    )
    told = pd.DataFrame(
        {name: rng.choice(np.array(HOSTILE, dtype=object), 300) for name in TOLD.columns}
    )
    expected = [HEADER]
    for number, row in enumerate(pairs.itertuples(index=False)):
        seeker, partner, *minutes, by = row
        who = told.iloc[number].tolist()
        texts = [seeker, partner, *map(_alone, minutes), by, who[0],
                 *(["", ""] if by == "estimate" else who[1:])]  # fmt: skip
        expected.append(",".join(_quoted(neutralise(text)) for text in texts))
    written = csv_bytes(minutes_list(pairs, told)).decode("utf-8-sig")
    assert written == "\r\n".join([*expected, ""])


def _alone(figure: float) -> str:
    if figure != figure:
        return ""
    return "unreachable" if figure == INF else repr(abs(figure)).removesuffix(".0")


def _quoted(text: str) -> str:
    odd = text != text.strip() or any(mark in text for mark in ',"\r\n')
    return '"' + text.replace('"', '""') + '"' if odd else text


def test_it_is_a_file_of_minutes_as_another_run_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "minutes.csv"
    path.write_bytes(csv_bytes(minutes_list(PAIRS.iloc[:3], TOLD.iloc[:3])))
    assert MINUTES_COLUMNS == COLUMNS
    read = read_minutes(path, ["900001", "900002", "900010", "900011"], ProblemLog())
    own = read.pairs[~read.pairs["turned"]].reset_index(drop=True)
    for name in MINUTES_COLUMNS[:6]:
        assert own[name].tolist() == PAIRS.iloc[:3][name].tolist(), name
    assert read.named("date") == ("2026-10-01",)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["a,b,1,1,1,routed,car,x,"], "has not the columns"),
        ([HEADER, "1,2,1,1,1"], "no word of ours"),
        ([HEADER, "1,2,one,1,1,routed,car,x,"], "minutes is no number"),
        ([HEADER, "1,2,-1,,,routed,car,x,"], "minutes is no number"),
        ([HEADER, "1,2,nan,,,routed,car,x,"], "minutes is no number"),
        ([HEADER, "1,2,1e999,,,routed,car,x,"], "minutes is no number"),
        ([HEADER, "1,2,,,,routed,car,x,"], "minutes are missing"),
        ([HEADER, "1,2,,9,,routed,car,x,"], "minutes are missing"),
        ([HEADER, "1,2,,9,9,,car,x,"], "minutes are missing"),
        ([HEADER, "1,2,,,9,,car,x,"], "minutes are missing"),
        ([HEADER, "1,2,,unreachable,,,car,x,"], "minutes are missing"),
        ([HEADER, "1,2,9,9,,,car,x,"], "no word of ours"),
        ([HEADER, "1,2,9,1,1,routed,car,x,"], "not the mean"),
        ([HEADER, "1,2,9,unreachable,1,routed,car,x,"], "not the mean"),
        ([HEADER, "1,2,9,9,9,flown,car,x,"], "no word of ours"),
        ([HEADER, ",2,9,9,9,routed,car,x,"], "no URN"),
        ([HEADER, "1,2,9,9,9,routed,car,x,", "1,2,8,8,8,routed,car,x,"], "earlier row"),
        ([HEADER, "1,2,9,9,9,routed,car,x,", '1,3,9,9,9,routed,"car,x,'], "cannot be read"),
        ([HEADER, "1,2,9,9,9,routed,car,x,,more"], "more than 9 fields"),
    ],
)
def test_a_file_that_was_made_to_fit_is_refused(
    tmp_path: Path, lines: list[str], told: str
) -> None:
    path = tmp_path / "minutes.csv"
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8-sig")
    with pytest.raises(FileError, match=told) as caught:
        read_minutes_list(path)
    assert caught.value.hint == "run the match again"


def test_how_far_a_road_is_keeps_every_digit(tmp_path: Path) -> None:
    path, far = tmp_path / "roads.csv", 1234.567890123456
    metres = pd.Series({"900001": far, "900002": NAN, "900003": INF, "900004": 0.0})
    path.write_bytes(csv_bytes(road_list(metres)))
    found = read_road_list(path)
    assert found["900001"] == far
    assert np.isnan(found["900002"])
    assert (found["900003"], found["900004"]) == (INF, 0.0)
    path.write_text("urn,road_m\n1,far\n", encoding="utf-8")
    with pytest.raises(FileError, match="no number"):
        read_road_list(path)
