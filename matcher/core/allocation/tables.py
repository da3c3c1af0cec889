"""The tables of a plan: who works with whom, who is left out, and whose places are free.

A plan says of each seeker which partner it is given, within what partners can take on. These are
its files; their form is that of :mod:`matcher.core.tables`.
"""

from __future__ import annotations

from matcher.core.schema import Column, Table
from matcher.core.tables import KINDS, MINUTES_BY

# How a pair came into a plan.
OPTIMAL, STABLE, PINNED, ACCEPTED = "optimal", "stable", "pinned", "accepted"
# Why a seeker has no partner.
NOBODY, BELOW, FULL, LEFT = "nobody_in_reach", "below_min_score", "partners_full", "left_over"
REFUSED, NOT_COUNTED, NOTHING = "refused", "not_counted", "needs_nothing"
WHY = {
    NOBODY: "no partner of the run may meet it",
    NOTHING: "it is said to need nothing, and the run asks that a need be met",
    BELOW: "no partner scores high enough (--min-score)",
    REFUSED: "every pair that it could have was refused or banned",
    FULL: "every partner in reach is full",
    LEFT: "a partner in reach has a free place, and the plan is better without this pair",
    NOT_COUNTED: "what counts (--objective) says nothing of them",
}

ALLOCATION = Table(
    "ALLOCATION",
    ("seeker_urn", "partner_urn"),
    (
        Column("seeker_urn", nullable=False),
        Column("seeker_name"),
        Column("partner_urn", nullable=False),
        Column("partner_name"),
        Column("score", "number", "as in the lists of the run", nullable=False, low=0, high=1),
        Column("distance_km", "number", "straight line on the grid", "km", nullable=False, low=0),
        Column("seeker_rank", "integer", "place of the partner among all that the seeker may meet",
               low=1),
        Column("partner_rank", "integer",
               "place of the seeker among all that the partner may meet", low=1),
        Column("how", meaning="how the pair came into the plan", nullable=False,
               allowed=(OPTIMAL, STABLE, PINNED, ACCEPTED)),
        Column("area", meaning="priority area of the seeker; blank: in none"),
        Column("shared", meaning="tags met: what the seeker gets | what the partner gets"),
        Column("reasons", meaning="why, in a sentence; phrases parted by '; '"),
        Column("basis", meaning="what the offer of each tag of shared rests on, in a word"),
        Column("minutes", "number", "travel time, where the run has it", "min", low=0),
        Column("minutes_by", meaning="what the minutes rest on", allowed=MINUTES_BY),
        Column("seeker_contact", meaning="the condition on which the seeker may be contacted; "
               "blank: none"),
        Column("partner_contact", meaning="the same of the partner"),
    ),
)  # fmt: skip

UNSERVED = Table(
    "UNSERVED",
    ("seeker_urn",),
    (
        Column("seeker_urn", nullable=False),
        Column("seeker_name"),
        Column("la_name", meaning="its local authority; blank: not known"),
        Column("area", meaning="priority area of the seeker; blank: in none"),
        Column("why", meaning="why it has no partner", nullable=False, allowed=tuple(WHY)),
        Column("in_reach", "integer", "partners that it may meet, full ones included", low=0),
        Column("more_place_urn", meaning="the partner whose one more place would serve it, or, "
               "in a stable plan, could; blank: no single place would"),
        Column("more_place_name"),
        Column("more_place_score", "number", "score of that pair", low=0, high=1),
        Column("place_goes_to_it", meaning="yes: that place is best given to this seeker; no: "
               "no single place is, as at every full partner in its reach another comes first; "
               "blank: not known, as of a stable plan, or no partner in its reach is full",
               allowed=("yes", "no")),
        Column("free_place_urn", meaning="the nearest partner with a free place"),
        Column("free_place_name"),
        Column("free_place_km", "number", "how far it is", "km", low=0),
        Column("stood_in_way", meaning="what keeps the two apart, as explain calls it"),
        Column("what_helps", meaning="the same in a sentence"),
    ),
)  # fmt: skip

PLACES = Table(
    "PLACES",
    ("partner_urn",),
    (
        Column("partner_urn", nullable=False),
        Column("partner_name"),
        Column("kind", meaning="what it is", allowed=KINDS),
        Column("capacity", "integer", "schools it can work with at one time as a partner", low=0),
        Column("capacity_from", meaning="where the number comes from: `list`, `--capacity`, or, "
               "where nobody says it, `supposed: ` and what the partner is and how large; "
               "`, then --what-if` after it where a what-if changed it"),
        Column("existing", "integer", "schools it works with already as a partner", low=0),
        Column("used", "integer", "places that the plan fills", low=0),
        Column("free", "integer", "places left", low=0),
        Column("in_reach", "integer", "seekers that it may meet", low=0),
        Column("one_more_place", meaning="what one more place would bring to the plan as a whole; "
               "blank: nothing"),
        Column("price", "number", "the same as the certificate counts it; below 0 where a least "
               "number (--each-partner) costs the plan"),
    ),
)  # fmt: skip

HUB_MEMBERS = Table(
    "HUB_MEMBERS",
    ("hub", "seeker_urn"),
    (
        Column("hub", "integer", "its number", low=1),
        Column("hub_name", meaning="its partner and the authority of that", nullable=False),
        Column("partner_urn", nullable=False),
        Column("partner_name"),
        Column("seeker_urn", nullable=False),
        Column("seeker_name"),
        Column("distance_km", "number", "from the partner, straight line on the grid", "km",
               nullable=False, low=0),
        Column("widest_km", "number", "the greatest distance between two members of the hub",
               "km", nullable=False, low=0),
        Column("needs_met", "number", "degrees of the seeker's needs that the partner meets or is "
               "likely to meet, added up", nullable=False, low=0),
        Column("needs", "number", "degrees of the seeker's known and likely needs, added up, "
               "without those of under a tenth that figures alone suggest; blank: nothing is known "
               "of them",
               low=0),
        Column("reasons", meaning="why the two, as in plan.csv; phrases parted by '; '"),
        Column("not_met", meaning="needs that the partner is not known to meet, the greatest "
               "first, those that nobody has said marked as likely; parted by '; '"),
    ),
)  # fmt: skip
