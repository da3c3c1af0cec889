"""Pages for a website: one for each partnership that runs or has ended, and an index. They are
static, without scripts, and hold what the public audience gets and no more. Those of which
nobody has told yet what was done stand apart, as planned.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.core.cells import in_words
from matcher.core.page import html_page
from matcher.partnership.findings.documents import html
from matcher.partnership.findings.facts import Paper
from matcher.partnership.record.partnership import Partnership

INDEX = "index.html"
PUBLISHED_STATUSES = ("running", "ended")
_NAMES = (
    "Names are as the list of the office or the public register (Get Information about Schools) "
    "had them."
)
ORIGIN_NOTE = f"These records were written by those who run the partnerships. {_NAMES}"
UNTOLD_NOTE = f"Nobody has told yet what was done: what stands here is planned. {_NAMES}"


@dataclass(frozen=True, slots=True)
class WebsiteEntry:
    """One partnership as it is to be published: its record, the name of its page without
    ending, its paper for the public, the level of its evidence in a line, and whether anybody has
    told yet what was done."""

    partnership: Partnership
    name: str
    paper: Paper
    evidence: str
    told: bool = True


def is_published(partnership: Partnership) -> bool:
    """Whether a partnership is told of: what is only suggested, contacted, agreed or was
    declined is nobody else's business."""
    return partnership.status in PUBLISHED_STATUSES


def website_files(entries: Sequence[WebsiteEntry], day: datetime.date) -> dict[str, bytes]:
    """The files by name, as at ``day``; the same bytes whatever the order of ``entries``."""
    ordered = sorted(entries, key=lambda one: (one.paper.title.casefold(), one.name))
    back = f'<p><a href="{INDEX}">All partnerships</a></p>'
    files = {
        f"{one.name}.html": html(
            one.paper, [back, html_page.paragraph(ORIGIN_NOTE if one.told else UNTOLD_NOTE)]
        )
        for one in ordered
    }
    count = f"{len(ordered)} partnership{'' if len(ordered) == 1 else 's'}"
    done, planned = ([one for one in ordered if one.told is told] for told in (True, False))
    body = ["<h2>Records</h2>", _listed(done) if done else html_page.paragraph("None yet.")]
    if planned:
        body += ["<h2>Planned, nothing told yet</h2>", _listed(planned)]
    files[INDEX] = html_page.page(
        "School partnerships: what was done and what was learnt" if done else "School partnerships",
        [
            html_page.lead(
                f"{count} of institutions that share what they have. As at {in_words(day)}."
            )
        ],
        body,
        [html_page.paragraph(ORIGIN_NOTE if done or not planned else UNTOLD_NOTE)],
    )
    return {name: text.encode("utf-8", "replace") for name, text in sorted(files.items())}


def _listed(entries: Sequence[WebsiteEntry]) -> str:
    """The entries of the index as a list, each with a link to its page."""
    items = []
    for one in entries:
        lines = [_activities(one.partnership), *([one.evidence] if one.told else [])]
        told = "<br>".join(map(html_page.text, lines))
        link = f'<a href="{one.name}.html">{html_page.text(one.partnership.title)}</a>'
        items.append(f"<li>{link}<br>{told}</li>")
    return "<ul>\n{}\n</ul>".format("\n".join(items))


def _activities(partnership: Partnership) -> str:
    activities = dict.fromkeys(one.words for one in partnership.confirmed if one.words)
    return "; ".join(activities) or "No activity is confirmed yet."
