"""Figures and lines as every output writes them: scores, distances, counts, text of a list."""

from __future__ import annotations

from collections.abc import Sequence

PLACES = 3


def three_decimals(value: float) -> str:
    """A share or score to three decimals."""
    return f"{value:.{PLACES}f}"


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


def kilometres(distance_km: float) -> str:
    """A distance as people read it: "4.2 km"."""
    return "under 0.1 km" if distance_km < 0.05 else f"{distance_km:.1f} km"


def counted(count: int, one: str, many: str = "") -> str:
    """How many of what: "1 pair", "1,200 pairs"; ``many`` where an s does not do."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def printable(text: str) -> str:
    """Text on one line, with nothing in it that a terminal would act on."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)
