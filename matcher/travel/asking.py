"""Asking an engine for tables, whatever it refuses: each pair gets a time, "no way" or no answer.

One bad point refuses a whole table, so it is found and left out; a table that is too big is halved,
and no larger one is asked for again. What a fault of the server costs is asked for once more, after
all the rest: a table as it was, places by halves, for one bad place would cost many pairs their
answer. After some faults in a row nothing more is asked, so a server that has gone ends in time.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

import numpy as np

from matcher.core.errors import ServiceError
from matcher.core.travel.times import Bools, Floats, Positions
from matcher.travel.engine import Engine, EngineRefusal, NoRoad, NoWay, Point, TooBig, TooFar
from matcher.travel.kept_tables import KeptTables
from matcher.travel.places import Places
from matcher.travel.plausible import are_seconds, impossible
from matcher.travel.tables import Size, Table, halves

# So many calls in a row without an answer, and the engine is not asked any more.
MOST_FAULTS_IN_A_ROW = 3
_NOT_SECONDS = "these are not seconds: most of a table is too fast for a car or too slow for a walk"
_MOVED = "the engine moves a point farther than it was allowed to"
_IMPOSSIBLE = "the time cannot be true"
_ONE_TOO_BIG = "the engine refuses a table of one pair as too big"
_PLACE_TOO_BIG = "the engine refuses a single place as too big"
_PLACE_REFUSED = "the engine does not say of a single place how far the nearest road is"
_NO_ROAD = "the engine finds no road there"
_TOO_FAR = "the engine does not look so far"
_SNAPS_AT_ONCE = 50
T = TypeVar("T")


@dataclass(slots=True)
class Asker:
    """One engine asked about places. ``snap_m``: farther from a road than this is off the network.

    ``reasons`` counts the cells without an answer by why; ``calls``, ``cells`` and ``seconds`` are
    what was asked for, what was answered, and the time that it took; ``recalled`` the cells that
    were answered in an earlier run. ``last_fault``: the latest.
    """

    engine: Engine
    places: Places
    kept: KeptTables
    snap_m: float
    size: Size = field(init=False)
    reasons: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    cells: int = 0
    recalled: int = 0
    seconds: float = 0.0
    gave_up_because: str = ""
    last_fault: str = ""
    _faults: int = 0
    _faults_in_a_row: int = 0
    _without_road: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.size = self.engine.size

    def tables(
        self, tables: list[Table], snaps: Floats, told: Callable[[float], None]
    ) -> list[Floats]:
        """Each :meth:`table`, those that a fault spoilt once more at the end. ``told`` hears the
        share that is done."""
        answers: list[Floats] = []
        spoilt: dict[int, Counter[str]] = {}
        for number, table in enumerate(tables):
            before, faults = self.reasons.copy(), self._faults
            answers.append(self.table(table, snaps))
            if self._faults > faults:
                spoilt[number] = self.reasons - before
            told((number + 1) / len(tables))
        in_a_row = self._faults_in_a_row
        for number, why in spoilt.items():
            if self.gave_up_because:
                break
            self.reasons -= why
            self._faults_in_a_row = 0
            seconds = self.table(tables[number], snaps)
            answers[number] = np.where(np.isnan(seconds), answers[number], seconds)
            if self._faults_in_a_row == 0:
                in_a_row = 0
        self._faults_in_a_row = in_a_row  # the second time counts for none
        return answers

    def table(self, table: Table, snaps: Floats) -> Floats:
        """Seconds of a table: inf where there is no way, NaN where there is no answer. ``snaps``:
        of every place how far it is from a road, metres. Raises :class:`EngineRefusal`."""
        shape = (len(table.origins), len(table.destinations))
        bad = self._bad(table)
        if bad.any():
            return self._without(table, bad, snaps)
        if not self.size.holds(*shape) and shape != (1, 1):
            return self._halved(table, snaps)
        recalled = self.kept.recall(table)
        if recalled is not None:
            self.recalled += recalled.size
            return recalled
        if self.gave_up_because:
            return self._nothing(shape, self.gave_up_because)
        try:
            origins, destinations = self._points(table.origins), self._points(table.destinations)
            answer = self._call(partial(self.engine.table, origins, destinations, self.snap_m))
        except TooBig:
            if shape == (1, 1):
                self._count_fault(_ONE_TOO_BIG)
                return self._nothing(shape, _ONE_TOO_BIG)
            self.size = replace(self.size, cells=max(1, shape[0] * shape[1] // 2))
            return self.table(table, snaps)
        except NoRoad as refused:
            return self._left_out(table, refused.number, snaps)
        except NoWay:
            return np.full(shape, np.inf) if shape == (1, 1) else self._halved(table, snaps)
        except TooFar:
            return self._nothing(shape, _TOO_FAR) if shape == (1, 1) else self._halved(table, snaps)
        except EngineRefusal:
            raise
        except ServiceError as error:
            return self._nothing(shape, error.what)
        from_m = snaps[table.origins] if answer.from_m is None else answer.from_m
        to_m = snaps[table.destinations] if answer.to_m is None else answer.to_m
        metres = self.places.metres(table.origins[:, None], table.destinations[None, :])
        moved = from_m[:, None] + to_m[None, :]
        if not are_seconds(answer.seconds, metres, moved):
            self._count_fault(_NOT_SECONDS)
            return self._nothing(shape, _NOT_SECONDS)
        self._faults_in_a_row = 0
        far = (from_m > self.snap_m)[:, None] | (to_m > self.snap_m)[None, :]
        false = ~far & impossible(answer.seconds, metres, moved)
        self._count(_MOVED, int(far.sum()))
        self._count(_IMPOSSIBLE, int(false.sum()))
        seconds = np.where(far | false, np.nan, answer.seconds)
        self.cells += int(np.count_nonzero(~np.isnan(seconds)))
        self.kept.keep(table, seconds)
        return seconds

    @property
    def why_nothing(self) -> str:
        """Why most of what was asked about got no answer; "" where most of it got one."""
        answered = self.cells + self.recalled
        return "" if answered > self.reasons.total() else self.why_most or self.last_fault

    @property
    def why_most(self) -> str:
        """Why most cells that got no answer got none; "" where all got one."""
        return max(self.reasons, key=lambda why: (self.reasons[why], why), default="")

    def snaps(self, places: Positions, *, keep: bool) -> Floats:
        """Of each of these places how far the engine moves it, in metres: inf where there is no
        road, NaN where there is no answer. Answers are kept as they come, but, unless ``keep``,
        none before one of them is near a road: they may be about another region. Raises
        :class:`EngineRefusal`."""
        found, most = np.full(len(self.places), np.nan), _SNAPS_AT_ONCE
        told: list[Positions] = []
        todo = deque(places[at : at + most] for at in range(0, len(places), most))
        alone: set[int] = set()  # places that a call about nothing else has failed for
        while todo and not self.gave_up_because:
            batch = todo.popleft()
            halves_of = np.array_split(batch, 2) if len(batch) > 1 else []
            if len(batch) > most:
                todo.extendleft(reversed(halves_of))
                continue
            try:
                ask = partial(self.engine.snaps, self._points(batch), self.snap_m)
                found[batch] = self._call(ask)
                self._faults_in_a_row = 0
                told.append(batch)
                if keep := keep or bool((found[batch] <= self.snap_m).any()):
                    self.kept.keep_snaps(some := np.concatenate(told), found[some])
                    told = []
            except EngineRefusal:
                raise
            except NoRoad as refused:
                number = refused.number if halves_of else 0
                if number is not None and number < len(batch):
                    found[batch[number]] = np.inf
                    told.append(batch[[number]])
                    halves_of = [np.delete(batch, number)] if halves_of else []
                todo.extendleft(reversed(halves_of))
            except (TooBig, NoWay, TooFar) as refused:
                is_size = isinstance(refused, TooBig)
                if is_size:  # for good; where one place was the cause, later batches are whole
                    most = max(len(batch) // 2, 1)
                todo.extendleft(reversed(halves_of))
                if not halves_of:
                    self._count_fault(_PLACE_TOO_BIG if is_size else _PLACE_REFUSED)
            except ServiceError:  # asked again after all others: it may pass
                if not halves_of and int(batch[0]) not in alone:
                    alone.add(int(batch[0]))
                    halves_of = [batch]
                todo.extend(halves_of)
        if keep and told:
            self.kept.keep_snaps(some := np.concatenate(told), found[some])
        return found[places]

    def _call(self, ask: Callable[[], T]) -> T:
        """One call, counted and timed; a fault is noted, what the engine refuses is none."""
        start = time.perf_counter()
        self.calls += 1
        try:
            return ask()
        except EngineRefusal:
            raise
        except ServiceError as error:
            self._count_fault(error.what)
            raise
        finally:
            self.seconds += time.perf_counter() - start

    def _points(self, places: Positions) -> list[Point]:
        return list(
            zip(
                self.places.longitude[places].tolist(),
                self.places.latitude[places].tolist(),
                strict=True,
            )
        )

    def _bad(self, table: Table) -> Bools:
        """Which places of a table the engine said have no road; origins, then destinations."""
        places = np.concatenate([table.origins, table.destinations])
        return np.isin(places, np.array(sorted(self._without_road), dtype=np.int64))

    def _without(self, table: Table, bad: Bools, snaps: Floats) -> Floats:
        """The table without some of its places, for which there is no answer."""
        rows, columns = ~bad[: len(table.origins)], ~bad[len(table.origins) :]
        seconds = np.full((len(rows), len(columns)), np.nan)
        left = Table(table.origins[rows], table.destinations[columns])
        if rows.any() and columns.any():
            seconds[np.ix_(rows, columns)] = self.table(left, snaps)
        self._count(_NO_ROAD, int(seconds.size) - int(rows.sum()) * int(columns.sum()))
        return seconds

    def _left_out(self, table: Table, number: int | None, snaps: Floats) -> Floats:
        """The table without the point that the engine named, or, where it named none, in halves
        until that point is alone."""
        places = np.concatenate([table.origins, table.destinations])
        if number is not None and number < len(places):
            self._without_road.add(int(places[number]))
            return self.table(table, snaps)
        if len(places) > 2:
            return self._halved(table, snaps)
        return self._nothing((1, 1), _NO_ROAD)

    def _halved(self, table: Table, snaps: Floats) -> Floats:
        first, second = halves(table)
        along = 1 if len(first.origins) == len(table.origins) else 0
        return np.concatenate([self.table(first, snaps), self.table(second, snaps)], axis=along)

    def _nothing(self, shape: tuple[int, int], why: str) -> Floats:
        self._count(why, shape[0] * shape[1])
        return np.full(shape, np.nan)

    def _count(self, why: str, cells: int) -> None:
        if cells:
            self.reasons[why] += cells

    def _count_fault(self, why: str) -> None:
        self.last_fault = why
        self._faults += 1
        self._faults_in_a_row += 1
        if self._faults_in_a_row >= MOST_FAULTS_IN_A_ROW:
            self.gave_up_because = why
