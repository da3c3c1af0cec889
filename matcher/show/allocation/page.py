"""A plan on one page: who is served, how fair it is, what that cost, and who is left out.

It prints on one sheet of A4, so long tables are cut short here; the files of the plan have all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from matcher.core.figures.number_format import counted, half_up
from matcher.core.page.html_page import (
    bullets,
    figures,
    folded,
    heading,
    lead,
    paragraph,
    sources,
    table,
    text,
)
from matcher.core.page.html_page import page as standalone
from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.show.allocation import text as words
from matcher.show.allocation.facts import FEW, Fairness, GroupFacts, PlanShown
from matcher.show.allocation.lorenz_plot import lorenz_plot
from matcher.show.allocation.seekers.groupings import ALL, AREA
from matcher.show.allocation.seekers.where import PLACES
from matcher.show.kit.text_format import three_decimals, whole_words

MOST_PAIRS = 50  # of a plan, to be listed on the page
MOST = 2  # unserved seekers, and places that would help, on the page
_DECISIONS = 2  # lines about them on the page
# Columns that stand only where a school gives a condition.
_CONTACT = {"seeker_contact": "Contact of seeker", "partner_contact": "Contact of partner"}
_LONGEST, _LONGEST_SENTENCE = 50, 200  # characters of a name, and of a sentence in a table


def page(shown: PlanShown) -> str:
    """The page, the same bytes for the same plan."""
    found = shown.fairness
    run_and_proof = f"{_short(shown.rests_on, 2 * _LONGEST_SENTENCE)} {shown.checked}".strip()
    best = _short(shown.best, 2 * _LONGEST_SENTENCE)
    known = " ".join(
        filter(None, (shown.known, best, shown.leading, words.FURTHER if shown.known else ""))
    )
    said = [_served(shown), known, shown.travel, run_and_proof, words.objective(shown)]
    body = [
        _beside([*_how_even(found), *_costs(found)], _groups(found)),
        *_capacity(shown),
        *_left_out(shown),
        *_pairs(shown.pairs),
    ]
    supposed = words.supposed(shown)
    leads = [lead(_short(supposed, _LONGEST_SENTENCE), apart=True)] if supposed else []
    leads += [lead(line) for line in said if line]
    return standalone(shown.title, leads, body, sources(shown.attribution), one_sheet=True)


def _served(shown: PlanShown) -> str:
    return f"{words.opening(shown)} {words.both_ways(shown.pairs)}".strip()


def _beside(*columns: Sequence[str]) -> str:
    """Parts that stand beside each other where there is room."""
    inner = "\n".join("<div>" + "\n".join(parts) + "</div>" for parts in columns)
    return f'<div class="beside">{inner}</div>'


def _how_even(found: Fairness) -> list[str]:
    # A spread that says nothing has sentences, and no plot.
    said = words.evenness(found) or ["Nothing was shared out: the plan has no pair."]
    plot = lorenz_plot(found)
    return [heading("How evenly it is shared out"), *filter(None, [plot]), *map(paragraph, said)]


def _costs(found: Fairness) -> list[str]:
    costs = words.costs(found)
    return [heading("What each aim cost"), bullets(costs)] if costs else []


def _capacity(shown: PlanShown) -> list[str]:
    """What partners can take on, and what people decided."""
    decided = [_short(line, _LONGEST_SENTENCE) for line in shown.decisions[:_DECISIONS]]
    lines = [
        words.capacity(shown),  # as long as there are kinds of partners, no more
        " ".join(filter(None, (*decided, words.more_decisions(shown, _DECISIONS)))),
    ]
    return [paragraph(line) for line in lines if line]


def _left_out(shown: PlanShown) -> list[str]:
    """Who is unserved, what would serve them, and the places that would help most."""
    hubs = f"{shown.hubs[0]}. {words.HUBS_ELSEWHERE}" if shown.hubs else ""
    return [*_unserved(shown), *(paragraph(line) for line in (shown.no_part, hubs) if line)]


def _unserved(shown: PlanShown) -> list[str]:
    rows = shown.unserved
    if not len(rows):
        return [heading("Unserved"), paragraph("Every seeker has a partner.")]
    lines = [*words.unserved(shown), *filter(None, [shown.where])]
    parts = [heading(f"Unserved: {counted(len(rows), 'seeker')}"), bullets(lines)]
    keys = [
        (goes != "yes", area == "", urn_key(str(urn)))
        for goes, area, urn in zip(
            rows["place_goes_to_it"], rows["area"], rows["seeker_urn"], strict=True
        )
    ]
    first = rows.iloc[sorted(range(len(rows)), key=lambda at: keys[at])[:MOST]]
    cells = [
        (_short(str(name)), str(urn), _short(str(helps), _LONGEST_SENTENCE))
        for urn, name, helps in zip(
            first["seeker_urn"], first["seeker_name"], first["what_helps"], strict=True
        )
    ]
    more = f" The other {len(rows) - MOST:,} are in unserved.csv." if len(rows) > MOST else ""
    caption = (
        "What would serve them. First come those whom one more place would serve, then those in "
        f"priority areas.{more}"
    )
    head = ("Seeker", "URN", "What would serve it")
    parts.append(_close(table(caption, head, cells, {"What would serve it": "said"}, cards=True)))
    return parts + _places(shown.places)


def _places(places: pd.DataFrame) -> list[str]:
    """The partners whose one more place helps most."""
    worth = places[places["one_more_place"] != ""]
    if not len(worth):
        return []
    columns = (as_list(worth[name]) for name in ("price", "partner_urn"))
    keys = [(-price, urn_key(urn)) for price, urn in zip(*columns, strict=True)]
    first = worth.iloc[sorted(range(len(worth)), key=lambda at: keys[at])[:MOST]]
    cells: list[tuple[str, ...]] = [
        (_short(str(name)), str(urn), _short(str(brings), _LONGEST_SENTENCE))
        for urn, name, brings in zip(
            first["partner_urn"], first["partner_name"], first["one_more_place"], strict=True
        )
    ]
    more = f"; {len(worth) - MOST:,} more are in places.csv" if len(worth) > MOST else ""
    head: tuple[str, ...] = ("Partner", "URN", "What one more place brings")
    title = "Places that would help most"
    same = {*as_list(worth["one_more_place"])}
    if len(worth) > 1 and len(same) == 1:  # said once, and no column of it
        title = f"Places that would help, each alike. What one more brings: {cells[0][2]}"
        head, cells = head[:2], [cell[:2] for cell in cells]
    made = table(f"{title}{more}", head, cells, dict.fromkeys(head[2:], "said"), cards=True)
    return [_close(made)]


def _groups(found: Fairness) -> list[str]:
    """The table of groups; of single priority areas there are too many for a sheet."""
    head = ["Seekers by", "Group", "Served", "Share", "Mean score", "Median km"]
    rows: list[tuple[str, ...]] = []
    is_timed = any(not math.isnan(group.median_minutes) for group in found.groups)
    for group in found.groups:
        if group.by not in (AREA, *PLACES):
            took = "" if math.isnan(group.median_minutes) else f"{group.median_minutes:.1f}"
            rows.append((_by(group, found), *_cells(group), *([took] if is_timed else [])))
    caption = "Seekers with a partner, and the mean score and median distance of their pairs"
    if is_timed:  # short, as one more column has to stand beside the plot
        head[-2:] = "Score", "Km", "Minutes"
        caption = caption.replace("median distance", "median distance and travel time")
    if any(group.few for group in found.groups if group.by not in (ALL, AREA, *PLACES)):
        caption += f". Few: under {FEW} seekers, one of which changes the figures much"
    return [
        heading("Who is served"),
        _close(table(caption, head, rows, figures(*head[2:]), cards=True)),
    ]


def _by(group: GroupFacts, found: Fairness) -> str:
    """What tells groups apart, said once."""
    if group.by == ALL:
        return "all"
    return "" if found.of(group.by)[0] is not group else group.by


def _cells(group: GroupFacts) -> tuple[str, ...]:
    name = f"{group.name} (few)" if group.few and group.by != ALL else group.name
    known = not math.isnan(group.mean_score)
    return (
        name,
        f"{group.served:,} of {group.seekers:,}",
        words.percent(group.coverage),
        three_decimals(group.mean_score) if known else "",
        half_up(group.median_km, 1) if known else "",
    )


def _pairs(pairs: pd.DataFrame) -> list[str]:
    """The pairs of a small plan, folded, so that the page prints on one sheet."""
    if not 0 < len(pairs) <= MOST_PAIRS:
        return []
    columns = ("seeker_name", "seeker_urn", "partner_name", "partner_urn", "distance_km", "score")
    more = {
        head: [_short(told, _LONGEST_SENTENCE) for told in as_list(pairs[name])]
        for name, head in _CONTACT.items()
        if any(pairs[name])
    }
    cells = [
        (_short(str(seeker)), str(one), _short(str(partner)), str(other), half_up(km, 1),
         three_decimals(score), *(texts[at] for texts in more.values()))
        for at, (seeker, one, partner, other, km, score) in enumerate(
            zip(*(as_list(pairs[name]) for name in columns), strict=True)
        )
    ]  # fmt: skip
    head = ("Seeker", "URN", "Partner", "URN of it", "Km", "Score", *more)
    title = f"The {counted(len(cells), 'pair')} of the plan"
    listed = table(title, head, cells, figures("Km", "Score"), cards=True)
    return [folded(text(title), [_close(listed)])]


def _close(made: str) -> str:
    """A table with rows close together."""
    return f'<div class="close">{made}</div>'


def _short(words: str, longest: int = _LONGEST) -> str:
    return whole_words(words, longest)
