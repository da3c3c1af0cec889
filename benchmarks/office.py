"""A made-up office in which commands are killed (kills.py) or run at once (together.py).

Commands run in processes of their own, forked from this one, in which the program is loaded:
a start takes milliseconds, and two that are to meet do. What is fictional in the sample stays so.
"""

from __future__ import annotations

import csv
import hashlib
import mmap
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

_DATE = re.compile(r"-\d{4}-\d\d-\d\d-\d{6}(-\d+)?")  # of what was replaced and is kept
PAIR = "partnerships/900034-900048"
OTHER_PAIR = "900001-900025"
DAY = "2026-09-01"
EVALUATE = (
    "evaluate --panel panel/panel.csv.gz --register panel/register.csv "
    "--treated panel/treated.csv --outcome progress --before 2015,2016 --after 2017,2018"
)


def load() -> None:
    """Import all that commands use, so that a fork has it."""
    import importlib
    import pkgutil

    import matcher

    for module in pkgutil.walk_packages(matcher.__path__, "matcher."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in ("docx", "reportlab.platypus", "icalendar", "tomlkit", "xlsxwriter", "filelock",
                 "folium", "scipy.stats", "sklearn.linear_model", "python_calamine", "rapidfuzz",
                 "pyogrio", "geopandas"):  # fmt: skip
        importlib.import_module(name)


def make_office(home: Path) -> None:
    """Lay out an office in the new folder ``home``: lists, two runs, a partnership that runs,
    one that is past its date, pulled data, a panel."""
    import doc_pages
    from partnership_files import write as write_panel

    samples, desk = ROOT / "data" / "samples", home / "desk"
    desk.mkdir(parents=True)
    for copy, source in {
        "schools.xlsx": "hastings-office.xlsx", "ipswich.csv": "ipswich-office.csv",
        "register.csv": "register.csv", "postcodes.csv": "postcodes.csv",
    }.items():  # fmt: skip
        shutil.copyfile(samples / source, desk / copy)
    doc_pages.downloads(desk / "downloads", samples)
    (desk / "panel").mkdir()
    write_panel(desk / "panel")
    whole = (desk / "ipswich.csv").read_bytes()
    lines = whole.splitlines(keepends=True)
    (desk / "ipswich.csv").write_bytes(b"".join(lines[:-1]))
    (desk / "few.csv").write_bytes(b"".join(lines[:11]))
    for words in (
        "data pull --from downloads --day 2026-11-20",
        "match ipswich.csv --out autumn",
        "match schools.xlsx ipswich.csv --out spring",
        "match few.csv --register none --postcodes postcodes.csv --out few",
        "demo --out demo",
        f"partnership new spring 900034 900048 --on {DAY}",
        f"partnership status {PAIR} contacted --on {DAY}",
        f"partnership status {PAIR} agreed --on {DAY}",
        f"plan make {PAIR} --start {DAY}",
        "partnership new demo 900001 900025 --keep-months 1 --on 2020-01-01",
    ):
        code, said = wait(start(words.split(), home), home)
        if code:
            raise SystemExit(f"{words}: {code}\n{said}")
    (desk / "ipswich.csv").write_bytes(whole)  # mended since the runs
    (desk / "few.csv").write_bytes(b"".join(lines[:12]))
    if keygen := shutil.which("ssh-keygen"):
        order = [keygen, "-q", "-t", "ed25519", "-N", "", "-C", "office", "-f", str(desk / "key")]
        subprocess.run(order, check=True)
    write_values(desk, 0)
    (desk / PAIR / "lessons.csv").write_text("what,worked,why\nA club,yes,it was near\n")
    with (desk / PAIR / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[0].append("ours")
    rows[1:] = [[*row, "=kept"] for row in rows[1:]]
    with (desk / PAIR / "plan.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def write_values(desk: Path, number: int) -> str:
    """A file with one value of its own; its name."""
    name = f"values-{number}.csv"
    day = f"2026-{number % 9 + 1:02}-{number // 9 % 28 + 1:02}"
    (desk / name).write_text(f"indicator,date,value,pupils\nC4-N2,{day},9{number % 10}%,40\n")
    return name


@dataclass(frozen=True)
class Running:
    """A command at work: its process, and the file that its output goes to."""

    process: int
    output: Path


def start(
    words: list[str],
    home: Path,
    *,
    before: Callable[[], None] = lambda: None,
    output: str = "said.txt",
) -> Running:
    """Start ``matcher`` with these words in the desk of ``home``; ``before`` is called in the
    new process first."""
    path = home / output
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return Running(process, path)
    code = 70
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ["MATCHER_DATA_DIR"] = str(home / "data")
        os.environ["MATCHER_CACHE_DIR"] = str(home / "cache")
        os.chdir(home / "desk")
        from matcher.cli.main import main

        before()
        try:
            main(words)
            code = 0
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:
        os.write(2, repr(error).encode())
    finally:
        os._exit(code)


def wait(running: Running, home: Path) -> tuple[int, str]:
    """The exit code of a command, minus the signal that killed it, and what it printed."""
    _, status = os.waitpid(running.process, 0)
    code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    said = running.output.read_text(encoding="utf-8", errors="replace")
    running.output.unlink()
    return code, said


def kill_after(running: Running, seconds: float) -> None:
    """Kill a command when so many seconds are over."""
    time.sleep(seconds)
    os.kill(running.process, signal.SIGKILL)


class Touches:
    """A number that a process and those forked from it share."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 4)

    @property
    def count(self) -> int:
        return int.from_bytes(self._memory[:4], "little")

    def add(self) -> int:
        """One more: how many they are now."""
        self._memory[:4] = (self.count + 1).to_bytes(4, "little")
        return self.count


_TOUCHES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.link"}


def kill_at_touch(home: Path, count: int, seen: Touches) -> Callable[[], None]:
    """For ``before``: the process kills itself just before it touches the office for the
    ``count``-th time (opens a file to write, renames, unlinks, makes a folder …); with 0 it
    lives. ``seen`` counts the touches."""
    inside = str(home)

    def hook(event: str, given: tuple[object, ...]) -> None:
        if event == "open":
            flags = given[2] if isinstance(given[2], int) else 0
            if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return
        elif event not in _TOUCHES:
            return
        path = given[0]
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if not isinstance(path, str | os.PathLike):
            return
        if not os.path.abspath(path).startswith(inside):  # noqa: PTH100 - no open in a hook
            return
        if seen.add() == count:
            os.kill(os.getpid(), signal.SIGKILL)

    return lambda: sys.addaudithook(hook)


def digests(home: Path) -> dict[str, str]:
    """The SHA-256 of every file on the desk by its path, the date of a dated copy left out."""
    return {
        _DATE.sub("-DATED", path.relative_to(home / "desk").as_posix()): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in files(home / "desk")
    }


def hidden(home: Path) -> set[str]:
    """The SHA-256 of every file in unfinished folders on the desk: there a run that is being put
    in place keeps what it replaces until it is done."""
    return {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (home / "desk").rglob(".matcher-*")
        for path in folder.rglob("*")
        if path.is_file()
    }


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder but those of an unfinished folder."""
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".matcher-")]
        yield from (Path(top, name) for name in names if not name.startswith(".matcher"))


def left_over(home: Path) -> list[str]:
    """Locks and parts anywhere in the office."""
    found = []
    for top, folders, names in os.walk(home):
        if Path(top) == home / "cache":
            continue
        found += [Path(top, name).relative_to(home).as_posix() for name in (*folders, *names)
                  if name.startswith((".matcher", ".pull-"))]  # fmt: skip
    return found
