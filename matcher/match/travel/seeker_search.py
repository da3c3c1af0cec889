"""The true lists of the seekers of some blocks, with few pairs asked.

In rounds: of every seeker whose list is not settled those open pairs are asked that stand among
its best and above the last of the list as far as it is known; twice as many in each round. A round
is asked of all blocks at once: an engine answers one large table sooner than many small ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from matcher.core.travel.times import Bools, Floats, Positions
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.top_k import TopK
from matcher.match.lists.worth_asking import WorthAsking
from matcher.match.narrowing import is_narrowed
from matcher.match.reach import reach
from matcher.match.travel.open_block import OpenBlock, ask_at_once

# The open pairs of a block that are to be asked about next, by rows and columns.
Asks = Iterator[tuple[Positions, Positions]]
# Of the pairs of each seeker so many are looked at in a round, as most are never asked about.
_FEW = 256


def settle_seekers(blocks: Sequence[OpenBlock], asked: WorthAsking) -> None:
    """Ask until the best k of every seeker are known, and then the partners worth asking."""
    waiting = [(found, _asks(found, asked)) for found in blocks]
    while waiting:
        now = [(found, asks, pairs) for found, asks in waiting if (pairs := next(asks, None))]
        ask_at_once([(found, *pairs) for found, _, pairs in now])
        waiting = [(found, asks) for found, asks, _ in now]


def _asks(found: OpenBlock, asked: WorthAsking) -> Asks:
    yield from _for_lists(found, found.config.k)
    yield from _for_worth_asking(found, asked)


def _for_lists(found: OpenBlock, k: int) -> Asks:
    """Until the best k of every seeker are known."""
    many, turn = k, False
    rows = np.flatnonzero(found.is_open.any(axis=1))
    columns, rest = _best_columns(found.standings[rows])
    while len(rows):
        row, column, undecided, least = _above_last(found, rows, columns, k, many)
        # Where somebody else might be asked too, all are looked at.
        unsure = np.flatnonzero(least <= rest)
        if len(unsure):
            everybody = np.arange(found.standings.shape[1])[None, :]
            left = ~np.isin(row, rows[unsure])
            more, whom, undecided[unsure], _ = _above_last(found, rows[unsure], everybody, k, many)
            row, column = np.append(row[left], more), np.append(column[left], whom)
        rows, columns, rest = rows[undecided], columns[undecided], rest[undecided]
        if len(row):
            yield row, column
        turn = not turn
        many *= 1 if turn else 2


def _best_columns(standings: Floats) -> tuple[Positions, Floats]:
    """The columns of the best few of each row, and the greatest standing of the rest, -inf where
    they are all out. Standings only fall as answers come: while those who are asked about stand
    above the rest, nobody else counts."""
    left = standings.shape[1] - _FEW
    if left <= _FEW:
        everybody = np.arange(standings.shape[1])
        return np.tile(everybody, (len(standings), 1)), np.full(len(standings), -np.inf)
    order = np.argpartition(standings, left - 1, axis=1)
    rest = np.take_along_axis(standings, order[:, left - 1 : left], axis=1)[:, 0]
    return order[:, left:], np.where(rest >= 0, rest, -np.inf)


def _above_last(
    found: OpenBlock, rows: Positions, columns: Positions, k: int, many: int
) -> tuple[Positions, Positions, Bools, Floats]:
    """Who is to be asked about among these columns of each row: the open pairs above the last of
    the list as far as it is known, and of the best ``many``. By rows and columns; which rows are
    undecided; and the least that one of each row stands at who is asked about, or might be."""
    flat = rows[:, None] * found.standings.shape[1] + columns
    standings, is_open = found.standings.take(flat), found.is_open.take(flat)
    known = np.where(is_open, -1.0, standings)
    # At first nobody is known, and a round of all seekers is spared.
    last = nth_best(known, k) if (known >= 0).any() else np.full(len(rows), -1.0)
    above = is_open & (standings > last[:, None])
    undecided = np.asarray(above.any(axis=1))
    least = nth_best(standings, many)
    at = np.flatnonzero(above & (standings >= least[:, None]))
    row, column = np.divmod(flat.ravel()[at], found.standings.shape[1])
    # Equal to the last known: the whole order decides, distance and tie order included.
    tied = ~undecided & (is_open & (standings == last[:, None])).any(axis=1)
    if tied.any():
        more, whom = _best_open(found, rows[tied], k)
        undecided[np.searchsorted(rows, more)] = True
        row, column = np.append(row, more), np.append(column, whom)
    return row, column, undecided, np.maximum(least, last)


def _best_open(found: OpenBlock, rows: Positions, k: int) -> tuple[Positions, Positions]:
    """The open pairs among the best k of these rows, by the whole order of lists."""
    block, everybody = found.block, np.arange(len(found.block.partners))
    best = TopK(found.arrays, k)
    best.add_block(block.part(rows, everybody), found.standings[rows])
    seekers, partners, _ = best.best_pairs()
    row = np.searchsorted(block.seekers, seekers)
    column = np.searchsorted(block.partners, partners)
    still = found.is_open[row, column]
    return row[still], column[still]


def _for_worth_asking(found: OpenBlock, asked: WorthAsking) -> Asks:
    """Until the partners worth asking of every seeker are known; the lists are settled."""
    if not found.is_open.any():
        return
    shown = many = found.config.worth_asking
    while (offered := asked.offered(found.block, found.standings)) is not None:
        best = TopK(found.arrays, many)
        best.add_block(offered.part, asked.worth(found.block, found.standings, offered))
        seekers, partners, places = best.best_pairs()
        row = np.searchsorted(found.block.seekers, seekers)
        column = np.searchsorted(found.block.partners, partners)
        still = found.is_open[row, column]
        still &= np.isin(row, row[still & (places <= shown)])
        if not still.any():
            return
        yield row[still], column[still]
        many *= 2


def alone_in(found: OpenBlock, exclusions: Exclusions) -> Positions:
    """The seekers of a settled block that may meet nobody, whatever the run was narrowed to."""
    arrays, config, block = found.arrays, found.config, found.block
    rows = np.flatnonzero(~(found.standings >= 0).any(axis=1))
    if not is_narrowed(config):
        return block.seekers[rows]
    rows = rows[arrays.listed[block.seekers[rows]]]
    alone, many = [], config.k
    while len(rows):
        seekers, squared = block.seekers[rows], block.squared_m[rows]
        gates = PairGates(arrays, config, exclusions)
        reached = reach(arrays, config, seekers, block.partners, squared)
        if reached.known is None or reached.minutes is None:
            break
        in_range = reached.near & (reached.minutes < np.inf)
        in_range &= arrays.listed[seekers][:, None] | arrays.listed[block.partners][None, :]
        may_meet = gates.may_meet(seekers, block.partners, in_range)
        meets = np.asarray((may_meet & reached.known).any(axis=1))
        is_open = may_meet & ~reached.known & ~meets[:, None]
        undecided = is_open.any(axis=1)
        alone.append(seekers[~meets & ~undecided])
        least = np.where(is_open, reached.minutes, np.inf)[undecided]
        row, column = np.nonzero(
            is_open[undecided] & (least <= -nth_best(-least, many, -np.inf)[:, None])
        )
        rows, seekers = rows[undecided], seekers[undecided]
        found.times.ask(seekers[row], block.partners[column])
        many *= 2
    return np.concatenate(alone) if alone else np.array([], dtype=np.int64)


def nth_best(values: Floats, n: int, none: float = -1.0) -> Floats:
    """The n-th greatest of each row, ``none`` where a row has fewer."""
    size = values.shape[1]
    if size < n:
        return np.full(len(values), none)
    best: Floats = np.partition(values, size - n, axis=1)[:, size - n]
    return best
