"""A plan for the map: its pairs as MATCHES, and what each school is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import MATCHES, urn_key
from matcher.show.map.data.packing import tenths_of_km

if TYPE_CHECKING:
    from numpy.typing import NDArray


class PlanMarks(NamedTuple):
    """What schools are in a plan, by URN. ``partners``: how many partners a seeker has;
    ``helps``: what would serve a seeker that has none, in a sentence; ``places``: how many a
    partner that a seeker may meet has, and how many of them are free; ``already``: seekers that
    have a partner beside the plan; ``hubs``: HUB_MEMBERS, None where none were asked for."""

    partners: Mapping[str, int]
    helps: Mapping[str, str]
    places: Mapping[str, tuple[int, int]]
    already: Collection[str] = ()
    hubs: pd.DataFrame | None = None

    @property
    def schools(self) -> frozenset[str]:
        """The schools of the plan: its seekers, and the partners that one of them may meet."""
        return frozenset({*self.partners, *self.helps, *self.places, *self.already})


def plan_marks(
    pairs: pd.DataFrame,
    unserved: pd.DataFrame,
    places: pd.DataFrame,
    already: Collection[str] = (),
    hubs: pd.DataFrame | None = None,
) -> PlanMarks:
    """The marks of a plan (ALLOCATION, UNSERVED, PLACES, HUB_MEMBERS), the same for any order of
    the rows. Of partners, those count that a seeker of the plan may meet."""
    helps = zip(as_list(unserved["seeker_urn"]), as_list(unserved["what_helps"]), strict=True)
    met = places[places["in_reach"] > 0]
    columns = (as_list(met[name]) for name in ("partner_urn", "capacity", "free"))
    return PlanMarks(
        Counter(as_list(pairs["seeker_urn"])),
        dict(sorted(helps, key=lambda one: urn_key(one[0]))),
        {urn: (int(most), int(free)) for urn, most, free in zip(*columns, strict=True)},
        already,
        hubs,
    )


def plan_matches(pairs: pd.DataFrame) -> pd.DataFrame:
    """MATCHES of the pairs of a plan: their places are those among all that either side may meet.
    The terms of the score are not known, and the map does not show them."""
    unknown = ("minutes_there", "minutes_back", "near", "opportunity", "gives", "gains",
               "phase_rank", "worth_asking", "gives_known", "gains_known")  # fmt: skip
    frame = pd.DataFrame(
        {
            **{
                name: as_list(pairs[name])
                for name in ("seeker_urn", "partner_urn", "partner_rank", "score", "distance_km",
                             "shared", "reasons", "basis", "minutes", "minutes_by")
            },
            "rank": as_list(pairs["seeker_rank"]),
            **dict.fromkeys(unknown, np.nan),
            "evidence": 0.0,
            "beyond": 0,
            "fit": "",
        }
    )  # fmt: skip
    return frame[MATCHES.names].astype(MATCHES.dtypes())


def plan_columns(marks: PlanMarks, urns: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """What each of the schools ``urns`` is in the plan, -1 what it is not: ``served`` (how many
    partners it has), ``helps`` (the number of its sentence in :attr:`PlanMarks.helps`),
    ``places`` and ``free`` (of a partner), ``already`` (1: it has a partner beside the plan)."""
    sentence = {urn: number for number, urn in enumerate(marks.helps)}
    neither = (-1, -1)
    found = {
        "served": [marks.partners.get(urn, -1) for urn in urns],
        "helps": [sentence.get(urn, -1) for urn in urns],
        "places": [marks.places.get(urn, neither)[0] for urn in urns],
        "already": [1 if urn in marks.already else -1 for urn in urns],
        "free": [marks.places.get(urn, neither)[1] for urn in urns],
    }
    return {name: np.array(values, dtype=np.int64) for name, values in found.items()}


def hubs_in_order(hubs: pd.DataFrame) -> pd.DataFrame:
    """HUB_MEMBERS by hub, the nearest to its partner first."""
    keys = hubs.assign(urn=hubs["seeker_urn"].map(urn_key))
    return keys.sort_values(["hub", "distance_km", "urn"]).drop(columns="urn")


def hub_columns(members: pd.DataFrame, urns: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """HUB_MEMBERS: ``number`` of the hub, ``partner`` and ``seeker`` as places among ``urns``,
    ``km10`` between them, and ``met100``: how much of the seeker's needs the partner meets."""
    place = {urn: number for number, urn in enumerate(urns)}
    found: dict[str, list[int]] = {
        "number": as_list(members["hub"]),
        "partner": [place[urn] for urn in as_list(members["partner_urn"])],
        "seeker": [place[urn] for urn in as_list(members["seeker_urn"])],
        "km10": tenths_of_km(members["distance_km"].to_numpy(float)).astype(int).tolist(),
        "met100": [round(met * 100) for met in as_list(members["needs_met"])],
    }
    return {name: np.array(values, dtype=np.int64) for name, values in found.items()}
