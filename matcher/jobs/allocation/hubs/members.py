"""HUB_MEMBERS: the schools of each hub, what its partner meets of their needs, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.core.allocation.tables import HUB_MEMBERS
from matcher.core.schema import as_list
from matcher.core.tables import ONLY_LIKELY
from matcher.jobs.allocation.plan_pairs import reasons_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from matcher.allocate.hubs.problem import Hub, HubProblem
    from matcher.jobs.allocation.build_problem import Asked
    from matcher.jobs.allocation.hubs.needs_met import Named
    from matcher.match.arrays import Positions


def hub_members(
    asked: Asked, problem: HubProblem, hubs: Sequence[Hub], chosen: Positions, helps: Named
) -> pd.DataFrame:
    """HUB_MEMBERS of these hubs, numbered as they come. ``chosen``: the places of the pairs of
    ``problem`` among those of the plan; ``helps``: the needs, and what meets them."""
    import pandas as pd

    at = {
        pair: place
        for place, pair in enumerate(
            zip(problem.partner.tolist(), problem.seeker.tolist(), strict=True)
        )
    }
    rows = [
        (number, hub, at[hub.partner, one]) for number, hub in enumerate(hubs, 1)
        for one in hub.seekers
    ]  # fmt: skip
    pairs = np.array([pair for *_, pair in rows], dtype=np.int64)
    i, j = asked.seekers[problem.seeker[pairs]], asked.partners[problem.partner[pairs]]
    arrays, schools = asked.run.ranking.arrays, asked.run.tables.schools
    columns = (as_list(schools[name]) for name in ("urn", "name", "la_name"))
    known = {urn: (name, place) for urn, name, place in zip(*columns, strict=True)}
    seekers, partners = arrays.urn[i].tolist(), arrays.urn[j].tolist()
    apart = np.hypot(arrays.x[i] - arrays.x[j], arrays.y[i] - arrays.y[j])
    needs = np.rint(helps.needs[i].sum(axis=1)) / 100.0
    said = reasons_of(asked, i, j, chosen[pairs])["reasons"] if len(rows) else []
    frame = pd.DataFrame(
        {
            "hub": [number for number, *_ in rows],
            "hub_name": [", ".join(filter(None, known[urn])) for urn in partners],
            "partner_urn": partners,
            "partner_name": [known[urn][0] for urn in partners],
            "seeker_urn": seekers,
            "seeker_name": [known[urn][0] for urn in seekers],
            "distance_km": np.round(apart / 1000.0, 3),
            "widest_km": [round(hub.widest_m / 1000.0, 3) for _, hub, _ in rows],
            "needs_met": problem.gain[pairs] / 100.0,
            "needs": np.where(arrays.needs.known[i], needs, np.nan),
            "reasons": said,
            "not_met": _not_met(asked, helps, i, j),
        }
    ).astype(HUB_MEMBERS.dtypes())
    HUB_MEMBERS.check(frame)
    return frame


def _not_met(asked: Asked, helps: Named, seekers: Positions, partners: Positions) -> list[str]:
    """The needs of each seeker that its partner is not known to meet at all, the greatest first."""
    from matcher.profile.vocabulary import load
    from matcher.show.explain.needs import LIKELY_MARK

    arrays, words = asked.run.ranking.arrays, load().words
    likely = _likely(asked)
    found = []
    for one, other in zip(seekers.tolist(), partners.tolist(), strict=True):
        degrees = helps.needs[one]
        open_ones = np.flatnonzero((degrees > 0) & (helps.strengths[other] == 0))
        by_degree = sorted(open_ones.tolist(), key=lambda tag: (-degrees[tag], arrays.tags[tag]))
        urn = str(arrays.urn[one])
        found.append(
            "; ".join(
                words(*arrays.tags[tag]) + LIKELY_MARK * ((urn, *arrays.tags[tag]) in likely)
                for tag in by_degree
            )
        )
    return found


def _likely(asked: Asked) -> set[tuple[str, str, str]]:
    """The needs that nobody has said: school, activity and subject of each."""
    profile = asked.run.profile
    rows = profile[(profile["need"] > 0) & profile["source"].isin(list(ONLY_LIKELY))]
    return {*zip(*(as_list(rows[name]) for name in ("urn", "activity", "subject")), strict=True)}
