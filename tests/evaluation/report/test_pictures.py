"""The pictures of an evaluation: round ticks, words that fit, and nothing lost of what is told."""

from __future__ import annotations

import math
import re

import pandas as pd

from matcher.core.figures.number_format import NumberFormat
from matcher.core.page import svg
from matcher.evaluation.comparison import YearMeans
from matcher.evaluation.matching.balance import Balance
from matcher.evaluation.report.interval_plot import PlottedInterval, interval_plot
from matcher.evaluation.report.love_plot import love_plot, shown_rows
from matcher.evaluation.report.trend_plot import trend_plot

ROWS = (
    PlottedInterval("one way", 0.1, 0.7, 0.4),
    PlottedInterval("an assumption more <b>", -0.2, 0.9, 0.35, dashed=True),
    PlottedInterval("the range", -0.2, 0.9),
)


def words_of(picture: str) -> list[str]:
    return re.findall(r"<text [^>]*>([^<]*)</text>", picture)


def test_estimates_stand_side_by_side_on_round_ticks() -> None:
    found = interval_plot(ROWS, "Estimates", "grades", NumberFormat())
    assert found.count("<circle") == 2  # a range has no estimate
    assert [w for w in words_of(found) if w.replace("-", "").replace(".", "").isdigit()] == [
        "-0.2", "0", "0.2", "0.4", "0.6", "0.8",
    ]  # fmt: skip
    assert "an assumption more &lt;b&gt;" in found and "one way: +0.40, +0.10 to +0.70" in found
    assert "no difference, in grades" in found and "Dashed" in found and "Thick" in found
    # No line of the grid runs through the words: it stands behind the intervals alone.
    heights = [
        (float(one[0]), float(one[1]))
        for one in re.findall(r'<line x1="[^"]+" y1="([^"]+)" x2="[^"]+" y2="([^"]+)"', found)
    ]
    words = [float(one) for one in re.findall(r'<text x="0" y="([^"]+)"', found)]
    assert len(words) == 3 and len([one for one in heights if one[0] < one[1]]) == 6 * 3
    assert all(not (top < y < bottom) for y in words for top, bottom in heights)
    plain = interval_plot(ROWS[:1], "Estimates", "", NumberFormat())
    assert "Dashed" not in plain and "Thick" not in plain


def test_no_difference_is_on_the_picture_and_what_has_no_end_reaches_the_edge() -> None:
    found = interval_plot(
        [PlottedInterval("wide", -math.inf, math.nan, 7.0)], "Estimates", "", NumberFormat()
    )
    assert words_of(found) == ["0", "2", "4", "6", "wide"]  # none beyond the ends
    assert 'x1="2.00%"' in found and 'x2="98.00%"' in found and "nan" not in found


def test_long_words_are_wrapped_for_a_narrow_screen() -> None:
    words = "pupils eligible for free school meals in the last six years (%) in 2016/17"
    lines = svg.wrapped(words)
    assert " ".join(lines) == words and max(map(len, lines)) <= svg.LINE
    assert svg.wrapped("") == [""]
    found = interval_plot([PlottedInterval(words, 0.0, 1.0, 0.5)], "Estimates", "", NumberFormat())
    assert [one for one in words_of(found) if one in lines] == lines


def test_a_narrow_screen_has_room_for_the_years_that_are_named() -> None:
    def named(count: int) -> list[str]:
        years = [YearMeans(2010 + at, at / 10, 0.5, at > 2) for at in range(count)]
        return [one for one in words_of(trend_plot(years, "figure", NumberFormat())) if "/" in one]

    assert sorted(named(4)) == ["2010/11", "2011/12", "2012/13", "2013/14"]
    assert named(12) == ["2021/22", "2017/18", "2013/14"]
    assert named(1) == ["2010/11"]


def balance_of(*rows: tuple[str, float, float, float]) -> Balance:
    """Rows: label, the partnership's mean, and how far apart before and after."""
    table = pd.DataFrame(rows, columns=["label", "treated_mean", "smd_before", "smd_after"])
    return Balance(table.assign(vr_before=math.nan), {})


def test_the_balance_shows_what_can_differ_and_no_more() -> None:
    """Hundreds of authorities that are equal anyway, or nobody's, hide what matters."""
    balance = balance_of(
        ("progress in 2015/16", 0.2, 0.3, 0.05),
        *((f"local authority: {code}", 0.0, -0.1, 0.0) for code in range(150)),
        ("local authority: Elmshire (926)", 1.0, 9.0, 0.0),
        ("region: Here", 1.0, 4.18, 0.0),
        ("region: Elsewhere", 0.0, -0.2, -0.02),
        ("region: Of the matched", 0.0, -0.2, -0.3),
    )
    shown, said = shown_rows(balance, ("la_code",))
    assert shown.table["label"].tolist() == [
        "progress in 2015/16", "region: Here", "region: Of the matched",
    ]  # fmt: skip
    assert said == (
        "Left out of the picture and the table: what had to be equal (local authority); 1 category "
        "of which no school of the partnership is."
    )
    shown, said = shown_rows(balance, ())
    assert "152 categories of which" not in said and "151 categories of which" in said
    assert shown_rows(balance_of(("phase: Primary", 1.0, 0.0, 0.0)), ("phase",))[1] == ""


def test_what_is_far_apart_does_not_stretch_the_axis() -> None:
    found = love_plot(balance_of(("a", 0.2, 0.3, 0.05), ("region: Here", 1.0, 4.18, 0.0)))
    words = words_of(found)
    assert max(float(one) for one in words if one[0].isdigit()) == 2
    assert "region: Here (before: 4.18, beyond the edge)" in " ".join(words)
    near = words_of(love_plot(balance_of(("a", 0.2, 0.3, 0.05))))
    assert "beyond" not in " ".join(near) and max(near[0:9]) < "b"
    after = words_of(love_plot(balance_of(("a", 0.2, 3.0, 2.9))))
    assert any(one[0].isdigit() and float(one) >= 2.9 for one in after)
