"""What differs between two plans: who gains, who loses, who changes partner, in words and rows.

Two plans may be about different seekers: those of one area, or without a school that closes. Then
their totals say nothing of each other, so the seekers of both are compared, and those of one of
them are told apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.show.kit.text_format import printable, three_decimals

if TYPE_CHECKING:
    import pandas as pd

MOST = 20  # lines of each kind
MOST_APART = 5  # of seekers of one plan only
GAINS, LOSES, MOVES, LEAVES, JOINS = "gains", "loses", "moves", "leaves", "joins"
CHANGE_COLUMNS = ("change", "seeker_urn", "seeker_name", "before_urn", "before_name",
                  "before_score", "after_urn", "after_name", "after_score")  # fmt: skip
_TITLES = {
    GAINS: "Gain a partner",
    LOSES: "Lose a partner",
    MOVES: "Get another partner",
    LEAVES: "Only in the first plan",
    JOINS: "Only in the second plan",
}
_ALREADY = "a partner that it has already"
_COUNTS = (
    ("served", "Seekers served"),
    ("priority_served", "of priority areas"),
    ("unserved", "Unserved"),
    ("total_score", "Total score"),
)
_Pairs = dict[str, dict[str, tuple[str, float]]]  # by seeker and partner: its name, the score


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What of a plan is compared: ALLOCATION, UNSERVED, PLACES, and the counts of its record;
    ``already``: of the seekers that have a partner beside the plan the name and the priority area
    ("": in none; None: not known) by URN."""

    pairs: pd.DataFrame
    unserved: pd.DataFrame
    places: pd.DataFrame
    counts: dict[str, Any]
    already: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)

    @property
    def seekers(self) -> frozenset[str]:
        """All whom the plan is about."""
        named = (as_list(table["seeker_urn"]) for table in (self.pairs, self.unserved))
        return frozenset(self.already).union(*named)


def changes(before: PlanFacts, after: PlanFacts) -> pd.DataFrame:
    """A row (:data:`CHANGE_COLUMNS`) for each seeker whose partners differ, and for each that only
    one of the plans is about, in the order of the change and then of the URNs; of several partners
    the names stand after one another."""
    import pandas as pd

    old, new = _pairs(before.pairs), _pairs(after.pairs)
    names = {**_names(after), **_names(before)}
    both = before.seekers & after.seekers
    rows = []
    for seeker in sorted(before.seekers | after.seekers, key=urn_key):
        was, now = old.get(seeker, {}), new.get(seeker, {})
        was, now = ({**pairs, "": (_ALREADY, math.nan)} if seeker in plan.already else pairs
                    for pairs, plan in ((was, before), (now, after)))  # fmt: skip
        gone = {urn: was[urn] for urn in was if urn not in now}
        come = {urn: now[urn] for urn in now if urn not in was}
        if gone or come or seeker not in both:
            kind = GAINS if len(now) > len(was) else LOSES if len(now) < len(was) else MOVES
            if seeker not in both:
                kind = LEAVES if seeker in before.seekers else JOINS
            rows.append((kind, seeker, names.get(seeker, ""), *_told(gone), *_told(come)))
    order = list(_TITLES)
    rows.sort(key=lambda row: order.index(row[0]))
    frame = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))
    figures = {"before_score": "float64", "after_score": "float64"}
    return frame.astype({name: figures.get(name, "str") for name in CHANGE_COLUMNS})


def difference_lines(before: PlanFacts, after: PlanFacts) -> list[str]:
    """The difference in lines for a person: the totals of the seekers that both plans are about,
    then who gains, loses and moves, then the seekers of one plan only."""
    found = changes(before, after)
    lines = list(_totals(before, after))
    if not len(found):
        return [*lines, "Nobody's partner changes"]
    for kind, title in _TITLES.items():
        rows = found[found["change"] == kind]
        apart = kind in (LEAVES, JOINS)
        most = MOST_APART if apart else MOST
        if len(rows):
            side = "before_name" if kind == LEAVES else "after_name"
            had = f", {int((rows[side] != '').sum()):,} of them served" if apart else ""
            many = counted(len(rows), "seeker") if apart else f"{len(rows):,}"
            lines.append(f"{title}: {many}{had}")
            lines += [f"  {printable(_line(row))}" for row in rows.head(most).itertuples()]
            if len(rows) > most:
                lines.append(f"  … and {len(rows) - most:,} more")
    return lines


