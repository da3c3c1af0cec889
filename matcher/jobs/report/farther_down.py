"""Who in reach could meet a need that nobody in a school's list is known to meet.

A list has the best few by the whole score, in which nearness and priority areas count too. So a
partner that is known, or likely, to meet a need may stand farther down. The page of the school
names it, and the report of an office counts such schools, instead of saying that nobody is known.

Pupils' ages keep schools apart, whatever they need. A place can be lent at any age: so a page names
who is kept apart by them alone and has such a place nearer than everybody whom the school may meet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.figures.number_format import counted
from matcher.core.settings.config import ANYONE, HUBS
from matcher.core.tables import SIXTH_FORM, SPECIAL
from matcher.jobs.report.who import to_heed
from matcher.show.report.unknown import ASK_BEYOND, let_more_give

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.arrays import Bools
    from matcher.match.explain.finished_ranking import FinishedRanking
    from matcher.match.groups.block_sums import NamedTags
    from matcher.show.report.office.facts.needs import Left

Tag = tuple[str, str]  # activity and subject
_MOST = 3  # partners that a page names
_MOST_NEEDS = 5
_BY_AGE = ("phase", "exam_years")  # gates
_TO_HEED = ("contact_condition", "located_by", "precision_m")  # what :func:`to_heed` reads


class FartherDown:
    """The partners of a run that are known or likely to meet a need, as reasons name it
    (:mod:`matcher.core.figures.surety`)."""

    def __init__(self, run: ReopenedRun, ranking: FinishedRanking | None = None) -> None:
        """``ranking``: of other partners than those of the run, where any are asked about."""
        self.run, self.ranking = run, ranking or run.ranking
        from matcher.match.groups.block_sums import NamedTags

        self.named: NamedTags = NamedTags.of(self.ranking.arrays)

    @cached_property
    def who_only_seek(self) -> FartherDown:
        """The same of the state-funded schools that only seek and would be partners by a wider
        policy (``givers``). Nobody asked for their travel times: who is near enough is told in a
        straight line."""
        from matcher.match.build_arrays import could_give, in_order
        from matcher.match.narrowing import schools_fit

        ordered, arrays = in_order(self.run.tables.school_columns), self.ranking.arrays
        gives = could_give(ordered, self.run.config) & (arrays.gate == "")
        gives &= schools_fit(ordered, self.run.config)[1].possible
        others = replace(arrays, is_partner=gives, travel=None)
        return FartherDown(self.run, self.ranking.with_arrays(others))

    def of(self, urn: str, tags: Iterable[Tag] = ()) -> Iterator[tuple[str, float, list[Tag]]]:
        """The partners whom this seeker may meet and that may meet one of its needs, of ``tags``
        (activity, subject) alone where any are given, how far away each is in km, and which needs
        these are: in the order of its list."""
        ranking = self.ranking
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

    def offering(self, partners: Collection[str]) -> dict[Tag, int]:
        """How many of these partners may meet each need."""
        arrays = self.ranking.arrays
        at = [self.ranking.index[urn] for urn in partners]
        counts = self.named.strengths[at].sum(axis=0).tolist()
        return dict(zip(arrays.tags, counts, strict=True))

    def near(self, urn: str) -> list[str]:
        """The partners whom this seeker may meet of which any strength is known."""
        arrays = self.ranking.arrays
        others = self.ranking.list_of(self.ranking.index[urn], by_seeker=True)[0]
        has = arrays.everything.own.degree[others].any(axis=1)
        return [str(one) for one in arrays.urn[others[has]]]

    def kept_apart(self, urn: str) -> list[tuple[str, float, list[Tag]]]:
        """The partners that pupils' ages alone keep apart from this seeker and that may meet its
        need for a place nearer than everybody whom it may meet: for each need the nearest, how far
        away it is in km, and which needs these are."""
        from matcher.match.reach import straight_km
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
            limit = min(nearest, straight_km(self.run.config))
            near = np.flatnonzero(has & arrays.is_partner & (apart < limit))
            for at in near[np.lexsort((arrays.urn[near].astype(str), apart[near]))].tolist():
                other = str(arrays.urn[at])
                if has_places(self.run, other) and ranking.gate(urn, other) in _BY_AGE:
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
        there = [one for one in partners.of(urn, tags) if has_places(partners.run, one[0])]
        met = {tag for *_, tags_met in there for tag in tags_met}
        unmet = [tag for tag in partners.needed(urn, tags) if tag not in met]
        told = [_whom_to_ask(partners, there, listed), _nobody(partners, urn, unmet, in_reach)]
    return tuple(filter(None, [*told, _kept_apart(partners, urn)]))


def _kept_apart(partners: FartherDown, urn: str) -> str:
    """Whom to ask for a place though pupils' ages keep the two apart."""
    found = partners.kept_apart(urn)
    if not found:
        return ""
    return (
        f"Kept apart from you by pupils' ages, but a place can be shared at any age: ask "
        f"{_by_name(partners, found)}. Registers, figures or lists suggest it, and nobody that you "
        "may meet is known to have it nearer."
    )


def has_places(run: ReopenedRun, partner: str) -> bool:
    """Whether the list does not say of a partner that it has no places."""
    return bool(run.school_rows.one("capacity", partner) != 0)


