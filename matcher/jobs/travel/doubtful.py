"""What a file of minutes tells of single pairs that cannot be so, and ways of travelling that it
mixes.

A 0 that somebody typed, or a time that belongs to another pair, would come first in a list, and
nobody would ask. Such a time is not believed: it counts as not known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.problems import ProblemLog
from matcher.core.travel.times import ESTIMATE

if TYPE_CHECKING:
    import geopandas as gpd

    from matcher.intake.minutes.reader import MinutesTable

# An engine moves both ends to a road, each by a kilometre at most; two schools on one site may be
# 0 minutes apart.
_SLACK_KM = 2.0
_TIMES = ["minutes", "minutes_there", "minutes_back"]
_MOST_MODES, _LONGEST = 5, 30  # told of, and characters of each


def believed(table: MinutesTable, schools: gpd.GeoDataFrame, log: ProblemLog) -> MinutesTable:
    """The file without times that are faster than 140 km/h over the straight distance less 2 km
    (:mod:`matcher.match.travel.bound`), either way: these are not known. Their rows are told in
    ``log`` and count as rejected. ``schools``: SCHOOLS of the run."""
    from matcher.match.travel.bound import TOP_KMH, least_minutes

    by_urn = schools.set_index("urn").geometry.reindex(list(table.urns))
    x, y = by_urn.x.to_numpy(float), by_urn.y.to_numpy(float)
    pairs, account = table.pairs, table.account
    one, other = (pairs[name].to_numpy(np.int64) for name in ("seeker", "partner"))
    km = np.hypot(x[one] - x[other], y[one] - y[other]) / 1000.0
    quickest = np.fmin.reduce([pairs[name].to_numpy(float) for name in _TIMES])
    told = (pairs["minutes_by"] != ESTIMATE).to_numpy()
    wrong = told & (quickest < least_minutes(km - _SLACK_KM, TOP_KMH))
    if not wrong.any():
        return table
    rows = pairs.assign(km=km, quickest=quickest)[wrong & ~pairs["turned"].to_numpy()]
    names = ["row", "seeker_urn", "partner_urn", "km", "quickest"]
    for row, seeker, partner, far, minutes in rows[names].itertuples(index=False, name=None):
        log.add(
            "impossible_minutes",
            f"{minutes:g} minutes between {seeker} and {partner}, {far:.1f} km apart in a straight "
            f"line, are faster than {TOP_KMH:g} km/h; the row was not used",
            row=int(row),
            column="minutes",
            value=f"{minutes:g}",
            severity="rejected",
            hint="correct it, or leave it blank where the time is not known",
            list=account.list,
            sheet=account.sheet,
        )
    account.rejected += len(rows)
    account.used -= len(rows)
    return replace(table, pairs=pairs.assign(**{name: pairs[name].mask(wrong) for name in _TIMES}))


def check_modes(table: MinutesTable, log: ProblemLog) -> None:
    """Tell in ``log`` where a file mixes ways of travelling, with how many pairs it has of each."""
    from matcher.intake.headers.wording import printable
    from matcher.show.kit.reach import way_of

    pairs = table.pairs
    told = pairs["minutes"].notna() & ~pairs["turned"] & (pairs["minutes_by"] != ESTIMATE)
    many: dict[str, int] = {}
    for mode, count in pairs.loc[told, "mode"].value_counts().items():
        way = way_of((str(mode),)) or f"by {printable(str(mode))[:_LONGEST]}" if mode else ""
        many[way] = many.get(way, 0) + int(count)
    ways = sorted(((-count, way) for way, count in many.items() if way))
    if len(ways) < 2:
        return
    said = [f"{-count:,} {way}" for count, way in ways[:_MOST_MODES]]
    if more := len(ways) - _MOST_MODES:
        said += [f"{more} more ways"] if more > 0 else []
    if many.get(""):
        said.append(f"{many['']:,} with no mode")
    log.add(
        "mixed_modes",
        f"pairs by different ways of travelling: {', '.join(said)}; the lists compare their "
        "minutes as they are, and estimates rest on the speeds of all of them together",
        hint="to compare like with like give a file of one mode",
        list=table.account.list,
        sheet=table.account.sheet,
    )
