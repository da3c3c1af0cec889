"""Whether the needs that published figures give last, and what chance alone would give.

python benchmarks/measured.py --data SHARED_DATA
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from lasting_needs import (  # noqa: E402
    AT_MOST,
    CHECKED_ON,
    CHOSEN_ON,
    PANEL,
    hampshire,
    lasting,
    read_panel,
    reckoned_pupils,
    rule_of,
    shuffled,
    two_years,
)
from national_profile import National, national_profile  # noqa: E402

from matcher.core.problems import ProblemLog  # noqa: E402
from matcher.intake.performance.reader import read_performance  # noqa: E402
from matcher.profile.measured.needs_from_figures import measured_profile  # noqa: E402
from matcher.profile.measured.rules import load_rules  # noqa: E402


def main() -> None:
    """Print what lasts on the four-year panel, what Hampshire's intervals say, what is left when
    the figures are shuffled, and what is known of whom."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    data = parser.parse_args().data
    _print_lasting(data)
    _print_hampshire(data)
    national = national_profile(data)
    _print_shuffled(national)
    _print_known(national)
    _print_agreement(data)


def _print_lasting(data: Path) -> None:
    panel = read_panel(data)
    print("By one year's figures: schools flagged; of those, on the other side a year later")
    for name in PANEL:
        rule = rule_of(name)
        for side in dict.fromkeys(one.side for one in rule.gives):
            by_year = {year: lasting(panel, rule, year, side) for year in (*CHOSEN_ON, *CHECKED_ON)}
            first, *others = by_year.values()
            parts = [f"{year}: {one.share_flagged:.1%}; {one.share_other:.1%}"
                     for year, one in by_year.items()]  # fmt: skip
            whole = sum(others, first)
            parts.append(f"together: {whole.share_flagged:.1%}; {whole.share_other:.1%}")
            print(f"  {side} by {name}: " + ", ".join(parts))
    print(f"The same by start, {CHOSEN_ON} together; {CHECKED_ON} together")
    for name in PANEL:
        rule = rule_of(name)
        need = replace(next(iter(rule.gives)), side="need")
        for start in (0.95, 1.0, 1.05, 1.1, 1.15, 1.2):
            tried = replace(rule, gives=(replace(need, start=start),))
            parts = []
            for years in (CHOSEN_ON, CHECKED_ON):
                first, *others = (lasting(panel, tried, year) for year in years)
                whole = sum(others, first)
                parts.append(f"{whole.share_flagged:.1%}; {whole.share_other:.1%}")
            print(f"  {name} from {start:.2f}: " + " | ".join(parts))
    print("The same with limits reckoned from the roll, three years together")
    found, sizes = hampshire(data), reckoned_pupils(data)
    variance = (found["chance"] * found["pupils"]).groupby(found["rule"]).median()
    for name in AT_MOST:
        first, *others = (
            lasting(panel, rule_of(name), year, pupils=sizes[name], per_pupil=variance[name])
            for year in (*CHOSEN_ON, *CHECKED_ON)
        )
        whole = sum(others, first)
        sized = [f"{flagged:,} of {of:,}" for of, flagged in (whole.few, whole.many)]
        print(
            f"  need by {name}: {whole.share_flagged:.1%}; {whole.share_other:.1%}; flagged "
            f"{sized[0]} below 25 pupils, {sized[1]} above 60"
        )
    print("The lowest 9 % by one year, by the mean of two: on the other side a year later")
    for name in PANEL:
        one, both = two_years(panel, name)
        print(f"  {name}: {one:.1%}, {both:.1%}")


def _print_hampshire(data: Path) -> None:
    found = hampshire(data)
    needy = found[found["need"]]
    print(
        f"Hampshire, {len(found):,} figures with published limits: {len(needy)} give a need, "
        f"{needy['false'].mean():.2%} of them expected false"
    )
    for name, rows in (*found.groupby("rule"), ("all", found)):
        few, many = (rows.loc[at, "need"] for at in (rows["pupils"] < 25, rows["pupils"] > 60))
        print(
            f"  {name}: reliability {rows['reliability'].mean():.2f}; flagged "
            f"{few.sum()} of {len(few)} below 25 pupils, {many.sum()} of {len(many)} above 60 "
            f"({many.mean():.1%})"
        )


def _print_shuffled(national: National) -> None:
    rules = replace(load_rules(), facts=())
    schools = national.schools[national.schools["urn"].isin(national.mainstream)]
    shares = []
    for figures in (national.figures, shuffled(national.figures)):
        profile = measured_profile(figures, schools, rules, national.successor)
        shares.append(schools["urn"].isin(profile.loc[profile["need"] > 0, "urn"]).mean())
    print(
        f"{len(schools):,} state-funded mainstream schools with some need by comparison: "
        f"{shares[0]:.1%}; with every column shuffled among the schools: {shares[1]:.1%}"
    )


def _print_known(national: National) -> None:
    mainstream, independents = national.mainstream, national.independents
    known, tables = national.profile["urn"], set(national.figures["urn"])
    strong = national.profile.loc[national.profile["strength"] > 0, "urn"]
    print(f"Something known of {mainstream.isin(known).mean():.1%} of them")
    print(
        f"{len(independents):,} independent schools: something known of "
        f"{independents.isin(known).sum():,}, a strength above 0 in "
        f"{independents.isin(strong).sum():,}, in at least one table "
        f"{independents.isin(tables).sum():,}"
    )


def _print_agreement(data: Path) -> None:
    folder = data / "performance"
    both = [folder / "2018-2019_850_ks2final.csv", folder / "ks2-2018-19-national-subset.csv"]
    log = ProblemLog()
    read_performance(both, log, load_rules().wanted_columns())
    for problem in log.problems:
        if problem.code == "figures_differ":
            print(f"Hampshire's own table and the national one: {problem.message}")


if __name__ == "__main__":
    main()
