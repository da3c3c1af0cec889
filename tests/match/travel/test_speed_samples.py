"""By which pairs the times are estimated that nobody knows: within the limit, else farther off."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from simulated_roads import Roads
from strategies import random_england, schools_table

from matcher.core.errors import ServiceError
from matcher.core.settings.combine import settings
from matcher.match.rank import Ranking, rank_pairs

PROFILE = random_england(2, 1)[1].iloc[:0]


def town(seekers: int, partners: int, apart_m: int = 4_000) -> gpd.GeoDataFrame:
    """Schools in a row, the seekers first."""
    rows = [
        {"urn": str(100_001 + at), "x": 400_000 + at * apart_m, "y": 400_000}
        | ({} if at < seekers else {"kind": "independent", "role": "partner"})
        for at in range(seekers + partners)
    ]
    return schools_table(rows)


def ranked(schools: gpd.GeoDataFrame, off: int, **options: float) -> tuple[Ranking, Roads]:
    """A run in which the schools up to ``off`` are far from any road."""
    roads = Roads(schools, far_off=0.0, islands=0.0, silent=0.0, one_way=0.0)
    roads._snap[:off] = np.inf
    config = settings(weights="near=1", as_of="2026-11-01", **options)
    return rank_pairs(schools, PROFILE, config, travel=roads), roads


@pytest.mark.parametrize("options", [{"max_minutes": 0.5}, {"max_km": 1.0}])
def test_one_school_off_the_road_does_not_end_a_run_with_a_narrow_limit(
    options: dict[str, float],
) -> None:
    """No pair lies within the limit, so the speed is that of pairs beyond it."""
    ranking, _ = ranked(town(3, 6), 1, **options)
    assert len(ranking.without_partner) == 3
    assert ranking.travel is not None and len(ranking.travel.speeds) == 7
    shown = ranking.matches.set_index(["seeker_urn", "partner_urn"])
    assert set(shown["beyond"]) == {1}
    assert set(shown.loc["100001", "minutes_by"]) == {"estimate"}
    assert set(shown.loc["100002", "minutes_by"]) == {"routed"}


def test_where_the_only_seeker_is_off_the_road_any_two_schools_tell_the_speed() -> None:
    """They are no pairs of the run: what is counted is those that could meet."""
    ranking, _ = ranked(town(1, 6), 1, max_minutes=30)
    told = ranking.travel
    assert told is not None and told.speeds
    assert set(ranking.matches["minutes_by"]) == {"estimate"}
    assert (told.routed, told.estimated, told.unreachable) == (0, len(ranking.matches), 0)


def test_no_other_pairs_are_asked_about_where_those_within_the_limit_tell_enough() -> None:
    ranking, roads = ranked(town(8, 7, 1_000), 1, max_minutes=3)
    assert ranking.travel is not None and ranking.travel.speeds
    seekers, partners = np.array(sorted(roads.asked_of)).T
    assert len(seekers) >= 20
    met_somebody = ~np.isin(np.array(roads.urn)[seekers], ranking.without_partner)
    km = np.abs(roads.x[seekers] - roads.x[partners]) / 1000.0
    within_km = (3 + 1 / 60) * 140 / 60 + 2 * 0.9  # and to the nearest road at both ends
    assert (km[met_somebody] <= within_km).all()


def test_where_truly_no_two_schools_have_a_time_the_run_says_so() -> None:
    with pytest.raises(ServiceError, match="no way between any two schools"):
        ranked(town(2, 2), 4, max_minutes=30)
