"""Why two schools were matched, as a sentence a person can read and repeat.

A sentence is a few phrases parted by "; ": how far apart, what the partner covers, what
the seeker could give back, the priority area. Figures are rounded as they are shown
everywhere: distances to 0.1 km.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from matcher.core.schema import as_list

Words = Callable[[str, str], str]

# How near a priority area must be for a reason to name it.
_NEAR_AREA_KM = 10.0


def kilometres(distance_km: float) -> str:
    """A distance as people read it: "4.2 km"."""
    return "under 0.1 km" if distance_km < 0.05 else f"{distance_km:.1f} km"


def reasons(
    matches: pd.DataFrame,
    schools: pd.DataFrame,
    profile: pd.DataFrame,
    *,
    words: Words,
    area_title: str,
    max_km: float,
) -> pd.Series:
    """A sentence for every row of MATCHES, seen from the seeker.

    ``words`` gives the phrase for a tag (activity, subject); ``area_title`` is what one
    area of the programme is called, such as "opportunity area".
    """
    needs = _named(profile, "need", words)
    strengths = _named(profile, "strength", words)
    anything = bool(needs) and bool(strengths)
    area = {
        urn: _area_phrase(inside, near, km, area_title)
        for urn, inside, near, km in zip(
            as_list(schools["urn"]),
            as_list(schools["area"]),
            as_list(schools["area_near"]),
            as_list(schools["area_km"]),
            strict=True,
        )
    }
    sentences = []
    for seeker, partner, distance, beyond in zip(
        as_list(matches["seeker_urn"]),
        as_list(matches["partner_urn"]),
        as_list(matches["distance_km"]),
        as_list(matches["beyond"]),
        strict=True,
    ):
        phrases = [f"{kilometres(distance)} apart"]
        if beyond:
            phrases.append(f"beyond the {max_km:g} km limit, as nobody is within it")
        if anything:
            phrases += _exchange(
                needs.get(seeker), strengths.get(seeker), needs.get(partner), strengths.get(partner)
            )
        if area[seeker]:
            phrases.append(area[seeker])
        sentences.append("; ".join(phrases))
    return pd.Series(sentences, index=matches.index, dtype="str")


def _named(profile: pd.DataFrame, side: str, words: Words) -> dict[str, dict[str, float]]:
    """For every school of which that side is known: the phrase of each tag and its degree."""
    found: dict[str, dict[str, float]] = {}
    phrase: dict[tuple[str, str], str] = {}
    said = profile[profile[side].notna()]
    for urn, activity, subject, degree in zip(
        as_list(said["urn"]),
        as_list(said["activity"]),
        as_list(said["subject"]),
        as_list(said[side]),
        strict=True,
    ):
        own = found.setdefault(urn, {})
        if activity == "none" or degree == 0:
            continue
        tag = (activity, subject)
        if tag not in phrase:
            phrase[tag] = words(activity, subject)
        own[phrase[tag]] = max(degree, own.get(phrase[tag], 0.0))
    return found


def _exchange(
    wants: dict[str, float] | None,
    has: dict[str, float] | None,
    partner_wants: dict[str, float] | None,
    partner_has: dict[str, float] | None,
) -> list[str]:
    """What the partner covers and what the seeker could give back; unknown is said."""
    phrases = []
    if wants is None or partner_has is None:
        phrases.append("your needs are not known" if wants is None else "its strengths not known")
    elif wants:
        met = _met(wants, partner_has)
        phrases.append(_count("covers", len(met), "your", wants, met))
    if has is not None and partner_wants:
        met = _met(partner_wants, has)
        if met:
            phrases.append(_count("you could give", len(met), "its", partner_wants, met))
    return phrases


def _met(wants: dict[str, float], offers: dict[str, float]) -> list[str]:
    met = [(-(degree * offers[tag]), tag) for tag, degree in wants.items() if offers.get(tag)]
    return [tag for _, tag in sorted(met)]


def _count(verb: str, met: int, whose: str, wants: dict[str, float], tags: Iterable[str]) -> str:
    many = f"{len(wants)} needs" if len(wants) > 1 else "one need"
    if not met:
        return f"{verb} none of {whose} {many}"
    part = f"{met} of {whose} {many}" if len(wants) > 1 else f"{whose} {many}"
    return f"{verb} {part}: {', '.join(tags)}"


def _area_phrase(inside: str, near: str, distance_km: float, title: str) -> str:
    if inside:
        return f"in the {inside} {title}"
    if near and distance_km <= _NEAR_AREA_KM:
        return f"{kilometres(distance_km)} from the {near} {title}"
    return ""
