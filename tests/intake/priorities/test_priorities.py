"""Files of priorities: which rows say what, and what becomes of every other one."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import HOSTILE

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.priorities.priority_headers import LEVELS
from matcher.intake.priorities.priority_rows import Priority
from matcher.intake.priorities.reader import ReadPriorities, read_priorities

TODAY = datetime.date(2026, 9, 1)
HEADER = "level,name,priority,phase,from,until\n"


def read(path: Path, text: str | bytes) -> tuple[ReadPriorities, ProblemLog]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    log = ProblemLog()
    done = read_priorities(path, log, today=TODAY)
    assert done.account.balances
    return done, log


def said(done: ReadPriorities) -> list[tuple[str, str, str]]:
    return [(one.level, one.name, one.tag_text) for one in done.priorities]


def told(log: ProblemLog) -> list[tuple[int, str, str, str]]:
    return [(p.row, p.code, p.column, p.severity) for p in sorted(log.problems)]


def test_a_plain_file(tmp_path: Path) -> None:
    done, log = read(
        tmp_path / "p.csv",
        HEADER
        + "Region,the North West,T3 physics; L2,,,\n"
        + "LA,886,C2 Latin=0.5,Primary,,\n"
        + "\n"
        + "MAT,Ash Trust,L3,,01/09/2026,2026-09-01\n"
        + "School,URN 100001,L1,,,\n",
    )
    assert done.priorities == (
        Priority("region", "the North West", "T3 physics; L2", "", "p.csv", "", 2),
        Priority("authority", "886", "C2 Latin=0.5", "Primary", "p.csv", "", 3),
        Priority("trust", "Ash Trust", "L3", "", "p.csv", "", 5),
        Priority("school", "100001", "L1", "", "p.csv", "", 6),
    )
    assert log.problems == []
    account = done.account
    assert (account.read, account.used, account.rejected) == (5, 4, 0)
    assert (account.blank, account.headings, account.not_in_force) == (1, 0, 0)
    assert "5 rows read = 4 used + 0 rejected + 1 blank + 0 headings" in account.line()


@pytest.mark.parametrize("level", LEVELS)
def test_every_word_for_a_level_is_understood(tmp_path: Path, level: str) -> None:
    rows = [f"{form},900001,L3" for w in LEVELS[level] for form in (w, w.upper(), f" {w.title()}:")]
    rows += [row.replace(" ", "-") for row in rows if row[0] != " "]
    done, log = read(tmp_path / "p.csv", "level,name,priority\n" + "\n".join(rows))
    assert said(done) == [(level, "900001", "L3")] * len(rows)
    assert log.problems == []


def test_a_column_for_each_level(tmp_path: Path) -> None:
    done, log = read(
        tmp_path / "p.csv",
        "Region;Local authority;Trust name;Opportunity area;School URN;Priorities\n"
        "North East;;;;;L1\n;Kent;;;;L2\n;;Ash Trust;;;L3\n;;;Hastings;;T4\n;;;;100001.0;X1\n"
        "North East;Kent;;;;L1\n-;n/a;Ash Trust;;;X3\n;;;;;L1\n;;;;no idea at all;L1\n",
    )
    assert said(done) == [
        ("region", "North East", "L1"),
        ("authority", "Kent", "L2"),
        ("trust", "Ash Trust", "L3"),
        ("area", "Hastings", "T4"),
        ("school", "100001", "X1"),
        ("trust", "Ash Trust", "X3"),
    ]
    assert told(log) == [
        (7, "unread_priority", "", "rejected"),
        (9, "unread_priority", "", "rejected"),
        (10, "unread_priority", "School URN", "rejected"),
    ]


def test_rows_that_say_no_priority_or_no_place_are_rejected(tmp_path: Path) -> None:
    done, log = read(
        tmp_path / "p.csv",
        HEADER
        + "region,Kent,,,,\n"  # no priority
        + ",Kent,L3,,,\n"  # a name of what?
        + "galaxy,Kent,L3,,,\n"
        + "authority,,L3,,,\n"
        + ",,L3,,,\n"
        + "school,The Ash School,L3,,,\n"
        + "region,Kent,T3 maths,,,, physics\n",  # spilt over the last column
    )
    assert done.priorities == ()
    assert told(log) == [
        (2, "unread_priority", "priority", "rejected"),
        (3, "unread_priority", "level", "rejected"),
        (4, "unread_priority", "level", "rejected"),
        (5, "unread_priority", "name", "rejected"),
        (6, "unread_priority", "name", "rejected"),
        (7, "unread_priority", "name", "rejected"),
        (8, "ragged_long", "", "rejected"),
    ]
    assert done.account.rejected == 7
    assert all(p.hint for p in log.problems)


def test_level_and_name_beside_a_column_of_places(tmp_path: Path) -> None:
    done, log = read(
        tmp_path / "p.csv",
        "level,name,urn,priority\nregion,North East,,L3\n,,100001,L3\nschool,,100002,L3\n"
        "region,,100003,L3\nregion,North East,100004,L3\n",
    )
    assert [name for _, name, _ in said(done)] == ["North East", "100001", "100002"]
    assert [p.row for p in log.problems] == [5, 6]


@pytest.mark.parametrize(
    ("begins", "ends", "kept", "codes"),
    [
        ("", "", True, []),
        ("01/09/2026", "", True, []),
        ("02/09/2026", "", False, ["priority_not_in_force"]),
        ("", "2026-09-01", True, []),
        ("", "31.08.2026", False, ["priority_not_in_force"]),
        ("2020-01-01", "2030-01-01", True, []),
        ("autumn", "n/a", True, ["not_a_date"]),
        ("2026", "", True, ["not_a_date"]),
        ("46266", "", True, []),  # 1 September 2026, as a spreadsheet counts
        ("46267", "", False, ["priority_not_in_force"]),
    ],
)
def test_dates(tmp_path: Path, begins: str, ends: str, kept: bool, codes: list[str]) -> None:
    done, log = read(tmp_path / "p.csv", HEADER + f"region,Kent,L3,,{begins},{ends}\n")
    assert len(done.priorities) == kept
    assert (done.account.used, done.account.not_in_force) == (1, not kept)
    assert [p.code for p in log.problems] == codes
    assert {p.severity for p in log.problems} <= {"note", "warning"}


def test_titles_above_and_headers_repeated_below(tmp_path: Path) -> None:
    done, log = read(
        tmp_path / "p.csv",
        "Priorities of the office,,\n,,\nas of autumn,,\nName,Level,Priority\nKent,LA,L3\n"
        "NAME,LEVEL,PRIORITY\nEssex,LA,L3\n",
    )
    assert [one.row for one in done.priorities] == [5, 7]
    account = done.account
    assert (account.read, account.headings, account.blank) == (6, 3, 1)
    assert log.problems == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = delimiter.join(("level", "name", "priority")) + "\r\n"
    text += delimiter.join(("trust", "Lycée Trust", "L3")) + "\r\n"
    done, log = read(tmp_path / "p.csv", text.encode(encoding))
    assert said(done) == [("trust", "Lycée Trust", "L3")]
    assert log.problems == []


def test_a_workbook_whose_priorities_are_on_another_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["Our priorities"])
    sheet = book.create_sheet("Plan")
    for row in (
        ["Delivery plan", "#N/A"],
        ["Opportunity area", "Priority", "Valid from", "Comment", "Contact name"],
        ["Hastings", "T3 physics", datetime.date(2026, 9, 1), "#N/A", "Ann Other"],
        ["Hastings", "L2", datetime.datetime(2027, 9, 1), None, "Ann Other"],
        ["Hastings", "#N/A", None, None, None],
    ):
        sheet.append(row)
    for place in ("B1", "D3", "B5"):
        sheet[place].data_type = "e"
    path = tmp_path / "plan.xlsx"
    book.save(path)
    log = ProblemLog()
    done = read_priorities(path, log, today=TODAY)
    assert done.priorities == (
        Priority("area", "Hastings", "T3 physics", "", "plan.xlsx", "Plan", 3),
    )
    account = done.account
    assert (account.sheet, account.other_sheets) == ("Plan", ("Read me",))
    assert account.ignored == ("Comment",)
    assert (account.used, account.rejected, account.headings, account.not_in_force) == (2, 1, 1, 1)
    assert told(log) == [
        (4, "priority_not_in_force", "Priority", "note"),
        (5, "error_cell", "Priority", "warning"),
        (5, "unread_priority", "Priority", "rejected"),
    ]
    assert "Ann" not in repr(log.problems) + repr(done)
    with pytest.raises(FileError, match="no header row"):
        read_priorities(Path(f"{path}#Read me"), log, today=TODAY)


def test_two_sheets_of_priorities_and_a_hidden_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "North"
    for title, state in (("North", "visible"), ("South", "visible"), ("Old", "hidden")):
        sheet = book["North"] if title == "North" else book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(["Region", "Priority"])
        sheet.append([title, "L3"])
    book.create_sheet("Empty").append(["Region", "Priority"])
    path = tmp_path / "plan.xlsx"
    book.save(path)
    log = ProblemLog()
    assert said(read_priorities(path, log, today=TODAY)) == [("region", "North", "L3")]
    assert [(p.code, p.hint) for p in log.problems] == [
        ("other_lists", "to read it, name it after the file: plan.xlsx#South")
    ]
    log = ProblemLog()
    south = read_priorities(Path(f"{path}#South"), log, today=TODAY)
    assert said(south) == [("region", "South", "L3")]
    assert log.problems == []


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "empty"),
        ("\n\n", "empty|no header"),
        ("urn,name\n100001,Ash\n", "no header"),
        ("name,priority\nKent,L3\n", "no header"),
        ("level,name\nLA,Kent\n", "no header"),
        ("a title\n" * 50 + HEADER, "no header"),
        ("%PDF-1.7", "PDF"),
    ],
)
def test_what_is_no_file_of_priorities(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(FileError, match=match):
        read(tmp_path / "p.csv", text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_priorities(tmp_path / "absent.csv", ProblemLog(), today=TODAY)


def test_hostile_text_comes_through_as_text(tmp_path: Path) -> None:
    rows = [["trust", text, text, text, text, text] for text in (*HOSTILE, "=1+1", "x" * 40_000)]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER.strip().split(","), *rows])
    done, log = read(tmp_path / "p.csv", out.getvalue())
    assert [one.name for one in done.priorities] == [row[1][:32_767].strip() for row in rows]
    assert all(len(p.value) <= 200 for p in log.problems)
    assert {p.code for p in log.problems} >= {"not_a_date", "long_cell"}
    escaped, _ = read(tmp_path / "e.csv", HEADER + "trust,'=1+1,'@L3,,,\n")
    assert said(escaped) == [("trust", "=1+1", "@L3")]


CELL = st.one_of(
    st.sampled_from(
        ["", "", " ", "region", "LA", "school", "trust", "Kent", "886", "100001", "L3", "none",
         "T3 physics; L2", "n/a", "01/09/2020", "31/08/2021", "Secondary", "=1+1", "galaxy"]
    ),
    st.text(st.characters(blacklist_characters="\r\n\0", blacklist_categories=["Cs"]), max_size=8),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELL, max_size=8), max_size=12),
    st.sampled_from(
        [
            ["level", "name", "priority", "phase", "from", "until"],
            ["URN", "Region", "authority", "priority", "note"],
        ]
    ),
    st.booleans(),
)
def test_every_row_is_accounted_for(
    rows: Sequence[Sequence[str]], header: list[str], titled: bool
) -> None:
    out = io.StringIO(newline="")
    top = [["Priorities of the office"], []] if titled else []
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([*top, header, *rows])
    with TemporaryDirectory() as folder:
        done, log = read(Path(folder) / "p.csv", out.getvalue())
    account = done.account
    assert account.read == len(rows) + len(top)
    assert account.used - account.not_in_force == len(done.priorities)
    rejected = [p.row for p in log.problems if p.severity == "rejected"]
    assert len(rejected) == len(set(rejected)) == account.rejected
    left_out = [p.row for p in log.problems if p.code == "priority_not_in_force"]
    assert len(left_out) == account.not_in_force
    kept = {one.row for one in done.priorities}
    assert not kept & {*rejected, *left_out}
    blank = [i for i, row in enumerate(rows) if not any(cell.strip() for cell in row)]
    assert account.blank == len(blank) + (1 if titled else 0)
