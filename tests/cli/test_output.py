"""In which form an answer is told: the one asked for, or the one that the file's ending says."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest
from click.testing import Result
from makers.monitoring import running, write_folder
from makers.partnerships import plain
from program import invoke

from matcher.cli.formats import form_of, with_ending
from matcher.core.errors import OutputError
from matcher.core.files.names import in_command
from matcher.partnership.record.file import write_record

CAN = ("text", "json", "html")


@pytest.mark.parametrize(
    ("given", "out", "form"),
    [
        (None, None, "text"), ("json", None, "json"), (None, "a.html", "html"),
        (None, "a.HTM", "html"), ("html", "a.html", "html"), (None, "a.txt", "text"),
        ("text", "a.md", "text"), (None, "report", "text"), ("json", "a.2026", "json"),
        (None, "-", "text"),
    ],
)  # fmt: skip
def test_the_ending_says_the_form(given: str | None, out: str | None, form: str) -> None:
    assert form_of(given, Path(out) if out else None, CAN) == form


def test_a_file_without_an_ending_gets_that_of_its_form(tmp_path: Path) -> None:
    assert with_ending(tmp_path / "a", "text") == tmp_path / "a.txt"
    assert with_ending(tmp_path / "a", "html") == tmp_path / "a.html"
    for stays in (None, Path("-"), tmp_path, tmp_path / "a.v2", Path(os.devnull)):
        assert with_ending(stays, "text") == stays


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("autumn/run-2", "autumn/run-2"),
        (r"C:\Users\a~1\run", r"C:\Users\a~1\run"),
        ("our run", '"our run"'),
        ("a&b", '"a&b"'),
        ("a$b", "'a$b'"),
    ],
)
def test_advice_names_a_path_as_a_shell_takes_it(path: str, typed: str) -> None:
    assert in_command(path) == typed


@pytest.mark.parametrize(("windows", "typed"), [(False, r"'it'\''s a$b!'"), (True, "'it''s a$b!'")])
def test_advice_is_quoted_for_the_shells_of_the_system(
    monkeypatch: pytest.MonkeyPatch, windows: bool, typed: str
) -> None:
    monkeypatch.setattr("matcher.core.files.names.on_windows", lambda: windows)
    assert in_command("it's a$b!") == typed
    assert in_command("Done!") == ('"Done!"' if windows else "'Done!'")


def test_a_name_of_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    told = invoke("explain", tmp_path, "100001", "--out", f"{tmp_path}/new/")
    assert "new/ is the name of a folder; give that of one file" in told.output
    assert told.exit_code == 2 and not (tmp_path / "new.txt").exists()
    there = invoke("explain", tmp_path, "100001", "--out", f"{tmp_path}/")
    assert "is the name of a folder" not in f"{there.output}{there.exception}"  # it is one


@pytest.mark.parametrize(
    ("given", "out", "says"),
    [
        ("json", "a.html", "does not end like --format json"),
        (None, "a.docx", "there are text, json, html"),
        ("json", "a.csv", "there are text, json, html"),
    ],
)
def test_what_contradicts_is_refused(given: str | None, out: str, says: str) -> None:
    with pytest.raises(click.UsageError, match=says):
        form_of(given, Path(out), CAN)


def test_a_page_does_not_go_into_a_file_of_an_unknown_ending(tmp_path: Path) -> None:
    can = ("html", "pdf")
    with pytest.raises(click.UsageError, match=r"what \.xyz is, is not known"):
        form_of(None, tmp_path / "a.xyz", can)
    assert form_of("pdf", tmp_path / "a.xyz", can) == "pdf"
    assert form_of(None, tmp_path / "a", can) == "html"


def findings(*arguments: str | Path) -> Result:
    return invoke("findings", *arguments)


def test_findings_take_their_form_from_the_file_and_their_day_from_on(tmp_path: Path) -> None:
    lessons = [{"what": "Mrs Jones was away", "worked": "perhaps"}]
    folder = write_folder(tmp_path / "one", running(), lessons=lessons)
    out = tmp_path / "x.html"
    done = findings(folder, "--for", "governors", "--out", out, "--on", "23/11/2026")
    assert done.exit_code == 0, done.output
    assert "As at 23 November 2026." in out.read_text(encoding="utf-8")
    assert "not understood: the answer “perhaps”" in done.stderr
    assert "a name in free text" not in done.stderr
    done = findings(folder, "--for", "public", "--out", "-", "--on", "2026-11-23")
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert "“Mrs Jones” may be a person’s name" in done.stderr
    assert "Read the lessons before you publish" in done.stderr
    assert findings(folder, "--for", "public", "--out", tmp_path / "x.txt").exit_code == 0
    done = findings(folder, "--for", "public", "--format", "md", "--out", tmp_path / "y.docx")
    assert done.exit_code == 2
    write_record(tmp_path / "two", plain(status="declined"))
    done = findings(tmp_path / "two", "--for", "governors")
    assert "was declined: there is nothing to tell of it" in str(done.exception)
    assert [path.name for path in (tmp_path / "two").iterdir()] == ["partnership.toml"]


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "no-run", "1", "--out"),
        ("groups", "no-run", "--by", "la", "--out"),
        ("diff", "no-run", "no-run", "--out"),
        ("partnership", "list", ".", "--out"),
    ],
)
def test_a_folder_that_is_not_there_is_named_before_any_work(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    missing = tmp_path / "missing" / "folder"
    done = invoke(*words, missing / "answer.txt")
    assert isinstance(done.exception, OutputError)
    assert f"there is no folder {missing}" in str(done.exception)
    assert "make that folder first" in str(done.exception)
