"""Travel: how long it takes between the schools of every pair that may meet in a run, asked of an
engine and told as a file of minutes, for this office and for others.

A run with ``--travel`` asks only about the pairs that can stand in a list. This asks about all that
no gate stops and that lie within the limit, so that any list, and any plan, can be made of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.errors import ServiceError, SettingError
from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.core.travel.times import ROUTED, Answered, Positions
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.stages.reading import Progress, quiet
from matcher.show.kit.attribution import ROADS

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.travel.given import Travel

_AT_ONCE = 100_000  # pairs; the same ones together always, for an engine may mind


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of every pair that may meet, as a file of minutes has them, and how many
    are ``routed``, ``unreachable`` and not ``known``; ``limit`` and ``note`` in words, and
    ``off_road``: of which schools no road is near."""

    table: pd.DataFrame
    routed: int
    unreachable: int
    unknown: int
    limit: str
    note: str
    off_road: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """How it went, for a person."""
        return [
            f"{counted(len(self.table), 'pair')} may meet within {self.limit}: "
            f"{self.routed:,} routed, {self.unreachable:,} without a way, {self.unknown:,} not "
            "known",
            *self.off_road,
            *([self.note] if self.note else []),
            ROADS,
        ]


def travel(
    folder: Path,
    named: str | Path | None,
    data: str = "",
    *,
    max_km: float | None = None,
    progress: Progress = quiet,
) -> Minutes:
    """The minutes of the pairs of the run in ``folder`` within its limit, or ``max_km``, by the
    engine that is ``named`` ("osrm=URL"). What the engine has answered is kept, so that a run that
    was stopped goes on from there. Raises MatcherError kinds."""
    from matcher.jobs.travel.given import check_named, travel_times
    from matcher.jobs.travel.off_road import off_road, off_road_lines
    from matcher.jobs.travel.record import minutes_of, told_by
    from matcher.match.lists.permitted_pairs import permitted_pairs
    from matcher.show.kit.reach import Reach

    check_named(named, data)
    run = reopen_run(folder)
    config = run.config
    if max_km is not None:
        config = replace(config, max_km=max_km, max_minutes=0.0)
    by_distance = replace(run.ranking.arrays, travel=None)
    found = permitted_pairs(by_distance, config, run.ranking.exclusions, run.ranking.weights)
    seekers, partners = found.seekers.astype(np.int64), found.partners.astype(np.int64)
    log = ProblemLog()
    with travel_times(named, data, run.tables.schools, config, log, progress) as asked:
        if asked is None or asked.engine is None:
            raise SettingError(
                "names no engine that could be asked",
                where="--travel",
                hint="give --travel osrm=URL or --travel valhalla=URL",
            )
        answered = _answered(asked, seekers, partners)
        told = _table(run.ranking.arrays.urn, seekers, partners, answered)
        reach = Reach.of(config, told_by(asked))
        table = minutes_of(told, asked)
        those = np.unique(np.concatenate([seekers, partners])).tolist()
        urns = [asked.urns[at] for at in those]
        far = off_road(run.tables.schools, urns, asked.road_m, config.travel_snap_m)
    no_way, unknown = np.isinf(answered.minutes), np.isnan(answered.minutes)
    return Minutes(
        table,
        routed=int((~no_way & ~unknown).sum()),
        unreachable=int(no_way.sum()),
        unknown=int(unknown.sum()),
        limit=reach.limit,
        note=reach.note,
        off_road=tuple(off_road_lines(far, config.travel_snap_m)),
    )


def _answered(asked: Travel, seekers: Positions, partners: Positions) -> Answered:
    """What the engine says of the pairs. Raises :class:`ServiceError` where it stopped: a file with
    blanks would say that nobody can know what nobody has asked."""
    parts = []
    for start in range(0, max(len(seekers), 1), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        parts.append(asked.times.minutes(seekers[some], partners[some]))
        if asked.gave_up_because:
            raise _stopped(asked.gave_up_because)
        if asked.places_unanswered:
            raise _stopped(f"of {counted(asked.places_unanswered, 'place')} it did not say where "
                           "the nearest road is")  # fmt: skip
    minutes, there, back = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("minutes", "there", "back")
    )
    if len(minutes) and np.isnan(minutes).all():
        raise _stopped("of no pair did it say anything")
    return Answered(minutes, there, back)


def _stopped(why: str) -> ServiceError:
    return ServiceError(
        f"the engine stopped answering: {why}",
        where="--travel",
        hint="see that it runs, and give the same command again: what it answered is kept, so it "
        "goes on from there",
    )


def _table(
    urns: np.ndarray, seekers: Positions, partners: Positions, answered: Answered
) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "seeker_urn": pd.Series(urns[seekers], dtype="str"),
            "partner_urn": pd.Series(urns[partners], dtype="str"),
            "minutes": answered.minutes,
            "minutes_there": answered.there,
            "minutes_back": answered.back,
            "minutes_by": pd.Series(np.where(np.isnan(answered.minutes), "", ROUTED), dtype="str"),
        }
    )
