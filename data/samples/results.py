"""Make the fictional results that ``matcher evaluate`` can be tried on.

``python data/samples/results.py [FOLDER]`` writes ``results.csv`` into the folder (by default
its own): of every primary school of the fictional register that is open a made-up score in
reading, four school years long. In the last two the twelve schools of ``TREATED`` do better
by ``EFFECT``, so that there is something to find. The same bytes come out every time.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from pathlib import Path

YEARS = (2022, 2023, 2024, 2025)
SINCE = 2024
EFFECT = 1.5
# Fictional schools whose partnerships began in September 2024; the first is the one of the story.
TREATED = (
    "900034", "900001", "900002", "900007", "900021", "900027",
    "900035", "900067", "900083", "900095", "900103", "900105",
)  # fmt: skip


def rows(register: Path) -> list[tuple[str, int, str]]:
    """URN, the year in which the school year starts, and the score to one place."""
    chance = random.Random(34).random
    found = []
    with register.open(encoding="cp1252", newline="") as file:
        for school in csv.DictReader(file):
            if school["PhaseOfEducation (name)"] != "Primary":
                continue
            if school["EstablishmentStatus (name)"] == "Closed":
                continue
            known = school["PercentageFSM"].replace(".", "").isdigit()
            fsm = float(school["PercentageFSM"]) if known else 30
            level = 104 - 0.05 * fsm + 3 * (chance() - 0.5)
            for year in YEARS:
                gain = EFFECT if school["URN"] in TREATED and year >= SINCE else 0
                score = level + 0.3 * (year - YEARS[0]) + gain + 1.2 * (chance() - 0.5)
                found.append((school["URN"], year, f"{score:.1f}"))
    return found


def main(folder: Path) -> None:
    """Write results.csv into ``folder``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("urn", "year_starting", "reading_score"))
    writer.writerows(rows(Path(__file__).with_name("register.csv")))
    (folder / "results.csv").write_bytes(text.getvalue().encode("ascii"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
