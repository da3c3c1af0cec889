"""Which schools a run is about, for whatever counts them.

A run that was narrowed to places or phases is about the schools that seek there, the partners
that one of them may meet, and whoever of these places was kept out; any other run is about all of
its lists. Partners that the register supplied count only where one may be met. What is counted
of files ("27,153 rows read") is counted of the whole of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.jobs.matching.results import MatchResult

_ROW = ("list", "sheet", "row")


def is_about_some(result: MatchResult) -> bool:
    """Whether a run is about some of the schools of its lists alone."""
    from matcher.jobs.stages.told_on_map import names_places_or_phases

    return names_places_or_phases(result.config)


def about(result: MatchResult, schools: pd.DataFrame) -> pd.DataFrame:
    """Those of ``schools`` (SCHOOLS) that the run is about: of the register those that took part
    with a school of the lists."""
    if not is_about_some(result):
        there = schools["urn"].isin(who_took_part(result).urns)
        return schools[there | (schools["listed"] == 1)]
    return schools[schools["urn"].isin([*result.ranking.in_reach, *kept_out(result)])]


def kept_out(result: MatchResult) -> dict[str, str]:
    """Of a run that is about some schools: those of its lists that would seek in it, and the
    partners of the same places, that a gate kept out; its code by URN."""
    from matcher.match.gates import school_gates
    from matcher.match.narrowing import schools_fit

    listed = result.schools[result.schools["listed"] == 1]
    gate = school_gates(listed, result.ruled_out)
    seek, _ = schools_fit(listed, result.config)
    # Of which phase a partner is does not matter: it is asked of seekers alone.
    there, _ = schools_fit(listed, replace(result.config, phases=()))
    asked = seek.possible & listed["role"].isin(["seeker", "both"]).to_numpy()
    asked |= there.possible & listed["role"].isin(["partner", "both"]).to_numpy()
    out = listed.assign(gate=gate)[asked & (gate != "")]
    return dict(zip(as_list(out["urn"]), as_list(out["gate"]), strict=True))


def without_a_role(result: MatchResult) -> dict[str, int]:
    """How many schools of the lists that the run is about have no role in it, by the code of why;
    of a run that is about some schools those of its places."""
    from matcher.match.gates import without_role
    from matcher.match.narrowing import inside

    own = (result.schools["listed"] == 1).to_numpy() & inside(result.schools, result.config)
    codes = Counter(without_role(result.schools[own], result.config))
    return {code: many for code, many in sorted(codes.items(), reverse=True) if code}


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
    return dict(sorted(Counter(kept_out(result).values()).items()))


class TookPart(NamedTuple):
    """How many seekers and how many partners a run is about, and the URNs of all of them."""

    seekers: int
    partners: int
    urns: frozenset[str]


def who_took_part(result: MatchResult) -> TookPart:
    """Whom a run is about: of the side that no list has a school on only those in reach of the
    other, as the register supplied the whole of England; of a run that was narrowed only the
    partners that one of its seekers may meet; nobody where the lists have no school on either
    side."""
    ranking = result.ranking
    everybody = TookPart(ranking.seekers, ranking.partners, frozenset(ranking.participants))
    if not ranking.seekers or not ranking.partners:
        return everybody
    listed = {*as_list(result.schools.loc[result.schools["listed"] == 1, "urn"])}
    seek, give = not listed.isdisjoint(ranking.seeking), not listed.isdisjoint(ranking.giving)
    if is_about_some(result) or (seek and not give):
        near = ranking.in_range.partners
        return TookPart(ranking.seekers, near, frozenset(ranking.in_reach))
    if give and not seek:
        near = len(ranking.seekers_in_reach)
        urns = frozenset([*ranking.giving, *ranking.seekers_in_reach])
        return TookPart(near, ranking.partners, urns)
    return everybody if seek and give else TookPart(0, 0, frozenset())


def took_part(result: MatchResult) -> str:
    """How many seekers and partners a run is about, in words."""
    there, ranking = who_took_part(result), result.ranking
    seekers, partners = counted(there.seekers, "seeker"), counted(there.partners, "partner")
    if not there.urns and ranking.participants:
        return "nobody, as no school of your lists looks for partners or can be one"
    if there.partners < ranking.partners:
        return f"{seekers}, and {partners} {_near(result, there.seekers)}"
    if there.seekers < ranking.seekers:
        return f"{partners}, and {seekers} {_near(result, there.partners)}"
    return f"{seekers}, {partners}"


def _near(result: MatchResult, many: int) -> str:
    """How near to so many schools of the other side somebody is."""
    if many == 1:
        return f"{result.reach.within} of it whom it may meet"
    return f"{result.reach.within} of one of them whom they may meet"


def both_sides(result: MatchResult) -> str:
    """The same in few words, for a run of any lists."""
    there = who_took_part(result)
    return f"{counted(there.seekers, 'seeker')} and {counted(there.partners, 'partner')}"


def problems_told(result: MatchResult) -> tuple[pd.DataFrame, int]:
    """PROBLEMS of the schools that a run is about, of rows that are no school's and of whole files;
    and how many there are of other schools."""
    everything = result.log.frame()
    if not is_about_some(result):
        return everything, 0
    schools = result.schools
    own = {*as_list(about(result, schools)["urn"])}
    others = schools[~schools["urn"].isin(own)]
    rows = {*zip(*(as_list(others[name]) for name in _ROW), strict=True)}
    theirs = [row in rows for row in zip(*(as_list(everything[n]) for n in _ROW), strict=True)]
    kept = everything[~np.array(theirs, dtype=bool)].reset_index(drop=True)
    return kept, sum(theirs)


def problem_line(result: MatchResult) -> str:
    """How many problems of each code a run has, "" for none, and where they are told."""
    if is_about_some(result):
        told, others = problems_told(result)
        codes: Mapping[str, int] = Counter(as_list(told["code"]))
    else:
        codes, others = result.log.counts(), 0
    listed = ", ".join(f"{codes[code]:,} {code}" for code in sorted(codes))
    if others:
        return (
            f"Problems of the schools that this run is about: {listed or 'none'}; "
            f"problems.csv has {others:,} of others too"
        )
    return f"Problems (see problems.csv): {listed}" if listed else ""
