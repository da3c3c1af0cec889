#!/usr/bin/env bash
# NumPy 2.4.6: np.unique(x) takes many times as long as np.unique(x, return_counts=True).
#
# Who asks for the different values and how often each occurs asks for more than who asks for the values alone.
# One would expect the first to take at least as long. Seen for 127,000 whole numbers, most of them different (pairs of
# two schools as one number): the values alone take 20 times as long, as they are gathered by a hash table and then
# sorted, where counts are made by sorting. With few different numbers it is still 3 to 5 times.
#
# What to do about it: sort and compare neighbours, or ask for the counts and throw them away.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import time

import numpy as np

rng = np.random.default_rng(1)


def milliseconds(act, numbers):
    taken = []
    for _ in range(9):
        start = time.process_time()
        act(numbers)
        taken.append(time.process_time() - start)
    return 1000 * min(taken)


print("numpy", np.__version__)
for most in (25_000, 2**62):
    numbers = rng.integers(0, most, 127_000)
    alone = milliseconds(np.unique, numbers)
    counted = milliseconds(lambda x: np.unique(x, return_counts=True), numbers)
    print(f"below {most:,}: values alone {alone:.1f} ms, with counts {counted:.1f} ms")
assert alone > 5 * counted
PY
