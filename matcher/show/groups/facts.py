"""Groups of schools and the partners that could help them, as they are shown: plain facts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

from matcher.core.tables import urn_key
from matcher.show.kit.reach import Reach


@dataclass(frozen=True, slots=True)
class Group:
    """A trust, authority, region or priority area: how many seekers of the run it has, and
    the mean of their points (metres, EPSG:27700). ``name`` is unlike any other's."""

    name: str
    seekers: int
    easting: float
    northing: float


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner and its point (metres, EPSG:27700); ``silent``: nothing is known of what it
    offers."""

    urn: str
    name: str
    easting: float
    northing: float
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that a partner covers or may cover, and how many schools of the group need it;
    ``suggested``: of how many of these it is no more than likely."""

    activity: str
    subject: str
    words: str
    schools: int
    suggested: int = 0


@dataclass(frozen=True, slots=True)
class GroupMatch:
    """What a partner could do for a group: ``schools`` of it that pass every gate with the
    partner, ``helped`` of them with a need that it is known or likely to cover (``suggested``: of
    how many of these it is no more than likely), ``unsure`` of which that is not known
    (``no_need``: of how many of these something was looked at, and no need stands out), the
    ``score`` summed over all of them, their mean distance, and the tags, that of most schools
    first. ``rank``: of the partner for the group; ``group_rank``: of the group for the partner;
    ``best_of_phase``: how many of the schools are in the partner's list of their phase.
    ``estimated``: of how many of the schools the travel time is an estimate; ``mean_minutes``: NaN
    where the run has no travel times."""

    group: Group
    partner: Partner
    rank: int
    group_rank: int
    schools: int
    helped: int
    unsure: int
    score: float
    mean_km: float
    tags: tuple[Tag, ...]
    best_of_phase: int = 0
    estimated: int = 0
    mean_minutes: float = math.nan
    suggested: int = 0
    no_need: int = 0

    @property
    def known(self) -> bool:
        """Whether of any school it is known if the partner covers a need of it."""
        return self.unsure < self.schools


@dataclass(frozen=True, slots=True)
class GroupRankings:
    """Groups and partners of a run, or what was asked of them.

    ``by``: trust, la, region or area; ``one``, ``many``: what such a group is called.
    ``matches``: of each group its best ``top`` partners and of each partner its best ``top``
    groups, in the order of the group's name and the rank; with ``partner`` or ``group``
    (None: not asked for) only those of that one, with both the one pair. ``groups``: those
    shown, with or without a partner, in the order of their names.

    ``all_groups``: how many groups the run has, ``with_partner`` how many of them have a
    partner in range; ``seekers``: how many seekers, ``without`` how many of them are in no
    group, ``not_known`` of how many that is not known. ``of_partners``: how many partners are in
    range of each group shown, by its name; ``of_groups``: how many groups of each partner
    shown, by its URN. ``max_minutes``: the limit that takes the place of ``max_km``, 0 where none
    does; ``travel_by``: how they travel, in words; ``travel_note``: what their times leave out.
    ``whom``: which seekers count where not all of the run do, as it follows their number.
    """

    by: str
    one: str
    many: str
    groups: tuple[Group, ...]
    matches: tuple[GroupMatch, ...]
    max_km: float
    top: int
    partner: Partner | None
    group: Group | None
    all_groups: int
    with_partner: int
    seekers: int
    without: int
    not_known: int
    of_partners: dict[str, int]
    of_groups: dict[str, int]
    max_minutes: float = 0.0
    travel_by: str = ""
    travel_note: str = ""
    whom: str = ""

    @property
    def limit(self) -> str:
        """How far apart two schools may be, in words."""
        return Reach(self.max_km, max_minutes=self.max_minutes, by=self.travel_by).limit

    def by_group(self) -> list[list[GroupMatch]]:
        """Each group's partners, ranked; the group that could be helped most first."""
        every = self.partner is not None or self.group is not None
        inside = [one for one in self.matches if every or one.rank <= self.top]
        lists = [list(matches) for _, matches in groupby(inside, lambda one: one.group.name)]
        return sorted(lists, key=_most_first)  # ties stay in the order of their names

    def by_partner(self) -> list[list[GroupMatch]]:
        """Each partner's groups, ranked; the partner that could help most first."""
        lists: dict[str, list[GroupMatch]] = {}
        for one in sorted(self.matches, key=lambda one: (urn_key(one.partner.urn), one.group_rank)):
            if self.partner is not None or one.group_rank <= self.top:
                lists.setdefault(one.partner.urn, []).append(one)
        return sorted(lists.values(), key=_most_first)  # ties stay in the order of their URNs


def _most_first(matches: list[GroupMatch]) -> tuple[float, int]:
    return -matches[0].score, -matches[0].schools
