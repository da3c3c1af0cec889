"""Beside the ranked lists: places within the phase, partners worth asking, routes that reach far.

Each equal to brute force.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from brute import Brute
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from strategies import profile_table, random_england, schools_table

from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.match.build_arrays import build_arrays
from matcher.match.gates import Exclusions
from matcher.match.groups.help import GroupRanking
from matcher.match.groups.seekers import group_seekers
from matcher.match.rank import Ranking, rank_pairs

NAN = np.nan
PHASES = ("Primary", "Secondary", "16 plus", "Special", "Alternative provision", "Nursery",
          "All-through", "", "Middle deemed secondary")  # fmt: skip


def listed(matches: pd.DataFrame, own: str, other: str, place: str) -> dict[str, list[str]]:
    """The lists by one place: of each school the others, the best first."""
    kept = matches[matches[place].notna()].sort_values([own, place])
    return {str(urn): rows[other].tolist() for urn, rows in kept.groupby(own)}


def made_up(
    count: int, seed: int, *, known: float, measured: float = 0.0, size_km: float = 90.0
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Schools of every phase, some of which need and offer routes."""
    schools, profile = random_england(count, seed, known=known, measured=measured, size_km=size_km)
    rng = np.random.default_rng(seed)
    schools["phase"] = pd.Series(rng.choice(PHASES, count), dtype="str")
    routes = [
        (urn, str(rng.choice(["R1", "R2", "R3"])), "", *(round(float(x), 2) for x in rng.random(2)))
        for urn in schools["urn"][rng.random(count) < 0.6]
        if urn in set(profile["urn"])
    ]
    return schools, pd.concat([profile, profile_table(routes)], ignore_index=True)


def assert_lists_equal_brute_force(
    schools: gpd.GeoDataFrame, profile: pd.DataFrame, config: Config
) -> tuple[Ranking, Brute]:
    ranking = rank_pairs(schools, profile, config)
    brute = Brute(schools, profile, config)
    brute.prepare()
    matches = ranking.matches[ranking.matches["beyond"] == 0]
    for place, side, own, other in (
        ("rank", "seeker", "seeker_urn", "partner_urn"),
        ("partner_rank", "partner", "partner_urn", "seeker_urn"),
    ):
        members = brute.seekers if side == "seeker" else brute.partners
        want = {urn: brute.ordered(urn, side)[: config.k] for urn in members}
        assert listed(matches, own, other, place) == {u: rows for u, rows in want.items() if rows}
    for partner in brute.partners:
        rows = matches[(matches["partner_urn"] == partner) & matches["phase_rank"].notna()]
        got: dict[str, list[str]] = {}
        for seeker in rows.sort_values("phase_rank")["seeker_urn"]:
            got.setdefault(brute.phase_group(seeker), []).append(seeker)
        assert got == brute.best_in_phases(partner)
        for mates in got.values():
            own = rows.loc[rows["seeker_urn"].isin(mates), "phase_rank"]
            assert sorted(own) == list(range(1, len(mates) + 1))
    asked = listed(matches, "seeker_urn", "partner_urn", "worth_asking")
    assert asked == {u: found for u in brute.seekers if (found := brute.worth_asking(u))}
    assert matches.loc[matches["worth_asking"].notna(), "rank"].isna().all()
    return ranking, brute


@pytest.mark.parametrize(("known", "measured"), [(0.5, 0.0), (0.7, 0.5), (0.2, 0.2), (1.0, 0.0)])
def test_places_in_the_phase_and_whom_to_ask_equal_brute_force(
    known: float, measured: float
) -> None:
    schools, profile = made_up(90, 31, known=known, measured=measured)
    near, far = settings(k=2, max_km=25, routes_km=45), settings(k=4, max_km=8, routes_km=45)
    matches = assert_lists_equal_brute_force(schools, profile, near)[0].matches
    assert bool(matches["worth_asking"].notna().any()) == (known < 1)
    only_in_phase = matches["rank"].isna() & matches["partner_rank"].isna()
    assert (only_in_phase & matches["phase_rank"].notna()).any()
    matches = assert_lists_equal_brute_force(schools, profile, far)[0].matches
    assert ((matches["distance_km"] > 8) & (matches["beyond"] == 0)).any() == (known > 0.2)


