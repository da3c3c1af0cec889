"""Which tables to ask for, so that pairs are answered in few calls and little is asked in vain.

An engine answers by the table: from each of some places to each of others. The pairs wanted are
sparse, some partners for every seeker. Seekers who stand next to one another mostly want the same
partners, and partners the same seekers, so one table serves several of them as long as that costs
less than two. The same pairs give the same tables, whatever their order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.core.travel.times import Positions


@dataclass(frozen=True, slots=True)
class Table:
    """Places from which, and to which; each side in the order of the places."""

    origins: Positions
    destinations: Positions


@dataclass(frozen=True, slots=True)
class Cost:
    """What an engine's table costs, in one unit: a call, each place in it, each cell of it; and
    how many cells a table may have for each that is wanted, where all of them are kept."""

    call: float
    place: float
    cell: float
    most_cells: float = 3.0

    def of(self, origins: int, destinations: int) -> float:
        """The cost of one table."""
        return (
            self.call + self.place * (origins + destinations) + self.cell * origins * destinations
        )

    def of_table(self, table: Table) -> float:
        """The same of a table at hand."""
        return self.of(len(table.origins), len(table.destinations))


@dataclass(frozen=True, slots=True)
class Size:
    """The largest table: cells, and places of both sides together."""

    cells: int
    places: int

    def holds(self, origins: int, destinations: int) -> bool:
        """Whether a table of this size may be asked for."""
        return origins * destinations <= self.cells and origins + destinations <= self.places


def plan_tables(origins: Positions, destinations: Positions, cost: Cost, size: Size) -> list[Table]:
    """Tables that hold every pair origins[n], destinations[n], in the order of the places: made
    from the origins or from the destinations, whichever costs less. Few partners are wanted by
    many seekers at first, later few seekers want many."""
    pairs = np.unique(np.column_stack([origins, destinations]), axis=0)
    by_origin = _by_first(pairs, cost, size)
    pairs = pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))][:, ::-1]
    by_destination = [turned(table) for table in _by_first(pairs, cost, size)]
    return min(by_origin, by_destination, key=lambda tables: sum(map(cost.of_table, tables)))


def _by_first(pairs: Positions, cost: Cost, size: Size) -> list[Table]:
    """Tables of one first place after the other, each with the next as long as that costs less.
    ``pairs``: two columns, in the order of the first and then of the second."""
    starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    tables: list[Table] = []
    rows: list[int] = []
    wanted: set[int] = set()
    cells = 0  # wanted ones of the table so far
    for part in np.split(pairs, starts[1:]) if len(pairs) else []:
        row, alone = int(part[0, 0]), set(part[:, 1].tolist())
        both = wanted | alone
        apart = cost.of(len(rows), len(wanted)) + cost.of(1, len(alone))
        whole = (len(rows) + 1) * len(both)
        fits = size.holds(len(rows) + 1, len(both)) and whole <= cost.most_cells * (
            cells + len(alone)
        )
        if rows and not (fits and cost.of(len(rows) + 1, len(both)) <= apart):
            tables.append(_table(rows, wanted))
            rows, wanted, both, cells = [], set(), alone, 0
        rows, wanted, cells = [*rows, row], both, cells + len(alone)
    if rows:
        tables.append(_table(rows, wanted))
    return [piece for table in tables for piece in within(table, size)]


def within(table: Table, size: Size) -> list[Table]:
    """The table, cut in halves until each piece is small enough; at the least one cell."""
    rows, columns = len(table.origins), len(table.destinations)
    if size.holds(rows, columns) or rows * columns <= 1:
        return [table]
    return [piece for half in halves(table) for piece in within(half, size)]


def halves(table: Table) -> tuple[Table, Table]:
    """The table in two, cut through its longer side; it has two cells or more."""
    if len(table.destinations) >= len(table.origins):
        middle = len(table.destinations) // 2
        first, second = table.destinations[:middle], table.destinations[middle:]
        return Table(table.origins, first), Table(table.origins, second)
    middle = len(table.origins) // 2
    return (
        Table(table.origins[:middle], table.destinations),
        Table(table.origins[middle:], table.destinations),
    )


def turned(table: Table) -> Table:
    """The table of the ways back."""
    return Table(table.destinations, table.origins)


def _table(rows: list[int], columns: set[int]) -> Table:
    return Table(np.array(rows, dtype=np.int64), np.array(sorted(columns), dtype=np.int64))
