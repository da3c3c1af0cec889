"""Sets everything up on a fresh machine and does one thing.

    python3 start.py demo     the whole job on the fictional sample
    python3 start.py test     the whole test command: style, types, layers, tests

Needs Python 3.11 or newer and nothing else: it makes a virtual environment in .venv and
installs into it. Only Python packages whose SHA-256 stands in requirements/ are installed. For
a Python that is not locked there (newer than 3.14, or not CPython) the newest releases are
taken, and it says so; --unlocked asks for that. Some tests also need Chromium, LibreOffice, the
package axe-core, the routing engines of requirements/engines.txt and what reads Parquet files
(requirements/data.txt); where this machine lets us, they are fetched, else those tests skip and
say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = HERE / "requirements"
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
ENGINES = VENV / "engines"
DATA = VENV / "data"
AXE = VENV / "npm" / "node_modules" / "axe-core" / "axe.min.js"
UNLOCKED = "--unlocked"

NOT_INSTALLED = f"""
The locked packages could not be installed; pip says why above.
- It found no file, or no server: is there internet, or a proxy to be set (HTTPS_PROXY)?
  docs/how-to/install.md tells how to carry the files over.
- The files differ from the locked ones ("do not match the hashes"): do not go on. Something between
  the package index and this machine changed them, or the index is not what it should be.
- There is no file for this kind of machine, such as a 32-bit Python: take a 64-bit Python 3.11 to
  3.14. If there is none, and you trust your package index, add {UNLOCKED}: the newest releases are
  then installed, without comparing them with the locks.
"""


def run(*command: str | Path, otherwise: str = "", go_on: bool = False) -> None:
    """Run a command here. If it fails, say what to do and leave with its code, or ``go_on``."""
    print("$", *command, flush=True)
    code = subprocess.run([str(part) for part in command], cwd=HERE, check=False).returncode
    if code:
        print(otherwise, file=sys.stderr, end="", flush=True)
        if not go_on:
            sys.exit(code)


def python(*arguments: str | Path, otherwise: str = "", go_on: bool = False) -> None:
    """Run Python's own modules: a locked-down machine may forbid other programs in .venv."""
    run(PYTHON, "-m", *arguments, otherwise=otherwise, go_on=go_on)


def unlocked(asked: bool) -> str:
    """Why the newest releases are to be taken; blank: the locks hold here. It is decided before pip
    is asked, so that no answer of a package index can turn the locks off."""
    if asked:
        return f"you said {UNLOCKED}"
    name, version = sys.implementation.name, sys.version_info[:2]
    if name != "cpython" or not (3, 11) <= version <= (3, 14):
        return f"the locks are for CPython 3.11 to 3.14, not for {name} {version[0]}.{version[1]}"
    return ""


def install(what: str, asked: bool) -> None:
    """A virtual environment with the locked packages (``what`` names the lock) and the product in
    place. For the product itself nothing is fetched."""
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    pip = ("pip", "install", "--quiet", "--disable-pip-version-check")
    if why := unlocked(asked):
        print(f"NOT LOCKED: {why}. The newest releases are installed, compared with no lock.")
        python(*pip, "--editable", ".[test]" if what == "test" else ".")
        return
    locks = ("--requirement", LOCKS / f"{what}.txt", "--requirement", LOCKS / "build.txt")
    python(*pip, "--require-hashes", "--only-binary", ":all:", *locks, otherwise=NOT_INSTALLED)
    python(*pip, "--no-index", "--no-deps", "--no-build-isolation", "--editable", ".")


def programs() -> None:
    """Chromium, LibreOffice and axe-core, where this machine lets us install them."""
    missing = []
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        missing.append("chromium")
    if not any(map(shutil.which, ("soffice", "libreoffice"))):
        missing += ["libreoffice-calc", "libreoffice-writer"]
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing)
    elif missing:
        print("Not here, so their tests will skip:", ", ".join(missing))
    if not AXE.exists():
        npm = shutil.which("npm")
        if npm:
            folder = VENV / "npm"
            folder.mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(LOCKS / name, folder)
            run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder,
                otherwise="axe-core could not be fetched: the accessibility tests will skip.\n",
                go_on="CI" not in os.environ)  # fmt: skip
        else:
            print("No npm here: the accessibility tests will skip.")


def engines() -> None:
    """Routing engines, in an environment of their own: they ask for Python 3.12 or newer."""
    folder = Path("Scripts" if os.name == "nt" else "bin")
    there = ENGINES / folder / PYTHON.name
    if not there.exists():
        own = [sys.executable] if sys.version_info >= (3, 12) else []
        versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
        named = [f"python3.{minor}" for minor in (12, 13, 14)]
        found = [*own, *filter(None, map(shutil.which, named)),
                 *sorted(map(str, versions.glob("3.1[2-9].*/bin/python")))]  # fmt: skip
        make = ("-m", "venv", ENGINES)
        tries = (subprocess.run([one, *make], check=False, capture_output=True) for one in found)
        if not any(done.returncode == 0 for done in tries):
            print("No Python 3.12 or newer here: the tests of routing engines will skip.")
            return
    run(there, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--require-hashes", "--only-binary", ":all:", "--requirement", LOCKS / "engines.txt",
        otherwise="No routing engines could be installed: their tests will skip.\n",
        go_on=True)  # fmt: skip


def data_tools() -> None:
    """pyarrow and DuckDB, in a folder of their own: with pyarrow in its own environment pandas
    would keep all text in another way, and the tests would prove nothing of those without it."""
    if not (DATA / "pyarrow").is_dir():
        python("pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target",
               DATA, "--require-hashes", "--only-binary", ":all:", "--requirement",
               LOCKS / "data.txt", otherwise="The tests of Parquet files will skip.\n",
               go_on=True)  # fmt: skip


def main() -> None:
    """Do what was asked."""
    for stream in (sys.stdout, sys.stderr):  # a pipe on Windows lacks letters that folders have
        stream.reconfigure(errors="backslashreplace")
    wanted, *rest = sys.argv[1:] or ["help"]
    asked = UNLOCKED in rest
    rest = [one for one in rest if one != UNLOCKED]
    if wanted == "demo":
        install("run", asked)
        python("matcher", "demo", *rest)
    elif wanted == "test":
        install("test", asked)
        programs()
        engines()
        data_tools()
        os.environ["AXE_CORE"] = str(AXE)
        # Many tests start the program: it is not to be compiled each time.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        python("ruff", "check", ".")
        python("ruff", "format", "--check", ".")
        python("mypy")
        python("pytest", "-n", "2", "--dist", "loadgroup", *rest)
        if not rest and DATA.is_dir():
            os.environ["PYTHONPATH"] = str(DATA)
            python("pytest", "-n", "2", "tests/show/data_files")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - who runs this may not know
        sys.exit("Python 3.11 or newer is needed")
    main()
