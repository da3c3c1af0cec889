"""What the map of a run tells beside its pairs: names of activities, of what day it is, and of
which schools it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.core.cells import day_in_name, in_words
from matcher.core.figures.number_format import counted
from matcher.core.places.area_words import OWN_AREAS
from matcher.core.schema import are_among, as_list

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.jobs.stages.concerned import Concerned


# Why somebody who took part is not on the map of a run, as it follows "they are".
IN_NO_PAIR = "in nobody's list, as others come before"
# The same of the map of a plan.
IN_NO_REACH = "in reach of nobody in this plan"


def activity_names() -> dict[str, str]:
    """What a reason calls each activity of the vocabulary, by its letter and number."""
    from matcher.profile.vocabulary import load

    return {one.id: f"{one.short[:1].upper()}{one.short[1:]}" for one in load().activities}


def paired(matches: pd.DataFrame) -> set[str]:
    """The URNs of all schools of MATCHES."""
    return {*as_list(matches["seeker_urn"]), *as_list(matches["partner_urn"])}


def on_the_map(
    schools: gpd.GeoDataFrame, told: Concerned, matches: pd.DataFrame
) -> gpd.GeoDataFrame:
    """SCHOOLS of the map of a run: who took part, who was kept out of it, and who is in a pair, as
    the nearest beyond the limit are. Those who took part and are in no pair are on it where
    SCHOOLS has them: of the register it has the schools of pairs alone."""
    shown = {*told.took_part.urns, *told.kept_out, *paired(matches)}
    inside = are_among(schools["urn"], shown)
    return schools if inside.all() else schools[inside].reset_index(drop=True)


def look_elsewhere(many: int, why_not_shown: str, *, inside: bool = True) -> str:
    """What the search of a map of so ``many`` schools says where it finds nothing: that it knows no
    others, and where these are told of. ``why_not_shown``: as :func:`account_of_map` has it; not
    ``inside``: for readers who have no run."""
    only = (
        f"Only the {counted(many, 'school')} of this map are looked through. A school that is not "
        "here has no part in this run, is outside of what it was about, or took part and is "
        f"{why_not_shown}"
    )
    if not inside:
        return f"{only}; ask whoever gave you this map."
    return (
        f"{only}. schools.csv, in the folder of the run, has every school of its lists; "
        "matcher explain, with the folder and the URN of a school, says why it has nobody."
    )


def account_of_map(
    shown: Collection[str],
    told: Concerned,
    why_not_shown: str,
    *,
    kept_out: bool = True,
    narrowed: str = "",
) -> list[str]:
    """Who is on a map (``shown``: their URNs), who took part and is not, and why not
    (``why_not_shown``), who of the lists took no part and who is outside, a sentence each: all
    schools of the lists are in one of them. ``narrowed``: what the run was narrowed to, "" for
    nothing that may be told; without ``kept_out`` nothing is said of those who took no part."""
    from matcher.show.explain.narrowing import outside_words

    here, part = {*shown}, told.took_part
    lines = [_who_is_here(here, told)]
    for side, urns in (("seeker", part.seeking), ("partner", part.giving)):
        # Who is on both sides is told of as a seeker.
        away = urns - here - (part.seeking if side == "partner" else frozenset())
        if away:
            them = "it is" if len(away) == 1 else "they are"
            lines.append(
                f"{counted(len(away), side)} took part and {'is' if len(away) == 1 else 'are'} "
                f"not on this map: {them} {why_not_shown}."
            )
    if kept_out:
        lines += _took_no_part(here, told)
    if told.outside:
        lines.append(f"{outside_words(told.outside, narrowed)}.")
    return lines


def _who_is_here(here: set[str], told: Concerned) -> str:
    """Who is on the map, by what they are in the run."""
    part = told.took_part
    seekers, partners = len(part.seeking & here), len(part.giving & here)
    both = len(part.seeking & part.giving & here)
    kept = [urn for urn in told.kept_out if urn in here]
    beyond = len(here - part.urns - told.kept_out.keys())
    sides = ((seekers, "seeker"), (partners, "partner"))
    of_sides = [counted(many, side) for many, side in sides if many] or ["nobody"]
    text = f"This map has {counted(len(here), 'school')}: {' and '.join(of_sides)} that took part"
    if both:
        text += f" ({both:,} {'is' if both == 1 else 'are'} both)"
    if beyond:
        text += f", {beyond:,} beyond the limit where nobody is nearer"
    if kept:
        text += f", and {len(kept):,} that took no part ({_gates_in_words(told, kept)})"
    return f"{text}."


def _took_no_part(here: set[str], told: Concerned) -> Iterator[str]:
    """Who of the lists took no part, and is not on the map."""
    from matcher.jobs.stages.concerned import NO_ROLE
    from matcher.match.gates import SPECIAL

    kept = [urn for urn in told.kept_out if urn not in here]
    no_role = Counter(told.without_role.values())
    why = [_gates_in_words(told, kept)] if kept else []
    if special := no_role[SPECIAL]:
        why.append(counted(special, "independent special school"))
    why += [f"{no_role[code]:,} {words}" for code, words in NO_ROLE.items() if no_role[code]]
    if why:
        many = len(kept) + len(told.without_role)
        yield f"{counted(many, 'other school')} of the lists took no part: {', '.join(why)}."


def _gates_in_words(told: Concerned, urns: Collection[str]) -> str:
    from matcher.match.gates import SCHOOL_GATES

    codes = Counter(told.kept_out[urn] for urn in urns)
    return ", ".join(f"{many:,} {SCHOOL_GATES[code]}" for code, many in sorted(codes.items()))


def dates_told(record: Mapping[str, Any]) -> list[str]:
    """The day a run holds for and the dates of its data, a line each; ``record``: what run.json
    says under settings (``as_of``), lists, references, tables, offers and areas (``note``).

    The day is the run's own, never that of whoever makes the page. Files are named, as publishers
    put their dates into the names; a table without a year and a register without a day say so.
    """
    day = in_words(str(record["settings"]["as_of"]))
    lines = [f"As of {day}: the schools that are open by {_says_who_is_open(record)} take part"]
    files = [str(one["list"]) for part in ("lists", "references") for one in record.get(part, ())]
    if files:
        lines.append(f"Lists, register and postcodes: {', '.join(dict.fromkeys(files))}")
    if told := record.get("tables"):
        from matcher.intake.performance.table_forms import TABLES

        tables = [(TABLES.get(str(one["table"]), str(one["table"])), one["years"]) for one in told]
        lines.append(f"Years of the published tables: {_dated(tables)}")
    offers = [(str(one["dataset"]), [one["version"]]) for one in record.get("offers", ())]
    if offers:
        lines.append(f"Days of the public registers: {_dated(offers)}")
    if note := str(record["areas"].get("note", "")):
        title = str(record["areas"]["title"])
        own = title == OWN_AREAS  # of a file of the user's own, which the note names
        lines.append(f"Priority areas: {note if own else f'{title}s ({note})'}")
    return lines


def _says_who_is_open(record: Mapping[str, Any]) -> str:
    """What says that schools are open: the register, or the list where there is none, with the
    newest day in a name of its files. Many lists have no one day."""
    names: dict[str, set[str]] = {"list": set(), "register": set()}
    for one in record.get("lists", ()):
        names[one["source"]].add(str(one["list"]))
    what = "register" if names["register"] else "list"
    days = [day for name in names[what] if (day := day_in_name(name))]
    if days and (what == "register" or len(names[what]) == 1):
        return f"the {what} of {in_words(max(days))}"
    if names["register"] or not names["list"]:
        return "the lists and the register given"
    return "the list given" if len(names["list"]) == 1 else "the lists given"


def _dated(told: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Each name once, with all its dates in order; without one, that none is said."""
    found: dict[str, set[str]] = {}
    for name, dates in told:
        found.setdefault(name, set()).update(filter(None, map(str, dates)))
    return "; ".join(
        f"{name} {', '.join(sorted(dates)) or '(not said)'}" for name, dates in found.items()
    )
