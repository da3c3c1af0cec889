#!/usr/bin/env bash
# uk-postcodes-parsing 2.1.0: two ordinary words become a postcode that was never written.
#
# parse_from_corpus(text, attempt_fix=True) looks for postcodes in a text and mends letters that a scanner
# confuses (O and 0, I and 1). One would expect it to look at whole words. Seen: "the school opened" holds
# "HO0L 0PE", made of the end of one word and the beginning of the next. It has the same length of
# fix (fix_distance -2) as a real one with two letters confused; that it is in no directory tells them apart.
#
# What to do about it: keep only results with is_in_ons_postcode_directory, or do not ask for mends.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check uk-postcodes-parsing==2.1.0
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

from uk_postcodes_parsing import parse_from_corpus

print("uk-postcodes-parsing", version("uk-postcodes-parsing"))
for fix in (False, True):
    found = parse_from_corpus("The school opened in a new building.", attempt_fix=fix)
    told = [(one.postcode, one.fix_distance, one.is_in_ons_postcode_directory) for one in found]
    print(f"attempt_fix={fix}:", told)
    assert told == ([("HO0L 0PE", -2, False)] if fix else [])
PY
