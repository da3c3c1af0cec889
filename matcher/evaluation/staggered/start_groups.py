"""Schools of partnerships that began in different school years, by the year of their start.

A year is before for one partnership and after for another. A difference in differences that
takes one year for all of them counts some schools' years with the partnership as years before,
and schools that have one as comparison for schools that will (Goodman-Bacon 2021, Journal of
Econometrics 225). So each start has its own years, and the comparison never had a partnership.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from matcher.core.calendar.school_years import called
from matcher.core.errors import SettingError


@dataclass(frozen=True, slots=True)
class StartGroup:
    """The ``schools`` whose partnership began in the school year ``start``, and the years
    ``before`` and ``after`` (from the start on) that they are compared in; all are starting
    years, ascending."""

    start: int
    schools: tuple[str, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]

    def among(self, schools: Set[str]) -> StartGroup:
        """The same of those of ``schools`` alone."""
        return replace(self, schools=tuple(urn for urn in self.schools if urn in schools))


@dataclass(frozen=True, slots=True)
class StartGroups:
    """``groups`` by their start; ``left_out``: schools that cannot be compared so, and why."""

    groups: tuple[StartGroup, ...]
    left_out: Mapping[str, str]

    @property
    def schools(self) -> tuple[str, ...]:
        """The schools of all groups."""
        return tuple(urn for group in self.groups for urn in group.schools)

    @property
    def common_before(self) -> tuple[int, ...]:
        """The years before any of them began."""
        return self.groups[0].before

    @property
    def years(self) -> tuple[int, ...]:
        """Every year that any of them is compared in."""
        return tuple(sorted({year for one in self.groups for year in (*one.before, *one.after)}))


def start_groups(starts: Mapping[str, int | None], years: Sequence[int]) -> StartGroups:
    """The schools by start, each with years out of ``years``: from its start on, and before it as
    many of the last ones as the earliest start has, so that all are compared alike. ``starts``:
    the starting year of each school's partnership, None where nobody knows it.

    Left out are schools without a known start, without a year before or after, and those who are
    the only one of their start: one school shows no chance. Raises :class:`SettingError` where
    nobody is left."""
    years = sorted(set(years))
    left_out: dict[str, str] = {}
    for urn, start in starts.items():
        if start is None:
            left_out[urn] = "nobody says when its partnership began"
        elif start <= years[0]:
            left_out[urn] = f"its partnership began in {called(start)}: no year is before that"
        elif start > years[-1]:
            left_out[urn] = f"its partnership began in {called(start)}, after all of these years"
    known = {urn: start for urn, start in starts.items() if start and urn not in left_out}
    counts = Counter(known.values())
    for urn, start in list(known.items()):
        if counts[start] < 2:
            left_out[urn] = f"the only one whose partnership began in {called(start)}"
            del known[urn]
    if not known:
        raise SettingError(
            "no two schools have a partnership that began in one of these years",
            where="--by-start",
            hint="; ".join(f"{urn}: {why}" for urn, why in list(left_out.items())[:3]),
        )
    count = sum(year < min(known.values()) for year in years)
    groups = []
    for start in sorted(set(known.values())):
        own = tuple(sorted(urn for urn, other in known.items() if other == start))
        before = tuple(year for year in years if year < start)[-count:]
        groups.append(StartGroup(start, own, before, tuple(y for y in years if y >= start)))
    return StartGroups(tuple(groups), left_out)


def refuse_mixed_years(starts: Sequence[int], before: Sequence[int], after: Sequence[int]) -> None:
    """Raises :class:`SettingError` where the years ``before`` and ``after`` are not before and
    after for every partnership, naming the years and what to do. ``starts``: starting years."""
    early = Counter(start for start in starts if start <= max(before, default=0))
    late = Counter(start for start in starts if start > min(after, default=9999))
    if not early and not late:
        return
    total = len(starts)

    def named(some: Counter[int]) -> str:
        return ", ".join(f"{called(year)} ({some[year]})" for year in sorted(some))

    parts = []
    if early:
        parts.append(
            f"{called(max(before))} is no year before for those that began in {named(early)}"
        )
    if late:
        parts.append(f"{called(min(after))} is no year after for those that began in {named(late)}")
    raise SettingError(
        f"the {total} partnerships began in different years: {'; '.join(parts)}",
        where="--before, --after",
        hint="--by-start compares each from its own start; or give years before "
        f"{called(min(starts))} and from {called(max(starts))} on, or name the schools themselves",
    )
