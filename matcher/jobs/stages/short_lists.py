"""Whose lists are of the schools of the lists alone, and so are short beside the others.

Two schools that no list names are never a pair. Where such schools seek and others give, whoever of
them is asked about was compared with the schools of the lists alone, and its places are among
these.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun

Sides = Mapping[str, frozenset[str]]  # URNs, by side


def of_register_alone(
    listed: Collection[str], seeking: Collection[str], giving: Collection[str]
) -> Sides:
    """By side, the URNs of those ``seeking`` and ``giving`` that are of the register alone, where
    both sides have such schools; ``listed``: those that a list names."""
    alone = {
        "seeker": frozenset(seeking).difference(listed),
        "partner": frozenset(giving).difference(listed),
    }
    return alone if all(alone.values()) else dict.fromkeys(alone, frozenset())


def met_lists_alone(run: ReopenedRun) -> Sides:
    """The same of a finished run."""
    return of_register_alone(*sides_of(run))


def compared_alone(run: ReopenedRun, *, seeker: str, partner: str) -> dict[str, int]:
    """By side, where no list names the one that is on it in a finished run, with how many of the
    other side, those of the lists alone, it was compared. By URN, one school or two."""
    listed, seeking, giving = sides_of(run)
    others = {"seeker": giving & listed, "partner": seeking & listed}
    short = of_register_alone(listed, seeking, giving)
    return {
        side: len(others[side])
        for side, urn in (("seeker", seeker), ("partner", partner))
        if urn in short[side]
    }


def all_compared_alone(
    listed: Collection[str], seeking: Collection[str], giving: Collection[str]
) -> dict[str, int]:
    """With how many schools, those of the lists alone, each that no list names was compared, by
    URN; those of :func:`of_register_alone`."""
    seek, give = of_register_alone(listed, seeking, giving).values()
    partners, seekers = (frozenset(side).intersection(listed) for side in (giving, seeking))
    return {
        **dict.fromkeys(seek, len(partners)),
        **dict.fromkeys(give, len(seekers)),
        **dict.fromkeys(seek & give, len(partners | seekers)),
    }


def sides_of(run: ReopenedRun) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Those that a list names, those that seek and those that give."""
    arrays = run.ranking.arrays
    listed, seeking, giving = (
        frozenset(arrays.urn[there].tolist())
        for there in (arrays.listed, arrays.is_seeker, arrays.is_partner)
    )
    return listed, seeking, giving
