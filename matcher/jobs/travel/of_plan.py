"""The travel times of a plan: how many its run does not know, and those that were asked for the
plan's sake, which it writes down so that it can be verified without an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.travel.times import ESTIMATE, FROM_FILE, ROUTED, TravelTimes
from matcher.jobs.travel.finished_run import RecordedTravel, times_in

if TYPE_CHECKING:
    import pandas as pd

    from matcher.core.settings.config import Config
    from matcher.jobs.matching.reopen import More, ReopenedRun
    from matcher.show.run.read_back import RunTables


def plan_travel(run: ReopenedRun, asked: pd.DataFrame | None, left_out: int) -> dict[str, Any]:
    """What the record of a plan says of travel times: who told those that its run does not know,
    how many, and how many pairs nobody knows them of; {} where the run asked for none."""
    if run.travel is None:
        return {}
    from matcher.jobs.travel.record import told_by

    return {
        **told_by(run.filled),
        "pairs_asked": 0 if asked is None else len(asked),
        "pairs_estimated": 0 if asked is None else int((asked["minutes_by"] == ESTIMATE).sum()),
        "left_out": left_out,
    }


def asked_for_plan(run: ReopenedRun) -> pd.DataFrame | None:
    """The pairs whose times were filled in, as minutes.csv of a run has them; None where nobody was
    asked."""
    arrays = run.ranking.arrays
    if run.filled is None or run.travel is None or arrays.travel is None:
        return None
    import pandas as pd

    from matcher.jobs.travel.record import minutes_of

    i, j, known = arrays.travel.known.all()
    new = ~run.travel.times.asked(i, j)
    by = arrays.travel.rests_on(i, j, known.estimated)
    pairs = pd.DataFrame(
        {
            "seeker_urn": pd.Series(arrays.urn[i], dtype="str"),
            "partner_urn": pd.Series(arrays.urn[j], dtype="str"),
            "minutes": known.minutes,
            "minutes_there": known.there,
            "minutes_back": known.back,
            "minutes_by": pd.Series(by, dtype="str"),
        }
    )
    return minutes_of(pairs[new].reset_index(drop=True), run.filled)


def minutes_files(asked: pd.DataFrame | None) -> dict[str, bytes]:
    """minutes.csv of a plan with such pairs; nothing where nobody was asked."""
    if asked is None:
        return {}
    from matcher.show.kit.csv_table import csv_bytes
    from matcher.show.run.minutes import MINUTES_FILE

    return {MINUTES_FILE: csv_bytes(asked)}


def written_down(plan: Path, record: dict[str, Any]) -> More:
    """For :func:`matcher.jobs.matching.reopen.reopen_run`: the times that a ``plan`` wrote down."""
    names = {str(entry["name"]) for entry in record["outputs"]}

    def more(
        tables: RunTables, config: Config, recorded: RecordedTravel | None
    ) -> TravelTimes | None:
        if recorded is None:
            return None
        from matcher.show.run.minutes import MINUTES_FILE  # loads pandas

        if MINUTES_FILE not in names:
            return None
        told = record["travel"]
        by = ROUTED if told["engine"] else FROM_FILE
        return times_in(plan / MINUTES_FILE, tables.school_columns, recorded.times.snap_m(), by)

    return more
