"""The map of a run: its heading, whom it shows and who is not on it, and of what day it is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from matcher.core.audiences.audience import INTERNAL, UNREAD, dated_for, title_for
from matcher.core.figures.number_format import counted
from matcher.core.schema import are_among, as_list
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.matching.summary.about import both_sides, register_left_out, short_lists
from matcher.jobs.stages.concerned import listed_in

if TYPE_CHECKING:
    import geopandas as gpd

    from matcher.jobs.stages.concerned import Concerned
    from matcher.show.map.data.account import MapAccount

TITLE = "School partnership matches"


def map_of(result: MatchResult, schools: gpd.GeoDataFrame | None = None) -> str:
    """The map of a run, as a page; of ``schools`` where its audience may not have all that SCHOOLS
    of the run say. Its heading counts whom the run is about, whatever these say of lists."""
    from matcher.jobs.stages.narrowed import narrowed_words
    from matcher.jobs.stages.told_on_map import activity_names, dates_told, on_the_map
    from matcher.profile.vocabulary import load
    from matcher.show.map.data.profile import PanelFacts
    from matcher.show.map.page import map_page

    weights = result.ranking.weights
    reach = result.reach
    beyond, farther_apart = result.matches["beyond"] == 1, reach.are_farther(result.matches)
    farther = [
        f"{count:,} {why}"
        for count, why in (
            (int(beyond.sum()), "where nobody is nearer"),
            (int((~beyond & farther_apart).sum()), "that sponsors reach"),
        )
        if count
    ]
    but = f", but for {' and '.join(farther)}" if farther else ""
    everybody, inside = result.schools if schools is None else schools, result.audience == INTERNAL
    told = result.concerned
    shown = on_the_map(everybody, told, result.matches)
    here = {*as_list(shown["urn"])}
    # Partners may not know for which places the office asked.
    narrowed = narrowed_words(result.config) if inside else ""
    heading = [
        f"{both_sides(result)}, {counted(len(result.matches), 'pair')} at most "
        f"{reach.limit} apart{but}",
        reach.note,
        f"Narrowed to {narrowed}" if narrowed else "",
    ]
    if away := told.took_part.urns - here:
        many = f"{len(told.took_part.urns) - len(away):,} of these schools"
        heading.append(f"On this map are {many}: those of the lists and those in a pair")
    if not inside:  # whom lists name, and who is not open to contact, is for those who asked alone
        heading.append(UNREAD)
        shown = shown.assign(open_to_contact=shown["open_to_contact"].str.slice(0, 0), listed=1)
    return map_page(
        shown,
        result.matches,
        outlines=result.outlines,
        area_title=result.programme.title,
        title=title_for(TITLE, result.audience),
        subtitle=". ".join(part for part in heading if part),
        attribution=result.attribution,
        reach=reach,
        activities=activity_names(),
        dated=dates_told(dated_for(dated_by(result), result.audience)),
        panel=PanelFacts(
            result.profile,
            load().words,
            result.config.k,
            weights.shares,
            weights.stand_ins_by_kind(),
            weights.left_out,
            hidden=not inside,
        ),
        account=_account(result, here, told, narrowed),
    )


def _account(result: MatchResult, here: set[str], told: Concerned, narrowed: str) -> MapAccount:
    """Who is on the map of a run (``here``), who is not, and why."""
    from matcher.jobs.stages.short_lists import all_compared_alone
    from matcher.jobs.stages.told_on_map import IN_NO_PAIR, account_of_map, look_elsewhere
    from matcher.show.map.data.account import MapAccount

    inside = result.audience == INTERNAL
    away = result.pool[are_among(result.pool["urn"], told.took_part.urns - here if inside else ())]
    lines = account_of_map(here, told, IN_NO_PAIR, kept_out=inside, narrowed=narrowed)
    left_out = register_left_out(result) if inside else []
    lines += [f"{line}." for line in (*left_out, *short_lists(result))]
    return MapAccount(
        tuple(lines),
        look_elsewhere(len(here), IN_NO_PAIR, inside=inside),
        dict(zip(as_list(away["urn"]), as_list(away["name"]), strict=True)),
        IN_NO_PAIR,
        # Whom a list names is for those who asked alone.
        all_compared_alone(listed_in(result.schools), result.ranking.seeking, result.ranking.giving)
        if inside
        else {},
    )


def dated_by(result: MatchResult) -> dict[str, Any]:
    """What the record says of the day of the run and of its data."""
    return {
        "lists": [asdict(account) for account in result.accounts],
        "tables": [asdict(account) for account in result.tables],
        "offers": [asdict(account) for account in result.offers],
        "references": [asdict(account) for account in result.log.references],
        "settings": result.config.as_dict(),
        "areas": {
            "programme": result.programme.name,
            "title": result.programme.title,
            "note": result.programme.note,
        },
    }
