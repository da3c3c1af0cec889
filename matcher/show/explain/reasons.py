"""Why two schools were matched, as a sentence a person can read and repeat.

A sentence is a few phrases separated by "; ": how far apart, what the partner covers, what
the seeker could give back, the priority area. Figures are rounded as they are shown
everywhere: distances to 0.1 km, travel times to a minute. It speaks to the seeker; others read it
in the third person (:mod:`matcher.show.explain.phrases.readers`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from matcher.core.allocation.settings import is_too_small
from matcher.core.columns.columns import AnyTable, columns_of
from matcher.core.figures.surety import is_known_met, is_small
from matcher.core.tables import BASIS
from matcher.show.explain.asking import UNKNOWN_OFFERS, question, to_be_asked
from matcher.show.explain.met import Met, NeedsMet, offering_nothing
from matcher.show.explain.narrowing import IN_PART, fit_phrase
from matcher.show.explain.phrases.exchange import COVERS_NONE, OFFERS_NOTHING
from matcher.show.explain.sides import Side, Words, says_nothing_of, sides
from matcher.show.kit.in_area import area_phrase, place_in_doubt
from matcher.show.kit.reach import Reach

_STATED = BASIS["stated"]

# What is said of needs of a side that are met, and of those that may be: a guess stands apart.
_GIVES, _RETURNS = ("covers", "may cover"), ("you could give", "you may be able to give")

# What is said of a partner that covers no need, in a list and in a plan.
LISTED, CHOSEN = "it is listed for its nearness", "it is chosen for its nearness"
# What is said of a seeker of whose known needs none stands out, and of one that states none.
NO_NEED, NEEDS_NOTHING = "no need of yours stands out", "you are said to need nothing"

# Below so many pupils on roll a partner is said to be small: it has few teachers and rooms, so
# little to share. A choice: of 1,645 independents in the register of May 2025 364 have fewer.
SMALL_PUPILS = 100
NO_PLACE = ", and a plan supposes no place for it"


def reasons(
    matches: AnyTable,
    schools: AnyTable,
    profile: AnyTable,
    *,
    words: Words,
    area_title: str,
    half_area_km: float,
    reach: Reach,
    cover: AnyTable | None = None,
    asked: str = "",
    about: str = "",
    whole: AnyTable | None = None,
    for_nearness: str = LISTED,
) -> list[str]:
    """A sentence for every row of MATCHES, seen from the seeker.

    ``profile`` has strengths as they count; ``words`` gives the phrase for a tag (activity,
    subject); ``area_title`` is what one area of the programme is called, such as "opportunity
    area", and ``half_area_km`` where one counts half; ``reach`` how far apart the run lets a pair
    be; ``cover`` is COVER, None where a need is met by its own tag alone; ``asked`` what the run
    was narrowed to (:func:`matcher.show.explain.narrowing.narrowed_to`), and ``about`` its
    activities and subjects (:func:`matcher.show.explain.narrowing.tags_asked`), of which alone
    ``profile`` tells then and ``whole`` of everything. ``for_nearness`` is said of a partner of a
    list that covers none of the needs.
    """
    needs = sides(profile, "need", words)
    strengths = sides(profile, "strength", words)
    anything = bool(needs) and bool(strengths)
    met = NeedsMet(profile, cover, words)
    area = {
        urn: area_phrase(inside, near, km, area_title, half_area_km, miles=reach.miles)
        for urn, inside, near, km in columns_of(schools).rows("urn", "area", "area_near", "area_km")
    }
    small = small_schools(schools, planned=for_nearness == CHOSEN)
    doubted = doubted_places(schools, reach.miles)
    offer_nothing = offering_nothing(profile if whole is None else whole)
    sentences = []
    own = columns_of(matches)
    seekers, partners = own.values("seeker_urn"), own.values("partner_urn")
    in_list = ~np.isnan(own.figures("rank")) & (own.figures("beyond") == 0)
    distances, times = own.figures("distance_km"), own.figures("minutes")
    for seeker, partner, how_far, beyond, farther, fit, ranked, to_ask in zip(
        seekers,
        partners,
        reach.each_apart(distances, times, own.values("minutes_by")),
        own.values("beyond"),
        reach.each_is_farther(distances, times).tolist(),
        own.values("fit"),
        in_list.tolist(),
        to_be_asked(seekers, partners, profile, whole),
        strict=True,
    ):
        phrases = [how_far]
        if beyond:
            phrases.append(f"beyond the {reach.limit} limit, as nobody is within it")
        elif farther:
            phrases.append(f"farther than {reach.limit}, as sponsors work")
        if fit and (fits := fit_phrase(fit, asked)):
            phrases.append(fits)
            offered = strengths.get(partner)
            if fit == IN_PART and offered and offered.tags and seeker not in needs:
                phrases.append(f"it offers {', '.join(sorted(offered.tags))}")
        if anything:
            exchanged = _exchange(
                needs.get(seeker),
                strengths.get(seeker),
                needs.get(partner),
                strengths.get(partner),
                about,
                to_ask,
                met.of(partner),
                met.of(seeker),
            )
            phrases += exchanged
            if ranked and len(exchanged) == 1 and exchanged[0].startswith(COVERS_NONE):
                phrases.append(for_nearness)
            if partner in offer_nothing:
                phrases.append(OFFERS_NOTHING)
        if partner in small:
            phrases.append(small[partner])
        if partner in doubted:
            phrases.append(doubted[partner])
        if area[seeker]:
            phrases.append(area[seeker])
        sentences.append("; ".join(phrases))
    return sentences


def small_schools(schools: AnyTable, *, planned: bool = False) -> dict[str, str]:
    """What is said of each school that is known to be small, by its URN; ``planned``: of the pairs
    that a plan has made, whose partners have a place, whoever said so."""
    columns = columns_of(schools)
    pupils = columns.figures("pupils")
    small = columns.take((pupils > 0) & (pupils < SMALL_PUPILS))
    return {
        urn: f"the partner is small, {many:,.10g} on roll"
        f"{NO_PLACE * (not planned and is_too_small(kind, many, capacity))}"
        for urn, kind, many, capacity in small.rows("urn", "kind", "pupils", "capacity")
    }


def doubted_places(schools: AnyTable, miles: bool) -> dict[str, str]:
    """What is said of each school whose coordinates are far from its postcode, by its URN."""
    rows = columns_of(schools).rows("urn", "located_by", "precision_m")
    told = {urn: place_in_doubt("the partner’s", *where, miles=miles) for urn, *where in rows}
    return {urn: words for urn, words in told.items() if words}


def _exchange(
    wants: Side | None,
    has: Side | None,
    partner_wants: Side | None,
    partner_has: Side | None,
    about: str,
    to_ask: bool,
    gets: Mapping[str, Met],
    returns: Mapping[str, Met],
) -> list[str]:
    """What the partner covers, or what to ask it, and what the seeker could give back; unknown is
    said, in a narrowed run of what it is ``about`` alone: other needs may well be known."""
    phrases = []
    if wants is not None and not wants.tags and not about:
        phrases.append(NEEDS_NOTHING if wants.open_to is None else NO_NEED)
    if wants is None:
        said = f"whether you need {about} is not known" if about else "your needs are not known"
        phrases.append(said)
    elif to_ask:
        phrases += question(wants, about)
    elif partner_has is None:
        said = f"whether it offers {about} is not known" if about else UNKNOWN_OFFERS
        phrases.append(said)
    elif wants.tags:
        phrases += _met(_GIVES, "your", wants, gets) or [_unmet(wants, partner_has)]
    if partner_wants and has:
        phrases += _met(_RETURNS, "its", partner_wants, returns)
    return phrases


def _met(verbs: tuple[str, str], whose: str, wants: Side, met: Mapping[str, Met]) -> list[str]:
    """How many needs are known to be met, and which; apart from them how many may be, and which.
    Nothing where none is."""
    found: list[str] = []
    for verb, tags in zip(verbs, _named(wants, met), strict=True):
        if tags:
            part = f"{len(tags)} of {whose}" if len(wants.tags) > 1 else whose
            many = f"{len(tags)} more" if found else f"{part} {_needs(wants)}"
            found.append(f"{verb} {many}: {', '.join(tags)}")
    return found


def _named(wants: Side, met: Mapping[str, Met]) -> Iterator[list[str]]:
    """The needs that are known to be met, and those that may be: the fullest first, then those that
    another tag meets in part; each with what the offer rests on, where that is not what is stated,
    and with how sure the need is, where figures suggest it beside others that are stated."""
    known: list[tuple[bool, float, str]] = []
    guessed: list[tuple[bool, float, str]] = []
    for tag, degree in wants.tags.items():
        one = met.get(tag)
        if one is None or is_small(one.strength, one.source):
            continue
        by = [] if one.by == tag else [one.all_by]
        if one.rests_on != _STATED:
            by.append(one.rests_on)
        if tag in wants.sure and not wants.figures:
            by.append(f"a likely need, {wants.sure[tag]:.0%} sure")
        told = f"{tag}{'' if one.by == tag else ' in part'}{_in_brackets(by)}"
        of = known if is_known_met(one.rests_on, likely=tag in wants.sure) else guessed
        of.append((one.by != tag, -degree * one.degree, told))
    return ([told for *_, told in sorted(tags)] for tags in (known, guessed))


def _in_brackets(words: list[str]) -> str:
    return f" ({', '.join(words)})" if words else ""


def _unmet(wants: Side, offers: Side) -> str:
    """What is said where the partner meets none of the needs."""
    none = f"{COVERS_NONE[len(wants.tags) == 1]}your {_needs(wants)}"
    if offers.open_to is None or offers.open_to.issuperset(wants.tags):
        return none
    if says_nothing_of(offers, wants):
        return f"not known whether it covers your {_needs(wants)}"
    return f"{none} as far as is known"


def _needs(wants: Side) -> str:
    """How many needs there are; how many are only likely ones, and how sure those are."""
    some = f" ({len(wants.sure)} likely)" if wants.sure else ""
    likely, sure = ("likely ", f" ({_how_sure(wants)})") if wants.figures else ("", some)
    count = len(wants.tags)
    return f"{count} {likely}needs{sure}" if count > 1 else f"one {likely}need{sure}"


def _how_sure(wants: Side) -> str:
    """How sure figures are of the needs: "12% sure", "10 to 40% sure"."""
    least, most = (f"{100 * edge(wants.sure.values()):.0f}" for edge in (min, max))
    return f"{most}% sure" if least == most else f"{least} to {most}% sure"
