"""The schools of one question are put together once, and are the same whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest
from panels import AFTER, BEFORE, COVARIATES, simulate

from matcher.evaluation.comparison import Comparison
from matcher.evaluation.evaluation import compare
from matcher.evaluation.few.few_schools import FewSchools, few_schools
from matcher.evaluation.matching import prepare
from matcher.evaluation.matching.prepare import Options
from matcher.evaluation.report.facts import as_dict
from matcher.jobs.evaluation.by_start import compare_by_start
from matcher.jobs.evaluation.few_schools import compared_or_placed

OPTIONS = Options(COVARIATES, exact=("phase",))
Count = Callable[[], int]


@pytest.fixture
def put_together(monkeypatch: pytest.MonkeyPatch) -> Count:
    """How often the schools were put together since it was last asked."""
    counted = [0]
    real = prepare.from_panel

    def from_panel(*given: Any) -> Any:
        counted[0] += 1
        return real(*given)

    def since() -> int:
        counted.append(0)
        return counted.pop(0)

    monkeypatch.setattr(prepare, "from_panel", from_panel)
    return since


def asked(count: int, options: Options = OPTIONS, unlike: int = 0) -> Comparison | FewSchools:
    """Of so many schools, of which the last are ``unlike`` all others."""
    panel, schools, mine = simulate(3, 1.0)
    schools.loc[schools["urn"].isin(mine[count - unlike : count]), "phase"] = "All-through"
    return compared_or_placed(panel, schools, mine[:count], "progress", BEFORE, AFTER, options)


def test_once_for_each_question(put_together: Count) -> None:
    assert isinstance(asked(40), Comparison) and put_together() == 1
    assert isinstance(asked(4), FewSchools) and put_together() == 2  # and of the year before
    left = asked(40, unlike=35)  # few of many
    assert isinstance(left, FewSchools) and len(left.placed) == 5 and put_together() == 2


@pytest.mark.parametrize("named", [COVARIATES, ("pupils", "fsm_pct")])
@pytest.mark.parametrize("count", [40, 4])
def test_what_is_known_already_changes_nothing(named: tuple[str, ...], count: int) -> None:
    panel, schools, mine = simulate(3, 1.0)
    options = Options(named, exact=("phase",))
    found = asked(count, options)
    other = (compare if count == 40 else few_schools)(
        panel, schools, mine[:count], "progress", BEFORE, AFTER, options
    )
    if isinstance(found, Comparison):
        assert isinstance(other, Comparison) and as_dict(found) == as_dict(other)
        return
    assert isinstance(found, FewSchools) and isinstance(other, FewSchools)
    for one, same in zip(found.placed, other.placed, strict=True):
        assert one.placement == same.placement and (one.like.all == same.like.all).all()
    assert list(found.units.covariates) == list(other.units.covariates)


def test_different_starts_are_put_together_once_unless_one_is_left_alone(
    put_together: Count,
) -> None:
    panel, schools, mine = simulate(3, 1.0)
    years = (*BEFORE, *AFTER)

    def found(panel: pd.DataFrame, starts: Mapping[str, int]) -> Comparison:
        return compare_by_start(panel, schools, mine, starts, "progress", years, OPTIONS)

    def left_out(about: Comparison) -> Sequence[str]:
        return [one.unit for one in about.excluded if one.treated]

    starts = {urn: 2017 + at % 2 for at, urn in enumerate(mine)}
    assert not left_out(found(panel, starts)) and put_together() == 1
    # Two began in 2018; of one of them a figure is not known, and the other is left alone.
    starts = {urn: 2018 if urn in mine[:2] else 2017 for urn in mine}
    lost = panel[(panel["urn"] != mine[0]) | (panel["year_starting"] != 2018)]
    assert {*left_out(found(lost, starts))} == {*mine[:2]} and put_together() == 2
