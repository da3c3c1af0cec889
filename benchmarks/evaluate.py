"""Does the evaluation tell the truth? Known effects, no effects, and balance.

    python benchmarks/evaluate.py                         both parts, about half an hour
    python benchmarks/evaluate.py simulate --runs 1000    simulated panels with a known effect
    python benchmarks/evaluate.py placebo --draws 500     real schools, partnerships that never were

simulate: panels of tests/panels.py, 500 schools, 40 in the partnership, two years before and
two after; half the runs with an effect of 0.5, half (other seeds) with none. Printed: bias and
its Monte-Carlo error, coverage of the 95 % intervals, false positives under no effect, each
with the 95 % interval that chance alone would give the rate.

placebo: 40 schools drawn at random from the real panel and register, with the options of
matcher evaluate. Printed: how often an effect is claimed (should be 5 %), how often the pre-trend
and placebo tests object, how often every |SMD| is below 0.1. The real register of 2025 has no
regions: they are joined by authority. The mean is not quite 0 where outcomes have a long tail:
a school that is like no other is compared with less unusual ones (Abadie and Imbens 2006).
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from panels import AFTER, BEFORE, COVARIATES, simulate  # noqa: E402

from matcher.core.problems import ProblemLog  # noqa: E402
from matcher.evaluation.comparison import Comparison  # noqa: E402
from matcher.evaluation.evaluation import compare  # noqa: E402
from matcher.evaluation.matching.prepare import Options  # noqa: E402

EFFECT = 0.5


def rate(hits: int, runs: int, nominal: float) -> str:
    """A rate, and what chance would do to the nominal one."""
    reach = 1.96 * (nominal * (1 - nominal) / runs) ** 0.5
    low, high = nominal - reach, nominal + reach
    return f"{hits / runs:6.1%} of {runs:,} (chance alone: {low:.1%} to {high:.1%})"


def simulations(runs: int) -> None:
    options = Options(COVARIATES, exact=("phase",))
    for effect, first in ((EFFECT, 0), (0.0, 1_000_000)):
        start = time.perf_counter()
        found: list[Comparison] = []
        for seed in range(first, first + runs):
            panel, schools, treated = simulate(seed, effect)
            found.append(compare(panel, schools, treated, "progress", BEFORE, AFTER, options))
        print(f"\nsimulated, true effect {effect:g} ({time.perf_counter() - start:.0f} s)")
        for name in ("effect", "raw"):
            own = [getattr(one, name) for one in found]
            errors = np.array([one.effect - effect for one in own])
            inside = sum(one.low <= effect <= one.high for one in own)
            error = errors.std(ddof=1) / runs**0.5
            print(f"  {name:8} bias {errors.mean():+.4f}, Monte-Carlo error {error:.4f}, "
                  f"{errors.mean() / error:+.1f} of them")  # fmt: skip
            print(f"           spread {errors.std(ddof=1):.4f}, mean standard error "
                  f"{np.mean([one.se for one in own]):.4f}")  # fmt: skip
            print(f"           interval covers {rate(inside, runs, 0.95)}")
            if effect == 0:
                claimed = sum(not one.spans_zero for one in own)
                print(f"           false positives {rate(claimed, runs, 0.05)}")
        inside = sum(one.resampled[0] <= effect <= one.resampled[1] for one in found)
        print(f"  bootstrap covers {rate(inside, runs, 0.95)}")
        _objections(found)


def placebo(draws: int, data: Path, outcomes: list[str]) -> None:
    from matcher.intake.lists import list_schools, read_records
    from matcher.jobs.evaluation.panel import read_imd, read_panel

    log = ProblemLog()
    panel = read_panel(data / "performance/school-year-panel-2015-2018.csv.gz", log).table
    known = read_records([data / "gias/register-2025-05-24.csv"], log, source="register")
    schools = list_schools(known, None, log)
    schools["type"] = schools["urn"].map(known.records.set_index("urn")["group"]).astype(str)
    scores = read_imd(data / "boundaries/imd-2025-lsoa21.csv", log)
    schools["imd"] = schools["lsoa_code"].map(scores)
    with (data / "gias/la-regions.csv").open(encoding="utf-8") as stream:
        regions = {row["la_code"]: row["dfe_region"] for row in csv.DictReader(stream)}
    schools["region"] = schools["la_code"].map(regions).fillna("").astype(str)
    names = ("pupils", "fsm_pct", "imd", "phase", "type", "region")
    for outcome in outcomes:
        wide = panel.pivot(index="urn", columns="year_starting", values=outcome).dropna()
        numbers = schools[["pupils", "fsm_pct", "imd"]].notna().all(axis=1)
        words = (schools[["phase", "type", "region"]] != "").all(axis=1)
        whole = schools[schools["urn"].isin(wide.index) & numbers & words]
        figures = panel[panel["urn"].isin(whole["urn"])]
        options = Options((outcome, *names), exact=("phase",))
        start = time.perf_counter()
        found = []
        for seed in range(draws):
            rng = np.random.default_rng(seed)
            drawn = list(rng.choice(whole["urn"].to_numpy(dtype=object), 40, replace=False))
            found.append(compare(figures, whole, drawn, outcome, BEFORE, AFTER, options))
        seconds = time.perf_counter() - start
        print(f"\nplacebo partnerships, {outcome}, {len(whole):,} schools ({seconds:.0f} s)")
        for name in ("effect", "raw"):
            own = [getattr(one, name) for one in found]
            claimed = sum(not one.spans_zero for one in own)
            mean = np.mean([one.effect for one in own])
            error = np.std([one.effect for one in own], ddof=1) / draws**0.5
            print(f"  {name:8} mean {mean:+.4f}, Monte-Carlo error {error:.4f}; an effect is "
                  f"claimed in {rate(claimed, draws, 0.05)}")  # fmt: skip
        outside = sum(not one.resampled[0] <= 0 <= one.resampled[1] for one in found)
        print(f"  bootstrap: claimed in {rate(outside, draws, 0.05)}")
        _objections(found)


def _objections(found: list[Comparison]) -> None:
    runs = len(found)
    worst = np.array([abs(one.balance.worst[1]) for one in found])
    print(f"  every |SMD| below 0.1 in {(worst < 0.1).mean():.1%}; worst of a run: median "
          f"{np.median(worst):.3f}, 99th percentile {np.quantile(worst, 0.99):.3f}")  # fmt: skip
    drift = sum(not one.pre_trend.spans_zero for one in found)
    early = sum(one.placebo is not None and not one.placebo.spans_zero for one in found)
    print(f"  pre-trend test objects in {drift / runs:.1%}, placebo test in {early / runs:.1%}; "
          f"the verdict tells in {sum(one.verdict.is_conclusive for one in found) / runs:.1%}, "
          f"Nesta 3 in {sum(one.verdict.nesta == 3 for one in found) / runs:.1%}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=["simulate", "placebo", []], default=[])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--outcome", action="append", help="default: reading_progress, progress_8")
    given = parser.parse_args()
    if not given.parts or "simulate" in given.parts:
        simulations(given.runs)
    if not given.parts or "placebo" in given.parts:
        placebo(given.draws, given.data, given.outcome or ["reading_progress", "progress_8"])


if __name__ == "__main__":
    main()
