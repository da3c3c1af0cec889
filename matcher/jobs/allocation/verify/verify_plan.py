"""Is a plan what it says? Its files as they were written, the run it rests on unchanged, its
certificate borne out over all pairs of that run, by code that did not make it, and every word and
figure that follows from the pairs what the run gives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from matcher.allocate.lowest import loose_price
from matcher.core.errors import MatcherError
from matcher.core.schema import as_list
from matcher.jobs.allocation.allocate import asked_again, result_of
from matcher.jobs.allocation.solve import proof_line, prove
from matcher.jobs.allocation.verify.recompute import certificate, differences
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.travel.of_plan import written_down
from matcher.show.allocation.record import FORM, PlanTables, read_plan
from matcher.show.run.integrity import check_run
from matcher.show.run.rests_on import fault_of_run, run_of

if TYPE_CHECKING:
    from matcher.allocate.problem import Plan
    from matcher.jobs.allocation.build_problem import Asked


class VerifiedPlan(NamedTuple):
    """What became of a plan: how many outputs its record names, what is wrong as sentences, the
    names of files that are no part of it, and what its certificate proves, in a line."""

    outputs: int
    faults: list[str]
    foreign: tuple[str, ...]
    proof: str = ""


def verify_plan(folder: Path, run: Path | None = None) -> VerifiedPlan:
    """Check a plan; its run is ``run``, or else looked for by its name beside the plan and in the
    folder you stand in. Raises FileError where there is no plan, or no such run."""
    found = check_run(folder, FORM)
    outputs = found.record.get("outputs")
    many = len(outputs) if isinstance(outputs, list) else 0
    if found.faults:
        return VerifiedPlan(many, list(found.faults), found.foreign)
    plan = read_plan(folder)
    if fault := fault_of_run(folder, plan.record, run):
        return VerifiedPlan(many, [fault], found.foreign)
    try:
        given = certificate(plan)
    except ValueError as error:
        return VerifiedPlan(many, [str(error)], found.foreign)
    own = run_of(folder, plan.record, FORM, run)
    # Raises where one of its files has changed.
    opened = reopen_run(own, written_down(folder, plan.record))
    try:
        asked = asked_again(opened, plan.record)
        solution = _solution(asked, plan, given)
    except (KeyError, TypeError, ValueError, OverflowError, MatcherError) as error:
        fault = f"the plan does not fit its run: {error}"
        return VerifiedPlan(many, [fault], found.foreign)
    proof = prove(asked.problem, solution, asked.settings)
    faults = [*proof["faults"]]
    if not faults and not proof["holds"]:
        told = {name: proof[name] for name in proof.keys() - {"faults", "holds", "pairs"}}
        faults = [f"the certificate does not prove the plan: {told}"]
    if not faults and (fault := loose_price(asked.problem, solution)):
        faults = [fault]
    if not faults:
        try:
            faults = differences(result_of(asked, solution, proof), plan)
        except ValueError as error:
            faults = [str(error)]
    return VerifiedPlan(many, faults, found.foreign, "" if faults else proof_line(proof))


def _solution(asked: Asked, tables: PlanTables, given: dict[str, Any]) -> Plan:
    """The plan of the files, with the prices of the certificate ``given``, as the solver would
    give it. Raises ValueError where it has a pair
    that the run does not permit, or not as it is in the run."""
    from matcher.allocate.problem import Plan, totals

    problem = asked.problem
    at = {urn: place for place, urn in enumerate(problem.seekers)}
    to = {urn: place for place, urn in enumerate(problem.partners)}
    keys = problem.seeker.astype(np.int64) * max(len(to), 1) + problem.partner
    columns = (as_list(tables.pairs[name]) for name in ("seeker_urn", "partner_urn", "score"))
    pairs = []
    for seeker, partner, score in zip(*columns, strict=True):
        if seeker not in at or partner not in to:
            raise ValueError(f"{seeker} and {partner} may not be paired")
        key = at[seeker] * len(to) + to[partner]
        place = int(np.searchsorted(keys, key))
        if place == len(keys) or keys[place] != key:
            raise ValueError(f"{seeker} and {partner} may not be paired")
        if float(asked.scores[place]) != float(score):
            raise ValueError(f"{seeker} and {partner} have another score in the run")
        pairs.append(place)
    if asked.settings.method != "optimal" and given.keys() & {"seeker_prices", "partner_prices"}:
        raise ValueError("the certificate has prices, and a stable plan has none")
    prices = (
        _prices(given.get("seeker_prices"), problem.seekers),
        _prices(given.get("partner_prices"), problem.partners),
    )
    chosen = np.array(sorted(pairs), dtype=np.int64)
    rounds = given.get("rounds")  # of the solver: nobody else can tell
    rounds = rounds if type(rounds) is int else 0
    return Plan(chosen, *prices, rounds, 0, totals(problem, chosen))


def _prices(given: Any, urns: Any) -> Any:
    """The prices of one side in the order of the problem; None where there are none."""
    if given is None:
        return None
    found = [given[urn] for urn in urns]
    if len(given) != len(urns) or not all(type(price) is int for price in found):
        raise ValueError("the certificate's prices are not those of the run's schools")
    return np.array(found, dtype=np.int64)
