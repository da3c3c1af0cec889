"""A file that is made and written in: what people wrote is never lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.cells import restore
from matcher.core.errors import FileError
from matcher.partnership.plan.files.editable_csv import (
    MADE,
    CsvContent,
    CsvLayout,
    Row,
    csv_bytes,
    is_unchanged_row,
    merge_rows,
    parse_csv,
    read_csv,
    read_day,
    row_digest,
)

FORM = CsvLayout(
    "t.csv", "key", ("key", "text", "due", "answer", "note"), ("answer", "note"), ("due",)
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = ("a", "b", "c", "d")


def made(text: str = "ours", due: str = "", keys: tuple[str, ...] = KEYS) -> list[Row]:
    return [
        {"key": key, "text": f"{text} {key}", "due": due, "answer": "", "note": ""} for key in keys
    ]


def again(rows: list[Row], held: CsvContent) -> CsvContent:
    return merge_rows(FORM, rows, held).content


def round_trip(held: CsvContent) -> CsvContent:
    return parse_csv(csv_bytes(FORM, held).decode("utf-8-sig"), "t.csv", FORM)


EDITS = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(FORM.columns[1:]), TEXT), max_size=6
)
OWN = st.lists(st.fixed_dictionaries(dict.fromkeys(FORM.columns[1:], TEXT)), max_size=3)


@given(edits=EDITS, own=OWN, extra=TEXT, gone=st.sets(st.sampled_from(KEYS)))
def test_what_people_wrote_is_never_lost(
    edits: list[tuple[str, str, str]], own: list[Row], extra: str, gone: set[str]
) -> None:
    start = again(made(), CsvContent())
    rows = [dict(row) | {"extra": extra if row["key"] == "b" else ""} for row in start.rows]
    for key, column, text in edits:
        rows[KEYS.index(key)][column] = text
    rows += [{"key": "", MADE: "", "extra": "", **row} for row in own]
    edited = round_trip(CsvContent(tuple(rows), ("extra",)))
    after = round_trip(again(made("newer", keys=tuple(k for k in KEYS if k not in gone)), edited))
    new = {row["key"]: row for row in after.rows if row["key"]}
    for row in rows[:4]:
        key = row["key"]
        changed = not is_unchanged_row(FORM, row)
        written = any(row[name].strip() for name in ("answer", "note", "extra"))
        if key in gone and not changed and not written:
            assert key not in new  # nobody wrote in it
            continue
        for name in ("answer", "note", "extra"):
            assert new[key][name] == row[name]
        if changed:
            for name in ("text", "due"):
                assert new[key][name] == row[name]
        else:
            assert new[key]["text"] == f"{'ours' if key in gone else 'newer'} {key}"
    kept = [{n: r[n] for n in FORM.columns[1:]} for r in after.rows if not r["key"]]
    assert kept == [row for row in own if any(row.values())]


@given(rows=st.lists(st.lists(TEXT, min_size=5, max_size=5), min_size=1, max_size=5))
def test_what_is_written_reads_back(rows: list[list[str]]) -> None:
    held = CsvContent(
        tuple(dict(zip((*FORM.columns, MADE), [*row, "x"], strict=True)) for row in rows)
    )
    assert round_trip(held) == held
    text = csv_bytes(FORM, held).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell[:1] in "=@\t\r" and cell for cell in line)


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "@mine", "'=quoted", "+1 day", "-"])
def test_a_column_of_theirs_with_a_formula_for_a_name_runs_nowhere(name: str) -> None:
    start = again(made(), CsvContent())
    rows = tuple({**row, name: "x"} for row in start.rows)
    text = csv_bytes(FORM, CsvContent(rows, (name,))).decode("utf-8-sig")
    header = next(csv.reader(io.StringIO(text, newline="")))
    assert not any(cell[:1] in "=@+-" for cell in header)
    held = parse_csv(text, "t.csv", FORM)
    assert held.added == (name,)
    assert round_trip(again(made("newer"), held)).added == (name,)
    # As a person types it, without the apostrophe.
    typed = parse_csv(text.replace("'" + name.replace('"', '""'), name.replace('"', '""')),
                      "t.csv", FORM)  # fmt: skip
    assert typed.added == (restore(name),)


@given(st.permutations(list(range(4))), st.sampled_from(",;\t"), st.sampled_from("\n\r"))
def test_a_spreadsheet_may_sort_and_save_it_its_own_way(
    order: list[int], delimiter: str, end: str
) -> None:
    start = again(made(due="2026-09-01"), CsvContent())
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if end == "\r" else end)
    writer.writerow(start.rows[0])
    for at in order:
        row = start.rows[at] | {"due": "01/09/2026"}
        writer.writerow(row.values())
    held = parse_csv(out.getvalue(), "t.csv", FORM)
    merged = merge_rows(FORM, made(due="2026-09-01"), held)
    assert merged.kept == merged.added == merged.dropped == 0
    assert csv_bytes(FORM, merged.content) == csv_bytes(FORM, start)


def test_made_twice_it_has_the_same_bytes() -> None:
    once = again(made(), CsvContent())
    assert csv_bytes(FORM, again(made(), round_trip(once))) == csv_bytes(FORM, once)


def test_our_new_words_come_where_nobody_changed_the_old_ones() -> None:
    start = again(made(), CsvContent())
    rows = [dict(row) for row in start.rows]
    rows[0]["answer"] = "theirs"
    rows[1]["text"] = "my own words"
    merged = merge_rows(FORM, made("newer"), CsvContent(tuple(rows)))
    assert [row["text"] for row in merged.content.rows] == [
        "newer a", "my own words", "newer c", "newer d",
    ]  # fmt: skip
    assert merged.content.rows[0]["answer"] == "theirs"
    assert merged.kept == 1


def test_a_known_day_is_not_lost_when_it_is_no_longer_told() -> None:
    start = again(made(due="2026-09-01"), CsvContent())
    after = again(made(), start)
    assert [row["due"] for row in after.rows] == ["2026-09-01"] * 4
    assert all(is_unchanged_row(FORM, row) for row in after.rows)
    assert again(made(due="2027-01-01"), after).rows[0]["due"] == "2027-01-01"


def test_a_row_deleted_comes_back_and_a_copy_with_words_stays() -> None:
    start = again(made(), CsvContent())
    copy = start.rows[1] | {"answer": "second thoughts"}
    merged = merge_rows(FORM, made(), CsvContent((*start.rows[1:], copy)))
    assert [row["key"] for row in merged.content.rows] == ["a", "b", "c", "d", "b"]
    assert merged.content.rows[-1]["answer"] == "second thoughts"
    assert merge_rows(FORM, made(), merged.content).content == merged.content


def test_without_the_column_made_every_row_is_left_as_it_is() -> None:
    start = again(made(), CsvContent())
    rows = tuple({k: ("" if k == MADE else v) for k, v in row.items()} for row in start.rows)
    merged = merge_rows(FORM, made("newer"), CsvContent(rows))
    assert merged.kept == 4
    assert merged.content.rows == rows


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("number,text\n1,x\n", "no column key"),
        ("", "no column key"),
        ("key,text,text\n", "twice"),
        ("key,,text\n", "without a name"),
        ('key,text\na,"b\n', "no CSV"),
        ("key,text\na,b,c\n", "3 cells where 2 belong"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(text: str, what: str) -> None:
    with pytest.raises(FileError, match=what):
        parse_csv(text, "t.csv", FORM)


def test_encodings(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert read_csv(path, FORM) == CsvContent()
    path.write_bytes("key;answer\r\na;café – £5\r\n".encode("cp1252"))
    assert read_csv(path, FORM).rows[0]["answer"] == "café – £5"
    path.write_bytes(b"key,answer\na,\x81\x8d\n")
    with pytest.raises(FileError, match="neither UTF-8"):
        read_csv(path, FORM)
    path.write_bytes("key,answer\na,b\n".encode("utf-16"))
    with pytest.raises(FileError):
        read_csv(path, FORM)
    with pytest.raises(FileError, match="cannot be read"):
        read_csv(tmp_path, FORM)


def test_days() -> None:
    assert str(read_day("01/09/2026")) == "2026-09-01"
    assert str(read_day(" 2026-09-01 ")) == "2026-09-01"
    assert str(read_day("2025/26")) == str(read_day("202526")) == "2026-08-31"
    for odd in ("", "31/02/2026", "September", "2026", "1/2", "１/２/２０２６x"):
        assert read_day(odd) is None


@given(TEXT)
def test_a_digest_does_not_mind_what_a_spreadsheet_does(text: str) -> None:
    row = made()[0] | {"text": text}
    saved = row | {"text": f" {restore(text)} ".replace("\r\n", "\n"), "answer": "x"}
    if restore(text) == text:
        assert row_digest(FORM, row) == row_digest(FORM, saved)
