"""Who in reach could meet a need that nobody in a school's list is known to meet.

A list has the best few by the whole score, in which nearness and priority areas count too. So a
partner that is known, or likely, to meet a need may stand farther down. The page of the school
names it, and the report of an office counts such schools, instead of saying that nobody is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from matcher.core.figures.number_format import counted
from matcher.jobs.report.lists.farther import (
    FartherDown,
    Met,
    Tag,
    givers_for,
    is_too_small_for,
    with_places,
)
from matcher.jobs.report.who import small, to_heed
from matcher.show.report.unknown import ASK_BEYOND, let_more_give

if TYPE_CHECKING:
    from matcher.show.report.office.facts.needs import Left

_MOST = 3  # partners that a page names
_MOST_NEEDS = 5
# What :func:`to_heed` and :func:`small` read.
_TO_HEED = ("contact_condition", "located_by", "precision_m", "kind", "pupils", "capacity")


def farther_down(
    partners: FartherDown, urn: str, tags: Sequence[Tag], listed: set[str], in_reach: int
) -> tuple[str, ...]:
    """Whom a seeker may ask, beside those ``listed`` and those to whom the list gives no places,
    about needs (``tags``) that nobody in its list may meet; which of these nobody may meet of
    all that are ``in_reach``; and who is kept apart by age and has a place that it needs: a
    sentence each, where there is any."""
    told = []
    if tags:
        there = with_places(partners.run, partners.of(urn, tags))
        met = {tag for *_, tags_met in there for tag in tags_met}
        unmet = [tag for tag in partners.needed(urn, tags) if tag not in met]
        told = [_whom_to_ask(partners, there, listed), _nobody(partners, urn, unmet, in_reach)]
    return tuple(filter(None, [*told, _kept_apart(partners, urn, in_reach)]))


def _kept_apart(partners: FartherDown, urn: str, in_reach: int) -> str:
    """Whom to ask for a place though pupils' ages keep the two apart."""
    found = partners.kept_apart(urn)
    if not found:
        return ""
    nearer = ", and nobody that you may meet is known to have it nearer" if in_reach else ""
    return (
        f"Kept apart from you by pupils' ages, but a place can be shared at any age: ask "
        f"{_by_name(partners, found)}. Registers, figures or lists suggest it{nearer}."
    )


def _by_name(partners: FartherDown, found: Sequence[Met]) -> str:
    """The first few of those ``found``, how far away they are, what to heed before one asks them,
    and about what to ask."""
    from matcher.profile.vocabulary import load
    from matcher.show.kit.text_format import kilometres

    schools, miles = partners.run.school_rows, partners.run.config.miles
    asked = []
    for other, km, met in found[:_MOST]:
        name = str(schools.one("name", other)) or other
        about = ", ".join(sorted(load().words(*tag) for tag in met))
        row = {column: schools.one(column, other) for column in _TO_HEED}
        where = "; ".join((kilometres(km, miles), *to_heed(row, miles=miles), *small(row)))
        asked.append(f"{name} ({other}, {where}) about {about}")
    return "; ".join(asked)


def _nobody(partners: FartherDown, urn: str, unmet: Sequence[Tag], in_reach: int) -> str:
    """That nobody in reach may meet these needs, and what the office could do."""
    if not unmet or not in_reach:
        return ""
    within = partners.run.reach.within
    who = f"None of the {in_reach:,} partners" if in_reach > 1 else "The one partner"
    knows = "is" if in_reach > 1 else "is not"
    told = [f"{who} that you may meet {within} {knows} known, or likely, to offer {_named(unmet)}."]
    there = list(partners.who_only_seek.of(urn, unmet))
    near = partners.only_seek_within
    met = {tag for *_, tags in there for tag in tags}
    if there:
        some = counted(len(there), "state-funded school")
        seek = "seeks" if len(there) == 1 else "seek"
        has = _named([tag for tag in unmet if tag in met]) if len(met) < len(unmet) else "it"
        told.append(
            f"{some} {near} that only {seek} may have {has}, as registers, figures or lists "
            "suggest: ask your office to "
            f"{let_more_give(givers_for(partners, there), partners.run.config.k)}"
        )
    if rest := [tag for tag in unmet if tag not in met]:
        what = _named(rest) if there else "it"
        told.append(
            "No state-funded school there that this run has is known, or likely, to offer "
            f"{what} either. {ASK_BEYOND}"
        )
    return " ".join(told)


def left_over(
    partners: FartherDown, unmet: Mapping[str, Sequence[Tag]], alone: Iterable[str]
) -> Left:
    """What could be done about the needs of each of these seekers that nobody in its list may meet
    (``unmet``), and about those without a partner (``alone``)."""
    from matcher.show.report.office.facts.needs import Left

    rows, more = partners.run.school_rows, partners.who_only_seek
    farther, helped, nobody = {}, Counter[Tag](), Counter[Tag]()
    giving: dict[Tag, set[str]] = {}
    seen = []
    for urn, tags in unmet.items():
        there = with_places(partners.run, partners.of(urn, tags))
        others = list(more.of(urn, tags))
        farther[urn] = tuple((other, str(rows.one("name", other))) for other, *_ in there)
        by_others = {tag for *_, met in others for tag in met}
        helped.update(by_others)
        nobody.update({*tags} - by_others - {tag for *_, met in there for tag in met})
        for other, _, met in others:
            for tag in met:
                giving.setdefault(tag, set()).add(other)
        seen += others
    near = [more.near(urn) for urn in alone]
    seen += [(urn, 0.0, []) for own in near for urn in own]
    return Left(
        farther,
        tuple((name, many, len(giving[tag])) for name, tag, many in _most_first(helped)),
        givers_for(partners, seen) if seen else "",
        sum(map(bool, near)),
        tuple((name, many) for name, _, many in _most_first(nobody)),
        only_seek_within=partners.only_seek_within,
        no_place=frozenset(
            other
            for other in {other for there in farther.values() for other, _ in there}
            if is_too_small_for(partners.run, other)
        ),
    )


def _most_first(counts: Counter[Tag]) -> list[tuple[str, Tag, int]]:
    """Needs in words, with how many there are of each, most first, then by their words."""
    from matcher.profile.vocabulary import load

    found = ((load().words(*tag), tag, many) for tag, many in counts.items())
    return sorted(found, key=lambda one: (-one[2], one[0]))


def _named(tags: Sequence[Tag]) -> str:
    """Needs in words, the first few."""
    from matcher.profile.vocabulary import load

    named = " or ".join(sorted(load().words(*tag) for tag in tags[:_MOST_NEEDS]))
    more = len(tags) - _MOST_NEEDS
    return f"{named}, or {more:,} more of your needs" if more > 0 else named


def _whom_to_ask(partners: FartherDown, there: Sequence[Met], listed: set[str]) -> str:
    """Whom to ask of those in reach that may meet a need (``there``)."""
    found = [one for one in there if one[0] not in listed]
    if not found:
        return ""
    many = len(found)
    first = f", the first {_MOST} of the {many:,} there that may meet one" if many > _MOST else ""
    return (
        f"Farther down your list{first}: ask {_by_name(partners, found)}. Registers, figures or "
        "lists suggest it, and nobody in your list is known to offer it."
    )
