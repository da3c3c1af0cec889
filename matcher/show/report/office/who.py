"""The parts of the report about who has a partner: how far schools are served, and which needs are
met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matcher.core.figures.number_format import counted
from matcher.core.page import svg
from matcher.show.explain.needs import LIKELY_MARK
from matcher.show.kit.document.blocks import Block, Heading, Paragraph, Picture, Table
from matcher.show.report.office import charts
from matcher.show.report.office.facts.coverage import (
    HALF,
    MET,
    NEEDY,
    NO_NEED,
    NOBODY,
    NOT_MATCHED,
    SILENT,
    STATED,
    UNKNOWN_NEED,
    UNLISTED,
    UNMET,
    UNSAID,
)
from matcher.show.report.office.facts.groups import Rate
from matcher.show.report.office.facts.office import OfficeFacts
from matcher.show.report.office.nobody import in_no_list
from matcher.show.report.office.words import (
    cut,
    is_met,
    named,
    part_of,
    schools,
    sentence,
    share,
)

_MOST_NEEDS = 40
_MOST_UNMET = 5  # of the needs that nobody meets, by name in the first lines


def parts_of(found: OfficeFacts) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The states as a chart has them, each with its colour and in words: four at most can be told
    apart by colours, two of them greys."""
    met = is_met(found)[0]
    return (
        (svg.DARK_BLUE, f"a need ({met.lower()})", MET),
        (svg.TURQUOISE, "a need, none known or likely to be met", (UNMET, SILENT)),
        (svg.GRID, "no need, as the school or its list says", (NO_NEED, NOT_MATCHED)),
        (svg.GREY, "needs not known, or in no list", (UNSAID, UNKNOWN_NEED, UNLISTED)),
        (svg.DARK_PINK, "nobody within the limit", (NOBODY,)),
    )


def served(found: OfficeFacts) -> Iterator[Block]:
    """How far schools are served: every school in one state."""
    yield Heading("How far schools are served", anchor="served")
    yield Paragraph(
        "Each school stands in one line. What nobody knows is a line of its own: it is not counted "
        "as a need, nor as a need that is not met."
        + " A school that has stated needs counts by these: that a likely one may be met is not "
        "what it asked for." * found.some_state
    )
    yield Paragraph(f"{_said(found)}.")
    states, keys = found.states(), parts_of(found)
    parts = [sum(states[state] for state in of) / found.seekers for *_, of in keys]
    said = "; ".join(
        f"{words}: {part:.1%}" for (_, words, _), part in zip(keys, parts, strict=True)
    )
    yield Picture(
        charts.stacked(
            "served", "How far schools are served", said,
            [("All schools", f"{found.seekers:,}", parts)],
            [(colour, words) for colour, words, _ in keys],
        ),
        said,
        0.42,
    )  # fmt: skip
    rows = [
        (sentence(found.told(state)), f"{many:,}", share(Rate(many, found.seekers)))
        for state, many in states.items()
        if many or state == NOBODY
    ]
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
        yield Paragraph(f"No school {_whom(found)} has a known or likely need.")
        return
    met, meets = is_met(found)
    # Where all with a partner in reach are in a list, a column of them would say nothing new.
    near = () if found.listed else ("Near",)
    rows = tuple(
        (one.words, f"{one.met.of:,}", f"{one.likely:,}", f"{one.half_sure:,}",
         f"{one.met.part:,}",
         share(one.met) if one.met.of else "none", f"{one.stated:,}", f"{one.sure_offers:,}",
         f"{one.by:,}", f"{one.offering:,}",
         *(f"{one.near:,}" for _ in near))
        for one in found.needs[:_MOST_NEEDS]
    )  # fmt: skip
    yield Paragraph(
        f"Schools: those that have the need, and {_somebody(found)}. Likely: those of them for "
        "which published figures or a register alone suggest it; Half sure: those of them of which "
        f"that is at least 50 % sure. {met}: of all that have it, those with a "
        f"{found.of_lists['of_each']} that {meets} it, at least in part. Stated: those whose "
        "partner says so itself in tags; Offer sure: those with one that is at least 50 % sure to "
        "have it. By: how many partners these are, each counted once (matcher allocate shares "
        "their places out). Partners: those in reach of a school that may meet it, by just "
        "this or something near to it, as the score counts it, whoever says so."
        f"{' Near: all in reach that have it, in a list or not.' if near else ''}"
    )
    head = ("Need", "Schools", "Likely", "Half sure", met, "Share", "Stated", "Offer sure",
            "By", "Partners", *near)  # fmt: skip
    yield Table(
        f"Needs, those that most schools have first.{cut(len(found.needs), _MOST_NEEDS)}",
        head,
        rows,
        frozenset(head[1:]),
        (4, 1.4, 1.2, 1, 1.2, 1, 1.2, 1, 0.8, 1.3, *(1.2 for _ in near)),
    )


def in_short(found: OfficeFacts) -> Iterator[str]:
    """The answers about who has nobody and what is met."""
    alone = found.alone
    if alone:
        names = named([f"{one.name} ({one.la})" for one in alone], 3)
        asked = f" for what the run was narrowed to ({found.narrowed})" if found.drop else ""
        told = f"Who has nobody{asked}? {schools(len(alone))} of {found.seekers:,}: {names}."
    else:
        none = found.states()[NOT_MATCHED]
        told = (
            f"Who has nobody? None of {'the other ' * bool(none)}{schools(found.seekers - none)}."
        )
    yield " ".join((told, *in_no_list(found)))
    met = found.everybody.met
    if not met.of:
        yield f"Whose needs are met? No school {_whom(found)} has a known or likely need."
        return
    whose = f"{part_of(met)} of the schools with a known or likely need have"
    if not found.listed:
        whose = (
            f"{found.needy:,} of {schools(found.seekers)} have a known or likely need; "
            f"{met.of:,} of these are in a partner's list. {part_of(met)} of those have"
        )
    said = f"{_said(found)}.{_said_unmet(found)}"
    every = (
        f"{whose} a {found.of_lists['of_each']} that {is_met(found)[1]} one, "
        f"at least in part{f' ({_says_so(found)})' if met.part else ''}."
    )
    # What schools have said comes before what figures suggest.
    both = f"{said} In all, {every}" if found.some_state else f"{every} {said}"
    yield f"Whose needs are met? {both}{_met_most(found)}"


