"""The part of the report about partners: who carries it all, and whom nobody lists."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from matcher.core.allocation.settings import FEWEST_PUPILS, is_too_small
from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.show.allocation.text import percent, top_tenth
from matcher.show.explain.phrases.nothing import NO_OFFER
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Paragraph, Picture, Table
from matcher.show.kit.text_format import kilometres
from matcher.show.report.office import charts
from matcher.show.report.office.facts.coverage import NEEDY
from matcher.show.report.office.facts.groups import Rate
from matcher.show.report.office.facts.office import OfficeFacts
from matcher.show.report.office.facts.partners import Load
from matcher.show.report.office.words import called, cut, first_need, part_of, schools

_FIRST = 10  # partners in most lists
_MOST = 30
_HEAD = ("Authority", "Partner", "URN", "Kind", "Lists", "Places", "Reach",
         "Offers")  # fmt: skip
_WIDTHS = (2, 3, 1, 1.5, 1, 1, 1.2, 1.3)


def partners(found: OfficeFacts) -> Iterator[Block]:
    """How the places of lists fall on partners."""
    yield Heading("Who carries it all", anchor="partners")
    if found.load is None:
        yield Paragraph(
            "No school of your lists looks for partners, so there are no lists of schools that "
            "could name one partner often."
        )
        return
    load = found.load
    if not load.partners:
        yield Paragraph("No partner is in reach of any school.")
        return
    yield Paragraph(
        f"A school's list has up to {counted(found.config.k, 'place')}. The lists together have "
        f"{counted(int(load.places.total), 'place')}; "
        f"{counted(load.partners, 'partner')} in reach of a school could stand there."
    )
    yield Bullets(tuple(_spread(load)))
    bands = load.bands()
    total = load.places.total
    words = "; ".join(f"in {label} lists: {counted(many, 'partner')}" for label, many, _ in bands)
    yield Picture(
        charts.bars(
            "load", "In how many lists partners stand", words,
            [(f"in {label} lists", f"{many:,}", float(many)) for label, many, _ in bands],
        ),
        words,
        0.42,
    )  # fmt: skip
    yield Table(
        "Partners by the number of lists in which they stand",
        ("In lists", "Partners", "Share of partners", "Share of all places"),
        tuple(
            (label, f"{many:,}", percent(many / load.partners),
             percent(held / total) if total else "0 %")
            for label, many, held in bands
        ),
        frozenset({"Partners", "Share of partners", "Share of all places"}),
    )  # fmt: skip
    yield Table(
        f"{_first(load)}. Places: with how many schools "
        "it says that it can work at one time, or none, as a plan supposes of an independent "
        f"school of fewer than {FEWEST_PUPILS} pupils that does not say; "
        f"Reach: how many of the {schools(found.seekers)} "
        "told of here it may meet; Offers: stated (tags of a list or a form say so), likely "
        "(registers or figures suggest something), in words (only words of a list say so, as "
        "understood), "
        f"{NO_OFFER} (figures show nothing to name), or not known",
        _HEAD,
        tuple(_rows(load.table.head(_FIRST), found.heed)),
        frozenset(_HEAD[4:7]),
        _WIDTHS,
    )
    yield from _unlisted(load, found.heed)
    yield from _who_only_seek(found)


def _who_only_seek(found: OfficeFacts) -> Iterator[Block]:
    """The schools that are known to have something, and give to nobody in this run."""
    rows = found.only_seek
    if not rows:
        return
    yield Heading("With a known or likely strength, and only looking for partners", 3)
    ways = (
        "--givers of matcher match lets state-funded schools give"
        * any(not one.by_list for one in rows),
        "the role both, in a list, lets a school give that a list calls a seeker"
        * any(one.by_list for one in rows),
    )
    yield Paragraph(
        f"{schools(len(rows))} that took part and may have something to give, as registers, "
        f"figures or lists tell, may give to nobody in this run: {'; '.join(filter(None, ways))}. "
        "Counted are those that took part, not others of the register."
    )
    yield Table(
        "The nearest to a school told of here first; Near: how far that is in a straight line."
        f"{cut(len(rows), _MOST)}",
        ("Authority", "School", "URN", "Near", "What it may offer"),
        tuple(
            (
                one.la,
                called(one.name, found.heed.get(one.urn, "")),
                one.urn,
                "itself one" if math.isnan(one.km) else kilometres(one.km, found.reach.miles),
                first_need(one.offers),
            )
            for one in rows[:_MOST]
        ),
        frozenset(),
        (2, 3, 1, 1.2, 4),
    )


def _spread(load: Load) -> Iterator[str]:
    if load.places.total:
        if load.partners > _FIRST:  # fewer have all places, whatever they are
            yield (
                f"{_first(load)} have {percent(load.first(_FIRST))} of all places. "
                f"{top_tenth(load.places, 'most')} of them."
            )
        yield (
            f"The Gini coefficient is {load.places.gini:.2f}: 0 where each partner stands in as "
            "many lists as any other, nearly 1 where one stands in all. Lists alone do not share "
            "partners out: matcher allocate does."
        )
    if load.say:
        say = "says with how many schools it" if load.say == 1 else "say with how many schools they"
        stand = "stands" if load.full == 1 else "stand"
        yield (
            f"Of {counted(load.partners, 'partner')}, {load.say:,} {say} can work; {load.full:,} "
            f"of these {stand} in more lists than that."
        )
    else:
        yield "Of no partner it is known how many schools it can work with."


def _unlisted(load: Load, heed: Mapping[str, str]) -> Iterator[Block]:
    """The partners in reach that stand in no list."""
    rows = load.in_no_list
    yield Heading("In reach, and in no school's list", 3)
    if not len(rows):
        yield Paragraph("Every partner in reach stands in the list of a school.")
        return
    yield Paragraph(
        f"{len(rows):,} of {counted(load.partners, 'partner')} in reach of a school "
        f"{'stands' if len(rows) == 1 else 'stand'} in no school's list: these lists are short, "
        "and others are nearer or better known. A partner has a list of schools "
        "of its own all the same. Asking these what they offer may bring them in."
    )
    yield Table(
        f"Those who could meet most schools first, then by name.{cut(len(rows), _MOST)}",
        _HEAD,
        tuple(_rows(rows.head(_MOST), heed)),
        frozenset(_HEAD[4:7]),
        _WIDTHS,
    )


def _rows(table: pd.DataFrame, heed: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    names = ("la", "name", "urn", "kind", "lists", "places", "pupils", "in_reach", "offers")
    for la, name, urn, kind, lists, places, pupils, reach, offers in zip(
        *(as_list(table[one]) for one in names), strict=True
    ):
        yield (
            la, called(name, heed.get(urn, "")), urn, kind, f"{lists:,}",
            f"none: {counted(round(pupils), 'pupil')}"
            if is_too_small(kind, pupils, places)
            else "not known" if places != places else f"{places:,.0f}",
            f"{reach:,}",
            offers,
        )  # fmt: skip


def _first(load: Load) -> str:
    """Those in most lists, with their article; of a few all there are."""
    if load.partners > _FIRST:
        return f"The {_FIRST} partners in most lists"
    return "The partner" if load.partners == 1 else "The partners, those in most lists first"


def in_short(found: OfficeFacts) -> Iterator[str]:
    """Whether the first of lists meet needs, and who carries it all, in a sentence each."""
    yield from _first_of_lists(found)
    load = found.load
    if load is None or not load.places.total:
        return
    idle = len(load.in_no_list)
    if load.partners > _FIRST:
        carry = f"{_first(load)} have {percent(load.first(_FIRST))}"
    else:  # whatever their lists are, these few have all
        carry = f"{counted(load.partners, 'partner')} {'has' if load.partners == 1 else 'have'} all"
    nobody = (
        f"{idle:,} of {load.partners:,} partners in reach "
        f"{'stands' if idle == 1 else 'stand'} in no school's list"
        if idle
        else "each of them in reach stands in the list of a school"
    )
    yield (f"Who carries it all? {carry} of all places in schools' lists; {nobody}.")


def _first_of_lists(found: OfficeFacts) -> Iterator[str]:
    """Of how many schools with a need the first partner of the list meets none, as far as known."""
    own = found.coverage[found.coverage["state"].isin(NEEDY)]
    many = int((~own["first_meets"].astype(bool)).sum())
    if not found.listed or not many:
        return
    yield (
        "Does the first partner of a list meet a need? Of "
        f"{part_of(Rate(many, len(own)))} schools with a known or likely need, the first is not "
        "known, or likely, to meet any: other parts of the score put it there, such as how near it "
        "is (matcher explain RUN URN tells them)."
    )
