"""The program as tests start it, in this process or in one of its own, and the tables it
writes.

Python and the libraries take a second to load. A test starts a process of its own only where
the process is what it proves: its streams, their encodings, a kill, the memory it takes.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import subprocess
import sys
import warnings
from pathlib import Path
from unittest import mock

from click.testing import CliRunner, Result

from matcher.cli.main import main
from matcher.cli.program import cli

Rows = list[dict[str, str]]


def invoke(*arguments: str | Path) -> Result:
    """``matcher`` with these arguments, in this process; what it raised is in the result."""
    return CliRunner().invoke(cli, [*map(str, arguments)])


def output_of(*arguments: str | Path, code: int = 0) -> str:
    """What ``matcher`` prints, messages included, where it leaves with ``code``."""
    done = invoke(*arguments)
    assert done.exit_code == code, done.output
    return done.output


def result_of(*arguments: str | Path) -> str:
    """What ``matcher`` prints to standard output, where nothing fails."""
    done = invoke(*arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def matcher(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes | None = None,
    encoding: str | None = None,
    **environment: str,
) -> subprocess.CompletedProcess:
    """``matcher`` as it is typed in the folder ``cwd``, from its streams to its exit code, in
    this process; bytes, or text where an encoding is given."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in "oe")
    given = io.TextIOWrapper(io.BytesIO(stdin or b""), encoding="utf-8", newline="")
    code: object = None
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, {"COLUMNS": "100", **environment}),
        mock.patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        warnings.catch_warnings(),
    ):
        try:
            main([*map(str, arguments)])
        except SystemExit as left:
            code = left.code
    assert isinstance(code, int), code
    said = []
    for stream in (out, err):
        stream.flush()
        data = stream.buffer.getvalue()  # type: ignore[attr-defined]
        said.append(data.decode(encoding) if encoding else data)
    return subprocess.CompletedProcess([*arguments], code, *said)


def start_matcher(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes | None = None,
    encoding: str | None = None,
    **environment: str,
) -> subprocess.CompletedProcess:
    """Like :func:`matcher`, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "matcher", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding=encoding,
        timeout=120,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


def rows_of(text: str) -> Rows:
    """The rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(path: Path) -> Rows:
    """The rows of a CSV file that was written for Excel."""
    return rows_of(path.read_bytes().decode("utf-8-sig"))
