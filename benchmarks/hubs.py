"""Hubs on the real register: what they come to, whether they are proven, and how long it takes.

    python benchmarks/hubs.py                       Surrey and Bradford, 4 and 8 hubs
    python benchmarks/hubs.py England --hubs 100    the whole register: ten minutes, 2 GB

The register of May 2025 with all published tables and public registers; the schools that look for
partners are those of the authority, partners may be anywhere. Times are of CPU, of the whole
command: the plan of pairs and all files too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
MATCHER = [sys.executable, "-m", "matcher"]
EVERYWHERE = "England"


def run_of(place: str, out: Path) -> None:
    """The run whose seekers are the schools of an authority."""
    offers = out.parent / "offers"
    if not offers.exists():
        offers.mkdir()
        for file in sorted((DATA / "offers").glob("*.csv")):
            shutil.copy(file, offers)
    words: list[object] = [
        *MATCHER, "match", DATA / "gias" / "register-2025-05-24.csv",
        "--postcodes", next((DATA / "postcodes").glob("codepo_gb-*.zip")),
        "--offers", offers, "--areas", "education-investment-areas", "--out", out,
    ]  # fmt: skip
    for file in sorted((DATA / "performance").glob("*.csv")):
        words += ["--performance", file]
    words += [] if place == EVERYWHERE else ["--la", place]
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def hubs_of(run: Path, many: int, out: Path) -> None:
    """Print what the command says of the hubs, its time and its memory."""
    words = [*MATCHER, "allocate", str(run), "--hubs", str(many), "--out", str(out)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        said = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the command ended with {status}")
    lines = said.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("Hubs:"))
    print(*(line for line in lines[start:] if not line.startswith("Written")), sep="\n")
    seconds = usage.ru_utime + usage.ru_stime
    print(f"  {seconds:.0f} s, {usage.ru_maxrss / 1024:,.0f} MB", flush=True)


def main() -> None:
    """Measure each place with each number of hubs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="*", default=["Surrey", "Bradford"])
    parser.add_argument("--hubs", type=int, nargs="+", default=[4, 8])
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        for place in given.places:
            run = Path(folder) / place
            run_of(place, run)
            for many in given.hubs:
                print(place)
                hubs_of(run, many, Path(folder) / f"{place}-{many}")


if __name__ == "__main__":
    main()
