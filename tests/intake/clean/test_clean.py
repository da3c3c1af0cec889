"""Cells read for what they say, and columns filled in from other columns."""

from __future__ import annotations

import datetime

import pytest
from lists_read import Desk

from matcher.intake.accounts import headers_as_written
from matcher.intake.clean.age_ranges import age_range
from matcher.intake.clean.clean_records import clean_records


def cleaned(
    desk: Desk, text: str, today: datetime.date | None = None
) -> tuple[list[dict[str, str]], dict[str, int]]:
    """The records of a list once cleaned, and how many problems of each code there were."""
    found = desk.read(text)
    headers = headers_as_written(found.accounts)
    records = clean_records(found.records, headers, desk.log, today)
    return records.to_dict("records"), desk.log.counts()


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
    assert age_range(text) == said


def test_ages_fill_only_what_is_blank(desk: Desk) -> None:
    rows, counts = cleaned(
        desk,
        "URN,Age range,Lowest age,Highest age\n100000,4-11,,\n100001,4-11,5,\n"
        "100002,2025-11-05,,\n100003,all,,\n100004,,,\n",
    )
    assert [(r["age_low"], r["age_high"]) for r in rows] == [
        ("4.0", "11.0"), ("5.0", ""), ("5.0", "11.0"), ("", ""), ("", ""),
    ]  # fmt: skip
    assert counts == {"age_range_from_date": 1, "unread_ages": 1}


def test_a_postcode_within_an_address(desk: Desk) -> None:
    rows, _ = cleaned(
        desk,
        'URN,Address,Postcode\n100000,"31 Jewry Street, London, EC3N 2ET",\n'
        '100001,"1 High Street, EC3N 2ET",AL10 0AA\n100002,nowhere,\n',
    )
    assert [r["postcode"] for r in rows] == ["EC3N 2ET", "AL10 0AA", ""]


def test_the_number_of_a_school(desk: Desk) -> None:
    rows, _ = cleaned(
        desk,
        "URN,DfE number,LA code,Establishment number\n100000,850/2000,,\n100001,,850,2001\n"
        "100002,8502002.0,,\n100003,n/a,,12\n",
    )
    assert [r["laestab"] for r in rows] == ["8502000", "8502001", "8502002", ""]


@pytest.mark.parametrize(
    ("figures", "said", "noted"),
    [
        (("0.217", "0.1", "0"), ("21.7", "10.0", "0.0"), 1),
        (("0.217", "SUPP", "0.05", "1"), ("21.7", "", "5.0", "100.0"), 1),
        (("0.217", "few", "0.05", "1"), ("21.7", "", "5.0", "100.0"), 1),
        (("0.217", "0.1"), ("0.217", "0.1"), 0),  # too few to tell
        (("0.5", "21.7", "3"), ("0.5", "21.7", "3.0"), 0),
        (("0", "0", "0"), ("0.0", "0.0", "0.0"), 0),
        (("0.8", "0.5", "0.4", "0.9"), ("0.8", "0.5", "0.4", "0.9"), 0),  # as published
        (("0.8", "0.5", "0.45", "0.9"), ("80.0", "50.0", "45.0", "90.0"), 1),
    ],
)
def test_shares_are_read_as_percentages(
    desk: Desk, figures: tuple[str, ...], said: tuple[str, ...], noted: int
) -> None:
    lines = [f"10000{i},{figure}" for i, figure in enumerate(figures)]
    rows, counts = cleaned(desk, "\n".join(["URN,% FSM", *lines]) + "\n")
    assert tuple(r["fsm_pct"] for r in rows) == said
    assert counts.get("shares_read_as_percent", 0) == noted
    assert counts.get("small_percentages", 0) == (figures[:2] == ("0.8", "0.5") and not noted)


def test_a_closing_date_that_is_past_closes_a_school(desk: Desk) -> None:
    text = (
        "URN,Date closed,Status\n100000,31/08/2024,\n100001,2030-08-31,\n100002,01-09-2024,open\n"
        "100003,45535,\n100004,soon,\n100005,n/a,\n"
    )
    rows, counts = cleaned(desk, text, today=datetime.date(2025, 1, 1))
    assert [row["status"] for row in rows] == ["closed", "", "open", "closed", "", ""]
    assert counts == {"closed_by_date": 2, "not_a_date": 1}
    assert "31 August 2024" in desk.log.problems[0].message
    earlier, _ = cleaned(desk, text, today=datetime.date(2024, 8, 31))
    assert [row["status"] for row in earlier] == ["", "", "open", "", "", ""]


def test_a_cell_of_postcodes_holds_one_several_half_of_one_or_none(desk: Desk) -> None:
    cells = ["al100aa", "AL1O 0AA", "AL10 0AA or AL10 0AB", "AL10", "near Hatfield AL10 0",
             "see the notes", "tbc", "n/a", ""]  # fmt: skip
    lines = [f'10000{i},"{cell}"' for i, cell in enumerate(cells)]
    rows, counts = cleaned(desk, "\n".join(["URN,Postcode", *lines]) + "\n")
    assert [row["postcode"] for row in rows] == [
        "AL10 0AA", "AL10 0AA", "AL10 0AA; AL10 0AB", "AL10", "AL10", "", "", "", "",
    ]  # fmt: skip
    assert counts == {"mended_postcode": 1, "outward_code": 2, "bad_postcode": 2}
    assert desk.only("mended_postcode").value == "AL1O 0AA"
