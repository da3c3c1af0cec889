"""Arrays and plain data as bytes, and back: NumPy's own format ``.npz``, without pickles.

Nothing in these bytes can run: NumPy refuses arrays of objects on both sides, and the plain data is
JSON. What is read is what was written, bit for bit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

# The name of the plain data among the arrays.
_PLAIN = "plain"


def packed(plain: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Plain data (what JSON can say) and arrays by name as bytes. Numbers that are all whole and
    from 0 to 255, as degrees in hundredths are, take a byte each."""
    kept: Arrays = {}
    narrowed = []
    for name, values in arrays.items():
        small = _as_bytes(values)
        kept[name] = values if small is None else small
        if small is not None:
            narrowed.append(name)
    text = json.dumps({"plain": plain, "narrowed": narrowed}, allow_nan=False)
    kept[_PLAIN] = np.frombuffer(text.encode(), dtype=np.uint8)
    file = BytesIO()
    np.savez(file, allow_pickle=False, **kept)
    return file.getvalue()


def unpacked(data: bytes) -> tuple[dict[str, Any], Arrays]:
    """The plain data and the arrays of :func:`packed`."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    said = json.loads(arrays.pop(_PLAIN).tobytes())
    for name in said["narrowed"]:
        arrays[name] = arrays[name].astype(np.float64)
    return said["plain"], arrays


def _as_bytes(values: NDArray[Any]) -> NDArray[np.uint8] | None:
    """The same numbers in a byte each; None where that would change a bit, or spare nothing."""
    if values.dtype != np.float64:
        return None
    with np.errstate(invalid="ignore"):  # what is no byte is found out below
        small = values.astype(np.uint8)
    # Minus zero is equal to zero, but is another number.
    return small if np.array_equal(small, values) and not np.signbit(values).any() else None
