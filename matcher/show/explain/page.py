"""An explanation as a page of HTML that stands alone: words, a waterfall and tables.

Every text of a list enters the page escaped. The table under the picture says the same, so
the picture is an extra.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from matcher.core.page import svg
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
from matcher.show.explain.travel import is_estimated, term_words
from matcher.show.kit.text_format import kilometres, three_decimals

_KNOWN, _TOTAL, _UNKNOWN = svg.DARK_BLUE, svg.DARK_PINK, "url(#hatch)"
_ROW, _BAR, _WORDS = 54, 22, 20  # px: a row, its bar, and where its words stand above it


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
        sums = [*explain_text.term_rows(pair), ("Score", "", "", three_decimals(pair.score), "")]
        body += [
            heading(explain_text.score_title(pair)),
            waterfall(pair),
            table(
                "Weight × value = points, to three decimals; the points add up to the score",
                head,
                sums,
                _CLASSES,
            ),
        ]
    body += [
        f"<h2>What {text(seeker.name)} needs</h2>",
        _needs(pair.seekers_needs, seeker, partner),
        f"<h2>What {text(partner.name)} needs</h2>",
        _needs(pair.partners_needs, partner, seeker),
        heading("Area"),
        paragraph(explain_text.area_sentence(seeker, pair.area_title, pair.miles)),
        *map(paragraph, explain_text.size_sentences(partner)),
    ]
    if changes := explain_text.change_sentences(pair):
        body += [heading(pair.changes_title.replace("'", "’")), bullets(changes)]
    return first, body


def waterfall(pair: ExplainedPair) -> str:
    """The score as a waterfall: each term's points start where the last ended; hatched is
    what stands in for the unknown. Lengths are in per cent of the width, so that words keep
    their size on a small screen."""
    points, rounding = explain_text.score_points(pair)
    last = len(points)
    marks, start = [_HATCH, *_axis(_ROW * (last + 1))], 0.0
    for row, (part, own) in enumerate(zip(pair.parts, points, strict=True)):
        # Of what the term adds, the share that stands in for what is not known.
        guessed = (
            min(part.weight * (1.0 - part.known) * part.stand_in, own) if part.known < 1 else 0
        )
        if part.term == "near" and is_estimated(pair):
            guessed = own
        marks += [
            _step(row, start + own),
            *_words(row, term_words(part.term, pair), f"+{three_decimals(own)}"),
            _box(row, start, own - guessed, _KNOWN),
            _box(row, start + own - guessed, guessed, _UNKNOWN),
        ]
        start += own
    marks += [
        *_words(last, "score", three_decimals(pair.score)),
        _box(last, 0.0, float(three_decimals(pair.score)), _TOTAL),
    ]
    terms = "; ".join(
        f"{term_words(part.term, pair)} {three_decimals(own)}"
        for part, own in zip(pair.parts, points, strict=True)
    )
    rounded = f"; rounding {three_decimals(rounding)}" if rounding else ""
    words = f"{terms}{rounded}; score {three_decimals(pair.score)}. The table below says the same."
    drawn = svg.chart(
        "fall", "Waterfall of the score", words, list(filter(None, marks)), _ROW * (last + 1) + 26
    )
    if not any(f'"{_UNKNOWN}"' in mark for mark in marks):
        return drawn
    guess = "the average of pairs of these kinds, for want of anything known"
    if is_estimated(pair):
        guess += ", and a nearness whose minutes are an estimate"
    return f"{drawn}\n<p>Hatched: {guess}.</p>"


# Told by its pattern too, so that no meaning hangs on colour.
_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    f'<rect width="3" height="6" fill="{_KNOWN}"/></pattern></defs>'
)


def _box(row: int, start: float, length: float, fill_with: str) -> str:
    if length <= 0:
        return ""
    y = row * _ROW + _WORDS + 6
    edge = _KNOWN if fill_with == _UNKNOWN else fill_with
    return (
        f'<rect x="{svg.percent(start)}" y="{y}" width="{svg.percent(length)}" height="{_BAR}" '
        f'fill="{fill_with}" stroke="{edge}"/>'
    )


def _step(row: int, end: float) -> str:
    """The line from where a term ends to where the next one starts."""
    x, y = svg.percent(end), row * _ROW + _WORDS + 6
    return svg.line((x, y), (x, y + _ROW), svg.INK)


def _words(row: int, words: str, figure: str) -> tuple[str, str]:
    y = row * _ROW + _WORDS
    return svg.text(0, y, words, edge=5), svg.text("100%", y, figure, anchor="end", edge=5)


def _axis(bottom: int) -> list[str]:
    marks = []
    for value in svg.ticks(0.0, 1.0, most=6):
        x, anchor = svg.percent(value), {0.0: "start", 1.0: "end"}.get(value, "middle")
        marks += [
            svg.line((x, 0), (x, bottom), dashes="2 4"),
            svg.text(x, bottom + 18, svg.tick_label(value), anchor=anchor),
        ]
    return marks


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
    met = sum(one.met for one in named)
    caption = (
        f"{met} of {len(named)} needs of {needy.name} met "
        "(+ met, ~ may be met: not stated, − not met, ? not known)"
    )
    claims = [paragraph(line) for line in helper.claim_sentences if met]
    return "\n".join([table(caption, head, rows, _CLASSES), *last, *claims])


def _school(one: ExplainedSchool) -> tuple[list[str], list[str]]:
    school = one.school
    first = [lead(explain_text.school_title(school))]
    if one.gate:
        first.append(lead(f"Not ranked: {one.gate_words}", apart=True))
    first.append(lead(f"Trust: {school.trust or 'not known'}"))
    first.append(lead(explain_text.area_sentence(school, one.area_title, one.miles)))
    known = explain_text.profile_lines(one)
    body = [heading("Needs and strengths")]
    body.append(bullets(known) if known else paragraph("Nothing is known."))
    body += [paragraph(line) for line in school.claim_sentences]
    body += map(paragraph, lists.nobody_sentences(one))
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
