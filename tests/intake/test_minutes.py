"""Files of minutes: what they may look like, and that no row is lost."""

from __future__ import annotations

import math
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.minutes.durations import duration
from matcher.intake.minutes.reader import COLUMNS, MinutesTable, read_minutes

URNS = ("100001", "100002", "100003", "100004")
HEADER = "seeker_urn,partner_urn,minutes,mode,source,date\n"
INF, NAN = math.inf, math.nan


def read(path: Path, text: str, known: tuple[str, ...] = URNS) -> tuple[MinutesTable, ProblemLog]:
    path.write_text(text, encoding="utf-8")
    log = ProblemLog()
    table = read_minutes(path, known, log)
    assert log.references == [table.account]
    assert table.account.balances, table.account.line()
    return table, log


def minutes(table: MinutesTable) -> dict[tuple[str, str], float]:
    """The minutes of the pairs that the file has the way they stand."""
    own = table.pairs[~table.pairs["turned"]]
    return dict(zip(zip(own["seeker_urn"], own["partner_urn"], strict=True), own["minutes"],
                    strict=True))  # fmt: skip


def codes(log: ProblemLog) -> list[tuple[int, str]]:
    return sorted((one.row, one.code) for one in log.problems)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("25", 25), ("0", 0), ("12.345", 12.345), ("25 min", 25), ("25mins.", 25), ("25 M", 25),
        ("1 h 5", 65), ("1h05", 65), ("1 hr 5 min", 65), ("1 Hour and 5 minutes", 65), ("2 h", 120),
        ("1 hour, 5 minutes", 65), ("1.5 hours", 90), ("0:25", 25), ("01:05", 65),
        ("1e3", 1000), ("1.2e1", 12), ("1.2E+01", 12), ("5.0e-01", 0.5), ("1e", None),
        ("1e400", None), ("36.766666666666666", 36.766666666666666), ("1.5833333333333333 h", 95),
        ("36.766666666666666 min", 36.766666666666666), ("0:25:30.0000000001", 25.5),
        ("00:25:30", 25.5), ("unreachable", INF), (" Unreachable", INF), ("", NAN), ("n/a", NAN),
        ("-", NAN), ("unknown", NAN),
        ("soon", None), ("25%", None), ("£25", None), ("-5", None), ("inf", None), ("e1", None),
        ("12,5", None), ("1,200", None), ("0:75", None), ("5 h 5 h", None), ("90 s", None),
        ("25 - 30", None), ("h", None), ("min", None), ("٢٥", None), ("1 5", None), (".5", None),
        ("no", None), ("25 km", None), ("=25", None),
    ],
)  # fmt: skip
def test_a_time_is_read_by_one_plain_rule(text: str, wanted: float | None) -> None:
    found = duration(text)
    known = wanted if wanted is None else pytest.approx(wanted, rel=1e-9, nan_ok=True)
    assert found == known


def test_zero_is_a_time_blank_is_not_known_and_no_way_is_no_way(tmp_path: Path) -> None:
    table, log = read(
        tmp_path / "minutes.csv",
        HEADER
        + "100001,100002,0,car,ours,2026-11-01\n100001,100003,,car,ours,01/11/2026\n\n"
        + "100001,100004,unreachable,car,ours,\n100002,100003,1 h 5,bus,ours,\n",
    )
    found = minutes(table)
    assert found[("100001", "100002")] == 0
    assert math.isnan(found[("100001", "100003")])
    assert found[("100001", "100004")] == INF
    assert found[("100002", "100003")] == 65
    assert codes(log) == []
    assert table.account.sum() == (
        "5 rows read = 4 used + 0 of schools not here + 0 rejected + 1 blank + 0 headings"
    )
    assert (table.named("mode"), table.named("date")) == (("bus", "car"), ("2026-11-01",))
    assert list(table.pairs["minutes_by"].unique()) == [""]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (",10,20,", 15), ("15,10,20,", 15), ("15.04,10,20,", 15), ("12,,20,", 12), ("12,,,", 12),
        (",,20,", NAN), (",unreachable,20,", INF), ("unreachable,unreachable,20,", INF),
        ("unreachable,,,", INF),
        ("16,10,20,", None), ("unreachable,10,20,", None), ("15,unreachable,20,", None),
    ],
)  # fmt: skip
def test_minutes_are_the_mean_of_there_and_back(
    tmp_path: Path, cells: str, wanted: float | None
) -> None:
    head = "seeker_urn,partner_urn,minutes,minutes_there,minutes_back,minutes_by\n"
    table, log = read(tmp_path / "minutes.csv", f"{head}100001,100002,{cells}\n")
    if wanted is None:
        assert (codes(log), len(table.pairs)) == ([(2, "unread_minutes")], 0)
        return
    (found,) = minutes(table).values()
    assert found == wanted or (math.isnan(found) and math.isnan(wanted))


