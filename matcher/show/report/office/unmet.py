"""The part of the report about the needs that nobody in a school's list is known to meet, and whose
these are: whom to chase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.show.explain.needs import LIKELY_MARK
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Paragraph, Table
from matcher.show.report.office.facts.coverage import NEEDY, SILENT, UNMET, to_chase
from matcher.show.report.office.facts.office import OfficeFacts
from matcher.show.report.office.words import (
    MOST,
    called,
    cut,
    first_need,
    in_turn,
    named,
    place_of,
    schools,
)
from matcher.show.report.unknown import ASK_BEYOND, let_more_give

_MOST_WORDS = 8  # needs in a sentence
_MOST_FARTHER = 10
_MOST_OF_PLACE = 5  # needs told of one place


def unmet(found: OfficeFacts) -> Iterator[Block]:
    """The schools with a need that nobody in their list is known to meet, with all such needs."""
    table = found.coverage
    own = table[table["urn"].isin(to_chase(table))]
    one = found.of_lists["one"]
    yield Heading(f"Who has a need that no {one} is known or likely to meet", anchor="unmet")
    if not len(own):
        yield Paragraph("There is none.")
        return
    yield Paragraph(_counted(found, own))
    asking = int((own["worth_asking"] > 0).sum())
    title, places = place_of(found)
    last = _one_guess(found)
    columns = ("urn", "name", "in_reach", "worth_asking")
    rows = sorted(
        zip(*(as_list(own[name]) for name in columns), strict=True),
        key=lambda row: (places[row[0]], *_order(found.unmet_of.get(row[0], ()), last), row[1],
                         urn_key(row[0])),
    )  # fmt: skip
    helps = [
        f"Ask the {found.of_lists['of_all']} what they offer: “What is not known” has the command."
    ]
    if asking:
        helps.append(
            f"{asking:,} of these schools {_have(asking)} partners that are worth asking beside "
            "the list: nothing is known of what those offer, and if they could meet the needs they "
            "might be in it."
        )
    farther = [urn for urn in as_list(own["urn"]) if found.left.farther.get(urn)]
    if farther:
        helps.append(
            f"{len(farther):,} of these schools {_have(len(farther))} a partner "
            "in reach, outside of the list, that is known or likely to meet a need: the report as "
            "CSV names them, the page of the school the first (matcher report RUN --school URN), "
            "and matcher match --must-give puts such pairs first. Pairs of which nothing is known "
            "stay, below the others."
        )
    helps += _by_givers(found)
    yield Bullets(tuple(helps))
    yield from _by_place(found, title, [(places[row[0]], row[0]) for row in rows])
    but = f" but for “{last.removesuffix(LIKELY_MARK)}”, which is only likely" if last else ""
    yield Table(
        f"{schools(len(own))}, by {title.lower()}, those with most stated needs first, then those "
        f"with most needs{but}. Choice: partners in reach; To ask: partners "
        "worth asking beside the list; Farther: partners in reach, outside of the list, that are "
        "known or likely to meet one of these needs."
        f"{cut(len(own), MOST, in_csv=True, turns=title)}",
        (title, "School", "URN", "Needs without a partner", "Choice", "To ask", "Farther"),
        tuple(
            (
                places[urn],
                name,
                urn,
                first_need(found.unmet_of.get(urn, ())),
                f"{reach:,}",
                f"{ask:,}",
                f"{len(found.left.farther.get(urn, ())):,}",
            )
            for urn, name, reach, ask in in_turn(rows, [places[row[0]] for row in rows], MOST)
        ),
        frozenset({"Choice", "To ask", "Farther"}),
        (2, 3, 1, 4, 1.2, 1.2, 1.2),
    )
    yield from _who_could(found, farther)


def _one_guess(found: OfficeFacts) -> str:
    """The need that is only likely and makes more than half of all that nobody meets, or ""."""
    needs = Counter(need for own in found.unmet_of.values() for need in own)
    need, many = max(needs.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    return need if need.endswith(LIKELY_MARK) and many > needs.total() / 2 else ""


def _order(needs: Sequence[str], last: str) -> tuple[int, int]:
    """Which of two schools with such ``needs`` comes first; the need ``last`` counts for none."""
    stated = sum(not need.endswith(LIKELY_MARK) for need in needs)
    return -stated, -sum(need != last for need in needs)


def _by_place(
    found: OfficeFacts, title: str, schools_of: Sequence[tuple[str, str]]
) -> Iterator[Block]:
    """How many schools of each place have which needs; ``schools_of``: places and URNs."""
    counts: dict[str, Counter[str]] = {}
    many = Counter(place for place, _ in schools_of)
    for place, urn in schools_of:
        counts.setdefault(place, Counter()).update(found.unmet_of.get(urn, ()))
    every = sum(counts.values(), Counter[str]())
    rows = (
        [(place, many[place], counts[place]) for place in sorted(counts)] if len(many) > 1 else []
    )
    yield Table(
        f"These needs by {title.lower()}, with of how many schools each is",
        (title, "Schools", "Needs", "Which"),
        tuple(
            (
                place,
                f"{of:,}",
                f"{needs.total():,}",
                first_need([f"{need}: {held:,}" for need, held in _most_first(needs)], most),
            )
            for place, of, needs, most in (
                *((*row, _MOST_OF_PLACE) for row in rows),
                ("All", len(schools_of), every, len(every)),
            )
        ),
        frozenset({"Schools", "Needs"}),
        (2, 1, 1, 7),
    )


def _most_first(needs: Counter[str]) -> list[tuple[str, int]]:
    """Those that somebody states before those that are only likely, of most schools first."""
    return sorted(needs.items(), key=lambda one: (one[0].endswith(LIKELY_MARK), -one[1], one[0]))


def _by_givers(found: OfficeFacts) -> Iterator[str]:
    """What state-funded schools that only seek may meet of these needs, and what nobody in reach
    may meet."""
    left = found.left
    if left.by_givers:
        some = named(
            [f"{words} (needed by {many:,}; {there:,} may have it)"
             for words, many, there in left.by_givers], _MOST_WORDS,
        )  # fmt: skip
        yield (
            "State-funded schools that only seek, of your lists or of the register, and are "
            f"{left.only_seek_within} of a school with such a need, are known, or likely, to meet "
            f"some of these needs: {some}. To let them give, "
            f"{let_more_give(left.givers, found.config.k)}"
        )
    if left.nobody:
        some = named([f"{words} ({many:,})" for words, many in left.nobody], _MOST_WORDS)
        yield (
            "Nobody in reach that this run has is known, or likely, to meet these, nor any "
            f"state-funded school {left.only_seek_within} that only seeks; with how many of the "
            f"schools need it: {some}. {ASK_BEYOND}"
        )


def _who_could(found: OfficeFacts, farther: list[str]) -> Iterator[Block]:
    """The partners outside of lists that may meet a need of most of these schools."""
    most = Counter(one for urn in farther for one in found.left.farther[urn])
    if not most:
        return
    last = found.left.no_place
    rows = sorted(
        most.items(), key=lambda one: (one[0][0] in last, -one[1], one[0][1], urn_key(one[0][0]))
    )
    places = " Those for whom a plan supposes no place, as they are small, come last." * any(
        urn in last for urn, _ in most
    )
    yield Table(
        "Partners outside of these schools' lists that may meet such a need of most of them."
        f"{places}{cut(len(rows), _MOST_FARTHER, in_csv=True)}",
        ("Partner", "URN", "Schools"),
        tuple(
            (called(name, found.heed.get(urn, "")), urn, f"{many:,}")
            for (urn, name), many in rows[:_MOST_FARTHER]
        ),
        frozenset({"Schools"}),
        (4, 1, 1),
    )


def _counted(found: OfficeFacts, own: pd.DataFrame) -> str:
    """How many such schools and needs there are, and how many of the schools have no need met at
    all, as the tables before this one count them."""
    states = found.states()
    needs, needy = int(own["unmet"].sum()), sum(states[state] for state in NEEDY)
    none = states[UNMET] + states[SILENT]
    others = len(own) - none
    told = (
        f"{len(own):,} of the {needy:,} schools with a known or likely need and a "
        f"{found.of_lists['of_each']} {_have(len(own))} such a need: {counted(needs, 'need')} in "
        "all, as “Which needs are met” counts them."
    )
    if not none:
        return f"{told} Each of these schools has a partner for another need."
    stated = " (of a school that has stated needs: no stated one)" * found.some_state
    told += (
        f" {none:,} of these schools {_have(none)} no need that is known or likely to be met"
        f"{stated}, as “How far schools are served” counts them"
    )
    more = f"; the other {others:,} {_have(others)} a partner for another need" if others else ""
    return f"{told}{more}."


def _have(many: int) -> str:
    return "has" if many == 1 else "have"
