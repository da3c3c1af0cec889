"""The locks: which file of which package may be installed, and how they are made again.

    python requirements/lock.py            take the newest releases and write everything here again
    python requirements/lock.py licences   only the licences, from the locks as they are
    python requirements/lock.py wheels     does each supported machine find a wheel of everything?

Needs uv (``pip install uv``), npm and the network; whoever uses the product needs none of this.
A lock names a version of every package for CPython 3.11 to 3.14 on Linux, Windows and macOS, and
the SHA-256 of each file that may be installed for it. No lock holds an address: the files come
from whatever index pip is set up for, and only files with these sums are let in.

| file | locks |
|---|---|
| run.txt | what the product needs |
| test.txt | the same and what its tests need |
| build.txt | what builds the product |
| engines.txt | routing engines, which the tests of travel times start (Python 3.12 or newer) |
| data.txt | pyarrow and DuckDB, which the tests of Parquet files read them by |
| package-lock.json | axe-core, which the accessibility tests load (npm) |
| licences.csv | the licence of each package in run.txt, and which field of its metadata says so |
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import HeaderParser
from itertools import product
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "pyproject.toml"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

# What a wheel is looked for on: uv's names of platforms.
PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "x86_64-pc-windows-msvc",
             "aarch64-apple-darwin", "x86_64-apple-darwin")  # fmt: skip

# The build backend asks for this one to install the product in place.
EDITABLE = "editables~=0.3"

# Routing engines: their packages are for a newer Python than the product asks for.
ENGINES = ("osrm-bindings ; sys_platform != 'win32'", "pyvalhalla")
ENGINES_PYTHON = "3.12"

# What reads and writes Parquet files.
DATA = ("pyarrow", "duckdb")

# Licences that a package's metadata do not tell as an SPDX expression: read in its own files.
BY_HAND = {
    "jinja2": ("BSD-3-Clause", "LICENSE.txt; its metadata say BSD alone"),
    "reportlab": ("BSD-3-Clause", "LICENSE; its metadata say BSD alone"),
    "scipy": ("BSD-3-Clause", "LICENSE.txt; its metadata say BSD alone"),
    "xlrd": (
        "BSD-3-Clause AND LicenseRef-xlrd-Giffin",
        "LICENSE: early parts want David Giffin named wherever xlrd is advertised",
    ),
    "xstatic-leaflet": ("BSD-2-Clause", "its metadata say: same as Leaflet, which is BSD-2-Clause"),
}

# Classifiers and short texts that mean one SPDX expression and no other.
SPDX = {
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache-2.0": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "BSD-2-Clause": "BSD-2-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT": "MIT",
    "MIT License": "MIT",
    "MPL-2.0": "MPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSF-2.0": "PSF-2.0",
}


@dataclass(frozen=True)
class Locked:
    """One package of a lock. ``marker`` is blank where it holds everywhere; ``via`` names the
    packages that need it (``school-partner-matcher`` where the product itself does)."""

    name: str
    version: str
    marker: str
    hashes: list[str] = field(default_factory=list)
    via: list[str] = field(default_factory=list)


def read(path: Path) -> list[Locked]:
    """The packages of a lock, in its order. Raises ``ValueError`` at a line of another form."""
    packages: list[Locked] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip().removesuffix("\\").strip()
        if found := re.fullmatch(r"([a-z0-9-]+)==([^ ;]+)(?: ; (.+))?", text):
            packages.append(Locked(found[1], found[2], found[3] or ""))
        elif found := re.fullmatch(r"--hash=sha256:([0-9a-f]{64})", text):
            packages[-1].hashes.append(found[1])
        elif packages and (found := re.fullmatch(r"#\s+(?:via )?([a-z0-9-]+)(?: \(.*\))?", text)):
            if found[1] != "via":
                packages[-1].via.append(found[1])
        elif text and not text.startswith("#"):
            raise ValueError(f"{path.name}, line {number}: not understood: {text[:60]}")
    return packages


def licences(path: Path = HERE / "licences.csv") -> dict[tuple[str, str], dict[str, str]]:
    """The rows of licences.csv by name and version."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["package"], row["version"]): row for row in csv.DictReader(file)}


def uv(*arguments: str | Path, give: str | None = None) -> None:
    """Run uv; stop here if it fails."""
    command = ["uv", *map(str, arguments)]
    subprocess.run(command, cwd=HERE.parent, input=give, text=True, check=True)


