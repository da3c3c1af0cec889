"""Commands that are killed leave whole files, no lock and nothing unfinished.

    python benchmarks/kills.py                 240 kills over every command that writes
    python benchmarks/kills.py --kills 40 plan monitor     fewer, of these commands alone

Each command is first run to its end in a fresh office (benchmarks/office.py): that is how its
files look afterwards. Then it is killed (SIGKILL), half the time at a random moment, half at
a random one of the moments in which it touches the disk, and looked at are:

- half files: every file holds what it held before, or what the finished command writes;
- lost files: what stood there stands there still, or is kept as a copy;
- stuck: the same command, given again, works, or says that it is done already; its files are
  those of a command that was never killed;
- left over: no lock and no temporary file is anywhere after that.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import office  # noqa: E402
from office import EVALUATE, OTHER_PAIR, PAIR  # noqa: E402

COMMANDS = (
    "match ipswich.csv --out autumn",
    "match ipswich.csv --out fresh",
    "demo --out demo",
    "check ipswich.csv --out checked",
    "check few.csv --column needs=Region --save --out -",
    "template",
    "template --priorities --out wanted.xlsx",
    "geocode ipswich.csv --out placed.csv",
    "profile ipswich.csv --out profile.csv",
    "groups spring --by la --out groups.html",
    "diff autumn spring --out changes.csv",
    "explain spring 900034 900048 --out why.html",
    "partnership new demo 900001 900026 --in partnerships/more",
    f"partnership status {PAIR} running --on 2026-09-02",
    "partnership list --out register.html",
    "partnership purge --yes",
    f"plan make {PAIR}",
    f"plan make demo 900001 900025 --out partnerships/{OTHER_PAIR}-again",
    f"plan questions {PAIR} --out forms.md",
    f"mou write {PAIR} --format docx --format md --format pdf",
    f"monitor add {PAIR} values-0.csv",
    f"monitor report {PAIR} --out report.html",
    f"monitor calendar {PAIR} --out reviews.ics",
    f"findings {PAIR} --for governors --out findings.html",
    f"findings {PAIR} --for governors",
    "findings site partnerships --out website",
    f"{EVALUATE} --out {PAIR}/evaluation.json",
    "data pull --from downloads --day 2026-11-20",
    "data clear",
    "verify spring --sign key",
)
# A command that was killed when all was done finds it done.
DONE_ALREADY = (
    "matcher partnership status FOLDER shows it", "is running already", "is signed already"
)  # fmt: skip


def run(words: str, home: Path, **more: object) -> tuple[int, str]:
    return office.wait(office.start(words.split(), home, **more), home)  # type: ignore[arg-type]


def fresh(made: Path, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(made, home)


def faults(
    home: Path, before: dict[str, str], after: dict[str, str], *, finished: bool
) -> list[str]:
    """What is wrong with the files on the desk."""
    now = office.digests(home)
    known = {*before.values(), *after.values()}
    found = [f"half file: {path}" for path, digest in now.items()
             if digest not in known]  # fmt: skip
    kept = {*now.values(), *office.hidden(home)}
    for path, digest in before.items():
        if path in after and digest not in kept and now.get(path) != after[path]:
            found.append(f"lost: {path}")
    if finished:
        found += [f"not as it should be: {path}" for path, digest in after.items()
                  if now.get(path) != digest]  # fmt: skip
        found += [f"too much: {path}" for path in now
                  if path not in after and now[path] not in before.values()]  # fmt: skip
    return found


def kill(words: str, made: Path, home: Path, rng: random.Random, times: int) -> Counter[str]:
    """Kill a command so many times; what came of it."""
    before = office.digests(made)
    fresh(made, home)
    touches = office.Touches()
    hook = office.kill_at_touch(home, 0, touches)
    begun = time.monotonic()
    code, said = run(words, home, before=hook)
    seconds = time.monotonic() - begun
    after = office.digests(home)
    if code:
        raise SystemExit(f"{words}: exit code {code}\n{said}")
    found: Counter[str] = Counter()
    for number in range(times):
        fresh(made, home)
        if number % 2:
            at = rng.randint(1, max(touches.count, 1))
            hook = office.kill_at_touch(home, at, office.Touches())
            running = office.start(words.split(), home, before=hook)
            when = f"touch {at} of {touches.count}"
        else:
            pause = rng.uniform(0.2, 1.0) * seconds
            running = office.start(words.split(), home)
            office.kill_after(running, pause)
            when = f"{pause:.2f} s of {seconds:.2f}"
        code, _ = office.wait(running, home)
        found["kills" if code == -9 else "done before"] += 1
        wrong = faults(home, before, after, finished=False)
        found["left by the kill"] += bool(office.left_over(home))
        code, said = run(words, home)
        if code and not any(text in said for text in DONE_ALREADY):
            wrong.append(f"stuck: {code} {said.strip()[-300:]}")
        wrong += faults(home, before, after, finished=True)
        wrong += [f"left over: {path}" for path in office.left_over(home)]
        if words.startswith("data pull"):
            code, said = run("data status", home)
            wrong += [f"damaged: {said}"] if code else []
        for one in wrong:
            found[one.split(":")[0]] += 1
            print(f"  {words}, killed at {when}: {one}")
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--kills", type=int, default=240, help="over all commands")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("commands", nargs="*", help="only commands that begin with one of these")
    given = options.parse_args()
    commands = [one for one in COMMANDS if one.startswith(tuple(given.commands or ("",)))]
    office.load()
    rng = random.Random(given.seed)
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        office.make_office(made)
        times = -(-given.kills // len(commands))
        if not (made / "desk" / "key").exists():
            commands = [one for one in commands if "--sign" not in one]
        for words in commands:
            found = kill(words, made, Path(folder) / "office", rng, times)
            print(f"{words}: {dict(found)}", flush=True)
            total += found
    print(f"In all: {dict(total)}")
    if set(total) - {"kills", "done before", "left by the kill"}:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
