#!/usr/bin/env bash
# distributed 2026.8.0 (Dask): wait() and as_completed() do not find the client that their futures know.
#
# A library that should not steal the user's client makes its own by set_as_default=False. Its futures
# know it: future.client is that client, and future.result() waits by it. One would expect
# distributed.wait([future]) and as_completed([future]) to do the same. Seen: ValueError "No clients
# found" from both.
#
# What to do about it: call them within "with client.as_current():".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dask==2026.8.0 distributed==2026.8.0
cd "$folder"
cat > found.py <<'PY'
from distributed import Client, LocalCluster, __version__, as_completed, wait

if __name__ == "__main__":
    print("distributed", __version__)
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        future = client.submit(abs, -1)
        assert future.client is client
        print("result():", future.result())
        for asked in (wait, as_completed):
            try:
                asked([future])
            except ValueError as error:
                print(f"{asked.__name__}(): ValueError:", str(error).splitlines()[0])
                assert "No client" in str(error)
            else:
                raise AssertionError(f"{asked.__name__}() found the client: this has changed")
        with client.as_current():
            print("wait() within as_current():", len(wait([future]).done), "done")
            print("as_completed() there:", [one.result() for one in as_completed([future])])
PY
"$folder/venv/bin/python" found.py
