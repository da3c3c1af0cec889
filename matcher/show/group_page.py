"""Groups and their partners as a page of HTML that stands alone: a sketch map and tables."""

from __future__ import annotations

import html
from collections.abc import Sequence

from matcher.show import group_words as words
from matcher.show.figures import shown
from matcher.show.group_sketch import KEY, sketch
from matcher.show.groups import Group, Help, Overview
from matcher.show.page import fill, policy, template

MOST = 200  # groups, and partners, on the page; the CSV has all

_FIGURES = {"No.", "Seekers", "Rank", "Place", "Summed score"}
_CLASSES = {"What it could do": "said"}


def page(about: Overview, attribution: Sequence[str]) -> str:
    """The page, the same bytes for the same overview."""
    style = template("why.css") + template("groups.css")
    title = words.title(about)
    return fill(
        template("why.html"),
        {
            "policy": html.escape(policy((), (style,), images="'none'")),
            "style": style,
            "title": html.escape(title),
            "heading": _bdi(title),
            "lead": "\n".join(f'<p class="lead">{_bdi(line)}</p>' for line in _lead(about)),
            "body": "\n".join(_body(about)),
            "attribution": "\n".join(f"<li>{html.escape(line)}</li>" for line in attribution),
        },
    )


def _lead(about: Overview) -> list[str]:
    if not about.helps:
        return [words.nobody(about), *words.account(about)]
    if about.partner and about.group:
        (one,) = about.helps
        return [words.sentence(one, about.max_km), words.standing(one, about)]
    return words.account(about)


def _body(about: Overview) -> list[str]:
    lists = about.by_group()
    lonely = words.without_partner(about)
    by_name = {group.name: group for group in about.groups}
    numbered = [helps[0].group for helps in lists] + [by_name[name] for name in lonely]
    number = {group.name: place for place, group in enumerate(numbered, start=1)}
    body = _map(about, lists, numbered[:MOST], number)
    if len(numbered) > MOST:
        body.append(_cut(MOST, len(numbered), about.many))
    if lists and (about.partner is None or about.group):
        whose = f"Each {html.escape(about.one)}’s best partners"
        body.append(f"<h2>{'In figures' if about.group else whose}</h2>")
        body.append(_ranked(about, lists[:MOST], number, of_partner=False))
    by_partner = about.by_partner()
    if by_partner and about.group is None:
        body.append(f"<h2>Each partner’s {html.escape(about.many)}</h2>")
        body.append(_ranked(about, by_partner[:MOST], number, of_partner=True))
        if len(by_partner) > MOST:
            body.append(_cut(MOST, len(by_partner), "partners"))
    return body


def _map(
    about: Overview,
    lists: Sequence[Sequence[Help]],
    groups: Sequence[Group],
    number: dict[str, int],
) -> list[str]:
    """The sketch, and the same as a table."""
    if not groups:
        return []
    best = {helps[0].group.name: helps[0] for helps in lists}
    drawn = [
        one
        for helps in lists
        if number[helps[0].group.name] <= len(groups)
        for one in (helps if about.group else helps[:1])
    ]
    drawing = sketch(groups, drawn, of_group=about.group is not None)
    body = [
        "<h2>Sketch map</h2>",
        f'<ul class="key">{KEY}</ul>',
        '<div class="scroll sketch" tabindex="0" role="group" aria-label="Sketch map">'
        f"{drawing}</div>",
    ]
    if about.group is None:  # the one group's ranked table says the same
        head = ("No.", about.one.capitalize(), "Seekers", "Best partner", "URN", "Summed score")
        rows = [
            (str(number[group.name]), group.name, f"{group.seekers:,}",
             *_best(best.get(group.name)))
            for group in groups
        ]  # fmt: skip
        body.append(_table("map", "What the sketch shows, number by number", head, rows))
    return body


def _best(one: Help | None) -> tuple[str, str, str]:
    if one is None:
        return "none in range", "", ""
    return one.partner.name, one.partner.urn, shown(one.score)


def _ranked(
    about: Overview, lists: Sequence[Sequence[Help]], number: dict[str, int], *, of_partner: bool
) -> str:
    """The lists one under the other, the owner of each named in every row."""
    kind = about.one.capitalize()
    if of_partner:
        head: tuple[str, ...] = (
            "Partner",
            "URN",
            "Place",
            "No.",
            kind,
            "Summed score",
            "What it could do",
        )
        caption = f"The {about.many} each partner could help most, the best first"
    else:
        head = ("No.", kind, "Rank", "Partner", "URN", "Summed score", "What it could do")
        caption = f"The partners that could help each {about.one} most, the best first"
    rows = []
    for one in (one for helps in lists for one in helps):
        group = (str(number[one.group.name]), one.group.name)
        partner = (one.partner.name, one.partner.urn)
        said = (shown(one.score), words.sentence(one, about.max_km))
        if of_partner:
            rows.append((*partner, str(one.group_rank), *group, *said))
        else:
            rows.append((*group, str(one.rank), *partner, *said))
    return _table("partners" if of_partner else "groups", caption, head, rows)


def _cut(shown_: int, of: int, many: str) -> str:
    return (
        f"<p>The first {shown_:,} of {of:,} {html.escape(many)} are shown; the same command with "
        "--format csv lists all.</p>"
    )


def _table(name: str, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of text cells, in a box that scrolls by itself where it is too wide."""
    classes = ["figure" if title in _FIGURES else _CLASSES.get(title, "") for title in head]
    set_ = [f' class="{own}"' if own else "" for own in classes]
    top = "".join(
        f'<th scope="col"{own}>{_bdi(text)}</th>' for own, text in zip(set_, head, strict=True)
    )
    body = "\n".join(
        "<tr>"
        + "".join(f"<td{own}>{_bdi(text)}</td>" for own, text in zip(set_, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-labelledby="{name}-caption">'
        f'<table>\n<caption id="{name}-caption">{_bdi(caption)}</caption>\n'
        f"<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _bdi(text: str) -> str:
    """Text of a list, escaped, its direction of writing kept to itself."""
    return f"<bdi>{html.escape(text)}</bdi>" if text else ""
