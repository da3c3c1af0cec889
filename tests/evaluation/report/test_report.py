"""The report of an evaluation: read from the top, the same on the page and in the terminal, and
nothing told that was not found."""

from __future__ import annotations

import dataclasses
import html
import math
import re

import numpy as np
import pytest
from panels import AFTER, BEFORE, COVARIATES, simulate

from matcher.evaluation.comparison import Comparison, Ties
from matcher.evaluation.effect.clusters import Clusters
from matcher.evaluation.effect.effect import estimate_from_se
from matcher.evaluation.effect.estimates import ranges
from matcher.evaluation.evaluation import compare
from matcher.evaluation.matching.prepare import Options
from matcher.evaluation.report import summary
from matcher.evaluation.report.certainty import certainty_lines
from matcher.evaluation.report.facts import as_dict
from matcher.evaluation.report.page import page_body, page_lead
from matcher.evaluation.report.text import lines
from matcher.evaluation.report.what_would_change import what_would_change

OPTIONS = Options(COVARIATES, exact=("phase",))
HEADINGS = (summary.SURE, summary.MIND, summary.RESTS, summary.CHANGE, summary.EVIDENCE,
            summary.DETAILS)  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Comparison:
    panel, schools, mine = simulate(3, 2.0)
    return compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS)


@pytest.fixture(scope="module")
def one_year() -> Comparison:
    panel, schools, mine = simulate(3, 0.1)
    return compare(panel, schools, mine, "progress", BEFORE[1:], AFTER, OPTIONS)


def said(about: Comparison) -> str:
    return "\n".join([*certainty_lines(about), *what_would_change(about)])


def test_page_and_terminal_say_the_same_from_the_top(found: Comparison) -> None:
    page = html.unescape("\n".join([*page_lead(found), *page_body(found)]))
    plain = re.sub(r"<[^>]+>", "", page)
    text = "\n".join(lines(found))
    order = (summary.question(found), summary.who(found), found.verdict.headline, *HEADINGS)
    for told in (plain, text):
        places = [told.index(one) for one in order]
        assert places == sorted(places)
    for one in (*what_would_change(found), *certainty_lines(found), *found.verdict.cautions):
        assert one in plain and one in text
    for estimate in found.estimates:
        for told in (plain, text):
            assert estimate.label in told.lower() and estimate.needs in told.lower()


def test_the_question_names_figure_schools_and_years(found: Comparison) -> None:
    asked = summary.question(found)
    assert "progress change more in the 40 schools" in asked and "column" not in asked
    assert "from 2015/16 and 2016/17, before it, to 2017/18 and 2018/19, with it?" in asked
    reading = dataclasses.replace(found, outcome="readprog")
    assert "reading progress (column readprog), in points of the scaled score," in (
        summary.question(reading)
    )
    assert summary.who(found).startswith("All 40 schools could be compared: with the 120 most like")


def test_what_the_test_of_trends_could_have_seen_is_beside_what_it_saw(found: Comparison) -> None:
    trends = found.trends
    assert trends is not None and not trends.drifted
    text = said(found)
    assert "were not seen to move apart" in text
    assert f"would have shown {trends.detectable:.2f} a year" in text
    assert f"look like an effect of {trends.explains:.2f}" in text
    assert f"{trends.breakdown:.2f} times the largest step" in text
    steep = dataclasses.replace(trends.slope, effect=-1.0, p=0.001)
    fell = dataclasses.replace(found, trends=dataclasses.replace(trends, slope=steep))
    carried = trends.explains / trends.detectable
    assert "fell behind like schools: -1.00 a year" in said(fell)
    assert f"by itself make an effect of -{carried:.2f}" in said(fell)
    never = dataclasses.replace(trends, breakdown=math.inf)
    assert "none was there before" in said(dataclasses.replace(found, trends=never))


