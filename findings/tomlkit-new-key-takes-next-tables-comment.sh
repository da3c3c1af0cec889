#!/usr/bin/env bash
# tomlkit 0.15.2: a key added at the top of a document takes over the comment of the next table.
#
# tomlkit edits TOML in place and keeps comments. One would expect a new top-level key to go above
# the comment that introduces the next table, or at least to leave that comment with its table.
# Seen: the comment lines directly above "[dates]" belong, for tomlkit, to what comes before them.
# The new key is written between the comment and the table, so the comment now introduces the new
# key. The comment is kept to the letter, and it says something else.
# The same happens with a key added to a table that another commented table follows.
# Seen too: in a document with CRLF line ends the new line ends in LF alone, so the file is mixed.
#
# What to do about it: insert a new key after a key that is known (insert_after), never append to
# a container that a comment ends; and give new items the line end of the document.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tomlkit==0.15.2
"$folder/venv/bin/python" - <<'PY'
import tomlkit

print("tomlkit", tomlkit.__version__)

top = tomlkit.parse('status = "agreed"\n# When each status began.\n[dates]\nagreed = 2024-07-12\n')
top["kept_until"] = "2027-06-03"
seen = tomlkit.dumps(top)
print(seen)
lines = seen.splitlines()
after = lines[lines.index("# When each status began.") + 1]
assert after == 'kept_until = "2027-06-03"', after  # not [dates], which the comment is about

inner = tomlkit.parse("[school]\nurn = 1\n# What is exchanged.\n[exchange]\nactivity = 2\n")
inner["school"]["name"] = "North"
seen = tomlkit.dumps(inner)
print(seen)
lines = seen.splitlines()
assert lines[lines.index("# What is exchanged.") + 1] == 'name = "North"'

crlf = tomlkit.parse('[school]\r\nurn = 1\r\n[exchange]\r\nactivity = 2\r\n')
crlf["school"]["name"] = "North"
seen = tomlkit.dumps(crlf)
print(repr(seen))
assert 'name = "North"\n' in seen and 'name = "North"\r\n' not in seen
assert seen.count("\r\n") == 4
PY
