"""Who is in no hub and why, and which partners might have one if more were known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.schema import as_list

if TYPE_CHECKING:
    from matcher.allocate.hubs.problem import HubProblem, Hubs, Near
    from matcher.jobs.allocation.build_problem import Asked
    from matcher.match.arrays import Bools, Positions
    from matcher.match.lists.permitted_pairs import PermittedPairs


@dataclass(frozen=True, slots=True)
class Outside:
    """``seekers`` in all; ``why``: how many of them are in no hub, by the reason in words;
    ``helpless``: how many partners have schools enough near them and are not known to meet what
    a hub must; ``ask``: the names and URNs of those of them that may meet one, for all that is
    known, most schools first."""

    seekers: int
    why: Mapping[str, int]
    helpless: int
    ask: tuple[str, ...]


def outside(
    asked: Asked,
    pairs: PermittedPairs,
    problem: HubProblem,
    near: Near,
    found: Hubs,
    settled: Bools,
) -> Outside:
    """Who is outside the hubs ``found``. ``pairs``: all that the run permits; ``near``: those that
    may be in a hub; ``settled``: which seekers have all the partners that they may have."""
    enough = _enough(problem)
    helping = np.isin(problem.partner, list(near.pairs))
    many = len(asked.problem.seekers)
    inside = np.isin(np.arange(many), [one for hub in found.hubs for one in hub.seekers])

    def has(which: Bools) -> Bools:
        return np.bincount(problem.seeker[which], minlength=many) > 0

    left = ~inside
    why = {}
    for words, which in (
        ("they have a partner already, or are to have one, and get no other", settled),
        *_kept_apart(asked, pairs, problem),
        (
            f"fewer than {problem.least} seekers are near such a partner and near each other",
            ~has(enough),
        ),
        (
            "the partners near them are known to meet less than a tenth of one need",
            ~has(enough & helping),
        ),
        *_beside(problem, near.pairs, found),
    ):
        why[words] = int(np.count_nonzero(left & which))
        left = left & ~which
    without = np.unique(problem.partner[enough & ~helping & problem.known])
    return Outside(many, why, len(without), _to_ask(asked, problem, enough, without))


def _kept_apart(
    asked: Asked, pairs: PermittedPairs, problem: HubProblem
) -> Iterator[tuple[str, Bools]]:
    """Why seekers have no partner near them that may have a hub with them, and which, by what
    comes first: the run, the lowest score, what people decided, places."""
    from matcher.match.narrowing import score_of

    urns, many = asked.run.ranking.arrays.urn, len(asked.seekers)
    metres = problem.most_metres**2
    there = (
        (pairs.squared_m <= metres)
        & np.isin(pairs.seekers, asked.seekers)
        & np.isin(pairs.partners, asked.partners)
    )
    at = np.zeros(len(urns), dtype=np.int64)
    at[asked.seekers] = np.arange(many)
    high = score_of(pairs.standings) >= asked.settings.min_score
    near = f"every partner within {_km(problem)} that they may meet"
    for words, seekers in (
        (f"no partner that they may meet is within {_km(problem)}", at[pairs.seekers[there]]),
        (
            f"{near} scores below {asked.settings.min_score:g} with them (--min-score)",
            at[pairs.seekers[there & high]],
        ),
        (
            f"{near} and that scores high enough was refused or banned for them",
            asked.problem.seeker[asked.squared_m <= metres],
        ),
        (f"{near} has no place left", problem.seeker),
    ):
        yield words, np.bincount(seekers, minlength=many) == 0


def _beside(
    problem: HubProblem, near: Mapping[int, Sequence[int]], found: Hubs
) -> Iterator[tuple[str, Bools]]:
    """Why seekers near a partner that might have a hub are in none, and which: what holds for
    several is told by the first that holds."""
    many = len(problem.seeker_xy)
    kinds = {name: np.zeros(many, dtype=bool) for name in ("full", "far", "nearest")}
    for hub in found.hubs:
        beside = problem.seeker[problem.partner == hub.partner]
        apart = problem.seeker_xy[beside][:, None] - problem.seeker_xy[list(hub.seekers)][None]
        fits = ((apart**2).sum(axis=2) <= problem.most_metres**2).all(axis=1)
        kinds["full"][beside[fits]] |= len(hub.seekers) >= problem.most
        kinds["far"][beside[~fits]] = True
        kinds["nearest"][np.setdiff1d(beside, problem.seeker[list(near[hub.partner])])] = True
    yield f"the hub near them is full, with {problem.most} schools (--hub-size)", kinds["full"]
    yield (
        f"they are more than {_km(problem)} from another school of the hub near them (--hub-km)",
        kinds["far"],
    )
    yield "nearer schools may join the hub near them, and those are many", kinds["nearest"]
    everybody = np.ones(many, dtype=bool)
    if len(found.hubs) >= problem.hubs:
        yield (
            f"only {problem.hubs} {'hub was' if problem.hubs == 1 else 'hubs were'} asked for "
            "(--hubs), those that were found to meet most",
            everybody,
        )
    elif not found.proven:
        yield "the search ended before it found a hub for them (--hub-steps)", everybody
    else:
        yield (
            "with the schools that are left no hub near them has enough of them, or meets a tenth "
            "of a need",
            everybody,
        )


def _km(problem: HubProblem) -> str:
    return f"{problem.most_metres / 1000:g} km"


def _enough(problem: HubProblem) -> Bools:
    """For which pairs so many seekers as a hub needs are near both the partner and the seeker."""
    from matcher.allocate.hubs.problem import meet

    found = np.zeros(len(problem.seeker), dtype=bool)
    order = np.argsort(problem.partner, kind="stable")
    starts = np.flatnonzero(np.diff(problem.partner[order], prepend=-1))
    for pairs in np.split(order, starts[1:]):
        if len(pairs) >= problem.least:
            found[pairs] = meet(problem, pairs.tolist()).sum(axis=1) >= problem.least
    return found


def _to_ask(
    asked: Asked, problem: HubProblem, enough: Bools, without: Positions
) -> tuple[str, ...]:
    """Those of these partners that may meet a need of a school near them."""
    arrays, schools = asked.run.ranking.arrays, asked.run.tables.schools
    names = dict(zip(as_list(schools["urn"]), as_list(schools["name"]), strict=True))
    found = []
    for partner in without.tolist():
        seekers = asked.seekers[problem.seeker[enough & (problem.partner == partner)]]
        wanted = arrays.needs.may_have(seekers).any(axis=0)
        if (wanted & arrays.strengths.may_have(asked.partners[[partner]])[0]).any():
            found.append((-len(seekers), partner))
    urns = (str(asked.problem.partners[partner]) for _, partner in sorted(found))
    return tuple(f"{names[urn]} ({urn})" for urn in urns)
