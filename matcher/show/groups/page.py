"""Groups and their partners as a page of HTML that stands alone: a sketch map and tables."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.page.html_page import lead, sources, table, text
from matcher.core.page.html_page import page as standalone
from matcher.show.groups import text as words
from matcher.show.groups.facts import Group, GroupMatch, GroupRankings
from matcher.show.groups.sketch_map import TO_ASKED, TO_BEST, TO_RANKED, groups_sketch_map, legend
from matcher.show.kit.text_format import three_decimals

MOST = 200  # groups, and partners, on the page; the CSV has all

_CLASSES = {
    **dict.fromkeys(("No.", "Seekers", "Rank", "Place", "Summed score"), "figure"),
    "What it could do": "said",
    "Partner": "name",
}


def page(about: GroupRankings, attribution: Sequence[str]) -> str:
    """The page, the same bytes for the same overview."""
    title = words.title(about)
    return standalone(title, list(map(lead, _lead(about))), _body(about), sources(attribution))


def _lead(about: GroupRankings) -> list[str]:
    if not about.matches:
        return [words.nothing_to_rank(about), *words.summary(about)]
    if about.partner and about.group:
        (one,) = about.matches
        return [words.sentence(one, about.limit), words.ranks_sentence(one, about)]
    return words.summary(about)


def _body(about: GroupRankings) -> list[str]:
    lists = about.by_group()
    unmatched = words.without_partner(about)
    by_name = {group.name: group for group in about.groups}
    numbered = [matches[0].group for matches in lists] + [by_name[name] for name in unmatched]
    number = {group.name: place for place, group in enumerate(numbered, start=1)}
    body = _map(about, lists, numbered[:MOST], number)
    if len(numbered) > MOST:
        body.append(_cut(MOST, len(numbered), about.many))
    if lists and (about.partner is None or about.group):
        body.append("<h2>Partners, ranked</h2>")
        body.append(_ranked(about, lists[:MOST], number, of_partner=False))
    by_partner = about.by_partner()
    if by_partner and about.group is None:
        body.append(f"<h2>{text(about.many.capitalize())}, ranked</h2>")
        body.append(_ranked(about, by_partner[:MOST], number, of_partner=True))
        if len(by_partner) > MOST:
            body.append(_cut(MOST, len(by_partner), "partners"))
    return body


def _map(
    about: GroupRankings,
    lists: Sequence[Sequence[GroupMatch]],
    groups: Sequence[Group],
    number: dict[str, int],
) -> list[str]:
    """The sketch, and the same as a table."""
    if not groups or (about.group and not lists):
        return []
    best = {matches[0].group.name: matches[0] for matches in lists}
    drawn = [
        one
        for matches in lists
        if number[matches[0].group.name] <= len(groups)
        for one in (matches if about.group else matches[:1])
    ]
    lines = TO_RANKED if about.group else TO_ASKED if about.partner else TO_BEST
    body = [
        "<h2>Sketch map</h2>",
        legend(lines),
        '<div class="scroll sketch" tabindex="0" role="group" aria-label="Sketch map">'
        f"{groups_sketch_map(groups, drawn, lines)}</div>",
    ]
    if lines == TO_BEST:  # of one group, or partner, the ranked table says the same
        head = ("No.", about.one.capitalize(), "Seekers", "Best partner", "URN", "Summed score")
        rows = [
            (str(number[group.name]), group.name, f"{group.seekers:,}",
             *_best(best.get(group.name)))
            for group in groups
        ]  # fmt: skip
        body.append(table("What the sketch shows, number by number", head, rows, _CLASSES))
    return body


def _best(one: GroupMatch | None) -> tuple[str, str, str]:
    if one is None:
        return "none in range", "", ""
    return one.partner.name, one.partner.urn, three_decimals(one.score)


def _ranked(
    about: GroupRankings,
    lists: Sequence[Sequence[GroupMatch]],
    number: dict[str, int],
    *,
    of_partner: bool,
) -> str:
    """The lists one under the other, the owner of each named in every row."""
    kind, last = about.one.capitalize(), ("Summed score", "What it could do")
    if of_partner:
        head: tuple[str, ...] = ("Partner", "URN", "Place", "No.", kind, *last)
        who = "the" if about.partner else "each"
        caption = f"The {about.many} that {who} partner could help most, the best first"
    else:
        head = ("No.", kind, "Rank", "Partner", "URN", *last)
        who = "the" if about.group else "each"
        caption = f"The partners that could help {who} {about.one} most, the best first"
    rows: list[tuple[str, ...]] = []
    for one in (one for matches in lists for one in matches):
        group = (str(number[one.group.name]), one.group.name)
        partner = (one.partner.name, one.partner.urn)
        cells = (three_decimals(one.score), words.sentence(one, about.limit))
        if of_partner:
            rows.append((*partner, str(one.group_rank), *group, *cells))
        else:
            rows.append((*group, str(one.rank), *partner, *cells))
    if about.group:  # its sketch has the ranks for numbers
        head, rows = head[1:], [row[1:] for row in rows]
    return table(caption, head, rows, _CLASSES)


def _cut(shown_: int, of: int, many: str) -> str:
    return (
        f"<p>The first {shown_:,} of {of:,} {text(many)} are shown; the same command with "
        "--format csv lists all.</p>"
    )
