#!/usr/bin/env bash
# pandas 3.0.0 and 3.1.1: the same program gets other answers once pyarrow is installed beside it.
#
# Text is kept by pyarrow where that package can be imported, else by Python. One would expect this to
# change the speed alone. Seen with pyarrow 26.0.1 and pandas 3.0.0: \s no longer finds a no-break space,
# \w no letter with an accent, \d no Arabic digit, and \b finds the start of a word after an accented
# letter, as patterns are run by another engine. A school's name that a spreadsheet spaced by U+00A0 is
# cleaned on one machine and not on another with the same versions of all that the program names.
# pandas 3.1.1 runs these patterns alike; there too upper() of "Straße" is "STRASSE" by Python and
# "STRAẞE" by pyarrow.
#
# What to do about it: keep pyarrow out of the environment, or put it into every one, and say which.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > told.py <<'PY'
import pandas as pd

names = pd.Series(["Oak\u00a0Lodge", "\u00c9cole", "\u0661", "Stra\u00dfe"])
print(pd.__version__, "text kept by", names.dtype.storage)
print("contains space:", names.str.contains(r"\s").tolist())
print("is letters:", names.str.fullmatch(r"\w+").tolist())
print("contains digit:", names.str.contains(r"\d").tolist())
print("word cole begins:", names.str.contains(r"\bcole").tolist())
print("upper:", names.str.upper().tolist())
PY
for version in 3.0.0 3.1.1; do
  python3 -m venv "venv-$version"
  "venv-$version/bin/pip" install --quiet --disable-pip-version-check "pandas==$version" numpy==2.3.4
  "venv-$version/bin/python" told.py > without.txt
  "venv-$version/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1
  "venv-$version/bin/python" told.py > with.txt
  cat without.txt
  diff without.txt with.txt | grep '^>' > "differs-$version.txt" || true
  cat "differs-$version.txt"
done
# The first line of each names the store.
test "$(wc -l < differs-3.0.0.txt)" = 6
grep -q 'contains space: \[False, False, False, False\]' differs-3.0.0.txt
grep -q 'is letters: \[False, False, False, False\]' differs-3.0.0.txt
test "$(wc -l < differs-3.1.1.txt)" = 2
grep -q 'STRAẞE' differs-3.1.1.txt
