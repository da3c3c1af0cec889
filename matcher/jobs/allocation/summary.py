"""What ``allocate`` prints of a plan: who is served, who is not, what is left, and the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from matcher.core.allocation.decisions import ACCEPTED, BANNED, PINNED, REFUSED
from matcher.core.allocation.tables import WHY
from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.jobs.allocation.capacities import LIST, told
from matcher.jobs.allocation.known import (
    best_line,
    has_partners_alone,
    known_line,
    no_part_line,
    of_lists_line,
    passed_over_line,
    where_line,
)
from matcher.jobs.allocation.shown.could_meet import COULD, must_give_line
from matcher.jobs.allocation.solve import proof_line
from matcher.jobs.stages.decided_pairs import NOT_KEPT, OVER
from matcher.show.allocation.seekers.where import where_pairs_lead
from matcher.show.allocation.text import both_ways, in_order, travel

if TYPE_CHECKING:
    from matcher.jobs.allocation.decisions.plan_decisions import PlanDecisions
    from matcher.jobs.allocation.results import PlanResult, WrittenPlan

_MOST = 20  # lines about rows of decisions


def summary_lines(result: PlanResult) -> Iterator[str]:
    """The plan in lines for a person."""
    counts, asked = result.counts, result.asked
    alone = has_partners_alone(asked.run)
    if alone:
        yield used_line(counts)
    if of_lists := of_lists_line(result):
        yield of_lists.partition(". ")[0]
    yield served_line(counts)
    if known := known_line(counts):
        yield f"  {known}"
    for line in (passed_over_line(counts), must_give_line(counts[COULD], asked.run.config)):
        if line:
            yield f"  {line}"
    best = best_line(result.pairs, asked.run.config.k, asked.run.reach.miles, of_partners=alone)
    if best:
        yield f"  {best}"
    if leading := where_pairs_lead(result.pairs, asked.run.tables.flat):
        yield f"  {leading}"
    if twice := both_ways(result.pairs):
        yield f"  {twice.removesuffix('.')}"
    if timed := travel(result.pairs, asked.run.reach):
        yield f"  {timed.removesuffix('.')}"
    if counts["priority_seekers"]:
        seekers = counted(counts["priority_seekers"], "seeker")
        yield f"  in a priority area: {counts['priority_served']:,} of {seekers} there"
    unserved = counts["unserved"]
    yield f"Unserved: {unserved:,}{' (see unserved.csv)' if unserved else ''}"
    why = as_list(result.unserved["why"])
    for code, words in WHY.items():
        if why.count(code):
            yield f"  {why.count(code):,} because {words}"
    if where := where_line(result):
        yield f"  {where}"
    if out := no_part_line(counts["took_no_part"]):
        yield out
    yield f"Total score: {counts['total_score']:.5f}"
    yield places_line(result)
    yield from capacity_lines(result)
    if asked.settings.method == "optimal":
        yield f"In order of importance: {in_order(asked.problem.objective)}"
    yield proof_line(result.proof)


def used_line(counts: Mapping[str, Any]) -> str:
    """How many places of partners are used: what counts first where the lists have these alone."""
    used = counts["places"] - counts["free_places"]
    return f"Used: {used:,} of {counted(counts['places'], 'place')} of your partners"


def served_line(counts: Mapping[str, Any]) -> str:
    """How many seekers have a partner, and whence."""
    line = f"Served: {counts['served']:,} of {counted(counts['seekers'], 'seeker')}"
    pairs, already = counted(counts["pairs"], "pair"), counts["have_partner"]
    if not already:
        return f"{line}, in {pairs}"
    more = counts["have_partner_get_another"]
    others = f" ({more:,} of these {'gets' if more == 1 else 'get'} another)" if more else ""
    return (
        f"{line}: {counts['served'] - already:,} by this plan, {already:,} "
        f"{'has' if already == 1 else 'have'} a partner already{others}; {pairs}"
    )


def capacity_lines(result: PlanResult) -> Iterator[str]:
    """How many of the partners that a seeker may meet have how many places, and who says so; and
    how many places are out of reach of everybody."""
    places, meeting = result.asked.places, result.asked.meeting.tolist()
    yield from told(one for one, many in zip(places, meeting, strict=True) if many)
    away = [one.places for one, many in zip(places, meeting, strict=True) if not many]
    if any(away):
        yield (
            f"  Not counted: {counted(sum(away), 'place')} of "
            f"{counted(sum(many > 0 for many in away), 'partner')} that no seeker of this plan "
            "may meet"
        )


def places_line(result: PlanResult) -> str:
    """How many places there are, at how many partners that a seeker may meet, and how many of them
    are left."""
    counts, asked = result.counts, result.asked
    existing = counts["existing"]
    meeting = asked.meeting.tolist()
    in_reach = [one for one, many in zip(asked.places, meeting, strict=True) if many]
    with_place = sum(one.places > 0 for one in in_reach)
    none = [one.said_by for one in in_reach if not one.places]
    by_list = none.count(LIST)
    taken = f", {existing:,} taken by partnerships there are" if existing else ""
    told = [
        f"{counted(counts['places'], 'place')} at {counted(with_place, 'partner')} in reach{taken}"
    ]
    for many, whose in ((by_list, ", as a list says"), (len(none) - by_list, "")):
        if many:
            told.append(f"{many:,} more {'has' if many == 1 else 'have'} none{whose}")
    within = f" within --each-partner {asked.settings.each_partner}" if any(asked.limited) else ""
    return "; ".join([*told, f"{counts['free_places']:,} left free{within}"])


def kept_lines(result: PlanResult, said: PlanDecisions) -> list[str]:
    """How many decisions the plan keeps, and what of them it cannot keep, a sentence each."""
    kept, decided = result.asked.decided, said.held
    held = [decided.by_pair[pair].decision for pair in kept.pinned]
    apart = [decided.by_pair[pair].decision for pair in kept.banned]
    parts = [f"{held.count(one):,} {one}" for one in (ACCEPTED, PINNED) if one in held]
    parts += [f"{apart.count(one):,} {one}" for one in (REFUSED, BANNED) if one in apart]
    lost = [one.message for one in said.log.problems if one.code == NOT_KEPT]
    lines = [f"Decisions kept: {', '.join(parts)}."] if parts else []
    return lines + [f"Not kept: {one}." for one in lost]


def decision_lines(written: WrittenPlan) -> Iterator[str]:
    """What became of the rows of a file of decisions, and what of them could not be kept."""
    for account in written.log.references:
        yield account.line()
    if not written.log.references:
        return
    decided = written.found.asked.decided
    codes = [one.code for one in written.log.problems]
    yield (
        f"Decisions: {len(decided.pinned):,} kept in the plan, {len(decided.banned):,} kept out, "
        f"{codes.count(NOT_KEPT):,} not kept"
    )
    if over := [one for one in written.log.problems if one.code == OVER]:
        pairs = "; ".join(f"{one.value} (row {one.row})" for one in over[:_MOST])
        more = f"; and {len(over) - _MOST:,} more" if len(over) > _MOST else ""
        said = "1 refusal is" if len(over) == 1 else f"{len(over):,} refusals are"
        verb = "was" if len(over) == 1 else "were"
        yield f"{said} over and {verb} not used: {pairs}{more}"
    told = [one for one in written.log.problems if one.severity != "note"]
    for one in told[:_MOST]:
        where = ", ".join(filter(None, (one.list, one.sheet and f"sheet {one.sheet}")))
        yield f"{where}, row {one.row}: {one.message}" + (f" ({one.hint})" if one.hint else "")
    if len(told) > _MOST:
        yield f"… and {len(told) - _MOST:,} more, in problems.csv"
