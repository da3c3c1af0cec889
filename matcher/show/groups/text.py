"""Groups and their partners in words: the sentence of a pair, and lines for a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matcher.core.figures.number_format import counted
from matcher.core.figures.surety import SUGGESTED_BY
from matcher.show.explain.asking import UNKNOWN_OFFERS
from matcher.show.explain.phrases.nothing import NO_NEED
from matcher.show.groups.facts import GroupMatch, GroupRankings
from matcher.show.kit.text_format import kilometres, three_decimals

MOST_TAGS = 5  # tags named in a sentence; the column tags has all
SUGGESTED = f"as {SUGGESTED_BY}"
MOST_LISTS = 10  # groups, and partners, in lines; the CSV has all


def sentence(one: GroupMatch, limit: str) -> str:
    """What a partner could do for the schools of a group within the limit: "could help 6
    of the 9 schools of X Trust within 40 km: physics teaching (4), Latin classes (2)". Where what
    schools need, or it offers, is no more than suggested, it may: these count apart."""
    name, within = one.group.name, f"within {limit}"
    many = f"{one.schools:,} schools" if one.schools > 1 else "one school"
    to_ask = one.partner.silent and one.unsure > 0
    if one.helped:
        could, may = one.helped - one.suggested, _tags(one, suggested=True)
        if one.schools == 1:
            helped = f"the one school of {name}"
        elif (could or one.helped) == one.schools:
            helped = f"all {many} of {name}"
        else:
            helped = f"{could or one.helped:,} of the {many} of {name}"
        if could:
            phrases = [f"could help {helped} {within}: {_tags(one, suggested=False)}"]
            more = f"help {one.suggested:,} more and " if one.suggested else ""
            phrases += [f"may {more}meet other needs, {SUGGESTED}: {may}"] if may else []
        else:
            phrases = [f"may help {helped} {within}, {SUGGESTED}: {may}"]
    elif to_ask:
        phrases = [f"{many} of {name} {within}", UNKNOWN_OFFERS, "ask what it could give"]
    elif one.known:
        phrases = [f"covers no known need of the {many} of {name} {within}"]
    else:
        whose = "their" if one.schools > 1 else "its"
        told = f"whether it covers one of {whose} needs is not known"
        if one.no_need == one.schools:
            told = NO_NEED
        phrases = [f"{many} of {name} {within}", told]
    if not to_ask:
        if 0 < one.no_need < one.schools:
            phrases.append(f"of {one.no_need:,} {NO_NEED}")
        if one.unsure > one.no_need and one.known:
            phrases.append(f"of {one.unsure - one.no_need:,} it is not known")
    if one.best_of_phase:
        best, be = one.best_of_phase, "is" if one.best_of_phase == 1 else "are"
        whom = "this school is" if one.schools == 1 else f"{best:,} of these schools {be}"
        phrases.append(f"{whom} in its list for {'the' if best == 1 else 'their'} phase")
    average = " on average" if one.schools > 1 else ""
    return "; ".join([*phrases, f"{kilometres(one.mean_km)}{_minutes(one, average)}"])


def _minutes(one: GroupMatch, average: str) -> str:
    """The mean travel time where there is one, and of how many schools it is estimated."""
    if math.isnan(one.mean_minutes):
        return f" away{average}"
    told = f" and {counted(round(one.mean_minutes), 'minute')} away{average}"
    if not one.estimated:
        return told
    return (
        f"{told} (estimated for {one.estimated:,} of the {one.schools:,})"
        if average
        else (f"{told} (estimate)")
    )


def tag_codes(one: GroupMatch) -> str:
    """The tags covered, that of most schools first: "T3 physics (4); C2 Latin (2)"."""
    return "; ".join(
        f"{' '.join(filter(None, (tag.activity, tag.subject)))} ({tag.schools})" for tag in one.tags
    )


def title(about: GroupRankings) -> str:
    """What the overview answers."""
    if about.partner and about.group:
        return f"{about.partner.name} and {about.group.name}"
    if about.partner:
        return f"{about.partner.name}: the {about.many} it could help most"
    if about.group:
        return f"{about.group.name}: the partners that could help its schools most"
    return f"Which partners could help which {about.many}"


def summary(about: GroupRankings) -> list[str]:
    """Every seeker and every group accounted for, and what decides the order."""
    first = (
        f"{counted(about.all_groups, about.one, about.many)} with "
        f"{counted(about.seekers - about.without - about.not_known, 'seeker')}"
    )
    whom = f" {about.whom}" if about.whom else ""
    first += whom
    if about.without:
        belong = "belongs" if about.without == 1 else "belong"
        first += f"; {counted(about.without, 'seeker')} {belong} to no {about.one}"
    if about.not_known:
        first += f"; the {about.one} of {counted(about.not_known, 'seeker')} is not known"
    unmatched = about.all_groups - about.with_partner
    if unmatched:
        has = "has" if unmatched == 1 else "have"
        first += f"; {counted(unmatched, about.one, about.many)} {has} no partner in range"
    own = about.group
    return [
        *([f"{own.name} has {counted(own.seekers, 'seeker')}{whom}"] if own else []),
        first,
        "By how many schools it could or may help, then by the scores summed over the schools "
        f"within {about.limit} that pass every gate of the run. It could where both sides have "
        f"said so, and may where {SUGGESTED_BY} it",
        *([about.travel_note] if about.travel_note else []),
    ]


def ranks_sentence(one: GroupMatch, about: GroupRankings) -> str:
    """The place of a pair in both lists."""
    return (
        f"The partner is number {one.rank:,} of {about.of_partners[one.group.name]:,} for "
        f"{one.group.name}; {one.group.name} is number {one.group_rank:,} of "
        f"{about.of_groups[one.partner.urn]:,} for the partner"
    )


def nothing_to_rank(about: GroupRankings) -> str:
    """What is said where there is nothing to rank."""
    limit = f"within {about.limit} that passes every gate of the run"
    if about.partner and about.group:
        return f"No school of {about.group.name} {limit}"
    if about.partner:
        return f"No school of any {about.one} {limit}"
    if about.group:
        return f"No partner {limit}"
    return f"No {about.one} with a partner {limit}"


def without_partner(about: GroupRankings) -> list[str]:
    """The names of the groups shown that have no partner in range."""
    return [group.name for group in about.groups if group.name not in about.of_partners]


def lines(about: GroupRankings) -> list[str]:
    """For a person at a terminal: the best first, long overviews cut, and said so."""
    text = [title(about), *summary(about), ""]
    if not about.matches:
        return [*text, nothing_to_rank(about)]
    if about.partner and about.group:
        (one,) = about.matches
        return [*text, f"Summed score {three_decimals(one.score)}: {sentence(one, about.limit)}",
                ranks_sentence(one, about)]  # fmt: skip
    if about.partner is None:
        text += _lists_lines(about.by_group(), about, about.many, "--group")
    if about.group is None:
        text += _lists_lines(about.by_partner(), about, "partners", "--partner")
    unmatched = without_partner(about)
    if unmatched:
        text.append(f"No partner in range: {'; '.join(unmatched)}")
    return text


def _lists_lines(
    lists: Sequence[Sequence[GroupMatch]], about: GroupRankings, many: str, option: str
) -> list[str]:
    text = []
    for matches in lists[:MOST_LISTS]:
        text += [*_list_lines(matches, about, of_partner=option == "--partner"), ""]
    if len(lists) > MOST_LISTS:
        more = len(lists) - MOST_LISTS
        text += [f"… and {more:,} more {many}: {option} asks for one, --format csv has all", ""]
    return text


def _list_lines(
    matches: Sequence[GroupMatch], about: GroupRankings, *, of_partner: bool
) -> list[str]:
    first = matches[0]
    if of_partner:
        text = [f"{first.partner.name} ({first.partner.urn}): the {about.many} it could help most"]
    else:
        seekers = counted(first.group.seekers, "seeker")
        text = [f"{first.group.name} ({seekers}): its best partners"]
    for one in matches:
        place = one.group_rank if of_partner else one.rank
        name = one.group.name if of_partner else f"{one.partner.name} ({one.partner.urn})"
        text += [
            f"  {place:,}. {name}: summed score {three_decimals(one.score)}",
            f"     {sentence(one, about.limit)}",
        ]
    return text


def _tags(one: GroupMatch, *, suggested: bool) -> str:
    """The tags that are known to help, or those that may, that of most schools first."""
    many = [(tag.suggested if suggested else tag.schools - tag.suggested, tag) for tag in one.tags]
    most_first = sorted((each for each in many if each[0]), key=lambda each: -each[0])
    count = one.schools > 1
    named = [f"{tag.words} ({some:,})" if count else tag.words for some, tag in most_first]
    more = len(named) - MOST_TAGS
    rest = [f"and {more} more"] if more > 0 else []
    return ", ".join(named[:MOST_TAGS] + rest)
