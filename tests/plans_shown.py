"""Plans made by hand, for tests of what is shown of them."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
from strategies import HOSTILE, schools_table

from matcher.core.allocation.tables import ALLOCATION, HUB_MEMBERS, PLACES, UNSERVED, WHY
from matcher.core.schema import Table
from matcher.show.allocation.facts import PlanShown, Total, fairness
from matcher.show.allocation.seekers.groupings import Grouping
from matcher.show.kit.reach import Reach
from matcher.show.map.data.plan import plan_marks, plan_matches
from matcher.show.map.page import map_page

SCHOOLS = (
    {"urn": "1", "name": "Ash Primary", "phase": "Primary", "area": "Fenmere",
     "x": 400_000, "y": 300_000},
    {"urn": "2", "name": "Beech Primary", "phase": "Primary", "x": 404_000, "y": 301_000},
    {"urn": "3", "name": "Cedar High", "phase": "Secondary", "area": "Fenmere",
     "x": 409_000, "y": 303_000},
    {"urn": "4", "name": "Dogwood High", "phase": "Secondary", "x": 412_000, "y": 297_000},
    {"urn": "11", "name": "Elm School", "kind": "independent", "role": "partner",
     "x": 401_000, "y": 302_000},
    {"urn": "12", "name": "Fir College", "kind": "college", "role": "partner",
     "x": 420_000, "y": 310_000},
    {"urn": "13", "name": "Gorse University", "kind": "university", "role": "partner",
     "x": 425_000, "y": 290_000},
    {"urn": "14", "name": "Holly School", "kind": "independent", "role": "partner",
     "x": 600_000, "y": 500_000},
    {"urn": "5", "name": "Ivy Primary", "x": 601_000, "y": 501_000},
)  # fmt: skip
PAIRS = (
    {"seeker_urn": "1", "partner_urn": "11", "score": 0.75, "distance_km": 2.0, "area": "Fenmere"},
    {"seeker_urn": "2", "partner_urn": "11", "score": 0.5, "distance_km": 3.0},
    {"seeker_urn": "3", "partner_urn": "12", "score": 0.25, "distance_km": 13.0, "area": "Fenmere",
     "how": "pinned"},
)  # fmt: skip
LEFT_OUT = (
    {"seeker_urn": "4", "seeker_name": "Dogwood High", "why": "partners_full", "in_reach": 1,
     "more_place_urn": "11", "more_place_name": "Elm School", "more_place_score": 0.4,
     "what_helps": "One more place at Elm School would serve it (score 0.400)."},
)  # fmt: skip
PARTNERS = (
    {"partner_urn": "11", "partner_name": "Elm School", "kind": "independent", "capacity": 2,
     "used": 2, "in_reach": 4, "price": 40_000.0,
     "one_more_place": "a partner for one more seeker"},
    {"partner_urn": "12", "partner_name": "Fir College", "kind": "college", "capacity": 3,
     "used": 1, "free": 2, "in_reach": 1},
    {"partner_urn": "13", "partner_name": "Gorse University", "kind": "university", "in_reach": 1},
    # Nobody of the plan may meet it.
    {"partner_urn": "14", "partner_name": "Holly School", "kind": "independent", "capacity": 4,
     "free": 4},
)  # fmt: skip
TOTALS = (
    Total(("priority", "served", "score"), 2, 3, 1.5),
    Total(("served", "score"), 1, 3, 1.6),
    Total(("score",), 1, 2, 1.7),
)
DEPRIVATION = {
    "deprivation": Grouping(
        ("most deprived fifth", "least deprived fifth"),
        {"1": "least deprived fifth", "4": "most deprived fifth"},
    )
}


def table(form: Table, rows: Any) -> pd.DataFrame:
    """A table of this form; what a row does not say is unknown, or 0 where a count must be."""
    blank = {"text": "", "number": float("nan"), "integer": 0}
    usual = {column.name: blank[column.kind] for column in form.columns}
    if form is ALLOCATION:
        usual |= {"how": "optimal", "seeker_rank": 1, "partner_rank": 1, "reasons": "2 km apart"}
    frame = pd.DataFrame([usual | row for row in rows], columns=form.names).astype(form.dtypes())
    form.check(frame)
    return frame


MEMBERS = (
    {"hub": 1, "hub_name": "Elm School, Fenmere", "partner_urn": "11", "partner_name": "Elm School",
     "seeker_urn": "2", "seeker_name": "Beech Primary", "distance_km": 3.162, "widest_km": 4.1,
     "needs_met": 0.5, "needs": 1.0, "reasons": "3.2 km apart; covers your one need"},
    {"hub": 1, "hub_name": "Elm School, Fenmere", "partner_urn": "11", "partner_name": "Elm School",
     "seeker_urn": "1", "seeker_name": "Ash Primary", "distance_km": 1.0, "widest_km": 4.1,
     "reasons": "1.0 km apart"},
    {"hub": 2, "hub_name": "Fir College, Fenmere", "partner_urn": "12",
     "partner_name": "Fir College", "seeker_urn": "4", "seeker_name": "Dogwood High",
     "distance_km": 15.3, "widest_km": 15.3, "needs_met": 0.25, "reasons": "15.3 km apart"},
)  # fmt: skip


def members(rows: Any = MEMBERS) -> pd.DataFrame:
    """HUB_MEMBERS of the plan."""
    return table(HUB_MEMBERS, [{"needs_met": 0.0, **row} for row in rows])


def schools() -> Any:
    """SCHOOLS of the plan."""
    return schools_table([dict(row) for row in SCHOOLS])


def named(pairs: Any) -> list[dict[str, Any]]:
    """Pairs with the names of both schools."""
    name = {row["urn"]: row["name"] for row in SCHOOLS}
    return [
        {**row, "seeker_name": name[row["seeker_urn"]], "partner_name": name[row["partner_urn"]]}
        for row in pairs
    ]


def plan(**changed: Any) -> PlanShown:
    """A small plan: three of four seekers served, two by one partner; one place would help."""
    pairs, left = table(ALLOCATION, named(PAIRS)), table(UNSERVED, LEFT_OUT)
    places = table(PLACES, PARTNERS)
    facts = {
        "title": "Plan of autumn", "pairs": pairs, "unserved": left, "places": places,
        "fairness": fairness(pairs, left, places, schools(), more=DEPRIVATION, totals=TOTALS),
        "checked": "Optimal: no plan is better in what counts, in order of importance; checked "
        "against all 9 pairs.",
        "attribution": ("Nobody's data",),
        "rests_on": "From the run autumn, as of 1 September 2026.",
        "known": "Of 3 pairs, 3 are known to meet a need.",
        "capacity": ("5 places at 2 partners; 2 left free", "1 as a list says"),
    }  # fmt: skip
    return PlanShown(**{**facts, **changed})


def plan_map(shown: PlanShown, places: Any, hubs: pd.DataFrame | None = None) -> str:
    """The map of a plan; ``places``: SCHOOLS; ``hubs``: HUB_MEMBERS."""
    return map_page(
        places,
        plan_matches(shown.pairs),
        outlines=None,
        area_title="priority area",
        title=shown.title,
        subtitle="of a test",
        more=shown.known,
        attribution=shown.attribution,
        reach=Reach(40.0),
        plan=plan_marks(shown.pairs, shown.unserved, shown.places, hubs=hubs),
    )


def island(text: str) -> dict[str, Any]:
    """The data of a map."""
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return dict(json.loads(found))


def hostile() -> tuple[PlanShown, Any]:
    """A plan with hostile text wherever text of a list can stand, and its SCHOOLS."""
    rows: list[dict[str, Any]] = []
    pairs, left, places = [], [], []
    for at, words in enumerate(HOSTILE):
        seeker, lost, partner = (f"{side}{at:02}" for side in (1, 2, 3))
        said = dict.fromkeys(
            ("name", "phase", "area", "area_near", "la_name", "trust", "contact_condition"), words
        )
        for urn, x in ((seeker, 0), (lost, 300), (partner, 600)):
            gives = urn == partner
            rows.append(
                {**said, "urn": urn, "role": "partner" if gives else "seeker",
                 "kind": "independent" if gives else "state", "x": 400_000 + 900 * at + x,
                 "y": 300_000 + x}
            )  # fmt: skip
        pairs.append(
            {"seeker_urn": seeker, "partner_urn": partner, "score": 0.5, "distance_km": 1.0,
             **dict.fromkeys(("seeker_name", "partner_name", "area", "reasons", "shared", "basis"),
                             words)}
        )  # fmt: skip
        left.append(
            {"seeker_urn": lost, "why": "left_over", "more_place_urn": partner,
             **dict.fromkeys(("seeker_name", "area", "more_place_name", "free_place_name",
                              "stood_in_way", "what_helps"), words)}
        )  # fmt: skip
        places.append(
            {"partner_urn": partner, "partner_name": words, "kind": "independent", "capacity": 2,
             "capacity_from": words, "used": 1, "free": 1, "in_reach": 1,
             "one_more_place": words, "price": 1.0}
        )  # fmt: skip
    tables = (table(ALLOCATION, pairs), table(UNSERVED, left), table(PLACES, places))
    found = schools_table(rows)
    shown = PlanShown(
        HOSTILE[5],
        *tables,
        fairness(*tables, found),
        HOSTILE[7],
        HOSTILE,
        what_if=HOSTILE,
        rests_on=HOSTILE[3],
        best=HOSTILE[9],
        capacity=HOSTILE,
        decisions=HOSTILE,
    )
    return shown, found


def large() -> PlanShown:
    """A plan with as much to say as any: every group, long names, long sentences."""
    phases = ("Primary", "Secondary", "16 plus", "Not applicable", "")
    kinds = ("state", "independent", "college", "university", "other")
    name = "The Blessed Somebody of Somewhere Church of England Voluntary Aided Primary School {}"
    rows = [
        {"urn": str(1000 + at), "name": name.format(at), "phase": phases[at % 5],
         "urban_rural": ("C1", "E1", "")[at % 3], "kind": kinds[at % 7 % 5],
         "area": "Fenmere" if at % 3 else "", "x": 400_000 + 50 * at,
         "fsm_pct": (5.0, 15.0, 25.0, 35.0, 45.0, float("nan"))[at % 6],
         "la_name": f"County {at % 9}",
         "y": 300_000, "area_km": 0.0 if at % 3 else (9.0 if at % 2 else float("nan"))}
        for at in range(400)
    ]  # fmt: skip
    rows += [
        {"urn": str(at), "name": name.format(at), "kind": "independent", "role": "partner",
         "x": 400_000, "y": 301_000 + at}
        for at in range(50)
    ]  # fmt: skip
    served = [at for at in range(400) if at % 4]
    pairs = [
        {"seeker_urn": str(1000 + at), "partner_urn": str(at % 50), "score": 0.1 + at / 1000,
         "distance_km": at / 20}
        for at in served
    ]  # fmt: skip
    helps = " ".join(["One more place would serve it, as nobody else is nearer."] * 6)
    whys = tuple(WHY)
    left = [
        {"seeker_urn": str(1000 + at), "seeker_name": name.format(at), "why": whys[at // 4 % 4],
         "what_helps": helps}
        for at in range(0, 400, 4)
    ]  # fmt: skip
    places = [
        {"partner_urn": str(at), "partner_name": name.format(at), "capacity": 6, "used": 6,
         "in_reach": 9, "one_more_place": helps, "price": float(at)}
        for at in range(50)
    ]  # fmt: skip
    tables = (table(ALLOCATION, pairs), table(UNSERVED, left), table(PLACES, places))
    fifths = tuple(f"{word} fifth of areas" for word in ("most deprived", "2nd", "3rd", "4th",
                                                         "least deprived"))  # fmt: skip
    more = {"deprivation": Grouping(fifths, {str(1000 + at): fifths[at % 5] for at in range(390)})}
    already = frozenset(str(1000 + at) for at in range(1, 400, 40))
    found = fairness(*tables, schools_table(rows), more=more, already=already, totals=TOTALS)
    lines = tuple(f"{name.format(at)}: licensed under a licence of its own" for at in range(6))
    checked = (
        "Optimal: no plan is better in what counts, in order of importance; checked against "
        "3,312,004 pairs"
    )
    said = tuple(
        f"Not kept: pinned: {name.format(at)}, but a gate keeps them apart" for at in range(9)
    )
    capacity = tuple(
        f"204 × {at} (supposed: independent school of 150 to 499 pupils)" for at in range(7)
    )
    return PlanShown(
        "Plan of school partnerships",
        *tables,
        found,
        checked,
        lines,
        what_if=tuple(f"{name.format(at)} closed" for at in range(4)),
        known=(
            "Of 3,312,004 pairs, 1,204 are known to meet a need, 2,204 may meet one, as registers, "
            "figures or words of a list suggest, 5,204 are with schools whose needs are not "
            "known, 11,204 are with schools of which no need stands out, whatever is known of "
            "their partners. 16,408 places go "
            "to schools of which no need is known or likely, while 1,204 seekers with a "
            "need that is known and 2,204 with a likely one have no partner, though one is in "
            "reach. Up to 1,204 more seekers could "
            "have a partner that is known, or likely, to meet a need: matcher match --must-give "
            "puts such pairs first. Pairs of which nothing is known stay, below; those that are "
            "known to meet none are left out, so that fewer seekers may be served."
        ),
        rests_on="From the run autumn-of-the-whole-country, as of 1 September 2026.",
        capacity=("3,204 places at 1,204 partners; 2 left free", *capacity),
        decisions=("Decisions kept: 3 accepted, 4 pinned, 12 refused, 3 banned.", *said),
        already=already,
        leading="1,402 of 1,503 pairs are with a partner in another local authority: 312 in Bath "
        "and North East Somerset, 210 in Kingston upon Hull, 178 in 140 others.",
        where="Unserved by local authority, most first: Bath and North East Somerset 312 of 402, "
        "Kingston upon Hull 210 of 230, 10 others 178 of 310, in 140 others everybody has a "
        "partner.",
    )
