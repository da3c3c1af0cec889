"""What is known that each school needs, or offers, as phrases for a sentence.

Unknown is not the same as none: of a school that nothing is known of there is no side at all, and
of one that figures alone tell of it is kept which tags are open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matcher.core.columns.columns import AnyTable, columns_of
from matcher.core.figures.surety import is_small
from matcher.core.tables import ONLY_LIKELY, WHOLE

Words = Callable[[str, str], str]


@dataclass(slots=True)
class Side:
    """What is known of a school on one side: the degree of each tag by its phrase, those
    known to be none left out of ``tags``; ``open_to`` the phrases known at all, not those that
    figures put too low to name, None where the school states them itself, so that it does not have
    what it leaves out; ``figures`` whether all of it is no more than suggested
    (:data:`matcher.core.tables.ONLY_LIKELY`); ``sure``: how sure that is (0 to 1), of each tag that
    is, and ``said_sure``, how sure it is of each other that somebody has said it; ``slight``: those
    that figures put too low to name."""

    tags: dict[str, float]
    open_to: set[str] | None
    figures: bool
    sure: dict[str, float] = field(default_factory=dict)
    said_sure: dict[str, float] = field(default_factory=dict)
    slight: set[str] = field(default_factory=set)

    @property
    def says_none(self) -> bool:
        """Whether the school is said to need, or to offer, nothing."""
        return self.open_to is None and not self.tags


def says_nothing_of(offers: Side, wants: Side) -> bool:
    """Whether of none of the needs that are named is it known if ``offers`` has it: then nothing is
    known of how far they are covered, whatever is known of needs too low to name."""
    return offers.open_to is not None and bool(wants.tags) and offers.open_to.isdisjoint(wants.tags)


def sides(profile: AnyTable, side: str, words: Words) -> dict[str, Side]:
    """For every school of which that side is known: its tags as phrases."""
    found: dict[str, Side] = {}
    phrase: dict[tuple[str, str], str] = {}
    columns = columns_of(profile)
    known = columns.take(~np.isnan(columns.figures(side)))
    for urn, activity, subject, degree, source, sure in known.rows(
        "urn", "activity", "subject", side, "source", "confidence"
    ):
        own = found.setdefault(urn, Side({}, set(), True))
        own.figures &= source in ONLY_LIKELY
        if source in WHOLE:
            own.open_to = None
        if activity == "none":
            continue
        tag = (activity, subject)
        if tag not in phrase:
            phrase[tag] = words(activity, subject)
        # A figure that does not stand out cannot say what a school does not have.
        if own.open_to is not None and not is_small(degree, source):
            own.open_to.add(phrase[tag])
        if degree > 0 and is_small(degree, source):
            own.slight.add(phrase[tag])
        elif degree > 0:
            own.tags[phrase[tag]] = max(degree, own.tags.get(phrase[tag], 0.0))
            (own.sure if source in ONLY_LIKELY else own.said_sure)[phrase[tag]] = sure
    return found
