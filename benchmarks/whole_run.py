"""Where the time of a national run goes: CPU seconds of each part, in one process, by the clock of
the process; time spent in a part that another calls counts for the inner one alone.

    python benchmarks/whole_run.py REGISTER POSTCODES
"""

from __future__ import annotations

import argparse
import builtins
import contextlib
import functools
import io
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

HERE = Path(__file__).resolve()
# What is timed, and as which part. A function stands where it is called from as often as not.
PARTS = (
    ("reading the register", "matcher.intake.lists", "read_records"),
    ("telling who each row is", "matcher.intake.lists", "list_schools"),
    ("placing", "matcher.place.locate", "locate"),
    ("reading postcodes", "matcher.place.postcode_file.lookup", "look_up_postcodes"),
    ("priority areas", "matcher.place.priority_areas.in_or_near", "assign_areas"),
    ("needs and strengths", "matcher.jobs.stages.profiling", "profile_schools"),
    ("ranking", "matcher.match.rank", "rank_pairs"),
    ("saying why", "matcher.show.explain.reasons", "reasons"),
    ("saying why", "matcher.show.explain.basis", "exchange_columns"),
    ("writing CSV files", "matcher.show.kit.csv_table", "csv_bytes"),
    ("making the map", "matcher.show.map.page", "map_page"),
    ("checking and recording", "matcher.jobs.matching.outputs", "manifest"),
)


class Clock:
    """Seconds by part; what runs inside another part is taken off that."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        begun = process_time()
        self._inner.append(0.0)
        try:
            yield
        finally:
            spent = process_time() - begun
            self.seconds[name] += spent - self._inner.pop()
            self._inner[-1] += spent

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function``, whose time counts for the part ``name``."""

        @functools.wraps(function)
        def run(*arguments: Any, **named: Any) -> Any:
            with self.part(name):
                return function(*arguments, **named)

        return run


def once(register: str, postcodes: str) -> None:
    """Run the program with its parts timed; a line for each."""
    clock = Clock()
    loading, plain = [False], builtins.__import__

    def load(*arguments: Any, **named: Any) -> Any:
        if loading[0]:
            return plain(*arguments, **named)
        loading[0] = True
        try:
            with clock.part("loading modules"):
                return plain(*arguments, **named)
        finally:
            loading[0] = False

    builtins.__import__ = load
    from matcher.cli.main import main

    for name, module, function in PARTS:
        timed = clock.timed(name, getattr(import_module(module), function))
        for one in list(sys.modules.values()):  # who has imported it by name already
            if getattr(one, function, None) is timed.__wrapped__:  # type: ignore[attr-defined]
                setattr(one, function, timed)
    with (
        TemporaryDirectory() as folder,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.suppress(SystemExit),
    ):
        main(["match", register, "--postcodes", postcodes, "--out", str(Path(folder) / "run")])
    clock.seconds["the rest"] = process_time() - sum(clock.seconds.values())
    for name, seconds in clock.seconds.items():
        sys.stderr.write(f"PART {name}: {seconds}\n")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("register")
    parser.add_argument("postcodes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    given = parse()
    if given.once:
        return once(given.register, given.postcodes)
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(given.rounds):
        done = subprocess.run(
            [sys.executable, HERE, given.register, given.postcodes, "--once"],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        )
        for line in done.stderr.splitlines():
            if line.startswith("PART "):
                name, _, seconds = line.removeprefix("PART ").partition(": ")
                found[name].append(float(seconds))
    median = {name: statistics.median(seconds) for name, seconds in found.items()}
    whole = sum(median.values())
    for name, seconds in sorted(median.items(), key=lambda pair: -pair[1]):
        print(f"{name:<26}{seconds:7.2f} s {seconds / whole:6.0%}")
    print(f"{'whole':<26}{whole:7.2f} s")


if __name__ == "__main__":
    main()
