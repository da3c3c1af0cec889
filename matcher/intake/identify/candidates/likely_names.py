"""The names of a register that are most like a name by their letters, for many names at once.

Two steps, because the measure that decides (token_set_ratio of rapidfuzz) takes fifty times as
long as the plain ratio of two texts, which rapidfuzz tells of a whole table by vector
instructions. Of two names without a word in common both are the same number, so that the plain
ratio finds them all; names with a word in common are found by an index of words. Only these are
then measured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz, process

_MANY = 40  # names above which only the likeliest by letters are looked at closely
_KEEP = 15
_LEAST = 60.0  # of 100
_AT_ONCE = 256  # names asked for in one table: 7 MB of it for a national register


class LikelyNames:
    """The names of a register, each as its words (:class:`SchoolName.words`), by position."""

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        self._joined: list[str] = []
        self._ordered: list[str] = []
        for words in names:
            self._joined.append(" ".join(words))
            self._ordered.append(_in_order(words))

    def likely(
        self, asked: Iterable[tuple[str, ...]], among: Sequence[int]
    ) -> Iterator[tuple[tuple[str, ...], Sequence[int]]]:
        """Each name of ``asked`` once, with those ``among`` the register (positions, each once)
        that are of the same words, and the likeliest others by letters; with all where they are
        few. By the words of one within the other ("Park" in a hundred names) many are alike; the
        whole then decides."""
        names = list(dict.fromkeys(asked))
        if len(among) <= _MANY:
            yield from ((words, among) for words in names)
            return
        ordered = [self._ordered[i] for i in among]
        holding: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(ordered):
            for word in text.split():
                holding[word].append(place)
        for start in range(0, len(names), _AT_ONCE):
            part = names[start : start + _AT_ONCE]
            # Whole numbers are small and rounded: one less than the limit leaves nobody out.
            alike = process.cdist(
                [_in_order(words) for words in part],
                ordered,
                scorer=fuzz.ratio,
                score_cutoff=_LEAST - 1,
                dtype=np.uint8,
            )
            for words, ratios in zip(part, alike, strict=True):
                places = set(np.flatnonzero(ratios).tolist())
                places.update(*(holding.get(word, ()) for word in words))
                yield words, self._likeliest(" ".join(words), [among[place] for place in places])

    def _likeliest(self, joined: str, among: Iterable[int]) -> list[int]:
        found = process.extract(
            joined,
            {i: self._joined[i] for i in among},
            scorer=fuzz.token_set_ratio,
            limit=None,
            score_cutoff=_LEAST,
        )
        last = found[:_KEEP][-1][1] if found else 0.0
        ranked = sorted(
            (-score, -fuzz.token_sort_ratio(joined, text), i)
            for text, score, i in found
            if score >= last
        )
        return sorted(
            {i for _, _, i in ranked[:_KEEP]} | {i for text, _, i in found if text == joined}
        )


def _in_order(words: Iterable[str]) -> str:
    """The words as token_set_ratio compares them: each once, by the alphabet."""
    return " ".join(sorted(set(words)))
