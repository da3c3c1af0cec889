"""Pages for a website: one for each partnership that runs or has ended, and an index. They are
static, without scripts, and hold what the public audience gets and no more.
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
ORIGIN_NOTE = (
    "These records were written by those who run the partnerships. Names are as the list of the "
    "office or the public register (Get Information about Schools) had them."
)


@dataclass(frozen=True, slots=True)
class WebsiteEntry:
    """One partnership as it is to be published: its record, the name of its page without
    ending, its paper for the public, and the level of its evidence in a line."""

    partnership: Partnership
    name: str
    paper: Paper
    evidence: str


def is_published(partnership: Partnership) -> bool:
    """Whether a partnership is told of: what is only suggested, contacted, agreed or was
    declined is nobody else's business."""
    return partnership.status in PUBLISHED_STATUSES


def website_files(entries: Sequence[WebsiteEntry], day: datetime.date) -> dict[str, bytes]:
    """The files by name, as at ``day``; the same bytes whatever the order of ``entries``."""
    ordered = sorted(entries, key=lambda one: (one.paper.title.casefold(), one.name))
    back = f'<p><a href="{INDEX}">All partnerships</a></p>'
    files = {
        f"{one.name}.html": html(one.paper, [back, html_page.paragraph(ORIGIN_NOTE)])
        for one in ordered
    }
    count = f"{len(ordered)} partnership{'' if len(ordered) == 1 else 's'}"
    items = "\n".join(
        f'<li><a href="{one.name}.html">{html_page.text(one.partnership.title)}</a><br>'
        f"{html_page.text(_activities(one.partnership))}<br>{html_page.text(one.evidence)}</li>"
        for one in ordered
    )
    body = [
        "<h2>Records</h2>",
        f"<ul>\n{items}\n</ul>" if ordered else html_page.paragraph("None yet."),
    ]
    files[INDEX] = html_page.page(
        "School partnerships: what was done and what was learnt",
        [
            html_page.lead(
                f"{count} of institutions that share what they have. As at {in_words(day)}."
            )
        ],
        body,
        [html_page.paragraph(ORIGIN_NOTE)],
    )
    return {name: text.encode("utf-8", "replace") for name, text in sorted(files.items())}


def _activities(partnership: Partnership) -> str:
    activities = dict.fromkeys(one.words for one in partnership.exchanges if one.words)
    return "; ".join(activities) or "No activities are recorded."
