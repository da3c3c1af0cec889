"""Simulated panels of schools with a known effect, for tests and the benchmark.

Schools differ for good (a level of their own), by region and by %FSM; who joins the
partnership depends on what is published of the years before (low results, much FSM) and on
chance, so that matching on it is right; afterwards the partnership adds the effect.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

BEFORE, AFTER = (2015, 2016), (2017, 2018)
COVARIATES = ("progress", "pupils", "fsm_pct", "region", "phase")


def simulate(
    seed: int, effect: float, schools: int = 500, treated: int = 40
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """A panel (urn, year_starting, progress), a table of schools and the partnership."""
    rng = np.random.default_rng(seed)
    urns = [str(100_000 + at) for at in range(schools)]
    level = rng.normal(size=schools)
    fsm = np.clip(22 + 10 * rng.normal(size=schools) - 3 * level, 0, 100)
    region = rng.integers(0, 3, schools)
    base = 1.5 * level - 0.03 * fsm + 0.4 * region
    years = {
        year: base + 0.1 * (year - 2015) * (1 + region) + rng.normal(size=schools)
        for year in (*BEFORE, *AFTER)
    }
    liking = -0.15 * (years[2015] + years[2016]) + 0.02 * fsm + rng.gumbel(size=schools)
    chosen = np.zeros(schools, dtype=bool)
    chosen[np.argsort(-liking, kind="stable")[:treated]] = True
    for year in AFTER:
        years[year] = years[year] + effect * chosen
    panel = pd.DataFrame(
        {
            "urn": np.repeat(urns, len(years)),
            "year_starting": np.tile(list(years), schools),
            "progress": np.column_stack(list(years.values())).ravel(),
        }
    )
    table = pd.DataFrame(
        {
            "urn": urns,
            "phase": "Primary",
            "region": np.array(["North", "South", "West"])[region],
            "pupils": np.round(rng.gamma(6, 50, schools)),
            "fsm_pct": fsm,
        }
    )
    return panel, table, [urn for urn, own in zip(urns, chosen, strict=True) if own]
