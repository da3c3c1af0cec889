"""Partners worth asking: nothing is known of what they offer, and that alone keeps them out.

Silence takes the mean of what is known, so that it neither helps nor harms. It says nothing of
what a partner could give either. Beside its list a seeker is shown those partners of which
nothing is known that would stand in the list if they offered all that it is known to need. They
are ordered by the score they have today, and never counted as helping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.candidates import Block
from matcher.match.gates import cells_of
from matcher.match.lists.top_k import RankedPairs, TopK, best_of, places
from matcher.match.narrowing import OUT, Levels, combined, is_narrowed, pair_levels, standing
from matcher.match.score import block_standings, filled_terms, weighted_sum
from matcher.match.terms import Term, named_share, terms
from matcher.match.weights import Weights

if TYPE_CHECKING:
    import pandas as pd


class IfOffered(NamedTuple):
    """Silent partners of a block beside the seekers that might ask them: the rows and columns, the
    pairs between them, what a weight multiplies if the partner offered all that the seeker is known
    to need, and how far the pair would fit what the run was narrowed to."""

    rows: Positions
    columns: Positions
    part: Block
    filled: dict[str, Floats]
    levels: Levels

    def standings(self, weights: Weights, config: Config) -> Floats:
        """What these pairs would be ordered by."""
        filled = {**self.filled, "near": self.part.near(config)}
        total = weighted_sum(filled, weights.shares, self.part.squared_m.shape)
        return standing(total, self.levels)


class WorthAsking:
    """The partners worth asking of every seeker, gathered block by block. A block holds all
    partners that its seekers may meet, so that each is settled at once."""

    def __init__(self, arrays: SchoolArrays, weights: Weights, config: Config) -> None:
        self.arrays, self.weights, self.config = arrays, weights, config
        self._lists = TopK(arrays, config.worth_asking)
        self._silent = arrays.is_partner & ~arrays.offers_known
        self._asking = (
            arrays.is_seeker & arrays.listed & (arrays.needs.degree.sum(axis=1) > 0)
            if config.worth_asking and weights.shares.get("gives", 0.0) > 0
            else np.zeros(len(arrays.urn), dtype=bool)
        )

    def add_block(self, block: Block, standings: Floats) -> None:
        """Take from a block what is worth asking; ``standings`` as the lists are ordered by,
        below 0 where a gate stops the pair. Shape seekers × partners."""
        offered = self.offered(block, standings)
        if offered is not None:
            self.take(block, standings, offered)

    @property
    def anybody(self) -> bool:
        """Whether some seeker may ask some partner."""
        return bool(self._asking.any() and self._silent.any())

    def may_ask(self, block: Block) -> bool:
        """Whether some seeker of a block may ask some partner of it."""
        return bool(self._asking[block.seekers].any() and self._silent[block.partners].any())

    def add_listed(self, block: Block, listed: RankedPairs) -> None:
        """The same by the lists of the block's seekers alone, one after the other."""
        rows = np.flatnonzero(self._asking[block.seekers])
        last = np.full(len(block.seekers), -1.0)
        end = places(listed[0]) == self.config.k
        last[np.searchsorted(block.seekers, listed[0][end])] = listed[2][end]
        offered = self._offered(block, rows, last[rows])
        if offered is not None:
            there = block_standings(self.arrays, offered.part, self.weights, self.config)
            worth = self._worth(offered, last[offered.rows], listed, there)
            self._lists.add_block(offered.part, worth)

    def offered(self, block: Block, standings: Floats) -> IfOffered | None:
        """The pairs of a block that may be worth asking, as they would be if all were offered;
        None where there are none. It does not depend on the weights: neither who is silent, nor
        whose list is full."""
        rows = np.flatnonzero(self._asking[block.seekers])
        return self._offered(block, rows, _last_of_list(standings[rows], self.config.k))

    def _offered(self, block: Block, rows: Positions, last: Floats) -> IfOffered | None:
        """The same for seekers of these rows, by the standing of the last of their lists."""
        columns = np.flatnonzero(self._silent[block.partners])
        # A list that is not full holds everybody whom its school may meet.
        rows = rows[last >= 0]
        if not (len(rows) and len(columns)):
            return None
        arrays, part = self.arrays, block.part(rows, columns)
        values = terms(arrays, part.seekers, part.partners, part.near(self.config))
        named = np.broadcast_to(
            named_share(arrays, part.seekers)[:, None], part.squared_m.shape
        )  # of needs that the seeker does not name nothing would be known even then
        values = {**values, "gives": Term(named, named)}
        kinds = (arrays.kind[part.seekers][:, None], arrays.kind[part.partners][None, :])
        filled = filled_terms(values, self.weights, kinds)
        return IfOffered(rows, columns, part, filled, self._levels_if_offered(part))

    def take(self, block: Block, standings: Floats, offered: IfOffered) -> None:
        """Take from a block what is worth asking by these weights, of what might be
        (:meth:`offered`, by weights that lack no term of these)."""
        if self._asking[block.seekers[offered.rows]].any():
            self._lists.add_block(offered.part, self.worth(block, standings, offered))

    def worth(self, block: Block, standings: Floats, offered: IfOffered) -> Floats:
        """What those worth asking are ordered by, of what might be; below 0 for any other."""
        rows = offered.rows
        last = _last_of_list(standings[rows], self.config.k)
        ranked = TopK(self.arrays, self.config.k)
        ranked.add_block(block.part(rows, np.arange(len(block.partners))), standings[rows])
        there = standings[np.ix_(rows, offered.columns)]
        return self._worth(offered, last, ranked.best(), there)

    def _worth(
        self, offered: IfOffered, last: Floats, listed: RankedPairs, there: Floats
    ) -> Floats:
        """``last``: the standing of the last of each list; ``listed``: who is in them; ``there``:
        what the pairs stand at."""
        if_offered = offered.standings(self.weights, self.config)
        worth = (there >= 0) & (if_offered >= last[:, None])
        pairs = np.column_stack(listed[:2])
        worth &= ~cells_of(pairs, offered.part.seekers, offered.part.partners)
        return np.where(worth, there, -1.0)

    def best(self) -> RankedPairs:
        """The pairs worth asking so far, plain."""
        found = self._lists.best()
        # Of a seeker whose partners went by in several blocks the best of each are there.
        return best_of(found, self.config.worth_asking, found[0])

    def add_best(self, best: RankedPairs) -> None:
        """Take in what is kept of other blocks (:meth:`best`)."""
        self._lists.add_best(best)

    def ranked_pairs(self) -> pd.DataFrame:
        """The pairs worth asking, with their place: i, j, score, squared_m, worth_asking."""
        return self._lists.ranked_pairs().rename(columns={"place": "worth_asking"})

    def _levels_if_offered(self, part: Block) -> Levels:
        if not is_narrowed(self.config):
            return part.levels
        asked = pair_levels(self.arrays, part.seekers, part.partners, self.config, if_offered=True)
        level = combined([one for _, one in asked], self.arrays, part.seekers, part.partners)
        return np.where(part.levels > OUT, level, OUT).astype(np.int8)


def _last_of_list(standings: Floats, k: int) -> Floats:
    """The standing of the last of each seeker's best k, below 0 where it has fewer."""
    size = standings.shape[1]
    if size < k or not len(standings):
        return np.full(len(standings), -1.0)
    last: Floats = np.partition(standings, size - k, axis=1)[:, size - k]
    return last
