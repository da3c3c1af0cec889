"""Why, or why not: the parts add up, the place is the true one, every gate answers."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest
from brute import Brute
from gate_cases import CASES, NAN, PARTNER, SEEKER, Case
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from strategies import profile_table, random_cover, random_england, schools_table

from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.match.explain import finished_ranking
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.match.explain.score_breakdown import explain_score, need_coverage
from matcher.match.gates import Exclusions
from matcher.match.rank import rank_pairs
from matcher.show.kit.text_format import product_sign, round_to_sum, shown_sum, three_decimals

RUNS = {
    # name: share of schools known of, share of tags measured, weights
    "all stated": (1.0, 0.0, "balanced"),
    "half known": (0.5, 0.0, "near=3,gives=4,gains=2,opportunity=0"),
    "measured in part": (0.7, 0.4, "balanced"),
    "all measured": (0.8, 1.0, "gives=1,gains=1"),
    "nothing known": (0.0, 0.0, "nearest"),
    "met through others": (0.7, 0.4, "balanced"),
}
PAIRS = 250  # of each run


@dataclass
class Known:
    """A run, asked again, and the same worked out by brute force."""

    asked: FinishedRanking
    matches: dict[tuple[str, str], dict[str, float]]
    brute: Brute
    config: Config

    def lists(self, urn: str, side: str) -> list[tuple[str, float]]:
        return self.brute.best(urn, side)

    def pairs(self) -> list[tuple[str, str]]:
        """Random pairs: any two schools, and as many who may meet."""
        rng = random.Random(1)
        urns = list(self.brute.schools)
        anybody = [(rng.choice(urns), rng.choice(urns)) for _ in range(PAIRS // 2)]
        meet = [
            (i, j)
            for i in self.brute.seekers
            for j in self.brute.partners
            if self.brute.may_meet(i, j)
        ]
        return anybody + rng.sample(meet, PAIRS - len(anybody))


@cache
def known(name: str) -> Known:
    share, measured, weights = RUNS[name]
    schools, profile = random_england(260, seed=17, known=share, measured=measured, size_km=90)
    config = settings(weights=weights, k=3, max_km=30)
    cover = random_cover(17) if name == "met through others" else None
    matches = rank_pairs(schools, profile, config, cover=cover).matches
    rows = matches[matches["beyond"] == 0].to_dict("records")
    brute = Brute(schools, profile, config, cover)
    brute.prepare()
    brute.k = len(schools)
    brute.best = cache(brute.best)  # type: ignore[method-assign]
    return Known(
        FinishedRanking(schools, profile, config, cover=cover),
        {(row["seeker_urn"], row["partner_urn"]): row for row in rows},
        brute,
        config,
    )


@pytest.mark.parametrize("name", RUNS)
def test_the_parts_of_random_pairs_add_up_to_the_score(name: str) -> None:
    run = known(name)
    for pair in run.pairs():
        why = explain_score(run.asked, *pair)
        assert math.fsum(part.points for part in why.parts) == pytest.approx(why.score, abs=1e-9)
        assert math.fsum(part.weight for part in why.parts) == pytest.approx(1, abs=1e-12)
        points = shown_sum([(part.weight, part.value) for part in why.parts], why.score)
        # What is shown agrees with what is shown: each product with its two factors, to the last
        # decimal but of the greatest, which has what rounding leaves; and the sum with the score.
        told = [Decimal(three_decimals(own)) for own in points]
        assert sum(told) == Decimal(three_decimals(why.score))
        rounded = Decimal("0.0015") * len(points)
        for part, own in zip(why.parts, told, strict=True):
            product = Decimal(three_decimals(part.weight)) * Decimal(three_decimals(part.value))
            is_exact = product_sign(part.weight, part.value, float(own)) == "="
            assert abs(product - own) <= (Decimal("0.0005") if is_exact else rounded)
            assert abs(part.points - float(own)) <= (0.0015 if is_exact else float(rounded))
            assert 0 <= part.sure <= part.known <= 1


@pytest.mark.parametrize("name", RUNS)
def test_scores_terms_and_gates_of_random_pairs_equal_brute_force(name: str) -> None:
    run = known(name)
    for i, j in run.pairs():
        why = explain_score(run.asked, i, j)
        assert why.score == pytest.approx(run.brute.score(i, j), abs=1e-9)
        assert why.evidence == pytest.approx(run.brute.evidence(i, j), abs=1e-9)
        assert why.distance_km == round(run.brute.distance(i, j), 3)
        terms = run.brute.terms(i, j)
        assert [part.term for part in why.parts] == [t for t in terms if t in run.brute.used]
        for part in why.parts:
            assert part.value == pytest.approx(run.brute.filled(part.term, i, j), abs=1e-9)
            assert (part.known, part.sure) == pytest.approx(terms[part.term][1:], abs=1e-9)
        takes_part = run.brute.takes_part(i, "seeker") and run.brute.takes_part(j, "partner")
        assert (why.gate == "") == (takes_part and run.brute.may_meet(i, j)), (i, j, why.gate)


@pytest.mark.parametrize("name", RUNS)
def test_the_place_is_the_one_in_the_list_and_the_true_one_below_it(name: str) -> None:
    run = known(name)
    listed = below = 0
    for i, j in [*run.pairs(), *run.matches]:
        why = explain_score(run.asked, i, j)
        row = run.matches.get((i, j))
        if why.gate:
            assert (why.in_seekers_list, why.in_partners_list, row) == (None, None, None)
            continue
        for place, mine, own, other in (
            (why.in_seekers_list, run.lists(i, "seeker"), "rank", j),
            (why.in_partners_list, run.lists(j, "partner"), "partner_rank", i),
        ):
            assert place is not None
            order = [urn for urn, _ in mine]
            assert (place.rank, place.of) == (order.index(other) + 1, len(order))
            if place.rank == 1:
                assert place.above is None
            else:
                assert place.above == pytest.approx(mine[place.rank - 2][1], abs=1e-9)
            told = math.nan if row is None else row[own]
            assert (told == place.rank) if place.rank <= run.config.k else math.isnan(told)
        below += row is None
        if row is not None:
            listed += 1
            assert (why.score, why.distance_km) == (row["score"], row["distance_km"])
            assert why.evidence == row["evidence"]
            for part in why.parts:
                assert part.value == row[part.term] or (
                    part.known == 0 and np.isnan(row[part.term])
                )
    assert listed > 200
    assert below > 50


def test_each_list_is_worked_out_once_for_a_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = known("half known").asked
    (one, other), *_ = known("half known").matches
    i, j = asked.index[one], asked.index[other]
    asked = asked.with_arrays(asked.arrays)  # nobody has asked this one yet
    made: list[object] = []
    worked_out = finished_ranking.gated_block
    monkeypatch.setattr(
        finished_ranking, "gated_block", lambda *given: made.append(given) or worked_out(*given)
    )
    explain_score(asked, one, other)
    asked.rank_in_phase(i, j)
    asked.worth_asking(i)
    assert len(made) == 2  # the seeker's, and the partner's


def test_the_place_counts_only_the_pairs_that_some_list_asks_about() -> None:
    """Half of the schools are known only from the register: lists long enough to hold
    everybody give the same places."""
    schools, profile = random_england(120, seed=13, known=0.7, size_km=60)
    schools["listed"] = np.random.default_rng(1).integers(0, 2, len(schools))
    config = settings(k=1000, from_register="both")
    asked = FinishedRanking(schools, profile, config)
    every = rank_pairs(schools, profile, config).matches
    every = every[every["beyond"] == 0]
    seekers, partners = (every[f"{side}_urn"].value_counts() for side in ("seeker", "partner"))
    assert len(every) > 200
    for row in every.sample(200, random_state=1).to_dict("records"):
        i, j = row["seeker_urn"], row["partner_urn"]
        why = explain_score(asked, i, j)
        assert why.in_seekers_list is not None
        assert why.in_partners_list is not None
        assert (why.in_seekers_list.rank, why.in_seekers_list.of) == (row["rank"], seekers[i])
        place = why.in_partners_list
        assert (place.rank, place.of) == (row["partner_rank"], partners[j])
    told = set(zip(every["seeker_urn"], every["partner_urn"], strict=True))
    gates = {asked.gate(i, j) for i in asked.index for j in asked.index if (i, j) not in told}
    assert "nobody_asked" in gates
    assert "" not in gates


@pytest.mark.parametrize("name", ["measured in part", "met through others"])
def test_each_need_is_told_with_what_the_other_has_of_it(name: str) -> None:
    run = known(name)
    seen = {"unknown": 0, "none": 0, "some": 0, "through": 0}
    for i, j in run.pairs():
        covered = need_coverage(run.asked, i, j)
        wants = {tag: d for tag, (d, _) in run.brute.known["need"].get(i, {}).items() if d}
        assert {(c.activity, c.subject): c.need for c in covered} == wants
        assert [c.need for c in covered] == sorted((c.need for c in covered), reverse=True)
        for need in covered:
            tag = need.activity, need.subject
            expected, _, offered = run.brute.meets(j, tag) or (math.nan, 0.0, tag)
            assert need.strength == pytest.approx(expected, nan_ok=True)
            assert need.through == (None if offered == tag else offered)
            shares = {one: share for one, share, _ in run.brute.cover[tag]}
            assert need.degree == shares.get(offered, 1)
            seen["unknown" if math.isnan(expected) else "some" if expected else "none"] += 1
            seen["through"] += offered != tag
    if name == "measured in part":
        assert seen.pop("through") == 0
    assert min(seen.values()) > 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_every_gate_answers_for_a_pair_that_it_alone_keeps_apart(case: Case) -> None:
    schools, profile, config, exclusions = case.run()
    asked = FinishedRanking(schools, profile, config, exclusions)
    why = explain_score(asked, *case.pair)
    assert why.gate == case.code
    assert (why.in_seekers_list, why.in_partners_list) == (None, None)
    assert why.beyond == 0  # the seeker has somebody else within the limit
    found = rank_pairs(schools, profile, config, exclusions=exclusions).matches
    assert case.pair not in set(zip(found["seeker_urn"], found["partner_urn"], strict=True))
    free, told, plain, _ = Case("").run()
    unchanged = explain_score(FinishedRanking(free, told, plain), SEEKER, PARTNER)
    assert unchanged.gate == ""
    assert unchanged.in_seekers_list is not None
    assert unchanged.in_seekers_list.of == 2


def test_the_first_gate_answers_where_there_are_several() -> None:
    pair = frozenset({(SEEKER, PARTNER)})
    case = Case(
        "beyond",
        seeker={"trust": "T", "phase": "Nursery"},
        partner={"trust": "T", "x": 500_000, "phase": "16 plus"},
        exclusions=Exclusions(existing=pair, excluded_pairs=pair),
    )
    schools, profile, config, exclusions = case.run()
    assert (
        explain_score(FinishedRanking(schools, profile, config, exclusions), *case.pair).gate
        == "beyond"
    )
    wide = replace(config, max_km=500.0)
    assert (
        explain_score(FinishedRanking(schools, profile, wide, exclusions), *case.pair).gate
        == "same_trust"
    )


@pytest.mark.parametrize("max_km", [3.0, 6.0])
def test_a_pair_shown_beyond_the_limit_has_the_rank_that_the_list_gives_it(max_km: float) -> None:
    schools, profile = random_england(120, seed=29, known=0.6, size_km=150)
    config = settings(max_km=max_km, beyond=3, k=2)
    asked = FinishedRanking(schools, profile, config)
    found = rank_pairs(schools, profile, config)
    far = found.matches[found.matches["beyond"] == 1]
    assert len(far) > 10
    for row in far.to_dict("records"):
        why = explain_score(asked, row["seeker_urn"], row["partner_urn"])
        assert (why.gate, why.beyond) == ("beyond", row["rank"])
        assert (why.score, why.distance_km) == (row["score"], row["distance_km"])
    listed = set(zip(far["seeker_urn"], far["partner_urn"], strict=True))
    partners = found.matches["partner_urn"].unique()
    for seeker in (*found.without_partner, *found.matches["seeker_urn"].unique()[:20]):
        for partner in partners:
            assert bool(explain_score(asked, seeker, partner).beyond) == (
                (seeker, partner) in listed
            )


def test_a_pair_that_passes_other_gates_is_beyond_and_one_that_does_not_is_not_shown() -> None:
    far = {"x": 500_000, "trust": "T", "role": "partner"}
    schools = schools_table(
        [{"urn": "1", "x": 400_000, "y": 400_000, "trust": "T"}, {"urn": "2", "y": 400_000, **far}]
    )
    why = explain_score(FinishedRanking(schools, profile_table(), settings()), "1", "2")
    assert (why.gate, why.beyond) == ("beyond", 0)


def test_a_school_without_a_place_has_no_score_even_where_all_else_is_known() -> None:
    """Without needs, and every seeker's area known, the run has no stand-ins at all."""
    here = {"x": 400_000, "y": 400_000}
    schools = schools_table(
        [
            {"urn": "1", **here},
            {"urn": "2", **here, "role": "partner", "kind": "independent"},
            {"urn": "3", "x": None, "y": None, "area_km": NAN},
            {"urn": "4", **here, "area_km": NAN, "role": "partner"},
        ]
    )
    asked = FinishedRanking(schools, profile_table(), settings())
    assert explain_score(asked, "1", "2").score == pytest.approx(0.6 + 0.4 * 2**-10)
    for seeker, gate in (("3", "unplaced"), ("4", "not_a_seeker")):
        why = explain_score(asked, seeker, "2")
        assert why.gate == gate
        assert math.isnan(why.score)
    with pytest.raises(KeyError):
        explain_score(asked, "1", "9")


