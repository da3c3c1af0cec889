"""What pages for 300 schools cost, and whether the day changes a byte of them.

    python benchmarks/pages.py              the figures; --runs N times N of each in turn

``matcher match`` on the national register is timed against ``matcher report --school URN …`` for
300 of its schools that look for partners, spread over the order of their URNs, as HTML and as PDF:
processor time of the command and all that it starts. Then both are made again on two made-up days
(``--days``) with libfaketime, which the program and the PDF writer both take for the clock: the
library of the package faketime, where it is installed or ``--faketime FILE`` says. About ten
minutes on two cores; ``--runs 1`` less.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
MATCHER = [sys.executable, "-m", "matcher"]
PAGES, FORMS, DAYS = 300, ("html", "pdf"), ("2027-03-01 08:00:00", "2031-12-24 23:59:00")


def cpu(words: list[object], **environment: str) -> float:
    """Processor seconds of a command and of all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [str(word) for word in words],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words[:6]))} … failed")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def seekers(run: Path) -> list[str]:
    """So many schools of a run that have a list, at equal steps in the order of their URNs."""
    pairs = pd.read_csv(run / "matches.csv", usecols=["seeker_urn", "rank"], dtype={0: str})
    found = sorted(pairs.loc[pairs["rank"].notna(), "seeker_urn"].unique(), key=int)
    return [found[at * len(found) // PAGES] for at in range(PAGES)]


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--days", nargs=2, default=DAYS)
    asked.add_argument("--faketime", type=Path)
    given = asked.parse_args()
    clock = given.faketime or next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    match = [*MATCHER, "match", DATA / "gias" / "register-2025-05-24.csv",
             "--postcodes", next((DATA / "postcodes").glob("codepo_gb-*.zip"))]  # fmt: skip
    with TemporaryDirectory() as home:
        run = Path(home) / "run"
        spent: dict[str, list[float]] = {form: [] for form in FORMS}
        runs: list[float] = []
        report: list[object] = []
        for turn in range(given.runs):
            runs.append(cpu([*match, "--force", "--out", run]))
            report = [
                *MATCHER,
                "report",
                run,
                *(w for urn in seekers(run) for w in ("--school", urn)),
            ]
            for form in FORMS:
                out = Path(home) / f"{form}-{turn}"
                spent[form].append(cpu([*report, "--format", form, "--out", out]))
        print(f"national run: {statistics.median(runs):.1f} s")
        for form in FORMS:
            ratio = statistics.median(a / b for a, b in zip(spent[form], runs, strict=True))
            made = list((Path(home) / f"{form}-0").glob(f"*.{form}"))
            size = sum(path.stat().st_size for path in made) / len(made) / 1000
            print(f"{len(made)} files as {form}: {statistics.median(spent[form]):.1f} s, "
                  f"÷ the run {ratio:.2f}; {size:.0f} kB each")  # fmt: skip
        if clock is None:
            print("two days: not tried, as libfaketime is not here")
            return
        for form in FORMS:
            days = []
            for number, day in enumerate(given.days):
                out = Path(home) / f"{form}-day-{number}"
                cpu([*report, "--format", form, "--out", out],
                    LD_PRELOAD=str(clock), FAKETIME=day)  # fmt: skip
                days.append(digests(out))
            first, second = days
            differ = sum(first[name] != second.get(name) for name in first)
            print(f"{form} on {' and '.join(day[:10] for day in given.days)}: "
                  f"{differ} of {len(first)} files differ")  # fmt: skip


if __name__ == "__main__":
    main()
