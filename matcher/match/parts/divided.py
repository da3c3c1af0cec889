"""A ranking whose blocks are worked out on a cluster.

Partners go to every worker once, seekers to the one that works on them. There are few parts, as
each brings its own lists of partners, and each is opened anew; and some to spare for each worker,
so that they end at about the same time and a lost worker costs little. What comes back is put
together in the order of the blocks, so that the ranking has the bits it would have had here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Positions, SchoolArrays
from matcher.match.candidates import pairs_of_blocks
from matcher.match.gates import Exclusions
from matcher.match.lists.of_blocks import PartialLists
from matcher.match.parts.answers import lists_of, sums_of
from matcher.match.parts.on_worker import lists_of_part, packed_weights, sums_of_part
from matcher.match.parts.question import part, question
from matcher.match.stand_ins import SumsOfBlock
from matcher.match.weights import Weights

# For each thread of a worker. Two would leave workers idle at the end where one part takes long.
PARTS_A_THREAD = 3


# Bytes that a cluster holds: what :meth:`Cluster.send` gave, for :meth:`Cluster.work`.
Held = Any


class Cluster(Protocol):
    """Machines that share work. Bytes alone go there and come back, so that no text of a list is
    ever read as code; a function is named by its module, which every worker has installed, and is
    never sent. Every call raises :class:`matcher.core.errors.ServiceError` where they cannot go on,
    after a bounded time."""

    @property
    def threads(self) -> int:
        """How many pieces of work go on at a time."""

    def send(self, data: bytes) -> Held:
        """Give bytes to the cluster, once for as many pieces of work as need them. What a worker
        loses of them is sent again."""

    def work(
        self,
        function: Callable[..., bytes],
        calls: Sequence[tuple[Held, ...]],
        done: Callable[[int], Any] = lambda place: None,
    ) -> list[bytes]:
        """What ``function``, at the top of a module, makes of each of these calls, in their order.
        What a worker was at when it was lost is done again by another. ``done`` is told the place
        of each call as it ends."""


class Divided:
    """The blocks of a ranking, divided between the workers of a cluster."""

    def __init__(
        self,
        cluster: Cluster,
        arrays: SchoolArrays,
        config: Config,
        exclusions: Exclusions,
        blocks: Sequence[Positions],
    ) -> None:
        self._cluster, self._arrays = cluster, arrays
        self._config, self._exclusions = config, exclusions
        pairs = pairs_of_blocks(arrays, config, blocks)
        self._parts = divided(blocks, pairs, PARTS_A_THREAD * cluster.threads)

    def sums(self) -> Iterator[SumsOfBlock]:
        """What the known parts of the terms come to in each block
        (:func:`matcher.match.stand_ins.sums_of_blocks`)."""
        for found in self._cluster.work(sums_of_part, self._sent):
            yield from sums_of(found)

    def lists(
        self, weights: Weights, told: Callable[[int], None] = lambda seekers: None
    ) -> list[PartialLists]:
        """The lists of each part (:func:`matcher.match.lists.of_blocks.lists_of_blocks`). ``told``
        is called as each ends with how many seekers it had."""
        weighing = self._cluster.send(packed_weights(weights))
        many = [sum(map(len, blocks)) for blocks in self._parts]
        found = self._cluster.work(
            lists_of_part,
            [(*held, weighing) for held in self._sent],
            lambda place: told(many[place]),
        )
        return [lists_of(one, self._arrays) for one in found]

    @cached_property
    def _sent(self) -> list[tuple[Held, ...]]:
        """The question and each part, as the cluster holds them."""
        asked = self._cluster.send(question(self._arrays, self._config, self._exclusions))
        return [(asked, self._cluster.send(part(self._arrays, one))) for one in self._parts]


def divided(
    blocks: Sequence[Positions], pairs: Sequence[int], many: int
) -> list[Sequence[Positions]]:
    """Blocks in their order, in at most so ``many`` parts of about as many pairs each."""
    done = np.cumsum(np.asarray(pairs, dtype=float) + 1.0)
    if not len(done):
        return []
    shares = np.arange(1, many) * (done[-1] / many)
    cuts = np.unique([0, *(np.searchsorted(done, shares) + 1).tolist(), len(blocks)])
    return [blocks[start:end] for start, end in pairwise(cuts.tolist())]
