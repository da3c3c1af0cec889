"""One to nine schools are placed among like schools; no average effect is ever told of them."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from panels import AFTER, BEFORE, COVARIATES, simulate

from matcher.core.errors import SettingError
from matcher.evaluation.few.few_schools import FewSchools, few_schools
from matcher.evaluation.few.like_schools import LIKE, LikeSchools
from matcher.evaluation.few.page import page_body
from matcher.evaluation.few.placement import place, place_together
from matcher.evaluation.few.report import as_dict, lines, schools_table
from matcher.evaluation.few.words import few_verdict
from matcher.evaluation.matching.prepare import Options

OPTIONS = Options(COVARIATES, exact=("phase",))


def picture(seed: int, effect: float, count: int, options: Options = OPTIONS) -> FewSchools:
    panel, schools, mine = simulate(seed, effect)
    panel = panel[~panel["urn"].isin(mine[count:])]  # to whom the same was done
    return few_schools(panel, schools, mine[:count], "progress", BEFORE, AFTER, options)


def test_a_place_is_what_counting_says() -> None:
    """Against least squares that leave the school out, and a count in words of one syllable."""
    rng = np.random.default_rng(3)
    figures = rng.normal(size=(60, 3))
    change = figures @ np.array([-0.5, 0.2, 0.0]) + rng.normal(size=60)
    all_others = np.array([at for at in range(60) if at != 7])
    group = LikeSchools(7, all_others, np.zeros(59), all_others)
    found, gaps = place(group, change, figures, figures[:, :1])
    rows = group.all
    design = np.column_stack([np.ones(60), figures[rows]])
    others = np.linalg.lstsq(design[1:], change[rows][1:], rcond=None)[0]
    assert found.expected == pytest.approx(design[0] @ others)
    assert gaps[0] == pytest.approx(found.gap) == pytest.approx(change[7] - found.expected)
    hat = design @ np.linalg.pinv(design)
    scaled = (change[rows] - hat @ change[rows]) / np.sqrt(1 - np.diag(hat))
    assert found.as_far == sum(abs(one) >= abs(scaled[0]) for one in scaled[1:])
    assert found.p == (found.as_far + 1) / 60
    assert found.more == sum(change[at] > change[7] for at in range(60) if at != 7)
    assert found.more + found.less == 59


def test_too_few_like_schools_for_all_figures_leave_the_outcome_before() -> None:
    rng = np.random.default_rng(4)
    figures, change = rng.normal(size=(25, 8)), rng.normal(size=25)
    group = LikeSchools(0, np.arange(1, 25), np.zeros(24), np.arange(1, 25))
    found, _ = place(group, change, figures, figures[:, :2])
    line = np.polyfit(figures[1:, :2].mean(axis=1), change[1:], 1)
    assert found.expected == pytest.approx(np.polyval(line, figures[0, :2].mean()))


def test_several_stand_out_where_one_does_not() -> None:
    gaps = [np.concatenate([[1.5], np.random.default_rng(at).normal(size=100)]) for at in range(9)]
    one = dataclasses.replace(picture(1, 0.0, 1).placed[0].placement, change=1.5, expected=0.0)
    alone, all_nine = (place_together([one] * len(own), own, seed=1) for own in (gaps[:1], gaps))
    assert alone.p > 0.05 > all_nine.p
    assert alone.p == pytest.approx(np.mean(np.abs(gaps[0]) >= 1.5), abs=0.03)
    assert all_nine == place_together([one] * 9, gaps, seed=1)


def test_chance_sets_one_in_twenty_apart_and_low_results_rise_by_themselves() -> None:
    """Of the lowest, whose own change is no effect of anything."""
    p, left, moved = [], [], []
    for seed in range(15):
        panel, schools, _ = simulate(seed, 0.0)
        early = panel[panel["year_starting"].isin(BEFORE)].groupby("urn")["progress"].mean()
        lowest = list(early.sort_values().index[:25])
        drawn = list(np.random.default_rng(seed).choice(lowest, 8, replace=False))
        found = few_schools(panel, schools, drawn, "progress", BEFORE, AFTER, OPTIONS)
        p += [one.placement.p for one in found.placed]
        left.append(found.gap)
        moved.append(np.mean([one.placement.change for one in found.placed]))
    assert sum(one <= 0.05 for one in p) <= 14  # 6 of 120 expected
    assert np.mean(moved) > 0.6
    assert abs(np.mean(left)) < 3 * np.std(left, ddof=1) / 15**0.5 < 0.5


def test_schools_of_another_phase_are_neither_counted_nor_compared_with() -> None:
    """Their figures are of another kind: to them the lowest primary is the lowest of all."""
    panel, schools, mine = simulate(3, 0.0)
    schools.loc[schools.index >= 300, "phase"] = "Secondary"
    secondary = panel["urn"].isin(schools["urn"][300:])
    panel.loc[secondary, "progress"] += 100.0
    primary = {*schools["urn"][:300]} - {*mine}
    early = panel[panel["year_starting"].isin(BEFORE)].groupby("urn")["progress"].mean()
    high = early[list(primary)].idxmax()
    found = few_schools(panel, schools, [high], "progress", BEFORE, AFTER, OPTIONS)
    assert found.placed[0].stood == "high"  # of the primaries; the secondaries are all higher
    assert found.pool == 299
    told = as_dict(found, few_verdict(found))
    assert told["comparison_pool"] == 299
    assert told["how"] == (
        "each among up to 100 schools outside the partnership, the nearest by Mahalanobis distance "
        "of the 299 that are equal in phase; 100 schools in all"
    )
    free = few_schools(
        panel, schools, [high], "progress", BEFORE, AFTER, Options(("progress", "pupils"))
    )
    assert (
        free.pool == 499
        and "distance of the 499; 100 schools in all" in as_dict(free, few_verdict(free))["how"]
    )


@pytest.mark.parametrize("count", [1, 4, 9])
def test_no_effect_however_large_is_called_better(count: int) -> None:
    found = picture(3, 50.0, count)
    verdict = few_verdict(found)
    assert (verdict.direction, verdict.is_conclusive) == ("cannot tell", False)
    assert "stood out from schools like" in verdict.headline
    assert "better" not in verdict.headline and "worse" not in verdict.headline
    assert found.p < 0.05 and found.gap > 40
    assert (found.together is None) == (count == 1)
    told = as_dict(found, verdict)
    json.dumps(told, allow_nan=False)
    assert "effect" not in told and told["verdict"]["nesta"] == (1 if count == 1 else 2)


def test_the_answer_of_one_school_is_what_is_left_once_the_expected_is_taken_off() -> None:
    """Not the plain rank, which flatters a school that stood low."""
    panel, schools, _ = simulate(6, 0.0)
    level = panel[panel["year_starting"].isin(BEFORE)].groupby("urn")["progress"].mean()
    lowest = [level.idxmin()]
    panel.loc[(panel["urn"] == lowest[0]) & panel["year_starting"].isin(AFTER), "progress"] += 1.0
    found = few_schools(panel, schools, lowest, "progress", BEFORE, AFTER, OPTIONS)
    place = found.placed[0].placement
    assert place.change > place.expected > 0
    verdict = few_verdict(found, lambda urn: f"School {urn}")
    assert verdict.headline == (
        f"School {lowest[0]} did not stand out from schools like it. It rose by {place.change:.2f},"
        f" and {place.expected:.2f} of that was to be expected of a school that stood so low "
        f"before; {place.as_far} of the 100 schools most like it ended as far from what was "
        f"expected of them, or farther (p = {place.p:.3f})."
    )
    assert f"{place.more} of the 100 rose by more" in " ".join(verdict.reasons)
    less = few_verdict(dataclasses.replace(found, less_is_better=True))
    assert f"{place.less} of the 100 fell, or rose by less" in " ".join(less.reasons)
    assert as_dict(found, verdict)["stood_out"] is False


@pytest.mark.parametrize(
    ("change", "expected", "words"),
    [
        (9.23, 4.76, "rose by 9.23, and 4.76 of that was to be expected"),
        (1.0, 4.76, "rose by 1.00, where a rise of 4.76 was to be expected"),
        (2.5, -0.4, "rose by 2.50, where a fall of 0.40 was to be expected"),
        (-2.5, -0.4, "fell by 2.50, and 0.40 of that was to be expected"),
    ],
)
def test_no_sign_has_to_be_reckoned_with(change: float, expected: float, words: str) -> None:
    found = picture(5, 0.0, 1)
    place = dataclasses.replace(found.placed[0].placement, change=change, expected=expected)
    placed = (dataclasses.replace(found.placed[0], placement=place),)
    assert words in few_verdict(dataclasses.replace(found, placed=placed)).headline


def test_what_stood_out_before_is_told_with_the_answer() -> None:
    panel, schools, mine = simulate(2, 0.0)
    own = panel["urn"].isin(mine[:4])
    panel.loc[own & (panel["year_starting"] == 2016), "progress"] -= 6.0
    panel.loc[own & panel["year_starting"].isin(AFTER), "progress"] += 9.0
    found = few_schools(panel, schools, mine[:4], "progress", BEFORE, AFTER, OPTIONS)
    headline = few_verdict(found).headline
    assert headline.startswith("The 4 schools together stood out from schools like them: higher")
    assert headline.endswith("and they stood out already in the year before the partnership.")


def test_the_first_screen_says_how_many_could_be_compared_and_with_all_there_are() -> None:
    panel, schools, mine = simulate(2, 0.0)
    schools.loc[schools["urn"] == mine[0], "fsm_pct"] = np.nan
    kept = [one for one in schools["urn"] if one not in mine][:41]
    schools = schools[schools["urn"].isin([*mine[:3], *kept])].assign(phase="All-through")
    found = few_schools(panel, schools, mine[:3], "progress", BEFORE, AFTER, OPTIONS)
    first = lines(found)[:4]
    assert first[1] == (
        "2 of the 3 schools could be compared (of 1 a figure is not known), each with the only 41 "
        "schools like it."
    )
    assert first[3].startswith("The 2 schools that could be compared did ")
    assert "most like it" not in "\n".join(lines(found))
    whole = lines(picture(5, 0.0, 2))
    assert whole[1] == "All 2 schools could be compared, each with the 100 schools most like it."


def test_the_order_of_rows_changes_nothing() -> None:
    panel, schools, mine = simulate(8, 0.5)
    one = few_schools(panel, schools, mine[:5], "progress", BEFORE, AFTER, OPTIONS)
    other = few_schools(
        panel.sample(frac=1, random_state=1), schools.sample(frac=1, random_state=2),
        mine[:5][::-1], "progress", BEFORE[::-1], AFTER[::-1], OPTIONS,
    )  # fmt: skip
    assert as_dict(one, few_verdict(one)) == as_dict(other, few_verdict(other))
    assert lines(one) == lines(other)
    assert page_body(one, few_verdict(one)) == page_body(other, few_verdict(other))


def test_equally_near_schools_are_not_taken_by_number() -> None:
    """Where nothing tells schools apart, the like ones are not the first of the register."""
    panel, schools, mine = simulate(2, 0.0)
    options = Options(("phase",), exact=("phase",))
    found = few_schools(panel, schools, mine[:1], "progress", BEFORE, AFTER, options)
    others = [one for one in found.units.unit if one != mine[0]]
    rank = np.mean([others.index(one) for one in found.comparison]) / len(others)
    assert 0.4 < rank < 0.6


def test_what_is_not_known_is_named_and_who_is_like_nobody_is_not_placed() -> None:
    panel, schools, mine = simulate(2, 0.0)
    schools.loc[schools["urn"] == mine[0], "fsm_pct"] = np.nan
    schools.loc[schools["urn"] == mine[1], "phase"] = "Secondary"
    found = few_schools(panel, schools, mine[:3], "progress", BEFORE, AFTER, OPTIONS)
    assert found.unplaced == (mine[1],) and [one.unit for one in found.placed] == [mine[2]]
    assert found.schools == 3
    told = "\n".join(lines(found))
    assert f"Left out: {mine[0]}, not known: pupils eligible for free school meals (%)" in told
    assert f"{mine[1]} is not placed: fewer than 19 schools are like it" in told
    assert "1 school of the partnership without figures" in told
    with pytest.raises(SettingError, match="fewer than 19 schools are like any"):
        few_schools(panel, schools, mine[1:2], "progress", BEFORE, AFTER, OPTIONS)


def test_a_school_beyond_all_like_it_is_named() -> None:
    panel, schools, mine = simulate(2, 0.0)
    schools.loc[schools["urn"] == mine[0], "pupils"] = 9_999
    found = few_schools(panel, schools, mine[:1], "progress", BEFORE, AFTER, OPTIONS)
    assert found.placed[0].beyond == ("pupils on roll",)
    assert any("beyond all schools like it in pupils" in c for c in few_verdict(found).cautions)


def test_a_move_before_the_partnership_is_told() -> None:
    panel, schools, mine = simulate(2, 0.0)
    dip = panel["urn"].isin(mine[:4]) & (panel["year_starting"] == 2016)
    panel.loc[dip, "progress"] -= 6.0
    found = few_schools(panel, schools, mine[:4], "progress", BEFORE, AFTER, OPTIONS)
    assert any("2016/17, before the partnership, they stood out already" in reason
               for reason in few_verdict(found).reasons)  # fmt: skip
    one_year = few_schools(panel, schools, mine[:4], "progress", (2016,), AFTER, OPTIONS)
    assert one_year.year_before is None


def test_the_schools_as_a_table() -> None:
    found = picture(5, 0.5, 2)
    table = schools_table(found, {found.placed[0].unit: "A Fictional School"})
    assert len(table) == 2 * (LIKE + 1)
    own = table[table["role"] == "partnership"]
    assert own["name"].tolist() == ["A Fictional School", ""]
    moved = table[["progress_2017", "progress_2018"]].mean(axis=1) - (
        table[["progress_2015", "progress_2016"]].mean(axis=1)
    )
    assert np.allclose(table["change"], moved)
    assert own["gap"].tolist() == [pytest.approx(one.placement.gap) for one in found.placed]


def test_schools_at_either_end_are_said_to_vary_more() -> None:
    panel, schools, _ = simulate(6, 0.0)
    level = panel[panel["year_starting"].isin(BEFORE)].groupby("urn")["progress"].mean()
    order = list(level.sort_values().index)
    mine = [order[5], order[250], order[-5]]
    found = few_schools(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS)
    ends = {one.unit: one.at_end for one in found.placed}
    assert ends == {mine[0]: True, mine[1]: False, mine[2]: True}
    assert any(c.startswith("2 of 3 stood among") for c in few_verdict(found).cautions)
    middle = few_schools(panel, schools, mine[1:2], "progress", BEFORE, AFTER, OPTIONS)
    assert not any("stood among" in c for c in few_verdict(middle).cautions)
