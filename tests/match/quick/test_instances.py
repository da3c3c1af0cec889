"""The lists of random runs are those of the plain way: every pair scored, the best k kept.

RANK_EACH random runs (30 unless set): ties, schools at the same place, no needs at all, lists
longer than there are candidates, weights of 0 and 1, every gate, tags known in part.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from strategies import TAGS, random_cover, random_england

from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.match import candidates
from matcher.match.arrays import SchoolArrays
from matcher.match.build_arrays import build_arrays
from matcher.match.candidates import candidate_blocks, seeker_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.of_blocks import PartialLists, lists_of_blocks
from matcher.match.lists.partner_lists import PartnerLists
from matcher.match.lists.top_k import RankedPairs, TopK
from matcher.match.lists.worth_asking import WorthAsking
from matcher.match.quick import contenders, nearest_first
from matcher.match.score import block_standings
from matcher.match.stand_ins import weigh_terms
from matcher.match.weights import Weights

EACH = int(os.environ.get("RANK_EACH", "30"))
Instance = tuple[gpd.GeoDataFrame, pd.DataFrame, Config, Exclusions, pd.DataFrame | None]


def instance(seed: int) -> Instance:
    """A random run."""
    rng = np.random.default_rng(seed)
    count = int(rng.choice([2, 5, 20, 60, 150, 400], p=(0.05, 0.1, 0.2, 0.3, 0.25, 0.1)))
    schools, profile = random_england(
        count,
        seed,
        known=float(rng.choice([0.0, 0.3, 0.7, 1.0])),
        size_km=float(rng.choice([5.0, 40.0, 150.0])),
        measured=float(rng.choice([0.0, 0.0, 0.5, 1.0])),
    )
    if rng.random() < 0.3:  # many at the same place, and degrees that tie
        schools["geometry"] = schools["geometry"].iloc[rng.integers(0, 3, count) % count].to_numpy()
        for name in ("need", "strength"):
            profile[name] = profile[name].where(profile[name].isna(), 0.5)
    if rng.random() < 0.2:  # nobody needs anything
        profile["need"] = np.nan
        profile = profile[profile["strength"].notna()].reset_index(drop=True)
    asked: dict[str, Any] = {
        "k": int(rng.choice([1, 2, 5, 12, 500], p=(0.2, 0.3, 0.3, 0.15, 0.05))),
        "max_km": float(rng.choice([1.0, 15.0, 40.0, 1000.0])),
        "half_km": float(rng.choice([2.0, 10.0, 60.0])),
        "worth_asking": int(rng.choice([0, 3])),
        "fewest_needs": int(rng.choice([1, 3])),
        "exam_years": bool(rng.random() < 0.5),
        "weights": str(rng.choice(["balanced", "nearest", "near=1", "gives=1,near=0", "gains=1",
                                   "near=0,opportunity=1", "near=1,gives=1,gains=1"])),
    }  # fmt: skip
    if rng.random() < 0.35:
        activity = TAGS[int(rng.integers(len(TAGS)))][0]
        narrowings: list[dict[str, Any]] = [
            {"reciprocal": True}, {"must_give": True}, {"activities": (activity,)},
            {"kinds": ("independent",)}, {"phases": ("Primary",)},
        ]  # fmt: skip
        asked |= narrowings[int(rng.integers(5))]
    urns = schools["urn"].tolist()
    pairs = [tuple(rng.choice(urns, 2)) for _ in range(int(rng.integers(0, 9)))]
    ruled_out = [frozenset((str(a), str(b)) for a, b in pairs[n::3]) for n in range(3)]
    exclusions = Exclusions(
        ruled_out[0], ruled_out[1], frozenset(map(str, rng.choice(urns, 1))), ruled_out[2]
    )
    cover = random_cover(seed) if rng.random() < 0.4 else None
    return schools, profile, settings(**asked), exclusions, cover


def plainly(
    arrays: SchoolArrays, weights: Weights, config: Config, exclusions: Exclusions
) -> tuple[list[RankedPairs], dict[str, int]]:
    """The lists from every pair of every block, and how many pairs each gate stopped."""
    of_seekers, of_partners = TopK(arrays, config.k), PartnerLists(arrays, config.k)
    asked, gates = WorthAsking(arrays, weights, config), PairGates(arrays, config, exclusions)
    for block in candidate_blocks(arrays, config, gates):
        standings = block_standings(arrays, block, weights, config)
        of_seekers.add_block(block, standings)
        of_partners.add_block(block, standings)
        asked.add_block(block, standings)
    by_group = of_partners.best()
    found = [of_seekers.best(), asked.best(), *(by_group[code] for code in sorted(by_group))]
    return found, gates.pairs_stopped


def lists_of(found: PartialLists) -> list[RankedPairs]:
    groups = (found.by_partner[code] for code in sorted(found.by_partner))
    return [found.by_seeker, found.worth_asking, *groups]


@pytest.mark.parametrize("part", range(10))
def test_lists_are_those_of_every_pair(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = 0
    for seed in range(part, EACH, 10):
        rng = np.random.default_rng(seed + 77)
        # Small runs have the groups and pieces of large ones, each close together.
        monkeypatch.setattr(candidates, "_TOGETHER", int(rng.choice([2, 64])))
        monkeypatch.setattr(nearest_first, "_SEEKERS", int(rng.choice([3, 20, 512])))
        monkeypatch.setattr(nearest_first, "_PARTNERS", int(rng.choice([2, 7, 512])))
        monkeypatch.setattr(nearest_first, "_NEAREST", int(rng.choice([1, 256])))
        monkeypatch.setattr(nearest_first, "_LEARN", int(rng.choice([3, 256])))
        monkeypatch.setattr(contenders, "_PARTS_FOR_EACH", int(rng.choice([1, 8])))
        monkeypatch.setattr(contenders, "_FEWEST", int(rng.choice([1, 40, 1_000])))
        monkeypatch.setattr(contenders, "_GATHERED", int(rng.choice([1, 40, 1_000])))
        schools, profile, config, exclusions, cover = instance(seed)
        arrays = build_arrays(schools, profile, config, exclusions, cover=cover)
        try:
            weights = weigh_terms(arrays, config, exclusions)
        except ValueError:  # nothing is known of any term that has a weight
            continue
        expected, stopped = plainly(arrays, weights, config, exclusions)
        found = lists_of_blocks(arrays, weights, config, exclusions, seeker_blocks(arrays))
        mine = lists_of(found)
        assert len(mine) == len(expected), seed
        for one, other in zip(mine, expected, strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True)), seed
            listed += len(one[0])
        assert found.pairs_stopped == stopped, seed
    assert listed > 10


def test_where_nobody_seeks_or_nobody_offers_no_list_is_made() -> None:
    schools, profile, config, exclusions, _ = instance(3)
    for role in ("seeker", "partner"):
        one_side = schools.assign(role=role, listed=1)
        asked = replace(config, from_register="none")
        arrays = build_arrays(one_side, profile, asked, exclusions)
        assert arrays.is_seeker.any() != arrays.is_partner.any()
        weights = Weights({"near": 1.0}, (), {})
        found = lists_of_blocks(arrays, weights, asked, exclusions, seeker_blocks(arrays))
        assert not any(len(pairs[0]) for pairs in lists_of(found))
