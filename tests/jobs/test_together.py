"""Several commands at once in one partnership: nobody's change is lost, and whoever cannot
wait any longer is told who is at work."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from makers.partnerships import plain
from program import invoke, table

from matcher.core.errors import OutputError
from matcher.core.files.lock import LOCK, held
from matcher.jobs.partnership import plan
from matcher.partnership.folders import _remove_empty, clear_deleted
from matcher.partnership.record.file import RECORD, read_record, write_record

HOLDER = """
import sys
from pathlib import Path
from matcher.core.files.lock import held
with held(Path(sys.argv[1]), "plan make"):
    print("held", flush=True)
    sys.stdin.read()
"""
ADDER = """
import sys
from pathlib import Path
from matcher.jobs.partnership.monitor import add
sys.stdin.readline()
for file in sys.argv[2:]:
    add(Path(sys.argv[1]), Path(file))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A partnership that is running and past its date, with a plan."""
    made = tmp_path / "partnerships" / "a"
    write_record(made, plain(status="running", keep_until="2020-01-01"))
    plan.make(made)
    return made


@pytest.fixture
def in_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same while another process holds it."""
    monkeypatch.setattr("matcher.core.files.lock.WAIT_S", 0.2)
    started = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(started, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        yield folder
        holder.communicate(b"")


def values_file(folder: Path, number: int) -> Path:
    file = folder.parent / f"{number}.csv"
    day = datetime.date(2026, 1, 1) + datetime.timedelta(number)
    file.write_text(f"indicator,date,value,pupils\nC4-N2,{day},9{number % 10}%,40\n")
    return file


def test_every_value_that_several_add_at_once_is_kept(folder: Path) -> None:
    start = [sys.executable, "-c", ADDER, str(folder)]
    runs = [
        subprocess.Popen(
            [*start, *(str(values_file(folder, 4 * run + at)) for at in range(4))],
            stdin=subprocess.PIPE,
        )
        for run in range(3)
    ]
    for run in runs:
        assert run.stdin is not None
        run.stdin.write(b"go\n")
        run.stdin.flush()
    for run in runs:
        run.communicate()
        assert run.returncode == 0
    days = [row["date"] for row in table(folder / "values.csv")]
    assert days == [f"2026-01-{day:02}" for day in range(1, 13)]
    assert not (folder / LOCK).exists()


@pytest.mark.parametrize(
    "command",
    [
        "partnership status FOLDER ended",
        "plan make FOLDER",
        "mou write FOLDER",
        "mou write FOLDER --out FOLDER/mou.md",
        "findings FOLDER --for governors",
        "monitor add FOLDER VALUES",
    ],
)
def test_a_command_that_changes_waits_and_says_who_is_at_work(command: str, in_use: Path) -> None:
    names = {"FOLDER": str(in_use), "VALUES": str(values_file(in_use, 0))}
    before = {entry: entry.read_bytes() for entry in in_use.iterdir() if entry.name != LOCK}
    words = [next((w.replace(k, v) for k, v in names.items() if k in w), w)
             for w in command.split()]  # fmt: skip
    done = invoke(*words)
    assert done.exit_code == 1
    assert "is being changed by matcher plan make (process " in str(done.exception)
    after = {entry: entry.read_bytes() for entry in in_use.iterdir() if entry.name != LOCK}
    assert after == before


def test_a_purge_leaves_a_folder_that_is_in_use(in_use: Path) -> None:
    text = (in_use / RECORD).read_text().replace('status = "running"', 'status = "ended"')
    (in_use / RECORD).write_text(text)
    done = invoke("partnership", "purge", in_use.parent, "--yes")
    assert done.exit_code == 0
    assert "is being changed by matcher plan make (process " in done.output
    assert read_record(in_use).status == "ended"


@pytest.mark.parametrize(
    "command", ["partnership status FOLDER", "plan progress FOLDER", "monitor report FOLDER",
                "findings FOLDER --for governors --out -", "mou check FOLDER"],
)  # fmt: skip
def test_a_command_that_only_reads_does_not_wait(command: str, in_use: Path) -> None:
    (in_use / "mou.md").write_text("# Memorandum")
    done = invoke(*(word.replace("FOLDER", str(in_use)) for word in command.split()))
    assert "is being changed by" not in f"{done.output} {done.exception}"


def test_a_purge_sees_a_record_that_is_to_be_kept_longer_by_now(folder: Path) -> None:
    from matcher.core.problems import ProblemLog
    from matcher.partnership.folders import delete_folder, due_folders

    today = datetime.date(2026, 9, 1)
    text = (folder / RECORD).read_text()
    (folder / RECORD).write_text(text.replace('status = "running"', 'status = "ended"'))
    (due,) = due_folders(folder, today, ProblemLog())
    (folder / RECORD).write_text((folder / RECORD).read_text().replace("2020-01-01", "2036-01-01"))
    with pytest.raises(OutputError, match="to be kept longer"):
        delete_folder(due, today)
    assert (folder / "plan.csv").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no lock file")
def test_what_a_purge_left_that_was_killed_at_its_end_goes_with_the_next(tmp_path: Path) -> None:
    left, used = tmp_path / "left", tmp_path / "used"
    for folder in (left, used):
        folder.mkdir()
        (folder / LOCK).write_text("")
    (used / "letter.txt").write_text("theirs")
    with held(tmp_path, "partnership new"):
        clear_deleted(tmp_path)
    assert not left.exists()
    assert (used / "letter.txt").exists()


def test_a_folder_that_a_killed_command_left_empty_is_used(tmp_path: Path) -> None:
    from matcher.jobs.matching.demo import demo
    from matcher.jobs.partnership.partnership import new

    run = demo(tmp_path / "autumn").folder
    home = tmp_path / "partnerships"
    (home / "900001-900025").mkdir(parents=True)
    (home / "900001-900025" / ".matcher-killed.part").write_bytes(b"half")
    made = new(run, "900025", "900001", home, datetime.date(2026, 9, 1))
    assert [entry.name for entry in made.folder.iterdir()] == [RECORD]
    assert [entry.name for entry in home.iterdir()] == ["900001-900025"]
    # Killed when all was written: the next is told so, and takes the lock away.
    (made.folder / LOCK).write_bytes(b"")
    with pytest.raises(OutputError, match="is there already"):
        new(run, "900025", "900001", home, datetime.date(2026, 9, 1))
    assert [entry.name for entry in made.folder.iterdir()] == [RECORD]


def test_a_folder_into_which_somebody_still_looks_is_taken_away(tmp_path: Path) -> None:
    """As of several purges at once: the others wait, and look once more."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / LOCK).write_bytes(b"")
    threading.Timer(0.2, (folder / LOCK).unlink).start()
    _remove_empty(folder)
    assert not folder.exists()
    _remove_empty(folder)  # somebody else was quicker
    folder.mkdir()
    (folder / "letter.txt").write_text("theirs")
    with pytest.raises(OSError, match=r"."):
        _remove_empty(folder)
