"""Are the lower bounds in pyproject.toml true? Runs tests with the oldest releases they allow.

    python requirements/lowest.py               install them aside and run the tests of all rooms
    python requirements/lowest.py tests/match   only these; what stands here goes on to pytest

Needs uv, the network and the oldest Python that is supported. What the product asks for itself is
taken in its oldest allowed release; what those need in turn, and what the tests need, in its newest
that fits. It takes as long as the tests do, so it is no part of them: run it when a bound changes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from lock import HERE, PYTHONS, read, uv

REPOSITORY = HERE.parent
TESTS = ("tests/core", "tests/intake", "tests/place", "tests/profile", "tests/match", "tests/show",
         "tests/evaluation", "tests/partnership", "tests/downloads", "tests/jobs",
         "tests/cli")  # fmt: skip


def main(tests: list[str]) -> int:
    """Install, say what was installed, test. The code is that of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        oldest = Path(folder) / "oldest.txt"
        uv("pip", "compile", "pyproject.toml", "--resolution", "lowest-direct", "--quiet",
           "--python-version", PYTHONS[0], "--no-header", "--output-file", oldest)  # fmt: skip
        direct = [one for one in read(oldest) if "school-partner-matcher" in one.via]
        print(*(f"{one.name}=={one.version}" for one in direct), flush=True)
        python = Path(folder) / "venv"
        uv("venv", "--quiet", "--python", PYTHONS[0], python)
        uv("pip", "install", "--quiet", "--python", python, "--constraints", oldest,
           "--editable", ".[test]")  # fmt: skip
        program = python / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        command = [program, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *tests]
        return subprocess.run(command, cwd=REPOSITORY, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(TESTS)))
