"""What a picture of few schools says in plain English, and what it cannot say."""

from __future__ import annotations

from collections.abc import Callable

from matcher.core.calendar.school_years import called
from matcher.core.figures.number_format import NumberFormat
from matcher.evaluation.few.few_schools import FewSchools, PlacedSchool
from matcher.evaluation.few.like_schools import LIKE, MIN_LIKE
from matcher.evaluation.gates import INCONCLUSIVE, MIN_MATCHED
from matcher.evaluation.number_format import p_value
from matcher.evaluation.verdict import Verdict

_RARE = 0.05  # below it a place is called out of the ordinary: one in twenty
Named = Callable[[str], str]


def few_verdict(about: FewSchools, named: Named = str) -> Verdict:
    """Whether they stand out; it never tells better from worse. ``named`` makes a URN what a person
    knows a school by.

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


def stands_out(p: float) -> bool:
    """Whether so much is out of the ordinary: one in twenty, or rarer."""
    return p <= _RARE


def who(about: FewSchools) -> str:
    """Who was placed, among how many, and who was not, in a sentence."""
    placed = len(about.placed)
    whose = (
        f"{placed} of the {about.schools} schools" if placed < about.schools
        else "The school" if placed == 1 else f"All {placed} schools"
    )  # fmt: skip
    unknown = about.schools - placed - len(about.unplaced)
    left = [f"of {unknown} a figure is not known"] if unknown else []
    if unlike := len(about.unplaced):
        left.append(f"of {unlike} fewer than {MIN_LIKE} schools are like it")
    said = f" ({'; '.join(left)})" if left else ""
    pools = dict.fromkeys(_pool(one) for one in about.placed)
    each = "" if placed == 1 else ", each"
    return f"{whose} could be compared{said}{each} with {' or '.join(pools)}."


def school_sentence(about: FewSchools, one: PlacedSchool, named: Named = str) -> str:
    """Where a school lies among those like it: first against what was expected of it."""
    return f"{named(one.unit)} {_moved(about, one)}; {_as_far(one)}. {_usual(about, one)}"


def _headline(about: FewSchools, named: Named) -> str:
    """Whether they stand out once what was to be expected is taken off, never better or worse;
    how many like schools rose by more says nothing of that, and comes later."""
    if about.together is None:
        (one,) = about.placed
        whom, them, moved = named(one.unit), "it", f"It {_moved(about, one)}; {_as_far(one)}"
    else:
        mean = about.together
        some = len(about.placed) < about.schools
        whom = f"The {mean.schools} schools {'that could be compared' if some else 'together'}"
        them = "them"
        moved = (
            f"In the mean they {_change(mean.change, mean.expected, about.numbers)} of schools "
            f"with their figures before; {_share(mean.as_far, mean.draws)} of {mean.draws:,} "
            f"groups of like schools ended as far off, or farther ({p_value(mean.p)})"
        )
    if not stands_out(about.p):
        return f"{whom} did not stand out from schools like {them}. {moved}."
    side = "higher" if about.gap > 0 else "lower"
    ended = (
        f"{whom} stood out from schools like {them}: {side} than was to be expected. {moved}. What "
        f"set {them} apart the numbers cannot tell"
    )
    earlier = about.year_before
    if earlier is not None and stands_out(earlier.p):
        whom = "they" if about.together else "it"
        ended += f", and {whom} stood out already in the year before the partnership"
    return f"{ended}."


def _moved(about: FewSchools, one: PlacedSchool) -> str:
    which = f"that stood so {one.stood} before" if one.stood else "with its figures before"
    place = one.placement
    return f"{_change(place.change, place.expected, about.numbers)} of a school {which}"


def _change(change: float, expected: float, numbers: NumberFormat) -> str:
    """A change and how much of it was to be expected, so that no sign has to be reckoned with:
    "rose by 9.23, and 4.76 of that was to be expected"."""
    moved = f"{'rose' if change >= 0 else 'fell'} by {numbers.figure(abs(change))}"
    if expected * change > 0 and abs(expected) <= abs(change):
        return f"{moved}, and {numbers.figure(abs(expected))} of that was to be expected"
    other = f"{'a rise' if expected >= 0 else 'a fall'} of {numbers.figure(abs(expected))}"
    return f"{moved}, where {other} was to be expected"


def _as_far(one: PlacedSchool) -> str:
    place = one.placement
    far = place.as_far or "none"
    return (
        f"{far} of {_pool(one)} ended as far from what was expected of them, or farther "
        f"({p_value(place.p)})"
    )


def _pool(one: PlacedSchool) -> str:
    """The schools that one was placed among, and whether these are all there are."""
    like = one.placement.like
    return (
        f"the {like} schools most like it" if like >= LIKE else f"the only {like} schools like it"
    )


def _usual(about: FewSchools, one: PlacedSchool) -> str:
    """The range of what is usual, and the plain rank, which allows for nothing."""
    place = one.placement
    farther = _farther(about, one)
    return (
        f"A change of {about.numbers.signed_interval(*place.usual)} is usual for a school with its "
        "figures. "
        f"Before that is allowed for, {farther or 'none'} of the {place.like} "
        f"{_farther_words(about, one)}"
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
    numbers = about.numbers
    reasons = [
        f"below {MIN_MATCHED} schools the spread among them says too little of what chance does, "
        "so that they are placed among like schools and no average effect is worked out"
    ]
    if about.together is None:  # the headline has said the rest
        reasons.append(_usual(about, about.placed[0]))
    else:
        reasons.append(
            f"in the mean a change of {numbers.signed_interval(*about.together.usual)} is usual "
            "for so many schools with such figures"
        )
        reasons += [school_sentence(about, one, named) for one in about.placed]
    earlier = about.year_before
    if earlier is None:
        reasons.append(
            "one year before says nothing of how they moved before"
            if len(about.before) < 2
            else "too little is known to place them in a year before"
        )
    else:
        whom = "they" if len(earlier.placed) > 1 else "it"
        what = "stood out already" if stands_out(earlier.p) else "did not stand out"
        reasons.append(
            f"in {called(earlier.after[0])}, before the partnership, {whom} {what}: "
            f"{numbers.signed(earlier.gap)} from what was expected ({p_value(earlier.p)})"
        )
    return reasons


def _cautions(about: FewSchools, named: Named) -> list[str]:
    count = len(about.placed)
    each = about.numbers.figure(min(one.placement.detectable for one in about.placed))
    cautions = [
        "What can be said: whether these schools stand out among schools like them. What cannot: "
        "what made them stand out, and how large the partnership’s effect is. A new head or "
        "another intake moves one school’s figure as much.",
        f"One school has to end more than {each} from what was expected to stand out. "
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
    cautions += about.cautions
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
    steps, numbers = [], about.numbers
    if not grew:
        own = about.own_change
        now = (
            "one school alone cannot show that"
            if own is None
            else f"now {numbers.signed(own.effect)}, {numbers.signed_interval(own.low, own.high)}"
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
