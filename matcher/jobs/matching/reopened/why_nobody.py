"""Why a school of a finished run has nobody on one side, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.jobs.matching.reopen import ReopenedRun

if TYPE_CHECKING:
    from collections.abc import Mapping


def why_nobody(run: ReopenedRun, urn: str, side: str, whom: str) -> str:
    """Why a school that is a ``side`` of the run ("seeker" or "partner") may meet nobody, in a
    phrase: of whoever is near enough how many each gate keeps from it; of one that takes no part,
    its own gate. ``whom``: the school as the sentence calls it, "you" or "it".

    Raises :class:`KeyError` for a URN that is not in the run.
    """
    from matcher.match.explain.finished_ranking import ROLE_GATES
    from matcher.match.gates import PAIR_GATES, SCHOOL_GATES
    from matcher.match.narrowing import asks_of_pairs, is_narrowed

    words = {**SCHOOL_GATES, **PAIR_GATES, **ROLE_GATES}
    if gate := run.ranking.school_gate(run.ranking.index[urn]):
        return words.get(gate, gate)
    who, config = f"that {whom} may meet", run.config
    # A run that was narrowed to some seekers leaves out no partner of theirs.
    left_out = config.kinds or asks_of_pairs(config) if side == "seeker" else is_narrowed(config)
    if left_out:
        who = f"of those that this run was narrowed to, and that {whom} may meet,"
    none = f"none {who} is within {run.reach.limit}"
    stopped = _stopped(run, urn, side)
    if not stopped:
        return none
    counts = sorted(stopped.items(), key=lambda one: (-one[1], one[0]))
    kept = "; ".join(f"{many:,}: {words[code]}" for code, many in counts)
    near = sum(stopped.values())
    be = "is" if near == 1 else "are"
    where = "near enough in a straight line" if lacks_a_time(stopped) else "near enough to meet"
    return f"{none}. {near:,} {be} {where}, but kept apart. Of these {kept}"


def lacks_a_time(stopped: Mapping[str, int]) -> bool:
    """Whether, of those that gates (by code) keep from a school, some have no way to it, or no time
    that was asked for: only a straight line says that these are near."""
    from matcher.match.explain.finished_ranking import NOT_ROUTED

    return not {"unreachable", NOT_ROUTED}.isdisjoint(stopped)


def _stopped(run: ReopenedRun, urn: str, side: str) -> Mapping[str, int]:
    """How many of the other side, near enough to meet, each gate keeps from a school."""
    from matcher.match.lists.in_reach import gates_in_reach, gates_of_partner

    ranking = run.ranking
    at, given = ranking.index[urn], (ranking.arrays, run.config, ranking.exclusions)
    if side == "partner":
        return gates_of_partner(*given, at)
    (stopped,) = gates_in_reach(*given, np.array([at]))
    return stopped
