"""The national run, measured: see README.md beside this file."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from peers import dense, nearest_then_rank

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "shared" / "data"
MATCHER = [sys.executable, "-m", "matcher"]
ROUNDS = 5


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def command(*words: object) -> Callable[[], object]:
    return lambda: subprocess.run([str(w) for w in words], check=True, capture_output=True)


def paired(name: str, ours: Callable[[], object], **others: Callable[[], object]) -> None:
    """Time all in turn and print our median and its ratio to each other one."""
    times: dict[str, list[float]] = {who: [] for who in ("ours", *others)}
    for _ in range(ROUNDS):
        for who, act in {"ours": ours, **others}.items():
            times[who].append(seconds(act))
    print(f"{name}: ours {statistics.median(times['ours']):.2f} s", flush=True)
    for who in others:
        ratios = [a / b for a, b in zip(times["ours"], times[who], strict=True)]
        print(f"  ÷ {who} ({statistics.median(times[who]):.2f} s): "
              f"{statistics.median(ratios):.3f}", flush=True)  # fmt: skip


def whole(register: Path, postcodes: Path) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder)
        run = [*MATCHER, "match", register, "--postcodes", postcodes, "--max-km", 50, "-k", 5]
        peers = [sys.executable, HERE / "peers.py"]
        paired(
            "whole national run",
            command(*run, "--out", out / "run"),
            **{
                "dense NumPy": command(*peers, "dense", register, out / "dense.csv"),
                "50 nearest in pandas": command(*peers, "nearest", register, out / "near.csv"),
            },
        )
        words = [str(word) for word in (*run, "--out", out / "run")]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
            _, _, usage = os.wait4(process.pid, 0)
        print(f"  peak memory, ours: {usage.ru_maxrss / 1024:,.0f} MB")


def core(register: Path, _: Path) -> None:
    from matcher.core.problems import ProblemLog
    from matcher.core.settings.combine import settings
    from matcher.intake.lists import list_schools, read_records
    from matcher.match.build_arrays import build_arrays
    from matcher.match.gates import Exclusions
    from matcher.match.rank import rank_pairs
    from matcher.place.locate import locate
    from matcher.place.priority_areas.in_or_near import assign_areas
    from matcher.place.priority_areas.programmes import load_programme

    log = ProblemLog()
    schools = assign_areas(
        locate(list_schools(read_records([register], log), None, log), log), load_programme()
    )
    schools["phase"] = ""  # the peers know no gate but distance
    schools["age_low"] = schools["age_high"] = np.nan
    schools = schools[schools["role"].isin(["seeker", "partner"])].reset_index(drop=True)
    profile = _stated(schools)
    config = settings(max_km=50, k=5, fewest_needs=1)  # and none but the needs that are named
    field = build_arrays(schools, profile, config, Exclusions())
    seeks, offers = np.flatnonzero(field.is_seeker), np.flatnonzero(field.is_partner)
    x, y = (field.x[seeks], field.x[offers]), (field.y[seeks], field.y[offers])
    need = field.needs.degree[seeks], field.needs.degree[offers]
    strength = field.strengths.degree[seeks], field.strengths.degree[offers]
    weights = tuple(config.shares().values())
    ends = [
        pd.DataFrame({"x": field.x[s], "y": field.y[s], "opportunity": field.opportunity[s]})
        for s in (seeks, offers)
    ]
    paired(
        "exact top 5 in both directions, needs on every school",
        lambda: rank_pairs(schools, profile, config),
        **{
            "dense NumPy": lambda: dense(
                x, y, field.opportunity[seeks], need, strength, weights, 5, 50
            ),
            "50 nearest in pandas (one direction)": lambda: nearest_then_rank(
                *ends, need, strength, weights, 5, 50
            ),
        },
    )
    ranking = rank_pairs(schools, profile, config)
    mine = ranking.matches[ranking.matches["rank"].notna() & (ranking.matches["beyond"] == 0)]
    lists = mine.groupby("seeker_urn")["partner_urn"].apply(list)
    exact, _ = dense(x, y, field.opportunity[seeks], need, strength, weights, 5, 50)
    quick = nearest_then_rank(*ends, need, strength, weights, 5, 50).groupby("seeker")["partner"]
    quick_lists = quick.apply(list).to_dict()
    agree = right = 0
    for place, seeker in enumerate(seeks):
        true = lists.get(field.urn[seeker], [])
        agree += true == [field.urn[offers[p]] for p in exact[place] if p >= 0]
        right += true == [field.urn[offers[p]] for p in quick_lists.get(place, [])]
    print(f"  lists equal to the dense brute force: {agree / len(seeks):.2%} (the rest are ties)")
    print(f"  lists that 50-nearest-then-rank gets right: {right / len(seeks):.1%}")


def _stated(schools: pd.DataFrame) -> pd.DataFrame:
    """Made-up needs and strengths for every school: 3 and 4 of 40 tags."""
    from matcher.core.tables import PROFILE

    rng = np.random.default_rng(40)
    rows = []
    for urn in schools["urn"]:
        tags = rng.choice(40, 7, replace=False)
        degrees = rng.integers(20, 101, 7) / 100
        for place, (tag, degree) in enumerate(zip(tags, degrees, strict=True)):
            sides = (degree, np.nan) if place < 3 else (np.nan, degree)
            name = f"T{tag % 4 + 1}", f"subject {tag}"
            rows.append((urn, *name, *sides, "stated", "", 1.0, np.nan))
    return pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())


def start(register: Path, _: Path) -> None:
    """What the program costs before and beside its work: a word, and a list of 50 schools."""
    empty = {"python -c pass": command(sys.executable, "-c", "pass")}
    paired("matcher --version", command(*MATCHER, "--version"), **empty)
    paired("matcher --help", command(*MATCHER, "--help"), **empty)
    with TemporaryDirectory() as folder:
        few, run = Path(folder) / "few.csv", Path(folder) / "run"
        with register.open("rb") as file:
            few.write_bytes(b"".join(islice(file, 51)))
        paired("50 schools matched", command(*MATCHER, "match", few, "--out", run, "--force"),
               **empty)  # fmt: skip
        paired("50 schools checked", command(*MATCHER, "check", few, "--out", "-"), **empty)


def plan(register: Path, postcodes: Path) -> None:
    """The plan of the whole register, three places a partner, ÷ the run that it rests on."""
    with TemporaryDirectory() as folder:
        run, out = Path(folder) / "run", Path(folder) / "plan"
        match = command(*MATCHER, "match", register, "--postcodes", postcodes, "--out", run)
        match()
        words = [*MATCHER, "allocate", run, "--capacity", 3, "--out", out]
        paired("national plan", command(*words), **{"whole national run, 40 km": match})
        with subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, text=True) as process:
            said = process.stdout.read() if process.stdout else ""
            _, _, usage = os.wait4(process.pid, 0)
        print(f"  peak memory of the plan: {usage.ru_maxrss / 1024:,.0f} MB")
        print(*(f"  {line}" for line in said.splitlines() if not line.startswith("Written")),
              sep="\n")  # fmt: skip


PARTS = {"whole": whole, "plan": plan, "core": core, "start": start}


def main() -> None:
    """Measure what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--register", type=Path,
                        default=DATA / "gias" / "register-2025-05-24.csv")  # fmt: skip
    parser.add_argument("--postcodes", type=Path,
                        default=DATA / "postcodes" / "codepo_gb-2025-11.zip")  # fmt: skip
    given = parser.parse_args()
    for name in given.parts or PARTS:
        PARTS[name](given.register, given.postcodes)


if __name__ == "__main__":
    main()
