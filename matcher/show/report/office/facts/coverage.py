"""How far each school that looks for partners is served by a run: one row a school.

COVERAGE  urn, name, listed (whether a list of the office names it), la, district, trust, region,
          phase, priority, area, free_meals, place, deprivation (the group it is in, "not known"
          where nothing says), state (:data:`STATES`),
          need_by (:data:`SAID` where somebody states a need of it,
          :data:`LIKELY` where figures alone suggest all of them, "" where none is to be named),
          need_sure (how sure its surest need to be named is, 0 to 1; NaN where none is),
          stated, likely (how many needs somebody states of it, and how many figures alone
          suggest), in_words (how many of the stated ones stand in words of a list alone), unmet
          (for how many of both nobody in its list is known, or likely; 0 where it is in no list),
          rests_on (of a school that is SUGGESTED, on what that rests, in words of BASES between
          "; "), offer_sure (how sure the surest of its offers is, 0 to 1; NaN where it is not met),
          first_meets (whether the first partner of its list is known, or likely, to meet a need of
          it),
          in_reach (partners within the limit whom it may meet), first_km, first_minutes (of the
          first partner of its list), nearest_km (of the nearest in it); NaN where it is in no list,
          or the time is not known; worth_asking (partners worth asking beside its list)

A school has one state. What is not known is a state of its own, never a need that nobody meets.
Where a school has stated needs, whether it is served goes by these: a guess of figures that is met
does not answer what it asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.core.columns.columns import columns_of
from matcher.core.figures.surety import WORDING
from matcher.core.phase_groups import PHASE_GROUPS, phase_groups
from matcher.core.schema import as_list
from matcher.core.tables import BASES, BASIS, NOT_KNOWN, ONLY_LIKELY, urn_key
from matcher.show.allocation.seekers.groupings import IN_NONE, IN_ONE, free_meals, rural_or_urban
from matcher.show.explain.met import NeedsKnown, are_small_needs, needs_known
from matcher.show.explain.phrases.nothing import NO_NEED as STANDS_OUT
from matcher.show.explain.phrases.nothing import unsaid

if TYPE_CHECKING:
    from matcher.show.allocation.seekers.groupings import Grouping

STATED, SUGGESTED, UNMET, SILENT, NO_NEED, NOT_MATCHED, UNSAID, UNKNOWN_NEED, UNLISTED, NOBODY = (
    "stated", "suggested", "not met", "offers not known", "no need", "no need, so no list",
    "no need suggested", "needs not known", "in no list", "nobody")  # fmt: skip
# What stands in braces is how lists are spoken of (:data:`..office.OWN_LISTS`), and what is so in
# this run alone (:meth:`..office.OfficeFacts.told`).
STATES: Mapping[str, str] = {
    STATED: "a {one} says that it offers something the school {needs}{one_stated}",
    SUGGESTED: "a {one} may offer something the school {needs}{one_stated}, going by {sources}",
    UNMET: "it has {known} needs, and no {one} is known, or likely, to meet any of them{of_stated}",
    SILENT: "it has a known or likely need, and nothing is known of what the {several} offer",
    NO_NEED: "it says, or its list says for it, that there is no need",
    NOT_MATCHED: "it says, or its list says for it, that there is no need: as this run asks that "
    "a need be met, it has no partner",
    UNSAID: f"what it needs is not known: {unsaid(STANDS_OUT)}",
    UNKNOWN_NEED: "nothing at all is known of what it needs; partners are near enough to meet",
    UNLISTED: "partners are near enough to meet, but none of them has it in its list",
    NOBODY: "no partner within the limit whom it may meet",
}
IN_NO_LIST = (NOT_MATCHED, UNLISTED, NOBODY)
NEEDY = (STATED, SUGGESTED, UNMET, SILENT)  # a need is known, and somebody is in its list
MET = (STATED, SUGGESTED)
HALF = 0.5  # how sure a likely need must be to be told as more than a guess. A choice
Surest = Callable[[str, str], float]  # how sure it is that a partner, by URN, meets a tag, 0 to 1
SAID, LIKELY = "said", "likely"  # a list, its words or priorities say so; figures alone do


def coverage(
    schools: pd.DataFrame,
    profile: pd.DataFrame,
    whole: pd.DataFrame,
    lists: pd.DataFrame,
    worth_asking: Mapping[str, int],
    in_reach: Mapping[str, int],
    surest: Surest,
    deprivation: Grouping | None = None,
    no_need: Collection[str] = (),
) -> pd.DataFrame:
    """COVERAGE, in the order of the URNs.

    ``schools``: SCHOOLS of everybody; ``profile``: PROFILE as the run asks about it, ``whole``: all
    of it; ``lists``: the pairs of :func:`list_rows`; ``worth_asking``: of each school how many
    partners are worth asking; ``in_reach``: of each school that is told of, by its URN, how many
    partners it may meet; ``surest``: how sure offers are; ``deprivation``: the groups of a file of
    small areas; ``no_need``: the schools that may meet nobody as they need nothing
    (:func:`matcher.match.lists.in_reach.would_meet_with_a_need`).
    """
    urns = sorted(in_reach, key=urn_key)
    own = schools.set_index("urn").loc[urns].reset_index()
    of_each = _lists(lists)
    needs = needs_known(profile)
    named = profile[(profile["need"] > 0) & ~are_small_needs(columns_of(profile))]
    sure = named.groupby("urn")["confidence"].max().to_dict()
    stated, likely = _tags_of(named)
    worded, _ = _tags_of(named[named["source"] == WORDING])
    speaks = {*as_list(whole.loc[whole["strength"].notna(), "urn"])}
    listed = own["listed"].to_numpy() == 1
    met = {urn: _counted(own, stated.get(urn, ())) for urn, own in of_each.items()}
    states = [
        NOT_MATCHED
        if urn in no_need
        else _state(urn, in_reach[urn], of_each.get(urn), met.get(urn, {}), needs, speaks)
        for urn in urns
    ]
    told = {} if deprivation is None else deprivation.of
    pairs = [of_each.get(urn) for urn in urns]
    return pd.DataFrame(
        {
            "urn": urns,
            "name": own["name"],
            "listed": listed,
            "la": _words(own["la_name"]),
            "district": _words(own["district_name"]),
            "trust": _words(own["trust"]),
            "region": _words(own["region"]),
            "phase": _phases(own),
            "priority": [
                IN_ONE if area else IN_NONE if known else NOT_KNOWN
                for area, known in zip(
                    as_list(own["area"]), own["area_km"].notna().tolist(), strict=True
                )
            ],
            "area": own["area"],
            "free_meals": [free_meals(share) for share in own["fsm_pct"].tolist()],
            "place": [rural_or_urban(words) for words in as_list(own["urban_rural"])],
            "deprivation": [told.get(urn, NOT_KNOWN) for urn in urns],
            "state": states,
            "need_by": [_rests_on(urn, needs) for urn in urns],
            "need_sure": [sure.get(urn, np.nan) for urn in urns],
            "stated": [len(stated.get(urn, ())) for urn in urns],
            "likely": [len(likely.get(urn, ())) for urn in urns],
            "in_words": [len(worded.get(urn, ())) for urn in urns],
            "unmet": [
                len((stated.get(urn, set()) | likely.get(urn, set())) - of_each[urn].met.keys())
                if urn in of_each
                else 0
                for urn in urns
            ],
            "rests_on": [
                _bases(met[urn]) if state == SUGGESTED else ""
                for urn, state in zip(urns, states, strict=True)
            ],
            "offer_sure": [
                of_each[urn].surest(met[urn], surest) if state in MET else np.nan
                for urn, state in zip(urns, states, strict=True)
            ],
            "first_meets": [one is not None and one.first_meets for one in pairs],
            "in_reach": [in_reach[urn] for urn in urns],
            "first_km": [np.nan if one is None else one.km[0] for one in pairs],
            "first_minutes": [np.nan if one is None else one.minutes[0] for one in pairs],
            "nearest_km": [np.nan if one is None else min(one.km) for one in pairs],
            "worth_asking": [worth_asking.get(urn, 0) for urn in urns],
        }
    )


def list_rows(
    matches: pd.DataFrame, with_somebody: Collection[str], *, listed: bool
) -> pd.DataFrame:
    """The pairs of a run (its matches.csv, read back) that are in the list of one of these schools,
    by school, the first partner of each first. The nearest few beyond the limit of a school with
    nobody within it are no list, nor is a partner that is worth asking. Not ``listed``: the schools
    have no lists of their own, so the pairs of their partners' lists count."""
    own = matches["rank"].notna()
    if not listed:
        own |= matches["partner_rank"].notna() | matches["phase_rank"].notna()
    rows = matches[own & matches["seeker_urn"].isin(list(with_somebody))]
    by = ["seeker_urn", "rank", "score", "distance_km", "partner_urn"]
    return rows.sort_values(by, ascending=[True, True, False, True, True])