def _by_name(partners: FartherDown, found: Sequence[tuple[str, float, list[Tag]]]) -> str:
    """The first few of those ``found``, how far away they are, what to heed before one asks them,
    and about what to ask."""
    from matcher.profile.vocabulary import load
    from matcher.show.kit.text_format import kilometres

    schools, miles = partners.run.school_rows, partners.run.config.miles
    asked = []
    for other, km, met in found[:_MOST]:
        name = str(schools.one("name", other)) or other
        about = ", ".join(sorted(load().words(*tag) for tag in met))
        row = {column: schools.one(column, other) for column in _TO_HEED}
        where = "; ".join((kilometres(km, miles), *to_heed(row, miles=miles)))
        asked.append(f"{name} ({other}, {where}) about {about}")
    return "; ".join(asked)


def _nobody(partners: FartherDown, urn: str, unmet: Sequence[Tag], in_reach: int) -> str:
    """That nobody in reach may meet these needs, and what the office could do."""
    if not unmet or not in_reach:
        return ""
    within = partners.run.reach.within
    who = f"None of the {in_reach:,} partners" if in_reach > 1 else "The one partner"
    knows = "is" if in_reach > 1 else "is not"
    told = [f"{who} that you may meet {within} {knows} known, or likely, to offer {_named(unmet)}."]
    there = list(partners.who_only_seek.of(urn, unmet))
    met = {tag for *_, tags in there for tag in tags}
    if there:
        some = counted(len(there), "state-funded school")
        seek = "seeks" if len(there) == 1 else "seek"
        has = _named([tag for tag in unmet if tag in met]) if len(met) < len(unmet) else "it"
        told.append(
            f"{some} {within} that only {seek} may have {has}, as registers, figures or lists "
            "suggest: ask your office to "
            f"{let_more_give(givers_for(partners, there), partners.run.config.k)}"
        )
    if rest := [tag for tag in unmet if tag not in met]:
        what = _named(rest) if there else "it"
        told.append(
            "No state-funded school there that this run has is known, or likely, to offer "
            f"{what} either. {ASK_BEYOND}"
        )
    return " ".join(told)


def givers_for(partners: FartherDown, there: Iterable[tuple[str, float, list[Tag]]]) -> str:
    """The policy that lets all of these schools give."""
    rows = partners.run.school_rows
    are_hubs = all(rows.one("may_give", urn) in (SPECIAL, SIXTH_FORM) for urn, *_ in there)
    return HUBS if are_hubs else ANYONE


def left_over(
    partners: FartherDown, unmet: Mapping[str, Sequence[Tag]], alone: Iterable[str]
) -> Left:
    """What could be done about the needs of each of these seekers that nobody in its list may meet
    (``unmet``), and about those without a partner (``alone``)."""
    from matcher.show.report.office.facts.needs import Left

    rows, more = partners.run.school_rows, partners.who_only_seek
    farther, helped, nobody = {}, Counter[Tag](), Counter[Tag]()
    giving: dict[Tag, set[str]] = {}
    seen = []
    for urn, tags in unmet.items():
        there = [one for one in partners.of(urn, tags) if has_places(partners.run, one[0])]
        others = list(more.of(urn, tags))
        farther[urn] = tuple((other, str(rows.one("name", other))) for other, *_ in there)
        by_others = {tag for *_, met in others for tag in met}
        helped.update(by_others)
        nobody.update({*tags} - by_others - {tag for *_, met in there for tag in met})
        for other, _, met in others:
            for tag in met:
                giving.setdefault(tag, set()).add(other)
        seen += others
    near = [more.near(urn) for urn in alone]
    seen += [(urn, 0.0, []) for own in near for urn in own]
    return Left(
        farther,
        tuple((name, many, len(giving[tag])) for name, tag, many in _most_first(helped)),
        givers_for(partners, seen) if seen else "",
        sum(map(bool, near)),
        tuple((name, many) for name, _, many in _most_first(nobody)),
    )


def _most_first(counts: Counter[Tag]) -> list[tuple[str, Tag, int]]:
    """Needs in words, with how many there are of each, most first, then by their words."""
    from matcher.profile.vocabulary import load

    found = ((load().words(*tag), tag, many) for tag, many in counts.items())
    return sorted(found, key=lambda one: (-one[2], one[0]))


def _named(tags: Sequence[Tag]) -> str:
    """Needs in words, the first few."""
    from matcher.profile.vocabulary import load

    named = " or ".join(sorted(load().words(*tag) for tag in tags[:_MOST_NEEDS]))
    more = len(tags) - _MOST_NEEDS
    return f"{named}, or {more:,} more of your needs" if more > 0 else named


def _whom_to_ask(
    partners: FartherDown, there: Sequence[tuple[str, float, list[Tag]]], listed: set[str]
) -> str:
    """Whom to ask of those in reach that may meet a need (``there``)."""
    found = [one for one in there if one[0] not in listed]
    if not found:
        return ""
    many = len(found)
    first = f", the first {_MOST} of the {many:,} there that may meet one" if many > _MOST else ""
    return (
        f"Farther down your list{first}: ask {_by_name(partners, found)}. Registers, figures or "
        "lists suggest it, and nobody in your list is known to offer it."
    )
