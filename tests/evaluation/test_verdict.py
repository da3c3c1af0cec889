"""The verdict says plainly when the numbers cannot tell: each gate, by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from matcher.evaluation.effect.clusters import Clusters
from matcher.evaluation.effect.effect import Estimate, estimate_from_se
from matcher.evaluation.effect.effect_size import EffectSize
from matcher.evaluation.effect.estimates import Key, detectable, named, ranges
from matcher.evaluation.effect.regression_to_mean import RegressionToMean
from matcher.evaluation.effect.trends import Trends
from matcher.evaluation.evidence import Evidence, VerdictContext
from matcher.evaluation.matching.balance import Balance
from matcher.evaluation.number_format import p_value
from matcher.evaluation.verdict import Verdict, verdict

CLEAR = estimate_from_se(1.0, 0.2, 40)
UNCLEAR = estimate_from_se(0.2, 0.3, 40)
NOTHING = estimate_from_se(0.0, 0.1, 40)
SIZE = EffectSize(0.5, 0.3, 0.7, 2.0, False)
SETS = Clusters("matched sets", 40, 40.0)
QUIET = Trends(NOTHING, NOTHING, 0.31, 0.6, 2.0)
TWO_YEARS: tuple[Key, ...] = ("trend_adjusted", "without_last_year", "level_adjusted")  # at least
KEYS: tuple[Key, ...] = ("matched_prior", "matched", "doubly_robust", *TWO_YEARS)
ONE_YEAR: dict[str, Any] = {"before": 1, "trends": None} | dict.fromkeys(TWO_YEARS)


def table(after: float, name: str = "score_2016") -> Balance:
    row = {"covariate": name, "label": name, "smd_before": 0.5, "smd_after": after}
    return Balance(pd.DataFrame([row]), {})


def evidence(every: Estimate = CLEAR, **changes: Any) -> Evidence:
    """Evidence of which nothing is in the way; ``changes`` by the key of an estimate or the
    name of a field."""
    own = {key: changes.pop(key, every) for key in KEYS}
    estimates = tuple(named(key, one) for key, one in own.items() if one is not None)
    given: dict[str, Any] = {
        "estimates": estimates, "ranges": ranges(estimates), "clusters": SETS,
        "balances": (table(0.01), table(0.02)), "trends": QUIET, "size": SIZE,
        "own_change": CLEAR,
    } | changes  # fmt: skip
    return Evidence(**given)


def asked(every: Estimate = CLEAR, **changes: Any) -> Verdict:
    about = {"schools": every.sets, "before": 3}
    about |= {name: changes.pop(name) for name in ("schools", "before", "less_is_better")
              if name in changes}  # fmt: skip
    return verdict(evidence(every, **changes), VerdictContext(**about))  # type: ignore[arg-type]


def test_an_effect_that_stands() -> None:
    told = asked()
    assert told.is_conclusive and told.nesta == 3
    assert "better" in told.headline and "cannot" not in told.headline
    assert f"+1.00 ({CLEAR.low:+.2f} to {CLEAR.high:+.2f})" in told.headline  # they are one
    assert told.next_steps[0].startswith("level 4")


def test_a_harm_is_said_as_plainly_and_is_no_evidence_of_benefit() -> None:
    harm = estimate_from_se(-1.0, 0.2, 40)
    told = asked(harm)
    assert "worse" in told.headline and told.is_conclusive
    assert (told.direction, told.nesta) == ("worse", 1)
    assert told.next_steps == (
        "nothing before it does good: the levels grade evidence of benefit. Look for what went "
        "wrong, and whether to go on",
    )
    assert asked(harm, less_is_better=True).nesta == 3
    assert asked(UNCLEAR, own_change=harm).nesta == 1  # a change, but none for the better


APART = estimate_from_se(0.5, 0.1, 40)
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"every": estimate_from_se(1.0, 0.1, 9)}, "only 9 schools"),
    ({"balances": (table(0.11), table(0.02))}, "not alike: score_2016"),
    ({"balances": (table(0.01), table(-0.3, "pupils"))}, "not alike: pupils differs by -0.30"),
    (
        {"clusters": Clusters("trust", 7, 5.9, pd.Series([0]).to_numpy())},
        "its schools are of 7 trusts, unevenly spread (as good as 5.9 of equal size); schools",
    ),
    (
        {"clusters": Clusters("authority", 1, 1.0, pd.Series([0]).to_numpy())},
        "its schools are all of one authority",
    ),
    ({"trends": replace(QUIET, slope=APART)}, "moving apart before: by +0.50 a year (p < 0.001)"),
    ({"trends": replace(QUIET, placebo=APART)}, "the year just before stood apart"),
]
DOUBTS: list[tuple[dict[str, Any], str]] = [
    ({"trend_adjusted": UNCLEAR}, "3 years before are too few to rule out that they were rising"),
    ({"without_last_year": UNCLEAR}, "it hangs on the year just before"),
    ({"level_adjusted": UNCLEAR}, "allowing for how low and high schools outside the partnership"),
    (
        ONE_YEAR,
        "one year before cannot show whether they were rising already",
    ),
    # On the other side it does not stand either.
    ({"trend_adjusted": estimate_from_se(-1.0, 0.2, 40)}, "too few to rule out"),
]
OTHERS: list[tuple[dict[str, Any], str]] = [
    ({"every": UNCLEAR}, "A benefit of more than 0.81 or a harm of more than 0.41 (where more is"),
    ({"matched_prior": UNCLEAR}, "(-0.31 to +1.34). It depends on what one assumes: matched with"),
    ({"matched": UNCLEAR}, "matched without the outcome before +0.20 (-0.41 to +0.81);"),
    ({"doubly_robust": estimate_from_se(-1.0, 0.2, 40)}, "doubly robust -1.00 (-1.40 to -0.60);"),
]


@pytest.mark.parametrize(("changes", "words"), [*FAULTS, *DOUBTS, *OTHERS])
@pytest.mark.parametrize("way", [1, -1])
def test_each_gate_is_enough_to_keep_it_from_speaking(
    changes: dict[str, Any], words: str, way: int
) -> None:
    """Harm is told as carefully as benefit: with every sign turned round it is the same gate."""
    given = {name: _turned(one, way) for name, one in ({"every": CLEAR} | changes).items()}
    told = asked(**given)
    assert (told.direction, told.is_conclusive) == ("cannot tell", False)
    assert told.headline.startswith("The numbers cannot tell")
    if way == 1:
        assert words in told.headline
        assert told.nesta == 2 and any(step.startswith("level 3") for step in told.next_steps)


def _turned(one: Any, way: int) -> Any:
    if way == 1:
        return one
    if isinstance(one, Estimate):
        return estimate_from_se(-one.effect, one.se, one.sets)
    if isinstance(one, Trends):
        return replace(one, slope=_turned(one.slope, way), placebo=_turned(one.placebo, way))
    return one


def test_a_doubt_names_the_number_and_what_it_takes() -> None:
    told = asked(trend_adjusted=UNCLEAR)
    assert "did better, if like schools would have gone the same way" in told.headline
    told_range, alike = (
        f"{low:+.2f} to {CLEAR.high:+.2f}" for low in (UNCLEAR.inner[0], CLEAR.low)
    )
    assert f"a difference: +1.00 ({told_range}). Schools" in told.headline
    assert f"(where more is better): {alike}. But 3 years before" in told.headline
    assert not any("3 years before" in one for one in told.reasons)  # said once
    fell = asked(estimate_from_se(-1.0, 0.2, 40), trend_adjusted=UNCLEAR)
    assert "did worse, if" in fell.headline and "falling already" in fell.headline


def test_an_interval_that_nothing_bounds_is_said() -> None:
    wide = replace(UNCLEAR, high=float("inf"), inner=(-0.3, float("inf")))
    told = asked(UNCLEAR, doubly_robust=wide)
    assert told.headline.endswith("+0.20 (-0.41 to +infinite).")
    assert "nan" not in " ".join([*told.reasons, *told.next_steps])


def test_no_matching_without_the_outcome_where_there_is_nothing_else() -> None:
    told = asked(matched=None, balances=(table(0.01),))
    assert told.direction == "better" and "all 5 ways to estimate it" in told.reasons[0]


def test_a_tight_range_about_nothing_tells_something() -> None:
    small = estimate_from_se(0.01, 0.1, 400)
    ruled_out = EffectSize(0.0, -0.04, 0.04, 6.0, True)
    told = asked(small, size=ruled_out)
    assert told.is_conclusive and told.direction == "no difference"
    assert "no difference to speak of" in told.headline
    assert told.nesta == 2
    # Among schools nobody can say what is small among pupils.
    assert not asked(small, size=EffectSize(0.0, -0.04, 0.04, 2.0, False)).is_conclusive
    # What keeps an effect from being told keeps its absence too.
    for changes, _ in FAULTS[1:]:
        assert not asked(small, size=ruled_out, **changes).is_conclusive
    assert not asked(small, size=ruled_out, **ONE_YEAR).is_conclusive


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trend_adjusted": estimate_from_se(0.4, 0.2, 400)}, "by a trend the other way"),
        ({"trend_adjusted": estimate_from_se(-0.1, 0.2, 400)}, "by a trend the other way"),
        ({"without_last_year": estimate_from_se(0.25, 0.1, 400)}, "by the year just before"),
        ({"level_adjusted": estimate_from_se(0.3, 0.1, 400)}, "by low and high schools moving"),
        ({"matched": estimate_from_se(0.2, 0.01, 400)}, "not all ways"),
    ],
)
@pytest.mark.parametrize("way", [1, -1])
def test_what_a_trend_could_hide_is_not_ruled_out(
    changes: dict[str, Any], words: str, way: int
) -> None:
    """The limit is 0.3, 0.05 of 6.0; the range is within it."""
    small, ruled_out = estimate_from_se(0.01, 0.1, 400), EffectSize(0.0, -0.04, 0.04, 6.0, True)
    given = {name: _turned(one, way) for name, one in changes.items()}
    told = asked(_turned(small, way), size=ruled_out, **given)
    assert (told.direction, told.nesta) == ("cannot tell", 2)
    assert words in told.reasons[0]


@pytest.mark.parametrize(("schools", "nesta"), [(40, 3), (50, 3), (51, 2), (200, 2)])
def test_a_claim_about_a_partnership_rests_on_most_of_it(schools: int, nesta: int) -> None:
    told = asked(schools=schools)
    assert told.nesta == nesta and told.direction == "better"
    assert (f"40 of {schools} schools" in told.headline) == (schools > 40)


def test_no_change_at_all_is_an_account() -> None:
    told = asked(UNCLEAR, own_change=NOTHING)
    assert told.nesta == 1
    assert told.next_steps[0].startswith("level 2")


def test_cautions() -> None:
    told = asked(schools=43)
    text = " ".join(told.cautions)
    assert "3 schools" in text and "1 school of" in " ".join(asked(schools=41).cautions)
    assert "regression to the mean" not in text
    low = RegressionToMean("score_2016", -0.8, 2016, 2017, 1.05)
    assert "moved by +1.05 by 2017/18" in " ".join(asked(regression_to_mean=low).cautions)
    fell = replace(low, moved=-0.4)
    see = "(see “allowing for low and high schools moving apart”)"
    assert see in " ".join(asked(regression_to_mean=fell).cautions)
    assert "(see" not in " ".join(asked(regression_to_mean=fell, level_adjusted=None).cautions)
    outside = replace(table(0.01), outside={"pupils": ("1", "2")})
    assert "pupils (2)" in " ".join(asked(balances=(outside,)).cautions)
    assert "Ties." in asked(cautions=("Ties.",)).cautions


@pytest.mark.parametrize(
    ("p", "words"),
    [(0.0, "p < 0.001"), (0.0009, "p < 0.001"), (0.001, "p = 0.001"), (0.0312, "p = 0.031"),
     (1.0, "p = 1.000"), (float("nan"), "p unknown")],
)  # fmt: skip
def test_a_chance_is_never_nought(p: float, words: str) -> None:
    assert p_value(p) == words


def test_what_an_effect_takes_is_of_all_estimates_that_have_to_tell_it() -> None:
    """The doubly robust one alone would promise what the others then keep from being told."""
    blunt = estimate_from_se(0.1, 0.9, 40)
    least = detectable(evidence(UNCLEAR, trend_adjusted=blunt).estimates)
    assert least == pytest.approx(blunt.detectable_at(0.1)) and least > 2 * UNCLEAR.detectable
    words = f"with 40 schools it takes an effect of at least {least:.2f} to be told in four cases"
    assert words in " ".join(asked(UNCLEAR, trend_adjusted=blunt).reasons)
    # Where those of the narrower range are one, its ends are at 95 %; far apart, at 90 %.
    one = evidence(UNCLEAR, **dict.fromkeys(TWO_YEARS)).estimates
    assert detectable(one) == pytest.approx(UNCLEAR.detectable, rel=1e-4)
    far = estimate_from_se(3.0, 0.3, 40)
    apart = evidence(UNCLEAR, matched=far, **dict.fromkeys(TWO_YEARS)).estimates
    assert detectable(apart) == pytest.approx(UNCLEAR.detectable_at(0.1), rel=1e-4)
    assert np.isnan(detectable(evidence(UNCLEAR, matched=UNCLEAR.without_chance()).estimates))


@pytest.mark.parametrize("changes", [ONE_YEAR, {"matched": estimate_from_se(-1.0, 0.2, 40)}])
def test_where_no_effect_is_large_enough_none_is_named(changes: dict[str, Any]) -> None:
    assert "four cases" not in " ".join(asked(UNCLEAR, **changes).reasons)


def test_estimates_that_all_hold_no_difference_neither_agree_nor_depend() -> None:
    """Whatever the narrower intervals of the range say: those printed are at 95 %."""
    near = estimate_from_se(-0.07, 0.04, 40)  # its 90 % interval excludes 0, its 95 % does not
    assert near.inner[1] < 0 < near.high
    about = estimate_from_se(-0.02, 0.04, 40)
    for told in (
        asked(about, matched=near),
        asked(UNCLEAR, matched=estimate_from_se(0.94, 0.6, 40)),
    ):
        assert "depends" not in told.headline and "agree" not in " ".join(told.reasons)
        assert told.reasons[0] == "none of the 6 ways to estimate it tells an effect"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "all 6 ways to estimate it tell an effect of the same side"),
        ({"matched": UNCLEAR}, "5 of 6 ways to estimate it tell an effect, the others none"),
        ({"matched": estimate_from_se(-1.0, 0.2, 40)}, "the 6 ways to estimate it contradict"),
        # Its 95 % interval holds 0, the end of the range does not.
        ({"matched": estimate_from_se(0.34, 0.18, 40)}, "5 of 6 ways to estimate it tell an effect "
         "at 95 %; all do by the range told"),
        ({"trend_adjusted": estimate_from_se(0.34, 0.18, 40)}, "5 of 6 ways to estimate it tell an "
         "effect at 95 %; all do by the range told"),
    ],
)  # fmt: skip
def test_how_many_ways_tell_an_effect(changes: dict[str, Any], words: str) -> None:
    assert any(one.startswith(words) for one in asked(**changes).reasons)


def test_what_is_unlikely_has_a_side() -> None:
    one = estimate_from_se(-0.2, 0.42, 40)
    more, less = asked(one), asked(one, less_is_better=True)
    assert "benefit of more than 0.65 or a harm of more than 1.05" in more.headline
    assert "(where more is better)" in more.headline
    assert "benefit of more than 1.05 or a harm of more than 0.65" in less.headline
    assert "(where less is better)" in less.headline


def test_a_reason_is_said_once_and_with_the_number() -> None:
    changes, words = FAULTS[3]
    told = asked(**changes)
    assert told.headline.endswith("not to be relied on: +1.00 (+0.60 to +1.40).")
    text = " ".join([*told.reasons, *told.next_steps])
    assert words not in text and "of equal size" not in text and not told.reasons
    assert any("its answer says what keeps this one from it" in one for one in told.next_steps)
    # Of several reasons the others are told below it.
    both = asked(**changes, balances=(table(0.11), table(0.02)))
    assert "not alike" in both.headline and both.reasons[0].startswith("its schools are of 7")
    small = EffectSize(0.0, 0.01, 0.04, 6.0, True)
    doubted = asked(
        estimate_from_se(0.1, 0.02, 40), trend_adjusted=estimate_from_se(0.02, 0.05, 40), size=small
    )
    assert doubted.direction == "no difference"
    assert doubted.reasons[0].startswith("3 years before are too few")


def test_a_test_of_the_years_before_that_is_passed_only_just_is_a_caution() -> None:
    close = replace(NOTHING, effect=-0.14, p=0.027)
    told = asked(trends=replace(QUIET, slope=close, placebo=close))
    assert any("(p = 0.027; the limit is 0.025: close to it)" in one for one in told.reasons)
    assert sum("is a close call" in one for one in told.cautions) == 2
    assert not any("close" in one for one in (*asked().reasons, *asked().cautions))
    # Of two years before both tests are one.
    two = asked(before=2, trends=replace(QUIET, slope=close, placebo=close))
    assert sum("is a close call" in one for one in two.cautions) == 1


LOW = RegressionToMean("score_2016", -0.8, 2016, 2017, 1.05)
FELL = estimate_from_se(-1.8, 0.2, 40)


@pytest.mark.parametrize(
    ("steps", "stood", "first"),
    [
        ((0.1, -2.4), LOW, "the year just before was unusually low for its schools, by -1.80"),
        ((-2.4,), LOW, "the year just before was unusually low"),  # the likelier of the two
        ((-1.5, -1.8), LOW, "the two groups were moving apart before: by -1.80 a year"),
        ((0.1, -2.4), None, "the two groups were moving apart before"),
        ((0.1, -2.4), replace(LOW, smd=0.8), "the two groups were moving apart before"),
    ],
)
def test_a_bad_year_of_schools_picked_for_it_is_the_likelier_reason(
    steps: tuple[float, ...], stood: RegressionToMean | None, first: str
) -> None:
    fell = replace(QUIET, slope=FELL, placebo=FELL, steps=steps)
    told = asked(trends=fell, regression_to_mean=stood)
    assert f"did: {first}" in told.headline
    if "unusually" in first:
        assert "wears off by itself" in told.headline
        assert told.reasons[0].startswith("the two groups were moving apart before")
    apart = asked(trends=replace(fell, slope=NOTHING), regression_to_mean=stood)
    assert ("unusually low" in apart.headline) == ("unusually" in first)
    assert apart.headline.count("just before") == 1 and not apart.reasons


def test_a_level_is_void_of_schools_that_were_picked_for_what_they_did() -> None:
    told = asked()
    assert told.nesta == 3 and "void if the schools were picked" in told.nesta_caution()
    assert asked(UNCLEAR, own_change=NOTHING).nesta_caution() == ""


def test_a_verdict_that_the_draws_decide_says_so() -> None:
    """By eight trusts among many, whose intervals are of random draws."""
    drawn = Clusters("trust", 8, 8.0, np.arange(40, dtype=np.int64))

    def near(every: Estimate = CLEAR, **changes: Any) -> str:
        said = asked(every, **({"clusters": drawn} | changes)).cautions
        return " ".join(one for one in said if "near call" in one)

    just = estimate_from_se(1.0, 0.49, 40)  # its 95 % interval begins at 0.009
    assert asked(just).direction == "better"
    assert "it says “better”" in near(just) and "may say “cannot tell”" in near(just)
    missed = estimate_from_se(1.0, 0.5, 40)
    assert "it says “cannot tell”" in near(missed) and "may say “better”" in near(missed)
    assert not near() and not near(UNCLEAR)
    # A test of the years before that is passed or failed by as little; and what is far from it.
    edge = replace(NOTHING, p=0.026)
    assert "may say “cannot tell”" in near(trends=replace(QUIET, slope=edge))
    over = replace(NOTHING, p=0.024)
    assert "may say “better”" in near(trends=replace(QUIET, placebo=over))
    assert not near(trends=replace(QUIET, slope=replace(NOTHING, p=0.04)))
    # No draws: by Student's t, by every pattern of signs, or of too few for any claim.
    assert not near(just, clusters=SETS)
    assert not near(just, clusters=replace(drawn, labels=np.arange(40, dtype=np.int64) % 12))
    assert not near(just, clusters=replace(drawn, effective=3.0))
