"""The part of the report about who has nobody, what would help, and who took no part."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from matcher.core.figures.number_format import counted
from matcher.show.explain.narrowing import outside_words
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Paragraph, Table
from matcher.show.kit.text_format import kilometres
from matcher.show.report.office.facts.coverage import NOT_MATCHED, UNLISTED
from matcher.show.report.office.facts.groups import Rate
from matcher.show.report.office.facts.office import Alone, NoPart, OfficeFacts
from matcher.show.report.office.words import (
    MOST,
    NOTHING,
    cut,
    in_turn,
    part_of,
    place_of,
    schools,
)
from matcher.show.report.unknown import let_more_give


def nobody(found: OfficeFacts) -> Iterator[Block]:
    """Who has nobody, and what kept everybody apart from it."""
    yield Heading("Who has nobody, and why", anchor="nobody")
    if not found.alone:
        every = "Every other school" if found.states()[NOT_MATCHED] else "Every school"
        told = f"{every} has a partner {found.reach.within} whom it may meet."
        yield Paragraph(" ".join((told, *in_no_list(found))))
    else:
        reasons = Counter(_why(one) for one in found.alone)
        ordered = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
        yield Bullets(tuple(f"{schools(many)}: {why}" for why, many in ordered))
        yield Bullets(tuple(_what_helps(found)))
        title, places = place_of(found)
        rows = sorted(found.alone, key=lambda one: places[one.urn])
        yield Table(
            f"{schools(len(found.alone))} with nobody, by {title.lower()} and name."
            f"{cut(len(found.alone), MOST, in_csv=True, turns=title)}",
            (title, "School", "URN", "Why", "Nearest whom it may meet"),
            tuple(
                (places[one.urn], one.name, one.urn, _told(one), _nearest(one, found))
                for one in in_turn(rows, [places[one.urn] for one in rows], MOST)
            ),
            frozenset(),
            (2, 3, 1, 4, 3),
        )
    for out in found.no_part:
        yield from _took_none(out)
    if found.outside:
        yield Paragraph(f"{outside_words(found.outside)}. schools.csv of the run has every one.")


def _took_none(out: NoPart) -> Iterator[Block]:
    """Schools of the lists that took no part: named where somebody can do something about it."""
    many = len(out.schools)
    if out.by_setting:
        yield Paragraph(f"{schools(many)} of the lists took no part: {out.why}.")
        return
    yield Heading(f"Schools and partners that took no part: {out.why} ({many:,})", 3)
    yield Paragraph(f"What would help: {out.cure}.")
    head = ("Authority", "Name", "URN", "Part", "Kind")
    rows = tuple(
        (la or NOTHING, name, urn, part, kind)
        for urn, name, la, kind, part in in_turn(
            out.schools, [la for _, _, la, *_ in out.schools], MOST
        )
    )
    yield Table(
        f"By authority and name.{cut(many, MOST, turns='authority')}",
        head,
        rows,
        frozenset(),
        (2, 4, 1, 2, 1.5),
    )


def _why(one: Alone) -> str:
    """The main reason of a school, as reasons are counted."""
    if not one.kept_apart:
        return "no partner is near enough"
    return (
        f"partners are {_near(one)}, but all are kept apart, most of them for this: "
        f"{one.kept_apart[0][0]}"
    )


def _told(one: Alone) -> str:
    if not one.kept_apart:
        return "no partner is near enough"
    return f"{_near(one)}, but kept apart: " + "; ".join(
        f"{counted(many, 'partner')}: {words}" for words, many in one.kept_apart
    )


def _near(one: Alone) -> str:
    return f"near enough{' in a straight line' if one.lacks_a_time else ''}"


def _nearest(one: Alone, found: OfficeFacts) -> str:
    if math.isnan(one.nearest_km):
        return "not known"
    return f"{one.nearest}, {kilometres(one.nearest_km, found.reach.miles)} away"


def _what_helps(found: OfficeFacts) -> Iterator[str]:
    """What would reach the schools with nobody, what costs least first."""
    if found.drop:
        yield (
            f"Ask about everything: match again without {' and '.join(found.drop)}. The run was "
            f"narrowed to {found.narrowed}, and a school here may have partners for something else."
        )
    far = sorted(one.nearest_km for one in found.alone if not math.isnan(one.nearest_km))
    if not far and not found.record["counts"]["partners"]:
        yield (
            "No partner took part in this run. Add a list that has some, or let the register "
            "supply them: match again with --from-register partners."
        )
        yield from _more_givers(found)
        return
    if far and not found.reach.max_minutes:
        most, half = math.ceil(far[-1]), math.ceil(far[(len(far) - 1) // 2])
        some = f" ({(len(far) + 1) // 2:,} of them with {half})" if half < most else ""
        yield (
            f"A limit of {most} km would reach {len(far):,} of them{some}: match again with "
            f"--max-km {most}."
        )
    elif far:
        yield "A longer limit would reach them: match again with a higher --max-minutes."
    yield from _more_givers(found)
    yield "A list of more partners would: add partners near these schools to your list."


def in_no_list(found: OfficeFacts) -> Iterator[str]:
    """How many are in no list as they need nothing; how many of the schools that the register
    supplied are in no partner's list, and why."""
    states, k = found.states(), found.config.k
    if none := states[NOT_MATCHED]:
        say, whom, need = (
            ("says, or its list says", "it", "it needs")
            if none == 1
            else ("say, or their lists say", "them", "they need")
        )
        yield (
            f"{schools(none)} {say} for {whom}, that {need} nothing: this run asks that a need be "
            f"met, and gives {whom} no partner."
        )
    many = states[UNLISTED]
    if many:
        yield (
            f"{part_of(Rate(many, found.seekers))} are in the list of none of your partners: "
            f"a list has the best {k} schools for a partner, and the best {k} of each phase."
        )


def _more_givers(found: OfficeFacts) -> Iterator[str]:
    """That state-funded schools may give as well, where some are in reach that do not."""
    if many := found.left.alone:
        yield (
            "State-funded schools that only seek, and of which a strength is known or likely, are "
            f"{found.left.only_seek_within} of {many:,} of them. To let these give, "
            f"{let_more_give(found.left.givers, found.config.k)}"
        )
