"""An explanation in lines of text, for a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from matcher.core.figures.number_format import counted
from matcher.core.figures.surety import is_small
from matcher.show.explain.facts import (
    Change,
    ExplainedPair,
    ExplainedSchool,
    ListEntry,
    School,
)
from matcher.show.explain.lists import (
    asking_sentences,
    compared_sentences,
    list_caption,
    nobody_sentences,
    school_lists,
    within_phase,
)
from matcher.show.explain.narrowing import fit_sentence
from matcher.show.explain.needs import degree_words, needs_lines, slight_counts, tag_basis
from matcher.show.explain.reasons import SMALL_PUPILS
from matcher.show.explain.score.known import known_sentence
from matcher.show.explain.score.rows import score_lines, score_title
from matcher.show.explain.travel import alone, travel_sentences
from matcher.show.kit.in_area import area_clause
from matcher.show.kit.text_format import (
    kilometres,
    printable,
    three_decimals,
)


def lines(about: ExplainedPair | ExplainedSchool) -> list[str]:
    """A pair or a school, for a person to read."""
    text = _pair(about) if isinstance(about, ExplainedPair) else _school(about)
    return list(map(printable, text))


def _pair(pair: ExplainedPair) -> list[str]:
    text = [f"Seeker:  {school_title(pair.seeker)}", f"Partner: {school_title(pair.partner)}", ""]
    text += [*verdict(pair), ""]
    if not math.isnan(pair.score):
        text += [f"{score_title(pair)}: points = weight × value", *score_lines(pair), ""]
    text += needs_lines(pair.seeker, pair.partner, pair.seekers_needs)
    text += needs_lines(pair.partner, pair.seeker, pair.partners_needs)
    text += [f"Area: {area_sentence(pair.seeker, pair.area_title, pair.miles)}"]
    text += [*offers_sentences(pair.seeker), *partner_sentences(pair.partner)]
    text += [*contact_sentences(pair.seeker, pair.partner), ""]
    if changes := change_sentences(pair):
        text += [pair.changes_title, *map(_bullet, changes)]
    return text


def school_title(school: School) -> str:
    """Name, URN and what it is."""
    what = ", ".join(filter(None, (school.kind, school.phase, school.la_name)))
    return f"{school.name} ({school.urn}; {what})"


def verdict(pair: ExplainedPair) -> list[str]:
    """The ranks of the pair, or the gate that stops it."""
    reach = pair.reach
    distance = (
        reach.apart(pair.distance_km, pair.minutes, pair.minutes_by)
        if not math.isnan(pair.distance_km)
        else ""
    )
    if pair.gate and not pair.beyond:
        told = f"; the limit is {reach.limit}" if pair.gate == "beyond" else ""
        found = [f"Not matched ({pair.gate}): {pair.gate_words}{told}"]
        return [*found, *([f"They are {distance}"] if distance else []), *travel_sentences(pair)]
    score = f"Score {three_decimals(pair.score)}; {distance}"
    weighed = [part.term for part in pair.parts if part.weight > 0]
    if only := alone(weighed, by_time=math.isfinite(pair.minutes)):
        score += f"; {only}, as what they need and offer is left out of the score"
    known = known_sentence(pair)
    if pair.beyond:
        return [
            score,
            known,
            f"Beyond the limit of {reach.limit}; listed all the same, as number "
            f"{pair.beyond:,} in the seeker's list, as nobody is within it",
            *travel_sentences(pair),
            *_question(pair),
            *_sureness(pair),
        ]
    fits = fit_sentence(pair.fit, pair.asked, pair.asked_of_pairs)
    return [
        score,
        known,
        *([fits] if fits else []),
        f"The partner is number {pair.rank:,} of {pair.of_partners:,} in the seeker's list; "
        f"the seeker is number {pair.partner_rank:,} of {pair.of_seekers:,} in the partner's",
        *pair.compared,
        *within_phase(pair),
        *travel_sentences(pair),
        *_question(pair),
        *_sureness(pair),
    ]


def _sureness(pair: ExplainedPair) -> list[str]:
    return [f"How sure: {pair.sureness}"] if pair.sureness else []


def _question(pair: ExplainedPair) -> list[str]:
    title = "Worth asking" if pair.worth_asking else "To be asked"
    return [f"{title}: {pair.question}"] if pair.question else []


def offers_sentences(school: School) -> list[str]:
    """That a school is said to offer nothing."""
    return [f"Offers: {school.name} is said to offer nothing"] if school.offers_nothing else []


def partner_sentences(partner: School) -> list[str]:
    """What else a reader should know of a partner: that it is said to offer nothing, or has no
    places, and that it is small. It moves no score."""
    told = offers_sentences(partner)
    if partner.no_places:
        told.append(f"Places: the list gives {partner.name} none")
    if partner.pupils is not None and partner.pupils < SMALL_PUPILS:
        told.append(
            f"Size: {partner.name} is small, with {counted(partner.pupils, 'pupil')} on roll: it "
            "may have little to share, whatever the score says"
        )
    return told


def contact_sentences(*schools: School) -> list[str]:
    """The condition on which each of them may be contacted; of one without a condition nothing."""
    return [f"Contact with {one.name}: {one.contact}" for one in schools if one.contact]


def area_sentence(school: School, title: str, miles: bool) -> str:
    """In which priority area the seeker is, or how far from the nearest."""
    where = school.area, school.area_near, school.area_km
    return area_clause(school.name, *where, title, miles=miles)


def change_sentences(pair: ExplainedPair) -> list[str]:
    """What would change the partner's place in the seeker's list, or else raise the score, as
    sentences; where no one thing would, that none would; nothing of a pair that is in no list."""
    if pair.changes or not pair.rank:
        return [_change(pair, change) for change in pair.changes]
    near = (
        "the partner is first already" if pair.rank == 1 else "being nearer alone would not lift it"
    )
    if alone((part.term for part in pair.parts if part.weight > 0), by_time=False):
        return [f"Nothing that either could offer, as that is left out of the score; {near}"]
    return [
        "No one thing: by what is known of their needs, nothing more that either could offer would "
        f"raise the score; {near}"
    ]


def _change(pair: ExplainedPair, change: Change) -> str:
    place = f"its place {change.rank:,}{' as now' if change.rank == pair.rank else ''}"
    then = f"the score would be {three_decimals(change.score)}, {place}"
    if change.what == "offer":
        return f"If {pair.partner.name} offered {change.words} in full, {then}"
    if change.what == "return":
        return f"If {pair.seeker.name} could give {change.words} in full, {then}"
    if change.what == "nearer":
        if math.isnan(change.minutes):
            return f"If they were {kilometres(change.km, pair.miles)} apart, {then}"
        return f"If the way took {pair.reach.minutes(change.minutes)}, {then}"
    helper = pair.partner if change.term == "gives" else pair.seeker
    how = "all" if change.what == "known_best" else "none"
    return f"If {helper.name} could give {how} of what is not known of it, {then}"


def _school(one: ExplainedSchool) -> list[str]:
    text = [school_title(one.school)]
    if one.gate:
        text.append(f"Not ranked ({one.gate}): {one.gate_words}")
    text += [f"Trust: {one.school.trust or 'not known'}", *contact_sentences(one.school)]
    text += [
        f"Area: {area_sentence(one.school, one.area_title, one.miles)}",
        "",
        "Needs and strengths",
    ]
    text += [f"  {line}" for line in profile_lines(one)] or ["  nothing is known"]
    text += [f"  {line}" for line in one.school.claim_sentences]
    if before := [*nobody_sentences(one), *compared_sentences(one)]:
        text += ["", *before]
    for title, listed, of in school_lists(one):
        text += [
            "",
            f"{title}: {list_caption(listed, of)}",
            *(_entry_line(entry, one.miles) for entry in listed),
        ]
        if listed is one.partners:
            text += asking_sentences(one)
    return text


def profile_lines(one: ExplainedSchool) -> list[str]:
    """Each tag of a school with what it rests on: what it needs, what it offers, what figures put
    too low to name, then what is known to be neither. A degree of 0 is no need and no strength."""
    found = []
    alone = not any(row["need"] > 0 and not is_small(row["need"], row["source"])
                    for row in one.profile)  # fmt: skip
    for row in sorted(one.profile, key=_needs_first):
        sides = [side for side in ("need", "strength") if not math.isnan(row[side])]
        some = [side for side in sides if row[side] > 0]
        degrees = ", ".join(_degree(row, side, alone and side == "need") for side in some)
        if not some:
            particular = "particular " if row["source"] == "measured" else ""
            degrees = f"no {particular}{' and no '.join(sides)}"
        if row["activity"] == "none":  # the whole side, said outright
            tag = " and ".join("needs nothing" if s == "need" else "offers nothing" for s in sides)
        else:
            tag = f"{row['words']}: {degrees}"
        basis = tag_basis(str(row["source"]), str(row["evidence"]))
        sure = "" if row["confidence"] >= 1 else f"; {row['confidence']:.0%} sure"
        found.append(f"{tag} ({basis}{sure})")
    return found


def _degree(row: Mapping[str, Any], side: str, alone: bool) -> str:
    told = f"{side}, {degree_words(row[side])}"
    is_slight = is_small(row[side], row["source"])
    return f"slight {told}, {slight_counts(alone=alone)}" if is_slight else told


def _needs_first(row: Mapping[str, Any]) -> int:
    """Where a tag stands: all that is said of a whole side and needs, strengths, neither."""
    if row["activity"] == "none":
        return 0
    named = [side for side in ("need", "strength")
             if row[side] > 0 and not is_small(row[side], row["source"])]  # fmt: skip
    if named:
        return 0 if "need" in named else 1
    return 2 if row["need"] > 0 or row["strength"] > 0 else 3


def _entry_line(one: ListEntry, miles: bool) -> str:
    return (
        f"  {one.rank}. {one.name} ({one.urn}): score {three_decimals(one.score)}, "
        f"{kilometres(one.distance_km, miles)}{f', {one.travel}' if one.travel else ''}"
        f"{f'; {one.sureness}' if one.sureness else ''}"
    )


def _bullet(text: str) -> str:
    return f"  {text}"
