"""How fair a plan is, in sentences: for the summary, the workbook and the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from matcher.core.figures.number_format import counted, half_up
from matcher.core.schema import as_list
from matcher.show.allocation.facts import FAR_KM, Fairness, GroupFacts, PlanShown, Total
from matcher.show.allocation.seekers.groupings import ALL, IN_ONE, PRIORITY

if TYPE_CHECKING:
    import pandas as pd

    from matcher.show.allocation.lorenz import Spread
    from matcher.show.kit.reach import Reach

AIMS = {
    "priority": "seekers of priority areas served",
    "served": "seekers served",
    "score": "summed score",
}
_AIM = {
    "priority": "to serve seekers of priority areas",
    "served": "to serve as many seekers as can be",
    "score": "of the greatest summed score",
}

_DEEPER = " " * 4  # before a line that belongs to the one above it
MOST_DECISIONS = 20  # lines about them in the workbook
FURTHER = "plan.csv lists the pairs, each with its reasons."
HUBS_ELSEWHERE = "hubs.html lists them: another proposal for the same places as the pairs."
UNSERVED_ELSEWHERE = (
    "The seekers without a partner are too many for this workbook: unserved.csv lists them."
)


def percent(share: float) -> str:
    """A share as people read it: "74 %"; blank where it is not known. Neither all nor none is
    said of what is only nearly so."""
    if math.isnan(share):
        return ""
    if 0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= share < 1 else f"{share:.0%}".replace("%", " %")


def supposed(shown: PlanShown) -> str:
    """What the plan supposes, in a sentence; "" for the plan of things as they are."""
    return f"What if: {'; '.join(shown.what_if)}." if shown.what_if else ""


def capacity(shown: PlanShown) -> str:
    """How many places there are, and how many partners have how many; "" where it is not known."""
    if not shown.capacity:
        return ""
    places, *partners = shown.capacity
    told = "; ".join(f"{one[:1].lower()}{one[1:]}" for one in partners)
    return f"{places}. Partners by places: {told}." if partners else f"{places}."


def opening(shown: PlanShown) -> str:
    """What the plan comes to: who has a partner, those of the lists first; of partners alone how
    many of their places are used first, as the seekers are all that are near."""
    if not shown.of_partners:
        return f"{shown.of_lists} {served(shown.fairness)}".strip()
    there = shown.places[shown.places["in_reach"] > 0]
    places, free = int(there["capacity"].sum()), int(there["free"].sum())
    be = "is" if places - free == 1 else "are"
    used = f"{places - free:,} of {counted(places, 'place')} of your partners {be} used."
    return f"{used} {served(shown.fairness, 'seekers that may meet one of them')}"


def served(found: Fairness, seekers: str = "seekers") -> str:
    """Who has a partner, in a sentence; ``seekers``: who could have had."""
    (everybody,) = found.of(ALL) or (None,)
    if everybody is None:
        return "No school of this plan looks for partners."
    said = f"{_of(everybody)} {seekers} have a partner ({percent(everybody.coverage)})"
    if everybody.already:
        said += f", {everybody.already:,} of them already, beside this plan"
    within = next((group for group in found.of(PRIORITY) if group.name == IN_ONE), None)
    if within is None:
        return f"{said}."
    return f"{said}; of those in a priority area {_of(within)} ({percent(within.coverage)})."


def both_ways(pairs: pd.DataFrame) -> str:
    """How many partnerships stand in the plan twice, as each school helps the other; "" for none.
    ``pairs``: ALLOCATION."""
    there = {*zip(as_list(pairs["seeker_urn"]), as_list(pairs["partner_urn"]), strict=True)}
    twice = sum(one < other and (other, one) in there for one, other in there)
    if not twice:
        return ""
    return (
        f"{counted(twice, 'partnership')} {'counts' if twice == 1 else 'count'} as two pairs, as "
        "each of the two schools helps the other."
    )


def travel(pairs: pd.DataFrame, reach: Reach) -> str:
    """What the travel times of the pairs (ALLOCATION) rest on, and what they leave out, in
    sentences; "" where there are none."""
    rests_on = as_list(pairs["minutes_by"])
    timed = len(rests_on) - rests_on.count("")
    if not timed:
        return ""
    estimates = rests_on.count("estimate")
    way = f" {reach.by}" if reach.by else ""
    told = f"Travel times{way} of {counted(timed, 'pair')}, {estimates:,} of them estimated."
    return f"{told} {reach.note}." if reach.note else told


def _of(group: GroupFacts) -> str:
    return f"{group.served:,} of {group.seekers:,}"


def top_tenth(places: Spread, most: str) -> str:
    """What part the tenth of partners with ``most`` have, and how many partners that is."""
    many, of = places.tenth, len(places.values)
    who, have = ("partner", "has") if many == 1 else (f"{many:,} partners", "have")
    rounded = " rounded up" if many * 10 > of else ""
    return f"The {who} with {most}, a tenth of {of:,}{rounded}, {have} {percent(places.top_tenth)}"


def evenness(found: Fairness) -> list[str]:
    """How evenly the places and the scores are spread, in a sentence each."""
    scale = "Gini 0: all alike; towards 1: one has everything"
    lines = []
    if found.few_pairs and found.places.total:
        takers = counted(len(found.places.values), "partner")
        lines.append(
            f"There are {counted(int(found.places.total), 'pair')} and {takers} with a place in "
            "reach: how evenly partners are used says nothing."
        )
    elif found.places.curve():
        takers = counted(len(found.places.values), "partner")
        lines.append(
            f"{top_tenth(found.places, 'most seekers')} of all pairs "
            f"(Gini {found.places.gini:.2f} over {takers} with a place in reach)."
        )
        # Of whole pairs, too few for everybody, each to another partner: 1 - pairs / partners.
        least = 1 - found.places.total / len(found.places.values)
        if least > 0:
            lines.append(f"There are fewer pairs than partners: Gini cannot be below {least:.2f}.")
    if found.scores.curve() and found.few_scores:
        (everybody,) = found.of(ALL)
        lines.append(
            f"{_of(everybody)} seekers have a partner: how evenly scores are spread says nothing."
        )
    elif found.scores.curve():
        (everybody,) = found.of(ALL)
        apart = ", those with a partner already left out" if everybody.already else ""
        lines.append(
            f"Scores over {counted(len(found.scores.values), 'seeker')}, one without a partner "
            f"counting 0{apart}: Gini {found.scores.gini:.2f}."
        )
    if told := [at for at, line in enumerate(lines) if "Gini" in line]:
        line = lines[told[-1]].removesuffix(".")
        # In the brackets of the line where it ends with some.
        lines[told[-1]] = f"{line[:-1]}; {scale})." if line.endswith(")") else f"{line} ({scale})."
    return lines


def costs(found: Fairness) -> list[str]:
    """What each part of the objective cost, a sentence each, the first part first; [] where plans
    without it were not solved."""
    return [_cost(with_it, without) for with_it, without in pairwise(found.totals)]


def _cost(with_it: Total, without: Total) -> str:
    aim = with_it.objective[0]
    said = f"The aim {_AIM[aim]}"
    reached = [(one.priority, one.served, round(one.score, 5)) for one in (with_it, without)]
    if reached[0] == reached[1]:
        return f"{said} costs nothing: without it the plan would reach the same."
    more = getattr(with_it, aim) - getattr(without, aim)
    if aim == "score":
        gains = f"brings {more:,.3f} more of it"
    else:
        gains = (
            f"brings {more:,} more of them a partner" if more else "brings nobody more a partner"
        )
    paid = []
    if aim != "served" and with_it.served != without.served:
        paid.append(_change(without.served - with_it.served, "seekers served in all"))
    if aim != "priority" and with_it.priority != without.priority:
        paid.append(_change(without.priority - with_it.priority, "of priority areas"))
    lost = without.score - with_it.score
    if aim != "score" and abs(lost) >= 0.0005:
        share = f" ({percent(abs(lost) / without.score)})" if without.score > 0 else ""
        paid.append(f"{abs(lost):,.3f} {'less' if lost > 0 else 'more'} summed score{share}")
    told = f"{said} {gains}" + (f", for {' and '.join(paid)}." if paid else ".")
    return " ".join((told, *_who_and_how_far(with_it, without)))


def _who_and_how_far(with_it: Total, without: Total) -> Iterator[str]:
    """Who makes way for an aim, and how much farther apart the pairs are for it, in sentences."""
    if many := without.make_way:
        go = "seeker goes" if many == 1 else "seekers go"
        yield f"For it {many:,} other {go} without a partner."
    medians = [half_up(one.median_km, 1) for one in (with_it, without)
               if not math.isnan(one.median_km)]  # fmt: skip
    if len(medians) == 2 and (len({*medians}) == 2 or with_it.far != without.far):
        yield (
            f"The median pair is {medians[0]} km apart, and would be {medians[1]} km; over "
            f"{FAR_KM} km {'is' if with_it.far == 1 else 'are'} {counted(with_it.far, 'pair')}, "
            f"and would be {without.far:,}."
        )


def _change(lost: int, what: str) -> str:
    return f"{abs(lost):,} {'fewer' if lost > 0 else 'more'} {what}"


def objective(shown: PlanShown) -> str:
    """What the plan serves, in its order, and what a priority area is; "" where it is not known."""
    if not shown.fairness.totals:
        return ""
    aims = shown.fairness.totals[0].objective
    areas = f" {shown.areas}" if shown.areas and "priority" in aims else ""
    needs = " Needs that are met count in scores alone, beside nearness." if "score" in aims else ""
    return f"What counts, in order of importance: {in_order(aims)}.{needs}{areas}"


def in_order(aims: Sequence[str]) -> str:
    """What a plan serves, the most important first, in words."""
    return ", then ".join(AIMS[name] for name in aims)


def unserved(shown: PlanShown) -> list[str]:
    """Who has no partner and why, most first: "3 seekers: every partner in reach is full"."""
    from matcher.core.allocation.tables import WHY

    reasons = shown.unserved["why"].value_counts()
    ordered = sorted(reasons.items(), key=lambda one: (-int(one[1]), str(one[0])))
    return [f"{counted(int(many), 'seeker')}: {WHY[str(why)]}" for why, many in ordered]


def more_decisions(shown: PlanShown, told: int) -> str:
    """Where the lines on decisions are that are not told; "" where all are."""
    more = len(shown.decisions) - told
    return f"Not kept as well: {more:,}, see problems.csv." if more > 0 else ""


def one_level(lines: Sequence[str]) -> list[str]:
    """Lines that are set in further follow in the line that they belong to."""
    found: list[str] = []
    for line in lines:
        if line.startswith(_DEEPER) and found:
            found[-1] += f"{'; ' if ': ' in found[-1] else ': '}{line.strip()}"
        else:
            found.append(line.strip())
    return found


def cover(shown: PlanShown) -> list[str]:
    """What the first sheet of the workbook says: the plan in sentences."""
    found = shown.fairness
    lines = [
        supposed(shown),
        shown.rests_on,
        opening(shown),
        shown.known or f"{counted(len(shown.pairs), 'pair')}.",
        shown.best,
        shown.leading,
        both_ways(shown.pairs),
        shown.travel,
        capacity(shown),
        *shown.decisions[:MOST_DECISIONS],
        more_decisions(shown, MOST_DECISIONS),
        shown.checked,
        objective(shown),
        *costs(found),
        *evenness(found),
        *unserved(shown),
        shown.where,
        shown.no_part,
        *one_level(shown.hubs),
        "A score lies between 0 and 1. The run that the plan rests on is left as it was.",
        *shown.attribution,
    ]
    return [line for line in lines if line]
