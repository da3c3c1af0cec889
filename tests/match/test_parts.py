"""A ranking in parts is the ranking: every bit of it, however it is divided."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from strategies import random_cover, random_england

from matcher.core.settings.combine import settings
from matcher.core.tie_order import name_hashes
from matcher.match.build_arrays import build_arrays
from matcher.match.candidates import seeker_blocks
from matcher.match.gates import Exclusions
from matcher.match.parts.divided import PARTS_A_THREAD, divided
from matcher.match.parts.on_worker import opened
from matcher.match.parts.question import part, question
from matcher.match.parts.wire import packed, unpacked
from matcher.match.rank import Ranking, rank_pairs

NARROWED: list[dict[str, Any]] = [
    {},
    {"reciprocal": True},
    {"must_give": True, "subjects": ("physics",)},
    {"activities": ("T3",), "reciprocal": True},
    {"phases": ("Primary",), "kinds": ("independent",)},
    {"between": "all"},
]


class ByBytes:
    """A cluster of one process, in which bytes alone pass, and the last part is done first."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.sent: list[bytes] = []

    def send(self, data: bytes) -> int:
        assert type(data) is bytes
        self.sent.append(data)
        return len(self.sent) - 1

    def work(
        self,
        function: Callable[..., bytes],
        calls: Sequence[tuple[int, ...]],
        done: Callable[[int], Any] = lambda place: None,
    ) -> list[bytes]:
        found = [b""] * len(calls)
        for place in reversed(range(len(calls))):
            found[place] = function(*(self.sent[held] for held in calls[place]))
            done(place)
        return found


def assert_same(one: Ranking, other: Ranking) -> None:
    pd.testing.assert_frame_equal(one.matches, other.matches, check_exact=True)
    assert one.weights.shares == other.weights.shares
    assert one.weights.left_out == other.weights.left_out
    assert one.weights.stand_ins.keys() == other.weights.stand_ins.keys()
    for term, table in one.weights.stand_ins.items():
        assert table.tobytes() == other.weights.stand_ins[term].tobytes(), term
    nothing: dict[str, Any] = {"matches": pd.DataFrame(), "weights": None}
    assert repr(one._replace(**nothing)) == repr(other._replace(**nothing))


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 150),
    k=st.integers(1, 6),
    max_km=st.floats(0.5, 200),
    known=st.floats(0, 1),
    measured=st.sampled_from([0.0, 0.4, 1.0]),
    narrowed=st.sampled_from(NARROWED),
    threads=st.integers(1, 9),
)
def test_in_parts_it_is_the_same_ranking(
    seed: int,
    count: int,
    k: int,
    max_km: float,
    known: float,
    measured: float,
    narrowed: dict[str, Any],
    threads: int,
) -> None:
    schools, profile = random_england(count, seed, known=known, size_km=80, measured=measured)
    urns = schools["urn"].tolist()
    ruled_out = Exclusions(
        existing=frozenset(zip(urns[::7], urns[3::7], strict=False)),
        excluded_schools=frozenset(urns[::13]),
        declined=frozenset(zip(urns[1::5], urns[2::5], strict=False)),
    )
    config = settings(k=k, max_km=max_km, **narrowed)
    asked = {"exclusions": ruled_out, "cover": random_cover(seed), "whole": profile}
    scored = profile[profile["activity"] == "T3"] if narrowed.get("reciprocal") else profile
    here = rank_pairs(schools, scored, config, **asked)
    told: list[float] = []
    cluster = ByBytes(threads)
    there = rank_pairs(
        schools,
        scored,
        config,
        **asked,
        cluster=cluster,
        progress=lambda stage, share: told.append(share),
    )
    assert_same(here, there)
    assert told == sorted(told)
    assert (told[-1:] == [1.0]) is (here.seekers > 0)


