"""How sure a place in a list is, in a word with its number.

Three words: *firm* where a pair keeps its place in 9 of 10 reasonable weightings or more, *likely*
in 2 of 3 or more, *open* in fewer. The edges are a choice, not a finding: 9 of 10 is what people
commonly act on, 2 of 3 is twice as often as not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

FIRM, LIKELY, OPEN = "firm", "likely", "open"
EDGES = {FIRM: 0.9, LIKELY: 2 / 3, OPEN: 0.0}
_WEIGHTINGS = " reasonable weightings"
MEANING = (
    "“Firm”, “likely” or “open” says in how many other reasonable weightings of the score it stays "
    "in the list: firm in 9 of 10 or more, likely in 2 of 3 or more, open in fewer. It does not "
    "say how sure a need or an offer is."
)
SETTING_WORDS = {
    "near": "the weight of distance",
    "opportunity": "the weight of priority areas",
    "gives": "the weight of needs covered",
    "gains": "the weight of what the partner gets back",
    "half_km": "the distance at which nearness counts half",
    "half_minutes": "the travel time at which nearness counts half",
}


def word(share: float) -> str:
    """The word for the share of weightings in which a pair keeps its place; "" for NaN: it has
    none."""
    if math.isnan(share):
        return ""
    return next(name for name, least in EDGES.items() if share >= least - 1e-6)


def sentence(shares: Sequence[float], draws: int) -> str:
    """How sure a pair is of its places: the ``shares`` of so many weightings in which it is in the
    seeker's list, first in it, in the partner's list, first in that, in the partner's among schools
    of its phase, and worth asking; NaN for a list it is not in. "" where it is in none."""
    in_seekers, first, in_partners, partners_first, in_phase, asked = shares
    found = [
        _of_list("in the seeker’s list", in_seekers, first, draws),
        _of_list("in the partner’s list", in_partners, partners_first, draws),
        # Who is in the whole list is in that of its phase, or of no known phase.
        "" if word(in_partners) else _of_list("in the partner’s list of its phase", in_phase, 0.0,
                                              draws),
        _of_list("worth asking", asked, 0.0, draws),
    ]  # fmt: skip
    told = [one for one in found if one]
    return "; ".join([*told[:1], *(one.replace(_WEIGHTINGS, "") for one in told[1:])])


def _of_list(where: str, share: float, first: float, draws: int) -> str:
    if math.isnan(share):
        return ""
    firsts = f", first in {round(first * draws):,}" if first > 0 else ""
    return f"{word(share)}, {where} in {round(share * draws):,} of {draws:,}{_WEIGHTINGS}{firsts}"


def short(share: float, draws: int) -> str:
    """The word and its number in a few words: "firm, 47 of 50"; "" for NaN."""
    return f"{word(share)}, {round(share * draws):,} of {draws:,}" if word(share) else ""


def setting_lines(kept: dict[str, float]) -> list[str]:
    """Which setting the lists depend on most; ``kept``: for each the mean share of places that
    stay where it is halved and doubled by itself. With half_minutes among them the run was ranked
    by travel time."""
    order = list(SETTING_WORDS)
    ranked = sorted(kept, key=lambda name: (round(kept[name], 6), order.index(name)))
    by_time = {"near": "the weight of travel time"} if "half_minutes" in kept else {}
    words = {**SETTING_WORDS, **by_time}
    return [f"  {words[name]}: {kept[name]:.1%} of the places stay" for name in ranked]


def tally_line(what: str, words: Sequence[str]) -> str:
    """How many places are firm, likely and open."""
    counted = ", ".join(f"{words.count(name):,} {name}" for name in EDGES)
    return f"{what}: {counted}"
