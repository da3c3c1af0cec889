"""What ``allocate`` prints of a plan: who is served, who is not, what is left, and the proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.core.allocation.tables import WHY
from matcher.core.schema import as_list
from matcher.jobs.allocation.capacities import told
from matcher.jobs.allocation.solve import proof_line
from matcher.jobs.stages.decided_pairs import NOT_KEPT, OVER

if TYPE_CHECKING:
    from matcher.jobs.allocation.results import PlanResult, WrittenPlan

_MOST = 20  # lines about rows of decisions


def summary_lines(result: PlanResult) -> Iterator[str]:
    """The plan in lines for a person."""
    counts, asked = result.counts, result.asked
    served, unserved, existing = (counts[name] for name in ("served", "unserved", "existing"))
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
    taken = f", {existing:,} taken by partnerships there are" if existing else ""
    yield (
        f"Places: {counts['places']:,} of {counts['partners']:,} partners{taken}; "
        f"{counts['free_places']:,} left free"
    )
    yield from told(asked.places)
    if asked.settings.method == "optimal":
        yield f"Counted first to last: {', '.join(asked.problem.objective)}"
    yield proof_line(result.proof)


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
