"""Check: read the lists, account for every row, say what to mend; no matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.config import Config
from matcher.core.problems import ProblemLog
from matcher.jobs.stages import Clock, Listed, Progress, Sources, place, quiet, read_lists

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: LISTED with its accounts, SCHOOLS, PROFILE and the problems."""

    listed: Listed
    schools: gpd.GeoDataFrame
    profile: pd.DataFrame
    log: ProblemLog

    @property
    def rejected(self) -> int:
        """How many rows could not be used."""
        return sum(account.rejected for account in self.listed.accounts)


def check(sources: Sources, config: Config, *, progress: Progress = quiet) -> Checked:
    """Read, place and profile the lists. Raises MatcherError kinds for unusable files."""
    from matcher.profile.stated import stated
    from matcher.profile.vocabulary import load

    log, clock = ProblemLog(), Clock(progress)
    listed = read_lists(sources, config, log, clock)
    schools, _ = place(listed.table, sources, config, log, clock)
    with clock.stage("profiling"):
        profile = stated(listed.table, log, load())
    return Checked(listed, schools, profile, log)


def lines(checked: Checked) -> list[str]:
    """What a person needs to know, most pressing first."""
    listed = checked.schools[checked.schools["listed"] == 1]
    text = [account.line() for account in checked.listed.accounts]
    roles = listed["role"].where(listed["role"] != "", "no part").value_counts()
    parts = ", ".join(f"{roles.get(r, 0):,} {r}" for r in ("seeker", "partner", "both", "no part"))
    text.append(f"Schools: {len(listed):,} ({parts})")
    unplaced = int((listed["located_by"] == "").sum())
    text.append(f"Placed: {len(listed) - unplaced:,}; not placed: {unplaced:,}")
    text.append(f"Needs or strengths read for {checked.profile['urn'].nunique():,} schools")
    counts = checked.log.counts()
    if counts:
        text.append("Problems: " + ", ".join(f"{n:,} {code}" for code, n in counts.items()))
    else:
        text.append("Problems: none")
    return text
