"""The part of the report about whose needs nobody in their list is known to meet: whom to chase."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Paragraph, Table
from matcher.show.report.office.facts.coverage import MET, to_chase
from matcher.show.report.office.facts.office import OfficeFacts
from matcher.show.report.office.nobody import more_givers
from matcher.show.report.office.words import MOST, cut, first_need, schools


def unmet(found: OfficeFacts) -> Iterator[Block]:
    """The schools with a need that nobody in their list is known to meet."""
    table = found.coverage
    own = table[table["urn"].isin(to_chase(table))]
    yield Heading(
        "Who has a known or likely need, and no partner in its list for it", anchor="unmet"
    )
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
        f"Ask the {found.of_lists['of_all']} what they offer: “What is not known” has the command."
    ]
    if asking:
        beside = "has" if asking == 1 else "have"
        helps.append(
            f"{schools(asking)} of these {beside} partners that are worth asking beside the list: "
            "nothing is known of what those offer, and if they could meet the needs they might be "
            "in it."
        )
    farther = [urn for urn in as_list(own["urn"]) if found.farther.get(urn)]
    if farther:
        helps.append(
            f"{schools(len(farther))} of these {'has' if len(farther) == 1 else 'have'} a partner "
            "in reach, outside of the list, that is known or likely to meet a need: the page of "
            "the school names some (matcher report RUN --school URN), and matcher match "
            "--must-give puts such pairs first. Pairs of which nothing is known stay, below."
        )
    if own["state"].isin(MET).any():
        helps.append(
            "A school that has stated needs stands here as long as nobody in its list is known, or "
            "likely, to meet one of these, also where it has a partner for another."
        )
    helps += more_givers(found)
    yield Bullets(tuple(helps))
    yield Table(
        f"{schools(len(own))}, by authority and name. Choice: partners in reach; To ask: partners "
        "worth asking beside the list; Farther: partners in reach, outside of the list, that are "
        f"known or likely to meet one of these needs.{cut(len(own), MOST, in_csv=True)}",
        ("Authority", "School", "URN", "Needs without a partner", "Choice", "To ask", "Farther"),
        tuple(
            (
                la,
                name,
                urn,
                first_need(found.unmet_of.get(urn, ())),
                f"{reach:,}",
                f"{ask:,}",
                f"{found.farther.get(urn, 0):,}",
            )
            for la, name, urn, reach, ask in rows[:MOST]
        ),
        frozenset({"Choice", "To ask", "Farther"}),
        (2, 3, 1, 4, 1.2, 1.2, 1.2),
    )
