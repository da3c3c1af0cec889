"""The commands of partnerships as a person meets them: a whole life of one, and what is said
where something is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from program import matcher, rows_of

from matcher.jobs.matching.demo import demo


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo(tmp_path_factory.mktemp("partnership") / "autumn").folder


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Path:
    """A folder with a run in it, to stand in."""
    shutil.copytree(made, tmp_path / "autumn")
    return tmp_path


def partnership(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return matcher("partnership", *words, cwd=cwd, encoding="utf-8")


def test_a_partnership_from_the_match_to_the_purge(office: Path) -> None:
    done = partnership("new", "autumn", "900025", "900001", "--on", "2026-09-01", cwd=office)
    folder = str(Path("partnerships", "900001-900025"))
    assert (done.returncode, done.stdout) == (0, f"Written: {folder}\n"), done.stderr
    assert "Kept for 36 months (--keep-months); an agreement" in done.stderr
    assert [p.name for p in (office / folder).iterdir()] == ["partnership.toml"]
    for status, day, said in (
        ("contacted", "2026-09-10", "10 September 2026"),
        ("Agreed", "01/10/2026", "1 October 2026"),
        ("running", "2026-11-01", "1 November 2026"),
    ):
        done = partnership("status", folder, status, "--on", day, cwd=office)
        told = f"900001-900025: {status.lower()} since {said}\n"
        assert (done.returncode, done.stdout) == (0, told)
    shown = partnership("status", folder, cwd=office).stdout
    assert "Status: running (suggested 1 September 2026, contacted 10 September 2026, a" in shown
    assert "Run: autumn" in shown
    assert "Kept until: 1 September 2029" in shown
    # The record itself stands for its folder.
    assert partnership("status", f"{folder}/partnership.toml", cwd=office).stdout == shown

    listed = partnership("list", cwd=office)
    assert listed.stdout.startswith("1 partnership: 1 running\n")
    assert listed.stderr == ""
    told = json.loads(partnership("list", "--format", "json", cwd=office).stdout)
    rows = rows_of(partnership("list", "--format", "csv", cwd=office).stdout)
    assert told["partnerships"][0]["running"] == rows[0]["running"] == "2026-11-01"
    done = partnership("list", "--out", "register.html", cwd=office)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Written: register.html\n")
    assert "<svg role" in (office / "register.html").read_text(encoding="utf-8")
    done = partnership("list", "--format", "csv", "--out", "register.csv", cwd=office)
    assert (office / "register.csv").read_bytes()[:3] == b"\xef\xbb\xbf"

    late = ("--on", "2030-01-01")
    assert "0 to be deleted, 1 due but kept" in partnership("purge", *late, cwd=office).stdout
    partnership("status", folder, "ended", "--on", "2027-07-20", cwd=office)
    listed = partnership("purge", *late, cwd=office)
    assert "Nothing was deleted: give --yes" in listed.stdout
    assert "(was to be kept until 1 September 2029; last change to its files on" in listed.stdout
    assert (office / folder).exists()
    done = partnership("purge", "--yes", *late, cwd=office)
    assert (done.returncode, "1 deleted, 0 due but kept" in done.stdout) == (0, True)
    assert not (office / folder).exists()


def test_what_cannot_be_done_is_said_with_what_to_do(office: Path) -> None:
    partnership("new", "autumn", "900001", "900025", cwd=office)
    folder = str(Path("partnerships", "900001-900025"))
    before = (office / folder / "partnership.toml").read_bytes()
    for words, code, says in (
        (("new", "autumn", "900001", "900025"), 1, "is there already"),
        (("new", "autumn", "900001", "900001"), 2, "two schools"),
        (("new", "autumn", "900001", "9000250"), 2, "did you mean"),
        (("new", "autumn", "900001", "900054", "--in", "autumn"), 1, "stays as it was written"),
        (("new", "nowhere", "900001", "900025"), 1, "nowhere"),
        (("status", "nowhere"), 1, "it is no partnership"),
        (("status", folder, "running"), 2, "running cannot follow suggested"),
        (("status", folder, "declined"), 2, "give --reason and one of: no_capacity (no time"),
        (("status", folder, "declined", "--reason", "x"), 2, "there is no reason 'x'"),
        (("status", folder, "contact"), 2, "did you mean contacted?"),
        (("status", folder, "agreed", "--on", "9/2026"), 2, "--on"),
        (("status", folder, "agreed", "--on", "2001-01-01"), 2, "1 January 2001 is before"),
        (("status", folder, "--reason", "x"), 2, "need a STATUS"),
        (("list", "nowhere"), 1, "is no folder of partnerships"),
        (("list", "--places", "autumn"), 2, "--places needs --format html"),
        (("list", "--format", "html", "--places", "nowhere"), 1, "nowhere"),
        (("list", "--out", str(Path("autumn", "x.txt"))), 1, "stays as it was written"),
        (("list", "--out", "x.docx"), 2, "there are text, csv, json, html"),
        (("list", "--out", "x.csv", "--format", "json"), 2, "does not end like --format json"),
        (("purge", "nowhere"), 1, "is no folder of partnerships"),
    ):
        done = partnership(*words, cwd=office)
        assert done.returncode == code, (words, done.stderr)
        assert says in done.stderr, (words, done.stderr)
        assert done.stdout == "", words
        assert "Traceback" not in done.stderr
    assert (office / folder / "partnership.toml").read_bytes() == before
    assert not list((office / "autumn").glob("*.toml"))


def test_a_broken_record_is_named_and_the_others_listed(office: Path) -> None:
    partnership("new", "autumn", "900001", "900025", cwd=office)
    bad = office / "partnerships" / "bad"
    bad.mkdir()
    (bad / "partnership.toml").write_text("status = 'asked'", encoding="utf-8")
    done = partnership("list", cwd=office)
    assert done.returncode == 0
    assert done.stdout.startswith("1 partnership: 1 suggested; 1 could not be read\n")
    assert "partnerships/bad/partnership.toml" in done.stderr
    assert "status is 'asked'" in done.stderr
    assert "status is 'asked'" in partnership("purge", cwd=office).stderr


def test_a_match_minds_the_folder(office: Path, repository: Path) -> None:
    partnership("new", "autumn", "900001", "900025", cwd=office)
    samples = repository / "data" / "samples"
    words = ["match", samples / "hastings-office.xlsx",
             "--register", samples / "register.csv", "--from-register", "both",
             "--existing", "partnerships", "--out", "spring"]  # fmt: skip
    for status, many in (("contacted", "1 already partners"), ("declined", "1 declined lately")):
        reason = ["--reason", "no_answer"] if status == "declined" else []
        partnership("status", "partnerships/900001-900025", status, *reason, cwd=office)
        done = matcher(*words, cwd=office, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        assert many in done.stdout
    refused = matcher(*words[:-1], "partnerships", cwd=office, encoding="utf-8")
    assert refused.returncode == 1
    assert "partnerships" in refused.stderr
