"""Geocode: where each school of the lists is, and in or near which priority area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.settings.config import Config
from matcher.jobs.lists.check import CheckResult, check, summary_lines
from matcher.jobs.stages.reading import Progress, Sources, quiet

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PlacedSchools:
    """The schools of the lists, placed; with what :mod:`matcher.jobs.lists.check` says of
    the lists, which are read in full."""

    checked: CheckResult

    def table(self) -> pd.DataFrame:
        """A row for each school of the lists, with the columns of schools.csv: easting and
        northing in metres (EPSG:27700), how it was placed and how far off that may be."""
        from matcher.show.run.table import school_list

        schools = self.checked.schools
        return school_list(schools[schools["listed"] == 1])

    def lines(self) -> list[str]:
        """What became of the rows, for a person to read."""
        return summary_lines(self.checked)


def geocode(sources: Sources, config: Config, *, progress: Progress = quiet) -> PlacedSchools:
    """Read and place the schools of the lists. Raises MatcherError kinds for unusable files."""
    return PlacedSchools(check(sources, config, progress=progress))
