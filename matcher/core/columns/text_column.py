"""A column of text as its different texts, each once, and which of them each row has.

Most columns of a table hold few different texts. What is asked of a text is asked once of each of
them, and of thousands of rows by their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TextColumn:
    """``distinct``: the different texts; ``codes``: of each row the place of its text among them.
    A text of which no row is left may stay among them."""

    codes: NDArray[np.int64]
    distinct: Sequence[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextColumn:
        """The column that holds these texts, one a row."""
        place: dict[str, int] = {}
        codes = [place.setdefault(text, len(place)) for text in texts]
        return cls(np.array(codes, dtype=np.int64), [*place])

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: NDArray[Any]) -> TextColumn:
        """The column of these rows, by their places or a mask."""
        return TextColumn(self.codes[rows], self.distinct)

    @property
    def used(self) -> list[str]:
        """The different texts that rows have."""
        distinct = [*self.distinct]
        # NumPy's unique would sort the rows, and load its masked arrays.
        return [distinct[code] for code in np.flatnonzero(np.bincount(self.codes)).tolist()]

    def to_numpy(self) -> NDArray[np.object_]:
        """The text of each row."""
        return np.array([*self.distinct], dtype=object)[self.codes]

    def to_list(self) -> list[str]:
        """The text of each row."""
        distinct = [*self.distinct]
        return [distinct[code] for code in self.codes.tolist()]

    def each(self, rule: Callable[[str], Any], kind: type) -> NDArray[Any]:
        """What ``rule`` says of the text of each row, as an array of this kind."""
        return np.array([rule(text) for text in self.distinct], dtype=kind)[self.codes]

    def worded(self, rule: Callable[[str], str]) -> TextColumn:
        """The column with each text by ``rule``; two that it makes the same are one."""
        changed = TextColumn.of(map(rule, self.distinct))
        return TextColumn(changed.codes[self.codes], changed.distinct)

    def in_order(self) -> NDArray[np.int64]:
        """Numbers of the rows that stand in the order of their texts."""
        place = {text: at for at, text in enumerate(sorted(self.distinct))}
        return self.each(place.__getitem__, np.int64)

    def is_in(self, texts: Container[str]) -> NDArray[np.bool_]:
        """Whether the text of each row is one of these."""
        return self.each(texts.__contains__, bool)

    def is_text(self, text: str) -> NDArray[np.bool_]:
        """Whether the text of each row is this one."""
        return self.is_in((text,))
