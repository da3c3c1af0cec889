"""ListRecords: every row accounted for, no person read, real files as they are."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lists_read import Desk

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.headers.synonyms import COLUMNS
from matcher.intake.lists import list_schools, read_records
from matcher.intake.merge.merge_lists import MergeOptions
from matcher.intake.open.open_sheet import open_sheet


def test_folders_standard_input_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, urn in (("north", 100000), ("south", 100001)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "list.csv").write_text(f"URN\n{urn}\n")
    (tmp_path / "north" / "b.TSV").write_text("URN\tName\n100002\tAsh\n")
    (tmp_path / "north" / "~$list.xlsx").write_text("lock")
    (tmp_path / "north" / "readme.md").write_text("no list")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"URN\n100003\n")))
    north, south = tmp_path / "north", tmp_path / "south" / "list.csv"
    reading = read_records([north, south, "-", north / "list.csv"], ProblemLog())
    assert [a.list for a in reading.accounts] == ["b.TSV", "north/list.csv", "south/list.csv", "-"]
    assert reading.records["urn"].tolist() == ["100002", "100000", "100001", "100003"]
    assert reading.records["list"].tolist() == [a.list for a in reading.accounts]


def test_nothing_to_read(desk: Desk) -> None:
    assert read_records([], ProblemLog()).records.columns.tolist() == [
        *COLUMNS, "urn_as_written", "list", "sheet", "row",
    ]  # fmt: skip
    reading = desk.read("URN,Name\n")
    assert len(list_schools(reading, None, desk.log)) == 0
    assert reading.accounts[0].read == 0
    assert len(list_schools(read_records([], desk.log), None, desk.log)) == 0


@pytest.mark.parametrize(
    "address",
    ["https://example.org/list.csv", "http:/example.org/x.csv", "file:///etc/hosts", "s3://b/k",
     "/vsicurl/https://example.org/list.csv", "/vsizip/a.zip/list.csv", "\\vsicurl\\x"],
)  # fmt: skip
@pytest.mark.parametrize("form", [str, Path])
def test_addresses_are_refused(address: str, form: type) -> None:
    with pytest.raises(FileError, match="only files"):
        read_records([form(address)], ProblemLog())


def test_paths_that_are_no_lists(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_records([tmp_path / "gone.csv"], ProblemLog())
    with pytest.raises(FileError, match="holds no list"):
        read_records([tmp_path], ProblemLog())


@pytest.mark.skipif(os.name == "nt", reason="devices have no paths there")
def test_a_device_is_no_list() -> None:
    with pytest.raises(FileError, match="not a file"):
        read_records(["/dev/zero"], ProblemLog())


def test_a_file_that_is_no_list_still_has_rows(tmp_path: Path) -> None:
    path = tmp_path / "existing.csv"
    path.write_text("seeker_urn;partner_urn\n100000;100001\n")
    sheet = open_sheet(path, path.name, ProblemLog())
    assert sheet.delimiter == "semicolon"
    assert list(sheet.rows)[1] == (2, ["100000", "100001"])


CELL = st.sampled_from(
    ["", " ", "100000", "100001.0", "12", "Ash", "Total", "URN", "England", "n/a", '"', "a,b",
     "x\ny", "'=1", "Ã©", "0", "yes", "\x07", "CANARY", "1;2", "50%", "URN 100003", '""', "\r"]
) | st.text(max_size=8)  # fmt: skip
HEADER = st.sampled_from(
    ["URN", "School name", "Postcode", "Need: T1", "T3", "Notes", "", "Headteacher", "Needs",
     "Shcool phase", "Role", "FSM %", "Easting", "Northing", "Status", "Type", "URN"]
)  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> bytes:
    header = ["URN", *draw(st.lists(HEADER, max_size=5))]
    above = draw(st.lists(st.lists(CELL, max_size=3), max_size=3))
    below = draw(st.lists(st.lists(CELL, max_size=8), max_size=12))
    delimiter = draw(st.sampled_from(",;\t|"))
    rows = [*above, header, *below]
    if draw(st.booleans()):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(rows)
        text = out.getvalue()
    else:
        text = "\n".join(delimiter.join(row) for row in rows)
    codec = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return text.encode(codec, errors="replace")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(files())
def test_every_account_balances_and_every_table_keeps_its_contract(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        path.write_bytes(data)
        log = ProblemLog()
        try:
            reading = read_records([path], log)
        except FileError as error:
            assert error.hint or "empty" in error.what
            return
    (account,) = reading.accounts
    assert account.balances
    assert account.used == len(reading.records)
    assert account.rejected == sum(p.severity == "rejected" for p in log.problems)
    assert reading.records["row"].is_monotonic_increasing
    table = list_schools(reading, None, log)
    assert set(table["urn"]) == set(reading.records["urn"])
    assert sorted(log.frame()["row"]) == sorted(p.row for p in log.problems)


@pytest.mark.real
def test_the_national_register(shared_data: Path) -> None:
    log = ProblemLog()
    register = read_records([shared_data / "gias/register-2025-05-24.csv"], log, source="register")
    account = register.accounts[0]
    assert (account.read, account.used, account.encoding) == (27_153, 27_153, "cp1252")
    assert (account.source, account.ignored) == ("register", ())
    assert log.problems == []
    table = list_schools(register, None, log)
    assert table["kind"].value_counts().to_dict() == {
        "independent": 2_489, "state": 21_975, "university": 128, "college": 231, "other": 2_330,
    }  # fmt: skip
    assert table["role"].value_counts().to_dict() == {
        "seeker": 21_975, "partner": 1_658 + 128, "both": 231, "": 831 + 2_330,
    }  # fmt: skip
    assert (table["coordinates_from"] == "").sum() == 619
    assert (table["lsoa_code"] == "999999999").sum() == 0
    special = list_schools(register, None, log, options=MergeOptions(include_special=True))
    assert (special["role"] == "partner").sum() == 2_489 + 128


@pytest.mark.real
def test_a_ragged_search_download(shared_data: Path) -> None:
    path = shared_data / "gias/search-download-2022-04-20-hampshire-surrey.csv"
    log = ProblemLog()
    reading = read_records([path], log)
    account = reading.accounts[0]
    assert (account.read, account.used, account.personal) == (1_096, 1_096, 6)
    assert [(p.code, p.message.split()[0]) for p in log.problems] == [("ragged_long", "69")]
    table = list_schools(reading, None, log)
    assert table["status"].value_counts().to_dict() == {"open": 726, "closed": 368, "closing": 2}
    assert (table["kind"] == "state").all()
    assert set(table["coordinates_from"]) <= {"given", ""}
    assert "CANARY" not in table.to_csv() + repr(reading.accounts) + repr(log.problems)


@pytest.mark.real
@pytest.mark.parametrize(
    "name", ["full-width-133-columns-2019.csv", "full-width-140-columns-2024.csv"]
)
def test_full_width_files(shared_data: Path, name: str) -> None:
    log = ProblemLog()
    reading = read_records([shared_data / "gias" / name], log)
    assert reading.accounts[0].personal == 6
    assert "CANARY" not in reading.records.to_csv() + repr(reading.accounts) + repr(log.problems)
    known = reading.records[["urn", "name", "type", "group", "status", "la_code", "region"]]
    assert (known != "").all().all()
    table = list_schools(reading, None, log)
    assert set(table["kind"]) <= {"state", "independent", "college", "university", "other"}
    assert table["trust"].str.contains("applicable").sum() == 0


@pytest.mark.real
def test_universities_without_urns(shared_data: Path) -> None:
    log = ProblemLog()
    reading = read_records([shared_data / "gias/universities-learning-providers-plus.csv"], log)
    table = list_schools(reading, None, log)
    assert reading.accounts[0].used == 166
    assert len(table) == reading.records["urn"].nunique()
    assert log.counts()["no_urn"] == 166
