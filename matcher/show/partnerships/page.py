"""The register of partnerships as a page of HTML that stands alone: a sketch map and the
same as a table."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.page.html_page import bullets, lead, sources, table
from matcher.core.page.html_page import page as standalone
from matcher.show.partnerships.facts import Register
from matcher.show.partnerships.sketch_map import legend, partnerships_sketch_map
from matcher.show.partnerships.text import STATUS_WORDS, distance_text, summary

_TITLE = "Register of partnerships"
_CLASSES = {"No.": "figure", "Since": "figure", "Apart": "figure", "Kept until": "figure"}


def page(about: Register, attribution: Sequence[str]) -> str:
    """The page, the same bytes for the same register."""
    whose = attribution or ("The records of the partnerships themselves",)
    return standalone(_TITLE, [lead(summary(about))], _body(about), sources(whose))


def _body(about: Register) -> list[str]:
    numbered = list(enumerate(about.entries, start=1))
    body = []
    drawn = partnerships_sketch_map(numbered)
    if drawn:
        statuses = [one.status for one in about.entries if one.seeker_at and one.partner_at]
        body += [
            "<h2>Sketch map</h2>",
            legend(statuses),
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
        body += ["<h2>Not read</h2>", bullets(about.faults)]
    return body


def _table(about: Register) -> str:
    head = ("No.", "Seeker", "Partner", "Status", "Since", "Apart", "The seeker gets",
            "The partner gets", "Kept until")  # fmt: skip
    rows = [
        (
            str(number),
            f"{one.seeker_name} ({one.seeker_urn})",
            f"{one.partner_name} ({one.partner_urn})",
            _status(one.status, about.reasons.get(one.reason, "")),
            one.since,
            distance_text(one),
            one.seeker_gets or "nothing known",
            one.partner_gets or "nothing known",
            one.keep_until,
        )
        for number, one in enumerate(about.entries, start=1)
    ]
    return table("Each partnership with its number on the map", head, rows, _CLASSES)


def _status(status: str, reason: str) -> str:
    return f"{STATUS_WORDS[status]}: {reason}" if reason else STATUS_WORDS[status]
