"""Windows, on which these tests have never run: what can be told from any other system."""

from __future__ import annotations

import ast
import functools
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from windows_calls import NOT_THERE, OS_NOT_THERE, SIGNALS_NOT_THERE, Finding, findings

OWN = "in the person's own data folder, where nobody else has to open it"
NEW = "onto a name that is new, of a folder in which nothing is open"
# Every place of the product where Windows lacks a call or does something else, how often it
# stands there, and why that is right.
ALLOWED = {
    ("matcher/core/files/windows.py", "os.name"): (1, "the one place that asks"),
    ("matcher/core/files/atomic.py", "os.chmod"): (1, "gives a private file the usual mode"),
    ("matcher/core/files/atomic.py", "os.umask"): (2, "asks for the usual mode, and puts it back"),
    ("matcher/core/files/atomic.py", "os.sync"): (1, "on Linux alone"),
    ("matcher/core/files/atomic.py", "sys.platform"): (1, "Linux alone waits in os.sync"),
    ("matcher/core/files/dated_copy.py", "os.link"): (2, "where a drive cannot, it copies"),
    ("matcher/core/files/dated_copy.py", ".rename()"): (1, NEW),
    ("matcher/core/files/new_run.py", ".rename()"): (1, NEW),
    ("matcher/core/files/lock.py", "os.register_at_fork"): (1, "asked for first"),
    ("matcher/downloads/store.py", ".chmod()"): (1, "undoes the private mode of mkdtemp"),
    ("matcher/downloads/store.py", ".rename()"): (1, NEW),
    ("matcher/downloads/store.py", "tempfile.mkdtemp"): (1, OWN),
    ("matcher/intake/open/child_process.py", "import resource"): (1, "its absence is expected"),
    ("matcher/partnership/new_folders.py", ".rename()"): (1, NEW),
    ("matcher/place/postcode_file/index.py", "mmap_mode"): (1, "let go of with the last array"),
    ("matcher/place/postcode_file/index.py", ".chmod()"): (1, "undoes the private mode of mkdtemp"),
    ("matcher/place/postcode_file/index.py", ".rename()"): (1, NEW),
    ("matcher/place/postcode_file/index.py", "tempfile.mkdtemp"): (1, OWN),
    ("matcher/show/run/manifest.py", "platform.system"): (1, "written down, nothing follows"),
    ("start.py", "os.name"): (2, "where a virtual environment keeps its programs"),
    ("start.py", "os.geteuid"): (1, "asked for first"),
}
# Of tests only what would stop them there, beyond what their marks keep from Windows.
TESTS = {
    ("tests/cli/test_commands.py", "text /dev/full"): "asked for first",
    ("tests/cli/test_streams.py", "shell=True"): "called by tests for other systems alone",
    ("tests/place/postcode_service/test_cache.py", "text /proc/nowhere"): "is nowhere there too",
    ("tests/core/test_lock.py", "text Windows has no SIGKILL"): "a reason",
    ("tests/engines/test_travel_page.py", "os.killpg"): "in a fixture; the whole file is marked",
    ("tests/engines/test_travel_page.py", "signal.SIGKILL"): "in a fixture; as above",
    ("tests/road_engines.py", "os.getuid"): "asked for first",
    ("tests/killed_commands.py", "os.fork"): "the tests that kill commands are marked",
    ("tests/killed_commands.py", "signal.SIGKILL"): "as above",
    ("tests/intake/open/test_bounds.py", "text import json, os, resource, sys"): (
        "skipped where there is no module resource"
    ),
}


@functools.cache
def found_in(repository: Path, folder: str) -> dict[Path, list[Finding]]:
    paths = sorted((repository / folder).rglob("*.py")) or [repository / folder]
    return {
        path.relative_to(repository): list(findings(ast.parse(path.read_text(encoding="utf-8"))))
        for path in paths
        if path.name not in ("as_on_windows.py", "windows_calls.py", "test_windows.py")
    }


