"""Who in reach could meet a need that nobody in a school's list is known to meet.

A list has the best few by the whole score, in which nearness and priority areas count too. So a
partner that is known, or likely, to meet a need may stand farther down. The page of the school
names it, and the report of an office counts such schools, instead of saying that nobody is known.

Pupils' ages keep schools apart, whatever they need. A place can be lent at any age: so a page names
who is kept apart by them alone and has such a place nearer than everybody whom the school may meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.settings.config import GUIDE, HUBS

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.arrays import Bools
    from matcher.match.groups.block_sums import NamedTags

Tag = tuple[str, str]  # activity and subject
_MOST = 3  # partners that a page names
_MOST_NEEDS = 5
_BY_AGE = ("phase", "exam_years")  # gates


class FartherDown:
    """The partners of a run that are known or likely to meet a need, as reasons name it
    (:mod:`matcher.core.figures.surety`)."""

    def __init__(self, run: ReopenedRun) -> None:
        self.run = run
        from matcher.match.groups.block_sums import NamedTags

        self.named: NamedTags = NamedTags.of(run.ranking.arrays)

    def of(self, urn: str, tags: Iterable[Tag] = ()) -> Iterator[tuple[str, float, list[Tag]]]:
        """The partners whom this seeker may meet and that may meet one of its needs, of ``tags``
        (activity, subject) alone where any are given, how far away each is in km, and which needs
        these are: in the order of its list."""
        ranking = self.run.ranking
        arrays, own = ranking.arrays, ranking.index[urn]
        needs = self._needs(urn, tags)
        if not needs.any():
            return
        others, standings, squared = ranking.list_of(own, by_seeker=True)
        ties = arrays.tie_order(np.array([own]), others)
        for at in np.lexsort((ties, squared, -standings)).tolist():
            meets = np.flatnonzero(needs & self.named.strengths[others[at]])
            if len(meets):
                km = float(np.sqrt(squared[at])) / 1000.0
                yield str(arrays.urn[others[at]]), km, [arrays.tags[tag] for tag in meets.tolist()]

    def kept_apart(self, urn: str) -> list[tuple[str, float, list[Tag]]]:
        """The partners that pupils' ages alone keep apart from this seeker and that may meet its
        need for a place nearer than everybody whom it may meet: for each need the nearest, how far
        away it is in km, and which needs these are."""
        from matcher.profile.vocabulary import FACILITIES

        ranking = self.run.ranking
        arrays, own = ranking.arrays, ranking.index[urn]
        lent = np.array([activity == FACILITIES for activity, _ in arrays.tags], dtype=bool)
        needs = np.flatnonzero(lent & self.named.needs[own])
        if not len(needs):
            return []
        found: dict[str, tuple[float, list[Tag]]] = {}
        others, _, squared = ranking.list_of(own, by_seeker=True)
        apart = np.hypot(arrays.x - arrays.x[own], arrays.y - arrays.y[own]) / 1000.0
        for need in needs.tolist():
            has = self.named.strengths[:, need]
            nearest = np.sqrt(squared[has[others]].min(initial=np.inf)) / 1000.0
            limit = min(nearest, self.run.config.max_km)
            near = np.flatnonzero(has & arrays.is_partner & (apart < limit))
            for at in near[np.lexsort((arrays.urn[near].astype(str), apart[near]))].tolist():
                if ranking.gate(urn, other := str(arrays.urn[at])) in _BY_AGE:
                    found.setdefault(other, (float(apart[at]), []))[1].append(arrays.tags[need])
                    break
        return sorted(((one, *told) for one, told in found.items()), key=lambda one: one[1])

    def needed(self, urn: str, tags: Iterable[Tag]) -> list[Tag]:
        """Those of ``tags`` that this seeker needs, as reasons name it, the greatest first."""
        arrays, own = self.run.ranking.arrays, self.run.ranking.index[urn]
        degree = arrays.needs.degree[own]
        there = np.flatnonzero(self._needs(urn, tags)).tolist()
        return [arrays.tags[at] for at in sorted(there, key=lambda at: -degree[at])]

    def _needs(self, urn: str, tags: Iterable[Tag]) -> Bools:
        """Which tags this seeker needs, of ``tags`` alone where any are given."""
        needs: Bools = self.named.needs[self.run.ranking.index[urn]].copy()
        asked = {*tags}
        if asked:
            needs &= np.array([tag in asked for tag in self.run.ranking.arrays.tags], dtype=bool)
        return needs


def farther_down(
    partners: FartherDown, urn: str, tags: Sequence[Tag], listed: set[str], in_reach: int
) -> tuple[str, ...]:
    """Whom a seeker may ask, beside those ``listed`` and those to whom the list gives no places,
    about needs (``tags``) that nobody in its list may meet; which of these nobody may meet of
    all that are ``in_reach``; and who is kept apart by age and has a place that it needs: a
    sentence each, where there is any."""
    told = []
    if tags:
        there = list(partners.of(urn, tags))
        met = {tag for *_, tags_met in there for tag in tags_met}
        unmet = [tag for tag in partners.needed(urn, tags) if tag not in met]
        told = [_whom_to_ask(partners, there, listed), _nobody(partners, unmet, in_reach)]
    return tuple(filter(None, [*told, _kept_apart(partners, urn)]))


def _kept_apart(partners: FartherDown, urn: str) -> str:
    """Whom to ask for a place though pupils' ages keep the two apart."""
    schools = partners.run.school_rows
    found = [one for one in partners.kept_apart(urn) if schools.one("capacity", one[0]) != 0]
    if not found:
        return ""
    return (
        f"Kept apart from you by pupils' ages, but a place can be shared at any age: ask "
        f"{_by_name(partners, found)}. Registers, figures or lists suggest it, and nobody that you "
        "may meet is known to have it nearer."
    )


