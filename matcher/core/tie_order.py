"""Who comes first where a list has nothing left to tell two pairs apart.

An order by URN would favour whoever was registered first: on the national register it gave older
schools every one of the places that a tie decides, one in 200 of those in partners' lists. So ties
end by a keyed hash of the pair: nobody is favoured in every list, and the same pair stands in the
same place always, on every machine and whatever the order of the rows.

The key is published, as it keeps no secret: it only makes an order that means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

KEY = b"matcher: ties"
_FEW = 4  # where more than a quarter of all are asked for, all are made at once

# The finaliser of splitmix64 (Steele, Lea and Flood, OOPSLA 2014; constants of Vigna's public
# domain splitmix64.c): every bit of its input moves every bit of its output.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def name_hashes(names: Iterable[str]) -> Hashes:
    """A hash of each URN, or of the name of a group: the first 8 bytes of keyed BLAKE2b,
    little-endian."""
    keyed = blake2b(digest_size=8, key=KEY)  # what every hash begins with, worked out once

    def hashed(name: str) -> bytes:
        one = keyed.copy()
        one.update(name.encode())
        return one.digest()

    return np.frombuffer(b"".join(map(hashed, names)), dtype="<u8").astype(np.uint64)


class NameHashes:
    """The hashes of many names (:func:`name_hashes`) by their positions, each made when somebody
    asks for it: a question about one school needs a few hundred, a ranking all, and those of all
    schools of England take as long as the rest of a small question."""

    def __init__(self, names: Sequence[str], made: Hashes | None = None) -> None:
        """``made``: the hashes of these names, where they are known already."""
        self._names, self._made = names, made
        self._asked = 0

    def __getitem__(self, at: NDArray[np.intp]) -> Hashes:
        """Those at these positions, in their shape."""
        self._asked += at.size
        if self._made is None and self._asked * _FEW <= len(self._names):
            return name_hashes(self._names[one] for one in at.ravel().tolist()).reshape(at.shape)
        return self.all()[at]

    def all(self) -> Hashes:
        """Those of all names, in their order."""
        if self._made is None:
            self._made = name_hashes(self._names)
        return self._made


def pair_hashes(one: Hashes, other: Hashes) -> Hashes:
    """A hash of each pair from those of its two sides, by which ties end, the lowest first;
    (a, b) and (b, a) have different ones."""
    return _mixed(one ^ _mixed(other))


def reordered(names: Hashes, order: int) -> Hashes:
    """The hashes of the same names by another key, for an order that means as little. ``order`` 0
    is the one that lists have, and gives ``names`` themselves."""
    return names if order == 0 else _mixed(names ^ _mixed(np.array([order], dtype=np.uint64)))


def _mixed(value: Hashes) -> Hashes:
    """One step of splitmix64, modulo 2⁶⁴."""
    value = value + _STEP
    value = (value ^ (value >> np.uint64(30))) * _FIRST
    value = (value ^ (value >> np.uint64(27))) * _SECOND
    return value ^ (value >> np.uint64(31))
