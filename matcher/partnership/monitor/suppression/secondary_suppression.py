"""Secondary suppression: what else is withheld, so that nobody can work out a withheld number
from the others by subtraction. It decides group by group within one indicator and count."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.pupil_groups import families, is_combined, peers, word_set

_MOST_PARTS = 10  # of so many parts every set is tried, 2^10; of more only each and all

# n, and the x and y it is parted into, of a mean in points: None where not known, or where it
# is no count.
Counts = tuple[float | None, float | None, float | None]
NOT_KNOWN: Counts = (None, None, None)


def groups_to_withhold(
    table: Mapping[str, Counts], threshold: int, common: Collection[str]
) -> set[str]:
    """The groups of a table to withhold; ``common`` are withheld already, there or elsewhere."""
    small = {group for group, own in table.items() if _is_small(own, threshold)}
    if pupil_groups.ALL in small:
        return set(table)  # of a whole that is too small no part is large enough to matter
    known = regions(table)
    parted = [
        (whole, parts)
        for whole in {pupil_groups.ALL, *table, *common, *_wholes_implied(table, known)}
        for parts in families(table, whole)
    ]
    out = small | set(common)
    for whole, parts in parted:
        of = known.get(word_set(whole), NOT_KNOWN)
        if _reveals(of, tuple(table[group] for group in parts), threshold):
            out |= set(parts)
    out = _with_related_parts(out, parted)
    left = {group: own for group, own in table.items() if group not in out}
    made = {group for group in left if is_combined(group, left)}
    if made and _combinations_reveal(left, made, threshold):
        out = _with_related_parts(out | made, parted)
    return out & set(table)


def _wholes_implied(
    table: Mapping[str, Counts], known: Mapping[frozenset[str], Counts]
) -> set[str]:
    """The groups that follow from those of a table, and have parts in it: "sen" of all and "not
    sen", where "sen year 5" is told."""
    own = set(map(word_set, table))
    return {
        " ".join(sorted(words))
        for words in known
        if words and words not in own and any(words < part for part in own)
    }


def _with_related_parts(out: set[str], parted: Sequence[tuple[str, Sequence[str]]]) -> set[str]:
    """Of the parts of a whole all or none; and the parts of one withheld would make it up."""
    while True:
        more = {
            group
            for whole, parts in parted
            if whole in out or out & set(parts)
            for group in parts
        } - out  # fmt: skip
        if not more:
            return out
        out = out | more


def _is_small(own: Counts, threshold: int) -> bool:
    return any(number is not None and number < threshold for number in own)


@lru_cache(maxsize=4096)
def _reveals(whole: Counts, parts: tuple[Counts, ...], threshold: int) -> bool:
    """Whether the whole tells, after some of these parts, of too small a number."""
    most = len(parts) if len(parts) <= _MOST_PARTS else 1
    chosen = [*(c for size in range(1, most + 1) for c in itertools.combinations(parts, size))]
    for some in (*chosen, parts):
        rest = _sum((1, whole), *((-1, part) for part in some))
        if rest[0] == 0:
            # The parts are the whole; a single one tells that all are in it.
            if len(some) == 1:
                return True
        elif _leaves_few(rest, threshold):
            return True
    return False


def _leaves_few(rest: Counts, threshold: int) -> bool:
    n, *split = rest
    if n is not None and 0 <= n < threshold:
        return True
    # Shares and means are rounded: of people that there are, a little less than none is none.
    least = 0 if n is not None and n < 0 else 1 - threshold
    return any(number is not None and least <= number < threshold for number in split)


def _combinations_reveal(
    table: Mapping[str, Counts], made: Collection[str], threshold: int
) -> bool:
    """Whether groups made of others tell, with the rest, of too small a number: of anything
    that follows from them, or of what the whole leaves after one and another beside it."""
    known = regions(table)
    own = set(map(word_set, table))
    rests = [of for group, of in known.items() if group not in own]
    whole = known.get(frozenset(), NOT_KNOWN)
    for group in map(word_set, made):
        rests += [
            _sum((1, whole), (-1, known[group]), (-1, of))
            for other, of in known.items()
            if not other <= group and not group <= other
        ]
    return any(rest[0] != 0 and _leaves_few(rest, threshold) for rest in rests)


def regions(table: Mapping[str, Counts]) -> dict[frozenset[str], Counts]:
    """The numbers of a table by the words of its groups, with all that follows from them: the
    peers from a whole and a part, and the whole from a part and its peers."""
    known = {word_set(group): table[group] for group in sorted(table)}  # whatever their order
    while True:
        more: dict[frozenset[str], Counts] = {}
        for part, own in known.items():
            for word in sorted(part):
                whole, other = part - {word}, part - {word} | {peers(word)}
                if whole in known:
                    more.setdefault(other, _sum((1, known[whole]), (-1, own)))
                if other in known:
                    more.setdefault(whole, _sum((1, own), (1, known[other])))
        if more.keys() <= known.keys():
            return known
        known = {**more, **known}


def _sum(*terms: tuple[int, Counts]) -> Counts:
    def one(at: int) -> float | None:
        total = 0.0
        for sign, own in terms:
            if (number := own[at]) is None:
                return None
            total += sign * number
        return round(total, 6)

    return one(0), one(1), one(2)
