#!/usr/bin/env bash
# diff-diff 3.13.0: CallawaySantAnna(estimation_method="dr") is not the estimator of the paper it names.
#
# Sant'Anna and Zhao (2020) divide the weighted residuals of the comparison group by the sum of their
# weights, as drdid 1.1.7 (and R's DRDID) do, so one would expect equal effects. Seen: diff-diff
# divides them by the number of treated units. With a propensity by maximum likelihood the two sums
# are close, never equal: effects differ in the third or fourth decimal.
#
# What to do about it: hold doubly robust estimates against drdid; divide by the sum of the weights.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check diff-diff==3.13.0 drdid==1.1.7
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
from diff_diff import CallawaySantAnna
from drdid.drdid import drdid_panel

print("diff-diff", version("diff-diff"), "drdid", version("drdid"))
rng = np.random.default_rng(4)
count = 200
poor = rng.normal(size=count)
treated = (rng.random(count) < 1 / (1 + np.exp(1.5 - poor))).astype(float)
before = poor + rng.normal(size=count)
after = before + 0.5 * poor**2 + 0.5 * treated + rng.normal(size=count)
design = np.column_stack([np.ones(count), poor])


def logit() -> np.ndarray:
    """Propensities by maximum likelihood."""
    beta = np.zeros(2)
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ beta))
        beta += np.linalg.solve((design.T * (p * (1 - p))) @ design, design.T @ (treated - p))
    return 1 / (1 + np.exp(-design @ beta))


change, others = after - before, treated == 0
gamma = np.linalg.lstsq(design[others], change[others], rcond=None)[0]
rest = change - design @ gamma
odds = np.where(others, logit() / (1 - logit()), 0.0)
by_paper = rest[~others].mean() - (odds * rest).sum() / odds.sum()
by_count = rest[~others].mean() - (odds * rest).sum() / treated.sum()
reference = float(drdid_panel(after, before, treated, covariates=design)[0])
panel = pd.DataFrame(
    {
        "unit": np.repeat(np.arange(count), 2),
        "time": np.tile([1, 2], count),
        "y": np.column_stack([before, after]).ravel(),
        "start": np.repeat(np.where(others, 0, 2), 2),
        "poor": np.repeat(poor, 2),
    }
)
fitted = CallawaySantAnna(
    estimation_method="dr", control_group="never_treated", pscore_trim=1e-9
).fit(panel, outcome="y", unit="unit", time="time", first_treat="start", covariates=["poor"])
other = float(fitted.overall_att)
print(f"drdid {reference:.6f} = divided by the weights {by_paper:.6f}")
print(f"diff-diff {other:.6f} = divided by the number of treated {by_count:.6f}")
assert abs(reference - by_paper) < 1e-6
assert abs(other - by_count) < 1e-6
assert abs(other - reference) > 1e-4
PY
