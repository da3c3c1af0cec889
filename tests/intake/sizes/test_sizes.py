"""Whom schools teach and how many: what tables say, which of them counts, only blanks filled."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pandas as pd
import pytest

from matcher.core.problems import ProblemLog
from matcher.intake.performance.reader import Performance, read_performance
from matcher.intake.sizes.fill_sizes import fill_sizes
from matcher.intake.sizes.school_sizes import Size, one_size_each

NAN = math.nan
OLD = "RECTYPE,URN,SCHNAME,AGERANGE,TOTPUPS,P8MEA\n"
TODAY = (
    "time_period,geographic_level,school_urn,establishment_type_group,agerange,t_allks_pupils,"
    "avg_att8\n"
)


def tables(tmp_path: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def read(paths: list[Path]) -> Performance:
    return read_performance(paths, ProblemLog(), [])


def told(sizes: pd.DataFrame) -> dict[str, tuple[float, ...]]:
    rows = sizes[["age_low", "age_high", "pupils"]].itertuples(index=False)
    return dict(zip(sizes["urn"], map(tuple, rows), strict=True))


def size(urn: str, table: str, year: str, *numbers: float, list_: str = "a.csv") -> Size:
    return Size(urn, table, year, *numbers, f"{table} of {year}", list_)


def test_the_tables_of_before_and_of_today(tmp_path: Path) -> None:
    old = OLD + (
        "1,100001,Ash,11-18,764,z\n1,100002,Elm,4-11,SUPP,z\n1,100003,Oak,,0,z\n"
        "1,100004,Yew,18-4,-5,z\n4,,LA,,30000,z\n"
    )
    today = TODAY + (
        "202324,School,100005,Independent schools,7 to 18,764,z\n"
        "202324,School,100006,Independent schools,z,z,z\n"
        "202324,National,,,2 to 99,900000,z\n"
    )
    found = read(tables(tmp_path, **{"2018-2019_ks4final": old, "today": today})).sizes
    assert told(found)["100001"] == (11, 18, 764)
    assert told(found)["100005"] == (7, 18, 764)
    low, high, pupils = told(found)["100002"]
    assert (low, high, math.isnan(pupils)) == (4, 11, True)
    assert set(found["urn"]) == {"100001", "100002", "100005"}
    words = dict(zip(found["urn"], found["pupils_said_by"], strict=True))
    assert words["100001"] == "key stage 4 table of 2018/19"
    assert words["100005"] == "key stage 4 table of 2023/24"
    assert words["100002"] == ""


def test_whoever_has_results_at_16_to_18_teaches_to_18(tmp_path: Path) -> None:
    text = (
        "RECTYPE,URN,SCHNAME,VA_INS_ALEV,TALLPPE_ALEV_1618\n1,100001,Ash,,38.2\n1,100002,Elm,,NE\n"
    )
    found = read(tables(tmp_path, ks5=text)).sizes
    (row,) = found.itertuples()
    assert (row.urn, math.isnan(row.age_low), row.age_high) == ("100001", True, 18)


def test_the_latest_year_counts_and_of_that_the_census() -> None:
    sizes = [
        size("1", "ks4", "2018/19", 11, 16, 500),
        size("1", "ks4", "2023/24", 11, 18, NAN),
        size("1", "ks2", "2022/23", 4, 18, 700, list_="b.csv"),
        size("1", "census", "2022/23", NAN, NAN, 690, list_="c.csv"),
        size("2", "ks5", "2023/24", NAN, 18, NAN),
        size("2", "ks4", "2018/19", 13, 18, NAN),
        size("3", "census", "2023/24", NAN, NAN, 90),
        size("3", "census", "2023/24", NAN, NAN, 91),
        size("10", "entries", "2024/25", NAN, 18, NAN),
    ]
    first = one_size_each(sizes)
    for order in itertools.islice(itertools.permutations(sizes), 0, 5_000, 977):
        pd.testing.assert_frame_equal(one_size_each(order), first)
    assert list(first["urn"]) == ["1", "2", "3", "10"]
    one, two, three, ten = first.itertuples()
    assert (one.age_low, one.age_high, one.pupils) == (11, 18, 690)
    assert (one.ages_said_by, one.pupils_list) == ("ks4 of 2023/24", "c.csv")
    assert (two.age_low, two.age_high) == (13, 18)  # both ages go before one
    assert math.isnan(three.pupils)  # two rows, two numbers: nothing says which
    assert (math.isnan(ten.age_low), ten.age_high) == (True, 18)


def schools(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["urn", "age_low", "age_high", "pupils"])


def test_only_blanks_are_filled_and_each_file_is_told_once() -> None:
    sizes = one_size_each([
        size("1", "ks4", "2023/24", 7, 18, 764),
        size("2", "ks4", "2023/24", 11, 16, 300),
        size("3", "census", "2022/23", NAN, NAN, 80, list_="c.csv"),
        size("4", "ks4", "2023/24", 4, 11, 200),
    ])  # fmt: skip
    log = ProblemLog()
    before = schools(("1", NAN, NAN, NAN), ("2", 3, 19, 250), ("3", NAN, NAN, 0), ("4", 13, NAN, 5),
                     ("9", NAN, NAN, NAN))  # fmt: skip
    kept = before.copy()
    after = fill_sizes(before, sizes, log)
    pd.testing.assert_frame_equal(before, kept)
    assert list(after["pupils"].fillna(-1)) == [764, 250, 80, 5, -1]
    assert list(after["age_low"].fillna(-1)) == [7, 3, -1, 13, -1]
    # A school that begins at 13 does not end at 11, whatever a table says.
    assert list(after["age_high"].fillna(-1)) == [18, 19, -1, -1, -1]
    assert list(after["pupils_from"]) == ["ks4 of 2023/24", "", "census of 2022/23", "", ""]
    assert list(after["ages_from"]) == ["ks4 of 2023/24", "", "", "", ""]
    assert [(one.list, one.severity) for one in log.problems] == [
        ("a.csv", "note"),
        ("c.csv", "note"),
    ]
    assert log.problems[0].message.startswith(
        "the ages of 1 school and the pupils on roll of 1 sch"
    )
    assert log.problems[1].message.startswith("the pupils on roll of 1 school, which")


def test_a_second_table_fills_what_the_first_left_and_says_so() -> None:
    first = one_size_each([size("1", "ks4", "2023/24", NAN, NAN, 764)])
    second = one_size_each([size("1", "entries", "2024/25", NAN, 18, 9)])
    after = fill_sizes(fill_sizes(schools(("1", NAN, NAN, NAN)), first), second)
    (row,) = after.itertuples()
    assert (row.pupils, row.age_high) == (764, 18)
    assert (row.pupils_from, row.ages_from) == ("ks4 of 2023/24", "entries of 2024/25")


@pytest.mark.real
def test_the_roll_of_the_table_is_that_of_the_register(shared_data: Path) -> None:
    """Of the independents in both, so that a blank may be filled from it."""
    table = shared_data / "performance" / "ks4-schools-2023-24-national.csv"
    found = read([table]).sizes.set_index("urn")
    register = pd.read_csv(
        shared_data / "gias" / "register-2025-05-24.csv", encoding="cp1252", dtype=str
    )
    mine = register[register["TypeOfEstablishment (name)"] == "Other independent school"]
    both = mine.set_index("URN").join(found, how="inner")
    roll = pd.to_numeric(both["NumberOfPupils"])
    near = (both["pupils"] / roll - 1).abs() < 0.01
    assert len(both) == 897
    assert near[roll > 0].mean() > 0.99
    assert both["age_high"].notna().mean() > 0.98
