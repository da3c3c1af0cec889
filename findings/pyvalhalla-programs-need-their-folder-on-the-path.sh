#!/usr/bin/env bash
# pyvalhalla 3.9.1: its programs are not found when they are called by their path.
#
# One would expect that environment/bin/valhalla_build_tiles runs without the environment being active, as the
# programs of other packages do (environment/bin/pip), and that environment/bin/python -m valhalla does too. Seen: both
# end with "Can't find executable at valhalla_build_tiles" though the file that was called is it: the name is
# looked up on the PATH first, and what is found there is then not used.
#
# What to do about it: activate the environment first, or put its folder bin on the PATH; or call the
# program inside the package, site-packages/valhalla/bin/valhalla_build_tiles.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for python in python3.14 python3.13 python3.12 python3 "$HOME"/.pyenv/versions/3.1[2-9].*/bin/python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
done
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyvalhalla==3.9.1
cd "$folder"
"$folder/venv/bin/pip" list --disable-pip-version-check 2>/dev/null | grep pyvalhalla
by_path=$("$folder/venv/bin/valhalla_build_tiles" --version 2>&1 || true)
as_module=$("$folder/venv/bin/python" -m valhalla valhalla_build_tiles --version 2>&1 || true)
on_the_path=$(PATH="$folder/venv/bin:$PATH" valhalla_build_tiles --version 2>&1)
echo "by its path: $(tail -n 1 <<<"$by_path")"
echo "as a module: $(tail -n 1 <<<"$as_module")"
echo "on the PATH: $(tail -n 1 <<<"$on_the_path")"
grep -q "Can't find executable at valhalla_build_tiles" <<<"$by_path"
grep -q "Can't find executable at valhalla_build_tiles" <<<"$as_module"
[ "$(tail -n 1 <<<"$on_the_path")" = 3.9.1 ]
