"""Hubs from a finished run: groups of its seekers around one partner each.

A hub takes one place of its partner, however many schools are in it. Who is in a hub must pass
every gate of the run with the partner. What a partner gives is counted in needs: the degrees of the
seekers' needs that it is known to meet, added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.allocation.settings import PlanSettings, bounds
from matcher.core.allocation.tables import HUB_MEMBERS
from matcher.core.schema import as_list
from matcher.jobs.allocation.build_problem import Asked

if TYPE_CHECKING:
    import pandas as pd

    from matcher.allocate.hubs import Hub, HubProblem
    from matcher.match.arrays import Positions

_HUNDREDTHS = 100  # of a need of degree 1; degrees are whole hundredths
_CHUNK = 20_000  # pairs whose needs are compared at once


@dataclass(frozen=True, slots=True)
class PlanHubs:
    """The hubs of a plan. ``members``: HUB_MEMBERS; ``gain`` and ``bound``: needs met by all
    hubs, and how many no hubs of these sizes can exceed; ``proven``: they are the best."""

    members: pd.DataFrame
    gain: float
    bound: float
    proven: bool

    def lines(self, settings: PlanSettings) -> list[str]:
        """The hubs in lines for a person."""
        many = self.members["hub"].nunique()
        least, most = bounds(settings.hub_size)
        said = (
            f"Hubs: {many} of {least} to {most} seekers around a partner each, any two members at"
        )
        lines = [
            f"{said} most {settings.hub_km:g} km apart; {len(self.members):,} seekers, "
            f"{self.gain:.2f} of their needs met"
        ]
        if many < settings.hubs:
            lines.append(f"  {settings.hubs} were asked for; no more such groups were found")
        if self.proven:
            lines.append("  No other hubs of these sizes meet more")
        else:
            more = (self.bound - self.gain) / self.gain if self.gain else 0.0
            lines.append(
                f"  Not proven the best: no hubs of these sizes meet more than {self.bound:.2f} "
                f"({more:.1%} more)"
            )
        return lines


def plan_hubs(asked: Asked) -> PlanHubs:
    """The hubs that ``settings`` of a plan ask for, among all pairs that it may choose from.
    Raises :class:`matcher.core.errors.ContractError` where they are not what they should be."""
    from matcher.allocate.hubs import check_hubs, find_hubs
    from matcher.core.errors import ContractError

    problem = _problem(asked)
    found = find_hubs(problem)
    faults = check_hubs(problem, found)
    if faults:
        raise ContractError("; ".join(faults), hint="please report this, with the run")
    rows = [(number, hub, one) for number, hub in enumerate(found.hubs, 1) for one in hub.seekers]
    return PlanHubs(
        _members(asked, problem, rows),
        found.gain / _HUNDREDTHS,
        found.bound / _HUNDREDTHS,
        found.proven,
    )


def _problem(asked: Asked) -> HubProblem:
    from matcher.allocate.hubs import HubProblem

    settings, arrays, problem = asked.settings, asked.run.ranking.arrays, asked.problem
    least, most = bounds(settings.hub_size)
    metres = settings.hub_km * 1000.0
    has_place = np.asarray(problem.partner_most) > 0
    near = np.flatnonzero((asked.squared_m <= metres * metres) & has_place[problem.partner])
    seeker, partner = (side[near].astype(np.int64) for side in (problem.seeker, problem.partner))
    points = np.column_stack([arrays.x, arrays.y])
    return HubProblem(
        seeker=seeker,
        partner=partner,
        gain=_needs_met(asked, asked.seekers[seeker], asked.partners[partner]),
        seeker_xy=points[asked.seekers],
        partner_xy=points[asked.partners],
        hubs=settings.hubs,
        least=least,
        most=most,
        most_metres=metres,
    )


def _needs_met(asked: Asked, seekers: Positions, partners: Positions) -> Positions:
    """How much of each seeker's needs its partner is known to meet, whole hundredths."""
    arrays = asked.run.ranking.arrays
    needs, strengths = arrays.needs.degree, arrays.strengths.degree
    found = np.zeros(len(seekers), dtype=np.int64)
    for start in range(0, len(seekers), _CHUNK):
        part = slice(start, start + _CHUNK)
        met = (needs[seekers[part]] * strengths[partners[part]]).sum(axis=1)
        found[part] = np.rint(met / 100.0).astype(np.int64)
    return found


def _members(asked: Asked, problem: HubProblem, rows: list[tuple[int, Hub, int]]) -> pd.DataFrame:
    import pandas as pd

    schools = asked.run.tables.schools
    columns = (as_list(schools[name]) for name in ("urn", "name", "la_name"))
    known = {urn: (name, place) for urn, name, place in zip(*columns, strict=True)}
    gain = {
        (i, j): g
        for i, j, g in zip(
            problem.seeker.tolist(), problem.partner.tolist(), problem.gain.tolist(), strict=True
        )
    }
    made = []
    for number, hub, one in rows:
        seeker, partner = str(asked.problem.seekers[one]), str(asked.problem.partners[hub.partner])
        name, place = known[partner]
        apart = problem.seeker_xy[one] - problem.partner_xy[hub.partner]
        made.append(
            (
                number,
                f"{name}, {place}" if place else name,
                partner,
                name,
                seeker,
                known[seeker][0],
                round(float(np.hypot(*apart)) / 1000.0, 3),
                round(hub.widest_m / 1000.0, 3),
                gain[one, hub.partner] / _HUNDREDTHS,
            )
        )
    frame = pd.DataFrame(made, columns=HUB_MEMBERS.names).astype(HUB_MEMBERS.dtypes())
    HUB_MEMBERS.check(frame)
    return frame


def hub_files(found: PlanHubs, asked: Asked) -> dict[str, bytes]:
    """hubs.csv, and hubs.html: the same with a sketch map."""
    from matcher.show.allocation.hubs_page import hubs_page
    from matcher.show.allocation.record import HUBS_FILE, HUBS_PAGE
    from matcher.show.kit.csv_table import csv_bytes

    arrays = asked.run.ranking.arrays
    places = zip(arrays.x.tolist(), arrays.y.tolist(), strict=True)
    points = dict(zip(map(str, arrays.urn), places, strict=True))
    summary = [line.strip() for line in found.lines(asked.settings)]
    page = hubs_page(found.members, points, summary, asked.run.attribution)
    return {HUBS_FILE: csv_bytes(found.members), HUBS_PAGE: page.encode("utf-8")}