def test_one_year_before_is_told_as_what_it_is(one_year: Comparison) -> None:
    text = said(one_year)
    assert "nobody can see whether the two groups were moving apart already" in text
    assert "cannot be bounded" in text and "1 year of progress says little" in text
    assert "nothing for it to explain away" in text
    # No number of schools is enough, nor any effect large enough.
    assert "More schools" not in text and "as seen here" not in text
    assert as_dict(one_year)["detectable"] is None
    assert text.count("The range told") == 1 and "it would be" not in text


def unsure_of(about: Comparison, effect: float) -> Comparison:
    """The same where none of the estimates stands out from chance."""
    estimates = tuple(
        dataclasses.replace(one, estimate=estimate_from_se(effect, 0.5, 40))
        for one in about.estimates
    )
    return dataclasses.replace(
        about, estimates=estimates, ranges=ranges(estimates),
        verdict=dataclasses.replace(about.verdict, is_conclusive=False),
    )  # fmt: skip


def test_how_many_schools_it_takes_is_of_the_estimate_that_needs_most(found: Comparison) -> None:
    unsure = unsure_of(found, 0.5)
    needed = re.search(r"with 40 it takes an effect of at least ([\d.]+) .*, with 80 one of at "
                       r"least ([\d.]+)\. One of 0.50, as seen here, takes at least ([\d,]+)\.",
                       said(unsure))  # fmt: skip
    assert needed and unsure.detectable is not None
    assert needed[1] == f"{unsure.detectable:.2f}"
    assert needed[2] == f"{unsure.detectable / 2**0.5:.2f}"
    assert int(needed[3]) == round(40 * (unsure.detectable / 0.5) ** 2)
    assert as_dict(unsure)["detectable"] == unsure.detectable
    assert "as seen here" not in said(unsure_of(found, 0.0))
    torn = dataclasses.replace(unsure, ranges=dataclasses.replace(unsure.ranges, agree=False))
    assert "More schools" not in said(torn) and as_dict(torn)["detectable"] is None


def test_what_could_not_be_worked_out_is_told(found: Comparison) -> None:
    assert "Not worked out" not in said(found) and as_dict(found)["not_allowed_for"] == {}
    five = dataclasses.replace(
        found, estimates=tuple(one for one in found.estimates if one.key != "level_adjusted")
    )
    assert "Not worked out, “allowing for low and high schools moving apart”" in said(five)
    assert "hardly differ for long" in as_dict(five)["not_allowed_for"]["level_adjusted"]


def test_two_ranges_that_are_the_same_are_told_once(found: Comparison) -> None:
    """As they are written: a difference that no reader sees is none."""
    told = dataclasses.replace(found.ranges.told, low=found.ranges.told.low + 1e-9)
    same = dataclasses.replace(found, ranges=dataclasses.replace(found.ranges, if_alike=told))
    two, one = (html.unescape("\n".join(page_body(about))) for about in (found, same))
    assert "If like schools would have moved alike, it would be" in two
    assert "Dashed: in the wider range alone" in two
    assert "the first 3 alone, if like schools would have moved alike, is the same" in one
    assert "Dashed: in the wider" not in one and "it would be" not in one
    assert "the range if like schools" in two and "the range if like schools" not in one
    for page, count in ((two, 2), (one, 1)):
        assert page.count("(ends at 90 to 95 %)") == count  # in a column that says 95 %
        assert "its ends at 90 to 95 %, so that lines may run past it" in page


def test_what_schools_share_and_ties_are_told(found: Comparison) -> None:
    assert "counts as one draw of chance" in said(found)
    labels = np.zeros(len(found.units.unit), dtype=np.int64)
    few = dataclasses.replace(found, clusters=Clusters("authority", 3, 2.5, labels))
    assert "authorities" not in " ".join(certainty_lines(few))  # the answer says why, once
    assert "(--exact phase,la_code)" in said(few)  # with what is equal already, as the guide has it
    unsure = dataclasses.replace(few.verdict, is_conclusive=False)
    assert "More schools" not in said(dataclasses.replace(few, verdict=unsure))
    uneven = dataclasses.replace(found, clusters=Clusters("authority", 14, 12.5, labels))
    assert "of 14 authorities (as good as 12.5 of equal size), and the intervals" in said(uneven)
    wild = dataclasses.replace(found, clusters=Clusters("trust", 8, 8.0, labels))
    assert "of 8 trusts, and the intervals allow for that. By so few" in said(wild)
    assert "equally near" not in said(found)
    tied = dataclasses.replace(found, ties=Ties(30, -0.2, 0.4))
    assert "For 30 of 40 schools" in said(tied) and "between -0.20 and +0.40" in said(tied)
    assert "the matched effect goes from -0.20 to +0.40" in said(tied)


