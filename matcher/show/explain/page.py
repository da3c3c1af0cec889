"""An explanation as a page of HTML that stands alone: words, a waterfall and tables.

Every text of a list enters the page escaped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from matcher.core.page.html_page import (
    bullets,
    figures,
    heading,
    lead,
    paragraph,
    sources,
    table,
    text,
)
from matcher.core.page.html_page import page as standalone
from matcher.show.explain import lists, needs
from matcher.show.explain import text as explain_text
from matcher.show.explain.facts import ExplainedPair, ExplainedSchool, ListEntry, School, Tag
from matcher.show.explain.score.rows import notes, score_title, term_rows
from matcher.show.explain.score.waterfall import waterfall
from matcher.show.kit.text_format import kilometres, three_decimals

_FIGURES = ("Weight", "Value", "Points", "Met", "Rank", "URN", "Score", "Distance")
_CLASSES = figures(*_FIGURES)


def page(about: ExplainedPair | ExplainedSchool, attribution: Sequence[str]) -> str:
    """The page, the same bytes for the same explanation."""
    first, body = _pair(about) if isinstance(about, ExplainedPair) else _school(about)
    return standalone(_title(about), first, body, sources(attribution), _heading(about))


def _title(about: ExplainedPair | ExplainedSchool) -> str:
    if isinstance(about, ExplainedPair):
        return f"{about.seeker.name} and {about.partner.name}: why, or why not"
    return f"{about.school.name}: needs, strengths and matches"


def _heading(about: ExplainedPair | ExplainedSchool) -> str:
    """The title with each name's direction of writing kept to itself."""
    if isinstance(about, ExplainedPair):
        return f"{text(about.seeker.name)} and {text(about.partner.name)}: why, or why not"
    return f"{text(about.school.name)}: needs, strengths and matches"


def _pair(pair: ExplainedPair) -> tuple[list[str], list[str]]:
    seeker, partner = pair.seeker, pair.partner
    first = [
        lead(f"Seeker: {explain_text.school_title(seeker)}"),
        lead(f"Partner: {explain_text.school_title(partner)}"),
        *(lead(line, apart=bool(pair.gate) and not pair.beyond)
          for line in explain_text.verdict(pair)),
    ]  # fmt: skip
    body = []
    if not math.isnan(pair.score):
        head = ("Term", "Weight", "Value", "Points", "What it rests on")
        sums = [*term_rows(pair), ("Score", "", "", three_decimals(pair.score), "")]
        body += [
            heading(score_title(pair)),
            waterfall(pair),
            table(
                "Weight × value = points, to three decimals; the points add up to the score",
                head,
                sums,
                _CLASSES,
            ),
            *(paragraph(f"{note}.") for note in notes(pair)),
        ]
    body += [
        f"<h2>What {text(seeker.name)} needs</h2>",
        _needs(pair.seekers_needs, seeker, partner),
        f"<h2>What {text(partner.name)} needs</h2>",
        _needs(pair.partners_needs, partner, seeker),
        heading("Area"),
        paragraph(explain_text.area_sentence(seeker, pair.area_title, pair.miles)),
        *map(paragraph, explain_text.offers_sentences(seeker)),
        *map(paragraph, explain_text.partner_sentences(partner)),
        *map(paragraph, explain_text.contact_sentences(seeker, partner)),
    ]
    if changes := explain_text.change_sentences(pair):
        body += [heading(pair.changes_title.replace("'", "’")), bullets(changes)]
    return first, body


def _needs(tags: Sequence[Tag], needy: School, helper: School) -> str:
    named, rest = needs.to_name(tags), needs.too_low(tags)
    last = [paragraph(rest)] if rest else []
    if not named:
        return "\n".join([paragraph(f"{needs.no_needs(needy, tags).capitalize()}."), *last])
    head = ("Met", "Need", f"What {helper.name} has")
    rows = []
    for one in named:
        nothing = "not known" if math.isnan(one.strength) else "does not offer it"
        if one.is_unremarkable:
            nothing = f"not known; {needs.no_particular_strength(one)}"
        has = needs.strength_text(one) if one.met else nothing
        rows.append((needs.met_sign(one), needs.need_text(one), has))
    caption = (
        f"Needs of {needy.name}: {needs.met_count(named)} "
        "(+ met; ~ may be met: the need is only likely, or nobody has stated the offer; − not met; "
        "? not known)"
    )
    claims = [paragraph(line) for line in helper.claim_sentences if any(one.met for one in named)]
    return "\n".join([table(caption, head, rows, _CLASSES), *last, *claims])


def _school(one: ExplainedSchool) -> tuple[list[str], list[str]]:
    school = one.school
    first = [lead(explain_text.school_title(school))]
    if one.gate:
        first.append(lead(f"Not ranked: {one.gate_words}", apart=True))
    first.append(lead(f"Trust: {school.trust or 'not known'}"))
    first += map(lead, explain_text.contact_sentences(school))
    first.append(lead(explain_text.area_sentence(school, one.area_title, one.miles)))
    known = explain_text.profile_lines(one)
    body = [heading("Needs and strengths")]
    body.append(bullets(known) if known else paragraph("Nothing is known."))
    body += [paragraph(line) for line in school.claim_sentences]
    body += map(paragraph, (*lists.nobody_sentences(one), *lists.compared_sentences(one)))
    for title, listed, of in lists.school_lists(one):
        caption = lists.list_caption(listed, of)
        body += [heading(title), _list(caption[0].upper() + caption[1:], listed, one.miles)]
        if listed is one.partners:
            body += map(paragraph, lists.asking_sentences(one))
    return first, body


def _list(caption: str, listed: Sequence[ListEntry], miles: bool) -> str:
    # Columns that stand only where anything is known.
    more = [
        (head, texts)
        for head, texts in (
            ("Travel", [one.travel for one in listed]),
            ("How sure", [one.sureness for one in listed]),
        )
        if any(texts)
    ]
    rows = [
        (str(one.rank), one.name, one.urn, three_decimals(one.score),
         kilometres(one.distance_km, miles), *(texts[at] for _, texts in more))
        for at, one in enumerate(listed)
    ]  # fmt: skip
    head = ("Rank", "Name", "URN", "Score", "Distance", *(name for name, _ in more))
    return table(caption, head, rows, _CLASSES)