def test_shuffled_rows_give_the_same_answers() -> None:
    schools, profile = random_england(120, seed=4, known=0.7, measured=0.4)
    config = settings(max_km=30)
    first = FinishedRanking(schools, profile, config)  # NaN is not itself: compared as text
    again = FinishedRanking(
        schools.sample(frac=1, random_state=1).reset_index(drop=True),
        profile.sample(frac=1, random_state=2),
        config,
    )
    rng = random.Random(3)
    urns = schools["urn"].tolist()
    for _ in range(200):
        pair = rng.choice(urns), rng.choice(urns)
        assert repr(explain_score(first, *pair)) == repr(explain_score(again, *pair))
        assert repr(need_coverage(first, *pair)) == repr(need_coverage(again, *pair))


@given(
    parts=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    total=st.one_of(st.none(), st.integers(0, 2000).map(lambda n: n / 2000)),
)
def test_rounded_parts_add_up_to_the_rounded_total(parts: list[float], total: float | None) -> None:
    scale = math.fsum(parts)
    whole = min(scale, 1.0) if total is None else total
    assume(scale > 0)
    parts = [part * whole / scale for part in parts]
    found = round_to_sum(parts, math.fsum(parts))
    assert sum(Decimal(three_decimals(own)) for own in found) == Decimal(
        three_decimals(math.fsum(parts))
    )
    for part, own in zip(parts, found, strict=True):
        assert abs(part - own) <= 1e-3