def _totals(before: PlanFacts, after: PlanFacts) -> Iterator[str]:
    both = before.seekers & after.seekers
    same = before.seekers == after.seekers
    if not same:
        yield (
            f"The plans are about different seekers, {len(before.seekers):,} and "
            f"{len(after.seekers):,}. Of the {counted(len(both), 'seeker')} in both:"
        )
    old, new = (plan.counts if same else _of(plan, both) for plan in (before, after))
    for name, words in _COUNTS:
        if not {name} <= old.keys() & new.keys():
            continue
        yield _compared(words, old[name], new[name])
    free = (plan.counts.get("free_places", 0) for plan in (before, after))
    yield _compared("Free places" if same else "Free places in reach of each plan", *free)


def _compared(words: str, old: float, new: float) -> str:
    form = ",.5f" if isinstance(old, float) or isinstance(new, float) else ",d"
    size = f"{abs(new - old):{form}}"
    # What is no difference in the figures shown is told as none; a minus is no hyphen.
    is_same = not size.strip("0.,")
    change = "the same" if is_same else f"{'+' if new > old else '−'}{size}"
    return f"{words}: {old:{form}} → {new:{form}} ({change})"


def _of(plan: PlanFacts, seekers: frozenset[str]) -> dict[str, float]:
    """The counts of a plan for some of its seekers only, without what is not known."""
    pairs = plan.pairs[plan.pairs["seeker_urn"].isin(seekers)]
    without = plan.unserved["seeker_urn"].isin(seekers)
    area: dict[str, str | None] = {
        urn: area for urn, (_, area) in plan.already.items() if urn in seekers
    }
    area |= zip(as_list(pairs["seeker_urn"]), as_list(pairs["area"]), strict=True)
    found: dict[str, float] = {
        "served": len(area),
        "unserved": int(without.sum()),
        "total_score": round(math.fsum(as_list(pairs["score"])), 10),
    }
    if None not in area.values():
        found["priority_served"] = sum(bool(name) for name in area.values())
    return found


def _line(row: Any) -> str:
    about = " ".join(filter(None, (row.seeker_urn, row.seeker_name)))
    was = _partner(row.before_name, row.before_score)
    now = _partner(row.after_name, row.after_score)
    if row.change in (JOINS, LEAVES) or (row.change == GAINS and not row.before_name):
        return f"{about}: {was if row.change == LEAVES else now}"
    return f"{about}: {was} → {now}"


def _partner(name: str, score: float) -> str:
    return (f"{name} ({three_decimals(score)})" if score == score else name) if name else "nobody"


def _told(partners: dict[str, tuple[str, float]]) -> tuple[str, str, float]:
    urns = sorted(partners, key=urn_key)
    scores = [partners[urn][1] for urn in urns if urn]
    return (
        "; ".join(filter(None, urns)),
        "; ".join(partners[urn][0] for urn in urns),
        round(sum(scores), 10) if scores else math.nan,
    )


def _pairs(table: pd.DataFrame) -> _Pairs:
    found: _Pairs = {}
    columns = ("seeker_urn", "partner_urn", "partner_name", "score")
    for seeker, partner, name, score in zip(*(as_list(table[c]) for c in columns), strict=True):
        found.setdefault(seeker, {})[partner] = name, float(score)
    return found


def _names(plan: PlanFacts) -> dict[str, str]:
    found = {urn: name for urn, (name, _) in plan.already.items() if name}
    for table in (plan.pairs, plan.unserved):
        found |= zip(as_list(table["seeker_urn"]), as_list(table["seeker_name"]), strict=True)
    return found
