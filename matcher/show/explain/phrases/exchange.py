"""What a phrase of a reason says of the exchange between two schools."""

from __future__ import annotations

import re

from matcher.core.tables import BASIS
from matcher.show.explain.asking import UNKNOWN_OFFERS
from matcher.show.explain.phrases.readers import NOT_SHOWN

_STATED = BASIS["stated"]

# What a phrase says of the exchange: a need of the seeker is met; one may be met, as figures
# suggest the need or nobody has stated the offer; a need of the partner is met; none; not known.
EXCHANGES = ("gives", "likely", "gains", "none", "unknown")
_COVERED = re.compile(r"covers (?:(\d+) of )?your (?:one|[\d,]+) (likely )?need")
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
    if covered := _COVERED.match(phrase):  # of runs of before: all that is covered is a guess
        believed = len(_NOT_STATED.findall(phrase.partition(": ")[2])) >= int(covered[1] or 1)
        return "likely" if covered[2] or believed else "gives"
    if phrase.startswith(COVERS_NONE):
        return "none"
    if phrase.startswith("you could give "):
        return "gains"
    return "unknown" if phrase.startswith(_UNKNOWN) else ""
