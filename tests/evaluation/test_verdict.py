"""The verdict says plainly when the numbers cannot tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from matcher.evaluation.effect.effect import estimate_from_se
from matcher.evaluation.effect.effect_size import EffectSize
from matcher.evaluation.matching.balance import Balance
from matcher.evaluation.number_format import p_value
from matcher.evaluation.verdict import Verdict, VerdictContext, verdict

CLEAR = estimate_from_se(1.0, 0.2, 40)
UNCLEAR = estimate_from_se(0.2, 0.3, 40)
NOTHING = estimate_from_se(0.0, 0.1, 40)
SIZE = EffectSize(0.5, 0.3, 0.7, 2.0, False)


def table(after: float, before: float = 0.5) -> Balance:
    row = {
        "covariate": "score_2016",
        "label": "score_2016",
        "smd_before": before,
        "smd_after": after,
    }
    return Balance(pd.DataFrame([row]), {})


def asked(**changes: Any) -> Verdict:
    names = ("schools", "matched_on", "prior", "less_is_better")
    about = {name: changes.pop(name) for name in names if name in changes}
    given: dict[str, Any] = {
        "found": CLEAR, "size": SIZE, "balance": table(0.01), "own_change": CLEAR,
        "pre_trend": NOTHING, "placebo": NOTHING,
    } | changes  # fmt: skip
    found, size, balance = (given.pop(name) for name in ("found", "size", "balance"))
    return verdict(found, size, balance, VerdictContext(**{"schools": found.sets} | about), **given)


def test_an_effect_that_stands() -> None:
    told = asked()
    assert told.is_conclusive and told.nesta == 3
    assert "better" in told.headline and "cannot" not in told.headline
    assert told.next_steps[0].startswith("level 4")


def test_a_harm_is_said_as_plainly_and_is_no_evidence_of_benefit() -> None:
    harm = estimate_from_se(-1.0, 0.2, 40)
    told = asked(found=harm)
    assert "worse" in told.headline and told.is_conclusive
    assert (told.direction, told.nesta) == ("worse", 1)
    assert told.next_steps == (
        "nothing before it does good: the levels grade evidence of benefit. Look for what went "
        "wrong, and whether to go on",
    )
    assert asked(found=harm, less_is_better=True).nesta == 3
    unclear = asked(found=UNCLEAR, own_change=harm)
    assert unclear.nesta == 1  # results fell: a change, but none for the better


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"found": UNCLEAR, "size": EffectSize(0.1, -0.2, 0.4, 2.0, False)},
            "more than 0.81 is unlikely",
        ),
        ({"balance": table(0.11)}, "not alike"),
        ({"balance": table(-0.3)}, "not alike"),
        ({"pre_trend": CLEAR, "matched_on": False}, "drifting apart"),
        ({"placebo": CLEAR}, "placebo"),
        ({"found": estimate_from_se(1.0, 0.1, 9)}, "only 9 schools"),
    ],
)
def test_the_numbers_cannot_tell(changes: dict[str, Any], words: str) -> None:
    told = asked(**changes)
    assert not told.is_conclusive
    assert told.headline.startswith("The numbers cannot tell")
    assert words in told.headline
    assert told.nesta == 2
    assert any(step.startswith("level 3") for step in told.next_steps)


def test_a_tight_interval_about_nothing_tells_something() -> None:
    small = estimate_from_se(0.01, 0.1, 400)
    told = asked(found=small, size=EffectSize(0.0, -0.04, 0.04, 6.0, True))
    assert told.is_conclusive and told.direction == "no difference"
    assert "no difference to speak of" in told.headline
    assert told.nesta == 2 and not any("would be needed" in step for step in told.next_steps)
    # Among schools nobody can say what is small among pupils.
    assert not asked(found=small, size=EffectSize(0.0, -0.04, 0.04, 2.0, False)).is_conclusive


def test_what_was_matched_on_is_no_trend() -> None:
    told = asked(pre_trend=CLEAR)
    assert told.direction == "better" and "drift" not in " ".join(told.reasons)
    apart = asked(matched_on=False)
    assert "did not drift apart" in " ".join(apart.reasons)
    assert "not matched on" in " ".join(apart.cautions)


@pytest.mark.parametrize(("schools", "nesta"), [(40, 3), (50, 3), (51, 2), (200, 2)])
def test_a_claim_about_a_partnership_rests_on_most_of_it(schools: int, nesta: int) -> None:
    told = asked(schools=schools)
    assert told.nesta == nesta and told.direction == "better"
    assert (f"40 of {schools} schools" in told.headline) == (schools > 40)


def test_no_change_at_all_is_an_account() -> None:
    told = asked(found=UNCLEAR, size=EffectSize(0.1, -0.2, 0.4, 2.0, False), own_change=NOTHING)
    assert told.nesta == 1
    assert told.next_steps[0].startswith("level 2")
    assert any("schools would be needed" in step for step in told.next_steps)


def test_cautions() -> None:
    told = asked(schools=43, prior=("score_2016",))
    text = " ".join(told.cautions)
    assert "3 schools" in text and "1 school of" in " ".join(asked(schools=41).cautions)
    assert "regression to the mean" in text
    near = asked(balance=table(0.01, before=0.2), prior=("score_2016",))
    assert "regression to the mean" not in " ".join(near.cautions)
    outside = replace(table(0.01), outside={"pupils": ("1", "2")})
    assert "pupils (2)" in " ".join(asked(balance=outside).cautions)
    alone = asked(pre_trend=None, placebo=None)
    assert "one year before" in " ".join(alone.reasons)


@pytest.mark.parametrize(
    ("p", "words"),
    [(0.0, "p < 0.001"), (0.0009, "p < 0.001"), (0.001, "p = 0.001"), (0.0312, "p = 0.031"),
     (1.0, "p = 1.000"), (float("nan"), "p unknown")],
)  # fmt: skip
def test_a_chance_is_never_nought(p: float, words: str) -> None:
    assert p_value(p) == words


def test_how_many_schools_would_show_an_effect_that_is_not_clear() -> None:
    """By the square of what could be told from none, as in a power calculation."""
    told = asked(found=UNCLEAR, size=EffectSize(0.1, -0.2, 0.4, 2.0, False))
    needed = 40 * (UNCLEAR.detectable / 0.2) ** 2
    assert any(f"about {needed:,.0f} schools would be needed" in step for step in told.next_steps)
