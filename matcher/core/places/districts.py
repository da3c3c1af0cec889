"""The names of districts, one for each whatever a list writes: places are counted by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from matcher.core.places import gazetteer
from matcher.core.places.spelling import authority_words

_LEVELS = ("district", "authority")  # many an authority is its own district


def district_names(written: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The district of each school: as the gazetteer names what is ``written``; what it does not
    know as most schools have it of those that differ in case, spacing or words for a kind of
    council alone ("GUILDFORD", "Guildford Borough"); and where nothing is written by its code, ""
    where that is not known either."""
    kept: dict[str, Counter[str]] = {}
    tidy = [" ".join(name.split()) for name in written]
    for name in filter(None, tidy):
        kept.setdefault(authority_words(name) or name, Counter())[name] += 1
    names = {"": ""}
    for spellings in kept.values():
        # The most common spelling; of two as common the one that is first by its letters.
        usual = min(spellings, key=lambda name: (-spellings[name], name))
        names |= {name: _known(name) or usual for name in spellings}
    by_code = {code: gazetteer.load().district(code) for code in {*codes}}
    return [names[name] or by_code[code] for name, code in zip(tidy, codes, strict=True)]


def known_districts(written: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The district of each school as others than the office may read it: by its code, or else as
    the gazetteer names what is ``written``; "" where it knows neither, as a column of a list may
    hold anything."""
    pairs = list(zip(codes, written, strict=True))
    names = {
        (code, name): gazetteer.load().district(code) or _known(name) for code, name in {*pairs}
    }
    return [names[pair] for pair in pairs]


def _known(name: str) -> str:
    """The one district that a name means; "" for several ("Newcastle") and for none."""
    places = gazetteer.load().places(name)
    found = [place for place in places if place.level in _LEVELS]
    return found[0].name if len(found) == 1 else ""
