"""What a part of a ranking comes to, as bytes and back.

A worker knows schools by their place among those of its part; here they get their position in the
whole again. What settles ties is worked out anew from the schools, as it is half of every pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.match.arrays import Bools, Positions, SchoolArrays
from matcher.match.lists.of_blocks import PartialLists
from matcher.match.lists.top_k import RankedPairs
from matcher.match.narrowing import NarrowingTally
from matcher.match.parts.wire import Arrays, packed, unpacked
from matcher.match.stand_ins import SumsOfBlock
from matcher.match.travel.found import TravelTally

_PAIR = ("i", "j", "score", "squared_m")


def packed_lists(found: PartialLists, rows: Positions) -> bytes:
    """The lists of a part; ``rows``: the positions of its schools in the whole."""
    arrays: Arrays = {"without_partner": rows[found.without_partner]}
    for name in ("meets_somebody", "meets_a_seeker"):
        arrays[name] = rows[np.flatnonzero(getattr(found, name))]
    groups = sorted(found.by_partner)
    lists = {"by_seeker": found.by_seeker, "worth_asking": found.worth_asking}
    for name, pairs in {**lists, **{f"of_{g}": found.by_partner[g] for g in groups}}.items():
        i, j, scores, squared_m, _ = pairs
        columns = (rows[i].astype(np.int32), rows[j].astype(np.int32), scores, squared_m)
        arrays |= {f"{name}.{key}": one for key, one in zip(_PAIR, columns, strict=True)}
    plain = {
        "groups": groups,
        "pairs_stopped": dict(found.pairs_stopped),
        "narrowing": found.narrowing.pairs,
    }
    return packed(plain, arrays)


def lists_of(data: bytes, schools: SchoolArrays) -> PartialLists:
    """The lists of a part of the ranking of these schools."""
    plain, arrays = unpacked(data)
    many = len(schools.urn)
    return PartialLists(
        by_seeker=_pairs(arrays, "by_seeker", schools),
        by_partner={code: _pairs(arrays, f"of_{code}", schools) for code in plain["groups"]},
        worth_asking=_pairs(arrays, "worth_asking", schools),
        without_partner=arrays["without_partner"],
        pairs_stopped=plain["pairs_stopped"],
        meets_somebody=_at(arrays["meets_somebody"], many),
        meets_a_seeker=_at(arrays["meets_a_seeker"], many),
        narrowing=NarrowingTally(pairs=plain["narrowing"]),
        travel=TravelTally(),
    )


def packed_sums(blocks: Iterable[SumsOfBlock]) -> bytes:
    """The sums of each block of a part, each by itself."""
    terms: list[list[str]] = []
    every: list[tuple[NDArray[Any], NDArray[Any]]] = []
    for block in blocks:
        terms.append(list(block))
        every.extend(block.values())
    return packed({"terms": terms}, {"sums": np.array(every)})


def sums_of(data: bytes) -> Iterator[Mapping[str, tuple[NDArray[Any], NDArray[Any]]]]:
    """The sums of each block of a part, in their order."""
    plain, arrays = unpacked(data)
    sums = iter(arrays["sums"])
    for terms in plain["terms"]:
        yield {term: (pair[0], pair[1]) for term, pair in zip(terms, sums, strict=False)}


def _pairs(arrays: Arrays, name: str, schools: SchoolArrays) -> RankedPairs:
    i, j, scores, squared_m = (arrays[f"{name}.{key}"] for key in _PAIR)
    i, j = i.astype(np.int64), j.astype(np.int64)
    return i, j, scores, squared_m, schools.tie_order(i, j)


def _at(positions: Positions, many: int) -> Bools:
    found = np.zeros(many, dtype=bool)
    found[positions] = True
    return found
