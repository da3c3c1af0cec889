"""The tables of a run, cut to the schools that pages are for and those in their lists."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from matcher.core.audiences.audience import INTERNAL, audience_of
from matcher.core.schema import as_list
from matcher.core.tables import BASIS
from matcher.jobs.matching.reopen import ReopenedRun
from matcher.jobs.report.could_help import CouldHelp, NeedsInReach
from matcher.jobs.report.how_known import how_known
from matcher.jobs.report.lists.farther import FartherDown
from matcher.jobs.report.lists.in_reach import HowManyInReach
from matcher.jobs.report.lists.not_understood import not_understood
from matcher.jobs.report.lists.whole import rest_of_lists
from matcher.jobs.report.who import to_heed, what_and_where

if TYPE_CHECKING:
    import pandas as pd

    from matcher.show.explain.met import Met, NeedsMet
    from matcher.show.explain.sides import Side
    from matcher.show.report.facts import Exchange, Helped

Row = Mapping[str, Any]
_MOST_HELPED = 20  # schools outside of a partner's lists that its page names


@dataclass(frozen=True)
class PageTables:
    """The tables. ``matches``: the pairs of the run as its file has them; ``urns``: the schools
    that pages are for, ``partners`` those whose pages are of partners; ``others``: those that a
    plan gives them. ``activity`` is filled as tags are put into words: the activity of each."""

    run: ReopenedRun
    matches: pd.DataFrame
    urns: frozenset[str]
    others: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    activity: dict[str, str] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[str, dict[str, list[Row]]]:
        """The pairs of each school as a seeker, and as a partner: its whole list where the run can
        tell it, and those in whose lists it stands."""
        found: dict[str, dict[str, list[Row]]] = {}
        for side in ("seeker", "partner"):
            own = self.matches[self.matches[f"{side}_urn"].isin(list(self.urns))]
            rows = found.setdefault(side, {})
            for pairs in (own, rest_of_lists(self.run, own, side, sorted(self.urns))):
                for row in pairs.to_dict("records"):
                    rows.setdefault(str(row[f"{side}_urn"]), []).append(_row(row))
        return found

    @cached_property
    def not_understood(self) -> Mapping[str, tuple[str, ...]]:
        """Of each school the words of its list that were not understood, in sentences."""
        return not_understood(self.run)

    @cached_property
    def farther(self) -> FartherDown:
        """Who could meet needs, in a list or not."""
        return FartherDown(self.run)

    @cached_property
    def in_need(self) -> NeedsInReach:
        """Who needs what."""
        return NeedsInReach(self.run, self.farther.named)

    @cached_property
    def could_help(self) -> dict[str, CouldHelp]:
        """Whom each partner that has a page and a list may be able to help; nobody's of a run for
        partners, which has the schools in lists alone."""
        if audience_of(self.run.tables.record) != INTERNAL:
            return {}
        return self.in_need.of_each(self.partners, self.rows["partner"])

    @cached_property
    def involved(self) -> frozenset[str]:
        """The schools that pages are for, those in their lists, those that a plan gives them, and
        those outside of a list that a page names."""
        both = (
            str(row[f"{other}_urn"])
            for other, side in (("partner", "seeker"), ("seeker", "partner"))
            for rows in self.rows[side].values()
            for row in rows
        )
        named = (urn for one in self.could_help.values() for urn, _ in one.others[:_MOST_HELPED])
        return self.urns.union(self.others, both, named)

    @cached_property
    def schools(self) -> dict[str, Row]:
        """Their rows of SCHOOLS by URN, with ``point`` in metres (EPSG:27700), None: not placed."""
        schools = self.run.tables.flat
        own = schools[schools["urn"].isin(list(self.involved))]
        points = zip(own["easting"].tolist(), own["northing"].tolist(), strict=True)
        records = own.drop(columns=["easting", "northing"]).to_dict("records")
        return {
            str(row["urn"]): {**_row(row), "point": None if math.isnan(x) else (x, y)}
            for row, (x, y) in zip(records, points, strict=True)
        }

    @cached_property
    def profile(self) -> pd.DataFrame:
        """PROFILE of the schools involved, narrowed as the run was, strengths as they count."""
        from matcher.match.strengths.claims import counted_profile

        narrowed, whole = self.run.profile, self.run.tables.profile
        involved = list(self.involved)
        return counted_profile(
            narrowed[narrowed["urn"].isin(involved)],
            self.run.config.full_claims,
            whole[whole["urn"].isin(involved)],
        ).frame()

    @cached_property
    def known(self) -> dict[str, list[Row]]:
        """All rows of PROFILE about each school that a page is for, whatever the run was narrowed
        to: strengths as they are known, whatever of a long claim counts in a score."""
        found: dict[str, list[Row]] = {}
        whole = self.run.tables.profile
        for row in whole[whole["urn"].isin(list(self.urns))].to_dict("records"):
            found.setdefault(str(row["urn"]), []).append(_row(row))
        return found

    @cached_property
    def asked(self) -> dict[str, frozenset[tuple[str, str, str]]]:
        """The needs and the offers (``need`` or ``strength``) that the run asked about: school,
        activity and subject of each."""
        rows = self.profile
        return {
            side: frozenset(
                zip(
                    *(as_list(rows.loc[rows[side] > 0, name]) for name in
                      ("urn", "activity", "subject")),
                    strict=True,
                )
            )
            for side in ("need", "strength")
        }  # fmt: skip

    @cached_property
    def in_reach(self) -> HowManyInReach:
        """How many each school may meet."""
        return HowManyInReach(self.run)

    @cached_property
    def how_known(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """How far each pair of the run is known; a pair of a plan may be none of these."""
        rows = (row for of in self.rows.values() for own in of.values() for row in own)
        return how_known(self.run, rows)

    @cached_property
    def needs(self) -> dict[str, Side]:
        """What is known that each needs."""
        from matcher.show.explain.sides import sides

        return sides(self.profile, "need", self.tag)

    @cached_property
    def offers(self) -> dict[str, Side]:
        """What is known that each offers."""
        from matcher.show.explain.sides import sides

        return sides(self.profile, "strength", self.tag)

    def has(self, urn: str) -> tuple[Exchange, ...]:
        """What a school offers or may offer, the greatest first."""
        return self._has.get(urn, ())

    @cached_property
    def _has(self) -> dict[str, tuple[Exchange, ...]]:
        from matcher.core.figures.surety import is_small
        from matcher.show.report.facts import Exchange

        rows = self.profile[(self.profile["strength"] > 0) & (self.profile["activity"] != "none")]
        found: dict[str, list[tuple[float, str, Exchange]]] = {}
        for row in rows.to_dict("records"):
            if not is_small(row["strength"], row["source"]):
                tag = self.tag(row["activity"], row["subject"])
                sure, basis = row["confidence"], BASIS[row["source"]]
                told = Exchange(tag, row["activity"], "", basis, offer_sure=sure)
                found.setdefault(str(row["urn"]), []).append((-row["strength"], tag, told))
        return {
            urn: tuple(told for *_, told in sorted(own, key=lambda one: one[:2]))
            for urn, own in found.items()
        }

    @cached_property
    def speaks(self) -> frozenset[str]:
        """The schools of which anything is known that they offer, or that they do not."""
        whole = self.run.tables.profile
        return frozenset(as_list(whole.loc[whole["strength"].notna(), "urn"]))

    @cached_property
    def met(self) -> NeedsMet:
        """Which needs each meets."""
        from matcher.show.explain.met import NeedsMet

        return NeedsMet(self.profile, self.run.ranking.cover, self.tag)

    def tag(self, activity: str, subject: str) -> str:
        """A tag in words; which activity it is of is kept."""
        from matcher.profile.vocabulary import load

        words = load().words(activity, subject)
        self.activity.setdefault(words, activity)
        return words

    def exchanges(self, needy: str, helper: str) -> tuple[Exchange, ...]:
        """The needs of a school that another meets: those that are said first, of these and of the
        others what is met in full before what is in part, then the greatest."""
        from matcher.core.figures.surety import is_small
        from matcher.show.report.facts import Exchange

        wants = self.needs.get(needy)
        if wants is None:
            return ()
        found: list[tuple[tuple[bool, bool, float, str], Exchange]] = []
        met: Mapping[str, Met] = self.met.of(helper)
        serving = self.met.serving(helper)
        for tag, degree in wants.tags.items():
            one = met.get(tag)
            if one is None or is_small(one.strength, one.source):
                continue
            by = "" if one.by == tag else one.by
            sure, said_sure = wants.sure.get(tag, 1.0), wants.said_sure.get(tag, 1.0)
            activity, share = self.activity[one.by], one.degree / 100
            told = Exchange(
                tag, activity, by, one.rests_on, sure, one.also, serving[tag], one.sure, said_sure,
                degree, share,
            )  # fmt: skip
            found.append(((tag in wants.sure, bool(by), -told.degree * told.share, tag), told))
        return tuple(told for _, told in sorted(found, key=lambda pair: pair[0]))

    def unknown(self, needy: str, helper: str, met: Iterable[Exchange]) -> tuple[str, ...]:
        """The needs of a school, those that are said first, then the greatest, of which nobody
        knows whether another could meet them."""
        wants, offers = self.needs.get(needy), self.offers.get(helper)
        told = {one.words for one in met}
        if offers is not None:
            if offers.open_to is None:  # it says all that it offers
                return ()
            told |= offers.open_to
        tags, guesses = (wants.tags, wants.sure) if wants else ({}, {})
        unsure = (tag for tag in tags if tag not in told)
        return tuple(sorted(unsure, key=lambda tag: (tag in guesses, -tags[tag], tag)))

    def helped(self, urn: str, about: str) -> Helped | None:
        """Whom in reach a partner may be able to help, the first of those outside of its lists
        named; None where that is not worked out. ``about``: the activities and subjects that the
        run was narrowed to, "" for nothing."""
        from matcher.show.report.facts import Helped, Listed
        from matcher.show.report.in_return import nothing_back

        found = self.could_help.get(urn)
        if found is None:
            return None
        others = []
        for other, km in found.others[:_MOST_HELPED]:
            school, gets = self.schools[other], self.exchanges(urn, other)
            others.append(
                Listed(
                    0,
                    other,
                    str(school["name"]) or other,
                    what_and_where(school),
                    self.run.reach.apart(km, math.nan, ""),
                    notes=to_heed(school, miles=self.run.config.miles),
                    gives=self.exchanges(other, urn),
                    gets=gets,
                    silent_back=nothing_back(
                        self.needs.get(urn),
                        other in self.speaks,
                        about,
                        self.unknown(urn, other, gets),
                        own=True,
                    ),
                )
            )

        def offered(tag: tuple[str, str]) -> tuple[str, ...]:
            return self.met.serving(urn)[self.tag(*tag)]

        needed = self.in_need.needing(urn, [other for other, _ in found.others], offered)
        more = len(found.others) - len(others)
        unknown = {self.tag(*tag): many for tag, many in self.in_need.unknown(urn).items()}
        return Helped(found.many, found.told, tuple(others), more, needed, unknown)


def _row(record: Mapping[Hashable, Any]) -> Row:
    return {str(name): value for name, value in record.items()}
