"""The register of partnerships as it is shown: plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """One partnership of the register, as its record has it.

    ``status``: suggested, contacted, agreed, running, ended or declined; ``since``: the day from
    which it is that, of one that runs the day on which its activities begin; the day on which
    every status was set under its name (all days ISO, "" where not reached). ``reason``: the code
    of why it was declined, "" for the others. ``keep_until``: the day after which the record is
    to be deleted, "" for no end.

    ``seeker_gets``, ``partner_gets``: what is exchanged, in words, separated by "; ".
    ``score`` and ``distance_km`` (between the two): NaN where not known. ``area``: the
    priority area that the seeker is in, with its kind, "" for none. ``folder``: where the
    record lies, as it was given. ``seeker_at``,
    ``partner_at``: metres on the grid (EPSG:27700), None where it is not known where the
    school is.
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