class Average(Brute):
    """The run with one seeker whose data are the average: each term that its own data
    would decide is the mean of its pair of kinds, and known."""

    seeker = ""

    def term(self, term: str, i: str, j: str) -> tuple[float, float, float]:
        if i != self.seeker or term not in ("gives", "gains") or term not in self.typical:
            return super().term(term, i, j)
        kinds = self.schools[i]["kind"], self.schools[j]["kind"]
        by_kinds, overall = self.typical[term]
        return by_kinds.get(kinds, overall), 1.0, 1.0

    def be_average(self, seeker: str) -> None:
        self.prepare()
        self.typical = {t: (dict(self.means[t]), self.overall[t]) for t in self.means}
        self.seeker = seeker


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(4, 60),
    known_of=st.floats(0.2, 1),
    measured=st.sampled_from([0.0, 0.4, 1.0]),
    data=st.data(),
)
def test_having_no_data_never_ranks_a_school_above_one_with_average_data(
    seed: int, count: int, known_of: float, measured: float, data: st.DataObject
) -> None:
    """Removing a school's data never raises its own rank with a partner above the rank it
    had with average data."""
    schools, profile = random_england(count, seed, known=known_of, size_km=30, measured=measured)
    config = settings(max_km=60)
    everybody = Brute(schools, profile, config)
    seekers = [u for u in everybody.seekers if any(everybody.may_meet(u, p)
                                                   for p in everybody.partners)]  # fmt: skip
    assume(seekers)
    seeker = data.draw(st.sampled_from(seekers))
    without: pd.DataFrame = profile[profile["urn"] != seeker].reset_index(drop=True)
    average = Average(schools, without, config)
    average.be_average(seeker)
    average.k = count
    stand_ins = average.means
    asked = FinishedRanking(schools, without, config)
    for partner in average.partners:
        if average.may_meet(seeker, partner):
            place = explain_score(asked, seeker, partner).in_partners_list
            order = [urn for urn, _ in average.best(partner, "partner")]
            assert place is not None
            assert place.rank >= order.index(seeker) + 1
            assert place.of == len(order)
    # A school of average data leaves the average where it is: the comparison is a fair one.
    average.prepare()
    for term, (by_kinds, _) in average.typical.items():
        for kinds, mean in by_kinds.items():
            assert average.means[term][kinds] == pytest.approx(mean, abs=1e-9)
        assert stand_ins[term] == by_kinds
