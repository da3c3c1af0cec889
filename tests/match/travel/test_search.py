"""Few pairs are asked how long they take, and every list is the one that asking about all gives."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from simulated_roads import AllTold, Roads
from strategies import random_cover, random_england

from matcher.core.errors import ServiceError, SettingError
from matcher.core.settings.combine import settings
from matcher.match.rank import Ranking, rank_pairs

# So many random runs; benchmarks/travel.py takes thousands.
INSTANCES = 24


def random_run(seed: int) -> tuple[gpd.GeoDataFrame, pd.DataFrame, dict[str, Any], dict[str, Any]]:
    """SCHOOLS, PROFILE, what rank_pairs takes besides and what the roads are like."""
    rng = np.random.default_rng(seed)
    schools, profile = random_england(
        int(rng.integers(2, 140)),
        seed,
        known=float(rng.random()),
        size_km=float(rng.choice([20, 60, 150])),
        measured=float(rng.choice([0, 0.3])),
    )
    if rng.random() < 0.5:
        schools["listed"] = rng.integers(0, 2, len(schools))
    options: dict[str, Any] = {
        "k": int(rng.integers(1, 8)),
        "weights": {
            "near": int(rng.integers(0, 4)),
            "opportunity": int(rng.integers(0, 3)),
            "gives": int(rng.integers(0, 5)),
            "gains": int(rng.integers(1, 3)),
        },
        "half_minutes": float(rng.choice([5, 15])),
    }
    if rng.random() < 0.6:
        options["max_minutes"] = float(rng.choice([5, 20, 45, 90]))
    else:
        options["max_km"] = float(rng.choice([5, 20, 60]))
    for name, value, share in (
        ("between", "all", 0.3),
        ("must_give", True, 0.3),
        ("reciprocal", True, 0.2),
        ("phases", ("Primary",), 0.2),
        ("from_register", "both", 0.2),
        ("worth_asking", 5, 0.3),
    ):
        if rng.random() < share:
            options[name] = value
    roads = {
        "seed": seed,
        "kmh": float(rng.choice([40, 60, 110])),
        "islands": float(rng.choice([0, 0.1, 0.5])),
        "one_way": float(rng.choice([0, 0.1])),
        "silent": float(rng.choice([0, 0.05])),
        "far_off": float(rng.choice([0, 0.05, 0.3])),
    }
    more = {"config": settings(**options), "cover": random_cover(seed) if seed % 3 == 0 else None}
    return schools, profile, more, roads


def outcome(schools: gpd.GeoDataFrame, roads: Roads, **more: Any) -> Ranking | str:
    """The ranking, or why there is none."""
    try:
        return rank_pairs(schools, travel=roads, **more)
    except (ServiceError, SettingError) as error:
        return str(error)


@pytest.mark.parametrize("seed", range(INSTANCES))
def test_lists_are_those_of_asking_about_every_pair(seed: int) -> None:
    """The same bytes; that nothing is asked twice the roads see to themselves."""
    schools, profile, more, roads = random_run(seed)
    few = Roads(schools, **roads)
    found = outcome(schools, few, profile=profile, **more)
    true = outcome(schools, AllTold(schools, **roads), profile=profile, **more)
    if isinstance(found, str) or isinstance(true, str):
        assert found == true
        return
    assert found.matches.to_csv() == true.matches.to_csv()
    assert found.without_partner == true.without_partner
    assert found.travel is not None
    assert found.travel.speeds == (true.travel.speeds if found.travel.speeds else {})  # type: ignore[union-attr]
    assert len(few.asked_of) <= len(found.travel.pairs)
