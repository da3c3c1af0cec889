"""An explanation as a page of HTML that stands alone: words, a waterfall and tables.

The picture is SVG of our own: boxes and constants; every text of a list enters the page
escaped. The table under it says the same, so the picture is an extra.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from matcher.core.html_page import bullets, figures, heading, lead, paragraph, sources, table, text
from matcher.core.html_page import page as standalone
from matcher.show.explain import text as why_words
from matcher.show.explain.facts import Listed, One, Pair, School, Tag
from matcher.show.explain.reasons import kilometres
from matcher.show.kit.rounding import adding_up, shown

# Of the palette of the Government Analysis Function; the hatched part is told by its
# pattern too, so that no meaning hangs on colour.
_KNOWN, _TOTAL, _INK = "#12436D", "#801650", "#1a1a1a"
_ROW, _BAR, _WORDS = 54, 22, 20  # px: a row, its bar, and where its words stand above it


_FIGURES = ("Weight", "Value", "Points", "Met", "Rank", "URN", "Score", "Distance")
_CLASSES = figures(*_FIGURES)


def page(about: Pair | One, attribution: Sequence[str]) -> str:
    """The page, the same bytes for the same explanation."""
    first, body = _pair(about) if isinstance(about, Pair) else _one(about)
    return standalone(_title(about), first, body, sources(attribution), _heading(about))


def _title(about: Pair | One) -> str:
    if isinstance(about, Pair):
        return f"{about.seeker.name} and {about.partner.name}: why, or why not"
    return f"{about.school.name}: needs, strengths and matches"


def _heading(about: Pair | One) -> str:
    """The title with each name's direction of writing kept to itself."""
    if isinstance(about, Pair):
        return f"{text(about.seeker.name)} and {text(about.partner.name)}: why, or why not"
    return f"{text(about.school.name)}: needs, strengths and matches"


def _pair(pair: Pair) -> tuple[list[str], list[str]]:
    seeker, partner = pair.seeker, pair.partner
    first = [
        lead(f"Seeker: {why_words.titled(seeker)}"),
        lead(f"Partner: {why_words.titled(partner)}"),
        *(lead(line, apart=bool(pair.gate) and not pair.beyond)
          for line in why_words.verdict(pair)),
    ]  # fmt: skip
    body = []
    if not math.isnan(pair.score):
        head = ("Term", "Weight", "Value", "Points", "What it rests on")
        sums = [*why_words.rows(pair), ("Score", "", "", shown(pair.score), "")]
        body += [
            heading(why_words.score_title(pair)),
            waterfall(pair),
            table("Weight × value = points; the points add up to the score", head, sums, _CLASSES),
        ]
    body += [
        f"<h2>What {text(seeker.name)} needs</h2>",
        _needs(pair.seekers_needs, seeker, partner),
        f"<h2>What {text(partner.name)} needs</h2>",
        _needs(pair.partners_needs, partner, seeker),
        heading("Area"),
        paragraph(why_words.area(seeker, pair.area_title)),
    ]
    if pair.changes:
        changes = why_words.changes(pair)
        body += [heading("What would change the partner’s place"), bullets(changes)]
    return first, body


def waterfall(pair: Pair) -> str:
    """The score as a waterfall: each term's points start where the last ended; hatched is
    what stands in for the unknown. Lengths are in per cent of the width, so that words keep
    their size on a small screen."""
    points = adding_up([part.points for part in pair.parts], pair.score)
    last = len(points)
    marks, start = [_scale(_ROW * (last + 1))], 0.0
    for row, (part, own) in enumerate(zip(pair.parts, points, strict=True)):
        # Of what the term adds, the share that stands in for what is not known.
        guessed = (
            min(part.weight * (1.0 - part.known) * part.stand_in, own) if part.known < 1 else 0
        )
        marks += [
            _step(row, start + own),
            _words(row, why_words.TERM_WORDS[part.term], f"+{shown(own)}"),
            _box(row, start, own - guessed, _KNOWN),
            _box(row, start + own - guessed, guessed, "url(#hatch)"),
        ]
        start += own
    marks += [
        _words(last, "score", shown(pair.score)),
        _box(last, 0.0, float(shown(pair.score)), _TOTAL),
    ]
    told = "; ".join(
        f"{why_words.TERM_WORDS[part.term]} {shown(own)}"
        for part, own in zip(pair.parts, points, strict=True)
    )
    hatched = any('"url(#hatch)"' in mark for mark in marks)
    legend = (
        "<p>Hatched: the average of such pairs, for want of anything known.</p>" if hatched else ""
    )
    return (
        '<svg class="chart" role="img" aria-labelledby="fall-title fall-text" width="100%" '
        f'height="{_ROW * (last + 1) + 26}">\n'
        '<title id="fall-title">Waterfall of the score</title>\n'
        f'<desc id="fall-text">{html.escape(told)}; score {shown(pair.score)}. The table below '
        "says the same.</desc>\n"
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        f'<rect width="3" height="6" fill="{_KNOWN}"/></pattern></defs>\n'
        + "\n".join(filter(None, marks))
        + f"\n</svg>\n{legend}"
    )


