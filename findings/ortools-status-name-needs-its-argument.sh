#!/usr/bin/env bash
# OR-Tools 9.15.6755: CpSolver.status_name() ends in a TypeError when it is asked without a status.
#
# Its argument may be left out (the default is None), so one would expect the name of the last solve's
# status, "OPTIMAL". Seen: after a solve it raises "'...CpSolverStatus' object is not callable"; with
# the status handed over it answers.
#
# What to do about it: keep what solve() returns and give it: solver.status_name(status).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ortools==9.15.6755
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import inspect

import ortools
from ortools.sat.python import cp_model

print("ortools", ortools.__version__)
model = cp_model.CpModel()
model.maximize(model.new_int_var(0, 5, "places"))
solver = cp_model.CpSolver()
status = solver.solve(model)
assert inspect.signature(solver.status_name).parameters["status"].default is None
given = solver.status_name(status)
try:
    without = str(solver.status_name())
except TypeError as error:
    without = f"TypeError: {error}"
print("with the status:", given)
print("without:", without)
assert given == "OPTIMAL"
assert without.endswith("CpSolverStatus' object is not callable"), without
PY
