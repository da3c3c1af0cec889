"""Travel times that a finished run did not ask about, asked for now: an engine or a file of minutes
fills them in.

What the run wrote down stays what it is. The lists stay too: a pair that was not asked about could
stand in none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError
from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.core.settings.config import Config
from matcher.core.travel.times import FROM_FILE, TravelTimes
from matcher.jobs.matching.reopen import ReopenedRun, reopen_run
from matcher.jobs.stages.reading import Progress, quiet
from matcher.jobs.travel.given import CAR, Travel, check_named, travel_times
from matcher.jobs.travel.record import told_by as told_by_travel
from matcher.show.kit.reach import Reach, engines_named, sources_named, way_of
from matcher.show.run.travel_words import gave_up_line, unanswered_words

if TYPE_CHECKING:
    from matcher.jobs.travel.finished_run import RecordedTravel
    from matcher.show.run.read_back import RunTables


_TOLD = 3  # problems of a file that fills in; matcher match lists all that there are


@dataclass(frozen=True, slots=True)
class FillIn:
    """Who tells what a run does not know: ``travel`` as ``--travel`` names it, and the day of an
    engine's roads."""

    travel: str | Path | None = None
    data: str = ""


@contextmanager
def reopened(
    folder: Path, fill_in: FillIn | None = None, progress: Progress = quiet
) -> Iterator[ReopenedRun]:
    """The finished run in ``folder``, with somebody who tells the travel times that it did not ask
    about; an engine is let go of at the end. Raises what
    :func:`matcher.jobs.matching.reopen.reopen_run` does, :class:`SettingError` where nothing can be
    filled in, and what an engine or a file raises."""
    asked = fill_in or FillIn()
    check_named(asked.travel, asked.data)
    if asked.travel is None:
        yield reopen_run(folder)
        return
    notes: list[str] = []
    filled: list[Travel] = []
    with ExitStack() as stack:

        def more(
            tables: RunTables, config: Config, recorded: RecordedTravel | None
        ) -> TravelTimes | None:
            _refuse_nothing_to_fill(recorded)
            log = ProblemLog()
            given = travel_times(asked.travel, asked.data, tables.schools, config, log, progress)
            travel = stack.enter_context(given)
            if travel is None or recorded is None:
                return None
            filled.append(travel)
            notes.extend(_other_engine(travel, recorded))
            notes.extend(account.line() for account in log.references)
            told = log.problems[:_TOLD]
            notes.extend(
                f"{one.list}{f', row {one.row:,}' if one.row else ''}: {one.message}"
                for one in told
            )
            return travel.times

        run = reopen_run(folder, more)
        yield replace(run, filled=next(iter(filled), None), notes=tuple(notes))


def filled_words(run: ReopenedRun) -> tuple[str, ...]:
    """How many travel times were filled in so far and how many of them are estimates, that some are
    quicker than the run thought possible, and that an engine was not asked to the end or said
    nothing about some places, in sentences."""
    times = run.ranking.arrays.travel
    if run.filled is None or run.travel is None or times is None:
        return ()
    seekers, partners, known = times.known.all()
    new = ~run.travel.times.asked(seekers, partners)
    estimated = int((new & known.estimated).sum())
    quicker = (
        f"Quicker than the run's greatest speed ({run.travel.bound_kmh:g} km/h): "
        f"{counted(times.breaches, 'of these times', 'of these times')}. Its lists, made without "
        "them, need not hold for these pairs: run matcher match again"
    )
    told = f"Travel times filled in: of {counted(int(new.sum()), 'pair')}"
    if estimated:
        told += f", {estimated:,} of them estimated, as nobody knows them"
    why = run.filled.gave_up_because
    return (
        *((told,) if new.any() else ()),
        *((quicker,) if times.breaches else ()),
        *((gave_up_line(why),) if why else ()),
        *unanswered_words(run.filled.places_unanswered),
    )


def reach_as_told(run: ReopenedRun, told_by: str) -> Reach:
    """How far apart a pair is told to be: as the file says that fills its time in, else as the run
    does; ``told_by``: who tells the time."""
    if run.filled is None or run.filled.file is None or told_by != FROM_FILE:
        return run.reach
    return Reach.of(run.config, told_by_travel(run.filled))


def left_out_words(run: ReopenedRun, left_out: int | None = None) -> tuple[str, ...]:
    """How many pairs of a run nobody knows the travel time of, in a sentence; ``left_out``: where
    they have been counted."""
    if run.travel is None:
        return ()
    if left_out is None:
        from matcher.match.lists.permitted_pairs import permitted_pairs

        of_run = run.ranking
        left_out = permitted_pairs(
            of_run.arrays, run.config, of_run.exclusions, of_run.weights
        ).left_out
    if not left_out:
        return ()
    return (
        f"Left out: {counted(left_out, 'pair')} that may be in reach and could stand in no list, "
        "so the run did not ask for their travel times. Give --travel to fill them in",
    )


def _other_file(travel: Travel, recorded: RecordedTravel) -> Iterator[str]:
    """That the times of a file are not by the engine that the run asked."""
    way, car = way_of(travel.modes), way_of((CAR,))
    if travel.modes and way != car:
        raise SettingError(
            f"this run asked for times {car}, and those of the file are "
            f"{way or 'not, or not all of them'}",
            where="--travel",
            hint="give a file whose mode is car, or run matcher match again with this file",
        )
    sources = () if travel.file is None else travel.file[1].named("source")
    others = {one for source in sources for one in engines_named(source)} - {recorded.engine}
    if others:
        raise _not_alike(min(others), recorded)
    asked = " ".join(filter(None, (recorded.engine, recorded.version)))
    if set(sources) != {asked}:
        said = f"come from {sources_named(sources)}" if sources else "name no source"
        yield f"The run asked {asked}; the times of the file {said}, and need not be like them"


def _not_alike(other: str, recorded: RecordedTravel) -> SettingError:
    return SettingError(
        f"this run asked {recorded.engine}, and times of {other} are not like them",
        where="--travel",
        hint=f"name the {recorded.engine} that it asked, or run matcher match again",
    )


def _refuse_nothing_to_fill(recorded: RecordedTravel | None) -> None:
    if recorded is None:
        raise SettingError(
            "this run was ranked by distance: it has no travel times to be filled in",
            where="--travel",
            hint="run matcher match again with --travel",
        )
    if not recorded.engine:
        raise SettingError(
            "the travel times of this run are those of a file; nothing of them is left to ask",
            where="--travel",
            hint="run matcher match again with another file",
        )


def _other_engine(travel: Travel, recorded: RecordedTravel) -> Iterator[str]:
    """That an engine is not quite the one that the run asked, or a file not of it. Raises
    :class:`SettingError` where it is another altogether, or a file of another way of travel: two
    engines differ by a quarter on the same streets."""
    now = travel.engine
    if now is None:
        yield from _other_file(travel, recorded)
        return
    if now.name != recorded.engine:
        raise _not_alike(now.name, recorded)
    for what, then, today in (
        ("version", recorded.version, now.version),
        ("data", recorded.data, now.data),
    ):
        if then != today:
            old, new = then or "not known", today or "not known"
            yield f"The engine's {what} was {old} in the run and is {new} now"
