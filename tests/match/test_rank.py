"""The ranked lists are the true ones: equal to brute force, whatever the order of the rows."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from brute import Brute, tie
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from strategies import cover_frame, profile_table, random_cover, random_england, schools_table

from matcher.core.errors import SettingError
from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.match.build_arrays import build_arrays
from matcher.match.gates import Exclusions
from matcher.match.rank import Ranking, rank_pairs
from matcher.match.terms import coverage_confidence


def lists(ranking: Ranking, side: str) -> dict[str, list[tuple[str, float]]]:
    own, other, place = (
        ("seeker_urn", "partner_urn", "rank")
        if side == "seeker"
        else ("partner_urn", "seeker_urn", "partner_rank")
    )
    found: dict[str, list[tuple[str, float]]] = {}
    kept = ranking.matches[ranking.matches[place].notna() & (ranking.matches["beyond"] == 0)]
    for row in kept.sort_values([own, place]).to_dict("records"):
        found.setdefault(row[own], []).append((row[other], row["score"]))
    return found


def assert_equal_to_brute(
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    config: Config,
    cover: pd.DataFrame | None = None,
) -> Ranking:
    ranking = rank_pairs(schools, profile, config, cover=cover)
    brute = Brute(schools, profile, config, cover)
    brute.prepare()
    for side, members in (("seeker", brute.seekers), ("partner", brute.partners)):
        mine = lists(ranking, side)
        for urn in members:
            expected = brute.best(urn, side)
            got = mine.get(urn, [])
            assert [u for u, _ in got] == [u for u, _ in expected], (side, urn)
            assert np.allclose([s for _, s in got], [s for _, s in expected], atol=1e-9, rtol=0)
    for row in ranking.matches.to_dict("records"):
        pair = row["seeker_urn"], row["partner_urn"]
        assert row["evidence"] == pytest.approx(brute.evidence(*pair), abs=1e-9), pair
        for term in ("gives", "gains"):
            known = brute.terms(*pair)[term][1] > 0
            expected = brute.filled(term, *pair) if known and term in brute.means else math.nan
            if known and term in brute.used:
                assert row[term] == pytest.approx(expected, abs=1e-9), (pair, term)
            elif not known:
                assert math.isnan(row[term]), (pair, term)
    return ranking


@pytest.mark.parametrize("known", [1.0, 0.5, 0.0])
@pytest.mark.parametrize(
    "weights", ["balanced", "nearest", "near=3,gives=4,gains=2,opportunity=0", "near=1"]
)
def test_both_directions_equal_brute_force(known: float, weights: str) -> None:
    schools, profile = random_england(220, seed=7, known=known)
    config = settings(weights=weights, k=4, max_km=30)
    assert_equal_to_brute(schools, profile, config)


def test_equal_to_brute_force_where_blocks_are_many_and_lists_long() -> None:
    schools, profile = random_england(500, seed=11, known=0.8, size_km=300)
    ranking = assert_equal_to_brute(schools, profile, settings(k=12, max_km=75))
    assert ranking.pairs_stopped["beyond"] > 0
    assert ranking.pairs_stopped["same_trust"] > 0
    assert ranking.pairs_stopped["phase"] > 0


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(2, 60),
    k=st.integers(1, 7),
    max_km=st.floats(0.5, 200),
    known=st.floats(0, 1),
    measured=st.sampled_from([0.0, 0.3, 1.0]),
    weights=st.tuples(*[st.integers(0, 5)] * 3),
    covered=st.booleans(),
)
def test_any_small_run_equals_brute_force(
    seed: int,
    count: int,
    k: int,
    max_km: float,
    known: float,
    measured: float,
    weights: tuple[int, int, int],
    covered: bool,
) -> None:
    schools, profile = random_england(count, seed, known=known, size_km=40, measured=measured)
    given_weights = dict(zip(("opportunity", "gives", "gains"), weights, strict=True))
    config = settings(k=k, max_km=max_km, weights={"near": 1, **given_weights})
    assert_equal_to_brute(schools, profile, config, random_cover(seed) if covered else None)


@pytest.mark.parametrize("measured", [0.0, 0.5, 1.0])
def test_what_covers_a_need_in_part_counts_in_part(measured: float) -> None:
    schools, profile = random_england(220, seed=31, known=0.8, measured=measured)
    cover = random_cover(31)
    found = assert_equal_to_brute(schools, profile, settings(k=4, max_km=30), cover).matches
    alone = rank_pairs(schools, profile, settings(k=4, max_km=30)).matches
    assert (found["shared"].str.len() > 3).sum() > (alone["shared"].str.len() > 3).sum()


def test_three_sciences_do_not_cover_science_one_and_a_half_times() -> None:
    here = {"x": 400_000, "y": 400_000}
    schools = schools_table(
        [{"urn": "1", **here}, *({"urn": u, "role": "partner", **here} for u in "2345")]
    )
    rows = [("1", "T3", "science", 1.0, np.nan), ("5", "T3", "science", np.nan, 0.4)]
    rows += [("2", "T3", subject, np.nan, 1.0) for subject in ("physics", "chemistry", "biology")]
    rows += [("3", "T3", "physics", np.nan, 0.5), ("4", "T3", "Latin", np.nan, 1.0)]
    rows += [("5", "T3", "physics", np.nan, 0.8)]
    cover = cover_frame(
        [("T3", subject, "T3", "science", 0.5) for subject in ("physics", "chemistry", "biology")]
    )
    weights = {"near": 1, "gives": 1}
    ranking = rank_pairs(schools, profile_table(rows), settings(weights=weights), cover=cover)
    gives = ranking.matches.set_index("partner_urn")["gives"].to_dict()
    # One need is taken for one of three: of the other two nothing is known.
    mean = (0.5 + 0.25 + 0.0 + 0.4) / 4
    expected = {"2": 0.5, "3": 0.25, "4": 0.0, "5": 0.4}
    assert gives == pytest.approx({urn: (met + 2 * mean) / 3 for urn, met in expected.items()})
    assert ranking.matches.set_index("partner_urn")["shared"]["2"] == "T3 science | "


def test_what_is_known_of_one_tag_is_known_of_those_it_covers() -> None:
    here = {"x": 400_000, "y": 400_000}
    schools = schools_table([{"urn": "1", **here}, {"urn": "2", "role": "partner", **here}])
    profile = pd.concat(
        [
            profile_table([("1", "T3", "science", 1.0, np.nan), ("1", "C2", "Latin", 1.0, np.nan)]),
            profile_table([("2", "T3", "physics", np.nan, 0.8)], source="measured", confidence=0.5),
        ],
        ignore_index=True,
    )
    cover = cover_frame([("T3", "physics", "T3", "science", 0.5)])
    weights = {"near": 1, "gives": 1}
    found = rank_pairs(schools, profile, settings(weights=weights), cover=cover).matches.loc[0]
    mean = 0.4 / 2  # what nobody knows of the other need counts as nothing
    assert found["gives"] == pytest.approx((0.4 + 2 * mean) / 3)  # and a third need is not named
    assert found["evidence"] == pytest.approx(0.5 + 0.5 * 0.5 / 3)


def test_of_who_needs_nothing_and_who_offers_nothing_the_surer_word_counts() -> None:
    schools = schools_table([{"urn": urn, "x": 400_000, "y": 400_000} for urn in "12"])
    for sure in ((1.0, 0.6), (0.6, 1.0)):
        needs, offers = (
            profile_table([row], confidence=one)
            for row, one in zip(
                [("1", "none", "", 0.0, np.nan), ("2", "none", "", np.nan, 0.0)], sure, strict=True
            )
        )
        some = profile_table([("2", "T3", "physics", 1.0, np.nan)])
        profile = pd.concat([needs, offers, some], ignore_index=True)
        arrays = build_arrays(schools, profile, settings(), Exclusions())
        assert coverage_confidence(arrays, np.array([0]), np.array([1])).tolist() == [1.0]


@pytest.mark.parametrize("measured", [1.0, 0.4])
def test_what_published_figures_leave_open_takes_the_mean(measured: float) -> None:
    schools, profile = random_england(220, seed=23, known=0.7, measured=measured)
    assert_equal_to_brute(schools, profile, settings(k=4, max_km=30))


def test_a_figure_tells_of_its_own_tag_and_of_no_other() -> None:
    near_by = {"x": 400_000, "y": 400_000, "role": "partner", "kind": "independent"}
    schools = schools_table(
        [{"urn": "1", "x": 400_000, "y": 400_000}, *({"urn": u, **near_by} for u in "234")]
    )
    profile = pd.concat(
        [
            profile_table([("1", "T3", "physics", 1.0, np.nan), ("1", "C2", "Latin", 1.0, np.nan)]),
            profile_table([("2", "T3", "physics", np.nan, 0.8)]),
            profile_table([("3", "T3", "physics", np.nan, 0.8)], source="measured", confidence=0.5),
        ],
        ignore_index=True,
    )
    weights = {"near": 1, "gives": 1}
    found = rank_pairs(schools, profile, settings(weights=weights)).matches.set_index("partner_urn")
    mean = (0.4 + 0.4) / 2  # of the two needs named; that school 3 leaves Latin open adds nothing
    assert found.loc["2", "gives"] == pytest.approx((0.8 + mean) / 3)
    assert found.loc["3", "gives"] == pytest.approx((0.8 + 2 * mean) / 3)
    assert math.isnan(found.loc["4", "gives"])
    assert found.loc["4", "score"] == pytest.approx((1 + mean) / 2)
    sure = {"2": 0.5 + 0.5 * 2 / 3, "3": 0.5 + 0.5 * 0.5 / 3, "4": 0.5}
    assert found["evidence"].to_dict() == pytest.approx(sure)


def test_silence_never_beats_a_known_average_helper_of_whom_only_hits_are_known() -> None:
    """Registers tell what somebody has and never what it has not: the mean of hits alone would be
    near 1, and whoever is in no register would stand above those that are known to help."""
    here = {"x": 400_000, "y": 400_000}
    partner = {"role": "partner", "kind": "independent", **here}
    schools = schools_table(
        [{"urn": "1", **here}, *({"urn": str(n), **partner} for n in range(2, 12))]
    )
    wants = [("T3", "physics"), ("C3", "labs"), ("C3", "pool"), ("X1", "")]
    has = [(str(n), *wants[n % 4], np.nan, 0.9) for n in range(2, 10)]
    profile = pd.concat(
        [
            profile_table([("1", *tag, 1.0, np.nan) for tag in wants]),
            profile_table(has, source="measured", confidence=0.5),
        ],
        ignore_index=True,
    )
    found = rank_pairs(schools, profile, settings(weights={"near": 1, "gives": 1}, k=20)).matches
    score = found.set_index("partner_urn")["score"]
    silent = score.pop("10")
    assert score.pop("11") == silent
    assert (score > silent).all()


def test_what_a_list_of_one_need_says_is_a_third_of_the_evidence() -> None:
    """Who offers it still stands above whoever is a few kilometres nearer, and a school gains
    nothing by naming one need of four: it is met in full, but little is known."""
    here = {"kind": "independent", "role": "partner", "y": 400_000}
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 400_000, "y": 400_000},
            {"urn": "3", "x": 409_000, **here},
            {"urn": "4", "x": 403_000, **here},
        ]
    )
    tags = [("T3", "physics"), ("C2", "Latin"), ("L3", ""), ("X1", "")]
    rows = [("1", *tags[0], 1.0, np.nan), *(("2", *tag, 1.0, np.nan) for tag in tags)]
    rows += [("3", *tag, np.nan, 1.0) for tag in tags[:3]] + [("4", "C3", "", np.nan, 1.0)]
    found = rank_pairs(schools, profile_table(rows), settings(weights="balanced")).matches
    one = found[found["seeker_urn"] == "1"].set_index("partner_urn")
    assert one.loc["3", "rank"] == 1  # six kilometres farther, and it has what is needed
    gives = found[found["partner_urn"] == "3"].set_index("seeker_urn")["gives"]
    assert gives["1"] < gives["2"] == 0.75
    evidence = found[found["partner_urn"] == "3"].set_index("seeker_urn")["evidence"]
    assert evidence["1"] < evidence["2"]


def test_a_long_claim_counts_in_part_and_a_published_strength_in_full() -> None:
    here = {"x": 400_000, "y": 400_000}
    schools = schools_table(
        [{"urn": "1", **here}, *({"urn": u, "role": "partner", **here} for u in "234")]
    )
    tags = [("T3", "physics"), ("C2", "Latin"), ("L3", ""), ("X1", ""), ("C3", ""), ("T4", "")]
    rows = [("1", *tag, 1.0, np.nan) for tag in tags[:3]]
    rows += [("2", *tag, np.nan, 1.0) for tag in tags] + [("3", *tags[0], np.nan, 1.0)]
    published = profile_table([("4", *tag, np.nan, 1.0) for tag in tags], source="measured")
    profile = pd.concat([profile_table(rows), published], ignore_index=True)
    found = rank_pairs(schools, profile, settings(weights="gives=1", full_claims=3)).matches
    gives = found.set_index("partner_urn")["gives"].to_dict()
    assert gives == pytest.approx({"2": 3 / 6, "3": 1 / 3, "4": 1.0})
    # Of a run that is narrowed to physics too it is a long claim.
    physics = profile[profile["subject"] == "physics"]
    config = settings(weights="gives=1", full_claims=3)
    narrow = rank_pairs(schools, physics, config, whole=profile).matches
    assert narrow["gives"].min() < rank_pairs(schools, physics, config).matches["gives"].min()


def test_progress_rises_to_the_whole() -> None:
    schools, profile = random_england(120, seed=3)
    shares: list[float] = []
    rank_pairs(schools, profile, settings(), progress=lambda _stage, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] == pytest.approx(1)


def test_a_distance_is_told_to_the_metre_and_one_pair_is_enough_to_know_a_term() -> None:
    partner = {"role": "partner", "kind": "independent"}
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 401_234, "y": 400_568} | partner,
        ]
    )
    tags = [("1", "T3", "physics", 1.0, np.nan), ("2", "T3", "physics", np.nan, 1.0)]
    ranking = rank_pairs(schools, profile_table(tags), settings(weights={"near": 1, "gives": 1}))
    assert ranking.matches["distance_km"].tolist() == [1.358]  # 1,358.45 m
    assert ranking.weights.left_out == ()
    assert ranking.matches["gives"].tolist() == [1.0]


def test_shuffled_rows_give_the_same_matches() -> None:
    schools, profile = random_england(300, seed=3, known=0.7)
    config = settings(k=5, max_km=40)
    first = rank_pairs(schools, profile, config).matches
    for seed in range(20):
        again = rank_pairs(
            gpd.GeoDataFrame(schools.sample(frac=1, random_state=seed), crs=schools.crs),
            profile.sample(frac=1, random_state=seed),
            config,
        ).matches
        pd.testing.assert_frame_equal(first, again, check_exact=True)


def test_equal_scores_go_to_the_nearer_then_by_a_hash_of_the_pair() -> None:
    schools = schools_table(
        [
            {"urn": "100001", "x": 400_000, "y": 400_000},
            {"urn": "100009", "x": 403_000, "y": 404_000, "role": "partner", "kind": "independent"},
            {"urn": "100005", "x": 405_000, "y": 400_000, "role": "partner", "kind": "independent"},
            {"urn": "900", "x": 400_000, "y": 405_000, "role": "partner", "kind": "independent"},
            {"urn": "100003", "x": 400_000, "y": 401_000, "role": "partner", "kind": "independent"},
        ]
    )
    found = rank_pairs(schools, profile_table(), settings(weights="opportunity=1", k=4)).matches
    assert found["partner_urn"].tolist() == ["100003", "100009", "900", "100005"]
    hashed = [tie("100001", urn) for urn in ("100009", "900", "100005")]
    assert hashed == sorted(hashed)
    assert found["score"].nunique() == 1


def test_ties_favour_neither_old_schools_nor_new_ones() -> None:
    """Three hundred schools around one, all at one distance, tie in every list: by URN the first
    would win every place."""
    where = {"x": 400_000, "y": 400_000}
    seekers = [{"urn": str(1000 + n), **where} for n in range(300)]
    partners = [{"urn": str(5000 + n), "role": "partner", **where} for n in range(300)]
    ranking = rank_pairs(
        schools_table(seekers + partners), profile_table(), settings(weights="near=1")
    )
    for side, own, place in (
        ("partner", "partner_urn", "rank"),
        ("seeker", "seeker_urn", "partner_rank"),
    ):
        listed = ranking.matches[ranking.matches[place].notna()]
        older = (listed[own].astype(int) % 1000 < 150).mean()
        assert len(listed) == 1500, side
        assert 0.46 < older < 0.54, side  # three standard errors of a fair draw
        assert listed[own].value_counts().max() <= 17, side


@pytest.mark.parametrize("k", [1, 2, 5])
def test_a_seeker_with_nobody_in_range_is_shown_its_nearest_few_beyond(k: int) -> None:
    schools = schools_table(
        [{"urn": "1", "x": 400_000, "y": 400_000}]
        + [
            {"urn": str(n), "x": 400_000 + n * 50_000, "y": 400_000, "role": "partner"}
            for n in range(2, 8)
        ]
    )
    ranking = rank_pairs(schools, profile_table(), settings(max_km=40, beyond=3, k=k))
    assert ranking.without_partner == ("1",)
    assert ranking.matches["partner_urn"].tolist() == ["2", "3", "4"]
    assert ranking.matches["beyond"].tolist() == [1, 1, 1]
    assert ranking.matches["rank"].tolist() == [1, 2, 3]
    assert ranking.matches["partner_rank"].isna().all()


def test_unknown_takes_the_mean_and_lowers_evidence() -> None:
    schools = schools_table(
        [{"urn": "1", "x": 400_000, "y": 400_000}]
        + [
            {"urn": str(n), "x": 401_000, "y": 400_000, "role": "partner", "kind": "independent"}
            for n in (2, 3, 4)
        ]
    )
    profile = profile_table(
        [
            ("1", "T3", "physics", 1.0, np.nan),
            ("2", "T3", "physics", np.nan, 1.0),
            ("3", "C2", "Latin", np.nan, 1.0),
        ]
    )
    weights = {"near": 1, "gives": 1}
    found = rank_pairs(schools, profile, settings(weights=weights)).matches.set_index("partner_urn")
    near = 2 ** (-1 / 10)
    mean = 0.5  # one of two partners has it; two more needs, that are not named, take it too
    assert found.loc["2", "score"] == pytest.approx((near + (1 + 2 * mean) / 3) / 2, abs=1e-9)
    assert found.loc["4", "score"] == pytest.approx((near + mean) / 2, abs=1e-9)
    assert found.loc["3", "score"] == pytest.approx((near + 2 * mean / 3) / 2, abs=1e-9)
    assert np.isnan(found.loc["4", "gives"])
    sure = 0.5 + 0.5 / 3
    assert found["evidence"].to_dict() == pytest.approx({"2": sure, "3": sure, "4": 0.5})
    assert found.loc["2", "shared"] == "T3 physics | "


def test_a_term_of_which_nothing_is_known_is_left_out() -> None:
    schools, _ = random_england(60, seed=5)
    ranking = rank_pairs(schools, profile_table(), settings(weights="balanced"))
    assert ranking.weights.left_out == ("gives", "gains")
    assert ranking.weights.shares == pytest.approx({"near": 0.6, "opportunity": 0.4})
    assert (ranking.matches["evidence"] == 1).all()


def test_weights_on_nothing_known_are_refused() -> None:
    schools, _ = random_england(60, seed=5)
    with pytest.raises(SettingError, match="gives"):
        rank_pairs(schools, profile_table(), settings(weights="gives=1"))


def test_nothing_to_match_is_an_empty_list() -> None:
    schools = schools_table([{"urn": "1", "x": 400_000, "y": 400_000}])
    ranking = rank_pairs(schools, profile_table(), settings())
    assert len(ranking.matches) == 0
    assert (ranking.seekers, ranking.partners) == (1, 0)
