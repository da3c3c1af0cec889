"""Partnerships that never were, of real schools: for evaluate.py."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matcher.evaluation.comparison import Comparison

BEFORE, AFTER = (2015, 2016), (2017, 2018)
REGISTER = ("pupils", "fsm_pct", "imd", "phase", "type", "region")
SCHOOLS, LEAST = 40, 10  # of a partnership; of an authority that can be one
AT_RANDOM, ONE_AUTHORITY = "at random", "one authority"
LOWEST_LAST, LOWEST_ALL = "lowest fifth of the last year", "lowest fifth of both years"
KINDS = (AT_RANDOM, LOWEST_LAST, LOWEST_ALL, ONE_AUTHORITY)


@dataclass(frozen=True, slots=True)
class Real:
    """``panel`` and ``schools``: those of which everything is known. ``early``: the outcome of
    each school in the years before, in the order of ``schools``."""

    panel: pd.DataFrame
    schools: pd.DataFrame
    early: pd.DataFrame


@dataclass(frozen=True, slots=True)
class OneYear:
    """An evaluation by one prior year: its effect, whether it seems significant, and how many
    schools of either side are in each region."""

    effect: float
    significant: bool
    own: Counter[str]
    others: Counter[str]


@lru_cache(maxsize=1)
def real_schools(data: Path, outcome: str) -> Real:
    """The real panel and the register of 2025."""
    from matcher.core.problems import ProblemLog
    from matcher.intake.lists import list_schools, read_records
    from matcher.jobs.evaluation.panel import read_imd, read_panel

    log = ProblemLog()
    panel = read_panel(data / "performance/school-year-panel-2015-2018.csv.gz", log).table
    known = read_records([data / "gias/register-2025-05-24.csv"], log, source="register")
    schools = list_schools(known, None, log)
    groups = known.records.drop_duplicates("urn").set_index("urn")["group"]
    schools["type"] = schools["urn"].map(groups).astype(str)
    scores = read_imd(data / "boundaries/imd-2025-lsoa21.csv", log)
    schools["imd"] = schools["lsoa_code"].map(scores)
    with (data / "gias/la-regions.csv").open(encoding="utf-8") as stream:
        regions = {row["la_code"]: row["dfe_region"] for row in csv.DictReader(stream)}
    schools["region"] = schools["la_code"].map(regions).fillna("").astype(str)
    wide = panel.pivot(index="urn", columns="year_starting", values=outcome).dropna()
    numbers = schools[["pupils", "fsm_pct", "imd"]].notna().all(axis=1)
    words = (schools[["phase", "type", "region", "la_code"]] != "").all(axis=1)
    whole = schools[schools["urn"].isin(wide.index) & numbers & words].sort_values("urn")
    figures = panel[panel["urn"].isin(whole["urn"])]
    return Real(figures, whole, wide.loc[whole["urn"], list(BEFORE)])


def partnership_that_never_was(job: tuple[Path, str, str, int]) -> Comparison:
    """An evaluation of schools drawn as ``KINDS`` say, with the options of the command line."""
    from matcher.evaluation.evaluation import compare
    from matcher.evaluation.matching.prepare import Options

    data, outcome, kind, seed = job
    real = real_schools(data, outcome)
    rng = np.random.default_rng([KINDS.index(kind), seed])
    among = real.schools["urn"].to_numpy(dtype=object)
    if kind in (LOWEST_LAST, LOWEST_ALL):
        results = real.early[list(BEFORE if kind == LOWEST_ALL else BEFORE[-1:])].mean(axis=1)
        among = among[(results <= results.quantile(0.2)).to_numpy()]
    if kind == ONE_AUTHORITY:
        codes = real.schools["la_code"].to_numpy(dtype=object)
        counts = real.schools["la_code"].value_counts()
        among = among[codes == rng.choice(sorted(counts.index[counts >= LEAST]))]
    drawn = rng.choice(among, min(SCHOOLS, len(among)), replace=False)
    options = Options((outcome, *REGISTER), exact=("phase",))
    return compare(real.panel, real.schools, list(drawn), outcome, BEFORE, AFTER, options)


def matched_on_one_year(job: tuple[Path, str, int]) -> OneYear:
    """Fifty random primaries against three schools each, matched on the last year before alone."""
    from matcher.evaluation.evaluation import compare
    from matcher.evaluation.matching.prepare import Options

    data, outcome, seed = job
    real = real_schools(data, outcome)
    primary = real.schools[real.schools["phase"] == "Primary"]
    drawn = np.random.default_rng(seed).choice(primary["urn"].to_numpy(dtype=object), 50, False)
    figures = real.panel[real.panel["urn"].isin(primary["urn"])]
    found = compare(figures, primary, list(drawn), outcome, BEFORE[-1:], AFTER, Options((outcome,)))
    region = primary.set_index("urn")["region"]
    pairs = found.matched.pairs
    return OneYear(
        found.effect.effect,
        not found.effect.spans_zero,
        Counter(region[pairs["treated"].unique()]),
        Counter(region[pairs["control"]]),
    )
