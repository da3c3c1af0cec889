"""The verdict says plainly when the numbers cannot tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from matcher.partnership.compare.balance import Balance
from matcher.partnership.compare.effect import estimate
from matcher.partnership.compare.parts import chance
from matcher.partnership.compare.size import Size
from matcher.partnership.compare.verdict import Verdict, verdict

CLEAR = estimate(1.0, 0.2, 40)
UNCLEAR = estimate(0.2, 0.3, 40)
NOTHING = estimate(0.0, 0.1, 40)
SIZE = Size(0.5, 0.3, 0.7, 2.0, False)


def table(after: float, before: float = 0.5) -> Balance:
    row = {
        "covariate": "score_2016",
        "label": "score_2016",
        "smd_before": before,
        "smd_after": after,
    }
    return Balance(pd.DataFrame([row]), {})


def asked(**changes: Any) -> Verdict:
    given: dict[str, Any] = {
        "found": CLEAR, "size": SIZE, "balance": table(0.01), "own_change": CLEAR,
        "pre_trend": NOTHING, "placebo": NOTHING,
    } | changes  # fmt: skip
    return verdict(given.pop("found"), given.pop("size"), given.pop("balance"), **given)


def test_an_effect_that_stands() -> None:
    told = asked()
    assert told.tells and told.nesta == 3
    assert "better" in told.headline and "cannot" not in told.headline
    assert told.raise_it[0].startswith("level 4")


def test_a_harm_is_said_as_plainly() -> None:
    assert "worse" in asked(found=estimate(-1.0, 0.2, 40)).headline


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"found": UNCLEAR, "size": Size(0.1, -0.2, 0.4, 2.0, False)}, "no difference within"),
        ({"balance": table(0.11)}, "not alike"),
        ({"balance": table(-0.3)}, "not alike"),
        ({"pre_trend": CLEAR}, "drifting apart"),
        ({"placebo": CLEAR}, "placebo"),
        ({"found": estimate(1.0, 0.1, 9)}, "only 9 schools"),
    ],
)
def test_the_numbers_cannot_tell(changes: dict[str, Any], words: str) -> None:
    told = asked(**changes)
    assert not told.tells
    assert told.headline.startswith("The numbers cannot tell")
    assert words in told.headline
    assert told.nesta == 2
    assert any(step.startswith("level 3") for step in told.raise_it)


def test_a_tight_interval_about_nothing_tells_something() -> None:
    told = asked(found=estimate(0.01, 0.1, 400), size=Size(0.0, -0.1, 0.1, 2.0, False))
    assert told.tells and "no difference to speak of" in told.headline
    assert told.nesta == 2


def test_no_change_at_all_is_an_account() -> None:
    told = asked(found=UNCLEAR, size=Size(0.1, -0.2, 0.4, 2.0, False), own_change=NOTHING)
    assert told.nesta == 1
    assert told.raise_it[0].startswith("level 2")
    assert any("schools would be needed" in step for step in told.raise_it)


def test_cautions() -> None:
    told = asked(unmatched=3, prior=("score_2016",))
    text = " ".join(told.cautions)
    assert "3 schools" in text and "regression to the mean" in text
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
    assert chance(p) == words
