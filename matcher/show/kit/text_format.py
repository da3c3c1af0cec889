"""Figures and lines as every output writes them: scores, distances, counts, text of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matcher.core.figures.number_format import ROUNDING, half_up
from matcher.core.settings.config import KM_PER_MILE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLACES = 3
_NEXT_TO = 0.05  # kilometres: less is "under 0.1"


def three_decimals(value: float) -> str:
    """A share or score to three decimals, a tie rounded up, as the workbook shows it."""
    return half_up(value, PLACES) if value >= 0 else f"{value:.{PLACES}f}"


def thousandths(value: float) -> int:
    """A share or score in units of the last decimal that :func:`three_decimals` shows."""
    return int(three_decimals(value).replace(".", ""))


def shown_sum(parts: Sequence[tuple[float, float]], total: float) -> list[float]:
    """What each of ``parts``, a weight and a value, brings to ``total``, to three decimals: the
    product of the two as they are shown, so that whoever works it out finds what stands there; the
    greatest with what rounding leaves, mostly 0, so that all of them add up to the total as it is
    shown. The map works by the same rule (``waterfall.js``)."""
    unit = 10**PLACES
    points = [_points(weight, value) for weight, value in parts]
    if points:
        points[points.index(max(points))] += thousandths(total) - sum(points)
    return [own / unit for own in points]


def product_sign(weight: float, value: float, points: float) -> str:
    """What stands between a weight and a value and the points of :func:`shown_sum`: "≈" where
    these have what rounding leaves."""
    return "=" if _points(weight, value) == thousandths(points) else "≈"


def _points(weight: float, value: float) -> int:
    unit: int = 10**PLACES
    return (thousandths(weight) * thousandths(value) + unit // 2) // unit


def round_to_sum(parts: Sequence[float], total: float) -> list[float]:
    """``parts`` rounded to three decimals so that they add up to ``total`` rounded so: those
    that lose most by rounding down are rounded up (largest remainder, the first of equals)."""
    unit = 10**PLACES
    scaled = [part * unit for part in parts]
    floors = [int(value // 1) for value in scaled]
    missing = round(float(three_decimals(total)) * unit) - sum(floors)
    by_loss = sorted(range(len(parts)), key=lambda i: (floors[i] - scaled[i], i))
    for at in by_loss[: max(missing, 0)]:
        floors[at] += 1
    return [value / unit for value in floors]


def percentages(shares: Mapping[str, float]) -> dict[str, str]:
    """Shares of a whole in per cent that add up to 100: whole ones where these do, else to one
    decimal."""
    whole = {name: f"{share:.0%}" for name, share in shares.items()}
    if sum(int(told[:-1]) for told in whole.values()) == 100:
        return whole
    tenths = round_to_sum(list(shares.values()), 1.0)
    return {name: f"{share:.1%}" for name, share in zip(shares, tenths, strict=True)}


def kilometres(distance_km: float, miles: bool = False) -> str:
    """A distance as people read it: "4.2 km"; with ``miles`` in both: "4.2 km (2.6 miles)",
    the miles from the kilometres as they are shown, which a workbook shows too."""
    if distance_km < _NEXT_TO:
        return "under 0.1 km (under 0.1 miles)" if miles else "under 0.1 km"
    shown = half_up(distance_km, 1)
    return f"{shown} km ({float(shown) / KM_PER_MILE:.1f} miles)" if miles else f"{shown} km"


def each_kilometres(
    distances_km: NDArray[np.float64], miles: bool = False, said: str = "{}"
) -> list[str]:
    """:func:`kilometres` of each distance, put into ``said``; each tenth of a kilometre is put
    into words once."""
    import numpy as np

    tenths = np.where(distances_km < _NEXT_TO, 0, np.floor(distances_km * 10.0 + 0.5 + ROUNDING))
    places = tenths.astype(np.int64)
    words = np.full(places.max(initial=0) + 1, "", dtype=object)
    for one in np.flatnonzero(np.bincount(places)).tolist():
        words[one] = said.format(kilometres(one / 10.0, miles))
    each: list[str] = words[places].tolist()
    return each


def limit_words(max_km: float, miles: bool = False) -> str:
    """The limit of a run: "40 km"; with ``miles`` in both: "40.2 km (25 miles)"."""
    in_miles = f"{max_km / KM_PER_MILE:.1f}".removesuffix(".0")
    return f"{max_km:.3g} km ({in_miles} miles)" if miles else f"{max_km:g} km"


def whole_words(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` characters, where it is cut after a sentence that ends in
    its second half or else after a word, with " …" in place of the rest."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]  # with the character that shows whether a word ends there
    sentence = kept.rfind(". ") + 1
    end = sentence if sentence > longest // 2 else kept.rfind(" ")
    return f"{text[:end].rstrip(' ,;:(') if end > 0 else text[: longest - 2]} …"


def printable(text: str) -> str:
    """Text on one line, with nothing in it that a terminal would act on."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)
