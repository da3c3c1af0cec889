#!/usr/bin/env bash
# csdid 0.4.3 and differences 0.3.0: the mark for "never treated" that one asks for is lost in the other.
#
# Both estimate effects of a start in different years by Callaway and Sant'Anna. differences refuses 0
# for units that were never treated, and tells you to put NaN. One would expect the other package to take
# the same panel, or to refuse it. Seen: csdid drops all never treated units, takes the units treated
# last for "Never Treated", estimates nothing of these, and says so nowhere. On 200 units with an
# effect of 1.0 the answer moves from 0.978 to 0.968, and half of the panel is not in it.
#
# What to do about it: 0 (or infinity) for csdid, NaN for differences; compare the groups of the result.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check csdid==0.4.3 differences==0.3.0 \
  pandas==2.3.3 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
import pandas as pd
from csdid.att_gt import ATTgt
from differences import ATTgt as Other

rng = np.random.default_rng(1)
rows = []
for unit in range(200):
    start = 0 if unit < 100 else 2021 if unit < 150 else 2022
    level = rng.normal()
    for year in range(2018, 2024):
        effect = 1.0 if start and year >= start else 0.0
        value = level + 0.1 * (year - 2018) + 0.1 * rng.normal() + effect
        rows.append((unit, year, float(start), value))
panel = pd.DataFrame(rows, columns=["unit", "year", "start", "y"])
marked = panel.assign(start=panel["start"].replace(0, np.nan))


def by_csdid(data):
    names = dict(yname="y", gname="start", idname="unit", tname="year", xformla="y~1")
    fitted = ATTgt(data=data.copy(), **names).fit(est_method="dr", bstrap=False)
    groups = sorted({int(one) for one in fitted.results["group"]})
    fitted.aggte("simple")
    return round(float(fitted.atte["overall_att"]), 4), groups


print("csdid", version("csdid"), "differences", version("differences"))
try:
    Other(data=panel.set_index(["unit", "year"]), cohort_column="start")
except ValueError as error:
    print("differences, never treated as 0:", " ".join(str(error).split())[:90])
else:
    raise AssertionError("differences takes 0 now")
fitted = Other(data=marked.set_index(["unit", "year"]), cohort_column="start").fit("y", progress_bar=False)
told = fitted.aggregate("simple")
other = round(float(np.asarray(told)[0, 0]), 4)
right, dropped = by_csdid(panel), by_csdid(marked)
print("differences, NaN:", other)
print("csdid, 0:", *right)
print("csdid, NaN:", *dropped)
assert other == right[0] == 0.9785 and right[1] == [2021, 2022]
assert dropped == (0.9676, [2021])
PY
