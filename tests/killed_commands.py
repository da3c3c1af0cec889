"""Commands that are killed at chosen moments.

Each is forked from a process in which the program is loaded and the same command has run once,
so that every kill meets the work of the command, and none the loading of libraries.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent


class Killer:
    """A process from which commands are forked that write below the folder ``inside``.

    ``once`` names a function ("module.name") whose first answer serves all commands: work
    that touches no disk need not be done again. The command ``words`` is run twice to its end,
    to load what it uses and to learn how long it takes and how often it touches the disk.
    """

    def __init__(self, *words: str | Path, inside: Path, once: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(inside), once],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY)])},
        )
        self.touches: int = self._ask([*map(str, words)])

    def __enter__(self) -> Killer:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def kill(self, *words: str | Path, moment: float, at_touch: bool) -> bool:
        """Run a command like the first and kill it at ``moment``, from 0, its begin, to 1, its
        end: of the time that the first took, or of its touches of the disk. Gives whether it
        was still at work."""
        return bool(self._ask([[*map(str, words)], moment, at_touch]))

    def _ask(self, question: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def _serve(inside: Path, once: str) -> None:
    sys.path.insert(0, str(REPOSITORY / "benchmarks"))
    from office import Touches, kill_at_touch

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def answer(said: object) -> None:
        answers.write(f"{json.dumps(said)}\n")
        answers.flush()

    if once:
        module, _, name = once.rpartition(".")
        _ask_once(importlib.import_module(module), name)
    words = json.loads(sys.stdin.readline())
    assert _leave(words) == 0
    seen, begun = Touches(), time.monotonic()
    assert os.waitpid(_fork(words, kill_at_touch(inside, 0, seen)), 0)[1] == 0
    seconds, touches = time.monotonic() - begun, seen.count
    answer(touches)
    for line in sys.stdin:
        words, moment, at_touch = json.loads(line)
        if at_touch:
            at = 1 + min(int(moment * touches), touches - 1)
            process = _fork(words, kill_at_touch(inside, at, Touches()))
        else:
            process = _fork(words, lambda: None)
            time.sleep(moment * seconds)
            os.kill(process, signal.SIGKILL)
        answer(os.WIFSIGNALED(os.waitpid(process, 0)[1]))


def _ask_once(module: Any, name: str) -> None:
    asked = getattr(module, name)
    kept: list[object] = []

    @functools.wraps(asked)
    def ask(*given: object, **more: object) -> object:
        if not kept:
            kept.append(asked(*given, **more))
        return kept[0]

    setattr(module, name, ask)


def _leave(words: list[str]) -> object:
    from matcher.cli.main import main

    try:
        main(words)
    except SystemExit as left:
        return left.code
    return 0


def _fork(words: list[str], before: Callable[[], None]) -> int:
    process = os.fork()
    if not process:
        code: object = 70
        try:
            before()
            code = _leave(words)
        finally:
            os._exit(code if isinstance(code, int) else 1)
    return process


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.argv[2])