def _says_so(found: OfficeFacts) -> str:
    """Who says that needs are met, and of how many schools it is more than a guess."""
    every, stated, worded = found.everybody.met.part, found.states()[STATED], found.met_in_words
    sources = [many for _, many in found.rests_on(no_words=True)]
    rest, others = named(sources, len(sources)), every - stated - worded
    if stated == every:
        told = ["the partner says itself that it offers it"]
    elif others == every:
        told = [f"no partner has said itself that it offers it: all rest on {rest}"]
    else:
        told = [
            f"of {stated:,} the partner says itself that it offers it" * bool(stated),
            f"of {worded:,} words of a list say so, as understood" * bool(worded),
            f"the other{'s rest' if others > 1 else ' rests'} on {rest}" * bool(others),
        ]
    half = int((found.coverage["offer_sure"] >= HALF).sum())
    if half < every:
        told.append(f"of {half or 'none'} of them it is at least half sure that a partner has it")
    return "; ".join(filter(None, told))


def _said_unmet(found: OfficeFacts) -> str:
    """Which needs that schools have said nobody in their list is known, or likely, to meet."""
    unmet = Counter(
        need
        for needs in found.unmet_of.values()
        for need in needs
        if not need.endswith(LIKELY_MARK)
    )
    if not unmet:
        return (
            " Each need that these schools stated has such a partner." if found.some_state else ""
        )
    most = sorted(unmet.items(), key=lambda one: (-one[1], one[0]))
    told = [f"{need} (of {schools(many)})" for need, many in most]
    return (
        f" Stated, and no {found.of_lists['of_each']} is known, or likely, to meet it: "
        f"{named(told, _MOST_UNMET)}."
    )


def _met_most(found: OfficeFacts) -> str:
    """Which need is met most, and what it rests on where nobody has stated it: a number of pupils
    suggests much, and says little."""
    one = max(found.needs, key=lambda one: one.met.part, default=None)
    if one is None or not one.met.part:
        return ""
    most = "met most" if is_met(found)[0] == "Met" else "that may be met most"
    told = f" The need {most} is {one.words}, of {schools(one.met.part)}"
    told += f" by {counted(one.by, 'partner')}"
    if one.likely:
        some = "all" if one.likely == one.met.of else f"{one.likely:,} of the"
        told += f": of {some} {one.met.of:,} that have it, it is only likely"
        told += _how_sure(one.half_sure, of=one.likely)
        if example := " ".join(one.example.split()):
            told += f", as by “{example}”"
    shares = " A plan shares such partners out (matcher allocate)." * (one.by < one.met.part)
    return f"{told}.{shares}"


def _how_sure(many: int, of: int) -> str:
    """How many ``of`` some likely needs are more than a guess."""
    return (
        f" (at least half sure of {'all' if many == of > 1 else f'{many:,}' if many else 'none'})"
    )


def _somebody(found: OfficeFacts) -> str:
    """Who of the schools with a need is told of as having it met or not."""
    return "a partner in reach" if found.listed else "are in a partner's list"


def _whom(found: OfficeFacts) -> str:
    """Of which schools needs are told."""
    return "that has a partner in reach" if found.listed else "in a partner's list"


def _said(found: OfficeFacts) -> str:
    """How many of the needs told of are said by somebody, and how many are only likely."""
    likely = found.by_figures()
    if not likely.of:
        return f"No school with a {found.of_lists['one']} has a known or likely need"
    if likely.part == likely.of:
        return (
            (
                f"The needs of all {likely.of:,} are likely, not known"
                f"{_how_sure(found.half_sure(), likely.of)}: published figures or a register "
                "suggest them, and no list states one"
            )
            if likely.of > 1
            else "Its need is likely, not known: published figures or a register suggest it"
        )
    if not likely.part:
        return _stated(found, "All" if likely.of > 1 else "1 of")
    return (
        f"{_stated(found, f'{likely.of - likely.part:,} of')}. The needs of {likely.part:,} are "
        f"only likely{_how_sure(found.half_sure(), likely.part)}, as published figures or a "
        "register suggest them"
    )


def _stated(found: OfficeFacts, who: str) -> str:
    """How many of the schools with a need and somebody in their list have stated one, and how many
    of these have a partner for one that they stated: by these they are counted."""
    own = found.coverage[found.coverage["state"].isin(NEEDY)]
    stated = own[own["stated"] > 0]
    worded = int((stated["in_words"] == stated["stated"]).sum())
    some = "all" if worded == len(stated) else f"{worded:,} of them"
    as_read = f"; {some} in words of a list alone, as understood" if worded else ""
    served, beside = int(stated["state"].isin(MET).sum()), int((stated["likely"] > 0).sum())
    has = "has" if len(stated) == 1 else "have"
    told = (
        f"{who} {schools(len(own))} with a need {has} stated at least one (in the school's words, "
        f"a list or priorities{as_read}): {_have(served)} a partner that meets, or may meet, a "
        "stated one"
    )
    return f"{told}; {_have(beside)} likely ones beside" if beside else told


def _have(many: int) -> str:
    return f"{many:,} have" if many > 1 else "1 has" if many else "none has"
