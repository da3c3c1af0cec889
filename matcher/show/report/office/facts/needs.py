"""Which needs are met: tag by tag, how many schools have it and how many have a partner for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from matcher.core.figures.surety import is_small
from matcher.core.schema import as_list
from matcher.core.tables import ONLY_LIKELY, urn_key
from matcher.show.explain.needs import LIKELY_MARK, MAY_BE_MARK
from matcher.show.report.office.facts.coverage import HALF, Surest, gets
from matcher.show.report.office.facts.groups import Rate

Words = Callable[[str, str], str]  # an activity and a subject in words


@dataclass(frozen=True, slots=True)
class NeedMet:
    """One need, in words. ``likely``: of the schools that have it, those for which published
    figures alone suggest it, and ``half_sure`` those of which that is at least 50 % sure.
    ``met``: of the schools in a list that have it, those with a partner in their list that is
    known, or likely, to meet it, at least in part; ``stated``: those of them whose partner says so
    itself; ``sure_offers``: those whose partner is at least half sure to have it; ``by``: how many
    partners in lists these are; ``offering``: partners in reach of a school that have this or
    something that meets it, by the same steps as the score, whoever says so;
    ``near``: all schools that have it and somebody within the limit, also those in no list.
    ``example``: what it rests on where it is only likely, of the first of these schools by its
    URN; "" where it is stated of all."""

    words: str
    likely: int
    met: Rate
    stated: int
    offering: int
    near: int
    example: str = ""
    half_sure: int = 0
    sure_offers: int = 0
    by: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """What could be done about the needs that nobody in a school's list is known or likely to meet.

    ``farther``: of each school the partners in reach, outside of its list, that may meet one, URN
    and name in the order of its list. ``by_givers``: each need that state-funded schools in reach
    which only seek may meet, in words, of how many of the schools, and how many those are;
    ``givers``: the policy that lets them give, "" where there are none; ``alone``: of how many of
    the schools without a partner such schools are in reach. ``nobody``: each need, in words, that
    neither these nor any partner in reach may meet, and of how many schools. Most schools first.
    ``only_seek_within``: how near those are that only seek, in words; ``no_place``: those of
    ``farther`` for whom a plan supposes no place.
    """

    farther: Mapping[str, tuple[tuple[str, str], ...]]
    by_givers: tuple[tuple[str, int, int], ...] = ()
    givers: str = ""
    alone: int = 0
    nobody: tuple[tuple[str, int], ...] = ()
    only_seek_within: str = ""
    no_place: frozenset[str] = frozenset()


def needs_met(
    profile: pd.DataFrame,
    lists: pd.DataFrame,
    seekers: Collection[str],
    near: Collection[str],
    offering: Mapping[tuple[str, str], int],
    words: Words,
    surest: Surest,
) -> tuple[NeedMet, ...]:
    """The needs of ``seekers``, which are in a list, and of all that are ``near``, which have
    somebody within the limit: those that most of the former have first, then of the latter, by
    their words where as many have them. Needs and offers of figures that are too low to name
    are left out, as in every list. ``profile``, ``lists`` as
    :func:`matcher.show.report.office.facts.coverage.coverage` has them; ``offering``: how many
    partners in reach may meet each need; ``surest``: how sure offers are."""
    having, likely, half = (Counter[tuple[str, str]]() for _ in range(3))
    for tag, (*_, sure, source) in _tags(profile, "need", seekers):
        having[tag] += 1
        likely[tag] += source in ONLY_LIKELY
        half[tag] += source in ONLY_LIKELY and sure >= HALF
    all_near = Counter(tag for tag, _ in _tags(profile, "need", near))
    met, stated = _met(lists)
    givers, examples = _givers(lists), _examples(profile, seekers)
    found = []
    for (activity, subject), of_all in all_near.items():
        name = f"{activity} {subject}".strip()
        gives = givers.get(name, ())
        found.append(
            NeedMet(
                words(activity, subject),
                likely[activity, subject],
                Rate(len(met.get(name, ())), having[activity, subject]),
                len(stated.get(name, ())),
                offering.get((activity, subject), 0),
                of_all,
                examples.get((activity, subject), ""),
                half[activity, subject],
                len({urn for urn, partner in gives if surest(partner, name) >= HALF}),
                len({partner for _, partner in gives}),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.met.of, -one.near, one.words)))


def named_needs(
    profile: pd.DataFrame, urns: Collection[str], words: Words
) -> dict[str, tuple[str, ...]]:
    """What each of these schools needs, in words, all of it: what is stated first, then what
    published figures alone suggest, marked as likely; of each the greatest first."""
    return _named(profile, "need", urns, words)


def named_offers(
    profile: pd.DataFrame, urns: Collection[str], words: Words
) -> dict[str, tuple[str, ...]]:
    """The same of what each may offer."""
    return _named(profile, "strength", urns, words)


def _named(
    profile: pd.DataFrame, side: str, urns: Collection[str], words: Words
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[tuple[bool, float, str]]] = {}
    for (activity, subject), (urn, degree, _, source) in _tags(profile, side, urns):
        guess = source in ONLY_LIKELY
        name = f"{words(activity, subject)}{LIKELY_MARK if guess else ''}"
        found.setdefault(urn, []).append((guess, -degree, name))
    return {urn: tuple(name for *_, name in sorted(tags)) for urn, tags in found.items()}


def named_half_sure(
    profile: pd.DataFrame, urns: Collection[str], words: Words
) -> dict[str, tuple[str, ...]]:
    """The needs of each of these schools that are only likely and at least half sure, in words."""
    found: dict[str, list[str]] = {}
    for tag, (urn, _, sure, source) in _tags(profile, "need", urns):
        if source in ONLY_LIKELY and sure >= HALF:
            found.setdefault(urn, []).append(words(*tag))
    return {urn: tuple(sorted(names)) for urn, names in found.items()}


def named_unmet(
    profile: pd.DataFrame, lists: pd.DataFrame, urns: Collection[str], words: Words
) -> dict[str, tuple[str, ...]]:
    """The needs of each of these schools for which nobody in its list is known, or likely, in
    words: those that are stated first, then the greatest."""
    found: dict[str, list[tuple[bool, float, str]]] = {}
    for tag, (urn, degree, _, source) in _unmet(profile, lists, urns):
        guess = source in ONLY_LIKELY
        name = f"{words(*tag)}{LIKELY_MARK if guess else ''}"
        found.setdefault(urn, []).append((guess, -degree, name))
    return {urn: tuple(name for *_, name in sorted(needs)) for urn, needs in found.items()}


def unmet_tags(
    profile: pd.DataFrame, lists: pd.DataFrame, urns: Collection[str]
) -> dict[str, list[tuple[str, str]]]:
    """The same as activity and subject."""
    found: dict[str, list[tuple[str, str]]] = {}
    for tag, (urn, *_) in _unmet(profile, lists, urns):
        found.setdefault(urn, []).append(tag)
    return found


def _unmet(profile: pd.DataFrame, lists: pd.DataFrame, urns: Collection[str]) -> _Tagged:
    met = _met(lists)[0]
    return [
        (tag, row)
        for tag, row in _tags(profile, "need", urns)
        if row[0] not in met.get(" ".join(filter(None, tag)), ())
    ]


def named_met(
    profile: pd.DataFrame, lists: pd.DataFrame, words: Words
) -> dict[str, tuple[str, ...]]:
    """Which needs of each school a partner in its list meets, at least in part: in words, by them;
    those that nobody has said, or for which no offer is stated, marked as no more than likely."""
    met, stated = _met(lists)
    said = {(urn, tag) for tag, (urn, *_, source) in _tags(profile, "need", {*lists["seeker_urn"]})
            if source not in ONLY_LIKELY}  # fmt: skip
    found: dict[str, list[str]] = {}
    for name, urns in met.items():
        activity, _, subject = name.partition(" ")
        for urn in urns:
            is_known = urn in stated.get(name, ()) and (urn, (activity, subject)) in said
            mark = "" if is_known else MAY_BE_MARK
            found.setdefault(urn, []).append(f"{words(activity, subject)}{mark}")
    return {urn: tuple(sorted(names)) for urn, names in found.items()}


_Tagged = list[tuple[tuple[str, str], tuple[str, float, float, str]]]


def _tags(profile: pd.DataFrame, side: str, urns: Collection[str]) -> _Tagged:
    """The tags of these schools on one side of PROFILE, with whose, how much, how sure and the
    source."""
    rows = profile[(profile[side] > 0) & profile["urn"].isin(list(urns))]
    names = ("urn", "activity", "subject", side, "confidence", "source")
    columns = (as_list(rows[name]) for name in names)
    return [
        ((activity, subject), (urn, degree, sure, source))
        for urn, activity, subject, degree, sure, source in zip(*columns, strict=True)
        if not is_small(degree, source)
    ]


def _examples(profile: pd.DataFrame, urns: Collection[str]) -> dict[tuple[str, str], str]:
    """What each need rests on that is only likely, of the first of these schools by its URN."""
    rows = profile[profile["source"].isin(list(ONLY_LIKELY)) & profile["urn"].isin(list(urns))]
    said = dict(zip(zip(*(as_list(rows[name]) for name in ("urn", "activity", "subject")),
                        strict=True), as_list(rows["evidence"]), strict=True))  # fmt: skip
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for tag, (urn, *_, source) in _tags(profile, "need", urns):
        if source in ONLY_LIKELY:
            own = (urn, said[(urn, *tag)])
            found[tag] = min(found.get(tag, own), own, key=lambda one: urn_key(one[0]))
    return {tag: evidence for tag, (_, evidence) in found.items()}


def _met(lists: pd.DataFrame) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By tag the schools that have a partner for it, and those of which it says so itself."""
    met: dict[str, set[str]] = {}
    stated: dict[str, set[str]] = {}
    columns = (as_list(lists[name]) for name in ("seeker_urn", "shared", "basis"))
    for urn, shared, basis in zip(*columns, strict=True):
        for tag in filter(None, gets(shared).split("; ")):
            met.setdefault(tag, set()).add(urn)
        for part in gets(basis).split("; "):
            tag, _, said = part.rpartition(": ")
            if said == "stated":
                stated.setdefault(tag, set()).add(urn)
    return met, stated


def _givers(lists: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """By tag the schools that have a partner for it, each with every such partner."""
    found: dict[str, list[tuple[str, str]]] = {}
    columns = (as_list(lists[name]) for name in ("seeker_urn", "partner_urn", "shared"))
    for urn, partner, shared in zip(*columns, strict=True):
        for tag in filter(None, gets(shared).split("; ")):
            found.setdefault(tag, []).append((urn, partner))
    return found
