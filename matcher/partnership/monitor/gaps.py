"""Gaps between a group and its peers, from figures that may be shown."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.pupil_groups import opposite
from matcher.partnership.monitor.suppression.suppression import ShownValue
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
    read the change with, "" for nothing."""

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
) -> Iterable[Gap]:
    """The gap of each group that has peers; indicators by their ``rank``, then by id. Of the gaps
    until ``start``, the day on which the partnership began, the last is the first that is told."""
    ids = sorted({id_ for id_, _ in series}, key=lambda id_: (rank.get(id_, len(rank)), id_))
    for id_ in ids:
        groups = sorted(group for own, group in series if own == id_)
        for group in groups:
            if group.startswith("not ") or opposite(group) not in groups:
                continue
            own = {one.date: one for one in series[id_, group]}
            peers = {one.date: one for one in series[id_, opposite(group)]}
            dates = [
                date
                for date in sorted(own.keys() & peers.keys())
                if not own[date].mark and not peers[date].mark
                and units.base_unit(own[date].unit) == units.base_unit(peers[date].unit)
            ]  # fmt: skip
            before = sum(start is not None and date <= start for date in dates)
            differences = [
                (own[date].day and peers[date].day, peers[date].value - own[date].value)
                for date in dates[max(before - 1, 0) :]
            ]
            own_units = {units.base_unit(one.unit) for one in own.values() if not one.mark}
            one_unit = len(own_units) == 1
            told = [(own[date], peers[date]) for date in dates[max(before - 1, 0) :]]
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
            )


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
