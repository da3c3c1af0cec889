"""Who gets whom in all of England: the best plan, its proof, and what other ways come to.

    python benchmarks/allocate.py                       three places a partner, 40 km
    python benchmarks/allocate.py --places 2 --km 50    other places, another limit
    python benchmarks/allocate.py --only ways           without the timing against HiGHS
    python benchmarks/allocate.py --only again          a plan found from the last one, in turn

The national register with all published tables and public registers; the priority areas are the
education investment areas. Every pair that passes the gates is permitted, each seeker gets at most
one partner. *First come*: in an order that means nothing, each seeker takes the best of its list of
five that still has a place. *The best left*: again and again the best pair of all that is left,
which is the stable plan. Gini of the loads of all partners in reach of anybody.

Times are of CPU. HiGHS gets the linear program of the very pairs that the last round had (its
vertices are whole) for the score alone, in turn with OR-Tools; the median of the pairs.
"""

from __future__ import annotations

import argparse
import pickle
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from england import DATA, england
from scipy.optimize import linprog
from scipy.sparse import coo_array

from matcher.allocate.certificate import check
from matcher.allocate.min_cost_flow import solved
from matcher.allocate.network import Gains, Network
from matcher.allocate.optimal import _best_pairs, _closed, allocate
from matcher.allocate.problem import Problem, Wholes, canonical_order, totals, whole_values
from matcher.allocate.stable import blocking_pairs, preference, stable
from matcher.core.settings.combine import settings
from matcher.match.lists.permitted_pairs import permitted_pairs

AREAS = "education-investment-areas"
LIST = 5  # partners in a seeker's list


def national(data: Path, km: float, places: int) -> Problem:
    """All permitted pairs of the register, and as many places for each partner."""
    config = settings(max_km=km, routes_km=0, areas=AREAS)
    country = england(data, config)
    ranking = country.ranking(config)
    arrays = ranking.arrays
    pairs = permitted_pairs(arrays, config, ranking.exclusions, ranking.weights)
    of_area = country.schools.drop_duplicates("urn").set_index("urn")["area"].reindex(arrays.urn)
    sides, at = [], []
    for takes_part, side in (
        (arrays.is_seeker, pairs.seekers),
        (arrays.is_partner, pairs.partners),
    ):
        own = np.flatnonzero(takes_part)
        own = own[canonical_order(arrays.urn[own])]
        position = np.full(len(arrays.urn), -1, dtype=np.int32)
        position[own] = np.arange(len(own), dtype=np.int32)
        sides.append(own)
        at.append(position[side])
    order = np.lexsort((at[1], at[0]))
    n, m = map(len, sides)
    whole = np.int64
    return Problem(
        seekers=arrays.urn[sides[0]],
        partners=arrays.urn[sides[1]],
        seeker=at[0][order],
        partner=at[1][order],
        value=whole_values(pairs.standings[order]),
        seeker_least=np.zeros(n, whole),
        seeker_most=np.ones(n, whole),
        partner_least=np.zeros(m, whole),
        partner_most=np.full(m, places, whole),
        priority=(of_area.fillna("") != "").to_numpy()[sides[0]],
    )


def first_come(problem: Problem, best: int = LIST) -> Wholes:
    """Each seeker in turn takes the best of its list that still has a place."""
    place = preference(problem)
    order = np.lexsort((place, problem.seeker))
    left = problem.partner_most.tolist()
    partner, starts = (
        problem.partner[order].tolist(),
        np.searchsorted(problem.seeker[order], np.arange(len(problem.seekers) + 1)).tolist(),
    )
    chosen = []
    for start, end in pairwise(starts):
        for at in range(start, min(end, start + best)):
            if left[partner[at]] > 0:
                left[partner[at]] -= 1
                chosen.append(int(order[at]))
                break
    return np.sort(np.array(chosen, dtype=np.int64))


def top_of_list(problem: Problem) -> Wholes:
    """Each seeker has the first of its list, however many others have it too."""
    place = preference(problem)
    order = np.lexsort((place, problem.seeker))
    first = np.unique(problem.seeker[order], return_index=True)[1]
    return np.sort(order[first])


def gini(loads: Wholes) -> float:
    """The Gini coefficient of the loads (0: all alike)."""
    ordered = np.sort(loads)
    n = len(ordered)
    if not ordered.sum():
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum()))


def told(label: str, problem: Problem, pairs: Wholes) -> None:
    """One row: what a plan comes to."""
    found = totals(problem, pairs)
    reach = np.unique(problem.partner)
    loads = np.bincount(problem.partner[pairs], minlength=len(problem.partners))[reach]
    over = int(np.maximum(loads - problem.partner_most[reach], 0).sum())
    unserved = len(np.unique(problem.seeker)) - found["served"]
    print(
        f"{label:34} priority served {found['priority']:6,}; served {found['served']:6,}; "
        f"in range unserved {unserved:6,}; score {found['score'] / 100_000:9,.1f}; "
        f"Gini {gini(loads):.3f}; beyond the places {over:,}",
        flush=True,
    )


