"""The parts of the report about where it is thin: group by group, and how far away partners are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import NOT_KNOWN
from matcher.show.allocation.facts import FEW
from matcher.show.explain.needs import MAY_BE_MARK
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Paragraph, Picture, Table
from matcher.show.kit.text_format import kilometres
from matcher.show.report.office import charts
from matcher.show.report.office.facts.coverage import MET
from matcher.show.report.office.facts.groups import LOWER, GroupCoverage, Rate, Split
from matcher.show.report.office.facts.office import (
    KM_BANDS,
    MINUTE_BANDS,
    OfficeFacts,
    quantiles,
    within,
)
from matcher.show.report.office.who import parts_of
from matcher.show.report.office.words import (
    figure,
    is_met,
    named,
    part_of,
    schools,
    sentence,
    share,
)

FEW_CHOICES = 2  # partners in reach or fewer
_MOST_DRAWN = 12  # groups in a chart
_SHORT = {"km": "km", "minutes": "min"}
_AUTHORITY = "local authority"
_TOO_FEW = "too few to say"
_BEFORE, _AFTER = ("Schools", "Nobody", "A need"), ("Share", "Choice", "First, km", "Beside all")
_HOW_READ = (
    "Nobody: schools without a partner in reach. A need: those {somebody} a need, known or "
    "likely. {met}: those of them with a {of_each} that {meets} one, at least in part; Share is of "
    "them, and blank where no school has a need. Choice: how many partners a school may meet; "
    "First: how far away {first} is. Both are medians.",
    "Groups stand by name or in their natural order, never by their rate: most differences between "
    "small groups are chance. Beside all says “lower” or “higher” only where chance would make so "
    "great a difference in 2 of 1,000 groups. A group of fewer than 10 schools is too few to say, "
    "and a share of fewer is marked (few). Colours are those of “How far schools are served”.",
)


def thin(found: OfficeFacts) -> Iterator[Block]:
    """Coverage by group."""
    yield Heading("Where it is thin", anchor="thin")
    somebody = "with a partner in reach and" if found.listed else "in a partner's list that have"
    met, meets = is_met(found)
    terms = {"somebody": somebody, "met": met, "meets": meets, **found.of_lists}
    yield Bullets(tuple(words.format_map(terms) for words in _HOW_READ))
    told = _few(found)
    yield Paragraph(f"{sentence(told)}.")
    if found.coverage["in_reach"].between(1, FEW_CHOICES).any():
        yield Paragraph("If the partners of these schools say no, there is nobody else near.")
    yield from _one_guess(found)
    for split in found.splits:
        yield from _split(found, split)


def _one_guess(found: OfficeFacts) -> Iterator[Block]:
    """That most of the schools that are served have one need, which is only likely, met: groups
    then differ by who was given that need."""
    own = found.coverage
    served = own[own["state"].isin(MET)]
    guessed = as_list(served.loc[served["stated"] == 0, "urn"])
    counts = Counter(need for urn in guessed for need in found.met_of.get(urn, ()))
    need, many = max(counts.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    if many > len(served) / 2 and len(served) >= FEW:
        yield Paragraph(
            f"{many:,} of the {len(served):,} schools with a need that is met, or may be, have it "
            f"for {need.removesuffix(MAY_BE_MARK)}, a need that published figures or a register "
            "alone suggest. So a share says who was given that need, not who is better served."
        )


def _few(found: OfficeFacts) -> str:
    reach = found.coverage["in_reach"]
    few = int(reach.between(1, FEW_CHOICES).sum())
    nobody = int((reach == 0).sum())
    if not nobody and not few:
        least = int(reach.min())
        return f"{_every(found.seekers)} at least {least:,} partners in reach whom it may meet"
    told = []
    if nobody:
        told.append(f"{nobody:,} {'has' if nobody == 1 else 'have'} nobody in reach")
    if few:
        told.append(f"{few:,} {'has' if few == 1 else 'have'} only one or two partners in reach")
    return f"of {schools(found.seekers)}, {' and '.join(told)}"


def _every(seekers: int) -> str:
    return "the one school has" if seekers == 1 else f"each of {schools(seekers)} has"


def _split(found: OfficeFacts, split: Split) -> Iterator[Block]:
    yield Heading(split.title, 3)
    if not split.is_known:
        yield Paragraph(f"Not known of any of these schools. How to get it: {split.cure}.")
        return
    if len(split.groups) == 1:
        yield Paragraph(f"All of these schools: {split.groups[0].name}.")
        return
    if split.column not in ("la", "trust") and 1 < len(split.groups) <= _MOST_DRAWN:
        yield _chart(found, split)
    head = (*_BEFORE, is_met(found)[0], *_AFTER)
    rows = [_cells(group, found.everybody) for group in (*split.groups, found.everybody)]
    rows[-1] = ("All", *rows[-1][1:-1], "")
    yield Table(
        f"By {split.title[:1].lower()}{split.title[1:]}",
        (split.title, *head),
        tuple(rows),
        frozenset(head[:-1]),
        (3, 1, 1, 1, 1, 1, 1.2, 1.2, 2),
    )
    if split.not_known:
        yield Paragraph(f"Not known of {schools(split.not_known)}. How to get it: {split.cure}.")


def _cells(group: GroupCoverage, everybody: GroupCoverage) -> tuple[str, ...]:
    return (
        group.name,
        f"{group.seekers:,}",
        f"{group.without:,}",
        f"{group.met.of:,}",
        f"{group.met.part:,}",
        f"{share(group.met)}{' (few)' if 0 < group.met.of < FEW else ''}",
        figure(group.choice, 0),
        figure(group.first_km),
        _beside(group, everybody),
    )


def _beside(group: GroupCoverage, everybody: GroupCoverage) -> str:
    """What may be said of a group beside all schools."""
    if group.few:
        return _TOO_FEW
    told = []
    if side := group.reached.beside(everybody.reached):
        told.append(f"{'fewer' if side == LOWER else 'more'} have somebody")
    if side := group.met.beside(everybody.met):
        told.append(f"share {side}")
    return "; ".join(told)


def _met(group: GroupCoverage, words: str) -> str:
    return f"{part_of(group.met)} {words}" if group.met.of else "no need, known or likely"


def _chart(found: OfficeFacts, split: Split) -> Picture:
    """A bar of the states for each group."""
    rows = []
    for group in split.groups:
        own = found.coverage[found.coverage[split.column] == group.name]["state"]
        parts = [float(own.isin(list(states)).mean()) for *_, states in parts_of(found)]
        rows.append((group.name, f"{group.seekers:,}", parts))
    title = f"How far schools are served, by {split.title.lower()}"
    met = is_met(found)[0].lower()
    words = "; ".join(f"{group.name}: {_met(group, met)}" for group in split.groups)
    keys = [(colour, told) for colour, told, _ in parts_of(found)]
    drawn = charts.stacked(f"by-{split.column}", title, words, rows, keys, told_above=True)
    return Picture(drawn, words, 0.42)


def how_far(found: OfficeFacts) -> Iterator[Block]:
    """How far away partners are, and how long it takes."""
    yield Heading("How far away partners are", anchor="distance")
    table = found.coverage
    known = int(table["first_km"].notna().sum())
    if not known:
        yield Paragraph(f"No school has a {found.of_lists['one']}.")
        return
    minutes = table["first_minutes"]
    told = "" if minutes.notna().any() else (
        " This run has no travel times, and a river or a bay counts for nothing: look up the way "
        "before you count on a partner."
    )  # fmt: skip
    yield Paragraph(
        f"Of {schools(known)} {_in_a_list(found)}: {found.of_lists['first']}, and "
        f"{found.of_lists['nearest']}, in a straight line.{told}"
    )
    first, nearest = sentence(found.of_lists["first"]), sentence(found.of_lists["nearest"])
    columns = {first: table["first_km"], nearest: table["nearest_km"]}
    yield _within(columns, KM_BANDS, "km")
    bands = _between(table["first_km"], KM_BANDS)
    words = "; ".join(f"{label} km: {many:,}" for label, many in bands)
    yield Picture(
        charts.bars(
            "distance", "How far away the first partner is", words,
            [(f"{label} km", f"{many:,}", float(many)) for label, many in bands],
        ),
        words,
        0.42,
    )  # fmt: skip
    if minutes.notna().any():
        yield Heading("Travel times", 3)
        if found.reach.note:
            yield Paragraph(f"{found.reach.note}.")
        without = known - int(minutes.notna().sum())
        yield _within({first: minutes}, MINUTE_BANDS, "minutes")
        if without:
            yield Paragraph(f"The time is not known of {schools(without)}.")


def _within(columns: dict[str, pd.Series], bands: tuple[float, ...], unit: str) -> Table:
    """Quarters, and shares within round limits."""
    rows = []
    for label, values in columns.items():
        known = int(values.notna().sum())
        counts = [share(Rate(many, known)) for many in within(values, bands)]
        rows.append((label, f"{known:,}", *(figure(one) for one in quantiles(values)), *counts))
    head = ("Partner", "Schools", "A quarter", "Half", "Three quarters",
            *(f"{band:g} {_SHORT[unit]}" for band in bands))  # fmt: skip
    figures = frozenset(head[1:])
    caption = (
        f"How far away a quarter, half and three quarters have it, and how many within, {unit}"
    )
    return Table(caption, head, tuple(rows), figures, (3, *[1.2] * (len(head) - 1)))


def _between(values: pd.Series, bands: tuple[float, ...]) -> list[tuple[str, int]]:
    """How many lie between neighbouring bands, the last without an end where any lies there."""
    at_most = [0, *within(values, bands), int(values.notna().sum())]
    labels = [f"up to {bands[0]:g}"]
    labels += [f"over {low:g} to {high:g}" for low, high in pairwise(bands)]
    labels.append(f"over {bands[-1]:g}")
    counts = [high - low for low, high in pairwise(at_most)]
    return [one for one in zip(labels, counts, strict=True) if one[1] or one[0] != labels[-1]]


def in_short(found: OfficeFacts) -> Iterator[str]:
    """Where it is thin, and how far away partners are, in a sentence each."""
    lower = [
        (group.met.of - group.met.part, split.title.lower(), group.name)
        for split in found.splits
        if split.column in ("la", "region", "phase", "place", "deprivation")
        for group in split.groups
        if group.name != NOT_KNOWN
        and not group.few
        and group.met.beside(found.everybody.met) == LOWER
    ]
    lower.sort(key=lambda one: (-one[0], one[1:]))
    told = _few(found)
    told = f"Where is it thin? {sentence(told)}"
    if lower:
        # What an authority is called says that it is one.
        names = named([name if title == _AUTHORITY else f"{name} ({title})"
                       for _, title, name in lower], 5)  # fmt: skip
        told += (
            "; a smaller share of the schools with a need than of all have a partner that "
            f"{is_met(found)[1]} one in these groups: {names}"
        )
    yield f"{told}."
    _, half, high = quantiles(found.coverage["first_km"])
    if not math.isnan(half):
        miles = found.reach.miles
        some = found.in_a_list < found.seekers
        whose = f"Of {schools(found.in_a_list)} {_in_a_list(found)}, half" if some else ""
        yield (
            f"How far away? {whose or 'Half of the schools'} have {_the_first(found)} "
            f"within {kilometres(half, miles)}, three quarters within {kilometres(high, miles)}."
        )


def _the_first(found: OfficeFacts) -> str:
    return "the first partner of their list" if found.listed else (
        "the best of the partners with them in their lists")  # fmt: skip


def _in_a_list(found: OfficeFacts) -> str:
    """Who of the schools has a partner whose distance is told, as it follows their number."""
    return "with a partner" if found.listed else "in a partner's list"
