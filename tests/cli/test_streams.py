"""What reaches a terminal, a pipe and a file, and what happens where nothing can."""

from __future__ import annotations

import ast
import csv
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from makers.monitoring import running, write_folder
from makers.partnerships import plain
from program import invoke, result_of, rows_of, start_matcher

from matcher.cli.terminal_text import (
    NEAREST,
    NEAREST_IN_DATA,
    in_letters,
    printable,
    register_handlers,
)
from matcher.partnership.record.file import write_record

WELSH = "Ysgol Tŷ Ŵyn – 5 km²"
STEERING = "".join(
    c for c in map(chr, range(0x2100))
    if (unicodedata.category(c) == "Cc" and c not in "\t\n") or 0x202A <= ord(c) <= 0x202E
    or 0x2066 <= ord(c) <= 0x2069
)  # fmt: skip
SPOOF = "\x1b[2J\x1b]0;x\x07Al\u202epha\u2066 \x9b31mBeta\x85\r\x08\x7f"
needs_posix = pytest.mark.skipif(
    os.name == "nt", reason="closes and fills streams as POSIX has them"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the record of one partnership, ``one``, and a list of a row."""
    folder = tmp_path_factory.mktemp("office")
    write_record(folder / "one", plain(area=WELSH, reasons="“Łódź” − House"))
    (folder / "list.csv").write_text("Name\nAlpha\n", encoding="utf-8")
    return folder


STATUS, TABLE, JSON = (
    ["partnership", *words]
    for words in (["status", "one"], ["list", ".", "--format", "csv"],
                  ["list", ".", "--format", "json"])
)  # fmt: skip


def in_codepage(name: str) -> dict[str, str]:
    """An environment in which Python takes its streams to be of a code page, as on Windows."""
    return {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": name}


def test_a_pipe_gets_names_intact_whatever_the_code_page(office: Path) -> None:
    for words in (STATUS, JSON):
        bare = start_matcher(*words, cwd=office, **in_codepage(""))
        assert WELSH in bare.stdout.decode("utf-8")
        assert b"\r" not in bare.stdout


def test_an_encoding_that_was_asked_for_is_kept_and_folded_into(office: Path) -> None:
    told = start_matcher(*STATUS, cwd=office, **in_codepage("cp1252")).stdout.decode("cp1252")
    assert "Ysgol Ty Wyn – 5 km²" in told
    assert "“Lódz” - House" in told
    data = start_matcher(*TABLE, cwd=office, **in_codepage("ascii:strict")).stdout.decode("ascii")
    (row,) = rows_of(data)
    assert "Ysgol Ty Wyn - 5 km2" in row.values()
    own = start_matcher(*JSON, cwd=office, **in_codepage("ascii:ignore")).stdout.decode("ascii")
    assert "Ysgol T yn  5 km" in json.dumps(json.loads(own))
    made = start_matcher(*JSON, cwd=office, **in_codepage("ascii"))
    assert "Ysgol Ty Wyn - 5 km2" in json.dumps(json.loads(made.stdout.decode("ascii")))
    agreed = ("mou", "write", "one", "--out", "-", "--format", "md")
    page = start_matcher(*agreed, cwd=office, **in_codepage("")).stdout.decode("utf-8")
    folded = start_matcher(*agreed, cwd=office, **in_codepage("ascii")).stdout.decode("ascii")
    assert not page.isascii()
    assert len(folded.splitlines()) == len(page.splitlines())


@needs_posix
def test_a_console_shows_the_nearest_letter(office: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "matcher", *STATUS],
        cwd=office, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, **in_codepage("")},
    )  # fmt: skip
    os.close(theirs)
    shown = b"".join(read_all(ours))
    assert process.wait() == 0
    assert b"Ysgol Ty Wyn - 5 km2" in shown
    assert b'"Lodz" - House' in shown
    assert shown.isascii()


def read_all(number: int) -> Iterator[bytes]:
    while True:
        try:
            if not (data := os.read(number, 65_536)):
                return
        except OSError:  # Linux tells the end of a terminal so
            return
        yield data


@needs_posix
@pytest.mark.parametrize("to", ["/dev/full", ""])
def test_a_result_that_cannot_be_printed_is_no_success(office: Path, to: str) -> None:
    where = f">{to}" if to else ">&-"
    for words in ("partnership status one", "--help"):
        done = shell(f"{words} {where}", office)
        assert done.returncode == 1, words
        assert ("No space left" if to else "it is closed") in done.stderr
        assert "inside the product" not in done.stderr
        assert len(done.stderr.splitlines()) == 2, done.stderr  # nor does the interpreter complain
    # A message is no result: where it is lost on a full disk, the code says so all the same.
    for words, code in (("mou check one", 1), ("findings one --for governors --force", 0)):
        lost = shell(f"{words} 2{where} >nowhere.txt", office)
        assert lost.returncode == (1 if to else code), words


@needs_posix
def test_a_reader_who_has_seen_enough_is_no_fault(office: Path) -> None:
    words = "findings one --for governors --force --out -"
    for stream, code in ((1, 1), (2, 0)):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, "-m", "matcher", *words.split()],
            cwd=office,
            stdout=writer if stream == 1 else subprocess.PIPE,
            stderr=writer if stream == 2 else subprocess.PIPE,
        )
        os.close(writer)
        assert done.returncode == code
        assert b"Error" not in (done.stderr or b"")
        assert stream == 1 or done.stdout


def shell(words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        f"'{sys.executable}' -m matcher {words}", shell=True, cwd=folder, capture_output=True,
        encoding="utf-8",
    )  # fmt: skip


def test_demo_prints_its_pairs_as_its_help_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(rows_of(result_of("demo", "--out", "-"))) > 100
    assert not list(tmp_path.iterdir())


def test_what_was_typed_into_files_steers_no_terminal(tmp_path: Path) -> None:
    """Every text field of a list and of a record tries."""
    office = tmp_path / f"{SPOOF.replace('/', '') if os.name != 'nt' else 'list'}.csv"
    fields = ("Name", "Local authority", "Trust", "Region", "Needs", "Strengths")
    with office.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["URN", *fields, "Kind", "Easting", "Northing", SPOOF])
        for urn, kind in ((100001, "state"), (100002, "independent"), (SPOOF, "state")):
            rows.writerow([urn, *[f"{name} {SPOOF}" for name in fields], kind, 4e5, 4e5, SPOOF])
    out = tmp_path / "run"
    told = [
        invoke("match", office, "--out", out), invoke("check", office, "--out", "-"),
        invoke("match", office, "--out", tmp_path / SPOOF.replace("/", "")),
        *(invoke("groups", out, "--by", by) for by in ("trust", "la", "region")),
        invoke("explain", out, "100001", "100002"), invoke("explain", out, "100001"),
        invoke("profile", office, "--out", tmp_path / "profile.csv"), invoke("diff", out, out),
        invoke("verify", tmp_path / SPOOF),
    ]  # fmt: skip
    texts = {"area": SPOOF, "reasons": SPOOF, "run": SPOOF, "objectives": {SPOOF: SPOOF}}
    live = write_folder(
        tmp_path / "all" / "live",
        running(**texts),
        plan=[{"key": "A", "part": "indicator", "indicator": "A", "text": f"Share {SPOOF}",
               "measure": SPOOF, "baseline_due": "2025-09-01", "target": SPOOF}],
        lessons=[{"what": SPOOF, "worked": SPOOF, "why": SPOOF}],
    )  # fmt: skip
    write_record(tmp_path / "all" / "new", plain(**texts))
    told += [
        invoke("partnership", "list", tmp_path / "all"), invoke("partnership", "status", live),
        invoke("monitor", "report", live), invoke("plan", "status", live),
        invoke("findings", live, "--for", "governors", "--out", tmp_path / "told.md"),
        invoke("plan", "make", tmp_path / "all" / "new"),
        invoke("mou", "write", tmp_path / "all" / "new"),
        invoke("mou", "check", tmp_path / "all" / "new"), invoke(SPOOF), invoke(f"--{SPOOF}"),
    ]  # fmt: skip
    assert sum("�" in done.output for done in told) > 8
    for done in told:
        assert not set(done.output) & set(STEERING), done.output
    outside = start_matcher("explain", "\x1b[31mx", "1", f"--\u202e{SPOOF}", cwd=tmp_path,
                      encoding="utf-8")  # fmt: skip
    assert outside.returncode == 2
    assert not set(outside.stderr) & set(STEERING)


def test_data_in_a_pipe_keep_what_a_terminal_must_not_have(tmp_path: Path) -> None:
    text = "Al\u202epha\u2069 \x9bBeta"
    write_record(tmp_path / "one", plain(area=text, reasons=text))
    kept = rows_of(result_of("partnership", "list", tmp_path, "--format", "csv"))[0]
    assert text in kept.values()


def test_steering_characters_show_and_the_rest_stays() -> None:
    assert printable("a\tb\r\nc") == "a\tb\nc"
    assert printable(STEERING) == "\ufffd" * len(STEERING)
    everyday = "Tŷ ‘Ŵyn’ – 5 km² · 10 − 3 → ✓ 😐 e\u0301 नमस्ते"
    assert printable(everyday) == everyday


def test_everything_that_we_write_has_a_nearest_letter(repository: Path) -> None:
    register_handlers()
    sources = [
        *(repository / "matcher").rglob("*.py"),
        *(repository / "data" / "reference").rglob("*.csv"),
    ]
    written = set("".join(path.read_text(encoding="utf-8") for path in sources)) - {"\ufffd"}
    assert len(written) > 120
    unknown = {c for c in written if "?" in in_letters(c) and c != "?"}
    assert {unicodedata.category(c)[0] for c in unknown} == {"S"}  # boxes that forms draw
    pairs = {"−": "-", "–": "-", "’": "'", "“": '"', "…": "...", "→": "->", "²": "2", "ŷ": "y",
             "Ŵ": "W", "ł": "l", "Ø": "O", "æ": "ae", "Œ": "Oe", "ß": "ss", "½": "1/2", "ﬁ": "fi",
             "λ": "lamda", "\u00a0": " ", "\u0302": "", "字": "?", "é": "e"}  # fmt: skip
    assert {c: in_letters(c) for c in pairs} == pairs
    assert "\udc9b字".encode("cp1252", NEAREST) == b"??"
    assert "“−”，ŷ".encode("ascii", NEAREST_IN_DATA) == b"?-??y"  # none opens or ends a cell
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", NEAREST)


def test_one_module_prints(repository: Path) -> None:
    """Everything else goes through it, so that no line can go past it."""
    # The version is printed before anything is loaded; a process of our own speaks to us alone.
    doors = {"cli/streams.py", "cli/main.py", "intake/open/child_process.py"}
    for path in (repository / "matcher").rglob("*.py"):
        name = path.relative_to(repository / "matcher").as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and name not in doors:
                whole = ast.unparse(node)
                assert whole not in ("sys.stdout", "click.echo", "click.secho"), path
                assert whole != "sys.stderr" or name == "cli/progress.py", path  # asks if it is one
