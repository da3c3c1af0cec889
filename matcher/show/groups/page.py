"""Groups and their partners as a page of HTML that stands alone: a sketch map and tables."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.page.html_page import folded, lead, sources, table, text
from matcher.core.page.html_page import page as standalone
from matcher.show.groups import text as words
from matcher.show.groups.facts import Group, GroupMatch, GroupRankings
from matcher.show.groups.sections import CLASSES, FEW, group_sections, partner_sections
from matcher.show.groups.sketch_map import TO_ASKED, TO_BEST, TO_RANKED, groups_sketch_map, legend
from matcher.show.kit.text_format import three_decimals
from matcher.show.map.data.geography import GEOGRAPHY_ATTRIBUTION

SKETCH = "<h2>Sketch map</h2>"
MOST = 200  # groups in the sketch; more could not be told apart


def page(about: GroupRankings, attribution: Sequence[str]) -> str:
    """The page, the same bytes for the same overview."""
    title = words.title(about)
    body = _body(about)
    drawn = GEOGRAPHY_ATTRIBUTION if SKETCH in body else ()
    told = sources([*attribution, *drawn])
    return standalone(title, list(map(lead, _lead(about))), body, told)


def _lead(about: GroupRankings) -> list[str]:
    if not about.matches:
        return [words.nothing_to_rank(about), *words.summary(about)]
    if about.partner and about.group:
        (one,) = about.matches
        return [words.sentence(one, about.limit), words.ranks_sentence(one, about)]
    return words.summary(about)


def _body(about: GroupRankings) -> list[str]:
    lists, by_partner = about.by_group(), about.by_partner()
    unmatched = words.without_partner(about)
    by_name = {group.name: group for group in about.groups}
    without = [by_name[name] for name in unmatched]
    numbered = [matches[0].group for matches in lists] + without
    number = {group.name: place for place, group in enumerate(numbered, start=1)}
    body = _map(about, lists, numbered[:MOST], number)
    if len(numbered) > MOST and body:
        body.append(_cut(len(numbered), about.many))
    if about.group and lists:
        body += ["<h2>Partners, ranked</h2>", _ranked(about, lists[0], number, of_partner=False)]
    elif about.partner and by_partner:
        body += [f"<h2>{text(about.many.capitalize())}, ranked</h2>",
                 _ranked(about, by_partner[0], number, of_partner=True)]  # fmt: skip
    elif lists:
        shown = {name: place for name, place in number.items() if place <= MOST and body}
        body += group_sections(about, lists, without)
        body += partner_sections(about, by_partner, shown)
    return body


def _map(
    about: GroupRankings,
    lists: Sequence[Sequence[GroupMatch]],
    groups: Sequence[Group],
    number: dict[str, int],
) -> list[str]:
    """The sketch, and the same as a table; nothing where there is no more than one line to draw."""
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
    if len(groups) == 1 and len(drawn) <= 1:  # one circle and its one square show nothing
        return []
    body = [
        SKETCH,
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
        caption = "What the sketch shows, number by number"
        shown = table(caption, head, rows, CLASSES, cards=True)
        body.append(shown if len(rows) <= FEW else folded(text(caption), [shown]))
    return body


def _best(one: GroupMatch | None) -> tuple[str, str, str]:
    if one is None:
        return "none in range", "", ""
    return one.partner.name, one.partner.urn, three_decimals(one.score)


def _ranked(
    about: GroupRankings, matches: Sequence[GroupMatch], number: dict[str, int], *, of_partner: bool
) -> str:
    """The list of the one that was asked for, its owner named in every row."""
    kind, last = about.one.capitalize(), ("Summed score", "What it could do")
    rows: list[tuple[str, ...]] = []
    for one in matches:
        partner = (one.partner.name, one.partner.urn)
        cells = (three_decimals(one.score), words.sentence(one, about.limit))
        if of_partner:
            place = (str(one.group_rank), str(number[one.group.name]), one.group.name)
            rows.append((*partner, *place, *cells))
        else:  # its sketch has the ranks for numbers
            rows.append((one.group.name, str(one.rank), *partner, *cells))
    if of_partner:
        caption = f"The {about.many} that the partner could help most, the best first"
        return table(
            caption, ("Partner", "URN", "Place", "No.", kind, *last), rows, CLASSES, cards=True
        )
    caption = f"The partners that could help the {about.one} most, the best first"
    return table(caption, (kind, "Rank", "Partner", "URN", *last), rows, CLASSES, cards=True)


def _cut(of: int, many: str) -> str:
    return (
        f"<p>The sketch shows the first {MOST:,} of {of:,} {text(many)}; all are listed below.</p>"
    )
