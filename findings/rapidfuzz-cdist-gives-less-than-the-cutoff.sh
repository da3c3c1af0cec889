#!/usr/bin/env bash
# RapidFuzz 3.14.6: cdist() answers less than the cutoff that it was given and passed.
#
# fuzz.ratio() and extractOne() answer in double precision. One would expect cdist(), which works out the same
# scores for many at once, to answer the same numbers. Seen: it rounds them to single precision
# unless it is told dtype, some of them downwards. A pair whose score is exactly the cutoff passes
# within (it is not set to 0), and then "scores >= cutoff" is False for it.
#
# What to do about it: dtype=numpy.float64, or compare with a margin and score the few again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check rapidfuzz==3.14.6 numpy==2.3.4
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import numpy as np
from rapidfuzz import fuzz, process

one, other = "alder primary school", "birchwood high"
cutoff = fuzz.ratio(one, other)
print("rapidfuzz", version("rapidfuzz"), "ratio:", cutoff)
best = process.extractOne(one, [other], scorer=fuzz.ratio, score_cutoff=cutoff)
assert best is not None and best[1] == cutoff
many = process.cdist([one], [other], scorer=fuzz.ratio, score_cutoff=cutoff)
print("cdist:", many.dtype, float(many[0, 0]))
assert many.dtype == np.float32 and 0 < float(many[0, 0]) < cutoff
told = process.cdist([one], [other], scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.float64)
print("cdist, dtype=float64:", float(told[0, 0]))
assert told[0, 0] == cutoff
PY
