"""How columns are packed: whole numbers in base 64, and words that repeat kept once.

In every packed column -1 means unknown.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import ROUNDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What could end the element or be read as markup; U+2028/9 end a line in older scripts.
_RISKY = "<>&\u2028\u2029"
_HALF = re.compile("[\ud800-\udfff]")  # a lone surrogate cannot be written as UTF-8


def script_safe_json(data: object) -> str:
    """``data`` as JSON in which nothing can end a script element or be taken for markup."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for one in _RISKY:  # few, and looked for one by one sooner than all at once
        text = text.replace(one, _escaped(one))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = _HALF.sub(lambda found: _escaped(found[0]), text)
    return text


def _escaped(one: str) -> str:
    return f"\\u{ord(one):04x}"


def pack_integers(values: NDArray[np.float64] | NDArray[np.int64]) -> dict[str, Any]:
    """Whole numbers from -1 (unknown; NaN becomes -1) up, as base 64 of the smallest
    unsigned type that holds each number plus one; where all are the same one number and how many
    there are, as nothing is known of many columns."""
    numbers = np.where(np.isnan(values), -1, np.rint(values)).astype(np.int64) + 1
    most = int(numbers.max(initial=0))
    if len(numbers) and (numbers == most).all():
        return {"bits": 8, "all": most, "count": len(numbers)}
    bits = 8 if most < 2**8 else 16 if most < 2**16 else 32
    raw = numbers.astype(f"<u{bits // 8}").tobytes()
    return {"bits": bits, "data": base64.b64encode(raw).decode("ascii")}


class WordIndex:
    """A dictionary of words in order of first appearance; the blank word is -1."""

    def __init__(self, *blank: str) -> None:
        self.words: list[str] = []
        self._index = dict.fromkeys(blank, -1)

    def __call__(self, texts: Iterable[str]) -> NDArray[np.int64]:
        """The number of each text, -1 for a blank one."""
        listed = list(texts)
        for text in dict.fromkeys(listed):  # once each, in their order
            self.number(text)
        return np.array(list(map(self._index.__getitem__, listed)), dtype=np.int64)

    def number(self, text: str) -> int:
        """The number of one text."""
        number = self._index.get(text)
        if number is None:
            number = self._index[text] = len(self.words)
            self.words.append(text)
        return number


class FixedIndex:
    """Place of each text in a fixed list; -1 for anything else."""

    def __init__(self, known: Sequence[str]) -> None:
        self._place = {word: number for number, word in enumerate(known)}

    def __call__(self, texts: Iterable[str]) -> NDArray[np.int64]:
        """The place of each text in the list."""
        place = self._place.get
        return np.array([place(text, -1) for text in texts], dtype=np.int64)


def in_words(name: str, texts: Sequence[str]) -> dict[str, Any]:
    """A column ``name`` of texts, as numbers, and ``nameWords`` they point at."""
    words = WordIndex("")
    return {name: pack_integers(words(texts)), f"{name}Words": words.words}


def numbers_of(frame: pd.DataFrame, column: str, times: int = 1) -> NDArray[np.float64]:
    """A column as floats, unknown as NaN, ``times`` as large."""
    return frame[column].to_numpy(float, na_value=np.nan) * times


def tenths_of_km(distances_km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances in units of 0.1 km, as they are shown."""
    return as_displayed(distances_km, 1)


def as_displayed(values: NDArray[np.float64], places: int) -> NDArray[np.float64]:
    """Figures as sentences, lists and workbooks show them, in units of the last place: ties rounded
    up (:func:`matcher.core.figures.number_format.whole_half_up`), so that one is never 0.123 in one
    place and 0.124 in another. Unknown: NaN."""
    shown: NDArray[np.float64] = np.floor(values * 10**places + 0.5 + ROUNDING)
    return shown