def test_neither_urns_nor_names_nor_paths_are_sent() -> None:
    schools, profile = random_england(300, seed=4, known=0.7)
    schools["urn"] = "URN" + schools["urn"]
    profile["urn"] = "URN" + profile["urn"]
    cluster = ByBytes(2)
    existing = frozenset(zip(schools["urn"][:50], schools["urn"][50:100], strict=True))
    config = settings(areas="my-areas.csv", columns=("needs=Priority",), within="Leeds")
    rank_pairs(schools, profile, config, exclusions=Exclusions(existing), cluster=cluster)
    assert len(cluster.sent) == 2 + 2 * PARTS_A_THREAD  # the question, the weights, and each part
    for data in cluster.sent:
        for text in (b"URN", b"School", b"my-areas", b"Priority", b"Leeds"):
            assert text not in data
    assert any(b"physics" in data for data in cluster.sent)  # tags are


def test_a_part_holds_its_seekers_and_all_partners_and_what_only_explains_cannot_be_read() -> None:
    schools, profile = random_england(400, seed=5, size_km=200)
    config, nobody = settings(), Exclusions()
    arrays = build_arrays(schools, profile, config, nobody)
    blocks = seeker_blocks(arrays)[3:5]
    found = opened(question(arrays, config, nobody), part(arrays, blocks))
    assert [found.rows[block].tolist() for block in found.blocks] == [b.tolist() for b in blocks]
    seekers = set(np.concatenate(blocks).tolist())
    assert set(found.rows.tolist()) == seekers | set(np.flatnonzero(arrays.is_partner).tolist())
    assert len(found.rows) < len(arrays.urn)
    assert found.arrays.needs.degree.tobytes() == arrays.needs.degree[found.rows].tobytes()
    # Ties end by the URNs, which are not sent: by their hashes.
    ties = name_hashes(arrays.urn[found.rows].tolist())
    assert found.arrays.tie.all().tolist() == ties.tolist()
    with pytest.raises(IndexError):
        found.arrays.needs.tag_confidence(found.blocks[0])


@given(
    floats=st.lists(st.floats(width=64) | st.integers(0, 255).map(float)),
    whole=st.lists(st.integers(-(2**63), 2**63 - 1)),
    flags=st.lists(st.booleans()),
)
def test_what_is_packed_is_unpacked_bit_for_bit(
    floats: list[float], whole: list[int], flags: list[bool]
) -> None:
    arrays = {
        "floats": np.array(floats, dtype=np.float64),
        "narrow": np.array([one for one in floats if one in range(256)], dtype=np.float64),
        "whole": np.array(whole, dtype=np.int64),
        "flags": np.array(flags, dtype=bool),
    }
    plain, found = unpacked(packed({"k": 5, "of": ["a", 0.1]}, arrays))
    assert plain == {"k": 5, "of": ["a", 0.1]}
    assert found.keys() == arrays.keys()
    for name, values in arrays.items():
        assert found[name].dtype == values.dtype
        assert found[name].tobytes() == values.tobytes()


def test_whole_numbers_take_a_byte_and_what_could_run_is_refused() -> None:
    degrees = np.zeros((1000, 40))
    degrees[::3] = 100.0
    assert len(packed({}, {"degrees": degrees})) < 1.1 * degrees.size
    with pytest.raises(ValueError, match="allow_pickle"):
        packed({}, {"texts": np.array(["=1+1"], dtype=object)})
    with pytest.raises(ValueError, match="JSON"):
        packed({"share": math.nan}, {})


@given(
    pairs=st.lists(st.integers(0, 1000), max_size=40),
    many=st.integers(1, 20),
)
def test_parts_keep_the_order_of_blocks_and_are_no_more_than_asked(
    pairs: list[int], many: int
) -> None:
    blocks = [np.array([n]) for n in range(len(pairs))]
    parts = divided(blocks, pairs, many)
    assert [int(block[0]) for one in parts for block in one] == list(range(len(pairs)))
    assert len(parts) <= many
    assert all(len(one) for one in parts)
    fair = (sum(pairs) + len(pairs)) / many
    for one in parts:  # no more than its share, but for the one block that goes beyond it
        assert sum(pairs[int(block[0])] + 1 for block in one[:-1]) <= fair + 1e-6
