"""Reading: every row accounted for, no person read, real files as they are."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.columns import headers
from matcher.intake.merge import listed
from matcher.intake.read import Account, Reading, open_sheet, read


def of(tmp_path: Path, text: str, name: str = "list.csv") -> tuple[Reading, ProblemLog]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    log = ProblemLog()
    return read([path], log), log


def test_every_fate_of_a_row(tmp_path: Path) -> None:
    reading, log = of(
        tmp_path,
        "Partnership schools,,\n"
        ",,\n"
        "URN,School name,Postcode\n"
        "100000,Ash,B1 1AA\n"
        "URN,School name,Postcode\n"
        "\n"
        ",No Number School,B1 1AB\n"
        ",,B1 1AC\n"
        "  , \t,\n"
        "100002,,\n"
        "n/a,,B1 1AD\n"
        "ABC,Made Up School,\n"
        "Total,5 schools,\n"
        ",Grand total,\n"
        ",Hampshire total,\n"
        "England,,\n"
        "Notes,,\n",
    )
    account = reading.accounts[0]
    assert (account.read, account.used, account.rejected, account.blank, account.headings) == (
        16, 4, 3, 3, 6,
    )  # fmt: skip
    assert account.balances
    assert reading.records["row"].tolist() == [4, 7, 10, 12]
    assert [(p.row, p.severity) for p in log.problems if p.code == "no_urn_or_name"] == [
        (8, "rejected"), (11, "rejected"), (17, "rejected"),
    ]  # fmt: skip
    assert [(p.row, p.value) for p in log.problems if p.code == "odd_urn"] == [(12, "ABC")]
    assert all(p.hint for p in log.problems)
    assert account.line() == (
        "list.csv (utf-8, comma): 16 rows read = 4 used + 3 rejected + 3 blank + 6 headings"
    )


def test_a_school_may_be_called_what_a_total_row_says(tmp_path: Path) -> None:
    reading, _ = of(tmp_path, "URN,Name\n100000,Total\n100001,England\n,National Star College\n")
    assert reading.records["name"].tolist() == ["Total", "England", "National Star College"]


def test_a_list_without_urns(tmp_path: Path) -> None:
    text = "School name,Postcode,Support needed\nAsh,B1 1AA,physics\nElm,,Latin\n"
    reading, log = of(tmp_path, text)
    urns = reading.records["urn"]
    assert urns.str.fullmatch("x[0-9a-f]{8}").all()
    assert urns.is_unique
    assert log.counts() == {}
    listed(reading, None, log)
    assert log.counts() == {"no_urn": 2}
    again, _ = of(tmp_path, "Phase,Post code,Name\n,b11aa,ASH\n", "other.csv")
    assert again.records["urn"][0] == urns[0]


def test_nobody_is_read(tmp_path: Path) -> None:
    reading, log = of(
        tmp_path,
        "URN,School name,Headteacher,HEADEMAIL,Tel No.,Need: L1 governors,Needs 1,Needs 2,"
        "For the office,Headings\n"
        "100000,Ash,CANARY-PERSON,CANARY-PERSON,CANARY-PERSON,CANARY-PERSON,physics,Latin,"
        "CANARY-PERSON,CANARY-PERSON,CANARY-PERSON\n"
        "bad,,CANARY-PERSON,,,,,,\n",
    )
    account = reading.accounts[0]
    everything = reading.records.to_csv() + repr(log.problems) + repr(account) + account.line()
    everything += listed(reading, None, log).to_csv()
    assert "CANARY" not in everything
    assert account.personal == 3
    assert account.ignored == ("For the office", "Headings")
    assert reading.records["needs"][0] == "physics; Latin"
    assert "unread_cell" in log.counts()


def test_columns_for_one_tag_become_text(tmp_path: Path) -> None:
    reading, log = of(
        tmp_path,
        "URN,Needs,Need: T3 physics,offers_L3,C2 Latin,Strength: X1\n"
        "100000,maths,x,0.5,N,\n"
        "100001,,50%,,both,0\n"
        "100002,,no,perhaps,S,1\n",
    )
    assert reading.records["needs"].tolist() == [
        "maths; T3 physics; C2 Latin", "T3 physics=0.5; C2 Latin", "",
    ]  # fmt: skip
    assert reading.records["strengths"].tolist() == ["L3=0.5", "C2 Latin", "C2 Latin; X1"]
    (problem,) = log.problems
    assert (problem.code, problem.row, problem.column, problem.value) == (
        "unread_cell", 4, "offers_L3", "perhaps",
    )  # fmt: skip
    assert reading.accounts[0].columns["needs"] == "Needs; Need: T3 physics; C2 Latin"


def test_guesses_are_said(tmp_path: Path) -> None:
    reading, log = of(tmp_path, "URN,Shcool name\n100000,Ash\n")
    assert reading.accounts[0].guessed == {"name": "Shcool name"}
    assert [(p.code, p.column, p.row) for p in log.problems] == [
        ("guessed_header", "Shcool name", 1)
    ]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [("-0.1,51.5", ["longitude", "latitude"]), ("533498,181201", ["easting", "northing"])],
)
def test_x_and_y_are_degrees_or_metres(tmp_path: Path, rows: str, columns: list[str]) -> None:
    reading, _ = of(tmp_path, f"URN,X,Y\n100000,{rows}\n100001,,\n")
    assert reading.records.loc[0, columns].tolist() == rows.split(",")


def test_folders_standard_input_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, urn in (("north", 100000), ("south", 100001)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "list.csv").write_text(f"URN\n{urn}\n")
    (tmp_path / "north" / "b.TSV").write_text("URN\tName\n100002\tAsh\n")
    (tmp_path / "north" / "~$list.xlsx").write_text("lock")
    (tmp_path / "north" / "readme.md").write_text("no list")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"URN\n100003\n")))
    north, south = tmp_path / "north", tmp_path / "south" / "list.csv"
    reading = read([north, south, "-", north / "list.csv"], ProblemLog())
    assert [a.list for a in reading.accounts] == ["b.TSV", "north/list.csv", "south/list.csv", "-"]
    assert reading.records["urn"].tolist() == ["100002", "100000", "100001", "100003"]
    assert reading.records["list"].tolist() == [a.list for a in reading.accounts]


def test_nothing_to_read(tmp_path: Path) -> None:
    assert read([], ProblemLog()).records.columns.tolist() == [
        *headers.COLUMNS, "urn_said", "list", "sheet", "row",
    ]  # fmt: skip
    reading, log = of(tmp_path, "URN,Name\n")
    assert len(listed(reading, None, log)) == 0
    assert reading.accounts[0].read == 0
    assert len(listed(read([], log), None, log)) == 0


@pytest.mark.parametrize(
    "address",
    ["https://example.org/list.csv", "http:/example.org/x.csv", "file:///etc/hosts", "s3://b/k",
     "/vsicurl/https://example.org/list.csv", "/vsizip/a.zip/list.csv", "\\vsicurl\\x"],
)  # fmt: skip
@pytest.mark.parametrize("form", [str, Path])
def test_addresses_are_refused(address: str, form: type) -> None:
    with pytest.raises(FileError, match="only files"):
        read([form(address)], ProblemLog())


def test_paths_that_are_no_lists(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read([tmp_path / "gone.csv"], ProblemLog())
    with pytest.raises(FileError, match="holds no list"):
        read([tmp_path], ProblemLog())
    with pytest.raises(FileError, match="not a file"):
        read(["/dev/zero"], ProblemLog())


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


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(files())
def test_every_account_balances_and_every_table_keeps_its_contract(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        path.write_bytes(data)
        log = ProblemLog()
        try:
            reading = read([path], log)
        except FileError as error:
            assert error.hint or "empty" in error.what
            return
    (account,) = reading.accounts
    assert account.balances
    assert account.used == len(reading.records)
    assert account.rejected == sum(p.severity == "rejected" for p in log.problems)
    assert reading.records["row"].is_monotonic_increasing
    table = listed(reading, None, log)
    assert set(table["urn"]) == set(reading.records["urn"])
    assert sorted(log.frame()["row"]) == sorted(p.row for p in log.problems)


@pytest.mark.real
def test_the_national_register(shared_data: Path) -> None:
    log = ProblemLog()
    register = read([shared_data / "gias/register-2025-05-24.csv"], log, source="register")
    account = register.accounts[0]
    assert (account.read, account.used, account.encoding) == (27_153, 27_153, "cp1252")
    assert (account.source, account.ignored) == ("register", ())
    assert log.problems == []
    table = listed(register, None, log)
    assert table["kind"].value_counts().to_dict() == {
        "independent": 2_489, "state": 21_975, "university": 128, "college": 231, "other": 2_330,
    }  # fmt: skip
    assert table["role"].value_counts().to_dict() == {
        "seeker": 21_975, "partner": 1_658 + 128, "both": 231, "": 831 + 2_330,
    }  # fmt: skip
    assert (table["coordinates_from"] == "").sum() == 619
    assert (table["lsoa_code"] == "999999999").sum() == 0
    special = listed(register, None, log, include_special=True)
    assert (special["role"] == "partner").sum() == 2_489 + 128


@pytest.mark.real
def test_a_ragged_search_download(shared_data: Path) -> None:
    path = shared_data / "gias/search-download-2022-04-20-hampshire-surrey.csv"
    log = ProblemLog()
    reading = read([path], log)
    account = reading.accounts[0]
    assert (account.read, account.used, account.personal) == (1_096, 1_096, 6)
    assert [(p.code, p.message.split()[0]) for p in log.problems] == [("ragged_long", "69")]
    table = listed(reading, None, log)
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
    reading = read([shared_data / "gias" / name], log)
    assert reading.accounts[0].personal == 6
    assert "CANARY" not in reading.records.to_csv() + repr(reading.accounts) + repr(log.problems)
    known = reading.records[["urn", "name", "type", "group", "status", "la_code", "region"]]
    assert (known != "").all().all()
    table = listed(reading, None, log)
    assert set(table["kind"]) <= {"state", "independent", "college", "university", "other"}
    assert table["trust"].str.contains("applicable").sum() == 0


@pytest.mark.real
def test_universities_without_urns(shared_data: Path) -> None:
    log = ProblemLog()
    reading = read([shared_data / "gias/universities-learning-providers-plus.csv"], log)
    table = listed(reading, None, log)
    assert reading.accounts[0].used == 166
    assert len(table) == reading.records["urn"].nunique()
    assert log.counts()["no_urn"] == 166


def test_an_account_that_does_not_balance_says_so() -> None:
    assert not Account("a", "", "list", read=3, used=1, rejected=1, blank=0, headings=0).balances