def gets(exchange: str) -> str:
    """The side of the seeker of ``shared`` or ``basis`` of MATCHES."""
    return exchange.partition(" | ")[0].strip()


class _List:
    """The list of a school, its first partner first."""

    __slots__ = ("by", "first_meets", "km", "met", "minutes", "partners")

    def __init__(self) -> None:
        self.km: list[float] = []
        self.minutes: list[float] = []
        self.partners: list[str] = []
        self.met: dict[str, set[str]] = {}  # the tags it gets, and what each offer rests on
        self.by: dict[str, list[str]] = {}  # from whom it gets each
        self.first_meets = False

    def surest(self, tags: Collection[str], surest: Surest) -> float:
        """How sure the surest offer of these tags is."""
        return max(surest(partner, tag) for tag in tags for partner in self.by[tag])


def _lists(lists: pd.DataFrame) -> dict[str, _List]:
    found: dict[str, _List] = {}
    names = ("seeker_urn", "partner_urn", "distance_km", "minutes", "shared", "basis")
    for urn, partner, km, minutes, shared, basis in zip(
        *(as_list(lists[name]) for name in names), strict=True
    ):
        own = found.setdefault(urn, _List())
        own.partners.append(partner)
        own.km.append(km)
        own.minutes.append(minutes)
        for tag in filter(None, gets(shared).split("; ")):
            own.met.setdefault(tag, set())
            own.by.setdefault(tag, []).append(partner)
            own.first_meets |= len(own.partners) == 1
        for part in gets(basis).split("; "):
            tag, _, word = part.rpartition(": ")
            if tag in own.met:
                own.met[tag].add(word)
    return found


