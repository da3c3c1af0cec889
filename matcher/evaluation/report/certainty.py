"""How sure an answer is, and why: the estimates side by side, the years before, what schools
share, and ties; as sentences and as rows for a picture and a table."""

from __future__ import annotations

from matcher.core.calendar.school_years import called
from matcher.core.page.html_page import figures, sentences, table
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.effect.estimates import IF_ALIKE, LABELS, Range, not_made
from matcher.evaluation.effect.trends import p_of_test
from matcher.evaluation.number_format import one_range, p_value_cell
from matcher.evaluation.report.by_start import estimate_words
from matcher.evaluation.report.interval_plot import PlottedInterval, interval_plot
from matcher.evaluation.report.summary import sentence_case, unit_words

RANGE, NARROWER = "The range told", "If like schools would have moved alike"
_ENDS = "ends at 90 to 95 %"


def estimates_plot(about: Comparison) -> str:
    """The estimates as dots and intervals, and the ranges below them."""
    two = len(_ranges(about)) > 1
    rows = [
        PlottedInterval(
            sentence_case(one.label), one.estimate.low, one.estimate.high, one.estimate.effect,
            dashed=two and one.key not in IF_ALIKE,
        )
        for one in about.estimates
    ]  # fmt: skip
    rows += [PlottedInterval(words, one.low, one.high) for words, one in _ranges(about)]
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
    rows += [
        (
            f"{words} ({_ENDS})",
            "",
            numbers.signed_interval(one.low, one.high),
            "",
            f"Any of the first {count} is",
        )
        for (words, one), count in zip(_ranges(about), _counts(about), strict=False)
    ]
    head = ("Worked out", "Effect", "95 % interval", "p", "Right if")
    caption = f"The effect in {unit_words(about)}, worked out in {len(about.estimates)} ways"
    return table(
        caption,
        head,
        rows,
        figures("Effect", "95 % interval", "p") | {head[-1]: "said"},
        cards=True,
    )


def estimate_lines(about: Comparison) -> list[str]:
    """The same for a terminal."""
    return [
        f"{sentence_case(one.label)}: {estimate_words(one.estimate, about.numbers)}. "
        f"Right if {one.needs}."
        for one in about.estimates
    ]


def certainty_lines(about: Comparison) -> list[str]:
    """What the ranges hold, what the years before showed and could have shown, what schools share,
    and ties."""
    lines = [
        *_range_lines(about),
        *_not_made(about),
        *_years_before(about),
        *_clusters(about),
        *_ties(about),
    ]
    size = about.size.sentence(told=about.verdict.is_conclusive)
    if size and not about.few:
        lines.append(f"{sentence_case(size)}.")
    return lines


def _ranges(about: Comparison) -> list[tuple[str, Range]]:
    """The range told, and the narrower one where it is another, with their names."""
    told, alike = about.ranges.told, about.ranges.if_alike
    return [(RANGE, told), *([] if one_range(about.ranges, about.numbers) else [(NARROWER, alike)])]


def _range_lines(about: Comparison) -> list[str]:
    """In a sentence each, which estimates a range is of and what that makes it."""
    ends = about.numbers.signed_interval
    told, *narrower = [ends(one.low, one.high) for _, one in _ranges(about)]
    every, first = _counts(about)
    same = "" if narrower or every == first else (
        f"; that of the first {first} alone, {NARROWER[0].lower()}{NARROWER[1:]}, is the same"
    )  # fmt: skip
    return [
        f"{RANGE}, {told}, holds the effect whichever of these {every} assumptions is right (it "
        f"goes from the lowest to the highest end of their intervals, at 90 to 95 %){same}.",
        *(f"{NARROWER}, it would be {one}: that of the first {first} alone." for one in narrower),
    ]


def _not_made(about: Comparison) -> list[str]:
    """What is not allowed for, as it cannot be worked out."""
    return [
        f"Not worked out, “{LABELS[key]}”, and so not allowed for: {why}."
        for key, why in not_made(about.estimates, len(about.before)).items()
    ]


def _counts(about: Comparison) -> tuple[int, int]:
    """Of how many estimates either range is."""
    return len(about.estimates), sum(one.key in IF_ALIKE for one in about.estimates)


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
