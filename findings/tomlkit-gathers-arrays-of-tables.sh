#!/usr/bin/env bash
# tomlkit 0.15.2: an array of tables that other tables interrupt is moved together on writing,
# and the comments of what moved stay where they were.
#
# TOML allows [[party]], then another table, then [[party]] again. One would expect a library that
# keeps a document's style to write it back in that order, above all when nothing was changed.
# Seen: dumps(parse(text)) puts all [[party]] tables at the first one's place. The values are the
# same, so a comparison of values does not notice. The comment that stood above the second
# [[party]] now ends the table before it and seems to be about what follows.
#
# What to do about it: after an edit compare the lines too, not the values alone. This product shows
# tomlkit only the tables that change (matcher/partnership/record/toml_parts.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tomlkit==0.15.2
"$folder/venv/bin/python" - <<'PY'
import tomllib

import tomlkit

print("tomlkit", tomlkit.__version__)
TEXT = """\
[[party]]
urn = 1
# What is exchanged.
[[exchange]]
activity = "C2"
# The other school.
[[party]]
urn = 2
[objectives]
aims = ""
"""
seen = tomlkit.dumps(tomlkit.parse(TEXT))
print(seen)
heads = [line for line in seen.splitlines() if line.startswith(("[", "#"))]
assert tomllib.loads(seen) == tomllib.loads(TEXT)
assert seen != TEXT
assert [line for line in heads if line.startswith("[")] == [
    "[[party]]", "[[party]]", "[[exchange]]", "[objectives]"
], heads
assert heads[heads.index("# The other school.") + 1] == "[objectives]", heads
PY
