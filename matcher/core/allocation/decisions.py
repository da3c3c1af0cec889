"""What people decide about the pairs of a plan: the words, the reasons, and the form of the file.

A file of decisions (``decisions.csv``, or the sheet Decisions of a plan's workbook) has a row for
each pair. Reasons are codes, one list for decisions and for the records of partnerships, so that
they can be counted and no story is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from matcher.core.schema import Column, Table

DECISIONS_SHEET = "Decisions"

ACCEPTED, REFUSED, PINNED, BANNED = "accepted", "refused", "pinned", "banned"
DECISIONS: Mapping[str, str] = MappingProxyType(
    {
        ACCEPTED: "both said yes: the pair stays in the plan, and in a new match they are partners "
        "already",
        REFUSED: "one said no: the pair is left alone for twelve months",
        PINNED: "the office wants this pair: it stays in the plan",
        BANNED: "the office does not want this pair: it is left out until this is taken back",
    }
)
# Where rows about one pair contradict each other and no day says which came later: what keeps
# two schools apart counts first, for a wrong "no" can be mended and a wrong letter cannot.
CAUTION = (BANNED, REFUSED, ACCEPTED, PINNED)

# Why a school declined.
DECLINED: Mapping[str, str] = MappingProxyType(
    {
        "no_capacity": "no time or staff for it now",
        "other_partner": "has another partner already",
        "not_relevant": "what is offered is not what is needed",
        "distance": "too far to meet",
        "funding": "no money for it",
        "timing": "not this year",
        "no_answer": "did not answer",
        "other": "another reason",
    }
)

DECISION_ROWS = Table(
    "DECISION_ROWS",
    ("seeker_urn", "partner_urn"),
    (
        Column("seeker_urn", nullable=False),
        Column("seeker_name", meaning="for people; not read"),
        Column(
            "seeker_contact",
            meaning="the condition on which the seeker may be contacted; "
            "blank: none; for people; not read",
        ),
        Column("partner_urn", nullable=False),
        Column("partner_name", meaning="for people; not read"),
        Column("partner_contact", meaning="likewise of the partner"),
        Column("score", "number", "for people; not read; blank: not a pair of it", low=0, high=1),
        Column("distance_km", "number", "for people; not read; blank: likewise", "km", low=0),
        Column("decision", meaning="blank: nothing is decided", allowed=tuple(DECISIONS)),
        Column("reason", meaning="why it was refused, a code", allowed=tuple(DECLINED)),
        Column("day", meaning="the day of the decision, such as 2026-09-14"),
        Column("note", meaning="for yourselves; never read, and blank in every file of ours"),
    ),
)