@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(2, 50),
    k=st.integers(1, 5),
    max_km=st.floats(0.5, 60),
    routes_km=st.floats(0, 120),
    worth_asking=st.integers(0, 4),
    known=st.floats(0, 1),
    measured=st.sampled_from([0.0, 0.4]),
)
def test_the_lists_of_any_small_run_equal_brute_force(
    seed: int, count: int, k: int, max_km: float, routes_km: float, worth_asking: int,
    known: float, measured: float,
) -> None:  # fmt: skip
    schools, profile = made_up(count, seed, known=known, measured=measured, size_km=80)
    config = settings(k=k, max_km=max_km, routes_km=routes_km, worth_asking=worth_asking)
    assert_lists_equal_brute_force(schools, profile, config)


def test_ties_at_the_end_of_a_list_are_settled_before_anybody_is_asked() -> None:
    """Twelve silent partners at one place: as many as there is room for are in the list."""
    silent = [
        {"urn": str(200_000 + n), "x": 400_500, "y": 400_000, "role": "partner",
         "kind": "independent"} for n in range(12)
    ]  # fmt: skip
    schools = schools_table(
        [
            {"urn": "100001", "x": 400_000, "y": 400_000, "phase": "Primary"},
            {"urn": "300000", "x": 401_000, "y": 400_000, "role": "partner", "kind": "independent"},
            *silent,
        ]
    )
    profile = profile_table(
        [("100001", "T3", "physics", 1.0, NAN), ("300000", "T3", "physics", NAN, 0.5)]
    )
    _, brute = assert_lists_equal_brute_force(schools, profile, settings(k=5))
    assert len(brute.worth_asking("100001")) == 2


def one_seeker(*partners: dict[str, Any]) -> gpd.GeoDataFrame:
    seeker = {"urn": "1", "x": 400_000, "y": 400_000, "phase": "Secondary", "trust": "A"}
    common = {"role": "partner", "kind": "independent", "y": 400_000, "trust": "B"}
    return schools_table([seeker, *(common | partner for partner in partners)])


PHYSICS = [("1", "T3", "physics", 1.0, NAN), ("2", "T3", "physics", NAN, 0.4)]


def test_a_seeker_of_which_no_need_is_known_and_one_of_the_register_ask_nobody() -> None:
    schools = one_seeker({"urn": "2", "x": 401_000}, {"urn": "3", "x": 402_000})
    config = settings(k=1)

    def asked(profile: pd.DataFrame, listed: int = 1, **changed: Any) -> list[str]:
        own = schools.assign(listed=np.where(schools["urn"] == "1", listed, 1))
        found = rank_pairs(own, profile, settings(k=1, from_register="both", **changed)).matches
        return found.loc[found["worth_asking"].notna(), "partner_urn"].tolist()

    told = profile_table(PHYSICS)
    assert asked(told) == ["3"]
    assert asked(told, listed=0) == []
    assert asked(told[told["urn"] == "2"]) == []
    assert asked(told, worth_asking=0) == []
    assert asked(told, weights={"near": 1}) == []  # to offer it would change no score
    nothing = profile_table([*PHYSICS, ("3", "none", "", NAN, 0.0)])
    assert asked(nothing) == []  # that it offers nothing is known
    far_off = one_seeker({"urn": "2", "x": 401_000}, {"urn": "3", "x": 439_000})
    found = rank_pairs(far_off, profile_table([*PHYSICS[:1], ("2", "T3", "physics", NAN, 1.0)]),
                       config).matches  # fmt: skip
    assert found["worth_asking"].isna().all()  # even if it offered it, the other would be first


def test_a_partner_worth_asking_is_never_counted_as_helping_a_group() -> None:
    schools = one_seeker({"urn": "2", "x": 401_000}, {"urn": "3", "x": 402_000})
    profile, config = profile_table(PHYSICS), settings(k=1)
    ranking = rank_pairs(schools, profile, config)
    assert ranking.matches["worth_asking"].notna().sum() == 1
    arrays = build_arrays(schools, profile, config, Exclusions())
    group = group_seekers(schools, arrays, "trust")
    found = GroupRanking(arrays, group, ranking.weights, config, Exclusions()).everybody()
    told = found.pairs.set_index(arrays.urn[found.pairs["partner"]])
    assert told["helped"].to_dict() == {"2": 1, "3": 0}
    assert told["unsure"].to_dict() == {"2": 0, "3": 1}


