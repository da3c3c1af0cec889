#!/usr/bin/env bash
# spopt 0.7.0: the coverage that MCLP reports counts places, not their weights.
#
# MCLP chooses sites so that as much *weight* as possible (pupils, say) has one within reach. One would
# expect perc_cov, the share that is covered, to be of that weight, as PMedian's mean_dist is of it. Seen:
# it is the share of the rows. Of three towns of 1, 1 and 100 pupils the best single site
# covers 100 of 102 pupils, and perc_cov says 33.3.
#
# What to do about it: add up the weights of fac2cli's rows, or divide the objective by their sum.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check spopt==0.7.0 pulp==3.3.2 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import numpy as np
import pulp
from spopt.locate import MCLP, PMedian

print("spopt", version("spopt"))
distances = np.array([[1.0, 9.0], [1.0, 9.0], [9.0, 1.0]])
pupils = np.array([1, 1, 100])
quiet = pulp.PULP_CBC_CMD(msg=False)
cover = MCLP.from_cost_matrix(distances, pupils, 5, p_facilities=1).solve(quiet)
share = cover.problem.objective.value() / pupils.sum()
print(f"covered: {100 * share:.1f} % of the pupils; perc_cov says {cover.perc_cov:.1f}")
median = PMedian.from_cost_matrix(distances, pupils, p_facilities=1).solve(quiet)
weighted = (pupils * distances[:, 1]).sum() / pupils.sum()
print(f"mean distance by pupils {weighted:.3f}; PMedian's mean_dist says {median.mean_dist:.3f}")
if not (abs(cover.perc_cov - 100 / 3) < 0.01 and share > 0.98 and abs(median.mean_dist - weighted) < 1e-9):
    raise SystemExit("this has changed")
print("as described")
PY
