"""Commands given at once by several people: no change is lost.

    python benchmarks/together.py                      50 rounds of each scenario, eight at once
    python benchmarks/together.py --rounds 5 add new   fewer, of these scenarios alone

Eight commands start at the same moment in processes of their own, in a fresh office
(benchmarks/office.py). Each must succeed, or say who holds what it wanted (or, where two ask for
the same new thing, that it is there already). Then it is looked at whether each that succeeded
has left what it says: rows added, columns saved, a status, notes of people in files made again;
whether files are whole; and whether a lock or a temporary file is left.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import office  # noqa: E402
from office import EVALUATE, OTHER_PAIR, PAIR  # noqa: E402

AT_ONCE = 8
HELD = "is being changed by matcher"
NO_DATA = "--register none --postcodes none"
POSTCODES = "--register none --postcodes postcodes.csv"
TIMES = "--on 2026-09-0"
Done = Sequence[tuple[str, int, str]]  # the words of a command, its exit code, what it said


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def values_kept(desk: Path, done: Done) -> list[str]:
    """Whether every value is there whose command succeeded, and nothing of the plan is lost."""
    there = {row["date"] for row in rows(desk / PAIR / "values.csv")}
    found = []
    for words, code, _ in done:
        if code == 0 and words.startswith("monitor add"):
            (row,) = rows(desk / words.split()[-1])
            if row["date"] not in there:
                found.append(f"lost value: {row['date']}")
    return found + notes_kept(desk, done)


def notes_kept(desk: Path, done: Done) -> list[str]:
    made = rows(desk / PAIR / "plan.csv")
    lost = [row["key"] for row in made if row["ours"] != "'=kept"] if made else ["all"]
    raw = any(",=kept" in line for line in (desk / PAIR / "plan.csv").read_text().splitlines())
    return ["lost notes of people"] if lost and not raw else []


def status_true(desk: Path, done: Done) -> list[str]:
    """Whether the record says what the last that succeeded has said."""
    record = tomllib.loads((desk / PAIR / "partnership.toml").read_text(encoding="utf-8"))
    ran = {words.split()[-1] for words, code, _ in done if not code and " running " in words}
    ended = [words for words, code, _ in done if not code and " ended " in words]
    found = []
    if ran and str(record["dates"].get("running")) not in ran:
        found.append("lost status: running")
    if ended and record["status"] != "ended":
        found.append("lost status: ended")
    return found


def one_alone(desk: Path, done: Done) -> list[str]:
    """Whether the pair was filed once, and one command alone says that it did it."""
    filed = [str(path.parent) for path in (desk / "partnerships").rglob("partnership.toml")
             if "900026" in path.read_text(encoding="utf-8")]  # fmt: skip
    said = sum(code == 0 for words, code, _ in done if words.startswith("partnership new"))
    return [f"filed {len(filed)} times, {said} say so"] if len(filed) != 1 or said > 1 else []


def all_filed(desk: Path, done: Done) -> list[str]:
    said = sum(code == 0 for _, code, _ in done)
    filed = len(list((desk / "partnerships" / "more").rglob("partnership.toml")))
    return [f"filed {filed} of {said}"] if filed != said else []


def all_saved(desk: Path, done: Done) -> list[str]:
    saved = tomllib.loads((desk / "matcher.toml").read_text(encoding="utf-8"))["columns"]
    wanted = {next(w for w in words.split() if "=" in w) for words, code, _ in done if not code}
    return [f"lost columns: {wanted - {*saved}}"] if wanted - {*saved} else []


def purged(desk: Path, done: Done) -> list[str]:
    if (desk / "partnerships" / OTHER_PAIR).exists():
        return ["the one that was due is there"]
    return [] if (desk / PAIR / "plan.csv").exists() else ["one that was not due is gone"]


def nothing(desk: Path, done: Done) -> list[str]:
    return []


@dataclass(frozen=True)
class Scenario:
    """What is done at once, what is looked at afterwards, which refusals are in order, and
    whether all ends as if one alone had done it (``same``)."""

    name: str
    commands: Callable[[Path], list[str]]
    look: Callable[[Path, Done], list[str]] = nothing
    refusals: tuple[str, ...] = ()
    same: bool = False
    then: str = ""


def eight(words: str) -> Callable[[Path], list[str]]:
    return lambda desk: [words] * AT_ONCE


def pairs(desk: Path) -> list[str]:
    found = [(row["seeker_urn"], row["partner_urn"]) for row in rows(desk / "demo" / "matches.csv")]
    return [f"partnership new demo {one} {other} --in partnerships/more"
            for one, other in dict.fromkeys(found[20 : 20 + AT_ONCE])]  # fmt: skip


def adds(desk: Path, count: int = AT_ONCE) -> list[str]:
    return [f"monitor add {PAIR} {office.write_values(desk, n + 1)}" for n in range(count)]


THERE = ("is there already", "is there and is no partnership")
COLUMNS = ("LA", "Region", "Type", "Notes", "Ref", "Area", "Office", "Comment")

SCENARIOS = (
    Scenario("add", adds, values_kept),
    Scenario("mixed", lambda desk: [
        *adds(desk, 3), f"partnership status {PAIR} running {TIMES}2", f"plan make {PAIR}",
        f"mou write {PAIR} --format md", f"findings {PAIR} --for governors",
        f"monitor calendar {PAIR} --out {PAIR}/reviews.ics",
    ], lambda desk, done: values_kept(desk, done) + status_true(desk, done)),
    Scenario("status", lambda desk: [
        *(f"partnership status {PAIR} running {TIMES}{n}" for n in range(2, 6)),
        *(f"partnership status {PAIR} ended {TIMES}9" for _ in range(4)),
    ], status_true, ("is running already", "is ended already", "cannot follow",
                     "the day of an earlier status")),
    Scenario("new-same", eight("partnership new demo 900001 900026"), one_alone, THERE),
    Scenario("new-plan", lambda desk: [
        "partnership new demo 900001 900026",
        "plan make demo 900001 900026 --out partnerships/900001-900026"] * 4, one_alone, THERE),
    Scenario("new-many", pairs, all_filed),
    Scenario("plan", eight(f"plan make {PAIR}"), notes_kept, same=True),
    Scenario("mou", eight(f"mou write {PAIR} --format docx --format md"), same=True),
    Scenario("purge", eight("partnership purge --yes"), purged, same=True),
    Scenario("purge-status", lambda desk: [
        "partnership purge --yes",
        f"partnership status partnerships/{OTHER_PAIR} contacted --on 2020-01-02"] * 4,
        purged, ("no partnership", "already", "contacted")),
    Scenario("readers", lambda desk: [
        *adds(desk, 2), f"plan make {PAIR}", f"partnership status {PAIR} running {TIMES}2",
        f"plan progress {PAIR}", f"monitor report {PAIR}", "partnership list",
        f"findings {PAIR} --for governors --out -",
    ], values_kept),
    Scenario("purge-readers", lambda desk: [
        "partnership purge --yes", "partnership list",
        f"monitor report partnerships/{OTHER_PAIR}", f"mou write partnerships/{OTHER_PAIR}"] * 2,
        purged, ("no partnership",)),
    Scenario("save", lambda desk: [
        f"check wide.csv --column notes={name} {NO_DATA} --save --out -" for name in COLUMNS
    ], all_saved),
    Scenario("check", eight(f"check few.csv {NO_DATA} --out checked"), same=True),
    Scenario("data", lambda desk: ["data pull --from downloads --day 2026-11-20", "data clear"] * 4,
             then="data status"),
    Scenario("match", eight(f"match few.csv {POSTCODES} --out fresh"),
             then="verify fresh"),
    Scenario("match-again", eight(f"match few.csv {POSTCODES} --out few"), then="verify few"),
    Scenario("site", eight("findings site partnerships --out website"), same=True),
    Scenario("findings", eight(f"findings {PAIR} --for governors"), same=True),
    Scenario("two-to-one-file", lambda desk: [
        f"monitor report {PAIR} --out one.html", "partnership list --out one.html"] * 4,
        refusals=THERE),
    *(Scenario(words.split()[0], eight(words), same=True) for words in (
        f"monitor report {PAIR} --out report.html", "template",
        f"geocode few.csv {POSTCODES} --out placed.csv",
        f"profile few.csv {NO_DATA} --out profile.csv", "groups spring --by la --out groups.html",
        "diff autumn spring --out changes.csv", "explain spring 900034 900048 --out why.html",
        "partnership list --out register.html", f"{EVALUATE} --out {PAIR}/evaluation.json",
    )),
)  # fmt: skip


class Gate:
    """Lets all that wait at it go at once."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    def wait(self) -> None:
        """Wait, in a process of one's own, until the gate is opened."""
        os.close(self._write)
        os.read(self._read, 1)

    def open(self) -> None:
        os.close(self._write)
        os.close(self._read)


