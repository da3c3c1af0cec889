"""Gaps between a group and its peers, from figures that may be shown.

The peers of pupils eligible for free school meals are worked out where only all pupils and these
are told, as shares that say exactly how many people they are of. That tells nothing new: whatever
a whole leaves has been held against the threshold
(:mod:`matcher.partnership.monitor.suppression.suppression`).
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.pupil_groups import ALL, FSM, NOT_FSM, opposite
from matcher.partnership.monitor.suppression.suppression import THRESHOLD, ShownValue
from matcher.partnership.monitor.values import units

CANNOT_TELL = "cannot tell"
_FEWER = 0.9  # of those counted at first: evaluations in education count from a tenth lost
_FEW = 30  # people in a group, below which a change may well be chance: a usual rule of thumb


@dataclass(frozen=True, slots=True)
class Gap:
    """The gap of one indicator between a group and its peers (``group`` and "not group"):
    what the peers have and the group has not, first and last, in the unit of the indicator;
    NaN where it cannot be told; a day is None where nobody gave one. ``change`` is narrows,
    widens, stays or cannot tell. ``began_before``: the partnership had begun when the first was
    measured, as no day until then has both. ``people``: on how many of the group and of its peers
    the first and the last rest, as they may be shown, "" where nobody says; ``caution`` is what to
    read the change with, "" for nothing. ``from_all``: the peers were worked out from all."""

    indicator: str
    words: str
    group: str
    unit: str
    first: float
    first_day: datetime.date | None
    last: float
    last_day: datetime.date | None
    change: str
    began_before: bool = False
    people: tuple[str, str] = ("", "")
    caution: str = ""
    from_all: bool = False


def rests_on_fewer(first: ShownValue, last: ShownValue) -> bool:
    """Whether a figure rests on clearly fewer people than an earlier one: whoever left may make
    the difference."""
    known = first.pupils is not None and last.pupils is not None
    return known and (last.pupils or 0) < _FEWER * (first.pupils or 0)


def find_gaps(
    plan: Plan,
    series: Mapping[tuple[str, str], Sequence[ShownValue]],
    rank: Mapping[str, int],
    start: datetime.date | None = None,
    threshold: int = THRESHOLD,
) -> Iterable[Gap]:
    """The gap of each group that has peers; indicators by their ``rank``, then by id. Peers that
    are worked out are of no fewer people than ``threshold``. Of the gaps until ``start``, the day
    on which the partnership began, the last is the first that is told."""
    ids = sorted({id_ for id_, _ in series}, key=lambda id_: (rank.get(id_, len(rank)), id_))
    for id_ in ids:
        groups = sorted(group for own, group in series if own == id_)
        for group in groups:
            if group.startswith("not "):
                continue
            from_all = opposite(group) not in groups
            own = series[id_, group]
            pairs = _with_peers(own, series.get((id_, ALL if from_all else opposite(group)), ()))
            if from_all:
                pairs = _from_all(pairs, threshold) if group == FSM else []
                if not pairs:
                    continue
            before = sum(start is not None and one.date <= start for one, _ in pairs)
            told = pairs[max(before - 1, 0) :]
            differences = [(one.day and peer.day, peer.value - one.value) for one, peer in told]
            own_units = {units.base_unit(one.unit) for one in own if not one.mark}
            one_unit = len(own_units) == 1
            change = _change([gap for _, gap in differences]) if one_unit else CANNOT_TELL
            yield Gap(
                indicator=id_,
                words=plan.words(id_),
                group=group,
                unit=own_units.pop() if one_unit else plan.unit(id_),
                first=differences[0][1] if differences else math.nan,
                first_day=differences[0][0] if differences else None,
                last=differences[-1][1] if len(differences) > 1 else math.nan,
                last_day=differences[-1][0] if len(differences) > 1 else None,
                change=change,
                began_before=bool(differences) and start is not None and not before,
                people=(_people(told[:1]), _people(told[-1:] if len(told) > 1 else ())),
                caution=_caution(told) if change in ("narrows", "widens") else "",
                from_all=from_all,
            )


def missing_peers(
    plan: Plan, series: Mapping[tuple[str, str], Sequence[ShownValue]], gaps: Iterable[Gap]
) -> list[tuple[str, str]]:
    """The indicators, in words, of which either pupils eligible for free school meals or the others
    are told, and no gap: each with the group of which figures are missing, "" where those that
    there are are withheld or not known."""
    told = {gap.indicator for gap in gaps}
    found = []
    for id_, group in series:
        if group in (FSM, NOT_FSM) and id_ not in told:
            known = any(not one.mark for one in series[id_, group])
            found.append((plan.words(id_), opposite(group) if known else ""))
    return sorted(set(found))


def _with_peers(
    own: Iterable[ShownValue], peers: Iterable[ShownValue]
) -> list[tuple[ShownValue, ShownValue]]:
    """The figures of a group with those of its peers on the same day and in the same unit, by day;
    of each only those that may be shown."""
    by_date = {one.date: one for one in peers if not one.mark}
    return [
        (one, by_date[one.date])
        for one in sorted(own, key=lambda one: one.date)
        if not one.mark and one.date in by_date
        and units.base_unit(one.unit) == units.base_unit(by_date[one.date].unit)
    ]  # fmt: skip


def _from_all(
    pairs: Iterable[tuple[ShownValue, ShownValue]], threshold: int
) -> list[tuple[ShownValue, ShownValue]]:
    """The shares of a group and of its peers, where they can be told, from pairs of it and all."""
    found = []
    for one, whole in pairs:
        own, every = _count(one), _count(whole)
        if own is None or every is None or one.pupils is None or whole.pupils is None:
            continue
        others, people = every - own, whole.pupils - one.pupils
        few = any(0 < some < threshold for some in (people, others, people - others))
        if people > 0 and 0 <= others <= people and not few:
            found.append((
                replace(one, value=100 * own / one.pupils),
                replace(whole, group=opposite(one.group), value=100 * others / people,
                        pupils=people),
            ))  # fmt: skip
    return found


def _count(one: ShownValue) -> int | None:
    """How many people a share is of: None where it may be one of several numbers, as 12% of 400 may
    be."""
    if units.base_unit(one.unit) != units.PERCENT or not one.pupils:
        return None
    half = next((10.0**-n / 2 for n in range(6) if round(one.value, n) == one.value), 1e-6)
    lowest, highest = ((one.value + way * half) * one.pupils / 100 for way in (-1, 1))
    counts = range(max(math.ceil(lowest), 0), min(math.floor(highest), one.pupils) + 1)
    return counts[0] if len(counts) == 1 else None


def _change(gaps: Sequence[float]) -> str:
    if len(gaps) < 2:
        return CANNOT_TELL
    # Its size counts, whichever side is ahead.
    first, last = round(abs(gaps[0]), 6), round(abs(gaps[-1]), 6)
    return "stays" if last == first else "narrows" if last < first else "widens"


def _people(told: Sequence[tuple[ShownValue, ShownValue]]) -> str:
    return (
        " and ".join(one.base for one in told[0]) if told and all(o.base for o in told[0]) else ""
    )


def _caution(told: Sequence[tuple[ShownValue, ShownValue]]) -> str:
    """What to read a change with: that it rests on few, or on fewer than at first."""
    first, last = told[0], told[-1]
    found = []
    if any(map(rests_on_fewer, first, last)):
        found.append("fewer people were counted than at first")
    if any(one.pupils is not None and one.pupils < _FEW for one in (*first, *last)):
        found.append("of so few people it may be chance")
    return ", and ".join(found)
