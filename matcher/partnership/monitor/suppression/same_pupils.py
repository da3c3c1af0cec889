"""Which counts may be of the same pupils, and what their numbers tell when they are put together.

A count is what an indicator tells of its groups on a day. Whoever reads several may take their
pupils for the same: 40 pupils in one and 37 "not fsm" in another tell of three. So a group is
held against its parts in every other count, unless that count tells another number of the group
itself; so is all where it only follows from opposites. And a group withheld in one count by its
number is withheld in every other that tells the same number of it, or nearly the same numbers of
all: a few have joined or left, and the rest would be known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.pupil_groups import is_inside, peers, word_set
from matcher.partnership.monitor.suppression.secondary_suppression import (
    NOT_KNOWN,
    Counts,
    groups_to_withhold,
    regions,
)

Table = Mapping[str, Counts]  # the numbers of a count by group
Words = frozenset[str]  # of a group, in whatever order they are written


def tables_put_together(counts: Iterable[Table]) -> Iterator[dict[str, Counts]]:
    """Each group with its number and its parts, of the count that tells of it and of others:
    for each other first its parts, then those of the rest. What contradicts a whole that is
    there already is of other pupils and is left out."""
    distinct = _distinct(counts)
    if len(distinct) < 2:
        return  # what one count tells by itself is looked at as it is
    names = sorted({pupil_groups.ALL, *(group for table in distinct for group in table)})
    for whole in names:
        inside = [group for group in names if is_inside(group, whole)]
        own = _distinct(_some(table, (whole, *inside)) for table in distinct)
        seen: set[frozenset[tuple[str, Counts]]] = set()
        firsts = own if whole != pupil_groups.ALL else [*own, *_with_whole_implied(own)]
        for first in firsts:
            if first.get(whole, NOT_KNOWN) == NOT_KNOWN:
                continue
            near = [other for other in own if other.get(whole, first[whole]) == first[whole]]
            for second in near:
                table = dict(first)
                for other in (second, *near):
                    _fill(table, other)
                key = frozenset(table.items())
                if len(table) > len(first) and key not in seen:  # it is of one count else
                    seen.add(key)
                    yield table


def _with_whole_implied(tables: Iterable[Table]) -> Iterator[dict[str, Counts]]:
    """Of the tables that do not tell of all those from which it follows, with it: 64 of 24 "fsm"
    and 40 "not fsm"."""
    for table in tables:
        if pupil_groups.ALL not in table and (whole := regions(table).get(Words())):
            yield {pupil_groups.ALL: whole, **table}


def _fill(table: dict[str, Counts], other: Table) -> None:
    """Add the groups of another count whose wholes are as they are in the table."""
    table.update(
        {
            group: own
            for group, own in other.items()
            if group not in table and agrees_on_wholes(group, other, table)
        }
    )


def agrees_on_wholes(group: str, count: Table, table: Table) -> bool:
    """Whether a count tells nothing else of the wholes of a group than a table does."""
    return all(
        count.get(whole, known) == known
        for whole, known in table.items()
        if is_inside(group, whole)
    )


def _some(table: Table, groups: Collection[str]) -> dict[str, Counts]:
    return {group: table[group] for group in groups if group in table}


def _distinct(tables: Iterable[Table]) -> list[dict[str, Counts]]:
    """The tables that tell something, each once, in an order of their own."""
    found = {tuple(sorted(table.items(), key=repr)): dict(table) for table in tables if table}
    return [found[key] for key in sorted(found, key=repr)]


def withheld_by_number(tables: Sequence[Table], threshold: int) -> list[frozenset[Words]]:
    """For each of these counts, whose numbers are those of pupils alone, the groups to withhold
    in it by their words."""
    found: list[tuple[Table, set[str], frozenset[Words]]] = []
    for table in (*_distinct(tables), *tables_put_together(tables)):
        if small := groups_to_withhold(table, threshold, ()) - {pupil_groups.ALL}:
            words = frozenset[Words]().union(*map(_with_peers, map(word_set, small)))
            found.append((table, small, words))

    def of_count(table: Table) -> frozenset[Words]:
        withheld = set[Words]()
        for other, small, words in found:
            if _may_be_the_same(table, other, threshold):
                withheld |= words
            else:  # of other pupils, but those of a group may be the same ones
                alike = {group for group in small if table.get(group) == other[group]}
                withheld |= set(map(word_set, alike))
        return frozenset(withheld - {word_set(pupil_groups.ALL)})

    return list(map(of_count, tables))


def _may_be_the_same(one: Table, other: Table, threshold: int) -> bool:
    """Whether no number that both tell differs by the threshold or more."""
    return all(
        abs((one[group][0] or 0) - (other[group][0] or 0)) < threshold
        for group in one.keys() & other.keys()
        if None not in (one[group][0], other[group][0])
    )


@lru_cache(maxsize=4096)
def _with_peers(group: Words) -> frozenset[Words]:
    """A group, and those that with it make up a larger one."""
    return frozenset({group, *(group - {word} | {peers(word)} for word in group)})