def to_chase(coverage: pd.DataFrame) -> list[str]:
    """The schools of COVERAGE with a need, stated or likely, that nobody in their list is known or
    likely to meet, whatever else is met."""
    return as_list(coverage.loc[coverage["unmet"] > 0, "urn"])


def _tags_of(named: pd.DataFrame) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Of each school the needs that somebody states and those that figures alone suggest, as
    ``shared`` of MATCHES words tags; ``named``: the rows of PROFILE with a need to be named."""
    stated: dict[str, set[str]] = {}
    likely: dict[str, set[str]] = {}
    names = ("urn", "activity", "subject", "source")
    for urn, activity, subject, source in zip(
        *(as_list(named[name]) for name in names), strict=True
    ):
        side = likely if source in ONLY_LIKELY else stated
        side.setdefault(urn, set()).add(f"{activity} {subject}".strip())
    return stated, likely


def _counted(own: _List, stated: Collection[str]) -> Mapping[str, set[str]]:
    """What a school gets, as far as it counts: where it has stated needs, these alone."""
    return {tag: words for tag, words in own.met.items() if not stated or tag in stated}


def _bases(met: Mapping[str, set[str]]) -> str:
    """On what that which a school gets rests, the surest first."""
    found = {word for words in met.values() for word in words}
    return "; ".join(word for word in BASES if word in found)


def _rests_on(urn: str, known: NeedsKnown) -> str:
    return SAID if urn in known.needs else LIKELY if urn in known.may_need else ""


def _state(
    urn: str,
    in_reach: int,
    own: _List | None,
    met: Mapping[str, set[str]],
    needs: NeedsKnown,
    speaks: Collection[str],
) -> str:
    if not in_reach:
        return NOBODY
    if own is None:
        return UNLISTED
    if any(BASIS["stated"] in words for words in met.values()):
        return STATED
    if met:
        return SUGGESTED
    if urn not in needs.looked_at:
        return UNKNOWN_NEED
    if not _rests_on(urn, needs):
        return NO_NEED if urn in needs.said else UNSAID
    return UNMET if any(partner in speaks for partner in own.partners) else SILENT


def _words(names: pd.Series) -> list[str]:
    return [" ".join(name.split()) or NOT_KNOWN for name in as_list(names)]


def _phases(own: pd.DataFrame) -> list[str]:
    return [PHASE_GROUPS[at] if at >= 0 else NOT_KNOWN for at in phase_groups(own).tolist()]
