"""Runs narrowed to some seekers, partners and pairs."""

from __future__ import annotations

import numpy as np
import pytest
from strategies import profile_table, random_england, schools_table

from matcher.core.errors import SettingError
from matcher.core.figures.surety import NOTABLE
from matcher.core.settings.combine import settings
from matcher.match.gates import age_spans
from matcher.match.rank import rank_pairs

NAN = np.nan


def test_only_seekers_of_the_phases_and_regions_and_partners_of_the_kinds_asked_for() -> None:
    schools, profile = random_england(150, seed=3)
    schools["region"] = np.where(np.arange(150) % 2, "South East", "East of England")
    asked = settings(phases=("primary",), regions=("the  south east",), kinds=("university",))
    found = rank_pairs(schools, profile, asked).matches
    by_urn = schools.set_index("urn")
    seekers, partners = by_urn.loc[found["seeker_urn"]], by_urn.loc[found["partner_urn"]]
    assert len(found) > 0
    # A seeker whose phase nobody gave stays, below those known to be primaries.
    assert set(seekers["phase"]) == {"Primary", ""}
    # Nothing is asked of pairs: those of whom all is known have nothing said of how they fit.
    assert ((found["fit"] == "").to_numpy() == (seekers["phase"] == "Primary")).all()
    assert set(found["fit"]) == {"", "not known"}
    assert set(seekers["region"]) == {"South East"}
    assert set(partners["kind"]) == {"university"}
    everything = rank_pairs(schools, profile, settings()).matches
    assert len(everything) > len(found)


def test_reciprocal_pairs_known_to_fit_are_those_of_which_both_gain() -> None:
    schools, profile = random_england(120, seed=4, known=0.7, measured=0.3)
    for side in ("need", "strength"):  # none that is too low to be named
        profile[side] = profile[side].mask(profile[side] > 0, profile[side].clip(lower=NOTABLE))
    ranking = rank_pairs(schools, profile, settings(k=200, reciprocal=True))
    every = rank_pairs(schools, profile, settings(k=200)).matches
    both = every["shared"].str.fullmatch(r".+ \| .+")
    near = every["beyond"] == 0
    pairs = set(
        zip(every["seeker_urn"][both & near], every["partner_urn"][both & near], strict=True)
    )
    in_range = ranking.matches["beyond"] == 0
    found = ranking.matches[in_range & (ranking.matches["fit"].isin(["known", "likely"]))]
    assert set(zip(found["seeker_urn"], found["partner_urn"], strict=True)) == pairs
    assert ranking.pairs_stopped["one_sided"] == int(near.sum()) - int(in_range.sum()) > 0


def test_narrowed_to_a_subject_a_pair_that_shares_it_fits_and_nobody_is_said_to_be_alone() -> None:
    schools, profile = random_england(120, seed=9, known=0.8)
    silent = profile.iloc[0:0]
    assert set(rank_pairs(schools, silent, settings(subjects=("physics",))).matches["fit"]) == {
        "not known"
    }
    physics = profile[profile["subject"] == "physics"].reset_index(drop=True)
    ranking = rank_pairs(schools, physics, settings(k=200, subjects=("physics",)))
    every = rank_pairs(schools, physics, settings(k=200))
    shared = every.matches["shared"].str.contains("physics") & (every.matches["beyond"] == 0)
    wanted = every.matches[shared]
    known = ranking.matches["fit"] == "known"
    found = ranking.matches[known & (ranking.matches["beyond"] == 0)]
    pairs = zip(wanted["seeker_urn"], wanted["partner_urn"], strict=True)
    assert set(zip(found["seeker_urn"], found["partner_urn"], strict=True)) == set(pairs)
    assert len(found) > 0
    assert ranking.without_partner == every.without_partner


def test_a_school_that_needs_nothing_has_nothing_to_gain() -> None:
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 401_000, "y": 400_000, "role": "partner", "kind": "independent"},
        ]
    )
    unsaid = profile_table([("1", "L3", "", 1.0, 1.0), ("2", "L3", "", NAN, 1.0)])
    assert list(rank_pairs(schools, unsaid, settings(reciprocal=True)).matches["fit"]) == [
        "in part"
    ]
    nothing = [("2", "none", "", 0.0, NAN)]
    profile = profile_table([("1", "L3", "", 1.0, 1.0), ("2", "L3", "", NAN, 1.0), *nothing])
    assert len(rank_pairs(schools, profile, settings()).matches) == 1
    assert len(rank_pairs(schools, profile, settings(reciprocal=True, beyond=0)).matches) == 0


def test_a_school_has_its_own_span_of_ages_whatever_is_unknown_of_it() -> None:
    low, high = np.array([[y, o] for y in (4.0, 11.0, NAN) for o in (11.0, 18.0, NAN)]).T
    span, spans = age_spans(low, high)
    np.testing.assert_array_equal(spans[span], np.column_stack((low, high)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"kinds": ("school",)}, "no kind 'school'"), ({"phases": "primary"}, "not a list"),
     ({"reciprocal": 1}, "not true or false"), ({"regions": (3,)}, "not a list")],
)  # fmt: skip
def test_a_wrong_filter_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        settings(**wrong)
