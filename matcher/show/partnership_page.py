"""The register of partnerships as a page of HTML that stands alone: a sketch map and the
same as a table."""

from __future__ import annotations

import html
from collections.abc import Sequence

from matcher.show.page import fill, policy, template
from matcher.show.partnership_sketch import key, sketch
from matcher.show.partnerships import STATUS_WORDS, Register, account, apart

_TITLE = "Register of partnerships"
_CLASSES = {"No.": "figure", "Since": "figure", "Apart": "figure", "Kept until": "figure"}


def page(about: Register, attribution: Sequence[str]) -> str:
    """The page, the same bytes for the same register."""
    style = template("why.css") + template("groups.css")
    sources = attribution or ("The records of the partnerships themselves",)
    return fill(
        template("why.html"),
        {
            "policy": html.escape(policy((), (style,), images="")),
            "style": style,
            "title": _TITLE,
            "heading": _TITLE,
            "lead": f'<p class="lead">{_bdi(account(about))}</p>',
            "body": "\n".join(_body(about)),
            "attribution": "\n".join(f"<li>{html.escape(line)}</li>" for line in sources),
        },
    )


def _body(about: Register) -> list[str]:
    numbered = list(enumerate(about.entries, start=1))
    body = []
    drawn = sketch(numbered)
    if drawn:
        statuses = [one.status for one in about.entries if one.seeker_at and one.partner_at]
        body += [
            "<h2>Sketch map</h2>",
            f'<ul class="key">{key(statuses)}</ul>',
            '<div class="scroll sketch" tabindex="0" role="group" aria-label="Sketch map">'
            f"{drawn}</div>",
        ]
    lost = [str(n) for n, one in numbered if not (one.seeker_at and one.partner_at)]
    if lost:
        body.append(
            f"<p>Not on the map, because it is not known where a school is: {', '.join(lost)}</p>"
        )
    if numbered:
        body += ["<h2>The partnerships</h2>", _table(about)]
    if about.faults:
        items = "\n".join(f"<li>{_bdi(line)}</li>" for line in about.faults)
        body += ["<h2>Not read</h2>", f"<ul>\n{items}\n</ul>"]
    return body


def _table(about: Register) -> str:
    """The table, in a box that scrolls by itself where it is too wide."""
    head = ("No.", "Seeker", "Partner", "Status", "Since", "Apart", "The seeker gets",
            "The partner gets", "Kept until")  # fmt: skip
    rows = [
        (
            str(number),
            _school(one.seeker_name, one.seeker_urn),
            _school(one.partner_name, one.partner_urn),
            _bdi(_status(one.status, about.reasons.get(one.reason, ""))),
            one.since,
            apart(one),
            _bdi(one.seeker_gets or "nothing known"),
            _bdi(one.partner_gets or "nothing known"),
            one.keep_until,
        )
        for number, one in enumerate(about.entries, start=1)
    ]
    set_ = [f' class="{_CLASSES[title]}"' if title in _CLASSES else "" for title in head]
    top = "".join(f'<th scope="col"{own}>{text}</th>' for own, text in zip(set_, head, strict=True))
    body = "\n".join(
        "<tr>"
        + "".join(f"<td{own}>{cell}</td>" for own, cell in zip(set_, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        '<div class="scroll" tabindex="0" role="group" aria-labelledby="register-caption">'
        '<table>\n<caption id="register-caption">Each partnership with its number on the map'
        f"</caption>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _school(name: str, urn: str) -> str:
    return f"{_bdi(name)} ({_bdi(urn)})"


def _status(status: str, reason: str) -> str:
    return f"{STATUS_WORDS[status]}: {reason}" if reason else STATUS_WORDS[status]


def _bdi(text: str) -> str:
    """Text of a list, escaped, its direction of writing kept to itself."""
    return f"<bdi>{html.escape(text)}</bdi>" if text else ""