def _by_name(partners: FartherDown, found: Sequence[tuple[str, float, list[Tag]]]) -> str:
    """The first few of those ``found``, how far away they are and about what to ask them."""
    from matcher.profile.vocabulary import load
    from matcher.show.kit.text_format import kilometres

    schools, miles = partners.run.school_rows, partners.run.config.miles
    asked = []
    for other, km, met in found[:_MOST]:
        name = str(schools.one("name", other)) or other
        about = ", ".join(sorted(load().words(*tag) for tag in met))
        asked.append(f"{name} ({other}, {kilometres(km, miles)}) about {about}")
    return "; ".join(asked)


def _nobody(partners: FartherDown, unmet: Sequence[Tag], in_reach: int) -> str:
    """That nobody in reach may meet these needs, and what the office could do."""
    from matcher.profile.vocabulary import load

    if not unmet or not in_reach:
        return ""
    named = " or ".join(sorted(load().words(*tag) for tag in unmet[:_MOST_NEEDS]))
    more = len(unmet) - _MOST_NEEDS
    named += f", or {more:,} more of your needs" if more > 0 else ""
    who = f"None of the {in_reach:,} partners" if in_reach > 1 else "The one partner"
    knows = "is" if in_reach > 1 else "is not"
    wider = {GUIDE: "--givers hubs or anyone", HUBS: "--givers anyone"}
    how = wider.get(partners.run.config.givers, "a greater --max-km")
    return (
        f"{who} that you may meet {partners.run.reach.within} {knows} known, or likely, to offer "
        f"{named}: ask your office to match again with {how}."
    )


def _whom_to_ask(
    partners: FartherDown, there: Sequence[tuple[str, float, list[Tag]]], listed: set[str]
) -> str:
    """Whom to ask of those in reach that may meet a need (``there``)."""
    schools = partners.run.school_rows
    found = [
        one for one in there if one[0] not in listed and schools.one("capacity", one[0]) != 0
    ]  # fmt: skip
    if not found:
        return ""
    many = len(found)
    first = f", the first {_MOST} of the {many:,} there that may meet one" if many > _MOST else ""
    return (
        f"Farther down your list{first}: ask {_by_name(partners, found)}. Registers, figures or "
        "lists suggest it, and nobody in your list is known to offer it."
    )
