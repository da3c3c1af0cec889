"""Names and paths that Windows does not take as they are, and names of ours that it does."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from makers.partnerships import partnerships

from matcher.core.errors import OutputError
from matcher.core.files import windows
from matcher.core.files.atomic import output_hint, write_bytes
from matcher.core.files.run_folder import check_folder
from matcher.core.files.windows import name_fault, same_name
from matcher.partnership.folders import folder_name


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nul", "device"), ("NUL.csv", "device"), ("Con", "device"), ("com1.txt", "device"),
        ("LPT³.a.b", "device"), ("aux .md", "device"), ("prn", "device"),
        ("a:b.csv", "has :"), ("what?.csv", "has ?"), ("a\x01", r"has '\x01'"), ("<a>", "has <"),
        ("autumn.", "takes away"), ("autumn ", "takes away"), ("...", "takes away"),
        ("autumn", ""), ("com0", ""), ("com10", ""), ("console.csv", ""), ("Tŷ – 5.csv", ""),
        (".matcher.lock", ""), ("null.csv", ""), ("a.b c", ""),
    ],
)  # fmt: skip
def test_names(name: str, says: str) -> None:
    fault = name_fault(name)
    assert says in fault
    assert bool(fault) == bool(says)


@pytest.mark.parametrize("there", [True, False])
def test_such_a_name_is_refused_there_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    monkeypatch.setattr(windows, "on_windows", lambda: there)
    monkeypatch.chdir(tmp_path)
    for path in (Path("nul"), tmp_path / "values.csv:hidden"):
        if there:
            with pytest.raises(OutputError, match="Windows") as caught:
                write_bytes(path, b"kept")
            assert caught.value.hint == "choose another name"
            with pytest.raises(OutputError):
                check_folder(path)
        elif os.name != "nt":
            write_bytes(path, b"kept")
            assert path.read_bytes() == b"kept"
    write_bytes(tmp_path / "plain.csv", b"kept")
    write_bytes(Path("../") / tmp_path.name / "up.csv", b"kept")


@given(partnerships())
def test_folders_of_partnerships_have_names_that_windows_takes(partnership: object) -> None:
    name = folder_name(partnership)  # type: ignore[arg-type]
    assert not name_fault(name)
    assert not name_fault(f"{name}.html")
    assert len(name) < 80


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Autumn.CSV", "autumn.csv", True), ("STRASSE", "straße", True), ("TŶ", "tŷ", True),
     ("autumn", "autumn.csv", False), ("a", "b", False)],
)  # fmt: skip
def test_names_that_differ_in_capitals_alone_are_one(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is same


def test_a_long_path_is_told_apart_from_a_folder_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long, short = "x/" * 200 + "a.csv", "gone/a.csv"
    told = {
        (there, name): "too long" in output_hint(FileNotFoundError(errno.ENOENT, "", name))
        for there in (True, False)
        for name in (long, short)
        if not monkeypatch.setattr(windows, "on_windows", lambda there=there: there)
    }
    assert told == {(True, long): True, (True, short): False,
                    (False, long): False, (False, short): False}  # fmt: skip
    assert "too long" in output_hint(OSError(errno.ENAMETOOLONG, "", short))
    assert "full" in output_hint(OSError(errno.ENOSPC, "", short))
    assert "Excel" in output_hint(PermissionError(errno.EACCES, "", short))


@pytest.mark.skipif(os.name == "nt", reason="there the system says it otherwise")
def test_a_name_that_no_disk_takes_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write_bytes(tmp_path / ("x" * 200) / ("y" * 300), b"")
    assert caught.value.hint
