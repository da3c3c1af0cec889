"""Who in reach could meet a need that nobody in a school's list is known to meet.

A list has the best few by the whole score, in which nearness and priority areas count too. So a
partner that is known, or likely, to meet a need may stand farther down. The page of the school
names it, and the report of an office counts such schools, instead of saying that nobody is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.groups.block_sums import NamedTags

Tag = tuple[str, str]  # activity and subject
_MOST = 3  # partners that a page names


class FartherDown:
    """The partners of a run that are known or likely to meet a need, as reasons name it
    (:mod:`matcher.core.figures.surety`)."""

    def __init__(self, run: ReopenedRun) -> None:
        self.run = run
        from matcher.match.groups.block_sums import NamedTags

        self.named: NamedTags = NamedTags.of(run.ranking.arrays)

    def of(self, urn: str, tags: Iterable[Tag] = ()) -> Iterator[tuple[str, float, list[Tag]]]:
        """The partners whom this seeker may meet and that may meet one of its needs, of ``tags``
        (activity, subject) alone where any are given, how far away each is in km, and which needs
        these are: in the order of its list."""
        ranking = self.run.ranking
        arrays, own = ranking.arrays, ranking.index[urn]
        needs = self.named.needs[own].copy()
        asked = {*tags}
        if asked:
            needs &= np.array([tag in asked for tag in arrays.tags], dtype=bool)
        if not needs.any():
            return
        others, standings, squared = ranking.list_of(own, by_seeker=True)
        ties = arrays.tie_order(np.array([own]), others)
        for at in np.lexsort((ties, squared, -standings)).tolist():
            meets = np.flatnonzero(needs & self.named.strengths[others[at]])
            if len(meets):
                km = float(np.sqrt(squared[at])) / 1000.0
                yield str(arrays.urn[others[at]]), km, [arrays.tags[tag] for tag in meets.tolist()]


def farther_down(partners: FartherDown, urn: str, tags: Sequence[Tag], listed: set[str]) -> str:
    """Whom a seeker may ask, beside those ``listed`` and those to whom the list gives no places,
    about needs (``tags``) that nobody in its list may meet: a sentence, "" where there is nobody.
    """
    from matcher.profile.vocabulary import load
    from matcher.show.kit.text_format import kilometres

    if not tags:
        return ""
    schools, miles = partners.run.school_rows, partners.run.config.miles
    others = (
        one for one in partners.of(urn, tags)
        if one[0] not in listed and schools.one("capacity", one[0]) != 0
    )  # fmt: skip
    asked, found = [], list(others)
    for other, km, met in found[:_MOST]:
        name = str(schools.one("name", other)) or other
        about = ", ".join(sorted(load().words(*tag) for tag in met))
        asked.append(f"{name} ({other}, {kilometres(km, miles)}) about {about}")
    if not asked:
        return ""
    many = len(found)
    first = f", the first {_MOST} of the {many:,} there that may meet one" if many > _MOST else ""
    return (
        f"Farther down your list{first}: ask {'; '.join(asked)}. Registers, figures or lists "
        "suggest it, and nobody in your list is known to offer it."
    )
