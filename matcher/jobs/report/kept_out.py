"""Schools of the user's own lists that have no page where everybody has one: who was kept out, and
why, told on the screen and in the index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from matcher.core.figures.number_format import counted
from matcher.core.schema import are_among, as_list
from matcher.core.tables import urn_key

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun

_MOST = 20  # named for each reason; schools.csv has them all

KeptOut = Mapping[str, tuple[str, ...]]  # why, with the schools: "Ash School (100001)"


def kept_out(run: ReopenedRun) -> dict[str, tuple[str, ...]]:
    """The schools of the lists that stand in no list because of what they are, by why, in the words
    of the gates; the reason of most schools first, the schools by URN. Not those outside of what
    the run was narrowed to (:mod:`matcher.jobs.stages.concerned`)."""
    from matcher.jobs.stages.concerned import concerned_by
    from matcher.match.explain.finished_ranking import ROLE_GATES
    from matcher.match.gates import SCHOOL_GATES

    words, about = {**SCHOOL_GATES, **ROLE_GATES}, concerned_by(run)
    codes = {**about.kept_out, **about.without_role}
    schools = run.tables.flat
    own = schools[are_among(schools["urn"], codes)]
    found: dict[str, list[str]] = {}
    pairs = zip(as_list(own["urn"]), as_list(own["name"]), strict=True)
    for urn, name in sorted(pairs, key=lambda pair: urn_key(pair[0])):
        gate, told = codes[urn], f"{name} ({urn})" if name else str(urn)
        found.setdefault(words.get(gate, gate), []).append(told)
    order = sorted(found, key=lambda why: (-len(found[why]), why))
    return {why: tuple(found[why]) for why in order}


def in_short(without: KeptOut) -> str:
    """How many have no page and why, as a sentence; "" where everybody has one."""
    if not without:
        return ""
    many = sum(map(len, without.values()))
    why = "; ".join(f"{len(names):,} {reason}" for reason, names in without.items())
    have = "has" if many == 1 else "have"
    return f"{counted(many, 'school')} of your lists {have} no page: {why}"


def in_full(without: KeptOut) -> list[str]:
    """A line for each reason, with the schools by name."""
    lines = []
    for why, names in without.items():
        more = f"; and {len(names) - _MOST:,} more (see schools.csv)" * (len(names) > _MOST)
        lines.append(f"{why[:1].upper()}{why[1:]}: {'; '.join(names[:_MOST])}{more}")
    return lines
