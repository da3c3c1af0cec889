"""plan.xlsx: a plan as a workbook: what it is, its pairs, who is left out, places,
fairness, and a sheet on which people decide.

Each sheet holds one table, with the columns of the file of the same name; those that are printed
come first.
"""

from __future__ import annotations

import pandas as pd

from matcher.core.allocation.decisions import DECISIONS_SHEET
from matcher.show.allocation import text as words
from matcher.show.allocation.decisions import choices, decisions_sheet
from matcher.show.allocation.facts import PlanShown
from matcher.show.allocation.table import fairness_table
from matcher.show.run.travel_words import travel_beside_distance
from matcher.show.run.workbook import workbook_bytes

NAME = "plan.xlsx"
# What a blank cell means, by sheet.
BLANKS = {
    "Plan": "Blank: area, the seeker is in none; shared and basis, nothing known is shared.",
    "Unserved": "Blank: area, it is in none; more_place, no place would serve it; free_place, no "
    "partner has one; stood_in_way, no gate does.",
    "Places": "Blank: one_more_place, it would bring nothing. Where in_reach is 0 no seeker of "
    "this plan may meet the partner: its places are not counted, and it is not on the map.",
    "Fairness": "Blank: mean_score and median_km, the group has no pair; few, it is not small.",
    "Hubs": "Blank: needs, nothing is known of them; not_met, the partner meets something of each.",
    DECISIONS_SHEET: "Blank: nothing is decided.",
}


# What of the wide sheets is printed: not what programs alone read, nor what another column says.
PRINTED = {
    "Plan": ("seeker_urn", "seeker_name", "partner_urn", "partner_name", "score", "distance_km",
             "minutes", "minutes_by", "how", "area", "reasons"),
    "Unserved": ("seeker_urn", "seeker_name", "area", "why", "what_helps"),
    "Places": ("partner_urn", "partner_name", "capacity", "capacity_from", "existing", "used",
               "free", "in_reach", "one_more_place"),
    "Hubs": ("hub", "hub_name", "seeker_urn", "seeker_name", "distance_km", "needs_met", "needs",
             "reasons", "not_met"),
}  # fmt: skip


def plan_workbook(shown: PlanShown, decisions: pd.DataFrame, *, most_unserved: int) -> bytes:
    """The workbook, the same bytes for the same plan; ``decisions``: DECISION_ROWS, on a sheet
    with drop-downs that is to be filled in and read back. With more than ``most_unserved`` seekers
    without a partner their sheet is left out, which the cover says: of a national plan it
    would take longer to write than the plan to find, and few would read it there."""
    left_out = len(shown.unserved) > most_unserved
    unserved = ("Unserved", "Seekers without a partner, and what would serve them", shown.unserved)
    hubs = (
        []
        if shown.members is None
        else [("Hubs", "Schools around one partner each", shown.members)]
    )
    return workbook_bytes(
        [
            ("Plan", "Who works with whom", travel_beside_distance(shown.pairs)),
            *([] if left_out else [unserved]),
            ("Places", "What partners can take on, and what is left of it", shown.places),
            ("Fairness", "Who is served, group by group", _fairness(shown)),
            *hubs,
            decisions_sheet(decisions),
        ],
        title=shown.title,
        cover=[*words.cover(shown), *([words.UNSERVED_ELSEWHERE] if left_out else [])],
        choices={DECISIONS_SHEET: choices()},
        blanks=BLANKS,
        printed=PRINTED,
    )


def _fairness(shown: PlanShown) -> pd.DataFrame:
    """FAIRNESS, without travel times where the plan has none."""
    found = fairness_table(shown.fairness)
    return found if shown.travel else found.drop(columns="median_minutes")
