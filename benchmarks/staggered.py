"""Partnerships that began in different years: is each compared from its own start found right?

    python benchmarks/staggered.py --runs 300             about five minutes

Panels of tests/panels.py, 500 schools, four years; 40 schools drawn at random, half of which begin
in the third year and half in the fourth, with no effect and with one of 0.8 from then on. Printed:
bias with its Monte-Carlo error, and coverage of the 95 % intervals, of every estimate; what the
verdict says; and the bias where all are taken to have begun in the third year.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from panels import AFTER, BEFORE, COVARIATES, simulate  # noqa: E402

from matcher.evaluation.comparison import Comparison  # noqa: E402
from matcher.evaluation.evaluation import compare  # noqa: E402
from matcher.evaluation.matching.prepare import Options  # noqa: E402
from matcher.jobs.evaluation.by_start import compare_by_start  # noqa: E402

OPTIONS = Options(COVARIATES, exact=("phase",))


def drawn(seed: int, effect: float) -> tuple[Comparison, Comparison]:
    panel, schools, _ = simulate(seed, 0.0)
    rng = np.random.default_rng(1_000_000 + seed)
    mine = [str(urn) for urn in rng.choice(schools["urn"].to_numpy(dtype=object), 40, False)]
    starts: dict[str, int | None] = {urn: AFTER[at % 2] for at, urn in enumerate(mine)}
    panel.loc[panel["year_starting"] >= panel["urn"].map(starts), "progress"] += effect
    years = (*BEFORE, *AFTER)
    return (
        compare_by_start(panel, schools, mine, starts, "progress", years, OPTIONS),
        compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="seed")
    given = parser.parse_args()
    for effect in (0.0, 0.8):
        found = [drawn(seed, effect) for seed in range(given.first, given.first + given.runs)]
        own, one_year = zip(*found, strict=True)
        print(f"effect {effect}, {given.runs} runs from seed {given.first}")
        for at, named in enumerate(own[0].estimates):
            told = [one.estimates[at].estimate for one in own]
            errors = np.array([one.effect for one in told]) - effect
            error = errors.std(ddof=1) / len(errors) ** 0.5
            covered = np.mean([one.low <= effect <= one.high for one in told])
            print(
                f"  {named.label}: bias {errors.mean():+.3f} ± {error:.3f}, covered {covered:.1%}"
            )
        naive = np.array([one.effect.effect for one in one_year]) - effect
        print(f"  as if all began in {AFTER[0]}: bias {naive.mean():+.3f}")
        print(f"  verdicts: {dict(Counter(one.verdict.direction for one in own))}", flush=True)


if __name__ == "__main__":
    main()