def test_an_answer_that_tells_does_not_ask_for_more(found: Comparison) -> None:
    assert found.verdict.is_conclusive
    assert "More schools" not in said(found) and "More years" not in said(found)
    assert found.sensitivity is not None and found.sensitivity.sentence() in said(found)


def test_the_others_are_those_that_took_part(found: Comparison) -> None:
    """Not those of a phase or region that the partnership has nobody of."""
    assert summary.who(found).endswith(
        f"most like them of {found.pool:,} other schools, equal in phase, and, weighted, with all "
        "of these."
    )
    panel, schools, mine = simulate(3, 2.0)
    others = [urn for urn in schools["urn"] if urn not in set(mine)]
    away, apart = set(others[:90]), set(others[90:100])
    schools.loc[schools["urn"].isin(away), "phase"] = "Secondary"
    schools.loc[schools["urn"].isin(apart), "region"] = "Elsewhere"
    own = compare(panel, schools, mine, "progress", BEFORE, AFTER, OPTIONS)
    assert (own.pool, own.weighted) == (len(others) - 90, len(others) - 100)
    told = summary.who(own)
    assert f"of {own.pool:,} other schools, equal in phase, and" in told
    assert f"with {own.weighted:,} of these (the rest are of a region" in told
    assert f"doubly robust, against {own.weighted:,} other schools" in [
        one.label for one in own.estimates
    ]


def test_months_are_told_of_an_effect_alone(found: Comparison) -> None:
    size = dataclasses.replace(found.size, of_pupils=True)
    about = dataclasses.replace(found, size=size)
    assert "progress (" in said(about) and as_dict(about)["size"]["months"] == size.months
    unsure = dataclasses.replace(found.verdict, is_conclusive=False)
    about = dataclasses.replace(about, verdict=unsure)
    assert "months' progress cannot be told" in said(about)
    assert as_dict(about)["size"]["months"] is None


def test_a_close_call_is_said_beside_its_interval(found: Comparison) -> None:
    assert found.trends is not None
    slope = dataclasses.replace(found.trends.slope, effect=-0.14, low=-0.25, high=-0.02, p=0.027)
    close = dataclasses.replace(found, trends=dataclasses.replace(found.trends, slope=slope))
    assert "(-0.25 to -0.02, p = 0.027; the limit is 0.025: close to it)" in said(close)


def test_a_level_says_on_the_page_and_in_the_terminal_what_voids_it(found: Comparison) -> None:
    caution = found.verdict.nesta_caution()
    assert caution and caution in "\n".join(lines(found))
    assert caution in html.unescape("\n".join(page_body(found)))


def test_an_effect_that_hangs_on_which_equals_were_taken_says_so(found: Comparison) -> None:
    assert found.verdict.direction == "better"
    first = found.estimates[0].estimate
    far, near = first.inner[0] + 0.01, first.inner[0] - 0.01
    hangs = "the answer hangs on which were taken"
    ties = Ties(9, first.effect - far, first.effect + 0.1)
    assert hangs in said(dataclasses.replace(found, ties=ties))
    ties = Ties(9, first.effect - near, first.effect + 0.1)
    assert hangs not in said(dataclasses.replace(found, ties=ties))
    unsure = dataclasses.replace(found.verdict, direction="cannot tell")
    ties = Ties(9, -0.1, first.effect)
    text = said(dataclasses.replace(found, ties=ties, verdict=unsure))
    assert hangs not in text and "Others of the equally near schools" in text