def test_a_group_is_told_how_many_of_its_schools_are_among_the_best_of_their_phase() -> None:
    schools, profile = made_up(120, 8, known=0.6)
    config = settings(k=3, max_km=40)
    ranking = rank_pairs(schools, profile, config)
    arrays = build_arrays(schools, profile, config, Exclusions())
    group = group_seekers(schools, arrays, "trust")
    found = GroupRanking(arrays, group, ranking.weights, config, Exclusions()).everybody().pairs
    trust = dict(zip(schools["urn"], schools["trust"], strict=True))
    best = ranking.matches[ranking.matches["phase_rank"].notna()]
    want: dict[tuple[str, str], int] = {}
    for seeker, partner in zip(best["seeker_urn"], best["partner_urn"], strict=True):
        if trust[seeker].startswith("Trust"):
            pair = trust[seeker], partner
            want[pair] = want.get(pair, 0) + 1
    got = {
        (group.names[row.group], arrays.urn[row.partner]): row.best_of_phase
        for row in found.itertuples()
        if row.best_of_phase
    }
    assert got == want != {}


def test_a_route_reaches_as_far_as_is_set_and_the_gates_still_hold() -> None:
    schools = one_seeker(
        {"urn": "2", "x": 401_000}, {"urn": "3", "x": 500_000}, {"urn": "4", "x": 500_001},
        {"urn": "5", "x": 460_000, "trust": "A"}, {"urn": "6", "x": 460_000},
    )  # fmt: skip
    offers = [(urn, "R1", "", NAN, 1.0) for urn in "345"] + [("6", "R2", "", NAN, 1.0)]
    profile = profile_table([("1", "R1", "", 1.0, NAN), *offers])

    def partners(**changed: Any) -> list[str]:
        return sorted(rank_pairs(schools, profile, settings(k=9, **changed)).matches["partner_urn"])

    assert partners() == ["2", "3"]  # 100 km to the metre; another route, or the same trust: not
    assert partners(routes_km=99.999) == partners(routes_km=0) == ["2"]
    assert partners(max_km=0.5, routes_km=101) == ["3", "4"]  # it has somebody, if far away
    told = rank_pairs(schools, profile, settings(k=9))
    assert told.matches["beyond"].tolist() == [0, 0]
    assert told.without_partner == ()


def test_must_give_keeps_those_of_whom_nothing_is_known_below_those_who_give() -> None:
    schools = one_seeker(*({"urn": str(n), "x": 400_000 + n * 1000} for n in (2, 3, 4, 5)))
    profile = profile_table(
        [
            ("1", "T3", "physics", 1.0, NAN),
            ("2", "L3", "", NAN, 1.0),
            ("4", "T3", "physics", NAN, 0.1),
            ("5", "none", "", NAN, 0.0),
        ]
    )
    found = rank_pairs(schools, profile, settings(must_give=True))
    assert found.matches["partner_urn"].tolist() == ["4", "3"]
    assert found.matches["fit"].tolist() == ["known", "not known"]
    assert found.pairs_stopped["gives_nothing"] == 2
    none = profile_table([("1", "none", "", 0.0, NAN)])
    said = pd.concat([profile[profile["urn"] != "1"], none], ignore_index=True)
    stopped = rank_pairs(schools, said, settings(must_give=True)).pairs_stopped
    assert (stopped["needs_nothing"], stopped["gives_nothing"]) == (4, 0)
    needless = profile[profile["urn"] != "1"]
    assert rank_pairs(schools, needless, settings(must_give=True)).matches["fit"].tolist() == [
        "not known", "not known", "not known"]  # fmt: skip


def test_the_lists_do_not_depend_on_the_order_of_the_rows() -> None:
    schools, profile = made_up(120, 5, known=0.5, measured=0.3)
    config = settings(k=4, max_km=30)
    first = rank_pairs(schools, profile, config).matches
    for seed in range(3):
        again = rank_pairs(
            schools.sample(frac=1, random_state=seed), profile.sample(frac=1, random_state=seed),
            config,
        ).matches  # fmt: skip
        pd.testing.assert_frame_equal(first, again, check_exact=True)
