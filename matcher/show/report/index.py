"""The index of a folder of pages: by authority, then by name. It holds no script."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matcher.core.figures.number_format import counted
from matcher.core.page import html_page
from matcher.show.report.facts import SEEKER, ReportFacts, RunFacts

_NOT_KNOWN = "Authority not known"


class Entry(NamedTuple):
    """A page, by the name of its ``file``: whose it is, and how many its list holds."""

    file: str
    side: str
    urn: str
    name: str
    authority: str
    listed: int

    @classmethod
    def of(cls, file: str, facts: ReportFacts) -> Entry:
        """The entry of the page that tells these."""
        return cls(file, facts.side, facts.urn, facts.name, facts.authority, len(facts.listed))


def index(pages: Iterable[Entry], run: RunFacts, without: Sequence[str] = ()) -> str:
    """The page; ``without``: lines on who has no page and why. The same bytes whatever the order
    of the pages."""
    by_authority: dict[str, list[Entry]] = {}
    for page in pages:
        by_authority.setdefault(page.authority or _NOT_KNOWN, []).append(page)
    order = sorted(by_authority, key=lambda one: (one == _NOT_KNOWN, one.casefold(), one))
    many = sum(map(len, by_authority.values()))
    body: list[str] = []
    if len(order) > 1:
        links = "\n".join(
            f'<li><a href="#a{number}">{html_page.text(one)}</a> ({len(by_authority[one])})</li>'
            for number, one in enumerate(order)
        )
        body += [html_page.heading("Contents"), f"<ul>\n{links}\n</ul>"]
    for number, authority in enumerate(order):
        rows = sorted(by_authority[authority], key=lambda one: (one.name.casefold(), one.file))
        lines = "\n".join(map(_line, rows))
        body += [html_page.heading(authority, 2, f"a{number}"), f"<ul>\n{lines}\n</ul>"]
    if without:
        lines = "\n".join(f"<li>{html_page.text(one)}</li>" for one in without)
        body += [html_page.heading("Schools of your lists without a page"), f"<ul>\n{lines}\n</ul>"]
    return html_page.page(
        "Pages for schools and partners",
        [
            html_page.lead(f"{counted(many, 'page')}. The day that the run goes by: {run.day}."),
            html_page.lead("Each page is small enough for an e-mail. Nothing is sent by itself."),
        ],
        body,
        html_page.sources(run.attribution),
    )


def _line(page: Entry) -> str:
    if page.side == SEEKER:
        told = f"looks for partners; {counted(page.listed, 'partner')} listed"
    else:
        told = f"partner; {counted(page.listed, 'school')} listed"
    link = f'<a href="{html.escape(page.file)}">{html_page.text(page.name)}</a>'
    return f"<li>{link} ({html_page.text(page.urn)}): {html_page.text(told)}</li>"
