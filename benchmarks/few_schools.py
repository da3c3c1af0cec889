"""Does the place of a few schools among like ones mean what it says?

    python benchmarks/few_schools.py --draws 200          about half an hour

Partnerships that never were, of 1, 4 and 9 schools of the real panel, drawn at random and from the
lowest tenth in the years before. Printed: how often they stand out (p at most 0.05, which chance
alone does in 5 %), the same in the year before, and by how much they moved: their own change, and
what is left of it once what was expected is taken off (should be 0).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from matcher.core.problems import ProblemLog  # noqa: E402
from matcher.evaluation.few.few_schools import few_schools  # noqa: E402
from matcher.evaluation.matching.prepare import Options  # noqa: E402
from matcher.jobs.evaluation.inputs import EvaluationFiles  # noqa: E402
from matcher.jobs.evaluation.performance_tables import read_panel_or_tables  # noqa: E402
from matcher.jobs.evaluation.schools import read_schools  # noqa: E402

COVARIATES = ("pupils", "fsm_pct", "imd", "phase", "type", "region")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--schools", type=int, nargs="+", default=[1, 4, 9])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--outcome", default="reading_progress")
    given = parser.parse_args()
    files = EvaluationFiles(
        (given.data / "performance/school-year-panel-2015-2018.csv.gz",),
        given.data / "gias/register-2025-05-24.csv", "100000",
        imd=given.data / "boundaries/imd-2025-lsoa21.csv",
    )  # fmt: skip
    log = ProblemLog()
    panel, _ = read_panel_or_tables(files.panel, [given.outcome], files.register, log)
    panel = panel[["urn", "year_starting", given.outcome]].dropna()
    schools = read_schools(files, log).table
    known = schools[["pupils", "fsm_pct", "imd"]].notna().all(axis=1)
    known &= (schools[["phase", "type", "region"]] != "").all(axis=1)
    # The others have too few like them to be placed.
    wide = panel.pivot(index="urn", columns="year_starting", values=given.outcome).dropna()
    figured = schools["urn"].isin(wide.index)
    known &= figured & (figured.groupby(schools["phase"]).transform("sum") > 1_000)
    wide = wide[wide.index.isin(schools.loc[known, "urn"])]
    schools = schools[schools["urn"].isin(wide.index)]
    panel = panel[panel["urn"].isin(wide.index)]
    options = Options((given.outcome, *COVARIATES), exact=("phase",))
    print(f"{len(wide):,} schools, {given.outcome}, {given.draws} draws each")
    for before, after in (((2015, 2016), (2017, 2018)), ((2016,), (2017,))):
        early = wide[list(before)].mean(axis=1).sort_values(kind="stable")
        pools = {"random": wide.index, "lowest tenth": early.index[: len(early) // 10]}
        for name, pool in pools.items():
            for count in given.schools:
                start, found = time.perf_counter(), []
                for seed in range(given.draws):
                    rng = np.random.default_rng(seed)
                    drawn = list(rng.choice(pool.to_numpy(dtype=object), count, replace=False))
                    found.append(
                        few_schools(panel, schools, drawn, given.outcome, before, after, options)
                    )
                gaps = np.array([one.gap for one in found])
                moved = np.mean([p.placement.change for one in found for p in one.placed])
                out = np.mean([one.p <= 0.05 for one in found])
                had = [one.year_before.p <= 0.05 for one in found if one.year_before]
                print(f"{len(before)} before, {name:12} {count}: stand out {out:6.1%}"
                      f"{f', the year before {np.mean(had):6.1%}' if had else ''}; own change "
                      f"{moved:+.2f}, left of it {gaps.mean():+.3f} ± "
                      f"{gaps.std(ddof=1) / len(gaps) ** 0.5:.3f} "
                      f"({time.perf_counter() - start:.0f} s)", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
