"""The program as tests start it, in this process or in one of its own, and the tables it
writes."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from matcher.cli.main import cli

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
    """``matcher`` with these arguments in a process of its own, in the folder ``cwd``; bytes,
    or text where an encoding is given."""
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