def peak_of_a_process(problem: Problem) -> float:
    """The largest memory (MB) of a process that reads the problem, makes the plan and checks it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "problem"
        file.write_bytes(pickle.dumps(problem))
        command = [sys.executable, __file__, "--solve", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def timed(run: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    result = run()
    return time.process_time() - start, result


def by_highs(problem: Problem, edges: Wholes) -> int:
    """The greatest score on some pairs, by the linear program."""
    n, m, size = len(problem.seekers), len(problem.partners), len(edges)
    rows = np.concatenate([problem.seeker[edges], n + problem.partner[edges]])
    columns = np.concatenate([np.arange(size), np.arange(size)])
    table = coo_array((np.ones(2 * size), (rows, columns)), shape=(n + m, size)).tocsr()
    most = np.concatenate([problem.seeker_most, problem.partner_most])
    done = linprog(-problem.value[edges].astype(float), A_ub=table, b_ub=most, bounds=(0, 1))
    assert done.status == 0, done.message
    return int(problem.value[edges] @ np.rint(done.x).astype(np.int64))


def against_highs(problem: Problem, rounds: int) -> None:
    """OR-Tools ÷ HiGHS on the pairs of the last round, the score alone."""
    alone = replace(problem, objective=("score",))
    network = Network.of(alone)
    gains = Gains(alone.value, np.zeros(len(alone.seekers), dtype=np.int64))
    edges = _last_edges(alone)
    ratios = []
    for _ in range(rounds):
        ours, used = timed(lambda: solved(network, gains, edges))
        theirs, total = timed(lambda: by_highs(alone, edges))
        assert int(alone.value[used].sum()) == total, "two optima differ"
        ratios.append(ours / theirs)
        print(f"  {len(edges):,} pairs: OR-Tools {ours:.2f} s, HiGHS {theirs:.2f} s", flush=True)
    print(f"OR-Tools ÷ HiGHS: {statistics.median(ratios):.2f}")


def from_the_last(problem: Problem, rounds: int) -> None:
    """A changed plan found from the prices of the last ÷ found afresh, in turn; the same plan."""
    last = allocate(problem)
    most = np.arange(len(problem.partners))
    for label, changed in (
        ("one partner has two places more", problem.partner_most + 2 * (most == 7)),
        ("three partners closed", np.where(np.isin(most, (7, 70, 700)), 0, problem.partner_most)),
    ):
        other = replace(problem, partner_most=changed)
        ratios = []
        for _ in range(rounds):
            afresh, fresh = timed(lambda other=other: allocate(other))  # type: ignore[misc]
            sooner, again = timed(lambda other=other: allocate(other, (problem, last)))  # type: ignore[misc]
            assert fresh.pairs.tolist() == again.pairs.tolist(), "two plans"  # type: ignore[attr-defined]
            ratios.append(sooner / afresh)
            print(f"  {label}: afresh {afresh:.2f} s, from the last {sooner:.2f} s", flush=True)
        print(f"{label}: from the last ÷ afresh {statistics.median(ratios):.2f}")


def _last_edges(problem: Problem) -> Wholes:
    network = Network.of(problem)
    gains = Gains(problem.value, np.zeros(len(problem.seekers), dtype=np.int64))
    let_in = _best_pairs(network, gains)
    _closed(network, gains, let_in)
    return np.flatnonzero(let_in)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--km", type=float, default=40.0)
    parser.add_argument("--places", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5, help="of the timing against HiGHS")
    parser.add_argument("--only", choices=("ways", "highs", "again"))
    parser.add_argument("--solve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.solve:
        problem = pickle.loads(given.solve.read_bytes())
        assert check(problem, allocate(problem)).proven
        # Not getrusage: a process begins with the peak of the one that started it.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        print(int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024)
        return
    seconds, problem = timed(lambda: national(given.data, given.km, given.places))
    assert isinstance(problem, Problem)
    print(f"{len(problem.seekers):,} seekers ({problem.priority.sum():,} of a priority area), "
          f"{len(problem.partners):,} partners, {len(problem.seeker):,} permitted pairs; "
          f"read, ranked and scored in {seconds:.1f} s")  # fmt: skip
    if given.only == "again":
        from_the_last(problem, given.rounds)
        return
    if given.only != "highs":
        seconds, plan = timed(lambda: allocate(problem))
        proof_seconds, proof = timed(lambda: check(problem, plan))
        print(f"best plan in {seconds:.1f} s, checked in {proof_seconds:.1f} s; a process that "
              f"does no more takes {peak_of_a_process(problem):,.0f} MB at most")  # fmt: skip
        print(f"rounds {plan.rounds}, on {plan.edges:,} pairs at the end; pairs that break the "
              f"prices after each round: {', '.join(map(str, plan.violations))}")  # fmt: skip
        print(f"proven {proof.proven}: primal {proof.primal}, dual {proof.dual}, "
              f"{proof.violating} of {proof.pairs:,} pairs violate")  # fmt: skip
        seconds, fair = timed(lambda: stable(problem))
        print(f"stable plan in {seconds:.1f} s, {fair.rounds} rounds, "
              f"{len(blocking_pairs(problem, fair))} blocking pairs; the best plan has "
              f"{len(blocking_pairs(problem, plan)):,}")  # fmt: skip
        told("the best plan", problem, plan.pairs)
        told("the best for the score alone", problem,
             allocate(replace(problem, objective=("score",))).pairs)  # fmt: skip
        told("each takes the best left (stable)", problem, fair.pairs)
        told("lists of five, first come", problem, first_come(problem))
        told("everybody to the first of its list", problem, top_of_list(problem))
    if given.only != "ways":
        against_highs(problem, given.rounds)


if __name__ == "__main__":
    main()