def at_once(commands: Sequence[str], home: Path) -> list[tuple[str, int, str]]:
    gate = Gate()
    started = [
        office.start(words.split(), home, before=gate.wait, output=f"said-{at}.txt")
        for at, words in enumerate(commands)
    ]
    gate.open()
    return [(words, *office.wait(running, home))
            for words, running in zip(commands, started, strict=True)]  # fmt: skip


def play(scenario: Scenario, made: Path, home: Path, rounds: int) -> Counter[str]:
    """So many rounds of a scenario; what came of them."""
    found: Counter[str] = Counter()
    alone: dict[str, str] = {}
    for number in range(-1 if scenario.same else 0, rounds):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(made, home)
        commands = scenario.commands(home / "desk")
        done = at_once(commands[:1] if number < 0 else commands, home)
        if number < 0:
            alone = office.digests(home)
            continue
        wrong = scenario.look(home / "desk", done)
        for words, code, said in done:
            refused = any(text in said for text in scenario.refusals)
            found["done" if code == 0 else "held" if HELD in said else "refused"] += 1
            if code and HELD not in said and not refused:
                wrong.append(f"failed: {words}: {code} {said.strip()[-300:]}")
        if scenario.same and any(code == 0 for _, code, _ in done):
            now = office.digests(home)
            wrong += [f"not as one alone leaves it: {path}" for path in {*now, *alone}
                      if now.get(path) != alone.get(path)]  # fmt: skip
        wrong += [f"left over: {path}" for path in office.left_over(home)]
        if scenario.then:
            ((_, code, said),) = at_once([scenario.then], home)
            wrong += [f"damaged: {said}"] if code else []
        for one in wrong:
            found[one.split(":")[0]] += 1
            print(f"  {scenario.name}, round {number + 1}: {one}")
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("scenarios", nargs="*", help="only these")
    given = options.parse_args()
    office.load()
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        office.make_office(made)
        wide = ",".join(["URN", "Name", *COLUMNS])
        (made / "desk" / "wide.csv").write_text(f"{wide}\n900034,A School{',x' * len(COLUMNS)}\n")
        for scenario in SCENARIOS:
            if not given.scenarios or scenario.name in given.scenarios:
                found = play(scenario, made, Path(folder) / "office", given.rounds)
                print(f"{scenario.name}: {dict(found)}", flush=True)
                total += found
    print(f"In all: {dict(total)}")
    if set(total) - {"done", "held", "refused"}:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
