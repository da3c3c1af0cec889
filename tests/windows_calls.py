"""What in a program's text would fail on Windows or do something else there, found by reading it.

Only the text is looked at, so that a run on any system finds it. What Windows has or lacks is
from the pages of the Python library ("Availability: Unix", "not Windows")."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

NOT_THERE = frozenset(
    ("fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
)
OS_NOT_THERE = frozenset(
    ("O_DIRECTORY", "O_NOFOLLOW", "WNOHANG", "chown", "chroot", "fchmod", "fchown", "fork",
     "forkpty", "getegid", "geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getuid",
     "killpg", "lchown", "mkfifo", "mknod", "nice", "openpty", "pread", "pwrite",
     "register_at_fork", "sched_getaffinity", "sendfile", "setpgid", "setsid", "setuid",
     "statvfs", "sync", "sysconf", "ttyname", "uname", "wait", "wait3", "wait4")
)  # fmt: skip
SIGNALS_NOT_THERE = frozenset(
    ("SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGUSR1", "SIGUSR2",
     "alarm", "pause", "setitimer")
)  # fmt: skip
OTHERWISE = {
    "os.chmod": "sets the read-only mark alone",
    "os.kill": "ends the process, whatever the signal",
    "os.umask": "has no effect",
    "os.rename": "fails where the target is there",
    "os.link": "needs a drive that can",
    "os.symlink": "needs a privilege",
    "os.name": "asked in one place",
    "os.fork": "is not there",
    "sys.platform": "asked in one place",
    "platform.system": "asked in one place",
    "tempfile.mkdtemp": "makes a folder that nobody else may open, also once it is renamed",
    "time.tzset": "is not there",
}
METHODS = {
    "symlink_to": "needs a privilege",
    "hardlink_to": "needs a drive that can",
    "chmod": "sets the read-only mark alone",
    "rename": "fails where the target is there",
    "owner": "is not there",
}
READERS = ("open", "read_text", "write_text")
PLACES = re.compile(r"/(dev|proc|tmp|etc|usr|var|bin)(/|\Z)")
TEXTS = re.compile(r"%-[a-zA-Z]|setrlimit|SIGKILL|\bos\.fork\b")


class Finding(NamedTuple):
    """What was found: its name, its line, the outermost function it stands in ("" for none),
    and whether that function or its decorators keep it from Windows."""

    name: str
    line: int
    function: str
    guarded: bool


def findings(tree: ast.Module) -> Iterator[Finding]:
    """Everything in ``tree`` that Windows lacks or does otherwise."""
    for top in tree.body:
        inside = isinstance(top, ast.FunctionDef | ast.ClassDef)
        found = [(name, node) for node in ast.walk(top) for name in _names(node)]
        guarded = bool(found) and inside and _is_guarded(top)
        for name, node in found:
            yield Finding(name, getattr(node, "lineno", 0), top.name if inside else "", guarded)


def _is_guarded(top: ast.AST) -> bool:
    """Whether a decorator names the system, or the function asks for a module first."""
    marks = " ".join(map(ast.unparse, getattr(top, "decorator_list", [])))
    if re.search(r"os\.name|sys\.platform|geteuid|needs_\w+", marks):
        return True
    return any(
        isinstance(one, ast.Attribute) and one.attr == "importorskip" for one in ast.walk(top)
    )


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (f"import {alias.name}" for alias in node.names if alias.name in NOT_THERE)
    elif isinstance(node, ast.ImportFrom) and node.module in NOT_THERE:
        yield f"import {node.module}"
    elif isinstance(node, ast.Attribute):
        yield from _attribute(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if PLACES.match(node.value) or TEXTS.search(node.value):
            yield f"text {node.value.strip().splitlines()[0][:40]}"
    elif isinstance(node, ast.Call):
        yield from _call(node)


def _attribute(node: ast.Attribute) -> Iterator[str]:
    if not isinstance(node.value, ast.Name):
        return
    first, last = node.value.id, node.attr
    if (
        f"{first}.{last}" in OTHERWISE
        or (first == "os" and last in OS_NOT_THERE)
        or (first == "signal" and last in SIGNALS_NOT_THERE)
    ):
        yield f"{first}.{last}"


def _call(node: ast.Call) -> Iterator[str]:
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        owner = ast.unparse(node.func.value)
        # A table's columns are renamed by a keyword.
        if owner not in ("os", "shutil") and not {"columns", "index"} & given.keys():
            yield f".{node.func.attr}()"
    if "shell" in given and ast.unparse(given["shell"]) == "True":
        yield "shell=True"
    if "preexec_fn" in given:
        yield "preexec_fn"
    if "mmap_mode" in given:
        yield "mmap_mode"
    method = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if method == "NamedTemporaryFile" and ast.unparse(given.get("delete", node)) != "False":
        yield "NamedTemporaryFile that nobody else can open"
    if method not in READERS and not {"text", "universal_newlines"} & given.keys():
        return  # to write out every call takes long
    name = ast.unparse(node.func)
    if _reads_text(node, name, given) and "encoding" not in given:
        yield f"{name.rpartition('.')[2]} without an encoding"


def _reads_text(node: ast.Call, name: str, given: dict[str | None, ast.expr]) -> bool:
    method = name.rpartition(".")[2]
    if method in READERS[1:]:
        return not (method == "read_text" and node.args) and len(node.args) < 2
    if method == "open" and name not in ("os.open", "webbrowser.open", "Image.open"):
        mode = given.get("mode", node.args[1] if name == "open" and len(node.args) > 1 else None)
        if name != "open":  # a method of a path, or of an archive, which gives bytes
            mode = given.get("mode", node.args[0] if node.args else None)
            if not isinstance(mode, ast.Constant):
                return mode is None and not re.search(r"archive|zip|book", name)
        return not (isinstance(mode, ast.Constant) and "b" in str(mode.value))
    return name.startswith("subprocess.") and bool({"text", "universal_newlines"} & given.keys())
