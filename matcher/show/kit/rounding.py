"""Figures as they are shown: rounded so that parts still add up."""

from __future__ import annotations

from collections.abc import Sequence

PLACES = 3


def shown(value: float) -> str:
    """A share or score to three decimals."""
    return f"{value:.{PLACES}f}"


def adding_up(parts: Sequence[float], total: float) -> list[float]:
    """``parts`` rounded to three decimals so that they add up to ``total`` rounded so: those
    that lose most by rounding down are rounded up (largest remainder)."""
    unit = 10**PLACES
    scaled = [part * unit for part in parts]
    floors = [int(value // 1) for value in scaled]
    missing = round(float(shown(total)) * unit) - sum(floors)
    by_loss = sorted(range(len(parts)), key=lambda i: (floors[i] - scaled[i], i))
    for at in by_loss[: max(missing, 0)]:
        floors[at] += 1
    return [value / unit for value in floors]