def test_what_windows_does_otherwise_is_allowed_by_name(repository: Path) -> None:
    found = {**found_in(repository, "matcher"), **found_in(repository, "start.py")}
    assert len(found) > 300
    counts = Counter((path.as_posix(), one.name) for path, every in found.items() for one in every)
    assert counts == {place: count for place, (count, _) in ALLOWED.items()}


def stops(name: str) -> bool:
    first, _, last = name.partition(".")
    return (
        name.startswith(("import ", "text ", "shell=", "preexec"))
        or name == ".symlink_to()"
        or (first == "os" and last in OS_NOT_THERE)
        or (first == "signal" and last in SIGNALS_NOT_THERE)
    )


def test_tests_that_cannot_run_there_are_marked(repository: Path) -> None:
    found = {
        (path.as_posix(), one.name): one.line
        for path, every in found_in(repository, "tests").items()
        for one in every
        if stops(one.name) and not one.guarded
    }
    assert found.keys() == TESTS.keys(), found


LACKING = f"""
import os, signal, sys
# Loaded first, as on Windows they do not ask for what is missing here.
import _pytest.capture, asyncio, geopandas, filelock, hypothesis, multiprocessing, platformdirs
import playwright.sync_api, pytest, pytest_httpserver, rich.console, sklearn, subprocess, xdist

class Lacking:
    def find_spec(self, name, path=None, target=None):
        if name in {set(NOT_THERE)!r}:
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Lacking())
for name in {sorted(NOT_THERE)!r}:
    sys.modules.pop(name, None)
for owner, names in ((os, {sorted(OS_NOT_THERE)!r}), (signal, {sorted(SIGNALS_NOT_THERE)!r})):
    for name in names:
        if hasattr(owner, name):
            delattr(owner, name)
sys.exit(pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""


@pytest.mark.skipif(os.name == "nt", reason="there they are not there anyway")
def test_tests_are_collected_without_what_windows_lacks(repository: Path) -> None:
    """Those in which anything of the kind stands; the rest cannot miss it."""
    found = found_in(repository, "tests").items()
    files = [path for path, every in found if any(stops(one.name) for one in every)]
    assert len(files) > 5
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LACKING, *map(str, files)],
        cwd=repository,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-500:]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import fcntl", "import fcntl"),
        ("from resource import getrusage", "import resource"),
        ("os.geteuid()", "os.geteuid"),
        ("run.send_signal(signal.SIGKILL)", "signal.SIGKILL"),
        ("path.rename(target)", ".rename()"),
        ("os.rename(a, b)", "os.rename"),
        ("path.symlink_to(target)", ".symlink_to()"),
        ("path.open()", "open without an encoding"),
        ("open(path, 'w')", "open without an encoding"),
        ("path.read_text()", "read_text without an encoding"),
        ("path.write_text(text)", "write_text without an encoding"),
        ("subprocess.run(words, text=True)", "run without an encoding"),
        ("subprocess.run(words, shell=True)", "shell=True"),
        ("day.strftime('%-d %B')", "text %-d %B"),
        ("open('/dev/full', 'wb')", "text /dev/full"),
        ("NamedTemporaryFile(dir=folder)", "NamedTemporaryFile that nobody else can open"),
        ("np.load(path, mmap_mode='r')", "mmap_mode"),
        ("if sys.platform == 'win32': pass", "sys.platform"),
    ],
)
def test_the_search_finds_each_kind(text: str, name: str) -> None:
    assert name in [one.name for one in findings(ast.parse(text))]


def test_the_search_leaves_alone_what_is_the_same_everywhere() -> None:
    same = """
table.rename(columns={"a": "b"})
path.open("rb"); open(path, "wb"); path.read_text(encoding="utf-8"); archive.open(part)
NamedTemporaryFile(dir=folder, delete=False); day.strftime("%d %B"); path.replace(target)
"""
    assert not list(findings(ast.parse(same)))
    marked = "@pytest.mark.skipif(os.name == 'nt')\ndef test(): os.geteuid()"
    assert all(one.guarded for one in findings(ast.parse(marked)))
