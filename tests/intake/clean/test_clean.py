"""Cells read for what they say, and columns filled in from other columns."""

from __future__ import annotations

import datetime

import pytest
from lists_read import Desk

from matcher.intake.accounts import headers_as_written
from matcher.intake.clean.age_ranges import age_range
from matcher.intake.clean.clean_records import clean_records
from matcher.intake.lists import read_records


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


def test_a_capacity_is_a_whole_number_of_partnerships(desk: Desk) -> None:
    cells = {"0.4": "", "2.7": "2.0", "1.9999999": "2.0", "3.0": "3.0", "0": "0.0", "50%": "",
             "£3": "", "-1": "", "two or three": "", "Four": "4.0", "": "",
             "n/a": "", "9" * 400: ""}  # fmt: skip
    lines = [f"1{at:05},{cell}" for at, cell in enumerate(cells)]
    rows, counts = cleaned(desk, "\n".join(["URN,Capacity", *lines]) + "\n")
    assert [row["capacity"] for row in rows] == list(cells.values())
    assert counts == {"not_whole": 2, "not_a_number": 3, "out_of_range": 2}
    told = {one.value: one.message for one in desk.log.problems if one.code == "not_whole"}
    assert told["0.4"].endswith("it counts as not known")  # 0 is no place at all
    assert told["2.7"].endswith("2 was used")


def test_a_closing_date_that_is_past_closes_a_school(desk: Desk) -> None:
    text = (
        "URN,Date closed,Status\n100000,31/08/2024,\n100001,2030-08-31,\n100002,01-09-2024,open\n"
        "100003,45535,\n100004,soon,\n100005,n/a,\n"
    )
    rows, counts = cleaned(desk, text, today=datetime.date(2025, 1, 1))
    assert [row["status"] for row in rows] == ["closed", "", "open", "closed", "", ""]
    assert counts == {"closed_by_date": 2, "not_a_date": 1}
    assert desk.only("not_a_date").value == "soon"
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0-25", ("0", "25", False)),  # a special school keeps its pupils to 25
        ("4-26", None),
        ("11-11", ("11", "11", False)),
        ("2012-11-01", ("11", "12", True)),  # November 2012, for 11-12
        ("2011-11-01", ("1", "11", True)),  # nobody leaves at 11: 1-11 typed in 2011
        ("2020-02-01", ("1", "2", True)),
        ("2019-02-03", None),
        ("2016-11-02", ("2", "11", True)),
    ],
)
def test_the_ends_of_what_is_an_age_range(text: str, said: tuple[str, str, bool] | None) -> None:
    assert age_range(text) == said


@pytest.mark.parametrize(
    ("header", "inside", "outside", "bounds"),
    [
        ("Age from", ("0", "99"), ("-0.5", "99.5"), "between 0 and 99"),
        ("Age to", ("0", "99"), ("-0.5", "99.5"), "between 0 and 99"),
        ("FSM %", ("0", "100"), ("-0.5", "100.5"), "between 0 and 100"),
        ("Pupils", ("1", "12345"), ("-0.5",), "0 or more"),
        ("Capacity", ("0", "7"), ("-0.5", "100.5"), "between 0 and 100"),
    ],
)
def test_the_bounds_of_a_figure(
    desk: Desk, header: str, inside: tuple[str, ...], outside: tuple[str, ...], bounds: str
) -> None:
    column = {"Age from": "age_low", "Age to": "age_high", "FSM %": "fsm_pct",
              "Pupils": "pupils", "Capacity": "capacity"}[header]  # fmt: skip
    figures = (*inside, *outside, "1" * 400, "n/a", "few")
    lines = [f"{100_000 + i},{figure}" for i, figure in enumerate(figures)]
    rows, counts = cleaned(desk, "\n".join([f"URN,{header}", *lines]) + "\n")
    assert [row[column] for row in rows] == [
        *(str(float(figure)) for figure in inside), *[""] * (len(outside) + 3),
    ]  # fmt: skip
    assert counts == {"out_of_range": len(outside) + 1, "not_a_number": 1}
    assert (desk.only("not_a_number").value, desk.only("not_a_number").column) == ("few", header)
    said = desk.all("out_of_range")
    assert {(p.column, p.severity) for p in said} == {(header, "warning")}
    assert [p.row for p in said] == [*range(4, 4 + len(outside) + 1)]
    assert all(bounds in p.hint for p in said)


def test_a_kind_is_one_of_ours_or_the_type_in_an_offices_words(desk: Desk) -> None:
    rows, _ = cleaned(
        desk,
        "URN,Kind,Type\n100000,Independent,\n100001,Independent,Free school\n"
        "100002,Academy converter,\n100003,Academy converter,Free school\n100004,,Free school\n"
        "100005,,\n100006,n/a,\n",
    )
    assert [(row["kind"], row["type"]) for row in rows] == [
        ("independent", ""), ("independent", "Free school"), ("", "Academy converter"),
        ("", "Free school"), ("", "Free school"), ("", ""), ("", ""),
    ]  # fmt: skip


