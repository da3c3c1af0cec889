"""A run in figures and in a few plain lines: for the terminal and the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pandas as pd

from matcher.core.audiences.audience import INTERNAL, PUBLIC
from matcher.core.figures.number_format import counted
from matcher.core.schema import are_among, as_list
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.matching.summary.about import about
from matcher.jobs.matching.summary.files_read import files_read_lines
from matcher.jobs.matching.summary.outcome import outcome_lines, profiled
from matcher.jobs.stages.contact_told import contact_lines
from matcher.jobs.stages.givers import who_only_seek
from matcher.show.kit.text_format import percentages
from matcher.show.run.travel_words import gave_up_lines, travel_lines

_FAR = 3  # half-distances from which on a priority area lifts a score by under an eighth
_TERM_WORDS = {
    "near": "distance",
    "opportunity": "priority areas",
    "gives": "needs covered",
    "gains": "what the partner gets back",
}


def counts(result: MatchResult) -> dict[str, Any]:
    """How many schools, pairs and problems; the keys are promised in
    docs/reference/output-files.md."""
    facts, there = ["kind", "located_by", "area"], result.concerned.took_part
    kinds, placed, areas = (
        as_list(result.schools.loc[result.schools["listed"] == 1, name]) for name in facts
    )
    return {
        "schools": len(kinds),
        "kinds": _tally(kinds),
        "located_by": _tally(how or "not placed" for how in placed),
        "in_area": _tally(filter(None, areas)),
        "seekers": there.seekers,
        "partners": there.partners,
        "pairs": len(result.matches),
        "seekers_without_partner_in_range": len(result.ranking.without_partner),
        "profiled": profiled(result, there.urns),
        "fits": None if (told := result.ranking.narrowing) is None else asdict(told),
    }


def summary_lines(result: MatchResult) -> list[str]:
    """What came of it, for a person to read: first what went wrong, who was matched, who was not
    and why; then what was read, placed and weighed."""
    contact = [] if result.audience == PUBLIC else contact_lines(result.log, result.audience)
    first = [*gave_up_lines(result.travel), *contact, *outcome_lines(result)]
    return [*first, *result.left_unread, *_details(result)]


def _details(result: MatchResult) -> list[str]:
    """What was read and where the schools are."""
    number = counts(result)
    text = files_read_lines(result)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in number["kinds"].items())
    text.append(f"Schools: {number['schools']:,} ({kinds})")
    placed = ", ".join(f"{count:,} {how}" for how, count in number["located_by"].items())
    text.append(f"Placed by: {placed}")
    return [*text, *_sources(result), *weighed_lines(result)]


def weighed_lines(result: MatchResult) -> list[str]:
    """Who may meet whom, and how the pairs were weighed."""
    config, weighing = result.config, result.ranking.weights
    text = [f"In {_article(result.programme.title)} {result.programme.title}: {_in_areas(result)}"]
    text += _givers(result)
    text += _in_range(result)
    text += _idle_areas(result)
    text += travel_lines(result.travel, result.reach)
    best = f"best {config.k} in each direction, and a partner's best {config.k} of each phase"
    text.append(f"Limit: {result.reach.limit}; {best}")
    words = {**_TERM_WORDS, **({"near": "travel time"} if result.travel else {})}
    told = percentages(weighing.shares)
    weights = ", ".join(f"{words[term]} {share}" for term, share in told.items())
    text.append(f"Weights: {weights}")
    # Where nobody seeks nothing is scored: a line says of whom there are none.
    for term in () if result.narrowed_to_nobody else weighing.left_out:
        known = f"{term}_known"
        # Who needs, or offers, nothing says so, and that alone makes no term of a score.
        said = known in result.matches and bool((result.matches[known] > 0).any())
        but = " but that some are said to need, or to offer, nothing" * said
        text.append(f"Left out of the score: {_TERM_WORDS[term]}, of which nothing is known{but}")
    return [*text, *_regions(result)]


def _givers(result: MatchResult) -> list[str]:
    """How many state-funded schools give as well, or could; and how many schools and colleges do
    not, as a list says that they seek."""
    from matcher.core.settings.config import GUIDE
    from matcher.match.build_arrays import gives_too

    asked = ["urn", "role", "kind", "may_give"]
    everybody = pd.concat([result.schools[asked], result.pool[asked]])
    everybody = everybody[are_among(everybody["urn"], result.concerned.took_part.urns)]
    seeks = who_only_seek(everybody, result.profile)
    by_list = int((seeks["may_give"] == "").sum())
    policy, told = result.config.givers, []
    if policy != GUIDE:
        giving = int(gives_too(everybody).sum())
        told = [
            f"State-funded schools that seek and may give as well (--givers {policy}): {giving:,}"
        ]
    elif count := len(seeks) - by_list:
        from matcher.show.report.unknown import let_more_give  # pages are not made here

        told = [
            f"{_only_seek(count, 'state-funded school')}. To let more give, "
            f"{let_more_give('hubs or anyone', result.config.k).removesuffix('.')}"
        ]
    if by_list:
        says = _only_seek(by_list, "school or college", "schools or colleges")
        told.append(f"{says}, as a list says (Role: seeker); the role both lets such a school give")
    return told


def _only_seek(count: int, one: str, many: str = "") -> str:
    """So many schools with a known strength seek alone, in words."""
    return (
        f"Of those that took part, {counted(count, one, many or one + 's')} with a known or likely "
        f"strength only {'seeks' if count == 1 else 'seek'}"
    )


def _in_range(result: MatchResult) -> list[str]:
    """How many partners a seeker may meet, where that is not all; and where needs are known of
    some and offers of none of these, that scores cannot rest on what would be exchanged."""
    near, reach, text = result.ranking.in_range, result.reach, []
    if near.partners < result.concerned.took_part.partners:
        text.append(f"Partners {reach.within} of a seeker whom they may meet: {near.partners:,}")
    seekers = {*as_list(result.schools["urn"])} & {*result.ranking.seeking}
    needs = result.profile.loc[result.profile["need"] > 0, "urn"]
    needy = len({*as_list(needs)} & seekers)
    if needy and near.partners and not near.offers_known:
        of_needy = "1 school" if needy == 1 else f"{needy:,} schools"
        here = "that may be in range" if reach.is_routed else "in range"
        offers = (
            f"what the one partner {here} offers is not"
            if near.partners == 1
            else f"offers of none of the {near.partners:,} partners {here}"
        )
        text.append(
            f"Needs are known of {of_needy}, {offers}, so needs move no score: add a list of "
            "partners with a column Offers (matcher template makes one)"
        )
    return text


def _regions(result: MatchResult) -> list[str]:
    """Say so where regions count that no file has."""
    named = any("region" in account.columns for account in result.accounts)
    if named or not (result.config.regions or result.priorities):
        return []
    return ["Regions: the Department's, by authority, as no list or register has a column of them"]


def _in_areas(result: MatchResult) -> str:
    """How many are in a priority area, and of whom: of the schools of the lists, and of the
    seekers that took part, whom a plan and reports count."""
    own = about(result, result.schools)
    own, there = own[own["listed"] == 1], result.concerned.took_part.seeking
    inside = int((own["area"] != "").sum())
    told = f"{inside:,} of {counted(len(own), 'school')} of your lists"
    if not there or there == {*as_list(own["urn"])}:
        return told
    areas = [
        area
        for schools in (result.schools, result.pool)
        for area in as_list(schools.loc[are_among(schools["urn"], there), "area"])
    ]
    return f"{told}; {sum(map(bool, areas)):,} of {counted(len(there), 'seeker')} that took part"


def _idle_areas(result: MatchResult) -> list[str]:
    """Say so where the weight of priority areas moves nothing."""
    shares = result.ranking.weights.shares
    own = about(result, result.schools)
    seekers = own.loc[are_among(own["urn"], result.ranking.seeking), "area_km"]
    nearest = float(seekers.min()) if len(seekers) else 0.0
    if not shares.get("opportunity") or not nearest > _FAR * result.config.half_area_km:
        return []
    share = percentages(shares)["opportunity"]
    return [
        f"The nearest {result.programme.title} is {nearest:.0f} km away: its {share} of the "
        "weight moves nothing. --areas names other programmes, --weights leaves areas out"
    ]


def _sources(result: MatchResult) -> list[str]:
    """How many tags of those that took part rest on what, where any rests on something else than a
    list's tags; and how many profile.csv has of others."""
    from matcher.core.tables import BASIS

    written = as_list(pd.concat([result.schools["urn"], result.pool["urn"]]))
    profile = result.profile[are_among(result.profile["urn"], {*written})]
    own = profile[are_among(profile["urn"], result.concerned.took_part.urns)]
    of_source = own["source"].value_counts()
    if not set(of_source.index) - {"stated", "partly"}:
        return []
    by_words = own["source"].map(BASIS).value_counts()
    parts = ", ".join(
        f"{by_words[words]:,} {words}"
        for words in dict.fromkeys(BASIS.values())
        if words in by_words.index
    )
    others = len(profile) - len(own)
    others = others if result.audience == INTERNAL else 0  # theirs are not written
    beside = f"; profile.csv also has {others:,} of others" if others else ""
    text = [f"Tags by source: {parts}{beside}"]
    if result.tables:
        text.append(_measured(result))
    return text


def _measured(result: MatchResult) -> str:
    """Of how many schools that took part published figures tell something."""
    from matcher.show.explain.met import with_need

    measured = result.profile[result.profile["source"] == "measured"]
    needy = with_need(measured)
    everybody = pd.concat([result.schools, result.pool])
    everybody = everybody[are_among(everybody["urn"], result.concerned.took_part.urns)]
    measured_too = everybody["urn"].isin(set(measured["urn"]))
    counts = []
    for kind, count in everybody["kind"].value_counts().items():
        own = everybody["kind"] == kind
        if known := int((own & measured_too).sum()):
            counts.append(f"{known:,} of {count:,} {kind}")
    if not counts:
        return "Published figures tell of none of these schools"
    in_need = int(everybody["urn"].isin(needy).sum())
    return f"Published figures tell of {', '.join(counts)}; of a need in {in_need:,}"


def _tally(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"
