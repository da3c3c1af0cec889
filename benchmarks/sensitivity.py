"""How sure the lists of real schools are, and what it costs to know.

    python benchmarks/sensitivity.py              the figures; --runs N times N runs of each

The national register with all published tables and public registers, 50 km, five each. Timed are
``matcher match`` and ``matcher sensitivity`` of that run, in turn. Shown is what 50 weightings
leave of the lists: all weights drawn (those of the first, fourth … draw, which leave the half
distance as it is), with the half distance halved and doubled too, and each setting by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
MATCHER = [sys.executable, "-m", "matcher"]


def measured(*words: object) -> tuple[float, float]:
    """Seconds and MB at the peak of a command."""
    start = time.perf_counter()
    with subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{words} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def fifth_and_sixth(folder: Path) -> float:
    """Of lists with a fifth and a sixth partner, the share whose scores are less than 0.01 apart:
    from a run with six each."""
    pairs = pd.read_csv(folder / "matches.csv", usecols=["seeker_urn", "rank", "score"])
    scores = pairs.pivot_table(index="seeker_urn", columns="rank", values="score")[[5.0, 6.0]]
    both = scores.dropna()
    return float(((both[5.0] - both[6.0]) < 0.01).mean())


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=3)
    runs = asked.parse_args().runs
    match = [*MATCHER, "match", DATA / "gias" / "register-2025-05-24.csv",
             "--postcodes", next((DATA / "postcodes").glob("codepo_gb-*.zip")),
             "--performance", DATA / "performance", "--offers", DATA / "offers",
             "--max-km", 50]  # fmt: skip
    with TemporaryDirectory() as home:
        run, out = Path(home) / "run", Path(home) / "run-sensitivity"
        times: list[tuple[float, float]] = []
        for _ in range(runs):
            one, _ = measured(*match, "-k", 5, "--out", run)
            other, peak = measured(*MATCHER, "sensitivity", run, "--out", out)
            times.append((one, other))
        print(f"match {statistics.median(a for a, _ in times):.1f} s, sensitivity "
              f"{statistics.median(b for _, b in times):.1f} s, {peak:,.0f} MB; ÷ 50 runs: "
              f"{statistics.median(b / (50 * a) for a, b in times):.3f}")  # fmt: skip
        record = json.loads((out / "sensitivity.json").read_text(encoding="utf-8"))
        draws = pd.read_csv(out / "draws.csv")
        drawn = draws[draws["setting"].isna()]
        kept = [name for name in draws if name.endswith("_kept")]
        shown = pd.DataFrame(
            {
                "weights alone": drawn.loc[drawn["half_km"] == record["settings"]["half_km"],
                                           kept].mean(),
                "and half distance": drawn[kept].mean(),
                **{f"{setting} alone": rows[kept].mean()
                   for setting, rows in draws.groupby("setting", sort=False)},
            }
        )  # fmt: skip
        print((shown.dropna() * 100).round(1).to_string())
        holds = pd.read_csv(out / "sensitivity.csv")
        for column in ("word", "partner_word"):
            words = holds[column].value_counts(normalize=True)
            print(column, dict(np.round(words * 100, 1)))
        firsts = holds[holds["rank"] == 1]
        print(
            f"first places that stay first in 9 of 10: {(firsts['holds_first'] >= 0.9).mean():.1%}"
        )
        measured(*match, "-k", 6, "--out", Path(home) / "six")
        print(f"fifth and sixth under 0.01 apart: {fifth_and_sixth(Path(home) / 'six'):.1%}")


if __name__ == "__main__":
    main()
