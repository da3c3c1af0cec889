"""How fair a plan is: figures worked out by hand, whatever the order of the rows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from plans_shown import DEPRIVATION, LEFT_OUT, PAIRS, PARTNERS, named, plan, schools, table
from strategies import schools_table

from matcher.core.allocation.tables import ALLOCATION, PLACES, UNSERVED
from matcher.show.allocation import text
from matcher.show.allocation.facts import Fairness, Total, as_dict, fairness
from matcher.show.allocation.lorenz import MOST_POINTS, spread
from matcher.show.allocation.lorenz_plot import lorenz_plot
from matcher.show.allocation.seekers.groupings import rural_or_urban
from matcher.show.allocation.seekers.where import where_left_out, where_pairs_lead
from matcher.show.allocation.table import fairness_table


def tables() -> tuple[Any, Any, Any]:
    return table(ALLOCATION, named(PAIRS)), table(UNSERVED, LEFT_OUT), table(PLACES, PARTNERS)


@pytest.mark.parametrize(
    ("values", "gini"),
    [
        ((5, 5, 5, 5), 0.0),
        ((0, 0, 0, 8), 3 / 4),  # one of four has everything: 1 - 1/4
        ((1, 3), 1 / 4),
        ((1, 2, 3), 2 / 9),
        ((0, 1, 2, 3, 4), 2 / 5),
    ],
)
def test_gini_of_small_cases_by_hand(values: tuple[float, ...], gini: float) -> None:
    assert spread(values).gini == pytest.approx(gini)
    assert spread(reversed(values)) == spread(values)


def test_gini_is_half_the_relative_mean_difference_and_what_the_curve_leaves() -> None:
    values = np.random.default_rng(3).integers(0, 40, 60).astype(float)
    one = spread(values)
    differences = np.abs(values[:, None] - values[None, :]).mean()
    assert one.gini == pytest.approx(differences / (2 * values.mean()))
    x, y = np.array(one.curve()).T
    assert one.gini == pytest.approx(1 - float(np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1]))))


def test_nothing_shared_out_is_not_known_rather_than_even() -> None:
    for values in ((), (0.0, 0.0)):
        assert math.isnan(spread(values).gini)
        assert math.isnan(spread(values).top_tenth)
        assert spread(values).curve() == []
    assert spread([1] * 20_000).curve()[-1] == (1.0, 1.0)
    assert len(spread([1] * 20_000).curve()) == MOST_POINTS
    # Of 11 takers the tenth with most are two, never a part of one.
    of_11, of_20 = spread([*([1] * 9), 4, 7]), spread([1] * 20)
    assert of_11.top_tenth == pytest.approx(11 / 20)
    told = [text.top_tenth(one, "most") for one in (of_11, of_20, spread([1, 3]))]
    assert told == [
        "The 2 partners with most, a tenth of 11 rounded up, have 55 %",
        "The 2 partners with most, a tenth of 20, have 10 %",
        "The partner with most, a tenth of 2 rounded up, has 75 %",
    ]


def test_groups_by_hand() -> None:
    found = plan().fairness
    rows = {(one.by, one.name): one for one in found.groups}
    told = {
        key: (one.seekers, one.served, one.mean_score, one.median_km) for key, one in rows.items()
    }
    assert told["all", "all seekers"] == (4, 3, 0.5, 3.0)
    assert told["priority area", "in a priority area"] == (2, 2, 0.5, 7.5)
    assert told["priority area", "in none"] == (2, 1, 0.5, 3.0)
    assert told["phase", "primary"] == (2, 2, 0.625, 2.5)
    assert told["phase", "secondary"] == (2, 1, 0.25, 13.0)
    assert told["deprivation", "least deprived fifth"] == (1, 1, 0.75, 2.0)
    assert told["deprivation", "not known"] == (2, 2, 0.375, 8.0)
    assert told["area", "Fenmere"] == told["priority area", "in a priority area"]
    most = rows["deprivation", "most deprived fifth"]
    assert (most.seekers, most.served, most.coverage) == (1, 0, 0.0)
    assert math.isnan(most.mean_score)  # unknown, not 0
    assert math.isnan(most.median_km)
    assert found.places.values == (1.0, 2.0)  # a partner without a place is no taker
    assert found.scores.values == (0.0, 0.25, 0.5, 0.75)


def test_free_meals_and_places_tell_seekers_apart_and_where_those_left_out_are() -> None:
    """Districts where most seekers are of one authority, by name or else by their code; half of the
    postcode where no district is known; an authority however it is written."""
    rows = [
        ("1", "Kent", "E07000108", 5.0), ("2", "Kent County Council", "E07000108", 10.0),
        ("3", "Kent", "E07999999", 40.0), ("4", "Kent", "", float("nan")),
        ("11", "Kent", "", 0.0), ("12", "Medway", "", 0.0), ("13", "", "", 0.0),
    ]  # fmt: skip
    there = schools_table(
        [{"urn": urn, "la_name": la, "district_code": code, "fsm_pct": fsm,
          "postcode": f"CT{urn} 1AA"} for urn, la, code, fsm in rows]
    )  # fmt: skip
    pairs = table(ALLOCATION, [{**one, "score": 0.5, "distance_km": 1.0} for one in (
        {"seeker_urn": "1", "partner_urn": "12"}, {"seeker_urn": "1", "partner_urn": "13"},
        {"seeker_urn": "2", "partner_urn": "11"})])  # fmt: skip
    left = table(UNSERVED, [{"seeker_urn": urn, "why": "partners_full"} for urn in "34"])
    found = fairness(pairs, left, table(PLACES, PARTNERS), there)
    told = {(one.by, one.name): (one.served, one.seekers) for one in found.groups}
    assert {name: of for (by, name), of in told.items() if by == "free school meals"} == {
        "under 10 %": (1, 1), "10 to under 20 %": (1, 1), "40 % or more": (0, 1),
        "not known": (0, 1),
    }  # fmt: skip
    assert {name: of for (by, name), of in told.items() if by == "district"} == {
        "Dover": (2, 2), "E07999999": (0, 1), "not known": (0, 1)
    }  # fmt: skip
    assert where_left_out("1234", "34", there) == (
        "Unserved by district, most first: E07999999 1 of 1, not known 1 of 1, "
        "in one other everybody has a partner"
    )
    assert where_left_out("1234", "3", there.assign(district_code="")) == (
        "Unserved by first half of the postcode, most first: CT3 1 of 1, "
        "in 3 others everybody has a partner"
    )
    named = there.assign(district_name=["", "", "Old Town", "Old  Town", "", "", ""])
    assert where_left_out("1234", "34", named) == (
        "Unserved by district, most first: Old Town 2 of 2, in one other everybody has a partner"
    )
    two = there.assign(la_name=["Kent", "Medway", "Medway", "Kent", "", "", ""])
    assert where_left_out("1234", "234", two) == (
        "Unserved by local authority, most first: Medway 2 of 2, Kent 1 of 2"
    )
    assert where_left_out("1234", "", there) == ""
    assert where_pairs_lead(pairs, there) == (
        "1 of 2 pairs of which both authorities are known is with a partner in another local "
        "authority: 1 in Medway"
    )
    assert where_pairs_lead(pairs[2:], there) == ""


def test_fewer_pairs_than_partners_cannot_be_even() -> None:
    pairs, left, _ = tables()
    many = table(
        PLACES,
        [
            {"partner_urn": str(at), "capacity": 1, "in_reach": 1, "used": int(at < 3)}
            for at in range(12)
        ],
    )
    found = fairness(pairs, left, many, schools())
    assert found.places.gini == pytest.approx(0.75)  # as even as can be
    assert found.few_pairs
    said = text.evenness(found)
    assert said[0].startswith("There are 3 pairs and 12 partners with a place in reach")
    assert not any("tenth of partners" in line for line in said)
    assert lorenz_plot(found).count("<polyline") == 1  # of the seekers' scores
    half = fairness(pairs, left, many[many.index < 6], schools())  # 3 pairs, 6 partners
    assert not half.few_pairs
    assert not any("fewer" in line for line in text.evenness(plan().fairness))


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("rural", ("(England/Wales) Rural town and fringe", "Rural hamlet and isolated dwellings",
                   "Town and Fringe - less sparse", "Village - sparse", "E2", "RLN1",
                   "Smaller rural: Further from a major town or city")),
        ("urban", ("(England/Wales) Urban major conurbation", "Urban > 10k - less sparse",
                   "(England/Wales) Urban city and town in a sparse setting", "c1", "UN1",
                   "Urban: Nearer to a major town or city", "England/Wales - Urban - sparse")),
        ("not known", ("", "99", "non-rural", "Urbane Road", "(Scotland) Accessible Small Town",
                       "half rural, half urban")),
    ],
)  # fmt: skip
def test_rural_or_urban_as_the_classification_says(group: str, words: tuple[str, ...]) -> None:
    for text_of in words:
        assert rural_or_urban(text_of) == group, text_of


def test_rural_and_urban_are_told_where_they_are_known() -> None:
    places = schools()
    known = {"1": "(England/Wales) Rural village", "2": "C1"}
    found = fairness(*tables(), places.assign(urban_rural=places["urn"].map(known).fillna(""))).of(
        "rural or urban"
    )
    assert [one.name for one in found] == ["rural", "urban", "not known"]
    assert sum(one.seekers for one in found) == 4
    assert fairness(*tables(), places).of("rural or urban") == []  # nothing known, nothing said


def test_where_no_area_is_known_nothing_is_said_of_areas() -> None:
    found = fairness(*tables(), schools().assign(area="", area_km=float("nan")))
    assert {one.by for one in found.groups} == {"all", "phase", "kind of school"}
    assert text.served(found) == "3 of 4 seekers have a partner (75 %)."


def test_the_order_of_the_rows_changes_nothing() -> None:
    for seed in range(4):
        mixed = [frame.sample(frac=1, random_state=seed) for frame in (*tables(), schools())]
        again = fairness(*mixed, more=DEPRIVATION, totals=plan().fairness.totals)
        assert again == plan().fairness or str(again) == str(plan().fairness)  # NaN is not itself


def test_the_table_marks_small_groups_and_leaves_unknown_blank() -> None:
    frame = fairness_table(plan().fairness)
    assert set(frame["few"]) == {"yes"}
    row = frame[frame["group"] == "most deprived fifth"].iloc[0]
    assert row["coverage"] == 0
    assert math.isnan(row["mean_score"])


def test_a_plan_of_nobody() -> None:
    empty = (table(ALLOCATION, []), table(UNSERVED, []), table(PLACES, []))
    found = fairness(*empty, schools())
    assert found.groups == ()
    assert text.served(found) == "No school of this plan looks for partners."
    assert len(fairness_table(found)) == 0
    assert as_dict(found) == {"gini_places": None, "gini_scores": None, "totals": []}


def with_totals(*totals: Total) -> Fairness:
    return fairness(*tables(), schools(), totals=totals)


def test_what_an_aim_costs_in_words() -> None:
    first, second = text.costs(plan().fairness)
    assert first == (
        "The aim to serve seekers of priority areas brings 1 more of them a partner, for 0.100 "
        "less summed score (6 %)."
    )
    assert second.startswith("The aim to serve as many seekers as can be brings 1 more of them")
    same = with_totals(Total(("served", "score"), 1, 3, 1.5), Total(("score",), 1, 3, 1.5))
    assert text.costs(same) == [
        "The aim to serve as many seekers as can be costs nothing: without it the plan would reach "
        "the same."
    ]
    dearer = with_totals(
        Total(("priority", "served", "score"), 5, 9, 4.0), Total(("served", "score"), 3, 11, 5.0)
    )
    assert text.costs(dearer) == [
        "The aim to serve seekers of priority areas brings 2 more of them a partner, for 2 fewer "
        "seekers served in all and 1.000 less summed score (20 %)."
    ]


def test_an_aim_tells_who_makes_way_for_it_and_how_far_pairs_are_apart() -> None:
    found = with_totals(
        Total(("priority", "score"), 5, 9, 4.0, median_km=4.84, far=10),
        Total(("score",), 3, 9, 4.0, median_km=1.1, far=1, make_way=14),
    )
    (told,) = text.costs(found)
    assert told.endswith(
        " For it 14 other seekers go without a partner. The median pair is 4.8 km apart, and would "
        "be 1.1 km; over 20 km are 10 pairs, and would be 1."
    )


def test_where_most_have_nobody_the_spread_of_scores_is_not_told() -> None:
    shared, few = plan().fairness, replace(plan().fairness, scores=spread([0.0, 0.0, 0.0, 0.5]))
    assert any("Scores over" in line for line in text.evenness(shared))
    assert any("how evenly scores are spread says nothing" in line for line in text.evenness(few))
    assert ") (" not in " ".join(text.evenness(few))
    assert "scores of seekers" in lorenz_plot(shared)
    assert "scores of seekers" not in lorenz_plot(few)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.0001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1.0, "100 %")],
)
def test_nearly_all_is_not_all_and_nearly_none_is_not_none(share: float, words: str) -> None:
    assert text.percent(share) == words
