"""What one column says in place of another."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from matcher.core.problems import ProblemLog
from matcher.intake.clean.clean import tidy
from matcher.intake.clean.derive import ages, date
from matcher.intake.read import read


def tidied(tmp_path: Path, text: str) -> tuple[list[dict[str, str]], dict[str, int]]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    log = ProblemLog()
    records = tidy(read([path], log), log)
    return records.to_dict("records"), log.counts()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4-11", ("4", "11", False)),
        ("Ages 11 to 18", ("11", "18", False)),
        ("3 – 19 years", ("3", "19", False)),
        ("11/16", ("11", "16", False)),
        ("2025-11-05", ("5", "11", True)),  # 5-11 typed in 2025
        ("2016-11-01", ("11", "16", True)),  # 11-16 typed
        ("2019-02-01", ("2", "19", True)),
        ("18-4", None),
        ("primary", None),
        ("4-99", None),
    ],
)
def test_age_ranges(text: str, said: tuple[str, str, bool] | None) -> None:
    assert ages(text) == said


def test_ages_fill_only_what_is_blank(tmp_path: Path) -> None:
    rows, counts = tidied(
        tmp_path,
        "URN,Age range,Lowest age,Highest age\n100000,4-11,,\n100001,4-11,5,\n"
        "100002,2025-11-05,,\n100003,all,,\n100004,,,\n",
    )
    assert [(r["age_low"], r["age_high"]) for r in rows] == [
        ("4.0", "11.0"), ("5.0", ""), ("5.0", "11.0"), ("", ""), ("", ""),
    ]  # fmt: skip
    assert counts == {"age_range_from_date": 1, "unread_ages": 1}


def test_a_postcode_within_an_address(tmp_path: Path) -> None:
    rows, _ = tidied(
        tmp_path,
        'URN,Address,Postcode\n100000,"31 Jewry Street, London, EC3N 2ET",\n'
        '100001,"1 High Street, EC3N 2ET",AL10 0AA\n100002,nowhere,\n',
    )
    assert [r["postcode"] for r in rows] == ["EC3N 2ET", "AL10 0AA", ""]


def test_the_number_of_a_school(tmp_path: Path) -> None:
    rows, _ = tidied(
        tmp_path,
        "URN,DfE number,LA code,Establishment number\n100000,850/2000,,\n100001,,850,2001\n"
        "100002,8502002.0,,\n100003,n/a,,12\n",
    )
    assert [r["laestab"] for r in rows] == ["8502000", "8502001", "8502002", ""]


@pytest.mark.parametrize(
    ("figures", "said", "noted"),
    [
        (("0.217", "0.1", "0"), ("21.7", "10.0", "0.0"), 1),
        (("0.217", "SUPP", "0.05", "1"), ("21.7", "", "5.0", "100.0"), 1),
        (("0.217", "0.1"), ("0.217", "0.1"), 0),  # too few to tell
        (("0.5", "21.7", "3"), ("0.5", "21.7", "3.0"), 0),
        (("0", "0", "0"), ("0.0", "0.0", "0.0"), 0),
    ],
)
def test_shares_are_read_as_percentages(
    tmp_path: Path, figures: tuple[str, ...], said: tuple[str, ...], noted: int
) -> None:
    lines = [f"10000{i},{figure}" for i, figure in enumerate(figures)]
    rows, counts = tidied(tmp_path, "\n".join(["URN,% FSM", *lines]) + "\n")
    assert tuple(r["fsm_pct"] for r in rows) == said
    assert counts.get("shares_read_as_percent", 0) == noted


@pytest.mark.parametrize(
    "text", ["2024-09-01", "01/09/2024", "01-09-2024", "1.9.2024", "45536", "2024-09-01 00:00:00"]
)
def test_dates_in_every_shape_are_day_first(text: str) -> None:
    assert date(text) == datetime.date(2024, 9, 1)


@pytest.mark.parametrize("text", ["09/31/2024", "autumn", "", "2024", "1e9"])
def test_what_is_no_date(text: str) -> None:
    assert date(text) is None


def test_a_closing_date_that_is_past_closes_a_school(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "URN,Date closed,Status\n100000,31/08/2024,\n100001,2030-08-31,\n100002,01-09-2024,open\n"
        "100003,45535,\n100004,soon,\n100005,n/a,\n",
        encoding="utf-8",
    )
    log = ProblemLog()
    records = tidy(read([path], log), log, today=datetime.date(2025, 1, 1))
    assert records["status"].tolist() == ["closed", "", "open", "closed", "", ""]
    assert log.counts() == {"closed_by_date": 2, "not_a_date": 1}
    assert "31 August 2024" in log.problems[0].message
    earlier = tidy(read([path], ProblemLog()), ProblemLog(), today=datetime.date(2024, 8, 31))
    assert earlier["status"].tolist() == ["", "", "open", "", "", ""]
