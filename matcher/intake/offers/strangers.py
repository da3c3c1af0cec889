"""Who is in a public register of offers, near enough to meet, and in neither lists nor register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.problems import ProblemLog
from matcher.intake.offers.dataset import Stranger

if TYPE_CHECKING:
    import geopandas as gpd


def note_strangers(
    strangers: Iterable[Stranger], seekers: gpd.GeoDataFrame, max_km: float, log: ProblemLog
) -> None:
    """Name each of ``strangers`` that is within ``max_km`` of one of ``seekers`` (SCHOOLS)."""
    placed = seekers[seekers.geometry.notna()]
    if not len(placed):
        return
    eastings, northings = placed.geometry.x.to_numpy(), placed.geometry.y.to_numpy()
    for one in strangers:
        x, y = np.array(one.points).T
        apart = np.hypot(x[:, None] - eastings, y[:, None] - northings).min() / 1000
        if apart > max_km:
            continue
        log.add(
            "provider_not_here",
            f"{one.dataset} has it {apart:.1f} km from the nearest school that looks for partners; "
            "of the schools that the run read none is surely it, so nothing that it teaches is "
            "counted",
            list=one.list,
            row=one.row,
            value=one.name,
            severity="note",
            hint="nothing need be done; put it into a list as a partner, with its postcode, if it "
            "could be one",
        )
