"""An outcome in shares, in percentages and in thousands is told in figures that say something, and
one account has the same decimals throughout."""

from __future__ import annotations

import html
import re

import pytest
from panels import AFTER, BEFORE, COVARIATES, simulate

from matcher.core.figures.number_format import NumberFormat
from matcher.evaluation.evaluation import compare
from matcher.evaluation.few.few_schools import few_schools
from matcher.evaluation.few.page import page_body as few_page
from matcher.evaluation.few.report import lines as few_lines
from matcher.evaluation.few.words import few_verdict
from matcher.evaluation.matching.prepare import Options
from matcher.evaluation.report.page import page_body, page_lead
from matcher.evaluation.report.text import lines

OPTIONS = Options(COVARIATES, exact=("phase",))
SCALES = (("share", 0.93, 0.01, 3, 3), ("percent", 60.0, 8.0, 1, 1), ("roll", 12e3, 3e3, 0, 0))
# What is in standard deviations, or a p-value, or a share of the schools, is as it ever was.
OTHER_UNITS = re.compile(
    r"p [<=] [\d.]+|limit(?: is)? [\d.]+|Effect size [^,]*|by [+-]?[\d.]+ standard deviations"
    r"|, by [\d.]+\.|: [+-][\d.]+ of the standard deviation|MatchIt [\d.]+|\(p below [\d.]+\)"
)


def decimals(told: list[str]) -> set[int]:
    plain = OTHER_UNITS.sub("", "\n".join(told))
    return {len(one) for one in re.findall(r"\d\.(\d+)", plain)}


@pytest.mark.parametrize(("name", "middle", "scale", "places", "of_few"), SCALES)
def test_all_figures_of_one_account_have_the_same_decimals(
    name: str, middle: float, scale: float, places: int, of_few: int
) -> None:
    panel, schools, own = simulate(3, 0.3)
    panel = panel.assign(progress=middle + scale * panel["progress"])
    found = compare(panel, schools, own, "progress", BEFORE, AFTER, OPTIONS)
    few = few_schools(panel, schools, own[:3], "progress", BEFORE, AFTER, OPTIONS)
    assert found.numbers == NumberFormat(places)
    assert few.numbers == NumberFormat(of_few)
    for about, told in ((found, lines(found)), (few, few_lines(few))):
        text = "\n".join(told)
        assert decimals(told) == ({about.numbers.decimals} if about.numbers.decimals else set())
        assert not re.search(r"[+-]0(\.0+)?\b(?! standard|\.)", text), text
    page = re.sub(r"<[^>]+>", " ", html.unescape("\n".join([*page_lead(found), *page_body(found)])))
    effect = found.numbers.signed(found.effect.effect)
    assert page.count(effect) > 1 and effect in lines(found)[3]
    if name == "roll":
        assert re.search(r"[+-]\d,\d{3}\b", "\n".join(few_page(few, few_verdict(few))))
