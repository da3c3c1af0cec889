"""Whether the hubs of a plan are hubs, and what hubs.csv must say of them.

Which schools are in a hub is taken from the file; all else follows from that and from the run: that
they may be, how far apart they are, what is met of their needs, why. That no other hubs meet more
is not checked: for that they have to be sought again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.core.files.reading import read_file
from matcher.jobs.allocation.build_problem import all_pairs
from matcher.jobs.allocation.hubs.members import hub_members
from matcher.jobs.allocation.hubs.plan_hubs import hub_problem
from matcher.jobs.stages.differing import Row, cells, cut, first, rows
from matcher.show.allocation.record import FORM, HUBS_FILE, HUBS_PAGE, PlanTables
from matcher.show.kit.csv_table import csv_bytes

if TYPE_CHECKING:
    from matcher.allocate.hubs.problem import HubProblem, Hubs
    from matcher.jobs.allocation.build_problem import Asked

_KEY = ("hub", "partner_urn", "seeker_urn")
_NUMBERED = re.compile(r"(?<=the hub of )[0-9]+")


def hub_differences(asked: Asked, tables: PlanTables) -> list[str]:
    """Where the hubs of a plan are not as they must be: a sentence for each fault, cell or row, the
    first few. Raises ValueError for a file that is damaged."""
    written = {entry["name"] for entry in tables.record["outputs"]} & {HUBS_FILE, HUBS_PAGE}
    if not asked.settings.hubs:
        said = "belongs to a plan with hubs, and this one was made without"
        return [f"{name}: {said}" for name in sorted(written)]
    if missing := {HUBS_FILE, HUBS_PAGE} - written:
        many = asked.settings.hubs
        return [f"{FORM.manifest}: settings, hubs is {many}, and the plan has no "
                f"{' and no '.join(sorted(missing))}"]  # fmt: skip
    given = rows(read_file(tables.folder / HUBS_FILE), HUBS_FILE, _KEY)
    return first(HUBS_FILE, _faults(asked, given))


def _faults(asked: Asked, given: list[Row]) -> Iterator[str]:
    from matcher.allocate.hubs.check import check_hubs

    problem, chosen, helps = hub_problem(asked, all_pairs(asked.run))
    pairs = {
        (str(asked.problem.partners[partner]), str(asked.problem.seekers[seeker])): at
        for at, (seeker, partner) in enumerate(
            zip(problem.seeker.tolist(), problem.partner.tolist(), strict=True)
        )
    }
    in_hubs: dict[str, list[int]] = {}
    for row in given:
        pair = row["partner_urn"], row["seeker_urn"]
        if pair not in pairs:
            yield f"{cut(pair[1])} may not be in a hub of {cut(pair[0])}"
            return
        in_hubs.setdefault(pair[0], []).append(pairs[pair])
    hubs = _hubs(problem, [sorted({*places}) for places in in_hubs.values()])
    for fault in check_hubs(problem, hubs):
        yield _NUMBERED.sub(lambda at: str(asked.problem.partners[int(at[0])]), fault)
    members = csv_bytes(hub_members(asked, problem, hubs.hubs, chosen, helps))
    yield from cells(rows(members, HUBS_FILE, _KEY), given, _KEY)


def _hubs(problem: HubProblem, groups: list[list[int]]) -> Hubs:
    """Hubs of pairs, each of one partner, in the order of the plan."""
    from matcher.allocate.hubs.problem import Hubs, hub_of

    found = sorted(
        (hub_of(problem, int(problem.partner[pairs[0]]), pairs) for pairs in groups),
        key=lambda hub: hub.partner,
    )
    gain = sum(hub.gain for hub in found)
    return Hubs(tuple(found), gain, gain, False)
