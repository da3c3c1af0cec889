"""What a sensitivity leaves: its tables, the lists and the map with the words, and its record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.files.atomic import sha256
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.sensitivity.found import Found


def output_files(found: Found) -> Iterator[tuple[str, bytes]]:
    """The files by name, each made when its turn comes."""
    yield from tables(found)
    yield "map.html", _map(found).encode("utf-8")


def tables(found: Found) -> Iterator[tuple[str, bytes]]:
    """Those of them that are tables."""
    from matcher.show.kit.csv_table import csv_bytes
    from matcher.show.sensitivity.table import DRAWS_FILE, HOLDS_FILE, matches_with_words

    yield HOLDS_FILE, csv_bytes(found.holds)
    yield DRAWS_FILE, csv_bytes(found.draws)
    yield "matches.csv", csv_bytes(matches_with_words(found.matches, found.holds))


def _map(found: Found) -> str:
    """The map of the run with how sure each pair is in its panel."""
    from matcher.jobs.sensitivity.found import TITLE
    from matcher.jobs.stages.concerned import concerned_by
    from matcher.jobs.stages.narrowed import narrowed_words
    from matcher.jobs.stages.short_lists import all_compared_alone, sides_of
    from matcher.jobs.stages.told_on_map import (
        IN_NO_PAIR,
        account_of_map,
        activity_names,
        dates_told,
        look_elsewhere,
        on_the_map,
        paired,
    )
    from matcher.show.map.data.account import MapAccount
    from matcher.show.map.page import map_page
    from matcher.show.sensitivity.text import map_subtitle

    run = found.run
    matches = found.matches.drop(columns=["seeker_name", "partner_name"]).assign(
        beyond=found.beyond, sureness=_sentences(found)
    )
    schools = run.tables.schools
    shown = schools[(schools["listed"] == 1) | schools["urn"].isin(list(paired(matches)))]
    told, narrowed = concerned_by(run), narrowed_words(run.config)
    shown = on_the_map(shown, told, matches)
    here = {*as_list(shown["urn"])}
    subtitle = map_subtitle(run.tables.folder.resolve().name, found.drawn, len(matches))
    return map_page(
        shown.reset_index(drop=True),
        matches,
        outlines=run.outlines(schools),
        area_title=run.area_title,
        title=TITLE,
        subtitle=f"{subtitle}. Narrowed to {narrowed}" if narrowed else subtitle,
        attribution=run.attribution,
        reach=run.reach,
        activities=activity_names(),
        dated=dates_told(run.tables.record),
        panel=run.panel_facts(),
        account=MapAccount(
            tuple(account_of_map(here, told, IN_NO_PAIR, narrowed=narrowed)),
            look_elsewhere(len(here), IN_NO_PAIR),
            compared=all_compared_alone(*sides_of(run)),
        ),
    )


def _sentences(found: Found) -> pd.Series:
    import pandas as pd

    from matcher.show.sensitivity.table import FIGURES
    from matcher.show.sensitivity.words import sentence

    shares = (as_list(found.holds[name]) for name in FIGURES)
    sentences = [sentence(of_pair, found.drawn) for of_pair in zip(*shares, strict=True)]
    return pd.Series(sentences, dtype="str")


def record_of(
    found: Found, files: Path, outputs: list[str], seed: int, concentration: float
) -> dict[str, Any]:
    """The content of sensitivity.json; the ``outputs`` lie in the folder ``files``."""
    from matcher.jobs.sensitivity.found import TITLE
    from matcher.show.run.manifest import sealed, versions
    from matcher.show.run.rests_on import reference

    return sealed(
        {
            "title": TITLE,
            "run": reference(found.run.tables.folder),
            "draws": found.drawn,
            "seed": seed,
            "concentration": float(concentration),
            **settings_told(found),
            "outputs": [{"name": name, "sha256": sha256(files / name)} for name in sorted(outputs)],
            "versions": versions(),
            "attribution": list(found.run.attribution),
        }
    )


def _half_told(found: Found) -> dict[str, Any]:
    """Where nearness counts half: of a run with travel times in minutes, and whether times that it
    did not ask for are estimated here."""
    if found.run.travel is None:
        return {"half_km": found.run.config.half_km}
    asked = found.run.travel.times.is_bounded
    return {"half_minutes": found.run.config.half_minutes, "estimates_unasked": asked}


def settings_told(found: Found) -> dict[str, dict[str, Any]]:
    """What the record says of the settings that were varied, the words and what is kept."""
    from matcher.show.sensitivity.words import EDGES

    config = found.run.config
    return {
        "settings": {
            "weights": config.shares(),
            "k": config.k,
            **_half_told(found),
        },
        "words": {word: round(least, 6) for word, least in EDGES.items()},
        "kept": found.kept,
    }
