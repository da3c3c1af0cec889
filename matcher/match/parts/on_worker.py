"""What a worker does with a part of a ranking: functions of bytes alone.

What only explains a ranking is not sent (:mod:`matcher.match.parts.question`). It is empty here, so
that whoever reads it fails rather than takes it for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from matcher.core.settings.config import Config
from matcher.core.tie_order import NameHashes
from matcher.match.arrays import Cover, Exchange, Positions, SchoolArrays, TagDegrees
from matcher.match.gates import Exclusions, age_spans
from matcher.match.lists.of_blocks import lists_of_blocks
from matcher.match.parts.answers import packed_lists, packed_sums
from matcher.match.parts.question import OF_SCHOOL, OF_SIDE, RULED_OUT, SIDES
from matcher.match.parts.wire import Arrays, packed, unpacked
from matcher.match.stand_ins import sums_of_blocks
from matcher.match.weights import Weights

Tags = Mapping[str, list[tuple[str, str]]]


class Opened(NamedTuple):
    """A part as a worker reads it: its schools by themselves, and its ``blocks`` of seekers, by
    their place among them. ``rows``: the position of each of these schools in the whole."""

    arrays: SchoolArrays
    config: Config
    exclusions: Exclusions
    blocks: list[Positions]
    rows: Positions


def sums_of_part(asked: bytes, one: bytes) -> bytes:
    """What the known parts of the terms come to, block by block
    (:func:`matcher.match.parts.answers.sums_of`)."""
    _one_thread()
    part = opened(asked, one)
    return packed_sums(sums_of_blocks(part.arrays, part.config, part.exclusions, part.blocks))


def lists_of_part(asked: bytes, one: bytes, weighing: bytes) -> bytes:
    """The lists of a part (:func:`matcher.match.parts.answers.lists_of`); ``weighing``: the weights
    of the whole (:func:`packed_weights`)."""
    _one_thread()
    part = opened(asked, one)
    weights = _weights(weighing)
    found = lists_of_blocks(part.arrays, weights, part.config, part.exclusions, part.blocks)
    return packed_lists(found, part.rows)


def packed_weights(weights: Weights) -> bytes:
    """Weights as bytes."""
    plain = {"shares": dict(weights.shares), "left_out": list(weights.left_out)}
    return packed(plain, {term: np.asarray(table) for term, table in weights.stand_ins.items()})


def _weights(data: bytes) -> Weights:
    plain, stand_ins = unpacked(data)
    return Weights(plain["shares"], tuple(plain["left_out"]), stand_ins)


def opened(asked: bytes, one: bytes) -> Opened:
    """The question and a part of it, to be worked out."""
    plain, all_parts = unpacked(asked)
    _, own = unpacked(one)
    rows = all_parts.pop("rows"), own.pop("rows")
    pairs: dict[str, Any] = {name: _pairs(all_parts.pop(f"ruled_out.{name}")) for name in RULED_OUT}
    seekers, ends = own.pop("seekers"), own.pop("ends")
    found, positions = _in_order(all_parts, own, rows)
    names = {which: [(one, other) for one, other in tags] for which, tags in plain["tags"].items()}
    return Opened(
        arrays=_schools_of(found, names, positions),
        config=_config(plain["config"]),
        exclusions=Exclusions(**pairs),
        blocks=np.split(np.searchsorted(positions, seekers), ends[:-1]),
        rows=positions,
    )


def _pairs(positions: Positions) -> frozenset[tuple[str, str]]:
    return frozenset((str(one), str(other)) for one, other in positions.tolist())


def _config(said: dict[str, Any]) -> Config:
    """The settings from plain data, in which a tuple is a list."""
    several = {one.name for one in fields(Config) if isinstance(getattr(Config(), one.name), tuple)}
    read: dict[str, Any] = {n: tuple(v) if n in several else v for n, v in said.items()}
    return Config(**read)


def _in_order(
    some: Arrays, others: Arrays, rows: tuple[Positions, Positions]
) -> tuple[Arrays, Positions]:
    """The columns of two groups of schools, which share none, by their position in the whole, and
    those positions: ``rows`` are those of each group."""
    every = np.concatenate(rows)
    order = np.argsort(every)
    joined = {name: np.concatenate([some[name], others[name]])[order] for name in some}
    return joined, every[order]


def _schools_of(found: Arrays, names: Tags, positions: Positions) -> SchoolArrays:
    """Schools from their columns and tags; their URNs are their positions in the whole."""
    exchanges = {which: _exchange(found, which, names[which]) for which in names}
    exchange = exchanges["exchange"]
    own: dict[str, Any] = {name: found[name] for name in OF_SCHOOL}
    age_span, spans = age_spans(own["age_low"], own["age_high"])
    urns = [str(position) for position in positions.tolist()]
    return SchoolArrays(
        urn=np.array(urns, dtype=object),
        tie=NameHashes(urns, found["tie"]),  # those of the URNs that they stand for
        exchange=exchange,
        everything=exchanges.get("everything", exchange),
        gate=np.array([], dtype=object),
        age_span=age_span,
        spans=spans,
        **own,
    )


def _exchange(found: Arrays, which: str, names: list[tuple[str, str]]) -> Exchange:
    needs, strengths = (
        TagDegrees(
            **{name: found.get(f"{which}.{side}.{name}") for name in OF_SIDE},  # type: ignore[arg-type]
            confidence=np.zeros((0, len(names))),
        )
        for side in SIDES
    )
    nothing = np.array([], dtype=np.int64)
    return Exchange(
        tags=[(activity, subject) for activity, subject in names],
        needs=needs,
        need_total=found[f"{which}.need_total"],
        need_sum=needs.degree.sum(axis=1),
        own=strengths,
        strengths=strengths,
        cover=Cover(nothing, nothing, np.array([]), np.array([], dtype=bool)),
        full_claims=0,
    )


@cache
def _one_thread() -> object:
    """Keep the products of matrices of this process on one thread, as in every ranking: so they add
    in one order. It is never undone, as other parts may be at work in other threads."""
    return threadpool_limits(limits=1, user_api="blas")
