"""Which schools a run that was just made is about (:mod:`matcher.jobs.stages.concerned`), and how
many, in words.

What is counted of files ("27,153 rows read") is counted of the whole of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from matcher.core.audiences.audience import INTERNAL
from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.stages import concerned
from matcher.jobs.stages.concerned import names_places_or_phases
from matcher.jobs.stages.short_lists import of_register_alone

# Of a run for others than the office: its folder does not say what was left out, nor does a command
# that reads it.
OWN_RUN = "your own run, without --audience, tells"


def is_about_some(result: MatchResult) -> bool:
    """Whether a run is about some of the schools of its lists alone."""
    return names_places_or_phases(result.config)


def about(result: MatchResult, schools: pd.DataFrame) -> pd.DataFrame:
    """Those of ``schools`` (SCHOOLS) that the run is about: of the register those that took part
    with a school of the lists."""
    there = result.concerned.took_part.urns
    if not is_about_some(result):
        return schools[schools["urn"].isin(there) | (schools["listed"] == 1)]
    return schools[schools["urn"].isin([*there, *result.concerned.kept_out])]


def without_a_role(result: MatchResult) -> dict[str, int]:
    """How many schools of the lists that the run is about have no role in it, by the code of why;
    of a run that is about some schools those of its places."""
    codes = Counter(result.concerned.without_role.values())
    return dict(sorted(codes.items(), reverse=True))


def kept_from(result: MatchResult, side: str) -> dict[str, int]:
    """How many schools of the lists that would be on this ``side`` (seeker, partner) of the run a
    gate kept out, by its code."""
    from matcher.match.gates import school_gates
    from matcher.match.narrowing import schools_fit

    own = result.schools[result.schools["listed"] == 1]
    own = own[own["role"].isin([side, "both"])]
    of_seekers, of_partners = schools_fit(own, result.config)
    own = own[(of_seekers if side == "seeker" else of_partners).possible]
    codes = Counter(school_gates(own, result.ruled_out).tolist())
    return {code: many for code, many in sorted(codes.items()) if code}


def gates_told(result: MatchResult) -> dict[str, int]:
    """How many schools that the run is about each gate of schools kept out, by its code."""
    if not is_about_some(result):
        return dict(result.ranking.schools_stopped)
    return dict(sorted(Counter(result.concerned.kept_out.values()).items()))


def took_part(result: MatchResult) -> str:
    """How many seekers and partners a run is about, in words."""
    there, ranking = result.concerned.took_part, result.ranking
    seekers, partners = counted(there.seekers, "seeker"), counted(there.partners, "partner")
    if not there.urns and ranking.participants:
        return "nobody, as no school of your lists looks for partners or can be one"
    listed, some = concerned.listed_in(result.schools), is_about_some(result)
    of_both = not (listed.isdisjoint(there.seeking) or listed.isdisjoint(there.giving))
    if of_both and not some and len(there.urns) < len(ranking.participants):
        return (
            f"{seekers}, {partners}: those of your lists, and of the register those "
            f"{result.reach.within} of one of them whom they may meet"
        )
    if there.partners < ranking.partners:
        return f"{seekers}, and {partners} {_near(result, there.seekers)}"
    if there.seekers < ranking.seekers:
        return f"{partners}, and {seekers} {_near(result, there.partners)}"
    return f"{seekers}, {partners}"


def register_left_out(result: MatchResult) -> list[str]:
    """Say so where the register has partners and seekers that took no part, as the lists have both;
    of a list of so many schools that it is a register itself there is nothing to say."""
    from matcher.match.build_arrays import gives_too

    read = [(account.source, account.used) for account in result.accounts]
    if result.config.from_register != "auto" or not concerned.has_a_register_beside(read):
        return []
    listed = result.schools[result.schools["listed"] == 1]
    listed = listed[~gives_too(listed)]
    if not {"seeker", "partner"} <= set(listed["role"]) and "both" not in set(listed["role"]):
        return []
    there = result.concerned.took_part
    return [
        f"Only the {counted(there.seekers, 'seeker')} and {counted(there.partners, 'partner')} of "
        "your lists took part, and none of the register, as your lists have both. Match again with "
        "the register's partners too (--from-register partners; its seekers: seekers, or both)"
    ]


def short_lists(result: MatchResult) -> list[str]:
    """Say so where some lists are of the schools of the lists alone, as they are those of schools
    of the register alone, and others of everybody: their places do not compare."""
    ranking, listed = result.ranking, concerned.listed_in(result.schools)
    short = of_register_alone(listed, ranking.seeking, ranking.giving)
    told = []
    for side, place in (("seeker", "rank"), ("partner", "partner_rank")):
        own = result.matches.loc[result.matches[place].notna(), f"{side}_urn"]
        if many := len(short[side].intersection(as_list(own))):
            told.append(counted(many, side))
    if not told:
        return []
    # How many there are is for those who asked alone, whose the lists are.
    inside = result.audience == INTERNAL
    many_told, whose = (f" ({' and '.join(told)})", "your") if inside else ("", "the")
    return [
        "Short lists: two schools that stand in the register alone are never a pair, so a place in "
        f"the list of one of them{many_told} is among the schools of {whose} lists alone"
    ]


def _near(result: MatchResult, many: int) -> str:
    """How near to so many schools of the other side somebody is."""
    if many == 1:
        return f"{result.reach.within} of it whom it may meet"
    return f"{result.reach.within} of one of them whom they may meet"


def both_sides(result: MatchResult) -> str:
    """The same in few words, for a run of any lists."""
    there = result.concerned.took_part
    return f"{counted(there.seekers, 'seeker')} and {counted(there.partners, 'partner')}"


def problems_told(result: MatchResult) -> tuple[pd.DataFrame, int]:
    """PROBLEMS of the schools that a run is about, of rows that are no school's and of whole files;
    and how many there are of other schools."""
    everything = result.log.frame()
    if not is_about_some(result):
        return everything, 0
    own = {*as_list(about(result, result.schools)["urn"])}
    theirs = concerned.are_of_others(everything, result.schools, own)
    return everything[~theirs].reset_index(drop=True), int(theirs.sum())


def problem_line(result: MatchResult) -> str:
    """How many problems of each code a run has, "" for none, and where they are told."""
    if is_about_some(result):
        told, others = problems_told(result)
        codes: Mapping[str, int] = Counter(as_list(told["code"]))
    else:
        codes, others = result.log.counts(), 0
    listed = ", ".join(f"{codes[code]:,} {code}" for code in sorted(codes))
    if others and result.audience == INTERNAL:
        return (
            f"Problems of the schools that this run is about: {listed or 'none'}; "
            f"problems.csv has {others:,} of others too"
        )
    where = "see problems.csv" if result.audience == INTERNAL else f"{OWN_RUN} them"
    return f"Problems ({where}): {listed}" if listed else ""
