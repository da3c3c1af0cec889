"""What a phrase of a reason says of the exchange between two schools."""

from __future__ import annotations

import re

from matcher.core.tables import BASIS
from matcher.show.explain.asking import UNKNOWN_OFFERS
from matcher.show.explain.phrases.readers import NOT_SHOWN

_STATED = BASIS["stated"]

# What a phrase says of the exchange: a need of the seeker is met; one may be met, as figures
# suggest the need or nobody has stated the offer; a need of the partner is met, or may be; none is;
# not known; nothing is offered, whatever the need.
EXCHANGES = ("gives", "likely", "gains", "may gain", "none", "unknown", "offers nothing")
# What is said of a partner of which a list or a form says so, whatever the seeker needs.
OFFERS_NOTHING = "it is said to offer nothing"
_COVERED = re.compile(
    r"(?:covers|you could give) (?:(\d+) of )?(your|its) (?:one|[\d,]+) (likely )?need"
)
# In its brackets: what a need, or the offer that meets it, rests on where nobody has stated it.
_GUESSED = (
    *(basis for basis in BASIS.values() if basis != _STATED),
    "in its words",  # of runs of before
    "a likely need",
)
_NOT_STATED = re.compile(rf"\([^()]*?(?:{'|'.join(_GUESSED)})[^()]*\)")
# What is said where a need is known and is not met, of several and of one.
COVERS_NONE = ("covers none of ", "does not cover ")
_UNKNOWN = (
    "your needs are not ",
    "whether you need ",
    "whether it offers ",
    UNKNOWN_OFFERS,
    "what it offers is not ",
    "not known whether it covers ",
    f"{NOT_SHOWN} whether it covers ",
)


def told_of_exchange(phrase: str) -> str:
    """What a phrase of a reason says of the exchange, one of :data:`EXCHANGES`; "" nothing."""
    if phrase.startswith("may cover "):
        return "likely"
    if phrase.startswith("you may be able to give "):
        return "may gain"
    if covered := _COVERED.match(phrase):  # of runs of before: all that is covered is a guess
        believed = len(_NOT_STATED.findall(phrase.partition(": ")[2])) >= int(covered[1] or 1)
        known, guessed = ("gives", "likely") if covered[2] == "your" else ("gains", "may gain")
        return guessed if covered[3] or believed else known
    if phrase.startswith(COVERS_NONE):
        return "none"
    if phrase in (OFFERS_NOTHING, "the partner is said to offer nothing"):
        return "offers nothing"
    return "unknown" if phrase.startswith(_UNKNOWN) else ""