def _box(row: int, start: float, length: float, fill_with: str) -> str:
    if length <= 0:
        return ""
    y = row * _ROW + _WORDS + 6
    edge = fill_with if fill_with.startswith("#") else _KNOWN
    return (
        f'<rect x="{start:.2%}" y="{y}" width="{length:.2%}" height="{_BAR}" '
        f'fill="{fill_with}" stroke="{edge}"/>'
    )


def _step(row: int, end: float) -> str:
    """The line from where a term ends to where the next one starts."""
    y = row * _ROW + _WORDS + 6
    return f'<line x1="{end:.2%}" x2="{end:.2%}" y1="{y}" y2="{y + _ROW}" stroke="{_INK}"/>'


def _words(row: int, words: str, figure: str) -> str:
    # Edged in white, so that no line runs through the letters.
    look = f'y="{row * _ROW + _WORDS}" fill="{_INK}" stroke="#fff" stroke-width="5"'
    look += ' paint-order="stroke"'
    return (
        f'<text x="0" {look}>{html.escape(words)}</text>'
        f'<text x="100%" {look} text-anchor="end">{figure}</text>'
    )


def _scale(y: int) -> str:
    ticks = []
    for fifth in range(6):
        x, anchor = f"{fifth * 20}%", {0: "start", 5: "end"}.get(fifth, "middle")
        ticks.append(
            f'<line x1="{x}" x2="{x}" y1="0" y2="{y}" stroke="#c0c0c0" stroke-dasharray="2 4"/>'
            f'<text x="{x}" y="{y + 18}" text-anchor="{anchor}" fill="{_INK}">{fifth / 5:g}</text>'
        )
    return "\n".join(ticks)


def _needs(tags: Sequence[Tag], needy: School, helper: School) -> str:
    if not tags:
        return f"<p>{why_words.no_needs(needy).capitalize()}.</p>"
    head = ("Met", "Need", f"What {helper.name} has")
    rows = []
    for one in tags:
        nothing = "not known" if math.isnan(one.strength) else "does not offer it"
        has = why_words.strength(one) if one.met else nothing
        rows.append((why_words.mark(one), why_words.need(one), has))
    met = sum(one.met for one in tags)
    caption = f"{met} of {len(tags)} needs of {needy.name} met (+ met, − not met, ? not known)"
    return table(caption, head, rows, _CLASSES)


def _one(one: One) -> tuple[list[str], list[str]]:
    school = one.school
    first = [lead(why_words.titled(school))]
    if one.gate:
        first.append(lead(f"Not ranked: {one.gate_words}", apart=True))
    first.append(lead(why_words.area(school, one.area_title)))
    known = why_words.profile_lines(one)
    body = [heading("Needs and strengths")]
    body.append(bullets(known) if known else paragraph("Nothing is known."))
    for title, listed, of in (
        ("Partners", one.partners, one.of_partners),
        ("Seekers", one.seekers, one.of_seekers),
    ):
        if listed:
            caption = why_words.best(listed, of)
            body += [heading(title), _list(caption[0].upper() + caption[1:], listed)]
    return first, body


def _list(caption: str, listed: Sequence[Listed]) -> str:
    rows = [
        (str(one.rank), one.name, one.urn, shown(one.score),
         kilometres(one.distance_km))
        for one in listed
    ]  # fmt: skip
    return table(caption, ("Rank", "Name", "URN", "Score", "Distance"), rows, _CLASSES)
