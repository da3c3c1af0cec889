"""The index of a folder of pages: by authority, then by name. It holds no script."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from matcher.core.figures.number_format import counted
from matcher.core.page import html_page
from matcher.show.report.facts import SEEKER, ReportFacts, RunFacts

_NOT_KNOWN = "Authority not known"


def index(
    pages: Iterable[tuple[str, ReportFacts]], run: RunFacts, without: Sequence[str] = ()
) -> str:
    """The page; ``pages``: the name of each file with what it tells; ``without``: lines on
    who has no page and why. The same bytes whatever the order of the pages."""
    by_authority: dict[str, list[tuple[str, ReportFacts]]] = {}
    for name, facts in pages:
        by_authority.setdefault(facts.authority or _NOT_KNOWN, []).append((name, facts))
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
        rows = sorted(by_authority[authority], key=lambda one: (one[1].name.casefold(), one[0]))
        lines = "\n".join(_line(name, facts) for name, facts in rows)
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


def _line(name: str, facts: ReportFacts) -> str:
    """The entry of one page."""
    if facts.side == SEEKER:
        told = f"looks for partners; {counted(len(facts.listed), 'partner')} listed"
    else:
        told = f"partner; {counted(len(facts.listed), 'school')} listed"
    link = f'<a href="{html.escape(name)}">{html_page.text(facts.name)}</a>'
    return f"<li>{link} ({html_page.text(facts.urn)}): {html_page.text(told)}</li>"