def test_a_pair_is_turned_only_where_the_other_way_round_is_not_known(tmp_path: Path) -> None:
    head = "seeker_urn,partner_urn,minutes_there,minutes_back\n"
    table, _ = read(
        tmp_path / "minutes.csv",
        head + "100001,100002,10,20\n100003,100001,30,40\n100001,100003,,\n100004,100001,5,5\n"
        "100001,100004,7,7\n",
    )
    pairs = table.pairs.set_index(["seeker_urn", "partner_urn"])
    turned = pairs.loc[("100002", "100001")]
    assert (turned["minutes"], turned["minutes_there"], turned["minutes_back"]) == (15, 20, 10)
    assert pairs.loc[("100001", "100003"), "minutes_there"] == 40
    assert pairs.loc[("100001", "100004"), "minutes"] == 7
    assert pairs.loc[("100004", "100001"), "minutes"] == 5
    assert sorted(pairs.index[pairs["turned"]]) == [("100001", "100003"), ("100002", "100001")]
    assert [table.urns[one] for one in table.pairs["seeker"]] == list(table.pairs["seeker_urn"])


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("Ash School,100002,5,,,", "seeker_urn"), ("100001,,5,,,", "partner_urn"),
        ("100001 or 100003,100002,5,,,", "seeker_urn"), ("100001,100001,5,,,", "partner_urn"),
        ("100001,100002,soon,,,", "minutes"), ("100001,100002,-5,,,", "minutes"),
        ("100001,100002,1441,,,", "minutes"), ("100001,100002,24:01,,,", "minutes"),
        ("100001,100002,5,,,,more", "minutes"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_understood_is_told(tmp_path: Path, cells: str, column: str) -> None:
    table, log = read(tmp_path / "minutes.csv", f"{HEADER}{cells}\n100002,100003,1440,,,\n")
    assert [(one.code, one.row, one.column) for one in log.problems] == [
        ("unread_minutes", 2, column)
    ]
    assert (table.account.rejected, list(minutes(table).values())) == (1, [1440])


def test_a_file_for_many_offices_is_read_for_one(tmp_path: Path) -> None:
    others = "".join(f"{urn},100001,9,,,\n" for urn in range(200001, 200051))
    table, log = read(tmp_path / "minutes.csv", f"{HEADER}{others}100001,100002,25,,,\n")
    assert (table.account.not_ours, table.account.used, codes(log)) == (50, 1, [])
    assert minutes(table) == {("100001", "100002"): 25}
    _, log = read(tmp_path / "minutes.csv", HEADER + others)
    assert codes(log) == [(0, "minutes_of_nobody")]


def test_rows_that_contradict_each_other(tmp_path: Path) -> None:
    rows = [
        "100001,100002,25,,,", "100001,100002,40,,,", "100001,100002,,,,",  # the longest
        "100001,100003,25,,,2026-11-02", "100001,100003,40,,,2026-11-01",  # the latest
        "100001,100004,25,,,2026-11-02", "100001,100004,40,,,",  # not each has a day
        "100002,100003,12,,,", "100002,100003,12.02,,,",  # the same but for rounding
        "100002,100004,unreachable,,,", "100002,100004,5,,,", "100002,100004,unreachable,,,",
    ]  # fmt: skip
    path = tmp_path / "minutes.csv"
    seen = set()
    for seed in range(6):
        Random(seed).shuffle(rows)
        table, log = read(path, HEADER + "\n".join(rows) + "\n")
        assert minutes(table) == {
            ("100001", "100002"): 40, ("100001", "100003"): 25, ("100001", "100004"): 40,
            ("100002", "100003"): 12.02, ("100002", "100004"): INF,
        }  # fmt: skip
        told = [(one.code, one.value) for one in log.problems]
        assert sorted(told) == sorted(
            ("contradicting_minutes", text) for text in ("25", "40", "25", "5")
        )
        seen.add(table.pairs.drop(columns="row").to_csv())
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Seeker URN;Partner URN;Minutes", "100001;100002;7"),
        ("seeker,partner,travel time", "100001,100002,7 min"),
        ("To URN,From URN,mins", "100002,100001,0:07"),
        ("PartnerURN,Seeker URN,Travel time (minutes)", "URN 100002,100001.0,7.0"),
        ("seeker,Seeker URN,partner URN,minutes", "Ash School,100001,100002,7"),
    ],
)
def test_headers_are_read_as_people_write_them(tmp_path: Path, header: str, cells: str) -> None:
    table, log = read(tmp_path / "m.csv", f"Travel in our county\n{header}\n{cells}\n{header}\n")
    assert (minutes(table), codes(log)) == ({("100001", "100002"): 7}, [])
    assert table.account.headings == 2


