"""Does the evaluation tell the truth? Known effects, no effects, and effects that cannot be.

    python benchmarks/evaluate.py worlds --runs 1000 --jobs 2    made-up worlds, known effects
    python benchmarks/evaluate.py placebo --draws 500 --jobs 2   real schools, no partnership
    python benchmarks/evaluate.py ties                           real schools, one prior year
    python benchmarks/evaluate.py bound                          the best that any test can do

worlds: every world of tests/worlds.py (``--world NAME`` for one, again for more), with no effect
(seeds from 0) and with one of half the noise's standard deviation (seeds from 1,000,000), each
through the product's own ``compare``. ``--code FOLDER`` takes the product from another checkout:
the same draws then show what a change has won and lost.

With ``--pupil-sd 10`` an effect of 0.5 is just what matters (0.05 of it). Then "no difference" can
be said, and is false where there is one.

placebo: partnerships that never were, on the real panel and register: 40 schools drawn at random,
40 of the fifth that was lowest in the last year before, or in the mean of both, and of one
authority 40 or as many as it has (10 at least). The real register of 2025 has no regions: they are
joined by authority.

ties: 60 partnerships of 50 random primaries, matched on the outcome of one year alone. Most such
schools have many that are equally near.

bound: how often the most powerful test of all (Neyman and Pearson 1933; the noise's spread known)
tells an effect of 0.5 from no effect and a trend, if it is wrong in 5 % of the latter. No verdict
can do better.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # the processes share the cores, their sums do not

import numpy as np  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from worlds import COVARIATES, WORLDS, draw  # noqa: E402

if TYPE_CHECKING:
    from matcher.evaluation.comparison import Comparison

EFFECT, TREND, LEVEL = 0.5, 0.15, 0.05
WITH_EFFECT = 1_000_000  # the first seed of the draws with an effect
PUPIL_SD = EFFECT / 0.05  # of which EFFECT is just what matters
DIRECTIONS = ("better", "worse", "no difference", "cannot tell")


@dataclass(frozen=True, slots=True)
class Found:
    """Of one evaluation: each estimate's effect, standard error and whether its interval holds the
    truth; what the verdict says; whether a test of the years before objected."""

    estimates: dict[str, tuple[float, float, bool]]
    direction: str
    objected: bool

    @classmethod
    def of(cls, one: Comparison, truth: float) -> Found:
        """What is kept of a comparison. Earlier versions of the product have other estimates."""

        def kept(own: Any) -> tuple[float, float, bool]:
            effect = getattr(own, "effect", (own.low + own.high) / 2)
            return effect, getattr(own, "se", np.nan), own.low <= truth <= own.high

        if hasattr(one, "estimates"):
            each = {estimate.key: kept(estimate.estimate) for estimate in one.estimates}
            spanned = getattr(one, "ranges", None)
            each["range told"] = kept(spanned.told if spanned else one.bracket)
            each |= {"range if alike": kept(spanned.if_alike)} if spanned else {}
            trends = one.trends
            objected = trends is not None and (trends.drifted or trends.stood_apart)
        else:
            each = {"matched, adjusted": kept(one.effect), "matched": kept(one.raw)}
            objected = one.placebo is not None and not one.placebo.spans_zero
        return cls(each, one.verdict.direction, objected)


def share(hits: int, runs: int) -> str:
    """A rate in per cent and its Monte-Carlo standard error."""
    rate = hits / runs
    return f"{100 * rate:.1f} ± {100 * (rate * (1 - rate) / runs) ** 0.5:.1f}"


def told(found: Sequence[Found]) -> str:
    """How often each verdict is given."""
    counted = Counter(one.direction for one in found)
    return " | ".join(share(counted[direction], len(found)) for direction in DIRECTIONS)


def false_claims(found: Sequence[Found], truth: float) -> str:
    """How often a verdict is wrong: an effect where there is none or on the other side, and no
    difference where there is an effect."""
    wrong = ("worse", "no difference") if truth > 0 else ("better", "worse")
    return share(sum(one.direction in wrong for one in found), len(found))


def estimators(label: str, found: Sequence[Found], truth: float) -> Iterable[str]:
    """A line of a table for each estimator."""
    spoken = [one for one in found if one.direction != "cannot tell"]
    for name in dict.fromkeys(name for one in found for name in one.estimates):
        own = [one.estimates[name] for one in found if name in one.estimates]
        errors = np.array([effect for effect, *_ in own]) - truth
        spread, se = errors.std(ddof=1), np.mean([se for _, se, _ in own])
        where = [one.estimates[name][2] for one in spoken if name in one.estimates]
        yield (
            f"| {label} | {name} | {errors.mean():+.3f} ± {spread / len(own) ** 0.5:.3f} | "
            f"{spread:.3f} | {f'{se:.3f}' if np.isfinite(se) else '–'} | "
            f"{share(sum(inside for *_, inside in own), len(own))} | "
            f"{f'{share(sum(where), len(where))} of {len(where)}' if where else '–'} |"
        )


ESTIMATORS = (
    "| {0} | estimator | bias | spread | mean SE | covered, % | covered where a verdict is given |",
    "|---|---|---|---|---|---|---|",
)
VERDICTS = (
    "| {0} | effect | better, % | worse, % | no difference, % | cannot tell, % | false, % "
    "| objected, % |",
    "|---|---|---|---|---|---|---|---|",
)


def in_world(job: tuple[str, float, int, int | None, float | None]) -> Found:
    """One draw from a world, evaluated."""
    from matcher.evaluation.evaluation import compare
    from matcher.evaluation.matching.prepare import Options

    name, effect, seed, before, pupil_sd = job
    one = draw(name, seed, effect, before=before)
    options = Options(COVARIATES, exact=("phase",), pupil_sd=pupil_sd)
    found = compare(one.panel, one.schools, one.treated, "progress", one.before, one.after, options)
    return Found.of(found, effect)


def worlds(
    names: Sequence[str],
    runs: int,
    before: int | None,
    pupil_sd: float | None,
    each: Callable[..., list[Any]],
) -> None:
    print(f"seeds 0 to {runs - 1} without an effect, {WITH_EFFECT} to {WITH_EFFECT + runs - 1} "
          f"with one of {EFFECT}; after ±: the Monte-Carlo standard error\n")  # fmt: skip
    print("\n".join([VERDICTS[0].format("world"), VERDICTS[1]]))
    lines = []
    for name in names:
        start = time.perf_counter()
        for effect, first in ((0.0, 0), (EFFECT, WITH_EFFECT)):
            seeds = range(first, first + runs)
            found = each(in_world, [(name, effect, seed, before, pupil_sd) for seed in seeds])
            objected = share(sum(one.objected for one in found), runs)
            wrong = false_claims(found, effect)
            print(f"| {name} | {effect:g} | {told(found)} | {wrong} | {objected} |", flush=True)
            lines += estimators(f"{name}, {effect:g}", found, effect)
        seconds = time.perf_counter() - start
        print(f"{name}: {WORLDS[name].about} ({seconds:.0f} s)", file=sys.stderr, flush=True)
    print("\n".join(["", ESTIMATORS[0].format("world, effect"), ESTIMATORS[1], *lines]))


def placebo(data: Path, outcome: str, draws: int, each: Callable[..., list[Any]]) -> None:
    from pseudo_partnerships import KINDS, partnership_that_never_was

    verdicts, lines = [], []
    for kind in KINDS:
        jobs = [(data, outcome, kind, seed) for seed in range(draws)]
        start = time.perf_counter()
        found = [Found.of(one, 0.0) for one in each(partnership_that_never_was, jobs)]
        print(f"{kind} ({time.perf_counter() - start:.0f} s)", file=sys.stderr, flush=True)
        objected = share(sum(one.objected for one in found), draws)
        wrong = false_claims(found, 0.0)
        verdicts.append(f"| {kind} | 0 | {told(found)} | {wrong} | {objected} |")
        lines += estimators(kind, found, 0.0)
    print(f"\n{outcome}, seeds 0 to {draws - 1}\n")
    print("\n".join([VERDICTS[0].format("drawn"), VERDICTS[1], *verdicts, ""]))
    print("\n".join([ESTIMATORS[0].format("drawn"), ESTIMATORS[1], *lines]))


def ties(data: Path, outcome: str, draws: int, each: Callable[..., list[Any]]) -> None:
    from pseudo_partnerships import matched_on_one_year

    found = each(matched_on_one_year, [(data, outcome, seed) for seed in range(draws)])
    effects = np.array([one.effect for one in found])
    error = effects.std(ddof=1) / draws**0.5
    print(f"\n{outcome}, {draws} partnerships of 50 primaries matched on one year before: mean "
          f"effect {effects.mean():+.3f} ± {error:.3f}, significant in "
          f"{share(sum(one.significant for one in found), draws)} %\n")  # fmt: skip
    own, others = (
        sum((getattr(one, side) for one in found), Counter()) for side in ("own", "others")
    )
    print("| region | of the treated, % | of their comparison schools, % |\n|---|---|---|")
    for region in sorted(own | others):
        shares = (f"{100 * side[region] / side.total():.1f}" for side in (own, others))
        print(f"| {region} | {' | '.join(shares)} |")


def bound(effect: float = EFFECT, trend: float = TREND) -> None:
    from scipy.stats import norm

    world = WORLDS["trends"]
    of_year = (1 / world.treated + 1 / (500 - world.treated)) ** 0.5  # sd of a year's gap

    def power(apart: Any, *unknown: Any) -> str:
        """Of the best test of two gaps that are ``apart``, whatever multiples of the constant and
        ``unknown`` may be added to either."""
        away = np.column_stack([np.ones(len(apart)), *unknown])
        left = apart - away @ np.linalg.lstsq(away, apart, rcond=None)[0]
        return f"{norm.sf(norm.isf(LEVEL) - float(np.linalg.norm(left)) / of_year):.1%}"

    print(f"| years before | effect {effect} told from a trend of {trend} | from one of "
          "any size | from nothing, trends known to be equal |\n|---|---|---|---|")  # fmt: skip
    for before in range(1, 11):
        years = np.arange(-before, world.after)
        gain = effect * (years >= 0)
        any_size = power(gain, years) if before > 1 else "–"
        print(f"| {before} | {power(gain - trend * years)} | {any_size} | {power(gain)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="+", choices=["worlds", "placebo", "ties", "bound"])
    parser.add_argument("--runs", type=int, default=1_000, help="of each world and effect")
    parser.add_argument("--draws", type=int, help="default: 500, of ties 60")
    parser.add_argument("--world", action="append", choices=list(WORLDS), help="default: all")
    parser.add_argument("--before", type=int, help="years before; default: each world's own")
    parser.add_argument("--pupil-sd", type=float, help=f"of worlds; {PUPIL_SD:g} makes an effect "
                        f"of {EFFECT} just what matters")  # fmt: skip
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--code", type=Path, default=ROOT, help="a checkout to measure")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--outcome", default="reading_progress", help="of placebo and ties")
    given = parser.parse_args()
    if {"placebo", "ties"} & {*given.parts} and not given.data.is_dir():
        parser.error(f"the real data are not in {given.data}: --data says where they are")
    product_from(given.code)
    with multiprocessing.Pool(given.jobs, product_from, (given.code,)) as pool:

        def each(function: Callable[[Any], Any], jobs: Sequence[Any]) -> list[Any]:
            return list(pool.imap(function, jobs, chunksize=5))

        if "bound" in given.parts:
            bound()
        if "worlds" in given.parts:
            worlds(given.world or list(WORLDS), given.runs, given.before, given.pupil_sd, each)
        if "placebo" in given.parts:
            placebo(given.data, given.outcome, given.draws or 500, each)
        if "ties" in given.parts:
            ties(given.data, given.outcome, given.draws or 60, each)


def product_from(code: Path) -> None:
    """Take the product from this checkout."""
    sys.path.insert(0, str(code.resolve()))


if __name__ == "__main__":
    main()
