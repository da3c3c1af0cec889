"""Figures of one outcome written alike: as many decimals as what is told of it can bear.

Schools' results come as shares (attendance of 0.93), as points and percentages, and as thousands.
Two decimals make every effect on a share 0.00, and write pence behind thousands of pounds. So the
decimals follow the range that is told: it has two digits at least, and all figures of that outcome
have the decimals of its range, whatever their own size.
"""

from __future__ import annotations

import math
from typing import NamedTuple

_USUAL, _MOST = 2, 12
_WIDE, _NARROW = 10.0, 0.1  # widths of a range between which the usual decimals are right
_NEAR_ZERO = 3  # further decimals at most, so that an end that is not 0 is not written as 0
ROUNDING = 1e-9  # as far as a processor may hold a tie below what it is


class NumberFormat(NamedTuple):
    """How figures are written: with so many ``decimals``, thousands parted by commas, and never
    "-0.00". The minus is the plain one: a terminal that cannot show another must not lose a
    sign."""

    decimals: int = _USUAL

    def figure(self, value: float) -> str:
        """A figure: "0.52", "12,300"; blank where there is none."""
        if math.isnan(value):
            return ""
        if math.isinf(value):
            return "infinite" if value > 0 else "-infinite"
        text = f"{value:,.{self.decimals}f}"
        return text[1:] if text.startswith("-") and not text.strip("-0.") else text

    def signed(self, value: float) -> str:
        """A figure with its sign: "+0.52"; "0.00" without one, as it may be of either; "unknown";
        "+infinite" where nothing bounds it."""
        if math.isnan(value):
            return "unknown"
        text = self.figure(value)
        return text if text.startswith("-") or not text.strip("0.") else f"+{text}"

    def interval(self, low: float, high: float) -> str:
        """An interval: "0.10 to 0.30"."""
        return f"{self.figure(low)} to {self.figure(high)}"

    def signed_interval(self, low: float, high: float) -> str:
        """The interval of an effect: "+0.10 to +0.30"."""
        return f"{self.signed(low)} to {self.signed(high)}"


def half_up(value: float, places: int) -> str:
    """A figure that is not negative to so many decimals, a tie rounded up: 6.05 is "6.1", as
    spreadsheets show it and as people round, where Python takes the nearest of what the processor
    holds (6.0 here)."""
    unit = 10.0**places
    return f"{whole_half_up(value * unit) / unit:.{places}f}"


def whole_half_up(value: float) -> int:
    """A figure that is not negative to the next whole number, a tie rounded up."""
    return math.floor(value + 0.5 + ROUNDING)


def counted(count: float, one: str, many: str = "") -> str:
    """How many of what: "1 pair", "1,200 pairs"; ``many`` where an s does not do: "1 row has", "2
    rows have"."""
    return f"{count:,.10g} {one if count == 1 else many or one + 's'}"


# Of what is in standard deviations, or so many times as likely, whatever the outcome.
IN_SD = NumberFormat(2)


def number_format(low: float, high: float) -> NumberFormat:
    """The format of an outcome of which the range from ``low`` to ``high`` is told: two decimals,
    fewer of a range of 10 or more, and more of one narrower than 0.1 or of an end that would
    else be written as 0. Two also where an end is not known."""
    width, size = high - low, max(abs(low), abs(high))
    if not math.isfinite(width) or size == 0.0:
        return NumberFormat()
    if width <= ROUNDING * size:  # no range: as the figure itself is written
        width = size
    power = math.floor(math.log10(width))
    decimals = _USUAL
    if width >= _WIDE:
        decimals = max(_USUAL - power, 0)
    elif width < _NARROW:
        decimals = min(1 - power, _MOST)
    for more in range(_NEAR_ZERO + 1):
        if all(round(end, decimals + more) for end in (low, high) if end):
            return NumberFormat(decimals + more)
    return NumberFormat(decimals)
