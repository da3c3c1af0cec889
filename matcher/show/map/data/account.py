"""Who is on a map and who is not: what stands beside it, and what its search answers of a school
that it does not hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.core.page.html_page import bullets
from matcher.core.tables import urn_key


@dataclass(frozen=True, slots=True)
class MapAccount:
    """Who is on a map, who took part and is not on it, and who is outside of its run.

    ``lines``: a sentence for each of these; ``elsewhere``: where to look for a school that the
    search does not find; ``away``: the names of schools that took part and are not on the map, by
    their URNs, and ``why_away`` why not, as it follows "3 partners took part and are not on this
    map: they are". ``compared``: with how many schools, those of the lists alone, each that no list
    names was compared, by URN; nothing of the others.
    """

    lines: tuple[str, ...]
    elsewhere: str
    away: Mapping[str, str] = field(default_factory=dict)
    why_away: str = ""
    compared: Mapping[str, int] = field(default_factory=dict)

    def html(self) -> str:
        """The part of the page beside the map."""
        return (
            f'<div id="account" class="key">\n<h3>Who is counted</h3>\n{bullets(self.lines)}</div>'
        )

    def columns(self, here: Collection[str]) -> dict[str, Any]:
        """What the search and the panel know of it, as plain data; the schools in the order of
        their URNs. ``here``: those that are on the map."""
        compared = sorted(self.compared.keys() & {*here}, key=urn_key)
        urns = sorted(self.away, key=urn_key)
        return {
            "elsewhere": self.elsewhere,
            "awayUrn": urns,
            "awayName": [self.away[urn] for urn in urns],
            "whyAway": self.why_away,
            **(
                {
                    "comparedUrn": compared,
                    "comparedWith": [self.compared[urn] for urn in compared],
                }
                if compared
                else {}
            ),
        }
