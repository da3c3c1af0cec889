"""What ``allocate`` prints of a plan: who is served, who is not, what is left, and the proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.core.allocation.decisions import ACCEPTED, BANNED, PINNED, REFUSED
from matcher.core.allocation.tables import WHY
from matcher.core.schema import as_list
from matcher.jobs.allocation.capacities import told
from matcher.jobs.allocation.solve import proof_line
from matcher.jobs.stages.decided_pairs import NOT_KEPT, OVER
from matcher.show.kit.text_format import counted

if TYPE_CHECKING:
    from matcher.jobs.allocation.decisions.plan_decisions import PlanDecisions
    from matcher.jobs.allocation.results import PlanResult, WrittenPlan

_MOST = 20  # lines about rows of decisions


def summary_lines(result: PlanResult) -> Iterator[str]:
    """The plan in lines for a person."""
    counts, asked = result.counts, result.asked
    served, unserved = counts["served"], counts["unserved"]
    yield f"Served: {served:,} of {counts['seekers']:,} seekers, in {counts['pairs']:,} pairs"
    if counts["priority_seekers"]:
        of_areas = f"{counts['priority_served']:,} of {counts['priority_seekers']:,}"
        yield f"  of priority areas: {of_areas}"
    if counts["have_partner"]:
        yield f"Have a partner already, and get no other: {counts['have_partner']:,}"
    yield f"Unserved: {unserved:,}{' (see unserved.csv)' if unserved else ''}"
    why = as_list(result.unserved["why"])
    for code, words in WHY.items():
        if why.count(code):
            yield f"  {why.count(code):,} because {words}"
    yield f"Total score: {counts['total_score']:.5f}"
    yield places_line(result)
    yield from told(asked.places)
    if asked.settings.method == "optimal":
        yield f"Counted first to last: {', '.join(asked.problem.objective)}"
    yield proof_line(result.proof)


def places_line(result: PlanResult) -> str:
    """How many places there are, at how many partners, and how many of them are left."""
    counts, asked = result.counts, result.asked
    existing, with_place = counts["existing"], sum(one.places > 0 for one in asked.places)
    taken = f", {existing:,} taken by partnerships there are" if existing else ""
    return (
        f"{counted(counts['places'], 'place')} at {counted(with_place, 'partner')}{taken}; "
        f"{counts['free_places']:,} left free"
        + (f" within --each-partner {asked.settings.each_partner}" if any(asked.limited) else "")
    )


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
