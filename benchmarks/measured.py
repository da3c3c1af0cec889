"""How much the published tables tell of the schools of England, and whether two tables agree.

python benchmarks/measured.py --data SHARED_DATA
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from national_profile import national_profile  # noqa: E402

from matcher.core.problems import ProblemLog  # noqa: E402
from matcher.intake.performance.reader import read_performance  # noqa: E402
from matcher.profile.measured.rules import load_rules  # noqa: E402


def main() -> None:
    """Print of how many schools the default rules tell a need, or anything, and how many
    figures of one county's own table stand in the national table too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    data = parser.parse_args().data
    national = national_profile(data)
    mainstream, independents, profile = (
        national.mainstream,
        national.independents,
        national.profile,
    )
    known = profile["urn"]
    needy = profile.loc[profile["need"] > 0, "urn"]
    needier = profile.loc[profile["need"] >= 0.1, "urn"]
    strong = profile.loc[profile["strength"] > 0, "urn"]
    tables = set(national.figures["urn"])
    print(
        f"{len(mainstream):,} state-funded mainstream schools: a need above 0 in "
        f"{mainstream.isin(needy).mean():.1%}, of 0.1 or more in "
        f"{mainstream.isin(needier).mean():.1%}, something known of "
        f"{mainstream.isin(known).mean():.1%}"
    )
    print(
        f"{len(independents):,} independent schools: something known of "
        f"{independents.isin(known).sum():,}, a strength above 0 in "
        f"{independents.isin(strong).sum():,}, in at least one table "
        f"{independents.isin(tables).sum():,}"
    )
    folder = data / "performance"
    both = [folder / "2018-2019_850_ks2final.csv", folder / "ks2-2018-19-national-subset.csv"]
    log = ProblemLog()
    read_performance(both, log, load_rules().wanted_columns())
    for problem in log.problems:
        if problem.code == "figures_differ":
            print(f"Hampshire's own table and the national one: {problem.message}")


if __name__ == "__main__":
    main()
