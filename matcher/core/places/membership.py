"""Which schools are in the authorities and regions that a run is narrowed to.

What a table says of a school decides; where it says no region, or words regions of another
kind, the region follows from the authority.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.core.columns.columns import AnyTable, columns_of
from matcher.core.errors import SettingError
from matcher.core.phase_groups import ALTERNATIVE_PROVISION, SPECIAL_SCHOOLS
from matcher.core.places import gazetteer
from matcher.core.places.spelling import authority_words, region_words, words
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd

Bools = NDArray[np.bool_]

# Phases of education as the register words them, and what has none in it.
PHASES = ("Nursery", "Primary", "Middle deemed primary", "Middle deemed secondary", "Secondary",
          "16 plus", "All-through", SPECIAL_SCHOOLS, ALTERNATIVE_PROVISION)  # fmt: skip
_ONE_COUNCILS = ("authority", "district")  # a name of two of these is nobody's for certain
_MANY = 6  # that are named where a narrowing leaves nobody


def regions_of(schools: pd.DataFrame) -> list[str]:
    """The Department's region of each school by its authority (columns la_code and la_name);
    "" where that does not say it."""
    known = gazetteer.load()
    return [
        known.authorities[codes[0]].region if len(codes) == 1 else ""
        for codes in _codes_of(schools)
    ]


def in_regions(schools: AnyTable, texts: Iterable[str]) -> Bools:
    """Which schools are in one of the regions named, by their column ``region``; where that is
    blank, or nobody there has such a region, by their authority."""
    known, own = gazetteer.load(), columns_of(schools)
    written = own.texts("region").worded(region_words)
    found = np.zeros(len(own), dtype=bool)
    for text in texts:
        by_authority = _inside(own, known.regions.get(known.region_named(text), ()))
        if (wanted := region_words(text)) and (there := written.is_text(wanted)).any():
            by_authority &= written.is_text("")
            found |= there
        found |= by_authority
    return found


def in_no_region(schools: AnyTable, texts: Iterable[str]) -> Bools:
    """The schools of which nothing says whether they are in one of these regions: without a
    region of their own, and without an authority or of one that does not tell."""
    blank = columns_of(schools).texts("region").is_text("")
    if all(gazetteer.load().region_named(text) for text in texts):
        return np.logical_and(blank, in_no_authority(schools))
    return blank


def in_authorities(schools: AnyTable, texts: Iterable[str]) -> Bools:
    """Which schools are in one of the authorities named: by any name the gazetteer has for it
    (a former county is its authorities of today, a district of a county its own schools), or
    else as the table writes it."""
    columns = columns_of(schools)
    names, districts = columns.texts("la_name"), columns.texts("district_code")
    found = np.zeros(len(columns), dtype=bool)
    for text in texts:
        meant = gazetteer.load().authority(text)
        if len(meant) == 1 and meant[0].districts and not districts.is_text("").all():
            found |= districts.is_in(meant[0].districts)
        elif len(meant) == 1:
            found |= _inside(columns, meant[0].authorities)
        elif not meant and (own := authority_words(text)):
            found |= names.worded(authority_words).is_text(own)
    return found


def in_no_authority(schools: AnyTable) -> Bools:
    """The schools of which nothing says in which authority they are."""
    own = columns_of(schools)
    return np.logical_and(*(own.texts(name).is_text("") for name in ("la_code", "la_name")))


def check_narrowing(
    schools: pd.DataFrame,
    *,
    phases: Iterable[str] = (),
    regions: Iterable[str] = (),
    authorities: Iterable[str] = (),
) -> None:
    """Raise :class:`SettingError`, with the nearest names, for a phase, region or authority
    that neither the register nor a list of ``schools`` knows, or that may be two."""
    known = gazetteer.load()
    own = {name: sorted(set(as_list(schools[name])) - {""}) for name in
           ("phase", "region", "la_name")}  # fmt: skip
    for text in phases:
        if words(text) not in {words(name) for name in (*PHASES, *own["phase"])}:
            raise _unknown("phase", text, [*PHASES, *own["phase"]], words)
    for text in regions:
        if not known.region_named(text) and region_words(text) not in map(
            region_words, own["region"]
        ):
            raise _unknown("region", text, [*own["region"], *known.regions], region_words)
    for text in authorities:
        meant = known.authority(text)
        if len(others := [one for one in known.places(text) if one.level in _ONE_COUNCILS]) > 1:
            meant = tuple(others)
        named = (authority_words(name) for name in own["la_name"])
        if len(meant) > 1 or not (meant or authority_words(text) in named):
            raise SettingError(
                f"{text!r} may be more than one authority" if meant
                else f"there is no authority {text!r}",
                where="--la",
                hint=known.near(text, *own["la_name"])
                or "give an authority by its name or its three digits",
            )  # fmt: skip


def nobody_there(
    seekers: pd.DataFrame,
    *,
    phases: Sequence[str] = (),
    regions: Sequence[str] = (),
    authorities: Sequence[str] = (),
) -> tuple[str, ...]:
    """What to say where no school of ``seekers`` is in what was named: which it was, and what
    there is instead, the most frequent first."""
    asked: tuple[tuple[str, Sequence[str], Callable[..., Bools], str], ...] = (
        ("phase", phases, _of_phases, "phase"),
        ("region", regions, in_regions, "region"),
        ("authority", authorities, in_authorities, "la_name"),
    )
    lines = []
    for what, texts, members, column in asked:
        if not texts or members(seekers, texts).any():
            continue
        counts = Counter(text for text in as_list(seekers[column]) if text)
        most = sorted(counts, key=lambda name: (-counts[name], name))
        there = ", ".join(f"{name} {counts[name]:,}" for name in most[:_MANY])
        more = f" and {len(most) - _MANY:,} more" if len(most) > _MANY else ""
        lines.append(
            f"No school that looks for partners is known to be of the {what} "
            f"{' or '.join(texts)}; "
            + (f"there are: {there}{more}" if there else f"the {what} of none of them is known")
        )
    return tuple(lines)


def _of_phases(schools: pd.DataFrame, phases: Sequence[str]) -> Bools:
    """Which schools are of some phases, by their words."""
    wanted = {words(text) for text in phases}
    return schools["phase"].map(words).isin(wanted).to_numpy(bool)


def _unknown(what: str, text: str, names: list[str], form: Callable[[str], str]) -> SettingError:
    from rapidfuzz import fuzz, process

    forms: dict[str, str] = {}
    for name in names:
        forms.setdefault(form(name), name)
    hits = process.extract(
        form(text), list(forms), scorer=fuzz.ratio, score_cutoff=gazetteer.LIKE_ENOUGH, limit=3
    )
    best = [forms[hit] for hit, _, _ in hits] or list(forms.values())
    return SettingError(
        f"there is no {what} {text!r}",
        where=f"--{what}",
        hint=("did you mean " if hits else "there are ") + " or ".join(best) + "?" * bool(hits),
    )


def _inside(schools: AnyTable, authorities: Iterable[str]) -> Bools:
    """Which schools are in some authorities for certain."""
    inside = set(authorities)
    return np.array(
        [bool(codes) and inside.issuperset(codes) for codes in _codes_of(schools)], dtype=bool
    )


def _codes_of(schools: AnyTable) -> list[tuple[str, ...]]:
    """The authorities of today of each school, by code; as a rule one."""
    codes = gazetteer.load().codes
    pairs = columns_of(schools).rows("la_code", "la_name")
    meant = {pair: codes(*pair) for pair in dict.fromkeys(pairs)}
    return [meant[pair] for pair in pairs]
