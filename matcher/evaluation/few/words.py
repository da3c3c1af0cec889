"""What a picture of few schools says in plain English, and what it cannot say."""

from __future__ import annotations

from collections.abc import Callable

from matcher.core.calendar.school_years import called
from matcher.evaluation.few.few_schools import FewSchools, PlacedSchool
from matcher.evaluation.few.like_schools import MIN_LIKE
from matcher.evaluation.gates import INCONCLUSIVE, MIN_MATCHED
from matcher.evaluation.number_format import figure, p_value
from matcher.evaluation.verdict import Verdict

_RARE = 0.05  # below it a place is called out of the ordinary: one in twenty
Named = Callable[[str], str]


def few_verdict(about: FewSchools, named: Named = str) -> Verdict:
    """It never tells better from worse. ``named`` makes a URN what a person knows a school by.

    Nesta's level is 2 where the schools' own mean change for the better stands out from chance,
    and 1 else: there is no comparison group, but like schools to be placed among."""
    own = about.own_change
    grew = own is not None and not own.spans_zero and (own.effect < 0) == about.less_is_better
    return Verdict(
        False,
        INCONCLUSIVE,
        _headline(about, named),
        tuple(_reasons(about, named)),
        tuple(_cautions(about, named)),
        2 if grew else 1,
        tuple(_next_steps(about, grew)),
    )


def school_sentence(about: FewSchools, one: PlacedSchool, named: Named = str) -> str:
    """Where a school lies among those like it, both ways."""
    place = one.placement
    low, high = place.usual
    return (
        f"{named(one.unit)} changed by {figure(place.change)}: {_farther(about, one)} of the "
        f"{place.like} schools most like it {_farther_words(about, one)}. "
        f"{figure(place.expected)} was expected of a school with its figures, and "
        f"{figure(low)} to {figure(high)} is usual; "
        f"{place.as_far} of the {place.like} lie as far from what was expected of them, or "
        f"farther ({p_value(place.p)})"
    )


def _headline(about: FewSchools, named: Named) -> str:
    if about.together is None:
        (one,) = about.placed
        return (
            f"With 1 school no average effect can be told. Of the {one.placement.like} schools "
            f"most like {named(one.unit)}, {_farther(about, one)} {_farther_words(about, one)}."
        )
    together = about.together
    # More or less, for "+0.20 than was expected" has to be read twice.
    than = "more" if together.gap >= 0 else "less"
    return (
        f"With {together.schools} schools no average effect can be told. Together they changed by "
        f"{figure(together.change)}, which is {figure(abs(together.gap))} {than} than was expected "
        f"of them; {_share(together.as_far, together.draws)} of {together.draws:,} groups of like "
        "schools lie as far off, or farther."
    )


def _share(count: int, of: int) -> str:
    return f"{count / of:.0%}" if count else "none"


def _farther(about: FewSchools, one: PlacedSchool) -> int:
    return one.placement.less if about.less_is_better else one.placement.more


def _farther_words(about: FewSchools, one: PlacedSchool) -> str:
    """What a like school did that did better, given what the school itself did."""
    change = one.placement.change
    if about.less_is_better:
        return "fell by more" if change <= 0 else "fell, or rose by less"
    return "rose by more" if change >= 0 else "rose, or fell by less"


def _reasons(about: FewSchools, named: Named) -> list[str]:
    reasons = [
        f"below {MIN_MATCHED} schools the spread among them says too little of what chance does, "
        "so that they are placed among like schools and no average effect is worked out"
    ]
    reasons += [school_sentence(about, one, named) for one in about.placed]
    if about.together:
        low, high = about.together.usual
        reasons.append(
            f"together {figure(about.together.expected)} was expected of them, and {figure(low)} "
            f"to {figure(high)} is usual ({p_value(about.together.p)})"
        )
    earlier = about.year_before
    if earlier is None:
        reasons.append(
            "one year before says nothing of how they moved before"
            if len(about.before) < 2
            else "too little is known to place them in a year before"
        )
    else:
        whom = "they" if len(earlier.placed) > 1 else "it"
        what = "stood out already" if earlier.p <= _RARE else "did not stand out"
        reasons.append(
            f"in {called(earlier.after[0])}, before the partnership, {whom} {what}: "
            f"{figure(earlier.gap)} from what was expected ({p_value(earlier.p)})"
        )
    return reasons


def _cautions(about: FewSchools, named: Named) -> list[str]:
    count = len(about.placed)
    each = min(one.placement.detectable for one in about.placed)
    cautions = [
        "What can be said: whether these schools stand out among schools like them. What cannot: "
        "what made them stand out, and how large the partnership’s effect is. A new head or "
        "another intake moves one school’s figure as much.",
        f"One school has to end more than {figure(each)} from what was expected to stand out. "
        "Smaller effects cannot be seen here, so that standing out in nothing is no sign that "
        "nothing happened.",
        "What was expected allows for low results that rise by themselves (regression to the "
        "mean), as far as the figures before tell. The like schools may have partnerships of "
        "their own; those that are known can be left out (--leave-out).",
    ]
    if count > 1:
        chance = 1 - (1 - _RARE) ** count
        cautions.append(
            f"Of {count} schools at least one stands out (p below {_RARE}) by chance alone in "
            f"{chance:.0%} of cases: do not pick the one that does."
        )
        cautions.append(
            "What all of them share, such as one trust, one authority or one new policy, is not "
            "in the groups drawn: it can set them apart together."
        )
    if ends := sum(one.at_end for one in about.placed):
        cautions.append(
            f"{ends} of {count} stood among the lowest or the highest tenth before. Such schools "
            "vary more from year to year than those like them, and stand out by chance about twice "
            "as often as their p says; if they were picked for those figures, the year before "
            "stands out too."
        )
    cautions += [
        f"{named(one.unit)} lies beyond all schools like it in {', '.join(one.beyond)}: what was "
        "expected of it is read from schools less unusual."
        for one in about.placed
        if one.beyond
    ]
    cautions += [
        f"{named(urn)} is not placed: fewer than {MIN_LIKE} schools are like it."
        for urn in about.unplaced
    ]
    left = about.schools - count - len(about.unplaced)
    if left:
        whom = "1 school" if left == 1 else f"{left} schools"
        cautions.append(f"Nothing is said about {whom} of the partnership without figures.")
    return cautions


def _next_steps(about: FewSchools, grew: bool) -> list[str]:
    steps = []
    if not grew:
        own = about.own_change
        now = (
            "one school alone cannot show that"
            if own is None
            else f"now {figure(own.effect)}, {figure(own.low)} to {figure(own.high)}"
        )
        steps.append(
            "level 2: a change for the better in the schools’ own results that stands out from "
            f"chance ({now})"
        )
    steps += [
        f"level 3: {MIN_MATCHED} schools or more, of several partnerships of one kind together: "
        "from then on an average effect is worked out against matched schools",
        "level 4: the same found by somebody independent, in another set of schools",
        "level 5: a description so exact that others get the same result elsewhere",
    ]
    return steps