def test_two_columns_of_minutes_are_told(tmp_path: Path) -> None:
    text = "seeker_urn,partner_urn,minutes,travel time\n100001,100002,7,9\n"
    table, log = read(tmp_path / "minutes.csv", text)
    assert (list(minutes(table).values()), codes(log)) == ([7], [(1, "duplicate_header")])


@pytest.mark.parametrize("text", ["urn,minutes\n100001,7\n", "seeker_urn,partner_urn\n1,2\n", "\n"])
def test_what_is_no_file_of_minutes_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileError, match=r"no header row of minutes|empty"):
        read(tmp_path / "minutes.csv", text)


def test_a_workbook_with_times_is_read(tmp_path: Path) -> None:
    import datetime

    rows = pd.DataFrame(
        {"Seeker URN": [100001, 100002], "Partner URN": [100002, 100003],
         "Minutes": [datetime.time(0, 25), datetime.time(1, 5)]}
    )  # fmt: skip
    path = tmp_path / "minutes.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        pd.DataFrame({"What this is": ["car"]}).to_excel(book, sheet_name="Notes", index=False)
        rows.to_excel(book, sheet_name="Times", index=False)
    log = ProblemLog()
    table = read_minutes(path, URNS, log)
    assert list(minutes(table).values()) == [25, 65]
    assert table.account.balances


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*URNS, "999999", "Ash", "", " 100001 "]),
            st.sampled_from([*URNS, "999998", ""]),
            st.sampled_from(["", "5", "7", "unreachable", "soon", "-1", "9999", "=1+1", "1:05"]),
            st.sampled_from(["", "car", "{{ 6007 * 7001 }}", "<b>bus</b>"]),
            st.sampled_from(["", "2026-11-01", "30/11/2026", "yesterday"]),
        ),
        max_size=20,
    )
)
def test_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    lines = [f"{a},{b},{m},{mode},,{day}" for a, b, m, mode, day in rows]
    path = tmp_path_factory.getbasetemp() / "minutes.csv"
    table, _ = read(path, HEADER + "\n".join(lines) + "\n")
    assert not table.pairs.duplicated(["seeker_urn", "partner_urn"]).any()
    # Who is in the table one way round is in it the other way round.
    ends = set(zip(table.pairs["seeker"], table.pairs["partner"], strict=True))
    assert ends == {(there, here) for here, there in ends}
    assert {*COLUMNS} <= {*table.pairs.columns}
