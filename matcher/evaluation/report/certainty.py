"""How sure an answer is, and why: the estimates side by side, the years before, what schools
share, and ties; as sentences and as rows for a picture and a table."""

from __future__ import annotations

from matcher.core.calendar.school_years import called
from matcher.core.page.html_page import figures, sentences, table
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.effect.estimates import BRACKET
from matcher.evaluation.effect.trends import p_of_test
from matcher.evaluation.number_format import p_value_cell
from matcher.evaluation.report.by_start import estimate_words
from matcher.evaluation.report.interval_plot import PlottedInterval, interval_plot
from matcher.evaluation.report.summary import sentence_case, unit_words

RANGE = "The range told"


def estimates_plot(about: Comparison) -> str:
    """The estimates as dots and intervals, and the range below them."""
    rows = [
        PlottedInterval(
            sentence_case(one.label), one.estimate.low, one.estimate.high, one.estimate.effect,
            dashed=one.key not in BRACKET,
        )
        for one in about.estimates
    ]  # fmt: skip
    rows.append(PlottedInterval(RANGE, about.bracket.low, about.bracket.high))
    title = "How much more the partnership’s schools changed, worked out in several ways"
    return interval_plot(rows, title, unit_words(about), about.numbers)


def estimates_table(about: Comparison) -> str:
    """The same in HTML, each with what it takes for granted."""
    numbers = about.numbers
    rows = [
        (
            sentence_case(one.label), numbers.signed(one.estimate.effect),
            numbers.signed_interval(one.estimate.low, one.estimate.high),
            p_value_cell(one.estimate.p), sentence_case(one.needs),
        )
        for one in about.estimates
    ]  # fmt: skip
    ends = numbers.signed_interval(about.bracket.low, about.bracket.high)
    rows.append((RANGE, "", ends, "", sentence_case(_range_needs(about))))
    head = ("Worked out", "Effect", "95 % interval", "p", "Right if")
    caption = f"The effect in {unit_words(about)}, worked out in {len(about.estimates)} ways"
    return table(caption, head, rows, figures("Effect", "95 % interval", "p") | {head[-1]: "said"})


def estimate_lines(about: Comparison) -> list[str]:
    """The same for a terminal."""
    numbers = about.numbers
    lines = [
        f"{sentence_case(one.label)}: {estimate_words(one.estimate, numbers)}. "
        f"Right if {one.needs}."
        for one in about.estimates
    ]
    ends = numbers.signed_interval(about.bracket.low, about.bracket.high)
    return [*lines, f"{RANGE}: {ends}. Right if {_range_needs(about)}."]


def certainty_lines(about: Comparison) -> list[str]:
    """What the years before showed and could have shown, what schools share, and ties."""
    lines = [*_years_before(about), *_clusters(about), *_ties(about)]
    size = about.size.sentence(told=about.verdict.is_conclusive)
    if size and not about.few:
        lines.append(f"{sentence_case(size)}.")
    return lines


def _range_needs(about: Comparison) -> str:
    count = sum(one.key in BRACKET for one in about.estimates)
    return (
        f"any of the first {count} is (from the lowest to the highest end of their intervals, at "
        "90 to 95 % by how far apart they lie)"
    )


def _years_before(about: Comparison) -> list[str]:
    trends = about.trends
    if trends is None:
        return [
            "With one year before, nobody can see whether the two groups were moving apart already."
        ]
    slope, placebo, numbers = trends.slope, trends.placebo, about.numbers
    side = "gained on" if slope.effect > 0 else "fell behind"
    seen = (
        f"the partnership’s schools {side} like schools" if trends.drifted
        else "the two groups were not seen to move apart"
    )  # fmt: skip
    lines = [
        f"Before the partnership {seen}: {numbers.signed(slope.effect)} a year "
        f"({numbers.signed_interval(slope.low, slope.high)}, {p_of_test(slope)}). Such data would "
        f"have shown {numbers.figure(trends.detectable)} a year in four cases of five; as much, "
        f"carried on unseen, would look like an effect of {numbers.figure(trends.explains)}."
    ]
    if len(about.before) > 2:
        last = called(about.before[-1])
        stood = "stood apart from" if trends.stood_apart else "was not seen to stand apart from"
        lines.append(
            f"{last}, the year just before, {stood} the earlier ones: "
            f"{numbers.signed(placebo.effect)} "
            f"({numbers.signed_interval(placebo.low, placebo.high)}, {p_of_test(placebo)})."
        )
    return lines


def _clusters(about: Comparison) -> list[str]:
    own = about.clusters
    if own.few:
        return sentences(own.notes)  # the answer says the rest, or what stands in its way does
    if own.level == "matched sets":
        return [
            f"Each of the {about.effect.sets} schools, with those like it, counts as one draw of "
            "chance. What several of them share, such as a trust, is not allowed for.",
        ]
    counted = "" if abs(own.effective - own.count) < 0.05 else (
        f" (as good as {own.effective:.1f} of equal size)"
    )  # fmt: skip
    wild = " By so few the intervals are resampled (wild cluster bootstrap)." if own.wild else ""
    if wild and about.matched.replace:
        wild += (
            " Those of the matched schools, of which some serve several times, are by Student's t."
        )
    return [
        f"Schools of one {own.level} share good and bad years. The schools are of "
        f"{own.in_words}{counted}, and the intervals allow for that.{wild}",
        *sentences(own.notes),
    ]


def _ties(about: Comparison) -> list[str]:
    ties = about.ties
    if ties is None or not ties.tied:
        return []
    return [
        f"For {ties.tied} of {about.effect.sets} schools more others were equally near than were "
        "taken. With others of these taken, the effect matched with the outcome before lies "
        f"between {about.numbers.signed(ties.low)} and {about.numbers.signed(ties.high)}."
    ]
