"""How sure it is that a school has a need or a strength: the one rule of what is told of it.

Lists, reasons, groups and plans read this one rule, so that no pair is said to fit for a need that
no reason names, and none is known to fit that reasons say may fit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.core.columns.columns import Columns
from matcher.core.tables import BASIS, ONLY_LIKELY, SOURCES, WIDER

# A figure that gives less than this is hardly one to name: it counts in the score alone.
NOTABLE = 0.1
FIGURES = "measured"  # the source of what published figures alone suggest
# Where somebody has said outright what a school offers. What registers list may not be on offer.
STATED = tuple(source for source in SOURCES if BASIS[source] == BASIS["stated"])

WORDING = "wording"  # words of a list say so, as understood: no tag does
UNTOLD, SUGGESTED, SAID = 0, 1, 2
# What suggests that which is SUGGESTED, in words.
SUGGESTED_BY = "registers, figures or words of a list suggest"
Sureties = NDArray[np.int8]


def is_small(degree: float, source: str) -> bool:
    """Whether a need or a strength rests on a figure that is hardly one to name."""
    return source == FIGURES and degree < NOTABLE


def rests_on(source: str, *, wider: bool) -> str:
    """What it rests on that an offer meets a need, a word of :data:`matcher.core.tables.BASES`;
    ``wider``: the offer is wider than the need and may not hold it."""
    return WIDER if wider and source in STATED else BASIS[source]


def is_known_met(rests_on: str, *, likely: bool) -> bool:
    """Whether a need that an offer meets is known to be met: the offer is stated, of that which is
    needed, and the need is not only ``likely``. Else it is a guess, which stands and counts
    apart."""
    return rests_on == BASIS["stated"] and not likely


def sureties(profile: Columns, side: str) -> Sureties:
    """Of each row of a PROFILE how sure its "need" or "strength" (``side``) is:

    UNTOLD: there is none, it is not known, or figures alone put it too low to name;
    SUGGESTED: figures or a register suggest the need, or anything but the word of somebody for
    the school the strength; SAID: a need is said, in tags or in words of a list; a
    strength is stated.
    """
    sources, degrees = profile.texts("source"), profile.figures(side)
    told = (degrees > 0) & ~(sources.is_text(FIGURES) & (degrees < NOTABLE))
    said = sources.is_in(STATED) if side == "strength" else ~sources.is_in(ONLY_LIKELY)
    return np.where(told, np.where(said, SAID, SUGGESTED), UNTOLD).astype(np.int8)
