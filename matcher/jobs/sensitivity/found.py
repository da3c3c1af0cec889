"""What other weightings leave of the lists of a run, before any of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.schema import as_list
from matcher.jobs.matching.reopen import ReopenedRun

if TYPE_CHECKING:
    import pandas as pd

TITLE = "How sure the lists are"


@dataclass(frozen=True, slots=True)
class Found:
    """What other weightings leave of the lists of a run. ``matches``: its matches.csv; ``holds``:
    HOLDS, row by row; ``draws``: DRAWS, the first ``drawn`` of them drawn, the others each setting
    by itself; ``beyond``: 1 for the pairs that are beyond the limit, as nobody is nearer."""

    run: ReopenedRun
    matches: pd.DataFrame
    holds: pd.DataFrame
    draws: pd.DataFrame
    drawn: int
    beyond: pd.Series

    @property
    def kept(self) -> dict[str, float | None]:
        """The mean shares of the drawn weightings, by column of DRAWS; None where the run has no
        such lists."""
        from matcher.show.sensitivity.table import KEPT

        drawn = self.draws.iloc[: self.drawn]
        means = {name: float(drawn[name].mean()) for name in KEPT}
        return {name: None if mean != mean else round(mean, 6) for name, mean in means.items()}

    def to_ask(self) -> list[bool]:
        """Of each pair whether nothing is known of what its partner offers."""
        ranking = self.run.ranking
        known = ranking.arrays.offers_known
        return [not known[ranking.index[urn]] for urn in as_list(self.matches["partner_urn"])]

    def alone(self) -> dict[str, float]:
        """For each setting the mean share of places that stay where it is halved and doubled by
        itself: of the seekers' lists, or of the partners' where the run has no others."""
        rows = self.draws.iloc[self.drawn :]
        side = "partners_kept" if rows["seekers_kept"].isna().all() else "seekers_kept"
        means = rows.groupby("setting", sort=False)[side].mean().dropna()
        return {str(name): float(mean) for name, mean in means.items()}
