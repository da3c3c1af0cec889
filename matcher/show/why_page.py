"""An explanation as a page of HTML that stands alone: words, a waterfall and tables.

The picture is SVG of our own: boxes and constants; every text of a list enters the page
escaped. The table under it says the same, so the picture is an extra.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from matcher.show import why_words
from matcher.show.figures import adding_up, shown
from matcher.show.page import fill, policy, template
from matcher.show.reasons import kilometres
from matcher.show.why import Listed, One, Pair, School, Tag

# Of the palette of the Government Analysis Function; the hatched part is told by its
# pattern too, so that no meaning hangs on colour.
_KNOWN, _TOTAL, _INK = "#12436D", "#801650", "#1a1a1a"
_LEFT, _WIDTH, _ROW, _BAR = 190, 480, 40, 24  # px: words, scale, a row, a bar


def page(about: Pair | One, attribution: Sequence[str]) -> str:
    """The page, the same bytes for the same explanation."""
    style = template("why.css")
    heading, lead, body = _pair(about) if isinstance(about, Pair) else _one(about)
    return fill(
        template("why.html"),
        {
            "policy": html.escape(policy((), (style,), images="'none'")),
            "style": style,
            "title": html.escape(_title(about)),
            "heading": heading,
            "lead": "\n".join(lead),
            "body": "\n".join(body),
            "attribution": "\n".join(f"<li>{html.escape(line)}</li>" for line in attribution),
        },
    )


def _title(about: Pair | One) -> str:
    if isinstance(about, Pair):
        return f"{about.seeker.name} and {about.partner.name}: why, or why not"
    return f"{about.school.name}: needs, strengths and matches"


def _pair(pair: Pair) -> tuple[str, list[str], list[str]]:
    seeker, partner = pair.seeker, pair.partner
    heading = f"{_name(seeker)} and {_name(partner)}: why, or why not"
    said = "lead apart" if pair.gate else "lead"
    lead = [
        f'<p class="lead">Seeker: {_bdi(why_words.titled(seeker))}</p>',
        f'<p class="lead">Partner: {_bdi(why_words.titled(partner))}</p>',
        *(f'<p class="{said}">{_bdi(line)}</p>' for line in why_words.verdict(pair)),
    ]
    body = []
    if not math.isnan(pair.score):
        head = ("Term", "Weight", "Value", "Points", "What it rests on")
        table = [*why_words.rows(pair), ("Score", "", "", shown(pair.score), "")]
        body += [
            "<h2>How the score comes about</h2>",
            waterfall(pair),
            _table(
                "Weight × value = points; the points add up to the score", head, table, {1, 2, 3}
            ),
        ]
    body += [
        f"<h2>What {_name(seeker)} needs</h2>",
        _needs(pair.seekers_needs, seeker, partner),
        f"<h2>What {_name(partner)} needs</h2>",
        _needs(pair.partners_needs, partner, seeker),
        "<h2>Area</h2>",
        f"<p>{_bdi(why_words.area(seeker, pair.area_title))}</p>",
    ]
    if pair.changes:
        items = "\n".join(f"<li>{_bdi(line)}</li>" for line in why_words.changes(pair))
        body += ["<h2>What would change the partner’s place</h2>", f"<ul>\n{items}\n</ul>"]
    return heading, lead, body


def waterfall(pair: Pair) -> str:
    """The score as a waterfall: each term's points start where the last ended; hatched is
    what stands in for the unknown."""
    points = adding_up([part.points for part in pair.parts], pair.score)
    height = _ROW * (len(points) + 1) + 30
    marks, start = [], 0.0
    for at, (part, own) in enumerate(zip(pair.parts, points, strict=True)):
        # Of what the term adds, the share that stands in for what is not known.
        unknown = part.weight * (1.0 - part.known) * part.stand_in if part.known < 1 else 0.0
        guessed = min(unknown, own)
        marks.append(_label(at, why_words.TERM_WORDS[part.term]))
        marks.append(_box(at, start, own - guessed, _KNOWN))
        marks.append(_box(at, start + own - guessed, guessed, "url(#hatch)"))
        marks.append(_figure(at, start + own, f"+{shown(own)}"))
        start += own
    last = len(points)
    marks += [
        _label(last, "score"),
        _box(last, 0.0, round(pair.score, 3), _TOTAL),
        _figure(last, pair.score, shown(pair.score)),
        _scale(_ROW * (last + 1)),
    ]
    told = "; ".join(
        f"{why_words.TERM_WORDS[part.term]} {shown(own)}"
        for part, own in zip(pair.parts, points, strict=True)
    )
    return (
        f'<div class="scroll"><svg role="img" aria-labelledby="fall-title fall-text" '
        f'viewBox="0 0 {_LEFT + _WIDTH + 70} {height}" width="{_LEFT + _WIDTH + 70}" '
        f'height="{height}">\n<title id="fall-title">Waterfall of the score</title>\n'
        f'<desc id="fall-text">{html.escape(told)}; score {shown(pair.score)}. The table below '
        "says the same.</desc>\n"
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        f'<rect width="3" height="6" fill="{_KNOWN}"/></pattern></defs>\n'
        + "\n".join(filter(None, marks))
        + "\n</svg></div>\n<p>Hatched: not known, so that an average partner stands in.</p>"
    )


def _box(row: int, start: float, length: float, fill_with: str) -> str:
    if length <= 0:
        return ""
    x, width = _LEFT + start * _WIDTH, max(length * _WIDTH, 1.0)
    y = row * _ROW + (_ROW - _BAR) / 2
    return (
        f'<rect x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{_BAR}" fill="{fill_with}" '
        f'stroke="{_KNOWN}"/>'
    )


def _label(row: int, words: str) -> str:
    y = row * _ROW + _ROW / 2 + 5
    place = f'x="{_LEFT - 8}" y="{y:g}" text-anchor="end" fill="{_INK}"'
    return f"<text {place}>{html.escape(words)}</text>"


def _figure(row: int, end: float, words: str) -> str:
    x, y = _LEFT + end * _WIDTH + 6, row * _ROW + _ROW / 2 + 5
    return f'<text x="{x:.1f}" y="{y:g}" fill="{_INK}">{words}</text>'


def _scale(y: int) -> str:
    ticks = []
    for tenth in range(0, 11, 2):
        x = _LEFT + tenth / 10 * _WIDTH
        ticks.append(
            f'<line x1="{x:g}" y1="0" x2="{x:g}" y2="{y}" stroke="#767676" stroke-dasharray="2 4"/>'
            f'<text x="{x:g}" y="{y + 20}" text-anchor="middle" fill="{_INK}">{tenth / 10:g}</text>'
        )
    return "\n".join(ticks)


def _needs(tags: Sequence[Tag], needy: School, helper: School) -> str:
    if not tags:
        return "<p>Nothing is known.</p>"
    head = ("", "Need", "How much", "Rests on", f"What {helper.name} has", "Rests on")
    rows = []
    for one in tags:
        known = not math.isnan(one.strength)
        has = "not known" if not known else f"{one.strength:g}" if one.met else "does not offer it"
        rows.append(
            (
                why_words.mark(one),
                one.words,
                f"{one.need:g}",
                why_words.rests(one.need_source, one.need_evidence),
                has,
                why_words.rests(one.strength_source, one.strength_evidence) if one.met else "",
            )
        )
    met = sum(one.met for one in tags)
    caption = f"{met} of {len(tags)} needs of {needy.name} met (+ met, − not met, ? not known)"
    return _table(caption, head, rows, {2})


def _one(one: One) -> tuple[str, list[str], list[str]]:
    school = one.school
    lead = [f'<p class="lead">{_bdi(why_words.titled(school))}</p>']
    if one.gate:
        lead.append(f'<p class="lead apart">Not ranked: {html.escape(one.gate_words)}</p>')
    lead.append(f'<p class="lead">{_bdi(why_words.area(school, one.area_title))}</p>')
    known = [f"<li>{_bdi(line)}</li>" for line in why_words.profile_lines(one)]
    body = ["<h2>Needs and strengths</h2>"]
    body.append("<ul>\n" + "\n".join(known) + "\n</ul>" if known else "<p>Nothing is known.</p>")
    for title, listed, of in (
        ("Partners", one.partners, one.of_partners),
        ("Seekers", one.seekers, one.of_seekers),
    ):
        if of:
            body += [f"<h2>{title}</h2>", _list(f"The best {len(listed)} of {of:,}", listed)]
    return f"{_name(school)}: needs, strengths and matches", lead, body


def _list(caption: str, listed: Sequence[Listed]) -> str:
    rows = [
        (str(one.rank), one.name, one.urn, shown(one.score),
         kilometres(one.distance_km))
        for one in listed
    ]  # fmt: skip
    return _table(caption, ("Rank", "Name", "URN", "Score", "Distance"), rows, {0, 3, 4})


def _table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], figures: set[int]
) -> str:
    """A table of text cells; ``figures`` are the columns set to the right."""

    def cells(element: str, texts: Sequence[str]) -> str:
        return "".join(
            f"<{element}{right}>{_bdi(text)}</{element.split()[0]}>"
            for at, text in enumerate(texts)
            for right in [' class="figure"' if at in figures else ""]
        )

    body = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    top = cells('th scope="col"', head)
    return (
        f'<div class="scroll"><table>\n<caption>{_bdi(caption)}</caption>\n'
        f"<thead><tr>{top}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _name(school: School) -> str:
    return _bdi(school.name)


def _bdi(text: str) -> str:
    """Text of a list, escaped, its direction of writing kept to itself."""
    return f"<bdi>{html.escape(text)}</bdi>" if text else ""
