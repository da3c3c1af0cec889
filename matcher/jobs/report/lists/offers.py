"""What schools offer, as the report of an office tells of it: how sure that is, and who may
offer something and only seeks."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING

from matcher.core.schema import are_among, as_list
from matcher.core.tables import NOT_KNOWN, urn_key

if TYPE_CHECKING:
    import numpy as np

    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.show.report.office.facts.coverage import Surest
    from matcher.show.report.office.facts.needs import Words
    from matcher.show.report.office.facts.partners import OnlySeeks


def how_sure(run: ReopenedRun) -> Surest:
    """How sure it is that a partner has what meets a tag, as reasons tell of it; 0 where it is not
    known to have it."""
    from matcher.match.strengths.claims import counted_profile
    from matcher.show.explain.met import NeedsMet

    narrowed, whole = run.ranking.profile_columns, run.tables.profile_columns
    counted = counted_profile(narrowed, run.config.full_claims, whole)
    met = NeedsMet(counted, run.ranking.cover, lambda *tag: " ".join(filter(None, tag)))

    def surest(partner: str, tag: str) -> float:
        one = met.of(partner).get(tag)
        return one.sure if one else 0.0

    return surest


def who_only_seek(
    run: ReopenedRun, took_part: Collection[str], told_of: np.ndarray, words: Words
) -> tuple[OnlySeeks, ...]:
    """The schools that ``took_part``, have a strength to be named and only seek, those nearest to
    one of the seekers that are ``told_of`` first."""
    import shapely

    from matcher.jobs.stages.givers import who_only_seek as only_seek
    from matcher.show.report.office.facts.needs import named_offers
    from matcher.show.report.office.facts.partners import OnlySeeks

    arrays, index = run.ranking.arrays, run.ranking.index
    seek = only_seek(run.tables.schools[are_among(run.tables.schools["urn"], took_part)],
                     run.tables.profile)  # fmt: skip
    offers = named_offers(run.tables.profile, as_list(seek["urn"]), words)
    points, urns, own = shapely.points(arrays.x, arrays.y), as_list(seek["urn"]), {*told_of}
    if not urns or not own:
        return ()
    near = shapely.STRtree(points[[index[str(urn)] for urn in told_of]])
    metres = near.query_nearest(
        points[[index[urn] for urn in urns]], all_matches=False, return_distance=True
    )[1]
    columns = (as_list(seek[one]) for one in ("la_name", "name", "may_give"))
    found = [
        OnlySeeks(
            la or NOT_KNOWN, name, urn, offers[urn], not may_give,
            math.nan if urn in own else float(far) / 1000.0,
        )
        for urn, far, la, name, may_give in zip(urns, metres, *columns, strict=True)
    ]  # fmt: skip
    found.sort(key=lambda one: (one.name, urn_key(one.urn)))
    return tuple(sorted(found, key=lambda one: -1.0 if math.isnan(one.km) else one.km))
