"""The lists of a run read back: as they were written, or refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from made_runs import NAN, run_lists, seal, write_run_lists

from matcher.core.errors import FileError
from matcher.show.run.read_back import read_run_lists
from matcher.show.run.read_back_csv import read_csv_table, read_csv_texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "run"
    path.mkdir()
    school = {"urn": "1", "name": "Alpha", "easting": 4.5, "northing": 3}
    write_run_lists(
        path, run_lists({("1", "7"): (1, NAN, 0.5), ("1", "8"): (NAN, 2, 0.25)}, [school])
    )
    return path


def test_a_run_is_read_back_as_it_was(folder: Path) -> None:
    run = read_run_lists(folder)
    assert run.matches["rank"].fillna(0).tolist() == [1, 0]
    assert run.matches["partner_rank"].fillna(0).tolist() == [0, 2]
    assert run.matches["score"].tolist() == [0.5, 0.25]
    assert run.schools.iloc[0][["urn", "easting", "area"]].tolist() == ["1", 4.5, ""]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("matches.csv", b"School 8,,2,0.25\r\n", b"School 8,,2,0.25,1\r\n", "8 fields where 7"),
        ("matches.csv", b"1,School 1,8,", b"1,School 1,7,", "earlier row"),
        ("matches.csv", b"School 8,,2", b"School 8,,2.5", "partner_rank is no whole number"),
        ("matches.csv", b"School 8,,2", b"School 8,,0", "partner_rank is no whole number"),
        ("matches.csv", b"School 8,,2", b"School 8,two,2", "rank is no number"),
        ("matches.csv", b"School 8,,2", b"School 8,nan,2", "rank is no number"),
        ("matches.csv", b"0.25", b"1.25", "score"),
        ("matches.csv", b"0.25", b"", "score"),
        ("matches.csv", b"0.25", b"inf", "score is no number"),
        ("matches.csv", b"1,School 1,8,", b"1,School 1,,", "partner_urn is no URN"),
        ("matches.csv", b"1,School 1,8,", b"1,School 1," + b"8" * 9000 + b",", "no URN"),
        ("matches.csv", b"School 8,,2", b'"School 8,,2', "is no CSV"),
        ("matches.csv", b"School 8", b"School \xff", "not UTF-8"),
        ("matches.csv", b"partner_rank", b"rank", "no one column rank, partner_rank"),
        ("matches.csv", b"partner_name", b"name", "no one column partner_name"),
        ("schools.csv", b"4.5,3", b"4.5,", "easting and northing"),
        ("schools.csv", b"4.5,3\r\n", b"4.5,3\r\n1,Beta,,,,,,\r\n", "earlier row"),
        ("schools.csv", b"4.5,3\r\n", b"4.5,3\r\n\r\n", "0 fields where 8 belong"),
    ],
)
def test_lists_that_are_not_ours_are_refused(
    folder: Path, file: str, old: bytes, new: bytes, message: str
) -> None:
    data = (folder / file).read_bytes()
    assert old in data
    (folder / file).write_bytes(data.replace(old, new))
    with pytest.raises(FileError, match="changed since"):
        read_run_lists(folder)
    seal(folder)
    with pytest.raises(FileError, match=message) as caught:
        read_run_lists(folder)
    assert file in caught.value.where
    assert caught.value.hint


def test_rows_that_are_asked_for_are_those_lines_of_a_whole_file(tmp_path: Path) -> None:
    path, places = tmp_path / "matches.csv", np.array([False, True])
    rows = b"urn,name,score\r\n1,One,0.5\r\n2,Two,0.25\r\n"
    for data, whole in (
        (rows, True),
        (rows + b"3,Three", False),  # whatever follows the last line is no row of ours
        (rows + b"3,Three,1\r\n", False),
        (rows[: rows.index(b"2,")], False),
    ):
        path.write_bytes(data)
        asked = (path, ["urn", "name"], ["score"], ["urn"])
        if whole:
            found = read_csv_table(*asked, about={"2"}, places=places)
            assert found.to_numpy().tolist() == [["2", "Two", 0.25]]
            continue
        with pytest.raises(FileError, match="has not the rows that were asked for"):
            read_csv_table(*asked, about={"2"}, places=places)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"", b""),
        (b"2,Two", b"2,'=Two"),
        (b"2,Two", b'2,"T, ""w"" o"'),
        (b"2,Two", b"1,Two"),
        (b"2,Two", b",Two"),
        (b"2,Two", b"2,Two,"),
        (b"2,Two", b'2,"Two'),
        (b"2,Two", b"2,\xff"),
        (b"name", b"urn"),
        (b"1,One\r\n2,Two\r\n", b""),
    ],
)
def test_texts_read_without_pandas_are_those_of_the_table(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(b"urn,name\r\n1,One\r\n2,Two\r\n".replace(old, new, 1))

    def told(read: Callable[[], Mapping[str, Sequence[str]]]) -> object:
        try:
            return {name: list(texts) for name, texts in read().items()}
        except FileError as error:
            return error.what, error.where, error.hint

    names, key = ["urn", "name"], ["urn"]
    table = told(lambda: read_csv_table(path, names, [], key, again="x").to_dict("list"))
    assert told(lambda: read_csv_texts(path, names, key, "x")) == table


@pytest.mark.parametrize(
    "record",
    ["[]", "null", "3", "{}", "{", '{"outputs": 3}', '{"outputs": [3]}', '{"outputs": [{}]}',
     '{"outputs": []}', '{"outputs": [{"name": "matches.csv"}]}', "[" * 100_000,
     '{"outputs": [{"name": "a\\u0000b", "sha256": ""}]}'],
)  # fmt: skip
def test_records_that_are_none_are_refused(folder: Path, record: str) -> None:
    (folder / "run.json").write_text(record, encoding="utf-8")
    with pytest.raises(FileError):
        read_run_lists(folder)


def test_folders_that_hold_no_finished_run_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no run of ours"):
        read_run_lists(tmp_path)
    with pytest.raises(FileError):
        read_run_lists(tmp_path / "absent")
    with pytest.raises(FileError):
        read_run_lists(folder / "matches.csv")
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "schools.csv").unlink()
    with pytest.raises(FileError, match=r"schools\.csv is missing"):
        read_run_lists(copy)
    shutil.copy(folder / "schools.csv", copy)
    seal(copy, outputs=[])  # a record that does not name the list
    with pytest.raises(FileError, match=r"schools\.csv is not in the record"):
        read_run_lists(copy)
