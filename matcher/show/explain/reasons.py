"""Why two schools were matched, as a sentence a person can read and repeat.

A sentence is a few phrases separated by "; ": how far apart, what the partner covers, what
the seeker could give back, the priority area. Figures are rounded as they are shown
everywhere: distances to 0.1 km.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import BASIS, WHOLE
from matcher.show.explain.facts import SMALL_PUPILS
from matcher.show.explain.met import Met, NeedsMet
from matcher.show.explain.narrowing import IN_PART, fit_phrase
from matcher.show.kit.text_format import counted, kilometres, limit_words

Words = Callable[[str, str], str]

# A figure that gives less than this is hardly one to name: it counts in the score alone.
NOTABLE = 0.1

_STATED = BASIS["stated"]

# What is said of a partner worth asking, before the question.
UNKNOWN_OFFERS = "nothing is known of what it offers"

_NONE = "none of"
_COVERS_NONE = f"covers {_NONE}"

# So many needs are named in a question; a person asks about no more at once.
_MOST_ASKED = 5

# How near a priority area must be for a reason to name it.
_NEAR_AREA_KM = 10.0


def reasons(
    matches: pd.DataFrame,
    schools: pd.DataFrame,
    profile: pd.DataFrame,
    *,
    words: Words,
    area_title: str,
    max_km: float,
    cover: pd.DataFrame | None = None,
    asked: str = "",
    about: str = "",
    miles: bool = False,
) -> pd.Series:
    """A sentence for every row of MATCHES, seen from the seeker.

    ``profile`` has strengths as they count; ``words`` gives the phrase for a tag (activity,
    subject); ``area_title`` is what one area of the programme is called, such as "opportunity
    area"; ``cover`` is COVER, None where a need is met by its own tag alone; ``asked`` what the
    run was narrowed to (:func:`matcher.show.explain.narrowing.narrowed_to`), and ``about`` its
    activities and subjects (:func:`matcher.show.explain.narrowing.tags_asked`), of which alone
    ``profile`` tells then; with ``miles`` distances
    are in both.
    """
    needs = _named(profile, "need", words)
    strengths = _named(profile, "strength", words)
    anything = bool(needs) and bool(strengths)
    met = NeedsMet(profile, cover, words)
    area = {
        urn: _area_phrase(inside, near, km, area_title, miles)
        for urn, inside, near, km in zip(
            as_list(schools["urn"]),
            as_list(schools["area"]),
            as_list(schools["area_near"]),
            as_list(schools["area_km"]),
            strict=True,
        )
    }
    small = small_schools(schools)
    sentences = []
    in_list = matches["rank"].notna() & (matches["beyond"] == 0)
    limit = limit_words(max_km, miles)
    for seeker, partner, distance, beyond, fit, ranked, to_ask in zip(
        as_list(matches["seeker_urn"]),
        as_list(matches["partner_urn"]),
        as_list(matches["distance_km"]),
        as_list(matches["beyond"]),
        as_list(matches["fit"]),
        as_list(in_list),
        as_list(matches["worth_asking"].notna()),
        strict=True,
    ):
        phrases = [f"{kilometres(distance, miles)} apart"]
        if beyond:
            phrases.append(f"beyond the {limit} limit, as nobody is within it")
        elif distance > max_km:
            phrases.append(f"farther than {limit}, as sponsors work")
        if fits := fit_phrase(fit, asked):
            phrases.append(fits)
            offered = strengths.get(partner)
            if fit == IN_PART and offered and offered.tags and seeker not in needs:
                phrases.append(f"it offers {', '.join(sorted(offered.tags))}")
        if to_ask:
            phrases += question(needs.get(seeker), about)
        elif anything:
            exchanged = _exchange(
                needs.get(seeker),
                strengths.get(seeker),
                needs.get(partner),
                strengths.get(partner),
                about,
                met.of(partner),
                met.of(seeker),
            )
            phrases += exchanged
            if ranked and len(exchanged) == 1 and exchanged[0].startswith(_COVERS_NONE):
                phrases.append("it is listed for its nearness")
        if partner in small:
            phrases.append(small[partner])
        if area[seeker]:
            phrases.append(area[seeker])
        sentences.append("; ".join(phrases))
    return pd.Series(sentences, index=matches.index, dtype="str")


def small_schools(schools: pd.DataFrame) -> dict[str, str]:
    """What is said of each school that is known to be small, by its URN."""
    small = schools[(schools["pupils"] > 0) & (schools["pupils"] < SMALL_PUPILS)]
    return {
        urn: f"it is small, {pupils:,.10g} on roll"
        for urn, pupils in zip(as_list(small["urn"]), as_list(small["pupils"]), strict=True)
    }


@dataclass(slots=True)
class _Side:
    """What is known of a school on one side: the degree of each tag by its phrase, those
    known to be none left out of ``tags``; ``open_to`` the phrases known at all, None where
    the school states them itself, so that it does not have what it leaves out; ``figures``
    whether all of it rests on published figures."""

    tags: dict[str, float]
    open_to: set[str] | None
    figures: bool


def _named(profile: pd.DataFrame, side: str, words: Words) -> dict[str, _Side]:
    """For every school of which that side is known: its tags as phrases."""
    found: dict[str, _Side] = {}
    phrase: dict[tuple[str, str], str] = {}
    known = profile[profile[side].notna()]
    for urn, activity, subject, degree, source in zip(
        *(as_list(known[name]) for name in ("urn", "activity", "subject", side, "source")),
        strict=True,
    ):
        own = found.setdefault(urn, _Side({}, set(), True))
        own.figures &= source == "measured"
        if source in WHOLE:
            own.open_to = None
        if activity == "none":
            continue
        tag = (activity, subject)
        if tag not in phrase:
            phrase[tag] = words(activity, subject)
        # A figure that does not stand out cannot say what a school does not have.
        if own.open_to is not None and (degree > 0 or source != "measured"):
            own.open_to.add(phrase[tag])
        if degree >= (NOTABLE if source == "measured" else 0.0) and degree > 0:
            own.tags[phrase[tag]] = max(degree, own.tags.get(phrase[tag], 0.0))
    return found


def _exchange(
    wants: _Side | None,
    has: _Side | None,
    partner_wants: _Side | None,
    partner_has: _Side | None,
    about: str,
    gets: Mapping[str, Met],
    returns: Mapping[str, Met],
) -> list[str]:
    """What the partner covers and what the seeker could give back; unknown is said, in a
    narrowed run of what it is ``about`` alone: other needs may well be known."""
    phrases = []
    if wants is None:
        said = f"whether you need {about} is not known" if about else "your needs are not known"
        phrases.append(said)
    elif partner_has is None:
        said = f"whether it offers {about} is not known" if about else "its strengths not known"
        phrases.append(said)
    elif wants.tags:
        phrases.append(_covers("covers", "your", wants, partner_has, gets))
    if partner_wants and partner_wants.tags and has and _met(partner_wants, returns):
        phrases.append(_covers("you could give", "its", partner_wants, has, returns))
    return phrases


def question_to_ask(profile: pd.DataFrame, seeker: str, words: Words, *, asked: str = "") -> str:
    """The question for a partner worth asking, of a seeker by its URN; see :func:`reasons`."""
    own = profile[profile["urn"] == seeker]
    return "; ".join(question(_named(own, "need", words).get(seeker), asked))


def question(wants: _Side | None, about: str) -> list[str]:
    """What to ask a partner of which nothing is known: its seeker's needs, the greatest first;
    in a narrowed run of what it is ``about``."""
    tags = {} if wants is None else wants.tags
    greatest = sorted(tags, key=lambda tag: (-tags[tag], tag))
    named, more = greatest[:_MOST_ASKED], len(greatest) - _MOST_ASKED
    if more > 0:
        named.append(f"{counted(more, 'other need')} of yours")
    asked = " or ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
    silent = f"whether it offers {about} is not known" if about else UNKNOWN_OFFERS
    return [silent, f"ask whether it could give {asked}" if asked else "ask what it could give"]


def _met(wants: _Side, met: Mapping[str, Met]) -> list[str]:
    """The needs that are met, the fullest first, then those that another tag meets in part; each
    with what the offer rests on, where that is not what is stated."""
    full, in_part = [], []
    for tag, degree in wants.tags.items():
        one = met.get(tag)
        if one is None or (one.source == "measured" and one.strength < NOTABLE):
            continue
        basis = BASIS[one.source]
        if one.by == tag:
            mark = "" if basis == _STATED else f" ({basis})"
            full.append((-degree * one.degree, f"{tag}{mark}"))
        else:
            mark = "" if basis == _STATED else f", {basis}"
            in_part.append((-degree * one.degree, f"{tag} in part ({one.by}{mark})"))
    return [tag for _, tag in sorted(full)] + [tag for _, tag in sorted(in_part)]


def _covers(verb: str, whose: str, wants: _Side, offers: _Side, met: Mapping[str, Met]) -> str:
    """How many of the needs are met, and which; needs that figures suggest are called so."""
    tags, count = _met(wants, met), len(wants.tags)
    likely = "likely " if wants.figures else ""
    many = f"{count} {likely}needs" if count > 1 else f"one {likely}need"
    if tags:
        part = f"{len(tags)} of {whose} {many}" if count > 1 else f"{whose} {many}"
        return f"{verb} {part}: {', '.join(tags)}"
    if offers.open_to is None or offers.open_to.issuperset(wants.tags):
        return f"{verb} {_NONE} {whose} {many}"
    if offers.open_to.isdisjoint(wants.tags):
        return f"not known whether it covers {whose} {many}"
    return f"{verb} {_NONE} {whose} {many} as far as is known"


def _area_phrase(inside: str, near: str, distance_km: float, title: str, miles: bool) -> str:
    if inside:
        return f"in the {inside} {title}"
    if near and distance_km <= _NEAR_AREA_KM:
        return f"{kilometres(distance_km, miles)} from the {near} {title}"
    return ""
