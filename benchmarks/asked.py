"""What a question about the finished national run costs: see README.md beside this file.

    python benchmarks/asked.py                    ÷ matcher --help and ÷ python -c pass
    python benchmarks/asked.py --before FOLDER    the same by another checkout beside it
    python benchmarks/asked.py --run RUN          of a national run that there is

CPU seconds of whole processes, in turn; the median of each, and of the ratios.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "shared" / "data"
MATCHER = [sys.executable, "-m", "matcher"]
ROUNDS = 3
MANY = 2_000  # partnerships


def cpu(words: list[object], code: Path) -> float:
    """The CPU seconds of a command by the product of the checkout ``code``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        list(map(str, words)),
        check=True,
        capture_output=True,
        # Of that checkout, whatever folder this is started from.
        env={**os.environ, "PYTHONPATH": str(code), "PYTHONSAFEPATH": "1"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def national(out: Path) -> list[object]:
    """The command that makes the national run."""
    register = DATA / "gias" / "register-2025-05-24.csv"
    postcodes = next((DATA / "postcodes").glob("codepo_gb-*.zip"))
    return [*MATCHER, "match", register, "--postcodes", postcodes, "--out", out]


def made(out: Path, code: Path) -> Path:
    """The national run by a checkout."""
    cpu(national(out), code)
    return out


def pair(run: Path) -> list[str]:
    """The first pair of a run."""
    with (run / "matches.csv").open(encoding="utf-8-sig") as file:
        cells = file.read(4000).splitlines()[1].split(",")
    return [cells[0], cells[2]]


def questions(run: Path, there: Path) -> dict[str, list[object]]:
    """The commands that are measured; ``there``: where partnerships go."""
    urns = pair(run)
    return {
        "explain, a pair": ["explain", run, *urns],
        "explain, a school": ["explain", run, urns[0]],
        "partnership new": ["partnership", "new", run, *urns, "--in", there],
        "groups of a partner": ["groups", run, "--by", "la", "--partner", urns[1]],
        "diff with itself": ["diff", run, run],
    }


def asked(runs: dict[Path, Path], home: Path) -> None:
    """Every question to the run of each checkout, in turn."""
    there = home / "partnerships"
    first, *others = runs
    for name in questions(runs[first], there):
        times: dict[object, list[float]] = {key: [] for key in ("help", "pass", *runs)}
        for _ in range(ROUNDS):
            times["help"].append(cpu([*MATCHER, "--help"], first))
            times["pass"].append(cpu([sys.executable, "-c", "pass"], first))
            for code, run in runs.items():
                shutil.rmtree(there, ignore_errors=True)
                times[code].append(cpu([*MATCHER, *questions(run, there)[name]], code))
        told = [f"{name}: {statistics.median(times[first]):.2f} s CPU"]
        for what, key in (("--help", "help"), ("pass", "pass"), *((f"{c}", c) for c in others)):
            ratios = [a / b for a, b in zip(times[first], times[key], strict=True)]
            told.append(f"÷ {what} {statistics.median(ratios):.2f}")
        print("; ".join(told), flush=True)


def of_a_plan(run: Path, code: Path, home: Path) -> None:
    """The partnerships of a plan of 2,000 pairs ÷ one partnership."""
    plan, there = home / "plan", home / "partnerships"
    cpu([*MATCHER, "allocate", run, "--capacity", 1, "--out", plan], code)
    urns = pair(run)
    shutil.rmtree(there, ignore_errors=True)
    one = cpu([*MATCHER, "partnership", "new", run, *urns, "--in", there], code)
    shutil.rmtree(there, ignore_errors=True)
    many = cpu([*MATCHER, "partnership", "new", plan, "--all", "--run", run, "--in", there], code)
    count = sum(1 for _ in there.rglob("partnership.toml"))
    print(f"partnership new --all: {count:,} pairs {many:.2f} s CPU; ÷ one {many / one:.2f}")


def website(codes: list[Path], home: Path) -> None:
    """``findings site`` of 2,000 partnerships, copies of one of the demo that runs by a plan."""
    first, *others = codes
    one, pair = home / "one", ("900001", "900025")
    folder = one / "-".join(pair)
    for words in (
        ["demo", "--out", home / "demo"],
        ["partnership", "new", home / "demo", *pair, "--in", one],
        ["plan", "make", folder],
        *(
            ["partnership", "status", folder, status]
            for status in ("contacted", "agreed", "running")
        ),
    ):
        cpu([*MATCHER, *words], first)
    many = home / "many"
    for number in range(MANY):
        urns = str(100_000 + number), str(300_000 + number)
        copy = many / "-".join(urns)
        copy.mkdir(parents=True)
        for file in (*folder.glob("*.toml"), *folder.glob("*.csv")):
            data = file.read_bytes()
            for old, new in zip(pair, urns, strict=True):
                data = data.replace(old.encode(), new.encode())
            (copy / file.name).write_bytes(data)
    spent = {
        code: cpu([*MATCHER, "findings", "site", many, "--out", home / f"site-{at}"], code)
        for at, code in enumerate(codes)
    }
    beside = "".join(f"; ÷ {code} {spent[first] / spent[code]:.2f}" for code in others)
    print(f"findings site: {MANY:,} partnerships {spent[first]:.2f} s CPU{beside}")


def workbook(codes: list[Path], home: Path) -> None:
    """The workbook of the national run: what ``match`` takes more with it than without it."""
    spent: dict[Path, list[float]] = {code: [] for code in codes}
    for turn in range(ROUNDS):
        for at, code in enumerate(codes):
            plain, more = (home / f"{name}-{at}-{turn}" for name in ("plain", "workbook"))
            without = cpu(national(plain), code)
            spent[code].append(cpu([*national(more), "--format", "xlsx"], code) - without)
            shutil.rmtree(plain)
            shutil.rmtree(more)
    first, *others = codes
    told = [f"workbook: {statistics.median(spent[first]):.2f} s CPU"]
    for code in others:
        ratios = [a / b for a, b in zip(spent[first], spent[code], strict=True)]
        told.append(f"÷ {code} {statistics.median(ratios):.2f}")
    print("; ".join(told), flush=True)


def main() -> None:
    """Measure the checkout that this file is in, and another where it is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="another checkout")
    parser.add_argument("--run", type=Path, help="a national run by this checkout")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        runs = {HERE.parent: given.run or made(home / "run", HERE.parent)}
        if given.before:
            before = given.before.resolve()
            runs[before] = made(home / "before", before)
        asked(runs, home)
        of_a_plan(runs[HERE.parent], HERE.parent, home)
        website([*runs], home)
        workbook([*runs], home)


if __name__ == "__main__":
    main()
