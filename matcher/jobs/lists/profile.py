"""Profile: what each school of the lists needs and offers, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.settings.config import Config
from matcher.jobs.lists.check import CheckResult, check, summary_lines
from matcher.jobs.stages.reading import Progress, Sources, quiet

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class SchoolProfiles:
    """The profiles of the schools of the lists; with what :mod:`matcher.jobs.lists.check`
    says of the lists, which are read in full."""

    checked: CheckResult

    def table(self) -> pd.DataFrame:
        """PROFILE of the schools of the lists: a row for each school and tag."""
        return self.checked.listed_profile

    def lines(self) -> list[str]:
        """What became of the rows, for a person to read."""
        return summary_lines(self.checked)


def profile(sources: Sources, config: Config, *, progress: Progress = quiet) -> SchoolProfiles:
    """Read, place and profile the schools of the lists. Raises MatcherError kinds for
    unusable files."""
    return SchoolProfiles(check(sources, config, progress=progress))