def renew() -> None:
    """Write the five locks for pip and the one for npm."""
    to = ["--universal", "--python-version", PYTHONS[0], "--generate-hashes", "--only-binary",
          ":all:", "--no-emit-index-url", "--no-emit-find-links", "--upgrade", "--quiet",
          "--custom-compile-command", "python requirements/lock.py"]  # fmt: skip
    run = HERE / "run.txt"
    uv("pip", "compile", "pyproject.toml", *to, "--output-file", run)
    same = ["--constraints", run.relative_to(HERE.parent)]
    uv("pip", "compile", "pyproject.toml", "--extra", "test", *to, *same,
       "--output-file", HERE / "test.txt")  # fmt: skip
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    needed = "\n".join([*project["build-system"]["requires"], EDITABLE])
    uv("pip", "compile", "-", *to, *same, "--output-file", HERE / "build.txt", give=needed)
    uv("pip", "compile", "-", *to, *same, "--output-file", HERE / "data.txt",
       give="\n".join(DATA))  # fmt: skip
    at = to.index("--python-version") + 1
    newer = [*to[:at], ENGINES_PYTHON, *to[at + 1 :]]
    uv("pip", "compile", "-", *newer, "--output-file", HERE / "engines.txt",
       give="\n".join(ENGINES))  # fmt: skip
    npm = ("npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved")
    subprocess.run([*npm, "--no-audit", "--no-fund", "--prefix", HERE], check=True)


def said(metadata: str) -> tuple[str, str]:
    """The licence that a package's metadata tell, and by which field; blank: not told."""
    fields = HeaderParser().parsestr(metadata)
    if expression := fields.get("License-Expression"):
        return expression, "License-Expression"
    told = [one.split(" :: ")[-1] for one in fields.get_all("Classifier") or []
            if one.startswith("License :: OSI Approved ::")]  # fmt: skip
    text = (fields.get("License") or "").strip()
    for value, by in ((text, "License"), *((one, "Classifier") for one in told)):
        if value in SPDX:
            return SPDX[value], by
    return "", " / ".join([text.splitlines()[0] if text else "", *told])


def installed(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Name, version, licence and its source of each package in a folder."""
    for path in sorted(folder.glob("*.dist-info/METADATA")):
        text = path.read_text(encoding="utf-8")
        fields = HeaderParser().parsestr(text)
        name = re.sub(r"[-_.]+", "-", fields["Name"]).lower()
        yield name, fields["Version"], *BY_HAND.get(name, said(text))


def write_licences() -> None:
    """Write licences.csv from the metadata of the locked packages themselves. They are installed
    aside, for Linux and Windows and for the oldest and the newest Python, as locks differ there."""
    rows: dict[tuple[str, str], tuple[str, str]] = {}
    for python, platform in product((PYTHONS[0], PYTHONS[-1]), (PLATFORMS[0], PLATFORMS[2])):
        with tempfile.TemporaryDirectory() as folder:
            uv("pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:",
               "--no-deps", "--target", folder, "--python-version", python,
               "--python-platform", platform, "--requirements", HERE / "run.txt")  # fmt: skip
            rows |= {(name, version): (licence, by)
                     for name, version, licence, by in installed(Path(folder))}  # fmt: skip
    unknown = [f"{name} {rows[name, version][1]}" for name, version in rows
               if not rows[name, version][0]]  # fmt: skip
    if unknown:
        sys.exit("Read their licences and add them to BY_HAND or SPDX: " + "; ".join(unknown))
    with (HERE / "licences.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("package", "version", "licence", "said_by"))
        writer.writerows((*key, *rows[key]) for key in sorted(rows))


def look_for_wheels() -> None:
    """Say for each Python and platform whether all locked packages have a wheel there."""
    os.environ.setdefault("MACOSX_DEPLOYMENT_TARGET", "15.0")  # uv would take 13.0
    for python, platform in product(PYTHONS, PLATFORMS):
        for lock in ("run.txt", "test.txt"):
            with tempfile.TemporaryDirectory() as folder:
                done = subprocess.run(
                    ["uv", "pip", "install", "--dry-run", "--require-hashes", "--only-binary",
                     ":all:", "--no-deps", "--target", folder, "--python-version", python,
                     "--python-platform", platform, "--requirements", HERE / lock],
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
            why = " ".join(done.stderr.split()) if done.returncode else "all"
            print(f"{lock} {python} {platform}: {why}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["wheels"]:
        look_for_wheels()
    else:
        if sys.argv[1:] != ["licences"]:
            renew()
        write_licences()
