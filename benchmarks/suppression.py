"""Can small numbers be worked out from what is shown? An attacker on ordinary folders.

    python benchmarks/suppression.py                      600 folders and four attacks, 20 of each
    python benchmarks/suppression.py --folders 50 --papers 5 --only random

Folders of partnerships at random (tests/makers/monitored_folders.py): plan and values of
several kinds of indicators, days and groups. Everything the product shows of each becomes
equations in whole numbers, and each withheld number below the threshold is bounded by integer
programming (tests/small_number_attacker.py says what the attacker takes for granted). Printed:
folders in which a number is determined to within 1, withheld figures that stand in a paper, and
the share of figures withheld, also of folders that are no trap (``ordinary``).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from makers.monitored_folders import ATTACKS, Case, random_case  # noqa: E402
from monitored_papers import Shown  # noqa: E402


def measure(name: str, cases: list[Case], papers: int, show: int, attacked: bool = True) -> None:
    """One line of the table for these folders."""
    told = leaked = figures = withheld = hidden = 0
    start, slowest = time.perf_counter(), 0.0
    for at, case in enumerate(cases):
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            shown = Shown(case, Path(folder) / "p", at < papers)
        figures, withheld = figures + shown.figures, withheld + shown.withheld
        hidden += len(shown.hidden)
        leaked += bool(shown.leaks)
        found = shown.determined() if attacked else []
        told += bool(found)
        if found and show:
            show -= 1
            print(f"  {name} {at}: {found[0]}")
        slowest = max(slowest, time.perf_counter() - began)
    print(f"{name}: {told} of {len(cases)} folders determined ({hidden:,} numbers hidden), "
          f"{leaked} of {min(papers, len(cases))} with a withheld figure in a paper, "
          f"{withheld / max(figures, 1):.1%} of {figures:,} figures withheld "
          f"[{time.perf_counter() - start:.0f} s, slowest {slowest:.1f}]", flush=True)  # fmt: skip


def main() -> None:
    """The whole table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folders", type=int, default=600)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--variants", type=int, default=20)
    parser.add_argument("--papers", type=int, default=60)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--only", choices=("attacks", "random", "ordinary"))
    parser.add_argument("--unattacked", action="store_true", help="count what is withheld alone")
    given = parser.parse_args()
    for name, make in ATTACKS.items() if given.only in (None, "attacks") else ():
        cases = [make(seed) for seed in range(given.variants)]
        measure(name, cases, given.papers, given.show)
    first, last = given.first, given.first + given.folders
    for name in ("random", "ordinary"):
        if given.only in (None, name):
            cases = [random_case(seed, name == "ordinary") for seed in range(first, last)]
            measure(name, cases, given.papers, given.show, not given.unattacked)


if __name__ == "__main__":
    main()