def test_coordinates_are_blanked_where_both_are_nought(desk: Desk) -> None:
    pairs = (("0", "0"), ("0.0", ".00"), ("0", "5"), ("5", "0"), ("00.", "-0"), ("", "0"),
             ("10", "20"))  # fmt: skip
    lines = [f"{100_000 + i},{e},{n},{e},{n}" for i, (e, n) in enumerate(pairs)]
    rows, _ = cleaned(desk, "\n".join(["URN,Easting,Northing,Longitude,Latitude", *lines]) + "\n")
    kept = [("", "") if i in (0, 1, 4) else pair for i, pair in enumerate(pairs)]
    assert [(row["easting"], row["northing"]) for row in rows] == kept
    assert [(row["longitude"], row["latitude"]) for row in rows] == kept


def test_no_pupils_are_not_known_nor_is_a_share_of_them(desk: Desk) -> None:
    rows, counts = cleaned(
        desk, "URN,Pupils,FSM %\n100000,0,0.0\n100001,1,0\n100002,,0\n100003,0.0,\n"
    )
    assert [(row["pupils"], row["fsm_pct"]) for row in rows] == [
        ("", ""), ("1.0", "0.0"), ("", "0.0"), ("", ""),
    ]  # fmt: skip
    assert counts == {}


def test_a_role_that_nobody_knows_is_said_to_be_the_default(desk: Desk) -> None:
    rows, counts = cleaned(desk, "URN,Role,Status\n100000,tbd,ajar\n100001,both,Open\n")
    assert [(row["role"], row["status"]) for row in rows] == [("", ""), ("both", "open")]
    assert counts == {"unknown_role": 1, "unknown_status": 1}
    assert "the default was used" in desk.only("unknown_role").message
    assert "counts as not said" in desk.only("unknown_status").message


def test_a_no_with_words_behind_it_is_no_part_but_where_it_names_one(desk: Desk) -> None:
    said = ("No - not this year", "Certainly not", "Not a seeker", "No longer offering")
    lines = "".join(f"{100_000 + at},{text}\n" for at, text in enumerate(said))
    rows, counts = cleaned(desk, f"URN,Role\n{lines}")
    assert [row["role"] for row in rows] == ["none", "none", "", ""]
    assert counts == {"unknown_role": 2}


def test_a_postcode_among_the_lines_of_an_address_leaves_the_town(desk: Desk) -> None:
    rows, _ = cleaned(
        desk,
        "URN,Address,Town,Postcode\n100000,1 High Street,Hatfield AL10 0AA,\n"
        "100001,,Hatfield AL10 0AB,n/a\n100002,2 High Street AL10 0AD,,\n"
        "100003,,Hatfield AL10 0AA,AL10 0AE\n100004,AL10 0AA,AL10 0AB,\n",
    )
    assert [(row["postcode"], row["town"]) for row in rows] == [
        ("AL10 0AA", "Hatfield"), ("AL10 0AB", "Hatfield"), ("AL10 0AD", ""),
        ("AL10 0AE", "Hatfield"), ("AL10 0AA; AL10 0AB", ""),
    ]  # fmt: skip


def test_shares_are_told_list_by_list_and_a_sign_says_what_a_figure_is(desk: Desk) -> None:
    paths = [
        desk.write("URN,% FSM\n100000,0.217\n100001,0.12345678\n100002,1\n", "a.csv"),
        desk.write("URN,% FSM\n100003,0.217\n100004,0.125\n100005,1.001\n", "b.csv"),
        desk.write("URN,% FSM\n100006,0.217%\n100007,0.125\n100008,1\n", "c.csv"),
        desk.write("URN,% FSM\n100009,1\n100010,1\n100011,0\n", "d.csv"),
    ]
    found = read_records(paths, desk.log)
    records = clean_records(found.records, headers_as_written(found.accounts), desk.log)
    assert records["fsm_pct"].tolist() == [
        "21.7", "12.345678", "100.0", "0.217", "0.125", "1.001", "0.217", "0.125", "1.0",
        "1.0", "1.0", "0.0",
    ]  # fmt: skip
    said = desk.only("shares_read_as_percent")
    assert (said.list, said.severity) == ("a.csv", "note")


def test_a_school_that_closes_today_is_open_today(desk: Desk) -> None:
    text = "URN,Date closed\n100000,2025-01-01\n100001,2024-12-31\n"
    rows, _ = cleaned(desk, text, today=datetime.date(2025, 1, 1))
    assert [row["status"] for row in rows] == ["", "closed"]
    assert [(p.row, p.severity) for p in desk.all("closed_by_date")] == [(3, "note")]


def test_without_a_day_closing_dates_are_as_of_today(desk: Desk) -> None:
    rows, _ = cleaned(desk, "URN,Date closed\n100000,2001-08-31\n100001,2999-08-31\n")
    assert [row["status"] for row in rows] == ["closed", ""]
