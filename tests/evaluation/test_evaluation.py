"""A small seeded share of benchmarks/evaluate.py: known effects are found, none is invented."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from panels import AFTER, BEFORE, COVARIATES, simulate

from matcher.core.errors import SettingError
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.effect.effect_size import EffectSize
from matcher.evaluation.effect.sensitivity import Sensitivity, e_value
from matcher.evaluation.effect.with_replacement import abadie_imbens
from matcher.evaluation.evaluation import compare
from matcher.evaluation.matching.prepare import Options
from matcher.evaluation.report.facts import as_dict
from matcher.evaluation.report.page import page_body
from matcher.evaluation.report.table import schools_table
from matcher.evaluation.report.text import lines

OPTIONS = Options(COVARIATES, exact=("phase",))


def run(seed: int, effect: float, options: Options = OPTIONS) -> Comparison:
    panel, schools, mine = simulate(seed, effect)
    return compare(panel, schools, mine, "progress", BEFORE, AFTER, options)


def test_a_known_effect_is_found() -> None:
    """Where low results of two years make schools join, the estimate that is matched on them is
    right; the others are not, and the range of all holds the truth. An effect of another size
    only moves all of it (below)."""
    found = [run(seed, 0.5) for seed in range(40)]
    errors = np.array([[one.estimate.effect - 0.5 for one in run.estimates] for run in found])
    reach = 3 * errors.std(axis=0, ddof=1) / len(errors) ** 0.5
    assert abs(errors[:, 0].mean()) < reach[0] and errors[:, 2].mean() > reach[2]
    covered = sum(one.ranges.if_alike.low <= 0.5 <= one.ranges.if_alike.high for one in found)
    assert covered >= 34  # 38 or more expected; fewer than 34 has a chance of 1 in 70
    assert all(one.balance.reached and one.without[1].reached for one in found)


def test_every_estimate_is_of_the_same_schools() -> None:
    """Within a caliper fewer find a match with the outcome before than without it."""
    found = run(3, 0.0, dataclasses.replace(OPTIONS, caliper=0.9))
    assert {one.estimate.sets for one in found.estimates} == {found.effect.sets}
    assert found.effect.sets < 40 and found.without is not None
    with_it, without = found.matched, found.without[0]
    assert {*with_it.pairs["treated"]} == {*without.pairs["treated"]}
    assert with_it.unmatched == without.unmatched and len(with_it.unmatched) == 40 - found.raw.sets
    # MatchIt's own way leaves its pairs as they are.
    theirs = run(3, 0.0, dataclasses.replace(OPTIONS, caliper=0.9, like_matchit=True))
    assert theirs.without is not None
    assert {*theirs.without[0].pairs["treated"]} <= {*theirs.matched.pairs["treated"]}


@pytest.mark.parametrize("replace", [True, False])
def test_by_few_trusts_it_says_how_its_intervals_are_made(replace: bool) -> None:
    panel, schools, mine = simulate(3, 0.0)
    trusts = {urn: f"Trust {at % 8}" for at, urn in enumerate(mine)}
    schools = schools.assign(trust=schools["urn"].map(trusts).fillna("Trust " + schools["urn"]))
    options = dataclasses.replace(OPTIONS, replace=replace)
    about = compare(panel, schools, mine, "progress", BEFORE, AFTER, options)
    told = "\n".join(lines(about))
    assert about.clusters.wild and "wild cluster bootstrap" in told
    assert ("some serve several times, are by Student's t" in told) == replace
    by_t = [
        one.estimate.effect - one.estimate.low
        == pytest.approx(one.estimate.high - one.estimate.effect)
        for one in about.estimates
    ]
    assert by_t[:2] == [replace] * 2 and not any(by_t[2:])


def test_a_shift_of_the_treated_shifts_the_effect_by_as_much() -> None:
    """Matching looks at nothing after the start, so an added effect is found whole."""
    none, some = run(3, 0.0), run(3, 2.0)
    assert some.matched.pairs.equals(none.matched.pairs)
    assert some.effect.effect - none.effect.effect == pytest.approx(2.0)
    assert some.effect.se == pytest.approx(none.effect.se)
    assert some.verdict.nesta == 3 and "better" in some.verdict.headline


@pytest.mark.parametrize(
    "options",
    [
        dataclasses.replace(OPTIONS, replace=True, ratio=2),
        dataclasses.replace(OPTIONS, distance="propensity", ratio=1),
        dataclasses.replace(OPTIONS, exact=("phase", "region"), caliper=1.0, exchange=False),
    ],
)
def test_every_way_of_matching_gives_an_account(options: Options) -> None:
    found = run(5, 0.5, options)
    assert abs(found.effect.effect - 0.5) < 0.8
    json.dumps(as_dict(found), allow_nan=False)
    assert len(lines(found)) > 10 and len(page_body(found)) > 10
    table = schools_table(found, {})
    pairs, heads = found.matched.pairs, found.matched.pairs["treated"].nunique()
    assert len(table) == heads + len(pairs)
    assert table.loc[table["role"] == "comparison", "weight"].sum() == pytest.approx(heads)
    own = table[table["role"] == "comparison"].merge(
        table.loc[table["role"] == "partnership", ["set", "urn"]], on="set"
    )
    told = set(zip(own["urn_y"], own["urn_x"], own["k"], own["distance"], strict=True))
    assert told == set(
        zip(pairs["treated"], pairs["control"], pairs["k"], pairs["distance"], strict=True)
    )


def test_schools_that_serve_several_times_have_the_variance_of_abadie_and_imbens() -> None:
    found = run(5, 0.5, dataclasses.replace(OPTIONS, replace=True, ratio=2))
    values = found.outcomes
    moved = (values[list(AFTER)].mean(axis=1) - values[list(BEFORE)].mean(axis=1)).to_numpy()
    own = abadie_imbens(found.units, found.matched, moved, adjust=True, exact=("phase",))
    assert found.estimates[0].estimate == own


def test_the_order_of_rows_changes_nothing() -> None:
    panel, schools, mine = simulate(8, 0.5)
    one = compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS)
    other = compare(
        panel.sample(frac=1, random_state=1), schools.sample(frac=1, random_state=2), mine[::-1],
        "progress", AFTER[:0] + BEFORE[::-1], AFTER[::-1], OPTIONS,
    )  # fmt: skip
    assert as_dict(one) == as_dict(other)
    assert lines(one) == lines(other) and page_body(one) == page_body(other)


def test_what_is_not_known_is_left_out_and_named() -> None:
    panel, schools, mine = simulate(2, 0.5)
    gone = (panel["urn"] == mine[0]) & (panel["year_starting"] == 2018)
    panel.loc[gone, "progress"] = np.nan
    schools.loc[schools["urn"] == mine[1], "fsm_pct"] = np.nan
    found = compare(panel, schools, [*mine, "999999"], "progress", BEFORE, AFTER, OPTIONS)
    why = {one.unit: one.why for one in found.excluded if one.treated}
    assert why == {
        mine[0]: "not known: progress in 2018/19",
        mine[1]: "not known: pupils eligible for free school meals (%)",
        "999999": "not in the register: closed? --links FILE finds its successor",
    }
    assert found.effect.sets == 38
    assert "38 of 41 schools" in " ".join(lines(found))
    assert any("3 schools" in caution for caution in found.verdict.cautions)


def test_what_tells_the_groups_apart_without_fail_is_told_so() -> None:
    """0.1 summed up forty times leaves a spread of 1e-17, over which any difference is huge."""
    panel, schools, mine = simulate(3, 0.5)
    schools["fsm_pct"] = np.where(schools["urn"].isin(mine), 0.1, 0.7)
    found = compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS)
    told = "pupils eligible for free school meals (%) tells the two groups apart without fail"
    assert told in found.verdict.headline
    assert "00000000" not in " ".join(lines(found))


def test_without_any_spread_there_is_no_effect_size() -> None:
    """Two years after, in which all of either side are equal."""
    size = EffectSize(*[float("nan")] * 3, 0.0, of_pupils=False)
    found = dataclasses.replace(
        run(3, 2.0), size=size, sensitivity=Sensitivity(((1.0, 0.01),), 2.0, *[float("nan")] * 2)
    )
    assert "nan" not in " ".join(lines(found)) and "more than 2.00 times" in " ".join(lines(found))


def test_a_drift_before_is_seen() -> None:
    panel, schools, mine = simulate(4, 0.0)
    late = panel["urn"].isin(mine) & (panel["year_starting"] >= 2016)
    panel.loc[late, "progress"] += 2.0
    found = compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS)
    assert found.trends is not None and found.trends.drifted
    assert found.trends.slope.effect == pytest.approx(2.0, abs=1.0)
    assert any("moving apart before" in reason for reason in found.verdict.reasons)
    assert found.verdict.direction == "cannot tell"


def test_the_outcome_before_is_matched_on_once_and_once_not() -> None:
    """Whether it is named among the covariates or not."""
    named, unnamed = run(6, 0.5), run(6, 0.5, replace_covariates(COVARIATES[1:]))
    assert as_dict(named) == as_dict(unnamed)
    assert "progress_2015" in set(named.balance.table["covariate"])
    assert "progress_2015" not in set(named.without[1].table["covariate"])
    alone = run(6, 0.5, Options(("progress",)))
    assert alone.without is None
    assert [one.key for one in alone.estimates] == [
        "matched_prior", "doubly_robust", "trend_adjusted", "without_last_year", "level_adjusted",
    ]  # fmt: skip
    # With nothing to be alike in, it is the plain difference in differences.
    values, own = alone.outcomes, alone.units.treated
    change = values[list(AFTER)].mean(axis=1) - values[list(BEFORE)].mean(axis=1)
    assert alone.effect.effect == pytest.approx(change[own].mean() - change[~own].mean())


def test_matchits_way_matches_by_what_is_named_alone() -> None:
    theirs = dataclasses.replace(OPTIONS, covariates=COVARIATES[1:], like_matchit=True)
    found = run(6, 0.5, theirs)
    assert not any("progress" in name for name in found.balance.table["covariate"])
    assert found.without is None and found.estimates[0].key == "matched"


def test_the_change_of_the_schools_alone_is_by_what_they_share() -> None:
    panel, schools, mine = simulate(3, 2.0)
    place = {urn: f"Trust {at % 8}" for at, urn in enumerate(mine)}
    table = schools.assign(trust=[place.get(urn, urn) for urn in schools["urn"]])
    own = compare(panel, table, mine, "progress", BEFORE, AFTER, OPTIONS).own_change
    plain = run(3, 2.0).own_change
    assert (own.effect, own.df, plain.df) == (plain.effect, pytest.approx(7.0), 39)
    assert own.se != pytest.approx(plain.se)


def replace_covariates(names: tuple[str, ...]) -> Options:
    return dataclasses.replace(OPTIONS, covariates=names)


def test_schools_of_few_trusts_share_their_luck() -> None:
    panel, schools, mine = simulate(3, 2.0)
    place = {urn: at for at, urn in enumerate(mine)}
    trusts = [f"Trust {place[urn] % 5}" if urn in place else urn for urn in schools["urn"]]
    found = compare(panel, schools.assign(trust=trusts), mine, "progress", BEFORE, AFTER, OPTIONS)
    assert (found.clusters.level, found.clusters.count) == ("trust", 5)
    assert found.effect.df == pytest.approx(found.clusters.effective - 1)
    assert "its schools are of 5 trusts" in found.verdict.headline
    none = dataclasses.replace(OPTIONS, cluster="none")
    plain = compare(panel, schools.assign(trust=trusts), mine, "progress", BEFORE, AFTER, none)
    assert plain.clusters.level == "matched sets" and plain.verdict.direction == "better"
    eight = [f"Trust {place[urn] % 8}" if urn in place else urn for urn in schools["urn"]]
    wild = compare(panel, schools.assign(trust=eight), mine, "progress", BEFORE, AFTER, OPTIONS)
    assert wild.clusters.wild and wild.effect.low < wild.effect.effect < wild.effect.high
    middle = (wild.effect.low + wild.effect.high) / 2
    assert middle != pytest.approx(wild.effect.effect, abs=1e-6)  # by signs, not by Student's t


def test_what_an_unseen_difference_would_have_to_be_is_told_of_an_effect_alone() -> None:
    clear, none = run(3, 2.0), run(3, 0.0)
    assert none.ranges.told.spans_zero and none.sensitivity is None
    assert clear.sensitivity is not None and clear.trends is not None
    assert clear.ranges.told.nearer < clear.ranges.if_alike.nearer
    sd = abs(clear.size.low) / clear.ranges.told.nearer
    assert clear.sensitivity.e_limit == pytest.approx(e_value(clear.ranges.told.nearer * sd))
    # Where a trend could explain it all, something unseen need not; how large one, is told.
    doubted = run(3, 0.9)
    assert doubted.ranges.told.spans_zero and not doubted.ranges.if_alike.spans_zero
    assert doubted.sensitivity is None and doubted.trends and doubted.trends.breakdown
    assert as_dict(doubted)["range"]["if_alike"]["low"] == doubted.ranges.if_alike.low
    by_pupils = run(3, 2.0, dataclasses.replace(OPTIONS, pupil_sd=9.0))
    assert by_pupils.sensitivity == clear.sensitivity  # whatever effects are told in
    assert by_pupils.size.g != clear.size.g


def test_a_share_of_the_partnership_is_no_claim_about_it() -> None:
    panel, schools, mine = simulate(3, 2.0)
    gone = panel["urn"].isin(mine[:20]) & (panel["year_starting"] == 2018)
    panel.loc[gone, "progress"] = np.nan
    told = compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS).verdict
    assert told.headline.startswith("The 20 of 40 schools of the partnership")
    assert told.direction == "better" and told.nesta == 2
    assert any("20 of its 40 schools" in step for step in told.next_steps)


def test_an_outcome_of_which_less_is_better() -> None:
    panel, schools, mine = simulate(3, -2.0)
    options = dataclasses.replace(OPTIONS, less_is_better=True)
    told = compare(panel, schools, mine, "progress", BEFORE, AFTER, options).verdict
    harm = compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS).verdict
    assert (told.direction, told.nesta) == ("better", 3) and "less is better" in told.headline
    assert (harm.direction, harm.nesta) == ("worse", 1)


def test_few_schools_are_too_few() -> None:
    panel, schools, mine = simulate(4, 3.0)
    found = compare(panel, schools, mine[:4], "progress", BEFORE, AFTER, OPTIONS)
    assert not found.is_adjusted
    assert "only 4 schools" in found.verdict.headline
    assert found.few and found.sensitivity is None
    plain = as_dict(found)
    assert plain["size"] is None and plain["sensitivity"] is None
    assert "Size:" not in "\n".join(lines(found))
    with pytest.raises(SettingError, match="one school alone"):
        compare(panel, schools, mine[:1], "progress", BEFORE, AFTER, OPTIONS)
    three = [mine[0], "999998", "999999"]
    with pytest.raises(
        SettingError, match="chance; of 3 schools of the partnership 1 is left"
    ) as e:
        compare(panel, schools, three, "progress", BEFORE, AFTER, OPTIONS)
    assert "999999: not in the register: closed? --links FILE finds" in e.value.hint


@pytest.mark.parametrize(
    ("outcome", "before", "after", "words"),
    [
        ("weather", BEFORE, AFTER, "no column weather"),
        ("progress", AFTER, BEFORE, "before those after"),
        ("progress", (2010,), AFTER, "no figures of 2010/11"),
        ("progress", (), AFTER, "before those after"),
    ],
)
def test_a_question_without_meaning_is_refused(
    outcome: str, before: tuple[int, ...], after: tuple[int, ...], words: str
) -> None:
    panel, schools, mine = simulate(4, 0.0)
    with pytest.raises(SettingError, match=words):
        compare(panel, schools, mine, outcome, before, after, OPTIONS)


def test_one_year_before_has_no_trend() -> None:
    panel, schools, mine = simulate(4, 0.5)
    found = compare(panel, schools, mine, "progress", (2016,), AFTER, OPTIONS)
    assert found.trends is None and found.verdict.direction == "cannot tell"
    huge = compare(*simulate(4, 9.0), "progress", (2016,), AFTER, OPTIONS).verdict
    assert "one year before cannot show" in huge.headline and huge.nesta == 2
    json.dumps(as_dict(found), allow_nan=False)
    assert isinstance(schools_table(found, {}), pd.DataFrame)


def test_schools_picked_for_a_bad_year_are_told_so_first() -> None:
    """The luck of one year is the likelier reason, and not a way that they were on."""
    panel, schools, mine = simulate(4, 0.0)
    low = panel["urn"].isin(mine) & (panel["year_starting"] == BEFORE[-1])
    panel.loc[low, "progress"] -= 3.0
    found = compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS)
    assert found.trends is not None and found.trends.drifted
    assert "the year just before was unusually low for its schools" in found.verdict.headline
    text = "\n".join(lines(found))
    assert "one unusual year" in text and "Carried on" not in text
    assert any("moving apart before" in reason for reason in found.verdict.reasons)
