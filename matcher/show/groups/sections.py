"""The lists of many groups, or of many partners, each in a part of the page that opens.

Where there are many, the parts stand by the first letter of their names, with a table of contents:
a page of all England is then a screen or two high, nothing is left out, and the browser's own
search finds a name in what is closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.core.figures.number_format import counted
from matcher.core.page.html_page import contents, folded, heading, paragraph, text
from matcher.core.places.spelling import words as plain_words
from matcher.show.groups import text as words
from matcher.show.groups.facts import Group, GroupMatch, GroupRankings
from matcher.show.kit.text_format import three_decimals

FEW = 12  # lists that stand open, one under the other
CLASSES: Mapping[str, str] = {
    **dict.fromkeys(("No.", "Seekers", "Rank", "Place", "Summed score"), "figure"),
    "What it could do": "said",
    "Partner": "name",
}
_OTHER = "Other"  # what begins with no letter from A to Z
_HOW_TO_FIND = (
    "Open a letter, then a name. To find a name, use the search of your browser: Edge and Chrome "
    "look into closed parts too. What you print is what is open."
)

# What a list is named by in the contents, what its line says in HTML, and what it opens to.
_Part = tuple[str, str, list[str]]


def group_sections(
    about: GroupRankings, lists: Sequence[Sequence[GroupMatch]], without: Sequence[Group]
) -> list[str]:
    """Each group with its best partners; ``without``: the groups that have none in range."""
    parts: list[_Part] = []
    for matches in lists:
        group = matches[0].group
        first = f"{counted(group.seekers, 'seeker')}; first: {matches[0].partner.name}"
        items = [
            _item(one.rank, one.partner.name, f"URN {one.partner.urn}", one, about)
            for one in matches
        ]
        parts.append(_part(group.name, first, items))
    for group in without:
        line = f"{counted(group.seekers, 'seeker')}; no partner in range"
        parts.append((group.name, _summary(group.name, line), []))
    return _sections("group", f"{about.many.capitalize()}, and their best partners", parts)


def partner_sections(
    about: GroupRankings, lists: Sequence[Sequence[GroupMatch]], number: Mapping[str, int]
) -> list[str]:
    """Each partner with the groups that it could help most; ``number``: of a group in the sketch
    map."""
    parts: list[_Part] = []
    for matches in lists:
        partner = matches[0].partner
        items = []
        for one in matches:
            at = number.get(one.group.name)
            drawn = f"number {at:,} in the sketch" if at else counted(one.group.seekers, "seeker")
            items.append(_item(one.group_rank, one.group.name, drawn, one, about))
        parts.append(
            _part(partner.name, f"URN {partner.urn}; first: {matches[0].group.name}", items)
        )
    return _sections("partner", f"Partners, and the {about.many} they could help most", parts)


def _item(place: int, name: str, own: str, one: GroupMatch, about: GroupRankings) -> str:
    """One line of a list, which a small screen wraps where a table would run out of it."""
    said = f"{own}, summed score {three_decimals(one.score)}: {words.sentence(one, about.limit)}"
    return f'<li value="{place}"><b>{text(name)}</b>, {text(said)}</li>'


def _part(name: str, line: str, items: Sequence[str]) -> _Part:
    return name, _summary(name, line), ["<ol>", *items, "</ol>"]


def _summary(name: str, line: str) -> str:
    return f"<b>{text(name)}</b>: {text(line)}"


def _sections(kind: str, title: str, parts: Sequence[_Part]) -> list[str]:
    """The parts under a title: as they come where they are few, else by letter."""
    made = [heading(title)]
    if len(parts) <= FEW:
        return [*made, *(_made(part, is_open=True) for part in parts)]
    letters: dict[str, list[_Part]] = {}
    for part in sorted(parts, key=lambda part: _filed_by(part[0])):
        letters.setdefault(_letter(part[0]), []).append(part)
    names = {letter: f"{kind}-{letter.lower()}" for letter in letters}
    entries = [(names[letter], f"{letter} ({len(own):,})") for letter, own in letters.items()]
    made += [paragraph(_HOW_TO_FIND), contents(title, entries)]
    for letter, own in letters.items():
        line = f"<h3>{letter}</h3> {len(own):,}"
        made.append(folded(line, [_made(part) for part in own], name=names[letter]))
    return made


def _made(part: _Part, *, is_open: bool = False) -> str:
    _, summary, body = part
    return folded(summary, body, is_open=is_open) if body else f"<p>{summary}</p>"


def _filed_by(name: str) -> tuple[bool, str, str]:
    """Where a name stands in an index: "The Ash Trust" under A, what begins otherwise last."""
    plain = plain_words(name).removeprefix("the ")
    return _letter(name) == _OTHER, plain, name


def _letter(name: str) -> str:
    first = plain_words(name).removeprefix("the ")[:1].upper()
    return first if "A" <= first <= "Z" else _OTHER
