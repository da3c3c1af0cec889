"""Who was matched in a run, who was not, and why not: what everybody asks first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from matcher.core.audiences.audience import INTERNAL, PUBLIC
from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.core.tables import ONLY_LIKELY
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.matching.summary.about import (
    OWN_RUN,
    gates_told,
    is_about_some,
    kept_from,
    register_left_out,
    short_lists,
    took_part,
    without_a_role,
)
from matcher.jobs.stages.concerned import listed_in
from matcher.show.explain.narrowing import outside_words


def outcome_lines(result: MatchResult) -> list[str]:
    """Who was matched, who was not, and why not."""
    ranking = result.ranking
    text = [
        f"Took part: {took_part(result)}; {_known(result)}",
        *_needs(result),
        *register_left_out(result),
        _pairs(result),
        *_matched(result),
        *short_lists(result),
        *result.narrowed_to_nobody,
    ]
    for side, count in (("seekers", ranking.seekers), ("partners", ranking.partners)):
        if not count and not result.narrowed_to_nobody:
            text.append(_nobody(result, side))
    if ranking.without_partner and ranking.partners:
        pairs = result.matches
        shown = len({*as_list(pairs.loc[pairs["beyond"] > 0, "seeker_urn"])})
        beyond = f"; for {shown:,} of these the nearest few beyond it are listed"
        if not shown or result.audience == PUBLIC:  # which has no pairs to look at
            beyond = ""
        text.append(
            "Seekers with nobody within the limit whom they may meet: "
            f"{len(ranking.without_partner):,}{beyond}"
        )
    text += [*_gates(result), *_no_role(result), *_narrowing(result), *_outside(result)]
    return [*text, *_worth_asking(result)]


def profiled(result: MatchResult, among: Collection[str]) -> int:
    """Of how many of these schools, by URN, any need or strength is known."""
    return len({*as_list(result.profile["urn"])}.intersection(among))


def _needs(result: MatchResult) -> list[str]:
    """What the needs of those that seek rest on, where figures or a register suggest some: what is
    only suggested nobody has said."""
    from matcher.show.explain.met import needs_known

    seeking = result.concerned.took_part.seeking
    said, suggested, unknown = needs_known(result.profile).counts(seeking)
    if not suggested:
        return []
    return [
        f"Needs alone, of {counted(len(seeking), 'seeker')}: {said:,} said by the school, its list "
        f"or priorities, {suggested:,} only suggested by published figures or a register, "
        f"{unknown:,} not known"
    ]


def _known(result: MatchResult) -> str:
    """Of how many of those that took part, each counted once, anything is known, and of how many
    more there are only figures, or what follows from a register."""
    part, rows = result.concerned.took_part, result.profile
    there = part.urns
    told = rows.loc[~rows["source"].isin(ONLY_LIKELY), "urn"]
    known = len({*as_list(told)}.intersection(there))
    only = profiled(result, there) - known
    # Beside what is only suggested it counts what "known" is; a figure may show that there is none.
    more = " (stated or in a public register)" if only else ""
    figures = f", only suggested for {only:,} more" if only else ""
    both = part.seekers + part.partners - len(there)
    twice = f"{both:,} {'is' if both == 1 else 'are'} both; " if both else ""
    of_all = f" of these {len(there):,}" if there else ""
    return f"{twice}needs or strengths known for {known:,}{of_all}{more}{figures}"


_RANKS = ("rank", "partner_rank", "phase_rank")


def _pairs(result: MatchResult) -> str:
    """How many pairs a run has, and of whose lists they are: only schools that a list names have
    one of their own, so the same seekers give more pairs where their partners are listed too."""
    pairs, k, of_lists = result.matches, result.config.k, listed_in(result.schools)
    own = {
        side: of_lists.intersection(as_list(pairs.loc[pairs[place].notna(), f"{side}_urn"]))
        for side, place in (("seeker", "rank"), ("partner", "partner_rank"))
    }
    there = {"seeker": result.ranking.seeking, "partner": result.ranking.giving}
    how = {
        "seeker": f"{_best(k)} for",
        "partner": f"{_best(k)}, and {_best(k)} of each phase that is known, for",
    }
    told = [
        f"{how[side]} {'' if len(of) == 1 else 'each of '}{counted(len(of), side)} of your lists"
        for side, of in own.items()
        if of
    ]
    asked = pairs["worth_asking"].notna()
    if many := int(asked.sum()):
        of_partners = int((asked & pairs[list(_RANKS)].notna().any(axis=1)).sum())
        also = f" ({of_partners:,} of them in a partner's list too)" if of_partners else ""
        told.append(f"{many:,} worth asking{also}")
    line = ": ".join(filter(None, (f"Pairs: {len(pairs):,}", ", and ".join(told))))
    for side in own:
        if told and of_lists.isdisjoint(there[side]):
            line += f". A {side} has a list of its own where a list of yours names it"
    return line


def _best(k: int) -> str:
    return "the best" if k == 1 else f"the {k} best"


def _matched(result: MatchResult) -> list[str]:
    """How many schools of the lists are matched on each side; nothing where nobody could be."""
    ranking, pairs = result.ranking, result.matches
    if not ranking.seekers or not ranking.partners:
        return []
    own = {*as_list(result.schools.loc[result.schools["listed"] == 1, "urn"])}
    own = own & result.concerned.took_part.urns if is_about_some(result) else own
    text, everybody_is = [], True
    for side, on_it, place in (
        ("seeker", ranking.seeking, "rank"),
        ("partner", ranking.giving, "partner_rank"),
    ):
        everybody = own & {*on_it}
        matched = everybody & {*as_list(pairs.loc[pairs[place].notna(), f"{side}_urn"])}
        everybody_is = everybody_is and matched == everybody
        if everybody:
            text.append(f"{len(matched):,} of {counted(len(everybody), side)}")
    inside = result.audience == INTERNAL
    explained = "matcher explain RUN URN says why" if inside else f"{OWN_RUN} why"
    why = "" if everybody_is else f". Of one that is not, {explained}"
    return [f"Matched, of your lists: {' and '.join(text)}{why}"] if text else []


def _nobody(result: MatchResult, side: str) -> str:
    """Why a run has no seekers, or no partners, and what gives it some."""
    from matcher.match.gates import SCHOOL_GATES

    if not (kept := kept_from(result, side.removesuffix("s"))):
        return (
            f"No {side} took part: add a list that has some, {_the_register(result)}, say who "
            "is what in a column role, or use --between all"
        )
    why = ", ".join(f"{many:,} {SCHOOL_GATES[code]}" for code, many in kept.items())
    text = f"No {side} took part: of your lists all that could were kept out ({why})"
    if "unplaced" not in kept:
        inside = result.audience == INTERNAL
        files = "problems.csv and schools.csv of the run tell" if inside else OWN_RUN
        return f"{text}. {files} which"
    return (
        f"{text}. Give postcodes of today, or eastings and northings; a postcode is placed by "
        "the register or a file of postcodes (matcher data pull fetches both; --postcodes)"
    )


def _no_role(result: MatchResult) -> list[str]:
    """How many schools of the lists have no role in the run, and why."""
    from matcher.match.gates import NO_PART, NOT_FOUND, OTHER_KIND, SPECIAL

    out = without_a_role(result)
    told = []
    if special := out.get(SPECIAL, 0):
        told.append(
            f"{counted(special, 'independent special school')} (--include-special lets them be "
            "partners)"
        )
    if lost := out.get(NOT_FOUND, 0):
        rows = "problems.csv has the rows" if result.audience == INTERNAL else OWN_RUN + " which"
        told.append(
            f"{lost:,} not found in the register ({rows}; a URN, or a postcode, finds a school)"
        )
    if others := out.get(OTHER_KIND, 0):
        told.append(
            f"{others:,} of kinds that take part only where a list gives them a role (a column "
            "Role: seeker, partner or both), or of no known kind"
        )
    if others := out.get(NO_PART, 0):
        told.append(f"{others:,} as your list says, or by the settings of the run")
    return [f"Without a role in this run, of your lists: {', '.join(told)}"] if told else []


def _outside(result: MatchResult) -> list[str]:
    """How many schools of the lists are outside of what the run was narrowed to."""
    many = result.concerned.outside
    return [outside_words(many)] if many else []


def _the_register(result: MatchResult) -> str:
    """How to bring the register in, or to make use of it where it is there."""
    if any(account.source == "register" for account in result.accounts):
        return "let the register supply them (--from-register)"
    return "fetch the national register once (matcher data pull) or name it (--register)"


def _narrowing(result: MatchResult) -> list[str]:
    """How many pairs fit what the run was narrowed to, and of how many nobody knows."""
    from matcher.match.gates import NARROWING_GATES
    from matcher.show.explain.narrowing import narrowing_lines

    told, stopped = result.ranking.narrowing, result.ranking.pairs_stopped
    if told is None:
        return []
    out = sum(stopped[code] for code in NARROWING_GATES)
    config = result.config
    first, *more = narrowing_lines(
        config, result.reach, told.pairs, told.needs, told.strengths, out
    )
    return [first, *taken_to_be(config.authorities), *more]


def taken_to_be(places: Iterable[str]) -> list[str]:
    """Which places are meant by names that are not quite theirs: another may be called so too."""
    from matcher.core.places.gazetteer import load
    from matcher.core.places.spelling import words

    read = [
        f"{text!r} is taken to be {' and '.join(place.label for place in meant)}"
        for text in places
        if (meant := load().authority(text)) and words(text) not in {words(p.name) for p in meant}
    ]
    return ["; ".join(read)] if read else []


def _worth_asking(result: MatchResult) -> list[str]:
    """How many schools of the lists have a partner worth asking beside their own list: those of the
    register, whose lists may be of a few partners alone, are never asked about."""
    seekers, own = result.matches["seeker_urn"], listed_in(result.schools)
    lists, beside = (
        len(own.intersection(as_list(seekers[result.matches[place].notna()])))
        for place in ("rank", "worth_asking")
    )
    many = f"{beside:,} of {counted(lists, 'seeker')} of your lists"
    text = f"Worth asking, beside those listed: partners for {many}; nothing is"
    ask = "" if result.audience == PUBLIC else ", and their reasons have the question"
    return [f"{text} known of what those offer{ask}"] if beside else []


def _gates(result: MatchResult) -> list[str]:
    from matcher.match.gates import PAIR_GATES, SCHOOL_GATES
    from matcher.match.idle_gates import NO_FACTS

    text = [problem.message for problem in result.log.problems if problem.code == NO_FACTS]
    kept = gates_told(result)
    if kept:
        listed = ", ".join(f"{count:,} {SCHOOL_GATES[c]}" for c, count in kept.items())
        text.append(f"Schools kept out: {listed}")
    stopped = {
        c: n for c, n in result.ranking.pairs_stopped.items() if n and c not in ("beyond", "same")
    }
    if stopped:
        listed = ", ".join(f"{count:,} {PAIR_GATES[c]}" for c, count in stopped.items())
        where = "that may be within" if result.reach.is_routed else "within"
        text.append(f"Pairs {where} the limit kept apart: {listed}")
    return text
