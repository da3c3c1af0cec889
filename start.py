"""Sets everything up on a fresh machine and does one thing.

    python3 start.py demo     the whole job on the fictional sample
    python3 start.py test     the whole test command: style, types, layers, tests

Needs Python 3.11 or newer and nothing else: it makes a virtual environment in .venv and
installs into it. Some tests also need Chromium, LibreOffice and the package axe-core; where
this machine lets us, they are fetched, else those tests skip and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
AXE = VENV / "npm" / "node_modules" / "axe-core" / "axe.min.js"


def run(*command: str | Path) -> None:
    """Run a command here; leave with its code if it fails."""
    print("$", *command, flush=True)
    code = subprocess.run([str(part) for part in command], cwd=HERE, check=False).returncode
    if code:
        sys.exit(code)


def install(extra: str = "") -> None:
    """A virtual environment with the product in it, as an editable install."""
    if not (BIN / ("python.exe" if os.name == "nt" else "python")).exists():
        venv.create(VENV, with_pip=True)
    run(BIN / "python", "-m", "pip", "install", "--quiet", "--editable", f".{extra}")


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
            run(npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", VENV / "npm",
                "axe-core@4")  # fmt: skip
        else:
            print("No npm here: the accessibility tests will skip.")


def main() -> None:
    """Do what was asked."""
    wanted, *rest = sys.argv[1:] or ["help"]
    if wanted == "demo":
        install()
        run(BIN / "matcher", "demo", *rest)
    elif wanted == "test":
        install("[test]")
        programs()
        os.environ["AXE_CORE"] = str(AXE)
        run(BIN / "ruff", "check", ".")
        run(BIN / "ruff", "format", "--check", ".")
        run(BIN / "mypy")
        run(BIN / "python", "-m", "pytest", "-n", "2", "--dist", "loadgroup", *rest)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - who runs this may not know
        sys.exit("Python 3.11 or newer is needed")
    main()
