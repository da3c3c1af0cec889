"""The parts of the report about who has a partner: how far schools are served, which needs are
met, who has nobody and why, and who took no part."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from matcher.core.page import svg
from matcher.core.schema import as_list
from matcher.core.settings.config import GUIDE
from matcher.core.tables import urn_key
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Paragraph, Picture, Table
from matcher.show.kit.text_format import kilometres
from matcher.show.report.office import charts
from matcher.show.report.office.facts.coverage import MET, NOBODY, SILENT, STATES, UNMET
from matcher.show.report.office.facts.groups import Rate
from matcher.show.report.office.facts.office import Alone, NoPart, OfficeFacts
from matcher.show.report.office.words import cut, named, part_of, schools, share

MOST = 60  # schools in a table
_MOST_NEEDS = 40
# The states as a chart has them: four at most can be told apart by their colours.
PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (svg.DARK_BLUE, "a partner in its list for a need", MET),
    (svg.TURQUOISE, "a need, and no partner known for it", (UNMET, SILENT)),
    (svg.GRID, "no need known, partners in reach", ("no need", "needs not known", "in no list")),
    (svg.DARK_PINK, "nobody within the limit", (NOBODY,)),
)
KEYS = [(colour, words) for colour, words, _ in PARTS]


def served(found: OfficeFacts) -> Iterator[Block]:
    """How far schools are served: every school in one state."""
    yield Heading("How far schools are served", anchor="served")
    yield Paragraph(
        "Each school stands in one line. What nobody knows is a line of its own: it is not counted "
        "as a need, nor as a need that is not met."
    )
    states = found.states()
    parts = [sum(states[state] for state in of) / found.seekers for *_, of in PARTS]
    said = "; ".join(
        f"{words}: {part:.1%}" for (_, words, _), part in zip(PARTS, parts, strict=True)
    )
    yield Picture(
        charts.stacked(
            "served", "How far schools are served", said,
            [("All schools", f"{found.seekers:,}", parts)], KEYS,
        ),
        said,
        0.42,
    )  # fmt: skip
    rows = [
        (words[:1].upper() + words[1:], f"{states[state]:,}", share(Rate(states[state],
                                                                         found.seekers)))
        for state, words in STATES.items()
        if states[state] or state == NOBODY
    ]  # fmt: skip
    rows.append(("All", f"{found.seekers:,}", "100 %"))
    yield Table(
        "Schools that look for partners, by how far they are served",
        ("What is known", "Schools", "Share"),
        tuple(rows),
        frozenset({"Schools", "Share"}),
        (6, 1, 1),
    )
    yield from _needs(found)


def _needs(found: OfficeFacts) -> Iterator[Block]:
    yield Heading("Which needs are met", 3)
    if not found.needs:
        yield Paragraph("No need is known of any school that has a partner in reach.")
        return
    rows = tuple(
        (one.words, f"{one.met.of:,}", f"{one.met.part:,}", share(one.met), f"{one.stated:,}",
         f"{one.offering:,}")
        for one in found.needs[:_MOST_NEEDS]
    )  # fmt: skip
    yield Paragraph(
        "Schools: those that have the need, and somebody in reach. Met: those of them with a "
        "partner in their list that is known to meet it, at least in part. Stated: those whose "
        "partner says so itself. Partners: those in reach of a school that offer just this, "
        "whoever says so."
    )
    head = ("Need", "Schools", "Met", "Share", "Stated", "Partners")
    yield Table(
        f"Needs, those that most schools have first.{cut(len(found.needs), _MOST_NEEDS)}",
        head,
        rows,
        frozenset(head[1:]),
        (4, 1.4, 1.4, 1, 1.2, 1.3),
    )


def unmet(found: OfficeFacts) -> Iterator[Block]:
    """The schools with a need that nobody in their list is known to meet."""
    table = found.coverage
    own = table[table["state"].isin([UNMET, SILENT])]
    yield Heading("Who has a need, and no partner known for it", anchor="unmet")
    if not len(own):
        yield Paragraph("There is none.")
        return
    asking = int((own["worth_asking"] > 0).sum())
    columns = ("la", "name", "urn", "in_reach", "worth_asking")
    rows = sorted(
        zip(*(as_list(own[name]) for name in columns), strict=True),
        key=lambda row: (row[0], row[1], urn_key(row[2])),
    )
    helps = [
        "Ask the partners in their lists what they offer: “What is not known” has the command."
    ]
    if asking:
        beside = "has" if asking == 1 else "have"
        helps.append(
            f"{schools(asking)} of these {beside} partners that are worth asking beside the list: "
            "nothing is known of what those offer, and if they could meet the needs they would be "
            "in it."
        )
    helps += _more_givers(found)
    yield Bullets(tuple(helps))
    yield Table(
        f"{schools(len(own))}, by authority and name. Choice: partners in reach; To ask: partners "
        f"worth asking beside the list.{cut(len(own), MOST, in_csv=True)}",
        ("Authority", "School", "URN", "What it needs", "Choice", "To ask"),
        tuple(
            (la, name, urn, found.needs_of.get(urn, ""), f"{reach:,}", f"{ask:,}")
            for la, name, urn, reach, ask in rows[:MOST]
        ),
        frozenset({"Choice", "To ask"}),
        (2, 3, 1, 4, 1.2, 1.2),
    )


def nobody(found: OfficeFacts) -> Iterator[Block]:
    """Who has nobody, and what kept everybody apart from it."""
    yield Heading("Who has nobody, and why", anchor="nobody")
    if not found.alone:
        yield Paragraph(f"Every school has a partner {found.reach.within} whom it may meet.")
    else:
        reasons = Counter(_why(one) for one in found.alone)
        ordered = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
        yield Bullets(tuple(f"{schools(many)}: {why}" for why, many in ordered))
        yield Bullets(tuple(_what_helps(found)))
        yield Table(
            f"{schools(len(found.alone))} with nobody, by authority and name."
            f"{cut(len(found.alone), MOST, in_csv=True)}",
            ("Authority", "School", "URN", "Why", "Nearest whom it may meet"),
            tuple(
                (one.la, one.name, one.urn, _told(one), _nearest(one, found))
                for one in found.alone[:MOST]
            ),
            frozenset(),
            (2, 3, 1, 4, 3),
        )
    for out in found.no_part:
        yield from _took_none(out)


def _took_none(out: NoPart) -> Iterator[Block]:
    """Schools of the lists that took no part: named where somebody can do something about it."""
    many = len(out.schools)
    if out.by_setting:
        yield Paragraph(f"{schools(many)} of the lists took no part: {out.why}.")
        return
    yield Heading(f"Took no part: {out.why} ({many:,})", 3)
    yield Paragraph(f"What would help: {out.cure}.")
    head = ("Authority", "School", "URN")
    rows = tuple((la or "not known", name, urn) for urn, name, la in out.schools[:MOST])
    yield Table(f"By authority and name.{cut(many, MOST)}", head, rows, frozenset(), (2, 4, 1))


def _why(one: Alone) -> str:
    """The main reason of a school, as reasons are counted."""
    if not one.kept_apart:
        return "no partner is near enough"
    return f"the partners near enough are kept apart, most of them: {one.kept_apart[0][0]}"


def _told(one: Alone) -> str:
    if not one.kept_apart:
        return "no partner is near enough"
    return "near enough, but kept apart: " + "; ".join(
        f"{many:,} {words}" for words, many in one.kept_apart
    )


def _nearest(one: Alone, found: OfficeFacts) -> str:
    if math.isnan(one.nearest_km):
        return "not known"
    return f"{one.nearest}, {kilometres(one.nearest_km, found.reach.miles)} away"


def _what_helps(found: OfficeFacts) -> Iterator[str]:
    """What would reach the schools with nobody."""
    if not found.record["counts"]["partners"]:
        yield (
            "No partner took part in this run. Add a list that has some, or let the register "
            "supply them: match again with --from-register partners."
        )
        yield from _more_givers(found)
        return
    far = sorted(one.nearest_km for one in found.alone if not math.isnan(one.nearest_km))
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


def _more_givers(found: OfficeFacts) -> Iterator[str]:
    if found.config.givers == GUIDE:
        yield (
            "Let state-funded schools give as well: match again with --givers hubs (special "
            "schools, sixth-form colleges and teaching school hubs) or --givers anyone."
        )


def in_short(found: OfficeFacts) -> Iterator[str]:
    """The answers about who has nobody and what is met."""
    alone = found.alone
    if alone:
        names = named([f"{one.name} ({one.la})" for one in alone], 3)
        yield f"Who has nobody? {schools(len(alone))} of {found.seekers:,}: {names}."
    else:
        yield f"Who has nobody? None of {found.seekers:,} schools."
    met = found.everybody.met
    if not met.of:
        yield "Whose needs are met? Of no school that has a partner in reach is a need known."
        return
    stated = found.states()["stated"]
    sure = (
        f"of {stated:,} the partner says so itself; the others rest on registers and figures"
        if stated < met.part
        else "the partner says so itself"
    )
    if not stated:
        sure = "no partner has said so itself: all rest on registers and figures"
    yield (
        f"Whose needs are met? {part_of(met)} of the schools with a known need have a partner in "
        f"their list that is known to meet one, at least in part{f' ({sure})' if met.part else ''}."
    )
