"""The register of partnerships as it is shown: plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """One partnership of the register.

    ``since``: the day of its status; ``reason``: the code of why it was declined; the day of
    every other status under its name (all days ISO, "" where not reached); ``seeker_gets``
    and ``partner_gets``: what is exchanged, in words, separated by "; ". ``score`` and
    ``distance_km`` NaN where not known. ``seeker_at``, ``partner_at``: metres on the grid
    (EPSG:27700), None where it is not known where the school is.
    """

    seeker_urn: str
    seeker_name: str
    partner_urn: str
    partner_name: str
    status: str
    since: str
    reason: str
    suggested: str
    contacted: str
    agreed: str
    running: str
    ended: str
    declined: str
    keep_until: str
    score: float
    distance_km: float
    area: str
    seeker_gets: str
    partner_gets: str
    folder: str
    seeker_at: Point | None = None
    partner_at: Point | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """All partnerships below a folder, and what is wrong with those that could not be read,
    as sentences. ``reasons``: the codes of why schools declined, in words."""

    folder: str
    entries: tuple[Entry, ...]
    faults: tuple[str, ...]
    reasons: Mapping[str, str]
