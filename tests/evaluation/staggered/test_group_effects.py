"""Partnerships that began in different years: an independent package, and a known effect."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from panels import AFTER, BEFORE, COVARIATES, simulate

from matcher.core.errors import SettingError
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.effect.clusters import BY_SET
from matcher.evaluation.effect.doubly_robust import doubly_robust
from matcher.evaluation.evaluation import compare
from matcher.evaluation.matching.prepare import Options
from matcher.evaluation.matching.units import Floats, Units
from matcher.evaluation.report.facts import as_dict
from matcher.evaluation.report.page import page_body
from matcher.evaluation.report.text import lines
from matcher.evaluation.staggered.group_effects import (
    changes_of_sets,
    effects_of_starts,
    members,
    years_from_start,
)
from matcher.evaluation.staggered.start_groups import (
    StartGroup,
    StartGroups,
    refuse_mixed_years,
    start_groups,
)
from matcher.jobs.evaluation.by_start import compare_by_start

OPTIONS = Options(COVARIATES, exact=("phase",))
YEARS = (*BEFORE, *AFTER)


def made() -> tuple[Units, pd.DataFrame, Mapping[str, int | None]]:
    """240 schools in three years, of which 14 began in 2017/18 and 22 in 2018/19."""
    rng = np.random.default_rng(11)
    fsm, size = np.clip(20 + 10 * rng.normal(size=240), 0, None), rng.normal(size=240)
    order = np.argsort(-(0.04 * fsm - 0.5 * size + rng.gumbel(size=240)), kind="stable")
    start = np.zeros(240, dtype=int)
    start[order[:14]], start[order[14:36]] = 2017, 2018
    level = rng.normal(size=240) - 0.05 * fsm
    years = {
        year: level + 0.02 * (year - 2016) * fsm + 0.3 * (year - 2016) * size
        + rng.normal(size=240) + 0.5 * ((start > 0) & (year >= start))
        for year in (2016, 2017, 2018)
    }  # fmt: skip
    urns = tuple(str(100_000 + at) for at in range(240))
    units = Units(urns, start > 0, pd.DataFrame({"fsm_pct": fsm, "size": size}))
    starts = {urn: int(year) for urn, year in zip(urns, start, strict=True) if year}
    return units, pd.DataFrame(years), starts


def se(influence: Floats) -> Floats:
    found: Floats = np.sqrt((influence**2).sum(axis=0))
    return found


def test_group_time_effects_are_those_of_an_independent_package() -> None:
    """csdid 0.4.3 on drdid 1.1.7: ATTgt(xformla="y~fsm+size_", control_group="nevertreated"),
    fit(est_method="dr"), aggte(typec="group"), without the bootstrap."""
    units, outcomes, starts = made()
    groups = start_groups(starts, [2016, 2017, 2018]).groups
    whole = effects_of_starts(units, units.treated, outcomes, groups, ())
    assert whole.effects == pytest.approx([0.55369500423838], abs=1e-6)
    assert se(whole.influence) == pytest.approx([0.23803247757224436], abs=1e-6)
    expected = {
        2017: ((0.4330906970652234, 0.38098868400780705), (0.39996987, 0.31803258)),
        2018: ((0.6470211129577484,), (0.33226537,)),
    }
    for group in groups:
        base = outcomes[group.before[-1]].to_numpy()
        late = outcomes[list(group.after)].to_numpy() - base[:, None]
        told = doubly_robust(units, members(units, group), late, ())
        effects, errors = expected[group.start]
        assert told.effects == pytest.approx(effects, abs=1e-6)
        assert se(told.influence) == pytest.approx(errors, abs=1e-6)


def test_each_school_weighs_alike_and_one_start_is_what_it_was() -> None:
    units, outcomes, starts = made()
    groups = start_groups(starts, [2016, 2017, 2018]).groups
    whole = effects_of_starts(units, units.treated, outcomes, groups, ())
    assert whole.share[units.treated] == pytest.approx(1 / 36)
    assert whole.influence.sum(axis=0) == pytest.approx([0], abs=1e-9)
    assert years_from_start(groups) == (
        (-1.0,), (pytest.approx(14 / 36 * 0.5),)
    )  # fmt: skip
    one = StartGroup(2017, tuple(starts), (2016,), (2017, 2018))
    alone = effects_of_starts(units, units.treated, outcomes, [one], ())
    moved = outcomes[[2017, 2018]].mean(axis=1) - outcomes[2016]
    plain = doubly_robust(units, units.treated, moved.to_numpy()[:, None], ())
    assert alone.estimate(0, BY_SET) == plain.estimate(0, BY_SET)


def test_every_school_has_the_years_of_its_start() -> None:
    starts = {
        "1": 2017,
        "2": 2017,
        "3": 2018,
        "4": 2018,
        "5": None,
        "6": 2015,
        "7": 2020,
        "8": 2016,
    }
    found = start_groups(starts, [2018, 2015, 2016, 2017, 2019])
    assert [(one.start, one.schools, one.before, one.after) for one in found.groups] == [
        (2017, ("1", "2"), (2015, 2016), (2017, 2018, 2019)),
        (2018, ("3", "4"), (2016, 2017), (2018, 2019)),
    ]
    assert found.left_out == {
        "5": "nobody says when its partnership began",
        "6": "its partnership began in 2015/16: no year is before that",
        "7": "its partnership began in 2020/21, after all of these years",
        "8": "the only one whose partnership began in 2016/17",
    }
    with pytest.raises(SettingError, match="no two schools"):
        start_groups({"1": 2017, "2": 2018}, [2016, 2017, 2018])


def test_years_that_are_not_before_and_after_for_all_are_refused_by_name() -> None:
    refuse_mixed_years([2017, 2017], (2015, 2016), (2017, 2018))
    with pytest.raises(SettingError) as caught:
        refuse_mixed_years([2016, 2017, 2018], (2015, 2016), (2017, 2018))
    said = str(caught.value)
    assert "2016/17 is no year before for those that began in 2016/17 (1)" in said
    assert "2017/18 is no year after for those that began in 2018/19 (1)" in said
    assert "--by-start" in caught.value.hint and "before 2016/17" in caught.value.hint


def staggered(
    seed: int, effect: float, options: Options = OPTIONS, years: tuple[int, ...] = YEARS
) -> tuple[Comparison, Comparison]:
    """Half begin in 2017/18 and half in 2018/19, with an effect from then on: compared each from
    its start, and all as if they had begun in 2017/18."""
    panel, schools, mine = simulate(seed, 0.0)
    starts = {urn: 2017 + at % 2 for at, urn in enumerate(mine)}
    began = panel["urn"].map(starts)
    panel.loc[panel["year_starting"] >= began, "progress"] += effect
    by_start = compare_by_start(panel, schools, mine, starts, "progress", years, options)
    return by_start, compare(panel, schools, mine, "progress", BEFORE, AFTER, options)


def test_a_known_effect_is_found_where_one_year_for_all_takes_it_for_smaller() -> None:
    found = [staggered(seed, 2.0) for seed in range(5)]
    own, one_year = (np.array([pair[at].effect.effect for pair in found]) - 2.0 for at in (0, 1))
    assert abs(own.mean()) < 3 * own.std(ddof=1) / 5**0.5
    # Of half the schools one of the two years after was none of a partnership.
    assert (one_year - own).mean() == pytest.approx(-0.5, abs=0.15)
    covered = sum(pair[0].effect.low <= 2.0 <= pair[0].effect.high for pair in found)
    assert covered >= 4
    for about, _ in found:
        for one in about.estimates[:2]:  # the matched ones too
            assert abs(one.estimate.effect - 2.0) < 1.0
        assert [each.start for each in about.by_start] == [2017, 2018]


def test_an_added_effect_is_found_whole_by_every_estimate() -> None:
    none, some = staggered(3, 0.0)[0], staggered(3, 5.0)[0]
    assert some.matched.pairs.equals(none.matched.pairs)
    for one, other in zip(none.estimates, some.estimates, strict=True):
        assert other.estimate.effect - one.estimate.effect == pytest.approx(5.0), one.key
        assert other.estimate.se == pytest.approx(one.estimate.se)


def test_a_comparison_school_changes_in_the_years_of_its_own_pair() -> None:
    about = staggered(3, 0.0)[0]
    pairs = about.matched.pairs[["treated", "control"]]
    mine = sorted(pairs["treated"].unique())
    groups = [
        StartGroup(2017, tuple(mine[::2]), (2015, 2016), (2017, 2018)),
        StartGroup(2018, tuple(mine[1::2]), (2016, 2017), (2018,)),
    ]
    moved = changes_of_sets(about.units, about.matched, about.outcomes, groups)
    at = {urn: place for place, urn in enumerate(about.units.unit)}
    for treated, control in pairs.itertuples(index=False):
        group = groups[treated not in groups[0].schools]
        row = about.outcomes.iloc[at[control]]
        expected = row[list(group.after)].mean() - row[list(group.before)].mean()
        assert moved[at[control]] == pytest.approx(expected)


def test_it_is_told_by_start_and_the_order_of_rows_changes_nothing() -> None:
    panel, schools, mine = simulate(5, 0.0)
    starts: dict[str, int | None] = {urn: 2017 + at % 2 for at, urn in enumerate(mine)}
    starts[mine[0]] = None
    panel.loc[(panel["urn"] == mine[1]) & (panel["year_starting"] == 2018), "progress"] = np.nan
    one = compare_by_start(panel, schools, mine, starts, "progress", YEARS, OPTIONS)
    other = compare_by_start(
        panel.sample(frac=1, random_state=1), schools.sample(frac=1, random_state=2), mine[::-1],
        dict(reversed(starts.items())), "progress", YEARS[::-1], OPTIONS,
    )  # fmt: skip
    assert as_dict(one) == as_dict(other)
    json.dumps(as_dict(one), allow_nan=False)
    told = "\n".join(lines(one))
    assert "Began in 2017/18 (19 schools; before: 2015/16, 2016/17): " in told
    assert "Began in 2018/19 (19 schools; before: 2016/17, 2017/18): " in told
    assert f"Left out: {mine[0]}, nobody says when its partnership began" in told
    assert f"Left out: {mine[1]}, not known: progress in 2018/19" in told
    assert told.splitlines()[0].endswith(", each from its own start, in 2015/16 to 2018/19?")
    cost = (
        "Each school is given as many years before as the earliest start, 2017/18, has. Leaving "
        "out its 19 schools would bring 3 years before in place of 2; 19 schools would be left."
    )
    assert cost in told and cost in "\n".join(page_body(one))
    assert "<bdi>Years before</bdi>" in "\n".join(page_body(one))
    assert "By the year in which they began" in "\n".join(page_body(one))
    assert one.schools == 40 and not {mine[0]} & {*one.matched.pairs["control"]}


def test_a_start_of_few_trusts_has_no_interval() -> None:
    """What eight schools of one trust share looks like an effect in any interval of theirs."""
    panel, schools, mine = simulate(5, 0.0)
    starts = {urn: 2017 if at < 8 else 2018 for at, urn in enumerate(mine)}
    of_one = schools["urn"].isin(mine[:8])
    schools = schools.assign(trust=np.where(of_one, "Trust", "Trust " + schools["urn"]))
    about = compare_by_start(panel, schools, mine, starts, "progress", YEARS, OPTIONS)
    early, late = about.by_start
    assert early.too_few == "trusts" and not late.too_few
    for one in (early.effect, *(of for _, of in early.by_year)):
        assert np.isfinite(one.effect) and np.isnan([one.low, one.high, one.p, *one.inner]).all()
    assert np.isfinite([late.effect.low, late.effect.high, late.effect.p]).all()
    told, data = "\n".join(lines(about)), as_dict(about)["by_start"][0]
    assert (
        "Began in 2017/18 (8 schools; before: 2015/16, 2016/17): "
        f"{early.effect.effect:+.2f} (too few trusts to tell" in told
    )
    assert data["effect"]["low"] is None and data["by_year"][0]["effect"]["p"] is None
    assert "too few trusts to tell" in "\n".join(page_body(about))


def test_within_a_caliper_a_start_is_of_the_schools_that_were_compared() -> None:
    about = staggered(3, 0.0, Options(COVARIATES, exact=("phase",), caliper=1.5))[0]
    assert sum(one.schools for one in about.by_start) == about.effect.sets < 40


def test_what_cannot_be_done_by_start_is_refused() -> None:
    panel, schools, mine = simulate(5, 0.0)
    starts = {urn: 2017 + at % 2 for at, urn in enumerate(mine)}

    def ask(treated: list[str], own: Mapping[str, int | None], **changes: bool) -> None:
        options = Options(COVARIATES, exact=("phase",), **changes)  # type: ignore[arg-type]
        compare_by_start(panel, schools, treated, own, "progress", YEARS, options)

    with pytest.raises(SettingError, match="takes each comparison school once"):
        ask(mine, starts, replace=True)
    with pytest.raises(SettingError, match="no partnership says when it began"):
        ask(mine, {})
    with pytest.raises(SettingError, match="8 schools can be compared so, fewer than 10"):
        ask(mine[:8], starts)


def test_groups_know_their_years() -> None:
    groups = StartGroups(start_groups({"1": 2017, "2": 2017}, YEARS).groups, {})
    assert (groups.schools, groups.common_before, groups.years) == (("1", "2"), BEFORE, YEARS)
