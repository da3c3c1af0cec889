"""The names of districts, one for each whatever a list writes: places are counted by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from matcher.core.places import gazetteer
from matcher.core.places.spelling import authority_words

_LEVELS = ("district", "authority")  # an authority without districts is one itself


def district_names(written: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The district of each school: as the gazetteer names what is ``written``; what it does not
    know as most schools have it of those that differ in case, spacing or words for a kind of
    council alone ("GUILDFORD", "Guildford Borough"); and where nothing is written by its code, ""
    where that is not known either."""
    known = gazetteer.load()
    kept: dict[str, Counter[str]] = {}
    tidy = [" ".join(name.split()) for name in written]
    for name in filter(None, tidy):
        kept.setdefault(authority_words(name) or name, Counter())[name] += 1
    names = {"": ""}
    for spellings in kept.values():
        # The most common spelling; of two as common the one that is first by its letters.
        usual = min(spellings, key=lambda name: (-spellings[name], name))
        for name in spellings:
            found = [place for place in known.places(name) if place.level in _LEVELS]
            names[name] = found[0].name if len(found) == 1 else usual
    by_code = {code: known.district(code) for code in {*codes}}
    return [names[name] or by_code[code] for name, code in zip(tidy, codes, strict=True)]


def known_districts(written: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The district of each school by its code, or else as the gazetteer names what is ``written``;
    "" where it knows neither."""
    known = gazetteer.load()
    pairs = list(zip(codes, written, strict=True))
    names = {
        (code, name): known.district(code)
        or next((place.name for place in known.places(name) if place.level in _LEVELS), "")
        for code, name in {*pairs}
    }
    return [names[pair] for pair in pairs]
