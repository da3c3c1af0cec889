"""Columns mapped by hand: over what their headers are taken for, and never over privacy."""

from __future__ import annotations

from pathlib import Path

import pytest
from lists_read import Desk

from matcher.core.errors import FileError, SettingError
from matcher.core.problems import ProblemLog
from matcher.intake.headers.mapping import ColumnMapping, column_mapping
from matcher.intake.headers.recognise import recognise_header
from matcher.intake.lists import ListRecords, read_records


def read(desk: Desk, text: str, *columns: str, name: str = "list.csv") -> ListRecords:
    desk.log = ProblemLog()
    path = desk.write(text, name)
    found = read_records([path], desk.log, mapping=column_mapping(columns))
    assert all(account.balances for account in found.accounts)
    return found


def test_a_list_whose_headers_nobody_knows(desk: Desk) -> None:
    text = "Base;Where;Priority 1;Priority 2\nAsh;B1 1AA;T3 physics;L2\n"
    with pytest.raises(FileError, match=r'only Base.*--column name="Base"'):
        read(desk, text)
    found = read(
        desk, text, "School name=base", "postcode= WHERE ", "Needs=priority 1", "needs=Priority 2"
    )
    row = found.records.loc[0]
    assert (row["name"], row["postcode"], row["needs"]) == ("Ash", "B1 1AA", "T3 physics; L2")
    account = found.accounts[0]
    assert account.mapped == {
        "name": "Base", "postcode": "Where", "needs": "Priority 1; Priority 2",
    }  # fmt: skip
    assert account.stated == {"needs": 1}
    assert account.delimiter == "semicolon"


def test_a_mapping_wins_over_recognition(desk: Desk) -> None:
    text = "Name,School,Type,Offer,Needs\nA,Ash,x,C2 Latin,L3\n"
    row = read(desk, text, "name=School", "needs=Offer", "none=Type").records.loc[0]
    assert (row["name"], row["type"]) == ("Ash", "")
    assert (row["needs"], row["strengths"]) == ("C2 Latin; L3", "")


def test_the_first_of_two_entries_counts() -> None:
    header = ["Base", "Site", "X1 tour"]
    mapping = column_mapping(["name=Campus", "name=Site", "name=Base", "notes=X1 tour"])
    layout = recognise_header(header, mapping=mapping)
    assert layout.used == {"name": (1,), "notes": (2,)}
    assert layout.mapped == {1, 2}
    assert layout.ignored == (0,)
    assert not layout.tags
    assert column_mapping(["needs=A", "notes=a"]).place(" A ") == ("needs", 0)


def test_an_item_below_a_title_is_mapped_by_itself_or_with_its_title(desk: Desk) -> None:
    text = ",,Needs,,\nName,URN,Physics,Latin,\nAsh,100000,soon,x\n"
    for header in ("Physics", "needs: physics"):
        records = read(desk, text, f"notes={header}").records
        assert (records.loc[0, "notes"], records.loc[0, "needs"]) == ("soon", "Latin")


def test_a_column_about_people_stays_unread(desk: Desk) -> None:
    found = read(desk, "URN,Head says\n100000,CANARY\n", "notes=Head says")
    assert found.records.loc[0, "notes"] == ""
    problem = desk.only("personal_column")
    assert (problem.column, problem.row) == ("Head says", 1)
    assert "CANARY" not in repr(desk.log.problems)
    assert not found.accounts[0].mapped
    assert found.accounts[0].people == ("Head says",)


def test_a_header_that_no_list_has_is_named_with_the_nearest(desk: Desk) -> None:
    read(desk, "URN,Priority one\n100000,x\n", "needs=Priority 1", "none=Ref")
    first, second = desk.all("no_such_header")
    assert "(nearest: Priority one)" in first.message
    assert "left unread" in second.message
    desk.log = ProblemLog()
    paths = [desk.write("URN,P\n100000,x\n", "a.csv"), desk.write("URN,Q\n100001,y\n", "b.csv")]
    read_records(paths, desk.log, mapping=column_mapping(["needs=Q"]))
    assert not desk.all("no_such_header")


@pytest.mark.parametrize(
    ("text", "said"),
    [("nedes=Priority 1", "nearest: needs"), ("needs", "is not FIELD=HEADER"),
     ("needs=", "is not FIELD=HEADER"), ("=x", "is not FIELD=HEADER|no column")],
)  # fmt: skip
def test_a_wrong_mapping_is_an_error(text: str, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        column_mapping([text])


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(SettingError, match=r"(?s)foo.*bar"):
        column_mapping(["foo", "bar=1"])
    assert column_mapping([]) == ColumnMapping()


def test_a_mapping_decides_the_sheet_of_any_workbook(desk: Desk) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Name", "URN"])
    other = book.create_sheet("Calls")
    for row in (["Base", "Where", "Told"], ["Ash", "B1 1AA", "L3"]):
        other.append(row)
    path = Path(desk.folder) / "book.xlsx"
    book.save(path)
    mapping = column_mapping(["name=Base", "postcode=Where", "needs=Told"])
    found = read_records([path], desk.log, mapping=mapping)
    assert found.accounts[0].sheet == "Calls"
    assert found.records["needs"].tolist() == ["L3"]
