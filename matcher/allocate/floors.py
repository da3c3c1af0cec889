"""Can all floors be kept together? If not, the fewest that stand in each other's way.

The floors of seekers can be kept against the ceilings of partners exactly if a greatest flow
fills them, and the same the other way round; if each side can be kept by itself, both can be kept
together (Mendelsohn and Dulmage, Canadian Journal of Mathematics 10, 1958). Where a floor is left
short, everyone reached from it by alternating paths shares places that are too few by one: a
circuit of the transversal matroid (Edmonds and Fulkerson, 1965). It is minimal: without any one
of its floors the rest of it can be kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.allocate.network import Mask, Network
from matcher.allocate.problem import Places, Problem, Wholes
from matcher.core.errors import ContractError, SettingError

_NAMED = 10  # URNs that a message lists before it counts the rest
_TRIED = 50  # floors left short from which a way is sought, for the smallest set


class FloorsError(SettingError):
    """No plan keeps all floors, ceilings and pinned pairs together.

    ``side`` is "seeker" or "partner": whose floors stand in the way. ``members`` are their URNs, a
    minimal set: without the floor of any one of them the others could be kept. ``needs`` says how
    many pairs of its floor each of them stands in the way with, ``needed`` how many that is in all;
    they can get one fewer from the ``others``, all of the other side that are permitted for them.
    """

    def __init__(
        self, what: str, hint: str, side: str, members: tuple[str, ...],
        needs: tuple[int, ...], others: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(what, hint=hint)
        self.side, self.members, self.others = side, members, others
        self.needs, self.needed = needs, sum(needs)


@dataclass(frozen=True, slots=True)
class _Side:
    """The free pairs as one side sees them: ``at`` are those whose floors are to be kept."""

    name: str
    other: str
    at_urns: list[str]
    to_urns: list[str]
    at: Places
    to: Places
    floor: Wholes
    room: Wholes


def edges_for_floors(problem: Problem) -> Wholes:
    """Pairs (sorted positions) that hold a plan with every floor kept; none without floors.

    Raises :class:`FloorsError` where there is no such plan.
    """
    _ceilings_hold(problem)
    network = Network.of(problem)
    free = np.flatnonzero(network.free)
    seekers, partners = problem.seekers.tolist(), problem.partners.tolist()
    seeker, partner = problem.seeker[free], problem.partner[free]
    floor, room = network.first_least + network.rest_least, network.first_most + network.rest_most
    sides = (
        _Side("seeker", "partner", seekers, partners, seeker, partner, floor, network.partner_most),
        _Side("partner", "seeker", partners, seekers, partner, seeker, network.partner_least, room),
    )
    kept = [free[_kept(side)] for side in sides]
    return np.union1d(*kept)


def _kept(side: _Side) -> Wholes:
    """The pairs that fill all floors of a side. Raises :class:`FloorsError`."""
    pairs = np.flatnonzero(side.floor[side.at] > 0)
    if not side.floor.any():
        return pairs[:0]
    from ortools.graph.python.max_flow import SimpleMaxFlow

    n, m = len(side.floor), len(side.room)
    wanting, taking = np.arange(n, dtype=np.int32), np.arange(n, n + m, dtype=np.int32)
    source, sink = np.full(n, n + m, dtype=np.int32), np.full(m, n + m + 1, dtype=np.int32)
    ones = np.ones(len(pairs), dtype=np.int64)
    solver = SimpleMaxFlow()
    arcs = solver.add_arcs_with_capacity(
        np.concatenate([source, side.at[pairs], taking]),
        np.concatenate([wanting, side.to[pairs] + np.int32(n), sink]),
        np.concatenate([side.floor, ones, side.room]),
    )
    status = solver.solve(n + m, n + m + 1)
    if status != solver.OPTIMAL:
        raise ContractError(f"The greatest flow ended as {status.name}.")
    flows: Wholes = solver.flows(arcs)
    used = flows[n : n + len(pairs)] == 1
    short = np.flatnonzero(flows[:n] < side.floor)
    if len(short):
        raise _in_the_way(side, pairs, used, short)
    return pairs[np.flatnonzero(used)]


def _in_the_way(side: _Side, pairs: Wholes, used: Mask, short: Wholes) -> FloorsError:
    """The smallest of the circuits that some floors left short stand in."""
    at, to = side.at[pairs], side.to[pairs]
    sets = [(_reached(side, at, to, used, int(one)), int(one)) for one in short[:_TRIED]]
    members, one = min(sets, key=lambda found: np.count_nonzero(found[0]))
    # Others left short stand in its way with what they got; one pair more for it is too much.
    needs = np.bincount(at[used], minlength=len(side.floor))
    needs[one] += 1
    needed = int(needs[members].sum())
    names = tuple(side.at_urns[place] for place in np.flatnonzero(members))
    permitted = tuple(side.to_urns[place] for place in np.unique(to[members[at]]))
    what = (
        f"Not every {side.name} can get its least number of {side.other}s. "
        f"The {_listed(names, side.name)} must have {needed} in all"
    )
    if permitted:
        what += f", and can get only {needed - 1} from whom they may meet: "
        what += f"{_listed(permitted, side.other)}."
    else:
        what += f", and may meet no {side.other}."
    some = f"any one of the {len(names)}" if len(names) > 1 else "it"
    hint = (
        f"lower the first number of --each-{side.name}, which is for all {side.name}s, or leave "
        f"{some} out (--what-if without:URN)"
    )
    return FloorsError(
        what,
        f"{hint}, or give a {side.other} in range more room; there may be others besides",
        side.name, names, tuple(needs[members].tolist()), permitted,
    )  # fmt: skip


def _reached(side: _Side, at: Places, to: Places, used: Mask, one: int) -> Mask:
    """Who is reached from one whose floor is short: over unused pairs to the other side, over
    used ones back. Nobody reached on the other side has room left."""
    members, others = np.zeros(len(side.floor), dtype=bool), np.zeros(len(side.room), dtype=bool)
    members[one] = True
    while True:
        before = np.count_nonzero(members)
        others[to[members[at] & ~used]] = True
        members[at[others[to] & used]] = True
        if np.count_nonzero(members) == before:
            return members


def _ceilings_hold(problem: Problem) -> None:
    """Raises :class:`FloorsError` where one's own floor or pinned pairs pass its ceiling."""
    for side, urns, at, least, most in (
        ("seeker", problem.seekers, problem.seeker, problem.seeker_least, problem.seeker_most),
        ("partner", problem.partners, problem.partner, problem.partner_least, problem.partner_most),
    ):
        pinned = np.bincount(at[problem.pinned], minlength=len(urns))
        for asked, words in ((least, "its least number is"), (pinned, "its pinned pairs are")):
            for place in np.flatnonzero(asked > most)[:1]:
                number, room = int(asked[place]), int(most[place])
                raise FloorsError(
                    f"The {side} {urns[place]} can have at most {room} in the plan, and {words} "
                    f"{number}.",
                    "raise the one or lower the other", side, (urns[place],), (number,),
                )  # fmt: skip


def _listed(urns: tuple[str, ...], kind: str) -> str:
    more = f" and {len(urns) - _NAMED} more" if len(urns) > _NAMED else ""
    return f"{kind}{'s' if len(urns) > 1 else ''} {', '.join(urns[:_NAMED])}{more}"
