"""Text files: encodings, delimiters, ragged rows, stray quotation marks, line numbers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists_read import Desk

from matcher.core.cells import CONTROL, neutralise
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.open.delimited import open_delimited

NAMES = ["St Mary’s", "Ysgol Dŵr", "École £5", "NA", "None", "null", "N/A", "nan", "O'Brien–Ash"]
HOSTILE = [
    "=1+1", "+44", "-Academy", "@SUM(A1)", "'=quoted", "''=twice", "{{ 6007 * 7001 }}",
    "{% set a %}", "<script>alert(6007 * 7001)</script>", "${6007 * 7001}", "back\\slash\\",
    "`tick`", 'say "hi", twice', "two\nlines", "a;b|c", "\u202eevil",
]  # fmt: skip


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8 with BOM"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_names_survive_every_encoding(desk: Desk, codec: str, said: str, name: str) -> None:
    try:
        data = f"URN,School name\r\n100000,{name}\r\n100001,Café é\r\n".encode(codec)
    except UnicodeEncodeError:
        pytest.skip(f"{name} cannot be written in {codec}")
    reading = desk.read(data)
    assert reading.records["name"].tolist() == [name, "Café é"]
    assert reading.accounts[0].encoding == said
    assert desk.log.problems == []


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_at_both_ends(desk: Desk, mark: bytes) -> None:
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    reading = desk.read(mark + "URN,Name\n100000,Tŷ\n".encode(codec))
    assert reading.records["name"].tolist() == ["Tŷ"]
    with pytest.raises(FileError, match="UTF-16"):
        desk.read(mark + b"U\0R")


@pytest.mark.parametrize(
    ("delimiter", "said"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(desk: Desk, delimiter: str, said: str, end: str) -> None:
    lines = ["URN,Name,Needs", "100000,Ash,physics", "100001,Elm,Latin", ""]
    reading = desk.read(end.join(lines).replace(",", delimiter))
    assert reading.accounts[0].delimiter == said
    assert reading.records["needs"].tolist() == ["physics", "Latin"]
    assert reading.records["row"].tolist() == [2, 3]


def test_zeros_are_kept(desk: Desk) -> None:
    reading = desk.read("URN,Name,LA code,Capacity\n012345,0012,010,0\n")
    record = reading.records.iloc[0]
    assert (record["urn"], record["name"], record["la_code"]) == ("012345", "0012", "010")
    assert record["capacity"] == "0"


def test_rows_longer_than_the_header_are_kept_and_said_once(desk: Desk) -> None:
    reading = desk.read("URN,Name\n100000,Ash\n100001,Elm,CANARY-PERSON\n100002,Oak,x,y\n")
    assert reading.records["name"].tolist() == ["Ash", "Elm", "Oak"]
    (problem,) = desk.log.problems
    assert (problem.code, problem.row, problem.severity) == ("ragged_long", 3, "note")
    assert "2 rows" in problem.message
    assert "3, 4" in problem.message
    assert "CANARY" not in repr(desk.log.problems) + reading.records.to_csv()


def test_blank_headers_at_the_end_are_fine(desk: Desk) -> None:
    reading = desk.read("URN,Name,,\n100000,Ash,,\n100001,Elm,,\n")
    assert len(reading.records) == 2
    assert desk.log.problems == []


def test_a_stray_quotation_mark_closed_further_down(desk: Desk) -> None:
    text = 'URN,Name,Phase\n100000,"Ash,Primary\n100001,Elm,Primary\n100002,Oak",Secondary\n'
    reading = desk.read(text)
    assert reading.records["urn"].tolist() == ["100000", "100001", "100002"]
    assert [(p.code, p.row) for p in desk.log.problems] == [("swallowed_rows", 2)]


def test_a_stray_quotation_mark_before_a_quoted_cell(desk: Desk) -> None:
    text = 'URN,Name,Phase\n100000,"Ash,Primary\n100001,"Elm, Leeds",Primary\n100002,Oak,All\n'
    reading = desk.read(text)
    assert reading.records["name"].tolist() == ["Ash", "Elm, Leeds", "Oak"]
    assert [(p.code, p.row) for p in desk.log.problems] == [("swallowed_rows", 2)]


def test_quotation_marks_inside_a_quoted_cell(desk: Desk) -> None:
    reading = desk.read('URN,Name,Phase\n100000,"The "Ash" School",Primary\n100001,Elm,All\n')
    assert reading.records["urn"].tolist() == ["100000", "100001"]
    assert "Ash" in reading.records["name"][0]
    assert [(p.code, p.row) for p in desk.log.problems] == [("stray_quote", 2)]


def test_every_line_spoilt_by_a_quotation_mark(desk: Desk) -> None:
    lines = [f'{100000 + i},"School {i},Primary' for i in range(3_000)]
    reading = desk.read("URN,Name,Phase\n" + "\n".join(lines) + "\n")
    assert len(reading.records) == 3_000


def test_a_cell_of_several_lines_is_no_fault_and_rows_keep_their_numbers(desk: Desk) -> None:
    text = 'URN,Name,Needs\n100000,Ash,"physics\nand Latin, too"\n100001,Elm,maths\n'
    reading = desk.read(text)
    assert reading.records["needs"].tolist() == ["physics\nand Latin, too", "maths"]
    assert reading.records["row"].tolist() == [2, 4]
    assert desk.log.problems == []


def test_a_cell_that_holds_what_looks_like_a_row_is_said(desk: Desk) -> None:
    text = 'URN,Name,Phase,Needs\n100000,Ash,All,"x\n100001,Elm,Primary,y,z"\n100002,Oak,All,\n'
    reading = desk.read(text)
    assert desk.log.counts() == {"swallowed_rows": 1}
    assert reading.accounts[0].balances


def test_nul_and_control_characters(desk: Desk) -> None:
    reading = desk.read("URN,Name\n100000,A\x0bs\x07h\n1000\x0001,Elm\n")
    assert reading.records["name"].tolist() == ["Ash", "Elm"]
    assert reading.records["urn"].tolist() == ["100000", "100001"]
    assert [(p.code, p.row) for p in desk.log.problems] == [
        ("nul_bytes", 0),
        ("control_characters", 2),
    ]


def test_garbled_text_is_flagged_and_left_as_it_is(desk: Desk) -> None:
    garbled = ["CafÃ© School", "St Maryâ€™s", "ChÃ¢teau"]
    fine = ["Château", "Âge Concern", "São Tomé", "Ângela"]
    rows = "".join(f"{100000 + i},{n}\n" for i, n in enumerate(garbled + fine))
    reading = desk.read("URN,Name\n" + rows)
    assert reading.records["name"].tolist() == garbled + fine
    assert [p.value for p in desk.log.problems if p.code == "mojibake"] == garbled
    assert "Café School" in desk.log.problems[0].hint


def test_a_very_long_cell_is_cut_and_said(desk: Desk) -> None:
    reading = desk.read(f"URN,Name\n100000,{'a' * 1_000_000}\n100001,Elm\n")
    assert reading.records["name"].str.len().tolist() == [32_767, 3]
    assert desk.log.counts() == {"long_cell": 1}


def test_duplicate_headers_the_first_wins(desk: Desk) -> None:
    reading = desk.read("URN,Name,Postcode,name\n100000,Ash,,Wrong\n")
    assert reading.records["name"].tolist() == ["Ash"]
    assert [(p.code, p.column) for p in desk.log.problems] == [("duplicate_header", "name")]


@pytest.mark.parametrize("name", HOSTILE)
def test_our_own_csv_read_back_is_what_it_was(desk: Desk, name: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["urn", "name", "needs"], ["100000", neutralise(name), "x"]])
    reading = desk.read(out.getvalue())
    assert reading.records["name"].tolist() == [name]


@given(
    st.lists(
        # What is no character, such as U+FFFE, is taken out, as control characters are.
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip)
        .filter(lambda name: name and not CONTROL.search(name)), min_size=1, max_size=8,
    )
)  # fmt: skip
def test_any_name_written_by_us_comes_back(names: list[str]) -> None:
    import tempfile

    out = io.StringIO()
    rows = [[str(100000 + i), neutralise(name)] for i, name in enumerate(names)]
    csv.writer(out).writerows([["urn", "name"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        path.write_bytes(out.getvalue().encode("utf-8-sig"))
        assert Desk(Path(folder)).read(path).records["name"].tolist() == names


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"just words\nand more words\n", "no header row"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "no header row"),
    ],
)
def test_what_is_no_list_is_refused(desk: Desk, data: bytes, what: str) -> None:
    with pytest.raises(FileError, match=what) as caught:
        desk.read(data)
    assert caught.value.where.startswith("list.csv")


def test_a_missing_header_row_tells_nothing_about_anybody(desk: Desk) -> None:
    with pytest.raises(FileError) as caught:
        desk.read("100000,Ash School,CANARY-PERSON\n100001,Elm School,CANARY-PERSON\n")
    assert "CANARY" not in str(caught.value)
    with pytest.raises(FileError, match="only Ysgol, Cod"):
        desk.read("Ysgol,Cod\na,b\n")


def test_two_lists_read_in_turn_leave_the_limit_of_csv_as_it_was() -> None:
    long = "x" * (csv.field_size_limit() + 1)
    text = f'URN,Name\n100000,{long}\n100001,"two\nlines"\n'
    limit = csv.field_size_limit()
    first, second = (open_delimited(text.encode(), "a.csv", ProblemLog()).rows for _ in range(2))
    read = [(next(first), next(second)) for _ in range(2)]
    assert [len(row[1]) for _, row in (*read[1],)] == [len(long)] * 2
    first.close()
    second.close()
    assert csv.field_size_limit() == limit
