"""What the pages of a run tell, gathered from its folder: who a school is, what is known of it, and
its list with the reasons, from its own side."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING

from matcher.core.audiences.audience import INTERNAL, audience_of
from matcher.core.tables import SAID, WHOLE
from matcher.jobs.matching.reopen import ReopenedRun
from matcher.jobs.matching.reopened.why_nobody import why_nobody
from matcher.jobs.report import who
from matcher.jobs.report.farther_down import farther_down
from matcher.jobs.report.how_known import known_tags, looked_at, too_low
from matcher.jobs.report.lists.of_others import in_lists_of_others
from matcher.jobs.report.lists.own import further_by_phase, in_order
from matcher.jobs.report.lists.whole import has_whole_list
from matcher.jobs.report.page_tables import PageTables, Row
from matcher.jobs.report.plan_told import NO_PLAN, PlanTold

if TYPE_CHECKING:
    from matcher.jobs.sensitivity.beside import Sureness
    from matcher.show.report.facts import Listed, ReportFacts, RunFacts

_MOST_LISTS = 10  # in which a school stands beside its own, by name
# The shares of weightings that say how sure a place is (matcher.show.sensitivity.table.FIGURES): in
# the seeker's list, in the partner's, in that of a phase, among those worth asking.
_SURE_OF = {"rank": 0, "partner_rank": 2, "phase_rank": 4, "worth_asking": 5}


@dataclass(frozen=True)
class Gatherer:
    """Gathers the facts of page after page. ``sureness``: how sure places are, None where nobody
    asked; ``plan``: what a plan decides."""

    tables: PageTables
    facts: RunFacts
    sureness: Sureness | None = None
    plan: PlanTold = NO_PLAN

    @property
    def run(self) -> ReopenedRun:
        """The run that the pages are of."""
        return self.tables.run

    def seeker(self, urn: str) -> ReportFacts:
        """What the page of a seeker tells."""
        rows = self.tables.rows["seeker"].get(urn, [])
        listed = in_order(rows, "rank")
        return self._page(
            urn,
            "seeker",
            [self._listed(row, "partner", "rank") for row in listed],
            beyond=any(self._is_beyond(row) for row in listed),
            worth_asking=[
                self._listed(row, "partner", "worth_asking")
                for row in in_order(rows, "worth_asking")
            ],
        )

    def partner(self, urn: str) -> ReportFacts:
        """What the page of a partner tells."""
        rows = self.tables.rows["partner"].get(urn, [])
        shown = in_order(rows, "partner_rank")
        further = further_by_phase(self.run, rows)
        listed = [self._listed(row, "seeker", "partner_rank") for row in shown]
        if not listed:  # it may have no list of its own, and still be among the best of a phase
            best = sorted(chain.from_iterable(further.values()), key=lambda row: -row["score"])
            some = [self._listed(row, "seeker", "phase_rank") for row in best]
            listed = [replace(one, rank=at) for at, one in enumerate(some, 1)]
            further = {}
        # Numbered on, so that a number on the page is that of one school.
        numbers = count(max((one.rank for one in listed), default=0) + 1)
        by_phase = []
        for name, those in further.items():
            of_phase = [self._listed(row, "seeker", "phase_rank") for row in those]
            by_phase.append((name, tuple(replace(one, rank=next(numbers)) for one in of_phase)))
        return self._page(urn, "partner", listed, by_phase=tuple(by_phase))

    def _page(
        self,
        urn: str,
        side: str,
        listed: list[Listed],
        *,
        beyond: bool = False,
        worth_asking: Sequence[Listed] = (),
        by_phase: tuple[tuple[str, tuple[Listed, ...]], ...] = (),
    ) -> ReportFacts:
        from matcher.show.explain.asking import question
        from matcher.show.explain.narrowing import tags_asked
        from matcher.show.report.facts import ReportFacts

        school, whole = self.tables.schools[urn], has_whole_list(self.run, side, urn, len(listed))
        own = (*listed, *worth_asking, *chain.from_iterable(those for _, those in by_phase))
        in_lists_of, more_lists = self._in_lists_of(urn, side, {one.urn for one in own})
        rows = self.tables.known.get(urn, [])
        asked, own_rules = self.tables.asked, bool(self.run.config.rules)
        seeks, counted = side == "seeker", asked["need"] if self.facts.shares.get("gives") else ()
        needs, offers = (
            known_tags(rows, name, self.tables.tag, asked[name], own_rules=own_rules)
            for name in ("need", "strength")
        )
        says = {
            name: any(row["source"] in WHOLE and not math.isnan(row[name]) for row in rows)
            for name in ("need", "strength")
        }
        return ReportFacts(
            side=side,
            urn=urn,
            name=str(school["name"]) or urn,
            what=who.who(school, miles=self.run.config.miles),
            where=who.where(
                school, self.run.area_title, self.run.areas_ended, miles=self.run.config.miles
            ),
            authority=str(school["la_name"]),
            point=school["point"],
            needs=needs,
            offers=offers,
            needs_known=any(not math.isnan(row["need"]) for row in rows),
            needs_said=any(row["source"] in SAID and not math.isnan(row["need"]) for row in rows),
            offers_known=urn in self.tables.speaks,
            says_nothing_needed=says["need"] and not needs,
            says_nothing_offered=says["strength"] and not offers,
            why_none=""
            if listed
            else "this run made no list of your own"
            if in_lists_of and not whole
            else why_nobody(self.run, urn, side, "you"),
            in_reach=self.tables.in_reach.of(urn, side),
            beyond=beyond,
            listed=tuple(listed),
            worth_asking=tuple(worth_asking),
            by_phase=by_phase,
            asking=self._to_reader(
                "; ".join(question(self.tables.needs.get(urn), tags_asked(self.run.config)))
            ),
            plan=self.plan.told(urn, side),
            run=self.facts,
            looked_at=looked_at(rows, self.tables.tag, counted) if seeks and not needs else (),
            too_low=too_low(rows, self.tables.tag, counted) if seeks else (),
            farther=self._farther(urn, rows, listed) if seeks else (),
            not_understood=self.tables.not_understood.get(urn, ()),
            planned=self._planned(urn, side),
            whole=whole,
            in_lists_of=in_lists_of,
            more_lists=more_lists,
            helped=self.tables.helped(urn, self.facts.about) if side == "partner" else None,
        )

    def _to_reader(self, phrases: str) -> str:
        """Phrases of a reason as the audience of the run reads them."""
        from matcher.show.explain.phrases.readers import to_others

        return to_others(phrases) if self.facts.left_out else phrases

    def _planned(self, urn: str, side: str) -> tuple[tuple[str, Listed], ...]:
        """Those that the plan gives a school, each after a sentence that says so; of their own
        lists nothing is told."""
        given = self.plan.given.get((side, urn), ())
        other, place = ("partner", "rank") if side == "seeker" else ("seeker", "partner_rank")
        return tuple(
            (told, replace(self._listed(row, other, place), own_rank=0)) for told, row in given
        )

    def _is_beyond(self, row: Row) -> bool:
        """Whether a pair is listed only because nobody is within the limit: the reasons say so."""
        return any(one.startswith("beyond the ") for one in str(row["reasons"]).split("; ")[1:2])

    def _farther(self, urn: str, rows: Iterable[Row], listed: list[Listed]) -> tuple[str, ...]:
        """Whom to ask about needs that nobody in a list may meet; without a list whom age kept."""
        if audience_of(self.run.tables.record) != INTERNAL:
            return ()
        met = {got.words for one in listed for got in one.gets}
        tags = [
            (str(row["activity"]), str(row["subject"]))
            for row in (rows if listed else ())
            if row["need"] > 0 and self.tables.tag(row["activity"], row["subject"]) not in met
        ]
        there = self.tables.in_reach.of(urn, "seeker")
        return farther_down(self.tables.farther, urn, tags, {one.urn for one in listed}, there)

    def _in_lists_of(
        self, urn: str, side: str, own: Collection[str]
    ) -> tuple[tuple[Listed, ...], int]:
        """The first of those in whose lists a school stands and who are not in its ``own``, and how
        many more there are."""
        other = "partner" if side == "seeker" else "seeker"
        found = in_lists_of_others(self.run, side, self.tables.rows[side].get(urn, []), own)
        shown = tuple(self._listed(row, other) for row in found[:_MOST_LISTS])
        return shown, len(found) - len(shown)

    def _listed(self, row: Row, other: str, place: str = "") -> Listed:
        """A line of a list: the ``other`` side of a pair, at its ``place``, "" for none."""
        from matcher.show.explain.phrases.exchange import told_of_exchange
        from matcher.show.explain.phrases.readers import NOT_SHOWN, to_partner
        from matcher.show.explain.score.known import UNKNOWN
        from matcher.show.explain.travel import alone
        from matcher.show.report.facts import Listed
        from matcher.show.report.in_return import nothing_back
        from matcher.show.report.unknown import as_shown
        from matcher.show.report.words import known_words

        me = "seeker" if other == "partner" else "partner"
        mine, theirs = str(row[f"{me}_urn"]), str(row[f"{other}_urn"])
        giver = mine if me == "seeker" else theirs  # of what would come back
        school, phrases = self.tables.schools[theirs], str(row["reasons"]).split("; ")
        silent = [one for one in phrases if told_of_exchange(one) in ("none", "unknown")]
        if self.facts.left_out and not silent:
            silent = [NOT_SHOWN]
        back = row["rank"] if other == "seeker" else row["partner_rank"]
        of_phase = other == "partner" and math.isnan(back) and row.get("phase_rank", 0) > 0
        back = row["phase_rank"] if of_phase else back
        gets, gives = self.tables.exchanges(mine, theirs), self.tables.exchanges(theirs, mine)
        unsure = self.tables.unknown(mine, theirs, gets)
        unsure_back = self.tables.unknown(theirs, mine, gives) if me == "seeker" else ()
        wants = self.tables.needs.get(theirs)
        terms = [term for term, share in self.facts.shares.items() if share > 0]
        by_time, pair = math.isfinite(row["minutes"]), (row["seeker_urn"], row["partner_urn"])
        known = known_words(self.tables.how_known.get(pair, {}), me, by_time=by_time)
        return Listed(
            rank=int(row[place]) if place else 0,
            urn=theirs,
            name=str(school["name"]) or theirs,
            what=who.what_and_where(school),
            apart=self.run.reach.apart(row["distance_km"], row["minutes"], row["minutes_by"]),
            gets=gets,
            gives=gives,
            has=() if me == "partner" or gets else self.tables.has(theirs),
            unknown=unsure,
            asks=tuple(tag for tag in unsure_back if wants and tag not in wants.sure),
            offers_nothing=theirs in self._offering_nothing,
            needs_nothing=wants is not None and wants.says_none,
            no_places=other == "partner" and school["capacity"] == 0,
            too_small=me == "seeker" and who.supposed_none(school, self.plan.places.get(theirs)),
            silent=tuple(silent if me == "seeker" else map(to_partner, silent)),
            silent_back=as_shown(
                nothing_back(
                    self.tables.needs.get(theirs if me == "seeker" else mine),
                    giver in self.tables.speaks,
                    self.facts.about,
                    unsure if me == "partner" else unsure_back,
                    own=me == "partner",
                    offers_nothing=giver in self._offering_nothing,
                ),
                self.facts,
            ),
            needs_known=theirs in self.tables.needs,
            offers_known=theirs in self.tables.speaks,
            own_rank=0 if math.isnan(back) else int(back),
            own_of_phase=of_phase,
            of_phase=self.tables.in_reach.of_phase(theirs, mine) if of_phase else 0,
            own_alone=self.tables.in_reach.of(theirs, other) == 1,
            known=known.replace(f"{UNKNOWN}:", f"{NOT_SHOWN}:") if self.facts.left_out else known,
            alone=alone(terms, by_time=by_time),
            score=row["score"],
            sureness=self._sure(row, place) if place else "",
            notes=self._notes(school, other),
            point=school["point"],
            entry=who.register_entry(school, self.run.tables.record),
            in_plan=(row["seeker_urn"], row["partner_urn"]) in self.plan.pairs,
            full=self.plan.full_for(row, me, how_many=not self.facts.left_out),
        )

    @cached_property
    def _offering_nothing(self) -> frozenset[str]:
        """The schools that a list or a form says to offer nothing."""
        from matcher.show.explain.met import offering_nothing

        return frozenset(offering_nothing(self.run.tables.profile))

    def _notes(self, school: Row, other: str) -> tuple[str, ...]:
        """What to know of a partner, or what area puts a school higher; and what to heed."""
        config, heed = self.run.config, who.to_heed(school, miles=self.run.config.miles)
        if other == "partner":
            return (*who.notes(school, self.plan.places.get(school["urn"], 0)), *heed)
        if not self.facts.shares.get("opportunity"):
            return heed
        area = self.run.area_title, config.half_area_km
        return (*who.near_area(school, *area, miles=config.miles), *heed)

    def _sure(self, row: Row, place: str) -> str:
        if self.sureness is None:
            return ""
        from matcher.show.sensitivity.words import short

        shares = self.sureness.shares.get((str(row["seeker_urn"]), str(row["partner_urn"])))
        return "" if shares is None else short(shares[_SURE_OF[place]], self.sureness.draws)
